"""Which places no open road connects with any of some others."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from sim.roads.network import BoolArray, Network


def reached_from(network: Network, origins: Sequence[int], *, is_open: BoolArray) -> BoolArray:
    """Return which nodes (N,) can be driven to from any of some nodes.

    Parameters
    ----------
    network
        Roads.
    origins
        Nodes to start from; they are reached themselves.
    is_open
        Whether a link can be driven now (L,).
    """
    n_nodes = network.n_nodes
    arcs = np.flatnonzero(is_open[network.link])
    start = np.asarray(origins, dtype=np.int64)
    # One more node from which every origin is a step away.
    tail = np.concatenate([network.tail[arcs], np.full(len(start), n_nodes)])
    head = np.concatenate([network.head[arcs], start])
    steps = csr_array((np.ones(len(tail)), (tail, head)), shape=(n_nodes + 1, n_nodes + 1))
    found = breadth_first_order(steps, n_nodes, return_predecessors=False)
    reached = np.zeros(n_nodes + 1, dtype=np.bool_)
    reached[found] = True
    return reached[:n_nodes]
