"""Shortest routes between the pairs of a demand, as lists of arcs.

One search serves all destinations of an origin. Of parallel arcs the quickest is taken, of
equally quick ones the first; nodes that trips must not pass are never passed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.roads.assignment.bpr import BprRoads
from sim.roads.assignment.demand import Demand
from sim.roads.network import FloatArray, IntArray

# Distances held at once (origins × nodes): memory stays near 100 MB on any network.
_TABLE_SIZE = 8_000_000


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    """Pairs whose origins are searched from together.

    Parameters
    ----------
    pairs
        Where they stand among all pairs.
    sources
        Nodes of the graph to search from (O,).
    row
        Which of these each pair starts from (B,).
    destination
        Where each pair ends (B,).
    """

    pairs: slice
    sources: IntArray
    row: IntArray
    destination: IntArray


class ShortestRoutes:
    """Search for the routes of a demand over roads whose travel times change.

    Parameters
    ----------
    roads
        The arcs; closed ones have an infinite travel time.
    demand
        Pairs of nodes to join. Equal pairs count as one, and pairs that end where they begin
        are left out.

    Attributes
    ----------
    n_pairs
        Number of different pairs, P.
    amount
        Demand of each of them (P,).
    """

    def __init__(self, roads: BprRoads, demand: Demand) -> None:
        self._n_arcs = roads.n_arcs
        # Whoever starts from a node that must not be passed does so from a copy of it, where
        # its leaving arcs begin; nothing leads to the copy and nothing leaves the node itself.
        self._n_nodes = roads.n_nodes + roads.first_thru_node
        copied = roads.first_thru_node
        tail = np.where(roads.tail < copied, roads.tail + roads.n_nodes, roads.tail)
        self._key = tail * self._n_nodes + roads.head
        self._edge_key, self._first = np.unique(np.sort(self._key), return_index=True)
        self._edge_tail, self._edge_head = np.divmod(self._edge_key, self._n_nodes)

        source = np.where(demand.origin < copied, demand.origin + roads.n_nodes, demand.origin)
        asked = source * self._n_nodes + demand.destination
        self._moves = demand.origin != demand.destination
        keys, self._pair_of = np.unique(asked[self._moves], return_inverse=True)
        self.n_pairs = len(keys)
        self.amount: FloatArray = np.bincount(
            self._pair_of, weights=demand.amount[self._moves], minlength=self.n_pairs
        ).astype(np.float64)
        self._batches = list(self._split(*np.divmod(keys, self._n_nodes)))

    def of_demand(self, values: FloatArray) -> FloatArray:
        """Return the times of pairs in the order of the demand, 0 where no road is used (K,)."""
        times = np.zeros(len(self._moves))
        times[self._moves] = values[self._pair_of]
        return times

    def quicker(
        self, time: FloatArray, *, than: FloatArray
    ) -> tuple[FloatArray, IntArray, csr_array]:
        """Return the least times of all pairs and the routes that beat what is known.

        Parameters
        ----------
        time
            Travel time of each arc, at least 0, inf where it is closed (A,).
        than
            Time that the route of a pair must beat to be returned (P,).

        Returns
        -------
        The least time of each pair, inf where no open road leads there (P,); the pairs with a
        quicker route, rising (R,); and one where such a route uses an arc (R, A).
        """
        # Edges are pairs of joined nodes; sorted by edge and then time, the first arc is best.
        arc = np.lexsort((time, self._key))[self._first]
        is_open = np.isfinite(time[arc])
        counts = np.bincount(self._edge_tail[is_open], minlength=self._n_nodes)
        graph = csr_array(
            (
                time[arc[is_open]],
                self._edge_head[is_open].astype(np.int32),
                np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            ),
            shape=(self._n_nodes, self._n_nodes),
        )
        least = np.full(self.n_pairs, np.inf)
        pairs, edges = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for batch in self._batches:
            distance, before = dijkstra(graph, indices=batch.sources, return_predecessors=True)
            reached = distance[batch.row, batch.destination]
            least[batch.pairs] = reached
            found = np.flatnonzero(np.isfinite(reached) & (reached < than[batch.pairs]))
            for pair, edge in self._steps_back(batch, found, before):
                pairs.append(pair + batch.pairs.start)
                edges.append(edge)
        with_route, route = np.unique(np.concatenate(pairs), return_inverse=True)
        on_route = arc[np.concatenate(edges)]
        used = csr_array(
            (np.ones(len(route)), (route, on_route)), shape=(len(with_route), self._n_arcs)
        )
        return least, with_route, used

    def _steps_back(
        self, batch: _Batch, pair: IntArray, before: npt.NDArray[np.int32]
    ) -> Iterator[tuple[IntArray, IntArray]]:
        """Follow routes from their ends to their sources, yielding pairs and edges step by step."""
        node = batch.destination[pair]
        while pair.size:
            row = batch.row[pair]
            previous = before[row, node].astype(np.int64)
            yield pair, np.searchsorted(self._edge_key, previous * self._n_nodes + node)
            goes_on = previous != batch.sources[row]
            pair, node = pair[goes_on], previous[goes_on]

    def _split(self, source: IntArray, destination: IntArray) -> Iterator[_Batch]:
        """Yield the pairs in batches of whole origins."""
        sources, begin, row = np.unique(source, return_index=True, return_inverse=True)
        begin = np.append(begin, len(source))
        at_once = max(1, _TABLE_SIZE // self._n_nodes)
        for start in range(0, len(sources), at_once):
            stop = min(start + at_once, len(sources))
            pairs = slice(int(begin[start]), int(begin[stop]))
            yield _Batch(pairs, sources[start:stop], row[pairs] - start, destination[pairs])
