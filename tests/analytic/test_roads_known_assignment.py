"""Equilibria and optima worked out by hand."""

import numpy as np
import pytest

from sim.roads.assignment import (
    BprCurve,
    BprRoads,
    Demand,
    Equilibrium,
    system_optimum,
    user_equilibrium,
)
from sim.roads.network import Network

GAP = 1e-12
# What a gap of GAP leaves open in flows: these answers have slopes of the order of one.
CLOSE = 1e-5


def _braess(*, has_bridge: bool) -> BprRoads:
    """Return two routes 0-1-3 and 0-2-3, and a bridge from 1 to 2.

    Times are 1 + 10 v on 0-1 and 2-3, 50 + v on 1-3 and 0-2, 10 + v on the bridge.
    """
    return BprRoads.from_arcs(
        n_nodes=4,
        tail=[0, 1, 0, 2, 1],
        head=[1, 3, 2, 3, 2],
        free_time=[1, 50, 50, 1, 10],
        capacity=1.0,
        alpha=[10, 1 / 50, 1 / 50, 10, 1 / 10],
        power=1.0,
        is_open=[True, True, True, True, has_bridge],
    )


def _pair_times(found: Equilibrium) -> list[float]:
    return [float(value) for value in found.pair_time]


def test_braess_bridge_makes_everybody_later() -> None:
    demand = Demand.from_pairs([0], [3], [6.0])
    without = user_equilibrium(_braess(has_bridge=False), demand, gap=GAP)
    # Three by each route: 1 + 30 + 50 + 3.
    assert without.flow == pytest.approx([3, 3, 3, 3, 0], abs=CLOSE)
    assert _pair_times(without) == pytest.approx([84], abs=CLOSE)
    with_bridge = user_equilibrium(_braess(has_bridge=True), demand, gap=GAP)
    # u by each outer route and w by the bridge: 2u + w = 6 and 50 + u = 11 + w + 10 (u + w).
    u, w = 27 / 13, 24 / 13
    assert with_bridge.flow == pytest.approx([u + w, u, u, u + w, w], abs=CLOSE)
    assert _pair_times(with_bridge) == pytest.approx([51 + 10 * (u + w) + u], abs=CLOSE)


def test_braess_optimum_leaves_the_bridge_empty() -> None:
    found = system_optimum(_braess(has_bridge=True), Demand.from_pairs([0], [3], [6.0]), gap=GAP)
    # Marginal times at three a route: outer 1 + 60 + 50 + 6 = 117, over the bridge 132.
    assert found.flow == pytest.approx([3, 3, 3, 3, 0], abs=CLOSE)
    assert found.total_travel_time == pytest.approx(6 * 84, rel=1e-9)


def test_pigou_drivers_crowd_one_road_where_half_of_them_should() -> None:
    # Parallel roads with times 1 and (1 + v) / 2 for one vehicle in all.
    roads = BprRoads.from_arcs(
        n_nodes=2,
        tail=[0, 0],
        head=[1, 1],
        free_time=[1.0, 0.5],
        capacity=1.0,
        alpha=[0.0, 1.0],
        power=1.0,
    )
    demand = Demand.from_pairs([0], [1], [1.0])
    selfish = user_equilibrium(roads, demand, gap=GAP)
    assert selfish.flow == pytest.approx([0, 1], abs=CLOSE)
    assert selfish.total_travel_time == pytest.approx(1.0, rel=1e-9)
    best = system_optimum(roads, demand, gap=GAP)
    # 1 (1 - v) + v (1 + v) / 2 is least at v = 1/2.
    assert best.flow == pytest.approx([0.5, 0.5], abs=CLOSE)
    assert best.total_travel_time == pytest.approx(7 / 8, rel=1e-9)


@pytest.mark.parametrize("power", [1.0, 2.0, 4.0, 16.8])
@pytest.mark.parametrize("loads", [(1.0, 2.0), (0.2, 1.1), (1.5, 1.5)])
def test_diamond_splits_so_that_both_routes_take_equally_long(
    power: float, loads: tuple[float, float]
) -> None:
    # The times of the empty routes are chosen so that these loads v / c give 600 s on both.
    capacity = np.array([0.5, 0.3])
    load = np.array(loads)
    half_s = 300.0 / (1 + 0.15 * load**power)
    roads = BprRoads.from_arcs(
        n_nodes=4,
        tail=[0, 1, 0, 2],
        head=[1, 3, 2, 3],
        free_time=np.repeat(half_s, 2),
        capacity=np.repeat(capacity, 2),
        alpha=0.15,
        power=power,
    )
    amount = float(capacity @ load)
    found = user_equilibrium(roads, Demand.from_pairs([0], [3], [amount]), gap=GAP)
    assert found.flow == pytest.approx(np.repeat(capacity * load, 2), rel=1e-4)
    assert _pair_times(found) == pytest.approx([600], rel=1e-6)
    assert found.total_travel_time == pytest.approx(600 * amount, rel=1e-6)


def test_beckmann_is_the_area_under_the_travel_times() -> None:
    # One road, t = 100 (1 + 0.15 (v / 2)^4) at v = 3.
    roads = BprRoads.from_arcs(n_nodes=2, tail=[0], head=[1], free_time=100.0, capacity=2.0)
    found = user_equilibrium(roads, Demand.from_pairs([0], [1], [3.0]))
    assert found.beckmann == pytest.approx(300 + 100 * 0.15 * 3**5 / (5 * 2**4), rel=1e-12)
    assert found.total_travel_time == pytest.approx(300 * (1 + 0.15 * 1.5**4), rel=1e-12)


def test_two_demands_share_a_road_as_their_alternatives_allow() -> None:
    # 0 and 1 go to 3 over 2, where 2-3 takes 10 (1 + v); 0 also has its own road of 30.
    # 1 has no other way, so 0 fills up 2-3 until it takes 30 less the 5 of 0-2: v = 1.5.
    roads = BprRoads.from_arcs(
        n_nodes=4,
        tail=[0, 1, 2, 0],
        head=[2, 2, 3, 3],
        free_time=[5.0, 7.0, 10.0, 30.0],
        capacity=1.0,
        alpha=[0.0, 0.0, 1.0, 0.0],
        power=1.0,
    )
    found = user_equilibrium(roads, Demand.from_pairs([0, 1], [3, 3], [2.0, 1.0]), gap=GAP)
    assert found.flow == pytest.approx([0.5, 1.0, 1.5, 1.5], abs=CLOSE)
    assert _pair_times(found) == pytest.approx([30, 32], abs=CLOSE)


def test_roads_of_a_network_take_its_units_and_the_curve_of_the_bureau() -> None:
    network = Network.from_arcs(
        n_nodes=2, tail=[0], head=[1], length_m=3000.0, free_speed_mps=20.0, capacity_veh_per_s=0.5
    )
    demand = Demand.from_pairs([0], [1], [0.5])
    at_capacity = user_equilibrium(BprRoads.from_network(network), demand)
    assert at_capacity.time == pytest.approx([150 * 1.15], rel=1e-12)
    steeper = BprRoads.from_network(network, curve=BprCurve(alpha=0.5, power=2.0))
    assert user_equilibrium(steeper, demand).time == pytest.approx([225], rel=1e-12)


def test_symmetric_grid_is_used_symmetrically() -> None:
    # Four by four, opposite corners, every arc alike: the equilibrium mirrors at both diagonals.
    node = np.arange(16).reshape(4, 4)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    roads = BprRoads.from_arcs(n_nodes=16, tail=tail, head=head, free_time=60.0, capacity=0.2)
    found = user_equilibrium(roads, Demand.from_pairs([0], [15], [0.6]), gap=GAP)
    flow = {(int(a), int(b)): float(v) for a, b, v in zip(tail, head, found.flow, strict=True)}
    mirror = node.T.ravel().tolist()
    mirrored = [flow[mirror[a], mirror[b]] for a, b in flow]
    assert mirrored == pytest.approx(list(flow.values()), rel=1e-3, abs=1e-4)
    turned = [flow[15 - b, 15 - a] for a, b in flow]
    assert turned == pytest.approx(list(flow.values()), rel=1e-3, abs=1e-4)
    assert flow[0, 1] == pytest.approx(0.3, rel=1e-6)
