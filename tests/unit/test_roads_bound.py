from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.roads.bound import (
    ClearanceBound,
    clearance_bound_s,
    fitting_step_s,
    quickest_share_s,
)
from sim.roads.movement import Ways
from sim.roads.network import Network

GOOD: dict[str, Any] = {"supplies": [5, 0], "destinations": [1], "step_s": 10.0}


@pytest.fixture
def road() -> Network:
    return Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.001,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_s": 0.0}, "step_s must be above 0"),
        ({"step_s": float("nan")}, "step_s must be above 0"),
        ({"supplies": [1, 2, 3]}, "supplies has shape"),
        ({"supplies": [0.5, 0]}, "supplies must be whole numbers"),
        ({"supplies": [-1, 0]}, "supplies must be whole numbers"),
        ({"supplies": [10**9, 0]}, "1,000,000,000 vehicles"),
        ({"destinations": []}, "destinations must be given"),
        ({"destinations": [1, 1]}, "each once"),
        ({"destinations": [2]}, "destination 2 is no node"),
        ({"passable": np.ones(2, dtype=np.bool_)}, "passable must hold True or False for 1 links"),
        ({"passable": np.ones(1)}, "passable must hold True or False"),
        ({"room": [1, 1]}, "room has shape"),
        ({"capacity_veh_per_s": [0.1]}, "capacity_veh_per_s must hold one number for 2 arcs"),
        ({"capacity_veh_per_s": [-0.1, 0.1]}, "capacity_veh_per_s must be finite and at least 0"),
        ({"capacity_veh_per_s": [np.inf, 0.1]}, "capacity_veh_per_s must be finite and at least 0"),
        ({"time_s": [10.0, np.nan]}, "time_s must hold one number for 2 arcs"),
        ({"time_s": [0.0, 10.0]}, "time_s must be above 0"),
    ],
)
def test_mistakes_are_named(road: Network, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        clearance_bound_s(road, **(GOOD | change))


@pytest.mark.parametrize("share", [0.0, -0.5, 1.01, float("nan")])
def test_share_outside_its_range_is_refused(road: Network, share: float) -> None:
    with pytest.raises(InputError, match="shares must be above 0 and at most 1"):
        quickest_share_s(road, **GOOD, shares=(0.5, share))


def test_too_short_a_step_is_refused_before_the_computation_grows_endless(
    road: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.roads.time_expansion.MAX_ARCS_OVER_TIME", 100)
    with pytest.raises(InputError, match=r"step_s = 10 needs .* choose a longer step"):
        clearance_bound_s(road, supplies=[500, 0], destinations=[1], step_s=10.0)
    assert clearance_bound_s(road, supplies=[20, 0], destinations=[1], step_s=10.0) == 290.0


def test_step_left_out_is_longer_where_the_computation_would_grow_endless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network.from_arcs(
        n_nodes=2,
        tail=[0],
        head=[1],
        length_m=100.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
    )
    question: dict[str, Any] = {"supplies": [5000, 0], "destinations": [1]}
    exact = 10.0 + 4999 / 0.5
    assert clearance_bound_s(network, **question) == pytest.approx(exact)
    # Steps of 2 s lose nothing; at most 40 arcs over time allow steps of 256 s, which lose some.
    monkeypatch.setattr("sim.roads.time_expansion.MAX_ARCS_OVER_TIME", 40)
    monkeypatch.setattr("sim.roads.bound.MAX_ARCS_REFINED", 40)
    assert exact - 256.0 <= clearance_bound_s(network, **question) < exact


def test_prepared_roads_answer_as_the_function_does(road: Network) -> None:
    prepared = ClearanceBound(road)
    for n_vehicles in (1, 7, 40):
        question: dict[str, Any] = {"supplies": [n_vehicles, 0], "destinations": [1]}
        assert prepared.clearance_s(**question) == clearance_bound_s(road, **question)
        assert (
            prepared.share_s(**question, shares=(0.5, 0.95)) == quickest_share_s(road, **question)
        ).all()


@pytest.mark.parametrize(
    ("per_h", "expected_s"),
    [
        ([900.0, 1200.0, 1400.0, 2000.0], 36.0),  # 9, 12, 14 and 20 vehicles
        ([1800.0], 2.0),
        ([60.0], 60.0),
        ([10.0], 60.0),  # no step up to a minute holds a whole vehicle: the least excess
    ],
)
def test_fitting_step_holds_whole_numbers_of_vehicles(
    per_h: list[float], expected_s: float
) -> None:
    n_arcs = len(per_h)
    network = Network.from_arcs(
        n_nodes=2,
        tail=np.zeros(n_arcs, dtype=np.int64),
        head=np.ones(n_arcs, dtype=np.int64),
        length_m=100.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=np.array(per_h) / 3600.0,
    )
    movement = Ways(network).movement(supplies=[9, 0], destinations=[1])
    assert fitting_step_s(movement, rounding="bound") == expected_s


def test_cut_that_leaps_fall_short_of_is_bisected(monkeypatch: pytest.MonkeyPatch) -> None:
    # A chain of ever longer ways out: each cut promises more than the next horizon brings.
    n_ways = 12
    network = Network.from_arcs(
        n_nodes=2,
        tail=np.zeros(n_ways, dtype=np.int64),
        head=np.ones(n_ways, dtype=np.int64),
        length_m=100.0 * 2.0 ** np.arange(n_ways),
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5 * 1.5 ** np.arange(n_ways),
    )
    question: dict[str, Any] = {"supplies": [5000, 0], "destinations": [1], "step_s": 2.0}
    by_leaps = clearance_bound_s(network, **question)
    for n_leaps in (0, 1, 2):
        monkeypatch.setattr("sim.roads.time_expansion._MAX_LEAPS", n_leaps)
        assert clearance_bound_s(network, **question) == by_leaps
