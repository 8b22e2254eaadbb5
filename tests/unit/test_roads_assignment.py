from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.roads.assignment import BprRoads, Demand, shortest, system_optimum, user_equilibrium
from sim.roads.network import Network


def _roads(**changes: object) -> BprRoads:
    """Return a ring of four nodes, one way round, ten minutes an arc."""
    arcs: dict[str, Any] = {
        "n_nodes": 4,
        "tail": [0, 1, 2, 3],
        "head": [1, 2, 3, 0],
        "free_time": 600.0,
        "capacity": 0.5,
    }
    return BprRoads.from_arcs(**(arcs | changes))


def test_demand_of_zero_puts_nothing_on_the_roads() -> None:
    found = user_equilibrium(_roads(), Demand.from_pairs([0], [2], [0.0]))
    assert found.flow.tolist() == [0, 0, 0, 0]
    assert found.pair_time.tolist() == [1200.0]
    assert (found.relative_gap, found.total_travel_time, found.beckmann) == (0, 0, 0)
    assert found.is_converged


def test_no_demand_at_all_is_an_equilibrium() -> None:
    found = user_equilibrium(_roads(), Demand.from_pairs(np.zeros(0, int), np.zeros(0, int), []))
    assert found.flow.tolist() == [0, 0, 0, 0]
    assert found.pair_time.shape == (0,)
    assert found.is_converged


def test_roads_without_arcs_serve_nobody() -> None:
    roads = BprRoads.from_arcs(
        n_nodes=2, tail=np.zeros(0, int), head=np.zeros(0, int), free_time=1.0, capacity=1.0
    )
    found = user_equilibrium(roads, Demand.from_pairs([0], [1], [3.0]))
    assert found.flow.shape == (0,)
    assert (found.unserved, found.pair_time.tolist()) == (3.0, [np.inf])


def test_demand_within_a_node_uses_no_road_and_is_counted() -> None:
    found = user_equilibrium(_roads(), Demand.from_pairs([1, 0], [1, 1], [5.0, 0.1]))
    assert found.intrazonal == 5.0
    assert found.flow.tolist() == [0.1, 0, 0, 0]
    assert found.pair_time[0] == 0


def test_demand_that_no_open_road_serves_is_counted_and_the_rest_assigned() -> None:
    roads = _roads(is_open=[True, False, True, True])
    found = user_equilibrium(roads, Demand.from_pairs([0, 0, 2], [1, 2, 1], [0.1, 0.2, 0.3]))
    assert found.unserved == 0.2
    assert np.isinf(found.pair_time).tolist() == [False, True, False]
    assert found.flow == pytest.approx([0.4, 0, 0.3, 0.3], rel=1e-12)
    assert np.isinf(found.time).tolist() == [False, True, False, False]
    assert np.isfinite([found.total_travel_time, found.beckmann]).all()


def test_equal_pairs_are_added_up() -> None:
    twice = user_equilibrium(_roads(), Demand.from_pairs([0, 0], [2, 2], [0.1, 0.2]))
    assert twice.flow == pytest.approx([0.3, 0.3, 0, 0], rel=1e-12)
    assert twice.pair_time[0] == twice.pair_time[1]


def test_trips_begin_and_end_at_a_zone_but_do_not_pass_it() -> None:
    # Over zone 0 it would be 2 from 1 to 2; the way round over 3 takes 20.
    roads = BprRoads.from_arcs(
        n_nodes=4,
        tail=[1, 0, 1, 3],
        head=[0, 2, 3, 2],
        free_time=[1.0, 1.0, 10.0, 10.0],
        capacity=1.0,
        alpha=0.0,
        first_thru_node=1,
    )
    demand = Demand.from_pairs([1, 0, 1], [2, 2, 0], [0.5, 0.25, 0.125])
    found = user_equilibrium(roads, demand)
    assert found.pair_time.tolist() == [20, 1, 1]
    assert found.flow.tolist() == [0.125, 0.25, 0.5, 0.5]


def test_quickest_of_parallel_arcs_is_taken_and_of_equal_ones_the_first() -> None:
    roads = BprRoads.from_arcs(
        n_nodes=2,
        tail=[0, 0, 0],
        head=[1, 1, 1],
        free_time=[9.0, 4.0, 4.0],
        capacity=1.0,
        alpha=0.0,
    )
    found = user_equilibrium(roads, Demand.from_pairs([0], [1], [2.0]))
    assert found.flow.tolist() == [0, 2, 0]


def test_connectors_that_take_no_time_are_used() -> None:
    roads = _roads(free_time=[0.0, 0.0, 600.0, 600.0])
    found = user_equilibrium(roads, Demand.from_pairs([0], [3], [0.1]))
    assert found.flow.tolist() == [0.1, 0.1, 0.1, 0]


def test_links_that_are_not_built_or_not_passable_are_closed() -> None:
    network = Network.from_links(
        node_ids=["a", "b"],
        link_ids=["old", "late", "cut"],
        ends=[(0, 1)] * 3,
        length_m=[3000.0, 1000.0, 2000.0],
        free_speed_mps=10.0,
        capacity_veh_per_s=1.0,
        lanes=1,
        jam_density_veh_per_m=0.14,
        is_built=[True, False, True],
    )
    roads = BprRoads.from_network(network, passable=[True, True, False])
    assert roads.is_open.tolist() == [True, True, False, False, False, False]
    found = user_equilibrium(roads, Demand.from_pairs([0], [1], [0.1]))
    assert found.flow.tolist() == [0.1, 0, 0, 0, 0, 0]
    with pytest.raises(InputError, match=r"passable has shape \(2,\), expected \(3,\)"):
        BprRoads.from_network(network, passable=[True, False])


def test_stopping_early_says_so() -> None:
    roads = BprRoads.from_arcs(
        n_nodes=2, tail=[0] * 9, head=[1] * 9, free_time=np.arange(1.0, 10.0), capacity=0.1
    )
    demand = Demand.from_pairs([0], [1], [3.0])
    early = user_equilibrium(roads, demand, max_iterations=1)
    assert (early.is_converged, early.n_iterations) == (False, 1)
    assert early.relative_gap > 1e-10
    late = user_equilibrium(roads, demand)
    assert late.is_converged
    assert late.relative_gap <= 1e-10
    assert late.beckmann < early.beckmann


def test_far_above_capacity_a_steep_curve_is_still_levelled() -> None:
    # The Newton step of the linear road overshoots to 0.15 (3 / 0.3)^9 on the other.
    roads = BprRoads.from_arcs(
        n_nodes=2, tail=[0, 0], head=[1, 1], free_time=1.0, capacity=0.3, power=[1.0, 9.0]
    )
    found = user_equilibrium(roads, Demand.from_pairs([0], [1], [3.0]))
    assert found.is_converged
    assert found.n_iterations < 20
    assert found.time[0] == pytest.approx(found.time[1], rel=1e-6)


def test_origins_searched_in_batches_give_the_same_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    demand = Demand.from_pairs([0, 1, 2, 3, 0], [2, 3, 0, 1, 3], [0.3, 0.2, 0.5, 0.4, 0.1])
    roads = _roads(
        tail=[0, 1, 2, 3, 0, 1, 2, 3], head=[1, 2, 3, 0, 3, 0, 1, 2], free_time=[600, 500] * 4
    )
    at_once = user_equilibrium(roads, demand)
    monkeypatch.setattr(shortest, "_TABLE_SIZE", 1)
    one_by_one = user_equilibrium(roads, demand)
    assert one_by_one.flow.tolist() == at_once.flow.tolist()
    assert one_by_one.pair_time.tolist() == at_once.pair_time.tolist()


def test_marginal_times_are_not_what_the_optimum_reports() -> None:
    found = system_optimum(_roads(), Demand.from_pairs([0], [2], [0.5]))
    assert found.time == pytest.approx([690, 690, 600, 600], rel=1e-12)
    assert found.pair_time == pytest.approx([1380], rel=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"capacity": [0.5, 0.5, 0.0, 0.5]}, "arc 2: capacity is 0; allowed: above 0"),
        ({"capacity": -1.0}, "arc 0: capacity is -1; allowed: above 0"),
        ({"capacity": np.inf}, "arc 0: capacity is inf; allowed: above 0"),
        ({"free_time": [1, 1, 1, np.nan]}, "arc 3: free_time is nan; allowed: 0 or above"),
        ({"free_time": -2.0}, "arc 0: free_time is -2; allowed: 0 or above"),
        ({"alpha": -0.1}, "arc 0: alpha is -0.1; allowed: 0 or above"),
        ({"power": 0.5}, "arc 0: power is 0.5; allowed: 0, or 1 and above"),
        ({"tail": [0, 1, 2, 4]}, "arc 3: tail is 4; allowed: 0 to 3"),
        ({"head": [-1, 1, 2, 3]}, "arc 0: head is -1; allowed: 0 to 3"),
        ({"head": [0, 1]}, r"head has shape \(2,\), expected \(4,\)"),
        ({"free_time": [1.0, 2.0]}, r"free_time has shape \(2,\), expected \(4,\)"),
        ({"tail": [0.5, 1, 2, 3]}, "tail must be a list of whole numbers"),
        ({"tail": [[0, 1], [2, 3]]}, "tail must be a list of whole numbers"),
        ({"first_thru_node": 5}, "first_thru_node is 5; allowed: 0 to 4"),
    ],
)
def test_roads_that_make_no_sense_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _roads(**change)


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (([0], [1], [np.nan]), "demand 0: amount is nan; allowed: 0 or above"),
        (([0], [1], [np.inf]), "demand 0: amount is inf; allowed: 0 or above"),
        (([0, 1], [1, 2], [1.0, -3.0]), "demand 1: amount is -3; allowed: 0 or above"),
        (([-1], [1], [1.0]), "demand 0: origin is -1; allowed: 0 or above"),
        (([0], [1, 2], [1.0]), r"destination has shape \(2,\), expected \(1,\)"),
        (([0], [1], [1.0, 2.0]), r"amount has shape \(2,\), expected \(1,\)"),
        (([0.5], [1], [1.0]), "origin must be a list of whole numbers"),
    ],
)
def test_demand_that_makes_no_sense_is_refused(pairs: tuple[Any, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Demand.from_pairs(*pairs)


def test_demand_of_a_node_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="demand 1: destination is 7; allowed: 0 to 3"):
        user_equilibrium(_roads(), Demand.from_pairs([0, 1], [1, 7], 1.0))


def test_demand_in_another_unit_than_capacity_is_refused_rather_than_infinite() -> None:
    roads = _roads(power=200.0)
    with pytest.raises(InputError, match="are demand and capacity in the same unit"):
        user_equilibrium(roads, Demand.from_pairs([0], [1], [3600.0]))


@pytest.mark.parametrize("gap", [0.0, -1.0, np.nan])
def test_gap_must_be_above_zero(gap: float) -> None:
    with pytest.raises(InputError, match="gap must be above 0"):
        user_equilibrium(_roads(), Demand.from_pairs([0], [1], [0.1]), gap=gap)


def test_at_least_one_iteration() -> None:
    with pytest.raises(InputError, match="max_iterations must be at least 1, got 0"):
        user_equilibrium(_roads(), Demand.from_pairs([0], [1], [0.1]), max_iterations=0)


def test_arrays_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        _roads().capacity[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        Demand.from_pairs([0], [1], [0.1]).amount[0] = 1.0
