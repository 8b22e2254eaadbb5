"""Which way drivers go: trees of routes, repaired only where the roads changed.

:class:`Routes` holds a reverse shortest-path tree for every destination, vehicle class and
*perception*. Perception 0 knows the present travel times exactly and always. The others misjudge
every road a little, each in its own way, and know of delays what they last heard: those that
hear a report turn to a new tree, the others keep theirs, so that not all turn to the same road at
once. Nothing here knows of vehicles, water or closures.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.roads.graph import ReversedGraph
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.trees import NO_ROUTE, grow_tree

__all__ = ["ReversedGraph", "Routes"]

NO_TREE = -1
_FIRST_ROWS = 16


class Routes:
    """Trees of routes, shared between perceptions as far as they know the same.

    Parameters
    ----------
    network
        The roads.
    time_s
        Travel time of each vehicle class over each arc without delay [s], above zero; infinite
        where the class cannot pass (C, A).
    errors
        Factor by which each further perception misjudges each arc (P, A); none if left out.
    """

    def __init__(
        self, network: Network, *, time_s: FloatArray, errors: FloatArray | None = None
    ) -> None:
        n_classes, n_arcs = time_s.shape
        n_nodes = network.n_nodes
        self._errors = np.ones((1, n_arcs))
        if errors is not None:
            self._errors = np.concatenate([self._errors, errors])
        self.n_lots = len(self._errors) - 1
        """Perceptions beside the one that always knows, P."""
        self.time_s = np.array(time_s)
        """Travel time without delay [s] (C, A)."""
        self.delay_s = np.zeros(n_arcs)
        """Delay that drivers expect on each arc [s] (A,)."""
        self.next_arc = np.full((_FIRST_ROWS, n_nodes), NO_ROUTE, dtype=np.int32)
        """Arc to take at each node, by tree (R, N)."""
        self.row = np.full((_FIRST_ROWS, n_classes, self.n_lots + 1), NO_TREE, dtype=np.int32)
        """Tree of each destination and class as each perception knows it (D, C, P + 1)."""
        self.n_users = np.zeros((_FIRST_ROWS, n_classes, 2), dtype=np.int32)
        """Vehicles under way by destination and class, first those of perception 0 (D, C, 2)."""
        self.n_trees_grown = 0
        self._head = network.head
        self._tail = network.tail
        order = np.argsort(network.head, kind="stable")
        self._arcs_into = order.astype(np.int64)
        self._first = np.searchsorted(network.head[order], np.arange(n_nodes + 1)).astype(np.int64)
        self._heap_s = np.empty(n_arcs + n_nodes + 1)
        self._heap_node = np.empty(n_arcs + n_nodes + 1, dtype=np.int64)
        self._distance_s = np.full((_FIRST_ROWS, n_nodes), np.inf)
        self._is_stale = np.zeros(_FIRST_ROWS, dtype=np.bool_)
        self._class_of = np.full(_FIRST_ROWS, NO_TREE, dtype=np.int64)
        self._destination_of = np.full(_FIRST_ROWS, NO_TREE, dtype=np.int64)
        self._error_of = np.zeros(_FIRST_ROWS, dtype=np.int64)
        self._next_error = 0
        self._free = list(range(_FIRST_ROWS - 1, -1, -1))
        self._sinks: list[IntArray] = []
        self._index: dict[tuple[int, ...], int] = {}

    # -- asking ---------------------------------------------------------------------------------

    def destination(self, sinks: Sequence[int]) -> int:
        """Return the number of a destination: a node, or several of which the quickest counts."""
        key = tuple(sorted(dict.fromkeys(sinks)))
        found = self._index.get(key)
        if found is not None:
            return found
        number = len(self._sinks)
        if number == len(self.row):
            self.row = np.concatenate([self.row, np.full_like(self.row, NO_TREE)])
            self.n_users = np.concatenate([self.n_users, np.zeros_like(self.n_users)])
        self._index[key] = number
        self._sinks.append(np.array(key, dtype=np.int64))
        return number

    def sinks(self, destination: int) -> IntArray:
        """Return the nodes of a destination."""
        return self._sinks[destination]

    def prepare(self, destination: int, vehicle_class: int, *, is_guided: bool) -> None:
        """Make sure that drivers of a class have trees to a destination, all up to date.

        Parameters
        ----------
        destination, vehicle_class
            Numbers.
        is_guided
            They know the present travel times; else they are of the other perceptions.
        """
        rows = self.row[destination, vehicle_class]
        wanted = slice(0, 1) if is_guided else slice(1, None)
        if rows[wanted][0] == NO_TREE:
            for perception in range(len(rows))[wanted]:
                rows = self.row[destination, vehicle_class]
                rows[perception] = self._add(destination, vehicle_class, error=perception)
        for row in rows[wanted].tolist():
            if self._is_stale[row]:
                self._grow(row)

    def times_to(self, destination: int, vehicle_class: int) -> FloatArray:
        """Return present travel times from every node [s], inf = no route (N,).

        The array is a read-only view, good until the roads change.
        """
        self.prepare(destination, vehicle_class, is_guided=True)
        times: FloatArray = self._distance_s[self.row[destination, vehicle_class, 0]]
        times.setflags(write=False)
        return times

    # -- changes --------------------------------------------------------------------------------

    def change(self, arcs: IntArray, *, time_s: FloatArray) -> bool:
        """Change travel times of arcs, and repair the trees in use that this touches.

        A tree is touched when an arc it uses got slower, or when an arc that got quicker now
        leads to the destination at least as soon as the tree does. All others stay shortest.

        Parameters
        ----------
        arcs
            Indices of the arcs (K,), each at most once.
        time_s
            Their new travel times by class [s] (C, K).

        Returns
        -------
        Whether any tree in use was repaired.
        """
        before = self.time_s[:, arcs]
        if (before == time_s).all():
            return False
        self.time_s[:, arcs] = time_s
        for vehicle_class, (old, new) in enumerate(zip(before, time_s, strict=True)):
            rows = np.flatnonzero(self._class_of == vehicle_class)
            if rows.size:
                self._is_stale[self._touched(rows, arcs[new > old], arcs[new < old])] = True
        return self._repair()

    def inform(self, delay_s: FloatArray, *, informed: BoolArray) -> bool:
        """Let drivers of some perceptions hear of the present delays.

        Parameters
        ----------
        delay_s
            Delay to expect on each arc [s] (A,).
        informed
            Which of the perceptions 1 to P hear of it (P,); perception 0 always does.

        Returns
        -------
        Whether anybody's routes may have changed.
        """
        slower = np.flatnonzero(delay_s > self.delay_s)
        quicker = np.flatnonzero(delay_s < self.delay_s)
        self.delay_s = np.array(delay_s)
        is_touched = np.zeros(len(self._class_of), dtype=np.bool_)
        for vehicle_class in range(len(self.time_s)):
            rows = np.flatnonzero(self._class_of == vehicle_class)
            is_touched[self._touched(rows, slower, quicker)] = True
        if not is_touched.any():
            return False
        # An unused row of the table reads the last tree, but nobody drives by it.
        asks = is_touched[self.row[:, :, 1:]].any(axis=2) & (self.n_users[:, :, 1] > 0)
        if informed.any():
            for destination, vehicle_class in np.argwhere(asks).tolist():
                self._renew(destination, vehicle_class, informed=informed.tolist())
        # Trees to where nobody drives now need not remember who knew what.
        is_kept = np.zeros(len(self._class_of), dtype=np.bool_)
        is_kept[self.row[:, :, 1:][self.n_users[:, :, 1] > 0]] = True
        is_touched = np.concatenate(
            [is_touched, np.zeros(len(is_kept) - len(is_touched), dtype=np.bool_)]
        )
        self._is_stale |= is_touched & ~is_kept & (self._class_of != NO_TREE)
        self._repair()
        return True

    # -- inside ---------------------------------------------------------------------------------

    def _renew(self, destination: int, vehicle_class: int, *, informed: list[bool]) -> None:
        """Give the perceptions that are informed one new tree."""
        before = self.row[destination, vehicle_class, 1:].tolist()
        self._next_error = self._next_error % self.n_lots + 1
        newest = self._add(destination, vehicle_class, error=self._next_error)
        after = [newest if hears else row for hears, row in zip(informed, before, strict=True)]
        self.row[destination, vehicle_class, 1:] = after
        for row in sorted(set(before).difference(after)):
            self._class_of[row] = NO_TREE
            self._is_stale[row] = False
            self._free.append(row)

    def _followed(self) -> IntArray:
        """Return the trees that vehicles follow."""
        guided = self.row[:, :, 0][self.n_users[:, :, 0] > 0]
        others = self.row[:, :, 1:][self.n_users[:, :, 1] > 0]
        followed: IntArray = np.concatenate([guided, others.ravel()])
        return followed

    def _touched(self, rows: IntArray, slower: IntArray, quicker: IntArray) -> IntArray:
        """Return which of some trees may no longer be shortest."""
        touched = np.zeros(len(rows), dtype=np.bool_)
        if slower.size:
            touched |= (self.next_arc[np.ix_(rows, self._tail[slower])] == slower).any(axis=1)
        if quicker.size:
            time_s = self.time_s[self._class_of[rows][:, np.newaxis], quicker]
            time_s = (time_s + self.delay_s[quicker]) * self._errors[
                self._error_of[rows][:, np.newaxis], quicker
            ]
            after = time_s + self._distance_s[np.ix_(rows, self._head[quicker])]
            before = self._distance_s[np.ix_(rows, self._tail[quicker])]
            # A tie counts: the arc may have the lower index, which decides between equal routes.
            touched |= (np.isfinite(after) & (after <= before)).any(axis=1)
        found: IntArray = rows[touched]
        return found

    def _repair(self) -> bool:
        """Grow the stale trees that vehicles follow; return whether there were any."""
        stale = np.flatnonzero(self._is_stale)
        if not stale.size:
            return False
        is_followed = np.zeros(len(self._is_stale), dtype=np.bool_)
        is_followed[self._followed()] = True
        wanted = stale[is_followed[stale]]
        for row in wanted.tolist():
            self._grow(row)
        return bool(wanted.size)

    def _add(self, destination: int, vehicle_class: int, *, error: int) -> int:
        if not self._free:
            size = len(self.next_arc)
            self.next_arc = np.concatenate([self.next_arc, np.full_like(self.next_arc, NO_ROUTE)])
            self._distance_s = _doubled(self._distance_s, np.inf)
            self._is_stale = _doubled(self._is_stale, value=False)
            self._class_of = _doubled(self._class_of, NO_TREE)
            self._destination_of = _doubled(self._destination_of, NO_TREE)
            self._error_of = _doubled(self._error_of, 0)
            self._free = list(range(2 * size - 1, size - 1, -1))
        row = self._free.pop()
        self._class_of[row] = vehicle_class
        self._destination_of[row] = destination
        self._error_of[row] = error
        self._is_stale[row] = True
        return row

    def _grow(self, row: int) -> None:
        grow_tree(
            self._first,
            self._arcs_into,
            self._tail,
            (self.time_s[self._class_of[row]] + self.delay_s) * self._errors[self._error_of[row]],
            self._sinks[self._destination_of[row]],
            self._heap_s,
            self._heap_node,
            self._distance_s[row],
            self.next_arc[row],
        )
        self._is_stale[row] = False
        self.n_trees_grown += 1


ScalarT = TypeVar("ScalarT", bound=np.generic)


def _doubled(values: npt.NDArray[ScalarT], value: float) -> npt.NDArray[ScalarT]:
    return np.concatenate([values, np.full_like(values, value)])
