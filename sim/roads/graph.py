"""The network as a sparse matrix, for the algorithms of scipy."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from sim.roads.network import FloatArray, Network


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
