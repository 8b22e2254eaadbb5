"""How soon an area could be cleared at best: a lower bound for any plan of movement.

The quickest transshipment problem: all vehicles stand ready at time 0, a planner moves them as
it likes, and only travel times and capacities bind. Time is cut into steps, and the fewest steps
within which a maximum flow carries every vehicle to a destination are searched (Ford and
Fulkerson 1958; Hoppe and Tardos 2000). Rounding only ever favours the planner, so that the
result never exceeds the true optimum.

It is no forecast: drivers neither know nor follow the plan behind it. Print clearance ÷ bound.
The plan itself is the business of :mod:`sim.roads.quickest_flow`.
"""

from collections.abc import Sequence
from math import ceil, inf, isfinite

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError
from sim.core.units import MINUTE_S
from sim.roads.movement import Movement, Ways
from sim.roads.network import FloatArray, Network
from sim.roads.time_expansion import Rounding, StepTooShortError, TimeExpansion

MAX_ARCS_REFINED = 300_000
"""Arcs over time up to which the automatic step is refined: some tenths of a second per flow."""

# The first, coarse guess at a long evacuation cuts it into about so many steps.
_FIRST_STEPS = 200
_SHARE_ROUNDING = 1e-9


class ClearanceBound:
    """Lower bounds for one state of the roads, indexed once for many questions.

    Parameters
    ----------
    network
        The roads.
    passable
        Whether a link can be used (L,); all built links if left out.
    capacity_veh_per_s
        Vehicles that can enter each arc [veh/s], 0 = not usable (A,); the network's own if left
        out. Give it for contraflow, or for vehicles that count as more or less than one car.
    time_s
        Travel time of each arc [s], above 0, inf = not usable (A,); a car's on the empty road if
        left out.

    Raises
    ------
    InputError
        If an argument has the wrong shape or sign.
    """

    def __init__(
        self,
        network: Network,
        *,
        passable: npt.ArrayLike | None = None,
        capacity_veh_per_s: npt.ArrayLike | None = None,
        time_s: npt.ArrayLike | None = None,
    ) -> None:
        self._ways = Ways(
            network, passable=passable, capacity_veh_per_s=capacity_veh_per_s, time_s=time_s
        )

    def clearance_s(
        self,
        *,
        supplies: npt.ArrayLike,
        destinations: Sequence[int],
        step_s: float | None = None,
        room: npt.ArrayLike | None = None,
    ) -> float:
        """Return a time before which no plan brings in all vehicles [s].

        See :func:`clearance_bound_s`.
        """
        movement = self._ways.movement(supplies=supplies, destinations=destinations, room=room)
        return float(bounds_s(movement, [movement.n_vehicles], step_s=step_s)[0])

    def share_s(
        self,
        *,
        supplies: npt.ArrayLike,
        destinations: Sequence[int],
        shares: Sequence[float],
        step_s: float | None = None,
        room: npt.ArrayLike | None = None,
    ) -> FloatArray:
        """Return times before which no plan brings in these shares of all vehicles [s] (S,).

        See :func:`quickest_share_s`.
        """
        movement = self._ways.movement(supplies=supplies, destinations=destinations, room=room)
        counts = [_share_count(share, movement.n_vehicles) for share in shares]
        return bounds_s(movement, counts, step_s=step_s)


def clearance_bound_s(
    network: Network,
    *,
    supplies: npt.ArrayLike,
    destinations: Sequence[int],
    step_s: float | None = None,
    passable: npt.ArrayLike | None = None,
    room: npt.ArrayLike | None = None,
    capacity_veh_per_s: npt.ArrayLike | None = None,
    time_s: npt.ArrayLike | None = None,
) -> float:
    """Return a time before which no plan can bring every vehicle to a destination [s].

    If T is the true optimum, the bound is at most T, and at least the travel time of the farthest
    vehicle on empty roads. On a single road it is τ + (ceil(n / ceil(q Δ)) - 1) Δ with the travel
    time τ, the capacity q, n vehicles and the step Δ; where q Δ = 1 this is τ + (n - 1) / q.
    With the same step, opening a road or widening one never raises it.

    Assumes that vehicles leave at time 0 or later, follow any plan, and may wait at nodes without
    limit; each of these can only lower the result.

    Parameters
    ----------
    network
        The roads.
    supplies
        Whole vehicles that stand at each node (N,).
    destinations
        Indices of nodes that take vehicles in (D,).
    step_s
        Length of a step [s]. The best step is short, yet such that roads take a whole number of
        vehicles per step. If left out, the one of 1, 2, … 60 s is taken at which rounding adds
        the least capacity to the network, or twice, four times, … that step where the network
        over time would else exceed 300,000 arcs; the search goes from long steps to short ones
        and keeps the best bound.
    passable
        Whether a link can be used (L,); all built links if left out.
    room
        Vehicles that each destination can take (D,); no limit if left out.
    capacity_veh_per_s
        Vehicles that can enter each arc [veh/s], 0 = not usable (A,); the network's own if left
        out. Give it for contraflow, or for vehicles that count as more or less than one car.
    time_s
        Travel time of each arc [s], above 0, inf = not usable (A,); a car's on the empty road if
        left out.

    Returns
    -------
    The bound [s]; 0 with no supplies; inf where the roads or the room cannot take all vehicles.

    Raises
    ------
    InputError
        If an argument has the wrong shape or sign, or the step given is so short that the
        computation would take many minutes.
    """
    prepared = ClearanceBound(
        network, passable=passable, capacity_veh_per_s=capacity_veh_per_s, time_s=time_s
    )
    return prepared.clearance_s(
        supplies=supplies, destinations=destinations, step_s=step_s, room=room
    )


def quickest_share_s(
    network: Network,
    *,
    supplies: npt.ArrayLike,
    destinations: Sequence[int],
    shares: Sequence[float] = (0.5, 0.95),
    step_s: float | None = None,
    passable: npt.ArrayLike | None = None,
    room: npt.ArrayLike | None = None,
    capacity_veh_per_s: npt.ArrayLike | None = None,
    time_s: npt.ArrayLike | None = None,
) -> FloatArray:
    """Return times before which no plan can bring in these shares of all vehicles [s] (S,).

    Each share has a bound of its own: the plan that is best for a half need not be best for all.
    With a share of 1 it is the same as :func:`clearance_bound_s`.

    Parameters
    ----------
    shares
        Shares of all vehicles, above 0 and at most 1 (S,).
    network, supplies, destinations, step_s, passable, room, capacity_veh_per_s, time_s
        As for :func:`clearance_bound_s`.

    Raises
    ------
    InputError
        As for :func:`clearance_bound_s`, or if a share is not above 0 and at most 1.
    """
    prepared = ClearanceBound(
        network, passable=passable, capacity_veh_per_s=capacity_veh_per_s, time_s=time_s
    )
    return prepared.share_s(
        supplies=supplies, destinations=destinations, shares=shares, step_s=step_s, room=room
    )


def bounds_s(movement: Movement, counts: Sequence[int], *, step_s: float | None) -> FloatArray:
    """Return times before which no plan brings in so many vehicles [s] (S,).

    Parameters
    ----------
    movement
        What is to be moved.
    counts
        Vehicles that have to have arrived, those that need not move included (S,).
    step_s
        Length of a step [s]; chosen as for :func:`clearance_bound_s` if None.

    Raises
    ------
    InputError
        If the step is not above 0, or too short for the size of the network.
    """
    best = np.array([movement.soonest_s(count) for count in counts], dtype=np.float64)
    if step_s is not None:
        check_step(step_s)
        _raise_bounds(movement, counts, best, step_s=step_s)
        return best
    shortest = fitting_step_s(movement, rounding="bound")
    step_s = _first_step_s(movement, shortest)
    while True:
        latest = float(best[np.isfinite(best)].max(initial=0.0))
        try:
            _raise_bounds(movement, counts, best, step_s=step_s)
        except StepTooShortError:
            # Only ever the first, coarsest step: go on with one still coarser, if there is any.
            if step_s > latest:
                return best
            step_s, shortest = step_s * 2, step_s * 2
            continue
        latest = float(best[np.isfinite(best)].max(initial=0.0))
        if step_s <= shortest or _is_large(movement, step_s=step_s / 2, until_s=latest):
            return best
        step_s /= 2


def fitting_step_s(movement: Movement, *, rounding: Rounding) -> float:
    """Return the step of 1, 2, … 60 s at which rounding changes the capacity of roads least [s].

    Of equal ones, the shortest. The capacities of all roads that can be of use count together.
    """
    seconds = np.arange(1.0, MINUTE_S + 1.0)
    capacity = movement.ways.capacity_veh_per_s[movement.is_kept]
    values, n_arcs = np.unique(capacity, return_counts=True)
    exact = values * seconds[:, np.newaxis]
    nearest_whole = np.round(exact)
    is_whole = np.isclose(exact, nearest_whole, rtol=0.0, atol=1e-6)
    rounded = np.where(
        is_whole, nearest_whole, np.ceil(exact) if rounding == "bound" else np.floor(exact)
    )
    change = np.abs(rounded - np.where(is_whole, nearest_whole, exact)) @ n_arcs / seconds
    return float(seconds[np.argmin(change)])


def check_step(step_s: float) -> None:
    """Raise :class:`InputError` unless a step is finite and above 0."""
    if not (isfinite(step_s) and step_s > 0):
        raise InputError(f"clearance bound: step_s must be above 0, got {step_s}")


def _raise_bounds(
    movement: Movement, counts: Sequence[int], best: FloatArray, *, step_s: float
) -> None:
    """Raise bounds already found [s] (S,) to what a step shows."""
    expansion: TimeExpansion | None = None
    deliverable = 0
    horizon = 0
    for place in sorted(range(len(counts)), key=lambda place: counts[place]):
        missing = counts[place] - movement.n_home
        if missing <= 0 or best[place] == inf:
            continue
        if expansion is None:
            expansion = TimeExpansion(movement, step_s=step_s, rounding="bound")
            deliverable = int(expansion.deliverable().sum())
        if missing > deliverable:
            best[place] = inf
            continue
        start = max(horizon, expansion.horizon(float(best[place])))
        if counts[place] == movement.n_vehicles:
            start = max(start, expansion.least_horizon())
        found = expansion.first_horizon(missing, start=start)
        if found is None:
            best[place] = inf
            continue
        horizon = found[0]
        best[place] = max(float(best[place]), expansion.time_s(horizon))


def _first_step_s(movement: Movement, shortest_s: float) -> float:
    """Return the shortest step times a power of 2 that cuts the movement into few steps [s]."""
    capacity = movement.ways.capacity_veh_per_s[movement.is_kept]
    ends = np.isin(movement.ways.head[movement.is_kept], movement.destinations)
    into = float(capacity[ends].sum())
    farthest = movement.to_go_s[movement.moving > 0]
    guess = float(farthest[np.isfinite(farthest)].max(initial=0.0))
    if into > 0:
        guess += float(movement.moving.sum()) / into
    step_s = shortest_s
    while guess > _FIRST_STEPS * step_s or _is_large(movement, step_s=step_s, until_s=guess):
        step_s *= 2
    return step_s


def _is_large(movement: Movement, *, step_s: float, until_s: float) -> bool:
    """Return whether so short a step is too short for a search of moderate length."""
    expansion = TimeExpansion(movement, step_s=step_s, rounding="bound")
    n_steps = expansion.horizon(until_s)
    return n_steps > 1 and expansion.size(n_steps) > MAX_ARCS_REFINED


def _share_count(share: float, n_vehicles: int) -> int:
    if not 0 < share <= 1:
        raise InputError(f"clearance bound: shares must be above 0 and at most 1, got {share}")
    return ceil(share * n_vehicles - _SHARE_ROUNDING)
