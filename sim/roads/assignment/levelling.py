"""Vehicles change from slower routes to quicker ones, until all take nearly as long; compiled."""

from typing import NamedTuple

import numpy as np

from sim.core.compiled import compiled, inlined
from sim.roads.network import BoolArray, FloatArray, IntArray

# Sweeps end once one of them gains this little of what the first one gained.
_LEVEL = 0.01
_MOST_SWEEPS = 50
# One cut undoes an overshoot near the goal; far from it, each halves the step at most.
_MOST_CUTS = 60


class Arcs(NamedTuple):
    """The BPR curve of each arc, its flow and its travel time at that flow (A,)."""

    free_time: FloatArray
    capacity: FloatArray
    alpha: FloatArray
    power: FloatArray
    flow: FloatArray
    time: FloatArray


class RouteTable(NamedTuple):
    """Routes in the order of their pairs.

    Parameters
    ----------
    first_route
        Routes of pair k are those from `first_route[k]` up to `first_route[k + 1]` (P + 1,).
    first_arc, arcs
        Arcs of route r are `arcs[first_arc[r]:first_arc[r + 1]]` (R + 1,), (S,).
    flow
        Flow on each route (R,).
    """

    first_route: IntArray
    first_arc: IntArray
    arcs: IntArray
    flow: FloatArray


class Slips(NamedTuple):
    """Room to work in, of one place per arc (A,).

    Parameters
    ----------
    is_on_best
        Marks on the arcs of the quickest route; none is left behind.
    mine, theirs
        Arcs that only the slower, and only the quickest, of two routes uses.
    """

    is_on_best: BoolArray
    mine: IntArray
    theirs: IntArray


@compiled
def level(routes: RouteTable, roads: Arcs, slips: Slips) -> None:
    """Move flow to the quickest route of every pair, sweep after sweep, in place.

    The step from a route r to the quickest route b of its pair is that of Newton's method,
    (t_r - t_b) / Σ dt/dv over the arcs that only one of the two uses, and at most the flow on r.

    Parameters
    ----------
    routes
        The routes; their flow is overwritten.
    roads
        The arcs; their flow and time are overwritten.
    slips
        Room to work in, without marks.
    """
    first_gain = 0.0
    for sweep in range(_MOST_SWEEPS):
        gain = 0.0
        for pair in range(len(routes.first_route) - 1):
            begin, end = routes.first_route[pair], routes.first_route[pair + 1]
            if end - begin < 2:  # noqa: PLR2004  # one route has nothing to exchange with
                continue
            best = _quickest(routes, roads.time, begin, end)
            for route in range(begin, end):
                if route != best and routes.flow[route] > 0.0:
                    n_mine, n_theirs = _part(routes, route, best, slips)
                    mine, theirs = slips.mine[:n_mine], slips.theirs[:n_theirs]
                    gain += _exchange(routes.flow, route, best, roads, mine, theirs)
        if sweep == 0:
            first_gain = gain
        if gain <= _LEVEL * first_gain:
            return


@compiled
def _quickest(routes: RouteTable, time: FloatArray, begin: int, end: int) -> int:
    best, least = begin, np.inf
    for route in range(begin, end):
        spent = 0.0
        for k in range(routes.first_arc[route], routes.first_arc[route + 1]):
            spent += time[routes.arcs[k]]
        if spent < least:
            best, least = route, spent
    return best


@compiled
def _part(routes: RouteTable, route: int, best: int, slips: Slips) -> tuple[int, int]:
    """Write the arcs that only one of two routes uses; return how many each has of them."""
    for k in range(routes.first_arc[best], routes.first_arc[best + 1]):
        slips.is_on_best[routes.arcs[k]] = True
    n_mine = 0
    for k in range(routes.first_arc[route], routes.first_arc[route + 1]):
        arc = routes.arcs[k]
        if slips.is_on_best[arc]:
            slips.is_on_best[arc] = False
        else:
            slips.mine[n_mine] = arc
            n_mine += 1
    n_theirs = 0
    for k in range(routes.first_arc[best], routes.first_arc[best + 1]):
        arc = routes.arcs[k]
        if slips.is_on_best[arc]:
            slips.is_on_best[arc] = False
            slips.theirs[n_theirs] = arc
            n_theirs += 1
    return n_mine, n_theirs


@compiled
def _exchange(
    route_flow: FloatArray,
    route: int,
    best: int,
    roads: Arcs,
    mine: IntArray,
    theirs: IntArray,
) -> float:
    """Move flow from one route to a better one; return about how much time that saved."""
    excess, slope = 0.0, 0.0
    for arc in mine:
        excess += roads.time[arc]
        slope += _slope(roads, arc)
    for arc in theirs:
        excess -= roads.time[arc]
        slope += _slope(roads, arc)
    if excess <= 0.0:
        return 0.0
    step = route_flow[route]
    if slope * step > excess:
        step = excess / slope
    # Back while the better route would become the slower one, so that each step lowers Σ ∫ t dv,
    # whose derivative along the step is the difference of times. The chord is best near the
    # goal; by half at most, since a steep curve far above capacity would leave hardly a step.
    for _ in range(_MOST_CUTS):
        overshoot = _time_after(roads, theirs, step) - _time_after(roads, mine, -step)
        if overshoot <= 0.0:
            break
        step *= max(0.5, excess / (excess + overshoot))
    for arc in mine:
        roads.flow[arc] = max(roads.flow[arc] - step, 0.0)
        roads.time[arc] = _time(roads, arc, roads.flow[arc])
    for arc in theirs:
        roads.flow[arc] += step
        roads.time[arc] = _time(roads, arc, roads.flow[arc])
    route_flow[route] -= step
    route_flow[best] += step
    saved: float = step * excess
    return saved


@inlined
def _time_after(roads: Arcs, arcs: IntArray, change: float) -> float:
    spent = 0.0
    for arc in arcs:
        spent += _time(roads, arc, max(roads.flow[arc] + change, 0.0))
    return spent


@inlined
def _time(roads: Arcs, arc: int, flow: float) -> float:
    load = (flow / roads.capacity[arc]) ** roads.power[arc]
    time: float = roads.free_time[arc] * (1.0 + roads.alpha[arc] * load)
    return time


@inlined
def _slope(roads: Arcs, arc: int) -> float:
    """Return dt/dv, taken as 0 on an empty arc: a step too long is cut."""
    if roads.flow[arc] <= 0.0:
        return 0.0
    added = roads.time[arc] - roads.free_time[arc]
    slope: float = roads.power[arc] * added / roads.flow[arc]
    return slope
