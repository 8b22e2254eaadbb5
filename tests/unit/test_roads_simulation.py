"""What simulate_trips refuses, and what it counts."""

from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.traffic import ANY, Trips, simulate_trips

ROADS: dict[str, Any] = {
    "n_nodes": 4,
    "tail": [0, 1],
    "head": [1, 2],
    "length_m": 1000.0,
    "free_speed_mps": 20.0,
    "capacity_veh_per_s": 0.5,
}
FIXED = Driving(choice="fixed")


def trips(**change: Any) -> Trips:  # noqa: ANN401  # columns of several types
    columns: dict[str, Any] = {
        "depart_s": np.array([0.0, 10.0]),
        "origin": np.array([0, 1]),
        "destination": np.array([2, 2]),
    }
    return Trips(**{**columns, **change})


@pytest.mark.parametrize("name", ["capacity_veh_per_s", "length_m", "free_speed_mps"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_roads_without_length_speed_or_capacity_are_refused(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"link '0': {name} must be above 0"):
        Network.from_arcs(**{**ROADS, name: [value, 1.0]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"depart_s": np.array([0.0, np.nan])}, "trip 1: depart_s is nan"),
        ({"depart_s": np.array([-1.0, 0.0])}, r"trip 0: depart_s is -1\.0"),
        ({"origin": np.array([0, 4])}, "trip 1: origin is 4, allowed: a node, 0 to 3"),
        ({"destination": np.array([2, ANY])}, "trip 1: destination is -1.*ANY with sinks"),
        ({"origin": np.array([0])}, r"origin has shape \(1,\), expected \(2,\)"),
        ({"vehicle": ["car"]}, "vehicle has 1 rows"),
        ({"routes": [[0, 1]]}, "routes has 1 rows"),
        ({"routes": [[1], []]}, "trip 0: arc 1 of its route does not begin at node 0"),
    ],
)
def test_unacceptable_trips_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulate_trips(Network.from_arcs(**ROADS), trips(**change), routing=FIXED, until_s=100.0)


def test_unknown_vehicle_gets_the_nearest_match() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'truck'"):
        simulate_trips(
            Network.from_arcs(**ROADS), trips(vehicle="trukc"), routing=FIXED, until_s=100.0
        )


@pytest.mark.parametrize("until_s", [-1.0, float("inf"), float("nan")])
def test_endless_time_is_refused(until_s: float) -> None:
    with pytest.raises(InputError, match="until_s must be finite"):
        simulate_trips(Network.from_arcs(**ROADS), trips(), routing=FIXED, until_s=until_s)


def test_those_without_a_road_are_counted() -> None:
    network = Network.from_arcs(**ROADS)
    results = simulate_trips(
        network, trips(destination=np.array([3, 2])), routing=FIXED, until_s=10_000.0
    )
    assert (results.n_arrived, results.n_waiting, results.n_under_way) == (1, 1, 1)
    assert np.isnan(results.arrived_s[0])


def test_a_goal_behind_a_closed_road_is_counted_and_reached_when_that_opens() -> None:
    network = Network.from_arcs(**ROADS)
    closing = (0.0, lambda traffic: traffic.close(1))
    shut = simulate_trips(network, trips(), routing=FIXED, until_s=500.0, changes=[closing])
    assert (shut.n_arrived, shut.n_waiting) == (0, 2)
    opened = simulate_trips(
        network,
        trips(),
        routing=FIXED,
        until_s=5000.0,
        changes=[(1000.0, lambda traffic: traffic.reopen(1)), closing],
    )
    assert opened.arrived_s == pytest.approx([1100.0, 1050.0])


def test_given_routes_are_driven_and_left_where_they_are_cut() -> None:
    network = Network.from_arcs(**{**ROADS, "tail": [0, 1, 0, 3], "head": [1, 2, 3, 2]})
    told = trips(origin=np.array([0, 0]), routes=[[2, 3], []])
    results = simulate_trips(network, told, routing=FIXED, until_s=1000.0)
    assert results.entered.tolist() == [1, 1, 1, 1]
    cut = simulate_trips(
        network, told, routing=FIXED, until_s=1000.0, changes=[(0.0, lambda t: t.close(2))]
    )
    assert cut.entered.tolist() == [2, 2, 0, 0]


def test_nobody_to_drive_is_no_mistake() -> None:
    nobody = trips(depart_s=np.array([]), origin=np.array([], int), destination=np.array([], int))
    results = simulate_trips(Network.from_arcs(**ROADS), nobody, routing=FIXED, until_s=100.0)
    assert (results.n_arrived, results.n_under_way) == (0, 0)


def test_the_time_reached_is_told() -> None:
    told: list[float] = []
    simulate_trips(
        Network.from_arcs(**ROADS),
        trips(),
        routing=FIXED,
        until_s=1000.0,
        on_progress=told.append,
    )
    assert told == sorted(told)
    assert told[-1] == 1000.0
