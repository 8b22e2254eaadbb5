"""Traffic alone: what goes in is checked, what comes out is whole, and nothing hangs."""

from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.roads.driving import Driving
from sim.roads.network import FloatArray, Network
from sim.roads.traffic import ANY, TripResults, Trips, simulate_trips

CHOICES = ("free_flow", "fixed", "reactive")


@pytest.fixture
def network() -> Network:
    """Return 0 - 1 - 2 with 100 s on each link, and 3 - 4 apart from it."""
    return Network.from_links(
        node_ids=list("abcde"),
        link_ids=["ab", "bc", "de"],
        ends=[(0, 1), (1, 2), (3, 4)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.4,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


def _trips(**changed: Any) -> Trips:  # noqa: ANN401
    values: dict[str, Any] = {
        "depart_s": np.array([0.0, 10.0, 20.0]),
        "origin": np.array([0, 1, 0]),
        "destination": np.array([2, 2, 1]),
    }
    return Trips(**(values | changed))


def _run(network: Network, trips: Trips, **changed: Any) -> TripResults:  # noqa: ANN401
    values: dict[str, Any] = {"routing": Driving(choice="fixed"), "until_s": 1000.0}
    return simulate_trips(network, trips, **(values | changed))


# -- what comes out ----------------------------------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES)
def test_departures_arrivals_and_counts_of_a_quiet_road(network: Network, choice: str) -> None:
    result = _run(network, _trips(), routing=Driving(choice=choice))
    assert result.departed_s.tolist() == [0.0, 10.0, 20.0]
    assert result.arrived_s == pytest.approx([200.0, 110.0, 120.0], abs=1e-6)
    assert result.travel_s == pytest.approx([200.0, 100.0, 100.0], abs=1e-6)
    assert result.entered.tolist() == [2, 0, 2, 0, 0, 0]
    assert result.delay_s.sum() == pytest.approx(0.0, abs=1e-6)
    assert (result.n_arrived, result.n_under_way, result.n_waiting, result.n_stranded) == (
        3,
        0,
        0,
        0,
    )


def test_delay_is_the_time_beyond_that_on_the_empty_road(network: Network) -> None:
    n = 50
    trips = Trips(np.zeros(n), np.zeros(n, dtype=np.int64), np.full(n, 2))
    result = _run(network, trips)
    assert result.departed_s == pytest.approx(2.5 * np.arange(n), abs=1e-6)
    waited_s = result.departed_s.sum()
    assert result.travel_s.sum() - 200.0 * n == pytest.approx(
        waited_s + result.delay_s.sum(), abs=1e-6
    )


def test_passages_of_recorded_arcs_and_of_no_others(network: Network) -> None:
    passages = _run(network, _trips(), recorded_arcs=[2], until_s=150.0).passages
    assert passages.arc.tolist() == [2, 2]
    assert passages.trip.tolist() == [1, 0]
    assert passages.entered_s.tolist() == [10.0, 100.0]
    assert passages.left_s[0] == 110.0
    assert np.isnan(passages.left_s[1])  # still there


def test_the_end_of_time_leaves_the_rest_under_way(network: Network) -> None:
    result = _run(network, _trips(), until_s=115.0)
    assert np.isnan(result.arrived_s).tolist() == [True, False, True]
    assert (result.n_arrived, result.n_under_way) == (1, 2)
    result = _run(network, _trips(), until_s=15.0)
    assert np.isnan(result.departed_s).tolist() == [False, False, True]
    assert result.n_under_way == 3


def test_no_trips_and_no_time_are_no_mistake(network: Network) -> None:
    nobody = Trips(np.empty(0), np.empty(0, dtype=int), np.empty(0, dtype=int))
    result = _run(network, nobody)
    assert (result.n_arrived, result.n_under_way, len(result.travel_s)) == (0, 0, 0)
    assert _run(network, _trips(), until_s=0.0).n_under_way == 3


def test_order_of_rows_does_not_matter_for_who_goes_first(network: Network) -> None:
    order = np.array([2, 0, 1])
    trips = _trips()
    shuffled = Trips(trips.depart_s[order], trips.origin[order], trips.destination[order])
    plain, other = _run(network, trips), _run(network, shuffled)
    assert (other.arrived_s == plain.arrived_s[order]).all()


def test_the_same_seed_gives_the_same_traffic_and_another_seed_another(
    network: Network,
) -> None:
    diamond = Network.from_arcs(
        n_nodes=3,
        tail=[0, 0, 1, 2, 2],
        head=[2, 2, 2, 1, 1],
        length_m=[1000.0, 1500.0, 1000.0, 500.0, 600.0],
        free_speed_mps=20.0,
        capacity_veh_per_s=[0.2, 0.5, 0.5, 0.15, 0.3],
        jam_density_veh_per_m=0.3,
    )
    times_s: FloatArray = np.linspace(0.0, 1598.0, 800)
    trips = Trips(times_s, np.zeros(800, dtype=np.int64), np.ones(800, dtype=np.int64))
    runs = [
        simulate_trips(
            diamond, trips, routing=Driving(choice="reactive", period_s=60.0), until_s=1e4, seed=s
        ).arrived_s
        for s in (1, 1, 2)
    ]
    assert (runs[0] == runs[1]).all()
    assert (runs[0] != runs[2]).any()
    assert network.n_links == 3


def test_given_routes_are_driven_and_empty_ones_left_to_the_driver(network: Network) -> None:
    routes = [[0, 1, 0, 2], [], [0]]
    result = _run(network, _trips(routes=routes), recorded_arcs=range(6))
    assert result.passages.arc[result.passages.trip == 0].tolist() == [0, 1, 0, 2]
    assert result.arrived_s == pytest.approx([400.0, 110.0, 120.0], abs=10.0)
    assert result.n_arrived == 3


def test_trips_to_any_sink_end_at_the_nearest(network: Network) -> None:
    trips = _trips(destination=np.array([ANY, ANY, 1]))
    result = _run(network, trips, sinks=[2, 0], recorded_arcs=range(6))
    # The first is at a sink already; the second has 100 s to either and takes the lower arc.
    assert result.arrived_s.tolist() == [0.0, 110.0, 120.0]
    assert np.isnan(result.departed_s[0])
    assert result.entered.tolist() == [1, 1, 0, 0, 0, 0]


def test_vehicle_classes_by_row(network: Network) -> None:
    fast = Network.from_arcs(
        n_nodes=2,
        tail=[0],
        head=[1],
        length_m=10_000.0,
        free_speed_mps=40.0,
        capacity_veh_per_s=1.0,
        lanes=2,
    )
    trips = Trips(
        np.array([0.0, 100.0, 200.0]),
        np.zeros(3, dtype=int),
        np.ones(3, dtype=int),
        vehicle=("car", "bus", "truck"),
    )
    result = _run(fast, trips, until_s=2000.0)
    assert result.travel_s == pytest.approx([300.0, 400.0, 450.0])
    assert len(result.trips) == 3 <= network.n_nodes


def test_progress_is_told_and_changes_nothing(network: Network) -> None:
    told: list[float] = []
    plain = _run(network, _trips())
    shown = _run(network, _trips(), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1000.0
    assert len(told) >= 50
    assert (plain.arrived_s == shown.arrived_s).all()


def test_planned_traffic_on_one_road_clears_as_fast_as_any(network: Network) -> None:
    n = 200
    trips = Trips(np.zeros(n), np.zeros(n, dtype=int), np.full(n, ANY))
    result = _run(network, trips, routing=Driving(choice="planned"), sinks=[2], until_s=5000.0)
    assert result.n_arrived == n
    assert result.travel_s.max() == pytest.approx(200.0 + (n - 1) * 2.5, rel=0.05)


# -- changes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES)
def test_closures_wait_strand_and_let_go(network: Network, choice: str) -> None:
    driving = Driving(choice=choice)
    closed = [(50.0, lambda traffic: traffic.close(0, inside="strand"))]
    result = _run(network, _trips(), routing=driving, changes=closed)
    assert (result.n_stranded, result.n_arrived, result.n_under_way) == (2, 1, 2)
    opened = [*closed, (300.0, lambda traffic: traffic.reopen(0))]
    result = _run(network, _trips(), routing=driving, changes=opened[::-1])
    assert (result.n_stranded, result.n_arrived) == (0, 3)
    assert result.arrived_s[0] == pytest.approx(450.0)
    closed = [(50.0, lambda traffic: traffic.close(1))]
    result = _run(network, _trips(), routing=driving, changes=closed)
    assert (result.n_waiting, result.n_arrived) == (1, 2)


def test_a_road_that_closes_as_a_vehicle_reaches_it_loses_nobody(network: Network) -> None:
    for time_s in (np.nextafter(100.0, 0.0), 100.0, np.nextafter(100.0, 200.0)):
        changes = [
            (time_s, lambda traffic: traffic.close(1)),
            (500.0, lambda traffic: traffic.reopen(1)),
        ]
        result = _run(network, _trips(), changes=changes)
        expected = 600.0 if time_s < 100.0 else 200.0
        assert result.arrived_s[0] == pytest.approx(expected, abs=1e-6)
        assert result.n_arrived == 3


def test_changes_after_the_end_are_not_made(network: Network) -> None:
    result = _run(network, _trips(), changes=[(2000.0, lambda traffic: traffic.close(99))])
    assert result.n_arrived == 3


@pytest.mark.parametrize("time_s", [-1.0, float("nan"), float("inf")])
def test_changes_at_impossible_times_are_refused(network: Network, time_s: float) -> None:
    with pytest.raises(InputError, match="changes: times must be finite"):
        _run(network, _trips(), changes=[(time_s, lambda traffic: traffic.close(0))])


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES)
def test_origin_without_a_road_to_the_destination_is_counted_as_waiting(
    network: Network, choice: str
) -> None:
    trips = _trips(origin=np.array([3, 1, 0]))
    result = _run(network, trips, routing=Driving(choice=choice), until_s=1e6)
    assert (result.n_waiting, result.n_arrived, result.n_under_way) == (1, 2, 1)
    assert np.isnan(result.departed_s[0])


@pytest.mark.parametrize("choice", CHOICES)
def test_destination_inside_a_closed_area_is_counted_as_waiting(
    network: Network, choice: str
) -> None:
    result = _run(
        network,
        _trips(),
        routing=Driving(choice=choice),
        until_s=1e6,
        changes=[(0.0, lambda traffic: traffic.close(1))],
    )
    assert (result.n_waiting, result.n_arrived) == (2, 1)
    assert result.entered.tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("name", ["length_m", "capacity_veh_per_s", "free_speed_mps", "lanes"])
@pytest.mark.parametrize("value", [0.0, -1.0])
def test_roads_without_length_capacity_speed_or_lanes_are_refused(name: str, value: float) -> None:
    values: dict[str, Any] = {
        "length_m": 100.0,
        "free_speed_mps": 10.0,
        "capacity_veh_per_s": 0.5,
        "lanes": 1,
    }
    with pytest.raises(InputError, match=f"link '1': {name} must be above 0"):
        Network.from_arcs(
            n_nodes=3, tail=[0, 1], head=[1, 2], **(values | {name: [values[name], value]})
        )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_roads_without_a_number_are_refused(value: float) -> None:
    for name in ("length_m", "free_speed_mps", "capacity_veh_per_s", "jam_density_veh_per_m"):
        values = {"length_m": 1.0, "free_speed_mps": 1.0, "capacity_veh_per_s": 1.0}
        with pytest.raises(InputError, match=name):
            Network.from_arcs(n_nodes=2, tail=[0], head=[1], **(values | {name: value}))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_departures_that_are_no_time_are_refused_with_the_trip(
    network: Network, value: float
) -> None:
    with pytest.raises(InputError, match="trip 1: depart_s is"):
        _run(network, _trips(depart_s=np.array([0.0, value, 5.0])))


@pytest.mark.parametrize("name", ["origin", "destination"])
@pytest.mark.parametrize("value", [-1, 5, -(2**40), 2**40, float("nan"), 0.5, float("inf")])
def test_nodes_that_do_not_exist_are_refused_with_the_trip(
    network: Network, name: str, value: float
) -> None:
    with pytest.raises(InputError, match=f"trip 2: {name} is .* allowed: a node, 0 to 4"):
        _run(network, _trips(**{name: np.array([0, 1, value])}))


def test_any_needs_sinks_and_sinks_must_be_nodes(network: Network) -> None:
    trips = _trips(destination=np.array([ANY, 2, 1]))
    with pytest.raises(InputError, match=r"trip 0: destination is -1.* or ANY with sinks"):
        _run(network, trips)
    with pytest.raises(InputError, match="9 is no node"):
        _run(network, trips, sinks=[9])
    with pytest.raises(InputError, match="trip 0: origin is -1"):
        _run(network, _trips(origin=np.array([ANY, 2, 1])), sinks=[2])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origin", np.array([0, 1])),
        ("destination", np.array([0, 1, 2, 2])),
        ("origin", np.array([[0], [1], [2]])),
        ("vehicle", ["car", "bus"]),
        ("routes", [[], []]),
    ],
)
def test_columns_of_other_lengths_are_refused_by_name(
    network: Network, name: str, value: object
) -> None:
    with pytest.raises(InputError, match=f"trips: {name} has"):
        _run(network, _trips(**{name: value}))
    with pytest.raises(InputError, match="trips: depart_s has shape"):
        _run(network, _trips(depart_s=np.zeros((3, 1))))


def test_unknown_classes_are_refused_with_the_nearest_name(network: Network) -> None:
    for vehicle in ("trunk", ["car", "trunk", "bus"]):
        with pytest.raises(UnknownNameError, match="Did you mean 'truck'"):
            _run(network, _trips(vehicle=vehicle))


@pytest.mark.parametrize("until_s", [float("inf"), float("nan"), -1.0])
def test_endless_simulations_are_refused(network: Network, until_s: float) -> None:
    with pytest.raises(InputError, match="until_s must be finite"):
        _run(network, _trips(), until_s=until_s)


def test_routes_that_do_not_hang_together_are_refused_with_the_trip(network: Network) -> None:
    with pytest.raises(InputError, match="trip 1: arc 0 of its route does not begin at node 1"):
        _run(network, _trips(routes=[[0, 2], [0], []]))


def test_arcs_that_do_not_exist_cannot_be_recorded(network: Network) -> None:
    for arc in (-1, 6):
        with pytest.raises(InputError, match=f"arc {arc} is no arc"):
            _run(network, _trips(), recorded_arcs=[arc])


def test_plain_lists_are_as_good_as_arrays(network: Network) -> None:
    trips = _trips(depart_s=[0.0, 10.0, 20.0], origin=[0, 1, 0], destination=[2, 2, 1])
    result = _run(network, trips)
    assert result.travel_s == pytest.approx([200.0, 100.0, 100.0], abs=1e-6)
    result = _run(
        network,
        _trips(depart_s=[0.0, 10.0], origin=[0, 1], destination=[ANY, ANY]),
        routing=Driving(choice="planned"),
        sinks=[2],
    )
    assert result.n_arrived == 2
