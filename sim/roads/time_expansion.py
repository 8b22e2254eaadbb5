"""The network copied once per step of time, and maximum flows over it.

Where Δ is the step, step k of a node with the clock of :class:`~sim.roads.movement.Movement` is
the half-open interval from zero + kΔ - φ, of length Δ. In a flow that bounds any plan, travel
times are rounded down to whole steps and capacities up to whole vehicles per step; in a flow to
be driven, the other way round.

Vehicles may start in any step and arrive in any, but wait nowhere under way: with travel times
and capacities that stay the same, waiting under way brings nobody in sooner (Ford and Fulkerson
1958; Hoppe and Tardos 2000), and the graph stays small and shallow without it.
"""

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from sim.core.errors import InputError
from sim.roads.movement import Movement, nearest
from sim.roads.network import BoolArray, FloatArray, IntArray

Rounding = Literal["bound", "plan"]
"""Towards a lower bound of any plan, or towards a plan that can be driven."""

MAX_ARCS_OVER_TIME = 1_000_000
"""Beyond this a single maximum flow may take minutes."""

# Quotients of exact decimals may miss a whole number by rounding; far below one vehicle or step.
_ROUNDING = 1e-9
# Leaps that a cut justifies usually meet the horizon at the third or fourth; see first_horizon.
_MAX_LEAPS = 12
# A step so late that nothing happens in it.
_NEVER = 2**40


class StepTooShortError(InputError):
    """The network copied once per step would be too large to search."""


@dataclass(frozen=True, eq=False, slots=True)
class TimedFlow:
    """A maximum flow within a horizon.

    The nodes of its graph are the copies of nodes, then one node per origin, one per destination,
    the source and the sink.

    Parameters
    ----------
    n_arrived
        Vehicles brought to destinations.
    flow, capacity
        Vehicles on every pair of joined copies, and how many it could take.
    drive_tail, drive_head
        Copies that every possible drive joins (M,).
    drive_arc, drive_step
        Arc (index in the expansion) and step at its tail (M,).
    first_copy, last_copy, first_step
        Numbers of the copies of a node, the last excluded, and the step of the first one (N,).
    """

    n_arrived: int
    flow: csr_array
    capacity: csr_array
    drive_tail: IntArray
    drive_head: IntArray
    drive_arc: IntArray
    drive_step: IntArray
    first_copy: IntArray
    last_copy: IntArray
    first_step: IntArray


class TimeExpansion:
    """A movement cut into steps.

    Parameters
    ----------
    movement
        What is to be moved.
    step_s
        Length of a step [s].
    rounding
        ``"bound"`` or ``"plan"``, see above.
    """

    def __init__(self, movement: Movement, *, step_s: float, rounding: Rounding) -> None:
        ways = movement.ways
        self.movement = movement
        self.step_s = step_s
        kept = np.flatnonzero(movement.is_kept)
        phi = movement.potential_s
        per_step = _steady(ways.capacity_veh_per_s[kept], step_s=step_s, rounding=rounding)
        kept, per_step = kept[per_step > 0], per_step[per_step > 0]
        tail, head = ways.tail[kept], ways.head[kept]
        detour = (ways.time_s[kept] + phi[head] - phi[tail]) / step_s
        origins = np.flatnonzero((movement.moving > 0) & np.isfinite(phi))
        # The first step is that of the nearest origin; those before its own hold nothing.
        ahead = (movement.phase_s - phi[origins].min(initial=np.inf)) / step_s
        n_ahead = ceil(ahead - _ROUNDING) if origins.size else 0
        self._zero_s = movement.phase_s - n_ahead * step_s
        lead = (phi[origins] - self._zero_s) / step_s
        if rounding == "bound":
            steps, offset = np.floor(detour + _ROUNDING), np.floor(lead + _ROUNDING)
        else:
            # A vehicle cannot start before time 0, when the step of its origin has begun.
            steps, offset = np.ceil(detour - _ROUNDING), np.ceil(lead - _ROUNDING)
        steps, offset = np.maximum(steps, 0.0), np.maximum(offset, 0.0)
        weight = np.full(len(ways.arcs), np.inf)
        weight[kept] = steps
        n_nodes = len(phi)
        onwards = ways.onwards.graph(weight, source=(origins, offset))
        reached = nearest(onwards, np.array([n_nodes]))[:n_nodes]
        remaining = nearest(ways.backwards.graph(weight), movement.destinations)
        self.origins = origins
        self.offset = offset.astype(np.int64)
        """First step in which an origin's vehicles can start (O,)."""
        self.reached, self.remaining = _whole(reached), _whole(remaining)
        self._useful = np.isfinite(reached) & np.isfinite(remaining)
        useful = self._useful[tail] & self._useful[head]
        self.arcs = ways.arcs[kept[useful]]
        """Arcs of the network that can be of use (U,)."""
        self.tail, self.head = tail[useful], head[useful]
        self.steps = steps[useful].astype(np.int64)
        self.per_step = np.minimum(per_step[useful], max(movement.n_vehicles, 1)).astype(np.int64)

    def time_s(self, n_steps: int) -> float:
        """Return when step `n_steps` begins at the destinations [s]."""
        return self._zero_s + n_steps * self.step_s

    def horizon(self, time_s: float) -> int:
        """Return the step of the destinations in which a time lies, at least 0."""
        return max(int((time_s - self._zero_s) / self.step_s + _ROUNDING), 0)

    def clock_s(self) -> FloatArray:
        """Return when step 0 begins at each node [s], -inf where nothing can go (N,)."""
        clock: FloatArray = self._zero_s - self.movement.potential_s
        return clock

    def deliverable(self) -> IntArray:
        """Return how many moving vehicles of each node can be brought in at all (N,).

        Where destinations may be full, it is some choice of as many as possible.
        """
        moving = np.where(self._useful, self.movement.moving, 0)
        if not self.movement.has_limits:
            return moving
        flow = self._standing_flow(moving, np.ones(len(self.movement.room), dtype=np.bool_))
        n_nodes = len(moving)
        sent = np.zeros(n_nodes, dtype=np.int64)
        sent[flow.indices[flow.indptr[n_nodes] : flow.indptr[n_nodes + 1]]] = _row(flow, n_nodes)
        return sent

    def least_horizon(self) -> int:
        """Return a step before which not all deliverable vehicles can be in, flow or no flow.

        What leaves an origin has to pass the roads out of it.
        """
        out = np.bincount(self.tail, weights=self.per_step, minlength=len(self.reached))
        origins = np.setdiff1d(self.origins, self.movement.destinations)
        first = np.zeros(len(self.reached), dtype=np.int64)
        first[self.origins] = self.offset
        origins = origins[out[origins] > 0]
        if not origins.size:
            return 0
        n_starts = np.ceil(self.movement.moving[origins] / out[origins]).astype(np.int64)
        return int((first[origins] + self.remaining[origins] + n_starts).max()) - 1

    def size(self, n_steps: int) -> int:
        """Return the number of drives within a horizon."""
        return int(self._n_starts(n_steps).sum())

    def first_horizon(self, n_vehicles: int, *, start: int) -> tuple[int, TimedFlow] | None:
        """Return the first step by which so many vehicles can arrive, and a flow that does it.

        A cut that stops all but f vehicles within k steps lets through at most f + d C within
        k + d, where C is its capacity per step were time no matter: the search leaps from below
        to the first horizon that the cut allows. Where such leaps stay short, it bisects.

        Parameters
        ----------
        n_vehicles
            Vehicles that have to arrive.
        start
            No horizon below this is tried [steps].

        Returns
        -------
        The horizon and flow; None where more time would not help.

        Raises
        ------
        StepTooShortError
            If the network over time grows too large.
        """
        low, stride = start, 1
        for _ in range(_MAX_LEAPS):
            flow = self.flow(low)
            missing = n_vehicles - flow.n_arrived
            if missing <= 0:
                return low, flow
            rate = self._rate(flow)
            if rate == 0:
                return None
            stride = ceil(missing / rate)
            low += stride
        high = low
        flow = self.flow(high)
        while flow.n_arrived < n_vehicles:
            low, high, stride = high + 1, high + stride, stride * 2
            flow = self.flow(high)
        while low < high:
            middle = (low + high) // 2
            found = self.flow(middle)
            if found.n_arrived >= n_vehicles:
                high, flow = middle, found
            else:
                low = middle + 1
        return high, flow

    def flow(self, n_steps: int, *, n_stages: int = 1) -> TimedFlow:
        """Return a maximum flow that is in by the end of step `n_steps`, counted from 0.

        Parameters
        ----------
        n_steps
            Horizon [steps].
        n_stages
            Cut the horizon into so many parts and bring in as many as possible by the end of
            each, so that nobody is late without need. With destinations that fill up, this is
            striven for, not guaranteed.

        Raises
        ------
        StepTooShortError
            If the network over time grows too large.
        """
        n_starts = self._n_starts(n_steps)
        n_drives = int(n_starts.sum())
        if n_drives > MAX_ARCS_OVER_TIME:
            raise StepTooShortError(
                f"clearance bound: step_s = {self.step_s:g} needs {n_drives:,} arcs over time, "
                f"more than {MAX_ARCS_OVER_TIME:,}; choose a longer step"
            )
        n_copies = np.where(
            self._useful, np.maximum(n_steps - self.remaining - self.reached + 1, 0), 0
        )
        end = np.cumsum(n_copies)
        begin = end - n_copies
        run = np.repeat(np.arange(len(n_starts)), n_starts)
        step = self.reached[self.tail[run]] + _count_up(n_starts)
        # The copy of node v at step k has the number shift[v] + k.
        shift = begin - self.reached
        drive_tail = shift[self.tail[run]] + step
        drive_head = shift[self.head[run]] + step + self.steps[run]
        stages = sorted({n_steps * (i + 1) // n_stages for i in range(n_stages)})
        drives = (drive_tail, drive_head, self.per_step[run])
        capacity = self._graph(drives, begin, end, stages[0])
        flow = self._maximum(capacity)
        for stage in stages[1:]:
            capacity = self._graph(drives, begin, end, stage)
            flow = flow + self._maximum(capacity - flow)
        return TimedFlow(
            n_arrived=int(_row(flow, flow.shape[0] - 2).sum()),
            flow=flow,
            capacity=capacity,
            drive_tail=drive_tail,
            drive_head=drive_head,
            drive_arc=run,
            drive_step=step,
            first_copy=begin,
            last_copy=end,
            first_step=self.reached,
        )

    def _n_starts(self, n_steps: int) -> IntArray:
        spare = n_steps - self.steps - self.remaining[self.head] - self.reached[self.tail]
        n_starts: IntArray = np.maximum(spare + 1, 0)
        return n_starts

    def _graph(self, drives: "_Arcs", begin: IntArray, end: IntArray, n_steps: int) -> csr_array:
        """Return the capacities with arrivals until step `n_steps` only."""
        movement, n_copies = self.movement, int(end[-1])
        origins, ends = self.origins, movement.destinations
        origin_node = n_copies + np.arange(len(origins))
        end_node = n_copies + len(origins) + np.arange(len(ends))
        source = n_copies + len(origins) + len(ends)
        n_moving = movement.moving[origins]
        from_copy = begin[origins] + self.offset - self.reached[origins]
        n_leave = np.maximum(end[origins] - from_copy, 0)
        leaving = np.repeat(np.arange(len(origins)), n_leave)
        n_enter = np.clip(n_steps - self.reached[ends] + 1, 0, (end - begin)[ends])
        entering = np.repeat(np.arange(len(ends)), n_enter)
        parts = (
            drives,
            (origin_node[leaving], from_copy[leaving] + _count_up(n_leave), n_moving[leaving]),
            (
                begin[ends[entering]] + _count_up(n_enter),
                end_node[entering],
                movement.room[entering],
            ),
            (np.full(len(origins), source), origin_node, n_moving),
            (end_node, np.full(len(ends), source + 1), movement.room),
        )
        return _joined(parts, size=source + 2, limit=movement.n_vehicles)

    def _maximum(self, capacity: csr_array) -> csr_array:
        size = capacity.shape[0]
        return maximum_flow(capacity, size - 2, size - 1).flow

    def _rate(self, flow: TimedFlow) -> int:
        """Return the capacity per step of the cut that stops a flow, were time no matter."""
        size, n_ends = flow.flow.shape[0], len(self.movement.destinations)
        residual = flow.capacity - flow.flow
        is_before = np.zeros(size, dtype=np.bool_)
        is_before[breadth_first_order(residual, size - 2, return_predecessors=False)] = True
        n_copies = size - 2 - n_ends - len(self.origins)
        before = self.origins[is_before[n_copies : size - 2 - n_ends]]
        moving = np.zeros_like(self.movement.moving)
        moving[before] = self.movement.n_vehicles
        standing = self._standing_flow(moving, ~is_before[size - 2 - n_ends : size - 2], cut=True)
        return int(_row(standing, len(moving)).sum())

    def _standing_flow(
        self, moving: IntArray, is_open: BoolArray, *, cut: bool = False
    ) -> csr_array:
        """Return a maximum flow without time.

        Parameters
        ----------
        moving
            Vehicles that stand at each node (N,).
        is_open
            Whether a destination counts (D,).
        cut
            With the capacities per step and endless room, instead of endless roads with the room.
        """
        n_nodes, n_vehicles = len(moving), self.movement.n_vehicles
        origins = np.flatnonzero(moving)
        ends = self.movement.destinations[is_open]
        endless = np.full(len(self.tail), n_vehicles)
        room = np.full(len(ends), n_vehicles) if cut else self.movement.room[is_open]
        parts = (
            (self.tail, self.head, self.per_step if cut else endless),
            (np.full(len(origins), n_nodes), origins, moving[origins]),
            (ends, np.full(len(ends), n_nodes + 1), room),
        )
        return self._maximum(_joined(parts, size=n_nodes + 2, limit=n_vehicles))


_Arcs = tuple[IntArray, IntArray, IntArray]
"""Tails, heads and capacities [veh]."""


def _joined(parts: tuple[_Arcs, ...], *, size: int, limit: int) -> csr_array:
    """Return capacities as a graph; parallel arcs add up, to no more than `limit`."""
    tail, head, capacity = (np.concatenate(column) for column in zip(*parts, strict=True))
    ends = (tail.astype(np.int32), head.astype(np.int32))
    graph = coo_array((capacity, ends), shape=(size, size)).tocsr()
    # The solver takes 32-bit capacities; more than all vehicles never flows anyway.
    graph.data = np.minimum(graph.data, limit).astype(np.int32)
    return graph


def _row(graph: csr_array, node: int) -> IntArray:
    values: IntArray = graph.data[graph.indptr[node] : graph.indptr[node + 1]]
    return values


def _steady(capacity_veh_per_s: FloatArray, *, step_s: float, rounding: Rounding) -> FloatArray:
    """Return whole vehicles per step (U,)."""
    exact = capacity_veh_per_s * step_s
    whole: FloatArray = (
        np.ceil(exact - _ROUNDING) if rounding == "bound" else np.floor(exact + _ROUNDING)
    )
    return whole


def _whole(steps: FloatArray) -> IntArray:
    return np.where(np.isfinite(steps), steps, _NEVER).astype(np.int64)


def _count_up(counts: IntArray) -> IntArray:
    """Return 0 … c - 1 for each count c, one after another."""
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    numbers: IntArray = np.arange(len(starts), dtype=np.int64) - starts
    return numbers
