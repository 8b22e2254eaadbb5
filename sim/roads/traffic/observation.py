"""What can be read off the traffic at any moment: delays and gridlock. Changes no vehicle."""

import numpy as np
import numpy.typing as npt

from sim.core.compiled import compiled
from sim.roads.network import FloatArray, IntArray
from sim.roads.traffic.tables import NONE, Tables


@compiled
def observe_delays(t: Tables, time_s: float, delay_s: FloatArray) -> None:
    """Write the delay that a car entering each arc now has to expect [s] into `delay_s` (A,).

    Queue standing at the exit × time the exit took for each vehicle since the last observation
    (at least its headway), and what the first vehicle has stood longer than that already; and
    before the entry, the queue of those who want to start on the arc × its headway.
    """
    for m in range(len(t.arcs)):
        source, arc = t.sources[m], t.arcs[m]
        delay_s[m] = 0.0
        v = source.first
        if v != NONE and t.vehicles[v].ready_s < time_s:
            service_s = arc.headway_s
            if source.served:
                service_s = max(service_s, source.served_s / source.served)
            stood_s = time_s - max(t.vehicles[v].ready_s, source.next_out_s - arc.headway_s)
            queue_pcu = 0.0
            while v != NONE and t.vehicles[v].ready_s < time_s:
                queue_pcu += t.vehicles[v].pcu
                v = t.vehicles[v].next
            delay_s[m] = queue_pcu * service_s + max(0.0, stood_s - service_s)
        source.served, source.served_s = 0, 0.0
        v = t.sources[len(t.arcs) + m].first
        while v != NONE:
            delay_s[m] += t.vehicles[v].pcu * arc.headway_s
            v = t.vehicles[v].next


@compiled
def find_gridlock(t: Tables, is_locked: npt.NDArray[np.bool_], seen: IntArray) -> int:
    """Mark the arcs whose first vehicles wait for one another in a circle (A,); return how many.

    Each of them is full without a gap travelling back, so none of them can ever move unless a
    route changes. `seen` is room to work in (A,).
    """
    is_locked[:] = False
    seen[:] = 0
    n_locked = 0
    for begin in range(len(t.arcs)):
        m = begin
        while m != NONE and seen[m] == 0:
            seen[m] = begin + 1
            m = _blocked_by(t, m)
        if m != NONE and seen[m] == begin + 1:
            while not is_locked[m]:
                is_locked[m] = True
                n_locked += 1
                m = _blocked_by(t, m)
    return n_locked


@compiled
def _blocked_by(t: Tables, s: int) -> int:
    """Return the full arc that the first vehicle of an arc waits for, NONE = it does not."""
    m = t.sources[s].target
    if m == NONE:
        return NONE
    arc = t.arcs[m]
    size = t.vehicles[t.sources[s].first].size
    is_full = arc.used > 0 and arc.used + size > arc.room
    return m if is_full and arc.first_hole == NONE else NONE
