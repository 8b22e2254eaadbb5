"""What must hold of an assignment on any network, connected or not."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.roads.assignment import BprRoads, Demand, system_optimum, user_equilibrium
from sim.roads.network import FloatArray

GAP = 1e-9


@st.composite
def roads(draw: st.DrawFn) -> BprRoads:
    """Draw up to 14 arcs, parallel ones and separate parts included, between up to 6 nodes."""
    n_nodes = draw(st.integers(2, 6))
    node = st.integers(0, n_nodes - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=1, max_size=14))
    n_arcs = len(ends)

    def each(values: list[float]) -> list[float]:
        return draw(st.lists(st.sampled_from(values), min_size=n_arcs, max_size=n_arcs))

    return BprRoads.from_arcs(
        n_nodes=n_nodes,
        tail=[tail for tail, _ in ends],
        head=[head for _, head in ends],
        # Few distinct values, so that equally quick routes are common; 0 is a connector.
        free_time=each([0.0, 1.0, 2.0, 2.5, 7.0]),
        capacity=each([0.3, 1.0, 4.0, 50.0]),
        alpha=each([0.0, 0.15, 1.0, 20.0]),
        power=each([0.0, 1.0, 1.5, 4.0, 9.0]),
        is_open=[value > 0 for value in each([0.0, 1.0, 1.0, 1.0, 1.0])],
        first_thru_node=draw(st.sampled_from([0, 0, 1, 2])),
    )


@st.composite
def cases(draw: st.DrawFn, *, max_pairs: int = 6) -> tuple[BprRoads, Demand]:
    """Draw roads and a demand on them, pairs without a route or amount included."""
    given_roads = draw(roads())
    node = st.integers(0, given_roads.n_nodes - 1)
    amount = st.sampled_from([0.0, 0.1, 1.0, 3.0, 12.0])
    pairs = draw(st.lists(st.tuples(node, node, amount), min_size=1, max_size=max_pairs))
    origin, destination, amounts = zip(*pairs, strict=True)
    return given_roads, Demand.from_pairs(origin, destination, amounts)


def least_times(given_roads: BprRoads, time: FloatArray, origin: int) -> FloatArray:
    """Return least times from a node by the method of Bellman and Ford (N,)."""
    least = np.full(given_roads.n_nodes, np.inf)
    least[origin] = 0.0
    for _ in range(given_roads.n_nodes):
        for arc, spent in enumerate(time.tolist()):
            tail, head = int(given_roads.tail[arc]), int(given_roads.head[arc])
            if tail == origin or tail >= given_roads.first_thru_node:
                least[head] = min(least[head], least[tail] + spent)
    return least


def routes(given_roads: BprRoads, origin: int, destination: int) -> Iterator[list[int]]:
    """Yield every route over open arcs that meets no node twice."""
    stack: list[tuple[int, list[int], list[int]]] = [(origin, [], [origin])]
    while stack:
        node, arcs, met = stack.pop()
        if node == destination:
            yield arcs
            continue
        if arcs and node < given_roads.first_thru_node:
            continue
        for arc in np.flatnonzero((given_roads.tail == node) & given_roads.is_open).tolist():
            head = int(given_roads.head[arc])
            if head not in met:
                stack.append((head, [*arcs, arc], [*met, head]))


@settings(deadline=None, max_examples=150)
@given(cases())
def test_what_enters_a_node_leaves_it_or_has_arrived(case: tuple[BprRoads, Demand]) -> None:
    given_roads, demand = case
    found = user_equilibrium(given_roads, demand, gap=GAP)
    n_nodes = given_roads.n_nodes
    served = np.where(np.isfinite(found.pair_time), demand.amount, 0.0)
    begun = np.bincount(demand.origin, weights=served, minlength=n_nodes)
    ended = np.bincount(demand.destination, weights=served, minlength=n_nodes)
    left = np.bincount(given_roads.tail, weights=found.flow, minlength=n_nodes)
    entered = np.bincount(given_roads.head, weights=found.flow, minlength=n_nodes)
    assert begun + entered == pytest.approx(ended + left, rel=1e-9, abs=1e-9)
    assert (found.flow >= 0).all()
    assert (found.flow[~given_roads.is_open] == 0).all()
    assert found.unserved == pytest.approx(demand.total - served.sum(), rel=1e-12, abs=1e-12)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_no_driver_could_be_there_sooner(case: tuple[BprRoads, Demand]) -> None:
    given_roads, demand = case
    found = user_equilibrium(given_roads, demand, gap=GAP)
    assert found.is_converged
    could_be = 0.0
    for origin, destination, amount, promised in zip(
        demand.origin.tolist(),
        demand.destination.tolist(),
        demand.amount.tolist(),
        found.pair_time.tolist(),
        strict=True,
    ):
        least = 0.0
        if origin != destination:
            least = float(least_times(given_roads, found.time, origin)[destination])
        assert promised == pytest.approx(least, rel=1e-12)
        could_be += amount * least if np.isfinite(least) else 0.0
    assert could_be <= found.total_travel_time * (1 + 1e-12)
    assert found.total_travel_time - could_be <= 2 * GAP * found.total_travel_time


@settings(deadline=None, max_examples=150)
@given(cases(max_pairs=1))
def test_routes_in_use_take_equally_long_and_no_other_is_quicker(
    case: tuple[BprRoads, Demand],
) -> None:
    given_roads, demand = case
    origin, destination = int(demand.origin[0]), int(demand.destination[0])
    found = user_equilibrium(given_roads, demand, gap=GAP)
    ways = [] if origin == destination else list(routes(given_roads, origin, destination))
    spent = [float(found.time[way].sum()) for way in ways]
    used = [time for way, time in zip(ways, spent, strict=True) if (found.flow[way] > 1e-6).all()]
    if ways and demand.total > 0:
        assert used
    # A route with a millionth of the flow of this demand may be this much slower at the gap.
    slack = GAP * found.total_travel_time / 1e-6
    assert all(time <= min(spent) * (1 + 1e-9) + slack for time in used)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_optimum_never_takes_more_time_and_equilibrium_never_more_beckmann(
    case: tuple[BprRoads, Demand],
) -> None:
    given_roads, demand = case
    selfish = user_equilibrium(given_roads, demand, gap=GAP)
    best = system_optimum(given_roads, demand, gap=GAP)
    assert best.is_converged
    # The marginal times of a curve sum up to at most (1 + power) times its total time.
    slack = GAP * (1.0 + given_roads.power.max())
    assert best.total_travel_time <= selfish.total_travel_time * (1 + slack)
    assert selfish.beckmann <= best.beckmann + 2 * GAP * selfish.total_travel_time
    assert best.unserved == selfish.unserved


@settings(deadline=None, max_examples=60)
@given(cases(), st.sampled_from([1e-3, 1 / 3600, 7.0, 1e4]))
def test_units_of_flow_and_time_change_nothing_but_units(
    case: tuple[BprRoads, Demand], unit: float
) -> None:
    given_roads, demand = case
    once = user_equilibrium(given_roads, demand, gap=GAP)
    scaled = replace(
        given_roads, capacity=given_roads.capacity * unit, free_time=given_roads.free_time * 60
    )
    again = user_equilibrium(
        scaled, Demand.from_pairs(demand.origin, demand.destination, demand.amount * unit), gap=GAP
    )
    assert again.total_travel_time == pytest.approx(60 * unit * once.total_travel_time, rel=1e-4)
    assert again.beckmann == pytest.approx(60 * unit * once.beckmann, rel=1e-7)


@settings(deadline=None, max_examples=60)
@given(cases())
def test_order_and_division_of_the_demand_change_nothing(case: tuple[BprRoads, Demand]) -> None:
    given_roads, demand = case
    once = user_equilibrium(given_roads, demand, gap=GAP)
    halves = Demand.from_pairs(
        np.tile(demand.origin[::-1], 2),
        np.tile(demand.destination[::-1], 2),
        np.tile(demand.amount[::-1] / 2, 2),
    )
    again = user_equilibrium(given_roads, halves, gap=GAP)
    n_pairs = len(demand.amount)
    assert again.flow == pytest.approx(once.flow, rel=1e-12, abs=1e-12)
    assert again.pair_time[:n_pairs][::-1] == pytest.approx(once.pair_time, rel=1e-12)
