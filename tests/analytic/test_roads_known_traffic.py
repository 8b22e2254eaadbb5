"""Vehicles that do not hinder one another, against times worked out by hand."""

import pytest

from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import Network
from sim.roads.traffic import Traffic

STEP_S = 100.0
ALONE = Driving(choice="free_flow")
FREE = Driving(choice="free_flow")


def _network(ends: list[tuple[int, int]], n_nodes: int, length_m: float | list[float]) -> Network:
    return Network.from_links(
        node_ids=[f"n{i}" for i in range(n_nodes)],
        link_ids=[f"l{i}" for i in range(len(ends))],
        ends=ends,
        length_m=length_m,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@pytest.fixture
def chain() -> Traffic:
    """Return traffic on 0 - 1 - 2 - 3, every link 100 s long."""
    return Traffic(_network([(0, 1), (1, 2), (2, 3)], 4, 1000.0), driving=FREE)


@pytest.fixture
def ring() -> Traffic:
    """Return traffic with a short way 0 - 1 - 3 of 200 s and a long way 0 - 2 - 3 of 400 s."""
    return Traffic(
        _network([(0, 1), (1, 3), (0, 2), (2, 3)], 4, [1000, 1000, 2000, 2000]), driving=FREE
    )


def test_free_flow_time_and_distance_along_a_chain_are_exact(chain: Traffic) -> None:
    chain.advance(50.0)
    chain.depart(trip=7, origin=0, destination=3, vehicle="car", n_vehicles=4)
    (arrival,) = chain.advance(10_000.0)
    assert (arrival.trip, arrival.node, arrival.n_vehicles) == (7, 3, 4)
    assert (arrival.time_s, arrival.travel_s, arrival.waited_s) == (350.0, 300.0, 0.0)
    assert arrival.distance_m == 3000.0
    assert chain.now_s == 350.0
    assert chain.entered.tolist() == [4, 0, 4, 0, 4, 0]


def test_slow_class_is_held_to_its_own_speed() -> None:
    network = Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=10_000.0,
        free_speed_mps=40.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )
    traffic = Traffic(network)
    assert traffic.travel_time_s(0, 1, "car") == pytest.approx(300.0, rel=1e-12)  # 120 km/h
    assert traffic.travel_time_s(0, 1, "truck") == pytest.approx(450.0, rel=1e-12)  # 80 km/h


def test_closure_sends_round_and_reopening_restores(ring: Traffic) -> None:
    assert ring.travel_time_s(0, 3, "car") == 200.0
    ring.close(1)
    assert ring.travel_time_s(0, 3, "car") == 400.0
    ring.depart(trip=1, origin=0, destination=3, vehicle="car")
    (detour,) = ring.advance(1000.0)
    assert (detour.travel_s, detour.distance_m) == (400.0, 4000.0)
    ring.reopen(1)
    assert ring.travel_time_s(0, 3, "car") == 200.0
    ring.depart(trip=2, origin=0, destination=3, vehicle="car")
    (direct,) = ring.advance(1000.0)
    assert (direct.travel_s, direct.distance_m) == (200.0, 2000.0)


def test_trip_turns_back_at_the_node_before_a_road_that_closed(ring: Traffic) -> None:
    ring.depart(trip=1, origin=0, destination=3, vehicle="car")
    assert ring.advance(50.0) == []
    ring.close(1)
    (arrival,) = ring.advance(10_000.0)
    assert arrival.time_s == 100.0 + 100.0 + 400.0  # to node 1, back to 0, the long way round


def test_vehicle_inside_a_closing_arc_finishes_it_at_its_speed(chain: Traffic) -> None:
    chain.depart(trip=1, origin=0, destination=1, vehicle="car")
    chain.advance(50.0)
    chain.close(0)
    (arrival,) = chain.advance(1000.0)
    assert arrival.time_s == STEP_S


def test_waiting_trip_leaves_at_the_moment_a_road_opens(chain: Traffic) -> None:
    chain.depart(trip=1, origin=0, destination=3, vehicle="car", n_vehicles=2)
    chain.advance(10.0)
    chain.close(2)
    assert chain.advance(1234.5) == []
    assert (chain.n_waiting, chain.waiting, chain.n_under_way) == (2, (1,), 2)
    assert chain.travel_time_s(0, 3, "car") == float("inf")
    chain.reopen(2)
    (arrival,) = chain.advance(10_000.0)
    # No route is known once the closure is seen at node 1, reached at 100 s.
    assert arrival.waited_s == 1234.5 - 100.0
    assert arrival.time_s == 1234.5 + 2 * STEP_S
    assert arrival.travel_s == arrival.time_s
    assert (chain.n_waiting, chain.n_arrived) == (0, 2)


def test_falling_water_frees_each_class_at_its_own_depth(chain: Traffic) -> None:
    chain.set_depth(1, 0.6)
    for trip, vehicle in enumerate(("car", "rescue")):
        chain.depart(trip=trip, origin=1, destination=2, vehicle=vehicle)
    chain.advance(1000.0)
    waited = [chain.waiting]
    chain.set_depth(1, 0.45)
    chain.advance(1001.0)
    waited.append(chain.waiting)
    assert waited == [(0, 1), (0,)]
    chain.set_depth(1, 0.0)
    arrivals = [chain.advance(50_000.0), chain.advance(50_000.0)]
    assert [[row.trip for row in rows] for rows in arrivals] == [[0], [1]]
    assert arrivals[0][0].time_s == 1001.0 + STEP_S


def test_flooded_low_point_costs_what_the_curve_says() -> None:
    network = _network([(0, 1)], 2, 1000.0)
    traffic = Traffic(network, flooding=FloodedRoad(flooded_length_m=360.0))
    traffic.set_depth(0, 0.2)
    wet_mps = (0.0009 * 200**2 - 0.5529 * 200 + 86.9448) / 3.6
    expected = 640.0 / 10.0 + 360.0 / wet_mps
    assert traffic.travel_time_s(0, 1, "car") == pytest.approx(expected, rel=1e-12)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car")
    (arrival,) = traffic.advance(1000.0)
    assert arrival.time_s == pytest.approx(expected, rel=1e-12)


def test_shallow_water_turns_traffic_to_a_quicker_dry_road(ring: Traffic) -> None:
    ring.set_depth(1, 0.29)  # 1 km at 2.3 km/h is far beyond the 200 s of the detour
    assert ring.is_passable(1, "car")
    assert ring.travel_time_s(0, 3, "car") == 400.0


def test_redirected_trip_turns_at_its_next_node(ring: Traffic) -> None:
    ring.depart(trip=1, origin=0, destination=3, vehicle="truck")
    ring.advance(50.0)
    ring.redirect(1, 2)
    (arrival,) = ring.advance(10_000.0)
    assert (arrival.node, arrival.time_s) == (2, 100.0 + 100.0 + 200.0)


def test_recalled_trip_returns_to_where_it_departed(chain: Traffic) -> None:
    chain.depart(trip=1, origin=0, destination=3, vehicle="truck")
    chain.advance(150.0)
    chain.recall(1)
    (arrival,) = chain.advance(10_000.0)
    assert (arrival.node, arrival.time_s, arrival.distance_m) == (0, 400.0, 4000.0)


def test_waiting_trip_that_is_redirected_leaves_at_once(chain: Traffic) -> None:
    chain.close(2)
    chain.depart(trip=1, origin=1, destination=3, vehicle="truck")
    chain.advance(500.0)
    chain.redirect(1, 0)
    assert chain.n_waiting == 0
    (arrival,) = chain.advance(10_000.0)
    assert (arrival.time_s, arrival.waited_s) == (600.0, 500.0)
