"""The plan behind the clearance bound: who sets out when, and by which roads.

A maximum flow over time (see :mod:`sim.roads.time_expansion`) is taken apart into routes with
starting times. Rounded as a plan, every route keeps to the travel times and capacities, so that
it can be driven; rounded as a bound, it shows the relaxed flow from which the bound comes.

It moves no vehicles. Whoever drives the plan in :mod:`sim.roads.traffic` sends each vehicle on its
route at its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError, InvariantError
from sim.core.units import MINUTE_S
from sim.roads.bound import MAX_ARCS_REFINED, bounds_s, check_step, fitting_step_s
from sim.roads.flow_routes import bundles
from sim.roads.movement import Movement, Ways
from sim.roads.network import FloatArray, IntArray, Network
from sim.roads.time_expansion import Rounding, StepTooShortError, TimedFlow, TimeExpansion

# Parts of the horizon by the end of each of which as many as possible have arrived.
_N_STAGES = 8
_MAX_DOUBLINGS = 12


@dataclass(frozen=True, eq=False, slots=True)
class PlannedRoute:
    """Vehicles that set out from one node in the same step and take the same roads.

    Parameters
    ----------
    origin, destination
        Nodes at the ends; the same for vehicles that need not move.
    arcs
        Arcs of the network in the order in which they are driven (K,).
    start_s
        When the step begins in which the vehicles set out [s].
    enter_s
        When the step begins in which they enter each arc [s] (K,). They come no later than this;
        by how much earlier is less than one step per arc, and nothing where they drive straight
        to the nearest destination.
    n_vehicles
        Vehicles on the route.
    """

    origin: int
    destination: int
    arcs: IntArray
    start_s: float
    enter_s: FloatArray
    n_vehicles: int


@dataclass(frozen=True, eq=False)
class QuickestFlow:
    """Routes and starting times that clear an area as soon as possible.

    Parameters
    ----------
    routes
        All routes, sorted by (start_s, origin, destination, arcs).
    bound_s
        Time before which no plan brings in all vehicles [s]; inf where some have no way.
    clearance_s
        Time by which all on `routes` have arrived if driven as planned [s].
    step_s
        Length of a step [s].
    n_left_behind
        Vehicles for which there is no road or no room (N,).
    """

    routes: tuple[PlannedRoute, ...]
    bound_s: float
    clearance_s: float
    step_s: float
    n_left_behind: IntArray

    @property
    def n_vehicles(self) -> int:
        """Vehicles on routes."""
        return sum(route.n_vehicles for route in self.routes)

    def departures(self, origin: int) -> tuple[FloatArray, IntArray]:
        """Return when each vehicle of an origin sets out [s] (n,), and the index of its route (n,).

        In order of time. Vehicles that start in the same step are spread evenly over it, and
        those of different routes take turns; vehicles that need not move are in place at 0.
        """
        numbers = np.array(self._by_origin.get(origin, []), dtype=np.int64)
        if not numbers.size:
            return np.zeros(0), numbers
        routes = [self.routes[number] for number in numbers]
        counts = np.array([route.n_vehicles for route in routes])
        start = np.repeat([route.start_s for route in routes], counts)
        length = np.repeat([self.step_s if route.arcs.size else 0.0 for route in routes], counts)
        rank = np.arange(len(start)) - np.repeat(np.cumsum(counts) - counts, counts)
        turn = (rank + 0.5) / np.repeat(counts, counts)
        number = np.repeat(numbers, counts)
        order = np.lexsort((number, turn, length, start))
        start, length, number = start[order], length[order], number[order]
        # Vehicles of one step stand together, after those that stay if there are any.
        is_first = np.ones(len(start), dtype=np.bool_)
        is_first[1:] = (start[1:] != start[:-1]) | (length[1:] != length[:-1])
        group = np.cumsum(is_first) - 1
        place = np.arange(len(start)) - np.flatnonzero(is_first)[group]
        return start + place / np.bincount(group)[group] * length, number

    @cached_property
    def _by_origin(self) -> dict[int, list[int]]:
        numbers: dict[int, list[int]] = {}
        for number, route in enumerate(self.routes):
            numbers.setdefault(route.origin, []).append(number)
        return numbers


def quickest_flow(
    network: Network,
    *,
    supplies: npt.ArrayLike,
    destinations: Sequence[int],
    step_s: float | None = None,
    passable: npt.ArrayLike | None = None,
    room: npt.ArrayLike | None = None,
    capacity_veh_per_s: npt.ArrayLike | None = None,
    time_s: npt.ArrayLike | None = None,
    rounding: Rounding = "plan",
) -> QuickestFlow:
    """Return routes and starting times that bring all vehicles in as soon as possible.

    Every vehicle of `supplies` is on exactly one route or left behind. Nobody waits under way
    longer than rounding makes unavoidable: who would have to wait starts later instead. Within
    the shortest horizon, as many as possible arrive by the end of each eighth of it.

    Parameters
    ----------
    network, supplies, destinations, passable, room, capacity_veh_per_s, time_s
        As for :func:`~sim.roads.bound.clearance_bound_s`.
    step_s
        Length of a step [s]. If left out, the one of 1, 2, … 60 s at which rounding changes the
        capacity of the network least, doubled until the network over time is small enough and
        every road needed carries a vehicle per step.
    rounding
        ``"plan"``: travel times are rounded up and capacities down, so that the routes can be
        driven. ``"bound"``: travel times down and capacities up, so that the last arrival is a
        lower bound for any plan.

    Raises
    ------
    InputError
        If an argument has the wrong shape or sign; if the step given makes the network over time
        too large; or if, rounding as a plan, it leaves roads without which not all can arrive no
        whole vehicle per step.
    """
    if rounding not in {"bound", "plan"}:
        raise InputError(f"quickest flow: rounding must be 'bound' or 'plan', got '{rounding}'")
    if step_s is not None:
        check_step(step_s)
    ways = Ways(network, passable=passable, capacity_veh_per_s=capacity_veh_per_s, time_s=time_s)
    movement = ways.movement(supplies=supplies, destinations=destinations, room=room)
    # Whether there is a way at all does not depend on the step.
    able = TimeExpansion(movement, step_s=MINUTE_S, rounding="bound").deliverable()
    n_left_behind = movement.moving - able
    movement = movement.only(able)
    least_s = float(bounds_s(movement, [movement.n_vehicles], step_s=step_s)[0])
    expansion, horizon = _quickest(movement, least_s=least_s, step_s=step_s, rounding=rounding)
    routes = _staying(movement.at_home)
    clearance_s = 0.0
    if able.any():
        routes += _moving(expansion, expansion.flow(horizon, n_stages=_N_STAGES))
        # A plan's vehicles are spread over their last step; a bound counts from its beginning.
        clearance_s = max(expansion.time_s(horizon + (rounding == "plan")), least_s)
    routes.sort(key=lambda route: (route.start_s, route.origin, route.destination, *route.arcs))
    return QuickestFlow(
        routes=tuple(routes),
        bound_s=inf if n_left_behind.any() else least_s,
        clearance_s=clearance_s,
        step_s=expansion.step_s,
        n_left_behind=n_left_behind,
    )


def release_offsets_s(flow: QuickestFlow, origin: int, n: int) -> FloatArray:
    """Return when the first n vehicles of an origin set out under a plan [s] (n,), ascending.

    If n exceeds the number planned, the rest follow at the mean headway of the origin's last
    step with departures: the plan goes on as it ended. If the plan has the vehicles of this
    origin stay where they are, or all n of them without a road, they set out at 0.

    Parameters
    ----------
    flow
        The plan.
    origin
        Node at which the vehicles stand.
    n
        Their number.

    Raises
    ------
    InputError
        If n is below 0, or the plan knows no vehicles at the origin.
    """
    if n < 0:
        raise InputError(f"quickest flow: n must be at least 0, got {n}")
    planned, route = flow.departures(origin)
    if not planned.size:
        if 0 <= origin < len(flow.n_left_behind) and (n == 0 or flow.n_left_behind[origin] > 0):
            return np.zeros(n)
        raise InputError(f"quickest flow: no vehicles were planned for node {origin}")
    if n <= len(planned):
        return planned[:n]
    last = flow.routes[int(route[-1])]
    n_last = np.count_nonzero(planned >= last.start_s)
    headway_s = flow.step_s / n_last if last.arcs.size else 0.0
    later = planned[-1] + headway_s * np.arange(1, n - len(planned) + 1)
    return np.concatenate([planned, later])


class _NoWholeVehicleError(InputError):
    """Rounded down, the capacities leave someone without a road who has one."""


def _quickest(
    movement: Movement, *, least_s: float, step_s: float | None, rounding: Rounding
) -> tuple[TimeExpansion, int]:
    """Return the movement in steps and the first horizon in which all arrive.

    Parameters
    ----------
    movement
        What is to be moved; everyone has a way.
    least_s
        No horizon before this is tried [s].
    step_s
        Length of a step [s]; chosen as for :func:`quickest_flow` if None.
    rounding
        As there.
    """
    if step_s is not None:
        expansion = TimeExpansion(movement, step_s=step_s, rounding=rounding)
        return expansion, _horizon(expansion, least_s=least_s)
    step_s = fitting_step_s(movement, rounding=rounding)
    for _ in range(_MAX_DOUBLINGS):
        expansion = TimeExpansion(movement, step_s=step_s, rounding=rounding)
        if expansion.size(expansion.horizon(least_s)) <= MAX_ARCS_REFINED:
            try:
                return expansion, _horizon(expansion, least_s=least_s)
            except (StepTooShortError, _NoWholeVehicleError):
                pass  # with a longer step the network is smaller and roads carry more per step
        step_s *= 2
    expansion = TimeExpansion(movement, step_s=step_s, rounding=rounding)
    return expansion, _horizon(expansion, least_s=least_s)


def _horizon(expansion: TimeExpansion, *, least_s: float) -> int:
    n_vehicles = int(expansion.movement.moving.sum())
    if not n_vehicles:
        return 0
    n_cut_off = n_vehicles - int(expansion.deliverable().sum())
    if n_cut_off:
        raise _NoWholeVehicleError(
            f"quickest flow: with step_s = {expansion.step_s:g} a road that {n_cut_off:,} vehicles "
            "need carries less than one vehicle per step; choose a longer step"
        )
    start = max(expansion.horizon(least_s), expansion.least_horizon())
    found = expansion.first_horizon(n_vehicles, start=start)
    if found is None:
        raise InvariantError("vehicles that have a way do not arrive however long it takes")
    return found[0]


def _staying(at_home: IntArray) -> list[PlannedRoute]:
    """Return a route without roads for vehicles that need not move (N,)."""
    return [
        PlannedRoute(node, node, np.zeros(0, dtype=np.int64), 0.0, np.zeros(0), n_vehicles)
        for node, n_vehicles in enumerate(at_home.tolist())
        if n_vehicles
    ]


def _moving(expansion: TimeExpansion, flow: TimedFlow) -> list[PlannedRoute]:
    """Return the routes of a flow over time."""
    clock_s, step_s = expansion.clock_s(), expansion.step_s
    routes: list[PlannedRoute] = []
    for bundle in bundles(expansion, flow):
        arcs = np.array(bundle.arcs, dtype=np.int64)
        enter_s = clock_s[expansion.tail[arcs]] + np.array(bundle.steps) * step_s
        # Rounded as a bound, the first step may begin a little before time 0.
        start_s = max(float(clock_s[bundle.origin]) + bundle.start * step_s, 0.0)
        routes.append(
            PlannedRoute(
                origin=bundle.origin,
                destination=bundle.destination,
                arcs=expansion.arcs[arcs],
                start_s=start_s if bundle.arcs else 0.0,
                enter_s=np.maximum(enter_s, 0.0),
                n_vehicles=bundle.n_vehicles,
            )
        )
    return routes
