from dataclasses import replace

import numpy as np
import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.traffic import Traffic
from sim.roads.vehicles import CAR, TRUCK


FREE = Driving(choice="free_flow")


@pytest.fixture
def network() -> Network:
    """Return 0 - 1 - 2 with 100 s on each link."""
    return Network.from_links(
        node_ids=["a", "b", "c"],
        link_ids=["ab", "bc"],
        ends=[(0, 1), (1, 2)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


def test_trip_to_where_it_stands_arrives_at_once_at_the_next_advance(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.advance(30.0)
    traffic.depart(trip=1, origin=2, destination=2, vehicle="car")
    assert traffic.n_under_way == 1
    (arrival,) = traffic.advance(30.0)
    assert (arrival.time_s, arrival.travel_s, arrival.distance_m) == (30.0, 0.0, 0.0)


def test_simultaneous_arrivals_come_together_by_trip_number(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    for trip in (5, 3, 9):
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car")
    traffic.depart(trip=4, origin=2, destination=1, vehicle="car")
    assert [arrival.trip for arrival in traffic.advance(500.0)] == [3, 4, 5, 9]
    assert traffic.now_s == 100.0
    assert traffic.advance(500.0) == []
    assert traffic.now_s == 500.0


def test_inside_counts_vehicles_on_arcs_and_nowhere_else(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.close(1)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="bus", n_vehicles=3)
    traffic.depart(trip=2, origin=0, destination=2, vehicle="bus", n_vehicles=5)
    assert traffic.inside.tolist() == [0, 0, 0, 0]
    traffic.advance(10.0)
    assert traffic.inside.tolist() == [3, 0, 0, 0]
    assert (traffic.n_waiting, traffic.waiting, traffic.n_under_way) == (5, (2,), 8)
    traffic.advance(100.0)
    assert traffic.inside.tolist() == [0, 0, 0, 0]
    assert (traffic.n_departed, traffic.n_arrived) == (8, 3)
    traffic.check_conservation()


def test_trip_number_is_free_again_after_arrival(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car")
    with pytest.raises(InputError, match="trip 1 is already under way"):
        traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
    traffic.advance(100.0)
    assert not traffic.is_under_way(1)
    traffic.depart(trip=1, origin=1, destination=2, vehicle="car")
    assert traffic.is_under_way(1)


def test_wrong_departures_leave_the_counts_alone(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    with pytest.raises(InputError, match="n_vehicles must be at least 1"):
        traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=0)
    with pytest.raises(InputError, match="trip 1: origin 3 is no node; allowed: 0 to 2"):
        traffic.depart(trip=1, origin=3, destination=1, vehicle="car")
    with pytest.raises(InputError, match="destination -1"):
        traffic.depart(trip=1, origin=0, destination=-1, vehicle="car")
    with pytest.raises(UnknownNameError, match="Did you mean 'truck'"):
        traffic.depart(trip=1, origin=0, destination=1, vehicle="trunk")
    assert (traffic.n_departed, traffic.n_under_way) == (0, 0)


@pytest.mark.parametrize("until_s", [9.0, float("inf"), float("nan")])
def test_past_and_endless_times_are_refused(network: Network, until_s: float) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.advance(10.0)
    with pytest.raises(InputError, match="cannot advance"):
        traffic.advance(until_s)


@pytest.mark.parametrize("depth_m", [-0.1, float("nan"), float("inf")])
def test_impossible_depth_is_refused_with_the_link(network: Network, depth_m: float) -> None:
    with pytest.raises(InputError, match="link 'bc': depth_m"):
        Traffic(network).set_depth(1, depth_m)


def test_unknown_links_and_trips_are_refused(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    for act in (traffic.close, traffic.reopen, traffic.depth_m, traffic.is_closed):
        with pytest.raises(InputError, match="link 2 is no link"):
            act(2)
    with pytest.raises(InputError, match="trip 8 is not under way"):
        traffic.recall(8)


def test_classes_must_differ_in_name(network: Network) -> None:
    with pytest.raises(InputError, match="car, car"):
        Traffic(network, (CAR, CAR))
    with pytest.raises(UnknownNameError):
        Traffic(network, (CAR, TRUCK)).is_passable(0, "bus")


def test_passable_needs_shallow_water_and_no_closure(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.set_depth(0, 0.3)
    assert [traffic.is_passable(0, name) for name in ("car", "bus", "rescue")] == [
        False,
        True,
        True,
    ]
    traffic.close(0)
    assert traffic.is_closed(0)
    assert not traffic.is_passable(0, "rescue")
    traffic.reopen(0)
    assert traffic.passable("car").tolist() == [False, True]
    traffic.set_depth(0, 0.0)
    assert traffic.passable("car").tolist() == [True, True]
    assert traffic.depth_m(0) == 0.0


def test_link_not_yet_built_stays_shut_whatever_is_ordered(network: Network) -> None:
    future = Traffic(replace(network, is_built=np.array([True, False])))
    future.close(1)
    future.reopen(1)
    assert not future.is_passable(1, "rescue")
    assert future.travel_time_s(1, 2, "car") == float("inf")
    assert future.travel_time_s(0, 1, "car") == 100.0


def test_closing_and_reopening_at_one_moment_is_as_if_nothing_happened(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
    traffic.advance(60.0)
    traffic.close(1)
    assert traffic.travel_time_s(0, 2, "car") == float("inf")
    traffic.reopen(1)
    (arrival,) = traffic.advance(1000.0)
    assert (arrival.time_s, arrival.waited_s) == (200.0, 0.0)


def test_road_open_for_no_time_lets_nobody_through(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.close(1)
    traffic.depart(trip=1, origin=1, destination=2, vehicle="car")
    traffic.advance(60.0)
    traffic.reopen(1)
    assert traffic.travel_time_s(1, 2, "car") == 100.0
    traffic.close(1)
    assert traffic.advance(100.0) == []
    assert traffic.waiting == (1,)
    traffic.reopen(1)
    (arrival,) = traffic.advance(1000.0)
    assert (arrival.time_s, arrival.waited_s) == (200.0, 100.0)
