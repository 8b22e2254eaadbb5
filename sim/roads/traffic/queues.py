"""Chains of the traffic kernel: vehicles in a queue, queues at an entry, gaps on an arc."""

from sim.core.compiled import compiled, inlined
from sim.roads.traffic.events import push
from sim.roads.traffic.tables import NONE, Tables

SAME_S = 1e-9
"""Times nearer than this are one: sums of headways differ by rounding."""


@inlined
def unchain(t: Tables, s: int, v: int) -> None:
    """Take a vehicle out of the chain of a source."""
    source, vehicle = t.sources[s], t.vehicles[v]
    if vehicle.previous == NONE:
        source.first = vehicle.next
    else:
        t.vehicles[vehicle.previous].next = vehicle.next
    if vehicle.next == NONE:
        source.last = vehicle.previous
    else:
        t.vehicles[vehicle.next].previous = vehicle.previous
    vehicle.next = NONE
    vehicle.previous = NONE


@inlined
def chain(t: Tables, s: int, v: int, ahead: int) -> None:
    """Put a vehicle into the chain of a source behind another one, NONE = in front."""
    source, vehicle = t.sources[s], t.vehicles[v]
    vehicle.previous = ahead
    if ahead == NONE:
        vehicle.next = source.first
        source.first = v
    else:
        vehicle.next = t.vehicles[ahead].next
        t.vehicles[ahead].next = v
    if vehicle.next == NONE:
        source.last = v
    else:
        t.vehicles[vehicle.next].previous = v


@inlined
def contend(t: Tables, s: int, m: int) -> None:
    """Let a source contend for the entry of an arc."""
    arc, source = t.arcs[m], t.sources[s]
    source.target, source.next_waiting = m, NONE
    if arc.last_waiting == NONE:
        arc.first_waiting = s
    else:
        t.sources[arc.last_waiting].next_waiting = s
    arc.last_waiting = s


@inlined
def withdraw(t: Tables, m: int, s: int, before: int) -> None:
    """Take a source out of those who contend for an arc; `before` stands before it in the chain."""
    arc, source = t.arcs[m], t.sources[s]
    if before == NONE:
        arc.first_waiting = source.next_waiting
    else:
        t.sources[before].next_waiting = source.next_waiting
    if arc.last_waiting == s:
        arc.last_waiting = before
    source.target, source.next_waiting = NONE, NONE


@inlined
def make_room(t: Tables, s: int, size: int, time_s: float) -> None:
    """Count a vehicle out of an arc; its gap travels back to the entry."""
    arc, clock = t.arcs[s], t.clock[0]
    arc.n -= 1
    clock.n_inside -= 1
    if arc.n <= arc.watch_n:
        arc.watch_n = NONE
        t.drained[clock.n_drained] = s
        clock.n_drained += 1
    free_s = time_s + arc.wave_s
    if arc.wave_s > 0.0:
        ripen(t, s, time_s)
        h = clock.first_free_hole
        hole = t.holes[h]
        clock.first_free_hole = hole.next
        hole.time_s, hole.size, hole.next = free_s, size, NONE
        if arc.last_hole == NONE:
            arc.first_hole = h
        else:
            t.holes[arc.last_hole].next = h
        arc.last_hole = h
    else:
        arc.used -= size
    if arc.first_waiting != NONE:
        push_gate(t, s, free_s)


@inlined
def ripen(t: Tables, m: int, time_s: float) -> None:
    """Turn the gaps that have reached the entry of an arc into room."""
    arc, clock = t.arcs[m], t.clock[0]
    h = arc.first_hole
    while h != NONE and t.holes[h].time_s <= time_s + SAME_S:
        hole = t.holes[h]
        after = hole.next
        arc.used -= hole.size
        hole.next = clock.first_free_hole
        clock.first_free_hole = h
        h = after
    arc.first_hole = h
    if h == NONE:
        arc.last_hole = NONE


@compiled
def narrow(t: Tables, m: int, share: float) -> None:
    """Leave a share of every gap on an arc that has lost lanes: a gap is as wide as the road."""
    arc = t.arcs[m]
    h = arc.first_hole
    while h != NONE:
        hole = t.holes[h]
        kept = int(hole.size * share)
        arc.used -= hole.size - kept
        hole.size = kept
        h = hole.next


@compiled
def ripen_all(t: Tables, time_s: float) -> None:
    """Turn all gaps that have reached the entry of their arc into room."""
    for m in range(len(t.arcs)):
        ripen(t, m, time_s)


@compiled
def count_free_holes(t: Tables) -> int:
    """Return how many more gaps the table can hold."""
    n_free, h = 0, t.clock[0].first_free_hole
    while h != NONE:
        n_free += 1
        h = t.holes[h].next
    return n_free


@inlined
def push_source(t: Tables, s: int, time_s: float) -> None:
    """Enter the event at which the first vehicle of a source wants to leave."""
    t.sources[s].event_s = time_s
    push(t, time_s, s)


@inlined
def push_gate(t: Tables, m: int, time_s: float) -> None:
    """Enter the event at which the next vehicle may enter an arc, unless one comes before."""
    if time_s < t.arcs[m].gate_s:
        t.arcs[m].gate_s = time_s
        push(t, time_s, 2 * len(t.arcs) + m)
