"""Reverse shortest-path trees, compiled: from every node the quickest way to a set of sinks."""

import numpy as np
import numpy.typing as npt

from sim.core.compiled import compiled, inlined
from sim.roads.network import FloatArray, IntArray

ARRIVED = -1
"""Next arc at the destination itself."""

NO_ROUTE = -2
"""Next arc where no open road leads to the destination."""


@compiled
def grow_tree(
    first: IntArray,
    arcs_into: IntArray,
    tail: IntArray,
    time_s: FloatArray,
    sinks: IntArray,
    heap_s: FloatArray,
    heap_node: IntArray,
    distance_s: FloatArray,
    next_arc: npt.NDArray[np.int32],
) -> None:
    """Write the travel time from every node to the nearest sink, and the arc to take (N,).

    Dijkstra's algorithm with a binary heap. Of two routes equally quick, the one whose first
    arc has the lower index is taken, so that trees depend on travel times alone.

    Parameters
    ----------
    first, arcs_into
        Arcs that end at node n are `arcs_into[first[n]:first[n + 1]]` (N + 1,), (A,).
    tail
        Where each arc begins (A,).
    time_s
        Travel time of each arc [s], above zero, inf = not passable (A,).
    sinks
        Destination nodes; whoever reaches one has arrived (K,).
    heap_s, heap_node
        Room to work in (A + K + 1,).
    distance_s, next_arc
        The result (N,).
    """
    distance_s[:] = np.inf
    next_arc[:] = NO_ROUTE
    size = 0
    for sink in sinks:
        distance_s[sink] = 0.0
        next_arc[sink] = ARRIVED
        heap_s[size], heap_node[size] = 0.0, sink
        size += 1
    while size > 0:
        reached_s, node = heap_s[0], heap_node[0]
        size -= 1
        _drop_first(heap_s, heap_node, size)
        if reached_s > distance_s[node]:
            continue
        for k in range(first[node], first[node + 1]):
            arc = arcs_into[k]
            via_s = reached_s + time_s[arc]
            before = tail[arc]
            if via_s < distance_s[before]:
                distance_s[before], next_arc[before] = via_s, arc
                _rise(heap_s, heap_node, size, via_s, before)
                size += 1
            elif reached_s < via_s == distance_s[before] and arc < next_arc[before]:
                next_arc[before] = arc  # an arc too short to count must not lead back


@inlined
def _rise(heap_s: FloatArray, heap_node: IntArray, place: int, reached_s: float, node: int) -> None:
    """Put an entry where it belongs between a free place of the heap and its top."""
    while place > 0:
        parent = (place - 1) >> 1
        if heap_s[parent] <= reached_s:
            break
        heap_s[place], heap_node[place] = heap_s[parent], heap_node[parent]
        place = parent
    heap_s[place], heap_node[place] = reached_s, node


@inlined
def _drop_first(heap_s: FloatArray, heap_node: IntArray, size: int) -> None:
    """Close the gap at the top with what follows, and put the last entry where a gap is left.

    Comparing all the way down and then up again takes fewer branches than can be foreseen than
    looking at every step whether the entry belongs there.
    """
    place, child = 0, 1
    while child < size:
        child += heap_s[child + 1] < heap_s[child]  # maybe the last entry itself
        heap_s[place], heap_node[place] = heap_s[child], heap_node[child]
        place, child = child, 2 * child + 1
    _rise(heap_s, heap_node, place, heap_s[size], heap_node[size])
