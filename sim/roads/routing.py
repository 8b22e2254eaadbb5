"""Shortest routes to a destination, repaired only where the roads changed.

One :class:`Routes` per vehicle class holds a reverse shortest-path tree for every destination
asked for. It knows travel times of arcs and nothing of vehicles, water or closures.

Of two routes equally quick, a vehicle takes the one whose first arc has the lower index, so
that routes depend neither on the order of changes nor on the order of questions.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.core.errors import InvariantError
from sim.roads.network import BoolArray, FloatArray, IntArray, Network

ARRIVED = -1
"""Next arc at the destination itself."""

NO_ROUTE = -2
"""Next arc where no open road leads to the destination."""

_FIRST_ROWS = 16


@dataclass(eq=False, slots=True)
class Tree:
    """Routes of one vehicle class to one destination.

    Parameters
    ----------
    destination
        Index of the destination node.
    next_arc
        Arc to take at each node, or `ARRIVED`, or `NO_ROUTE` (N,). The list stays the same
        object when routes change, so that a trip may keep it.
    row
        Where the tree stands in the tables of its :class:`Routes`.
    n_users
        Trips that follow the tree; a tree in use is kept up to date.
    """

    destination: int
    next_arc: list[int] = field(repr=False)
    row: int
    n_users: int = 0


class Routes:
    """Reverse shortest-path trees of one vehicle class, with present travel times.

    Parameters
    ----------
    network
        The roads.
    time_s
        Travel time of each arc [s], above zero; infinite where the class cannot pass (A,).
    """

    def __init__(self, network: Network, *, time_s: FloatArray) -> None:
        self._tail = network.tail
        self._head = network.head
        self._n_nodes = network.n_nodes
        self._time_s = np.array(time_s, dtype=np.float64)
        self.times: list[float] = self._time_s.tolist()
        """Travel time of each arc [s] as a list that stays the same object (A,)."""
        self.n_trees_computed = 0
        self._reversed = ReversedGraph(network)
        self._trees: dict[int, Tree] = {}
        self._order: list[Tree] = []
        self._distance_s = np.full((_FIRST_ROWS, self._n_nodes), np.inf)
        self._next = np.full((_FIRST_ROWS, self._n_nodes), NO_ROUTE, dtype=np.int64)
        self._stale = np.zeros(_FIRST_ROWS, dtype=np.bool_)
        self._graph: csr_array | None = None

    def update(self, arcs: IntArray, *, time_s: FloatArray) -> None:
        """Change the travel times of some arcs and repair the trees in use that this touches.

        A tree is touched when an arc it uses got slower, or when an arc that got quicker now
        leads to the destination at least as soon as the tree does. All other trees remain
        shortest, so they stay as they are.

        Parameters
        ----------
        arcs
            Indices of the arcs (K,), each at most once.
        time_s
            Their new travel times [s] (K,).
        """
        moved = time_s != self._time_s[arcs]
        if not moved.any():
            return
        arcs, time_s = arcs[moved], time_s[moved]
        slower = time_s > self._time_s[arcs]
        self._time_s[arcs] = time_s
        for arc, value in zip(arcs.tolist(), time_s.tolist(), strict=True):
            self.times[arc] = value
        self._graph = None
        n_trees = len(self._order)
        touched = self._uses(arcs[slower], n_trees)
        touched |= self._gains(arcs[~slower], n_trees)
        self._stale[:n_trees] |= touched
        wanted = [tree for tree in self._order if tree.n_users and self._stale[tree.row]]
        if wanted:
            self._compute(wanted)

    def tree(self, destination: int) -> Tree:
        """Return the tree of a destination, up to date."""
        tree = self._trees.get(destination)
        if tree is None:
            tree = self._add(destination)
        if self._stale[tree.row]:
            self._compute([tree])
        return tree

    def times_to(self, destination: int) -> FloatArray:
        """Return the travel time from every node to a destination [s], inf = no route (N,)."""
        tree = self.tree(destination)  # first: it may make the table of distances grow
        row: FloatArray = self._distance_s[tree.row].copy()
        row.setflags(write=False)
        return row

    def _uses(self, arcs: IntArray, n_trees: int) -> BoolArray:
        if not arcs.size:
            return np.zeros(n_trees, dtype=np.bool_)
        used: BoolArray = (self._next[:n_trees, self._tail[arcs]] == arcs).any(axis=1)
        return used

    def _gains(self, arcs: IntArray, n_trees: int) -> BoolArray:
        if not arcs.size:
            return np.zeros(n_trees, dtype=np.bool_)
        after = self._time_s[arcs] + self._distance_s[:n_trees, self._head[arcs]]
        before = self._distance_s[:n_trees, self._tail[arcs]]
        # A tie counts: the arc may have the lower index, which decides between equal routes.
        gains: BoolArray = (np.isfinite(after) & (after <= before)).any(axis=1)
        return gains

    def _add(self, destination: int) -> Tree:
        row = len(self._order)
        if row == len(self._stale):
            self._distance_s = np.concatenate(
                [self._distance_s, np.full_like(self._distance_s, np.inf)]
            )
            self._next = np.concatenate([self._next, np.full_like(self._next, NO_ROUTE)])
            self._stale = np.concatenate([self._stale, np.zeros_like(self._stale)])
        tree = Tree(destination, [NO_ROUTE] * self._n_nodes, row)
        self._stale[row] = True
        self._order.append(tree)
        self._trees[destination] = tree
        return tree

    def _compute(self, trees: list[Tree]) -> None:
        if self._graph is None:
            self._graph = self._reversed.graph(self._time_s)
        destinations = np.array([tree.destination for tree in trees], dtype=np.int64)
        distance = np.atleast_2d(dijkstra(self._graph, indices=destinations))
        next_arc = self._first_arcs(distance, destinations)
        rows = np.array([tree.row for tree in trees], dtype=np.int64)
        self._distance_s[rows] = distance
        self._next[rows] = next_arc
        self._stale[rows] = False
        for tree, row in zip(trees, next_arc, strict=True):
            tree.next_arc[:] = row.tolist()
        self.n_trees_computed += len(trees)

    def _first_arcs(self, distance: FloatArray, destinations: IntArray) -> IntArray:
        """Return the arc of lowest index that keeps to a shortest route, at every node.

        An arc does so where time + distance(head) equals distance(tail) exactly: the shortest
        distance was formed by that very addition.
        """
        usable = np.flatnonzero(np.isfinite(self._time_s))
        tail = self._tail[usable]
        # One row per node, since whole rows are gathered far faster than columns.
        by_node = np.ascontiguousarray(distance.T)
        through = by_node[self._head[usable]]
        through += self._time_s[usable, np.newaxis]
        tight = (through == by_node[tail]) & np.isfinite(through)
        arcs, trees = np.nonzero(tight)
        next_arc = np.full(distance.shape, NO_ROUTE, dtype=np.int64)
        # Written from the highest arc down, so that the lowest is written last and stays.
        next_arc[trees[::-1], tail[arcs[::-1]]] = usable[arcs[::-1]]
        next_arc[np.arange(len(destinations)), destinations] = ARRIVED
        if ((next_arc == NO_ROUTE) & np.isfinite(distance)).any():
            raise InvariantError("a node with a finite travel time has no next arc")
        return next_arc


class ReversedGraph:
    """Graph of the network with all arcs turned round and parallel arcs merged.

    Parameters
    ----------
    network
        The roads.
    """

    def __init__(self, network: Network) -> None:
        self._n_nodes = network.n_nodes
        self._arcs = np.lexsort((network.tail, network.head))
        head, tail = network.head[self._arcs], network.tail[self._arcs]
        is_first = np.ones(len(self._arcs), dtype=np.bool_)
        is_first[1:] = (head[1:] != head[:-1]) | (tail[1:] != tail[:-1])
        self._starts = np.flatnonzero(is_first)
        self._row, self._column = head[is_first], tail[is_first]

    def graph(self, time_s: FloatArray) -> csr_array:
        """Return the travel time from head to tail of every pair of joined nodes [s] (N, N).

        Parameters
        ----------
        time_s
            Travel time of each arc [s], inf where it is not passable (A,). Of parallel arcs the
            quickest counts.
        """
        if not self._starts.size:
            return csr_array((self._n_nodes, self._n_nodes), dtype=np.float64)
        quickest: npt.NDArray[np.float64] = np.minimum.reduceat(time_s[self._arcs], self._starts)
        kept = np.isfinite(quickest)
        counts = np.bincount(self._row[kept], minlength=self._n_nodes)
        pointer = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return csr_array(
            (quickest[kept], self._column[kept].astype(np.int32), pointer),
            shape=(self._n_nodes, self._n_nodes),
        )
