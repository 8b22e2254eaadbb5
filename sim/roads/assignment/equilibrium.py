"""Static assignment: how a steady demand spreads over congested roads.

In the user equilibrium no driver could be there sooner by another route, at the travel times
that all of them together cause (Wardrop 1952); in the system optimum the time that all of them
spend is least. It is a yardstick for analysts and for tests: steady, without queues or a clock.
What vehicles do in time is the business of :mod:`sim.roads.traffic`.

The routes in use are kept for every pair of origin and destination. Vehicles move from slower
routes to the quickest one by steps of Newton's method, pair after pair (gradient projection,
Jayakrishnan et al. 1994), and new shortest routes join until the relative gap is small.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from sim.core.errors import InputError
from sim.roads.assignment.bpr import BprRoads, check_values
from sim.roads.assignment.demand import Demand
from sim.roads.assignment.levelling import Arcs, RouteTable, Slips, level
from sim.roads.assignment.shortest import ShortestRoutes
from sim.roads.network import FloatArray, IntArray

# A route is new where it beats the known ones by more than rounding explains.
_QUICKER = 1.0 - 1e-12


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """A spread of the demand over the roads, in the units of the roads.

    Parameters
    ----------
    flow, time
        Flow on each arc and its travel time at that flow, inf where it is closed (A,).
    pair_time
        Time of the quickest route of each pair of the demand at these travel times, inf where
        no open road leads there (K,).
    relative_gap
        (Σ v t - Σ q u) / Σ v t with the flows v and times t of the arcs and the demands q and
        least times u of the pairs: the share of all time that drivers could still save one by
        one. In a system optimum, t and u are marginal times.
    n_iterations
        How often shortest routes were searched for after the first time.
    is_converged
        Whether the gap asked for was reached.
    total_travel_time
        Time that all vehicles spend, Σ v t(v).
    beckmann
        Σ ∫ t(v) dv, which the user equilibrium makes least.
    unserved
        Demand of pairs that no open road joins; it is on no arc.
    intrazonal
        Demand that ends where it begins; it is on no arc.
    """

    flow: FloatArray
    time: FloatArray
    pair_time: FloatArray
    relative_gap: float
    n_iterations: int
    is_converged: bool
    total_travel_time: float
    beckmann: float
    unserved: float
    intrazonal: float


def user_equilibrium(
    roads: BprRoads, demand: Demand, *, gap: float = 1e-10, max_iterations: int = 500
) -> Equilibrium:
    """Return the flows at which no driver could be there sooner by another route.

    Parameters
    ----------
    roads
        Arcs and their travel times: ``BprRoads.from_network(network)``, ``tntp.roads()`` or
        ``BprRoads.from_arcs(…)``.
    demand
        Vehicles from where to where.
    gap
        Relative gap at which to stop.
    max_iterations
        Searches for shortest routes after which to stop in any case.

    Raises
    ------
    InputError
        If the demand names a node that the roads do not have, or an argument is out of range.
    """
    return _assign(roads, roads, demand, gap=gap, max_iterations=max_iterations)


def system_optimum(
    roads: BprRoads, demand: Demand, *, gap: float = 1e-10, max_iterations: int = 500
) -> Equilibrium:
    """Return the flows at which all vehicles together spend the least time.

    It is the user equilibrium of drivers who count the delay they cause to others as their own,
    t + v dt/dv, which for the BPR curve is the curve with alpha (1 + power) for alpha.

    Parameters
    ----------
    roads, demand, gap, max_iterations
        As in :func:`user_equilibrium`.

    Raises
    ------
    InputError
        As in :func:`user_equilibrium`.
    """
    marginal = replace(roads, alpha=roads.alpha * (1.0 + roads.power))
    return _assign(roads, marginal, demand, gap=gap, max_iterations=max_iterations)


def _assign(
    roads: BprRoads, felt: BprRoads, demand: Demand, *, gap: float, max_iterations: int
) -> Equilibrium:
    """Bring drivers who feel the times of `felt` to equilibrium on `roads`."""
    _check(roads, demand, gap=gap, max_iterations=max_iterations)
    search = ShortestRoutes(roads, demand)
    # A pair without demand gets no route: none is quicker than minus infinity.
    unknown = np.where(search.amount > 0, np.inf, -np.inf)
    least, pair, arcs = search.quicker(felt.time(np.zeros(roads.n_arcs)), than=unknown)
    routes = _Routes(pair, arcs, search.amount[pair])
    served = np.isfinite(least)
    n_iterations = 0
    while True:
        flow = routes.arc_flow()
        time = felt.time(flow)
        known = routes.least_times(time, unknown)
        least, pair, arcs = search.quicker(time, than=known * _QUICKER)
        spent = float(flow[roads.is_open] @ time[roads.is_open])
        saved = spent - float(search.amount[served] @ least[served])
        relative_gap = max(saved, 0.0) / spent if spent > 0 else 0.0
        if relative_gap <= gap or n_iterations == max_iterations:
            break
        routes = routes.joined(pair, arcs)
        routes.level(felt)
        n_iterations += 1
    time = roads.time(flow)
    least, _, _ = search.quicker(time, than=np.full(search.n_pairs, -np.inf))
    return Equilibrium(
        flow=flow,
        time=time,
        pair_time=search.of_demand(least),
        relative_gap=relative_gap,
        n_iterations=n_iterations,
        is_converged=relative_gap <= gap,
        total_travel_time=roads.travel_time(flow),
        beckmann=roads.beckmann(flow),
        unserved=float(search.amount[~served].sum()),
        intrazonal=demand.within_nodes,
    )


class _Routes:
    """Routes in use, in the order of their pairs.

    Parameters
    ----------
    pair
        Pair that each route serves, never falling (R,).
    arcs
        One where a route uses an arc (R, A).
    flow
        Flow on each route (R,).
    """

    def __init__(self, pair: IntArray, arcs: csr_array, flow: FloatArray) -> None:
        self._pair = pair
        self._arcs = arcs
        self._flow = flow

    def arc_flow(self) -> FloatArray:
        """Return the flow on each arc (A,)."""
        flow: FloatArray = self._arcs.T @ self._flow
        return flow

    def least_times(self, time: FloatArray, unknown: FloatArray) -> FloatArray:
        """Return the time of the quickest known route of each pair, or what stands for none (P,).

        Parameters
        ----------
        time
            Travel time of each arc, inf where it is closed (A,).
        unknown
            Time of a pair without a route (P,).
        """
        least = unknown.copy()
        np.minimum.at(least, self._pair, self._arcs @ time)
        return least

    def joined(self, pair: IntArray, arcs: csr_array) -> "_Routes":
        """Return the routes that carry flow, and further ones that carry none yet."""
        used = np.flatnonzero(self._flow > 0)
        pairs = np.concatenate([self._pair[used], pair])
        order = np.argsort(pairs, kind="stable")
        stacked = csr_array(vstack([self._arcs[used], arcs], format="csr"))
        flow = np.concatenate([self._flow[used], np.zeros(len(pair))])
        return _Routes(pairs[order], stacked[order], flow[order])

    def level(self, roads: BprRoads) -> None:
        """Move flow to the quicker routes of each pair until all in use take nearly as long."""
        first_route = np.flatnonzero(np.diff(self._pair, prepend=-1, append=-1))
        flow = self.arc_flow()
        level(
            RouteTable(
                first_route=first_route.astype(np.int64),
                first_arc=self._arcs.indptr.astype(np.int64),
                arcs=self._arcs.indices.astype(np.int64),
                flow=self._flow,
            ),
            Arcs(
                free_time=roads.free_time,
                capacity=roads.capacity,
                alpha=roads.alpha,
                power=roads.power,
                flow=flow,
                time=roads.time(flow),
            ),
            Slips(
                is_on_best=np.zeros(roads.n_arcs, dtype=np.bool_),
                mine=np.empty(roads.n_arcs, dtype=np.int64),
                theirs=np.empty(roads.n_arcs, dtype=np.int64),
            ),
        )


def _check(roads: BprRoads, demand: Demand, *, gap: float, max_iterations: int) -> None:
    if not gap > 0:
        raise InputError(f"gap must be above 0, got {gap:g}")
    if max_iterations < 1:
        raise InputError(f"max_iterations must be at least 1, got {max_iterations}")
    nodes = f"0 to {roads.n_nodes - 1}"
    for name in ("origin", "destination"):
        ends = getattr(demand, name)
        check_values(ends < roads.n_nodes, ends, name=name, where="demand", allowed=nodes)
