"""How soon an area could be cleared at best: a lower bound for any plan of movement.

The quickest transshipment problem: all vehicles stand ready at time 0, a planner moves them as
it likes, and only travel times and capacities bind. Time is cut into steps of equal length, the
network is copied once per step, and the fewest steps within which a maximum flow carries every
vehicle to a destination are searched by bisection (Ford and Fulkerson 1958; Hoppe and Tardos
2000). Travel times are rounded down to whole steps and capacities up to whole vehicles per
step, so that the result never exceeds the true optimum.

It is no forecast: drivers neither know nor follow the plan behind it. Print clearance ÷ bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, maximum_flow

from sim.core.errors import InputError
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.routing import ReversedGraph

# Quotients of exact decimals may miss a whole number by rounding; far below one vehicle or step.
_ROUNDING = 1e-9
_MAX_VEHICLES = 2**29
# Beyond this the maximum flow takes many minutes.
_MAX_EXPANDED_ARCS = 1_000_000
_FIRST_STRIDE = 8


def clearance_bound_s(
    network: Network,
    *,
    supplies: npt.ArrayLike,
    destinations: Sequence[int],
    step_s: float,
    passable: npt.ArrayLike | None = None,
    room: npt.ArrayLike | None = None,
) -> float:
    """Return a time before which no plan can bring every vehicle to a destination [s].

    If T is the true optimum, the bound is at most T. On a single road the bound is
    floor(τ / Δ) Δ + (ceil(n / ceil(q Δ)) - 1) Δ with the travel time τ, the capacity q, n
    vehicles and the step Δ; it equals τ + (n - 1) / q where Δ = 1 / q divides τ.

    Assumes that vehicles are cars, leave at time 0, follow any plan, and may wait at nodes
    without limit; each of these can only lower the result.

    Parameters
    ----------
    network
        The roads.
    supplies
        Whole vehicles that stand at each node (N,).
    destinations
        Indices of nodes that take vehicles in (D,).
    step_s
        Length of a step [s]: the shorter, the closer the bound and the longer the computation,
        which grows faster than the square of the number of steps; some hundred steps take
        seconds on a network of a thousand arcs.
    passable
        Whether a link can be used (L,); all built links if left out.
    room
        Vehicles that each destination can take (D,); no limit if left out.

    Returns
    -------
    The bound [s]; 0 with no supplies; inf where the roads or the room cannot take all vehicles.

    Raises
    ------
    InputError
        If an argument has the wrong shape or sign, or the step is so short that the
        computation would take many minutes.
    """
    task = _task(
        network,
        supplies=supplies,
        destinations=destinations,
        step_s=step_s,
        passable=passable,
        room=room,
    )
    if task.n_vehicles == 0:
        return 0.0
    if not task.can_ever_clear():
        return inf
    low = int(task.to_go[task.supplies > 0].max())
    stride = _FIRST_STRIDE
    high = low
    while not task.clears_within(high):
        low, high = high + 1, high + stride
        stride *= 2
    while low < high:
        middle = (low + high) // 2
        if task.clears_within(middle):
            high = middle
        else:
            low = middle + 1
    return low * step_s


@dataclass(frozen=True, eq=False, slots=True)
class _Task:
    """The problem in whole steps and vehicles, restricted to usable arcs.

    Parameters
    ----------
    tail, head
        Ends of the usable arcs (U,).
    steps, per_step
        Their travel time [steps] and capacity [veh/step] (U,).
    since_start
        Steps to reach a node from the nearest supply, inf if none does (N,).
    to_go
        Steps from a node to the nearest destination, inf if none is reached (N,).
    supplies
        Vehicles at each node (N,).
    destinations, room
        Destination nodes and what they take [veh] (D,).
    step_s
        Length of a step [s].
    """

    tail: IntArray
    head: IntArray
    steps: IntArray
    per_step: IntArray
    since_start: FloatArray
    to_go: FloatArray
    supplies: IntArray
    destinations: IntArray
    room: IntArray
    step_s: float

    @property
    def n_vehicles(self) -> int:
        """Vehicles to bring in."""
        return int(self.supplies.sum())

    def can_ever_clear(self) -> bool:
        """Return whether all vehicles reach a destination with room, time being no matter."""
        n_nodes = len(self.supplies)
        ends = self._ends(np.arange(n_nodes), np.arange(n_nodes), source=n_nodes)
        unlimited = np.full(len(self.tail), self.n_vehicles, dtype=np.int64)
        return self._carries_all([(self.tail, self.head, unlimited), *ends], n_nodes + 2)

    def clears_within(self, n_steps: int) -> bool:
        """Return whether all vehicles can be in by the end of step `n_steps`, counted from 0.

        A node is copied only for steps at which a vehicle can have reached it and can still
        reach a destination in time.
        """
        n_copies = np.maximum(n_steps - self.to_go - self.since_start + 1, 0).astype(np.int64)
        n_starts = np.maximum(
            n_steps - self.steps - self.to_go[self.head] - self.since_start[self.tail] + 1, 0
        ).astype(np.int64)
        self._check_size(int(n_copies.sum() + n_starts.sum()))
        offset = np.cumsum(n_copies) - n_copies
        first = np.where(n_copies > 0, self.since_start, 0).astype(np.int64)
        # Copy of node v at step k has the number shift[v] + k.
        shift = offset - first
        run = np.repeat(np.arange(len(n_starts)), n_starts)
        step = first[self.tail[run]] + _count_up(n_starts)
        drive = (
            shift[self.tail[run]] + step,
            shift[self.head[run]] + step + self.steps[run],
            self.per_step[run],
        )
        n_holds = np.maximum(n_copies - 1, 0)
        held = np.repeat(np.arange(len(n_holds)), n_holds)
        hold = offset[held] + _count_up(n_holds)
        wait = (hold, hold + 1, np.full(len(hold), self.n_vehicles, dtype=np.int64))
        n_nodes = int(n_copies.sum())
        ends = self._ends(shift, shift + n_steps, source=n_nodes, kept=n_copies > 0)
        return self._carries_all([drive, wait, *ends], n_nodes + 2)

    def _ends(
        self,
        first_copy: IntArray,
        last_copy: IntArray,
        *,
        source: int,
        kept: BoolArray | None = None,
    ) -> list["_Arcs"]:
        origins = np.flatnonzero(self.supplies > 0)
        taking = (
            np.ones(len(self.room), dtype=np.bool_) if kept is None else kept[self.destinations]
        )
        ends = self.destinations[taking]
        return [
            (np.full(len(origins), source), first_copy[origins], self.supplies[origins]),
            (last_copy[ends], np.full(len(ends), source + 1), self.room[taking]),
        ]

    def _carries_all(self, arcs: list["_Arcs"], n_nodes: int) -> bool:
        tail, head, capacity = (np.concatenate(parts) for parts in zip(*arcs, strict=True))
        graph = coo_array((capacity, (tail, head)), shape=(n_nodes, n_nodes)).tocsr()
        graph.sum_duplicates()
        # The solver takes 32-bit capacities; more than all vehicles never flows anyway.
        graph.data = np.minimum(graph.data, self.n_vehicles).astype(np.int32)
        graph.indices = graph.indices.astype(np.int32)
        graph.indptr = graph.indptr.astype(np.int32)
        flow = maximum_flow(graph, n_nodes - 2, n_nodes - 1).flow_value
        return int(flow) == self.n_vehicles

    def _check_size(self, n_arcs: int) -> None:
        if n_arcs > _MAX_EXPANDED_ARCS:
            raise InputError(
                f"clearance bound: step_s = {self.step_s:g} needs {n_arcs:,} arcs over time, "
                f"more than {_MAX_EXPANDED_ARCS:,}; choose a longer step"
            )


_Arcs = tuple[IntArray, IntArray, IntArray]
"""Tails, heads and capacities [veh]."""


def _count_up(counts: IntArray) -> IntArray:
    """Return 0 … c - 1 for each count c, one after another."""
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    numbers: IntArray = np.arange(len(starts), dtype=np.int64) - starts
    return numbers


def _task(
    network: Network,
    *,
    supplies: npt.ArrayLike,
    destinations: Sequence[int],
    step_s: float,
    passable: npt.ArrayLike | None,
    room: npt.ArrayLike | None,
) -> _Task:
    if not (isfinite(step_s) and step_s > 0):
        raise InputError(f"clearance bound: step_s must be above 0, got {step_s}")
    waiting = _whole(supplies, name="supplies", size=network.n_nodes)
    n_vehicles = int(waiting.sum())
    if n_vehicles > _MAX_VEHICLES:
        raise InputError(f"clearance bound: {n_vehicles:,} vehicles, allowed {_MAX_VEHICLES:,}")
    ends = np.array(
        [network.check_node(node, noun="destination") for node in destinations], dtype=np.int64
    )
    if not ends.size or np.unique(ends).size != ends.size:
        raise InputError("clearance bound: destinations must be given, each once")
    taken = (
        np.full(len(ends), n_vehicles, dtype=np.int64)
        if room is None
        else _whole(room, name="room", size=len(ends))
    )
    is_open = network.is_built if passable is None else np.asarray(passable)
    if is_open.shape != (network.n_links,) or is_open.dtype != np.bool_:
        raise InputError(
            f"clearance bound: passable must hold True or False for {network.n_links} links"
        )
    usable = np.flatnonzero((network.is_built & is_open)[network.link])
    steps = np.full(network.n_arcs, np.inf)
    time_s = network.length_m[usable] / network.free_speed_mps[usable]
    steps[usable] = np.floor(time_s / step_s + _ROUNDING)
    per_step = np.ceil(network.capacity_veh_per_s[usable] * step_s - _ROUNDING)
    backwards = ReversedGraph(network).graph(steps)
    taking = ends[taken > 0]
    return _Task(
        tail=network.tail[usable],
        head=network.head[usable],
        steps=steps[usable].astype(np.int64),
        per_step=np.minimum(per_step, max(n_vehicles, 1)).astype(np.int64),
        since_start=_nearest(backwards.T.tocsr(), np.flatnonzero(waiting > 0)),
        to_go=_nearest(backwards, taking),
        supplies=waiting,
        destinations=taking,
        room=taken[taken > 0],
        step_s=step_s,
    )


def _nearest(graph: csr_array, sources: IntArray) -> FloatArray:
    if not sources.size:
        return np.full(graph.shape[0], np.inf)
    distance: FloatArray = dijkstra(graph, indices=sources, min_only=True)
    return distance


def _whole(values: npt.ArrayLike, *, name: str, size: int) -> IntArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (size,):
        raise InputError(f"clearance bound: {name} has shape {numbers.shape}, expected ({size},)")
    if not (np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))).all():
        raise InputError(f"clearance bound: {name} must be whole numbers of at least 0")
    return numbers.astype(np.int64)
