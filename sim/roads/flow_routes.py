"""A flow over time taken apart into bundles of vehicles that drive the same way.

Every flow is a sum of paths from origins to destinations. Which paths is a matter of choice
where roads join and part: here whoever comes first, by number of origin and step, takes the
arc of lowest index that still has flow.
"""

from typing import NamedTuple

import numpy as np

from sim.core.errors import InvariantError
from sim.roads.network import IntArray
from sim.roads.time_expansion import TimedFlow, TimeExpansion


class Bundle(NamedTuple):
    """Vehicles that set out in the same step and take the same arcs in the same steps.

    Parameters
    ----------
    origin, destination
        Nodes.
    start
        Step of the origin's clock in which they set out.
    arcs, steps
        Arcs of the expansion, and the step in which each is entered, by the clock of its tail.
    n_vehicles
        How many they are.
    """

    origin: int
    destination: int
    start: int
    arcs: tuple[int, ...]
    steps: tuple[int, ...]
    n_vehicles: int


def bundles(expansion: TimeExpansion, flow: TimedFlow) -> list[Bundle]:
    """Return the bundles that make up a flow, those of each origin together.

    The work grows with the drives used times the arcs of a route. Circles within a step, which
    bring nobody anywhere, are left out.

    Raises
    ------
    InvariantError
        If the flow loses vehicles at a node.
    """
    remains = _Remains(expansion, flow)
    numbers: dict[tuple[int, int, int, tuple[int, ...], tuple[int, ...]], int] = {}
    matrix = flow.flow
    n_copies = int(flow.last_copy[-1])
    for place, origin in enumerate(expansion.origins.tolist()):
        row = slice(matrix.indptr[n_copies + place], matrix.indptr[n_copies + place + 1])
        for copy, n_leaving in sorted(
            zip(matrix.indices[row].tolist(), matrix.data[row].tolist(), strict=True)
        ):
            start = copy - int(flow.first_copy[origin] - flow.first_step[origin])
            n_left = n_leaving  # below 0 where this is the way back to the source
            while n_left > 0:
                end, path, n_taken = remains.take(copy, n_left)
                n_left -= n_taken
                arcs, steps = remains.describe(path)
                key = (origin, end, start, arcs, steps)
                numbers[key] = numbers.get(key, 0) + n_taken
    return [Bundle(*key, n_vehicles) for key, n_vehicles in numbers.items()]


class _Remains:
    """What is left of a flow while paths are taken out of it, as lists for quick access."""

    def __init__(self, expansion: TimeExpansion, flow: TimedFlow) -> None:
        amount = _per_drive(expansion, flow)
        used = np.flatnonzero(amount)
        used = used[np.lexsort((flow.drive_arc[used], flow.drive_tail[used]))]
        n_copies = int(flow.last_copy[-1])
        ends = np.searchsorted(flow.drive_tail[used], np.arange(n_copies + 1))
        self._left: list[int] = amount[used].tolist()
        self._head: list[int] = flow.drive_head[used].tolist()
        self._arc: list[int] = flow.drive_arc[used].tolist()
        self._step: list[int] = flow.drive_step[used].tolist()
        self._next: list[int] = ends[:-1].tolist()
        self._last: list[int] = ends[1:].tolist()
        # Vehicles that still arrive at a copy, and the destination it belongs to.
        self._arriving: dict[int, int] = {}
        self._end: dict[int, int] = {}
        matrix = flow.flow
        first_end = n_copies + len(expansion.origins)
        for place, node in enumerate(expansion.movement.destinations.tolist()):
            # Seen from the destination, what arrives counts below 0.
            row = slice(matrix.indptr[first_end + place], matrix.indptr[first_end + place + 1])
            for copy, n_back in zip(matrix.indices[row], matrix.data[row], strict=True):
                if n_back < 0:
                    self._arriving[int(copy)] = -int(n_back)
                    self._end[int(copy)] = node

    def take(self, copy: int, n_most: int) -> tuple[int, list[int], int]:
        """Take out one path from a copy on; return its end, its drives and its vehicles."""
        path: list[int] = []
        seen = {copy: 0}
        at = copy
        while not self._arriving.get(at):
            drive = self._open_drive(at)
            path.append(drive)
            at = self._head[drive]
            if at in seen:
                circle = path[seen[at] :]
                self._subtract(circle, min(self._left[each] for each in circle))
                del path[seen[at] :]
                seen = {node: place for node, place in seen.items() if place <= seen[at]}
            else:
                seen[at] = len(path)
        n_taken = min([n_most, self._arriving[at], *(self._left[drive] for drive in path)])
        self._subtract(path, n_taken)
        self._arriving[at] -= n_taken
        return self._end[at], path, n_taken

    def describe(self, path: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the arcs of a path and the steps in which they are entered."""
        return tuple(self._arc[drive] for drive in path), tuple(self._step[drive] for drive in path)

    def _open_drive(self, copy: int) -> int:
        drive = self._next[copy]
        while drive < self._last[copy] and not self._left[drive]:
            drive += 1
        self._next[copy] = drive
        if drive == self._last[copy]:
            raise InvariantError("a flow over time loses vehicles at a node")
        return drive

    def _subtract(self, path: list[int], n_vehicles: int) -> None:
        for drive in path:
            self._left[drive] -= n_vehicles


def _per_drive(expansion: TimeExpansion, flow: TimedFlow) -> IntArray:
    """Return the vehicles on every drive (M,); parallel arcs fill up in order of index."""
    n_copies = int(flow.last_copy[-1])
    matrix = flow.flow[:n_copies, :n_copies].tocoo()
    ahead = matrix.data > 0
    amount = matrix.data[ahead].astype(np.int64)
    place = matrix.row[ahead].astype(np.int64) * n_copies + matrix.col[ahead]
    by_place = np.argsort(place)
    amount, place = amount[by_place], place[by_place]
    wanted = flow.drive_tail * n_copies + flow.drive_head
    order = np.lexsort((flow.drive_arc, wanted))
    wanted = wanted[order]
    found = np.searchsorted(place, wanted)
    has_flow = found < len(place)
    has_flow[has_flow] = place[found[has_flow]] == wanted[has_flow]
    total = np.zeros(len(wanted), dtype=np.int64)
    total[has_flow] = amount[found[has_flow]]
    room = expansion.per_step[flow.drive_arc[order]]
    before = np.cumsum(room) - room
    first = np.searchsorted(wanted, wanted)
    taken = np.clip(total - (before - before[first]), 0, room)
    per_drive = np.zeros(len(wanted), dtype=np.int64)
    per_drive[order] = taken
    return per_drive
