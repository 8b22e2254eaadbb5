"""The compiled traffic kernel: an event-driven mesoscopic spatial queue.

Every arc is a queue with a free-flow time, a headway at entry and exit, and room for so many
vehicles. Vehicles leave in the order in which they can; room freed at the exit reaches the entry
only after the time of the backward wave; a vehicle that finds no room holds up those behind it,
which is how jams spill back. Where several queues contend for one entry, each is served in
proportion to its capacity (start-time fair queueing, Goyal, Vin and Cheng 1996).

At most one event is pending per queue and per entry, so that the work is proportional to the
vehicles moved and the memory to vehicles and arcs. Nothing here knows of closures, destinations
of trips or classes beyond what the tables say; :mod:`sim.roads.traffic.carrier` fills them.
"""

import numpy as np

from sim.core.compiled import compiled, inlined
from sim.roads.traffic.events import drop_first, push
from sim.roads.traffic.queues import (
    SAME_S,
    chain,
    contend,
    make_room,
    push_gate,
    push_source,
    ripen,
    unchain,
    withdraw,
)
from sim.roads.traffic.tables import (
    FREE,
    INSIDE,
    NONE,
    PCU,
    PENDING,
    QUEUED,
    WAITING,
    Tables,
)
from sim.roads.trees import ARRIVED, NO_ROUTE

REACHED, STOPPED, FULL = range(3)
"""Why the kernel returned: the time is reached; somebody arrived; a table must grow."""

_SPARE = 8
"""Free places in the event list and elsewhere that one event may need."""


@compiled
def advance(t: Tables, until_s: float) -> int:
    """Move all vehicles on, up to a time or to the first arrival of a tagged trip.

    All events of the time of that arrival are done on return.
    """
    clock = t.clock[0]
    n_arcs = len(t.arcs)
    # What was found before a table had to grow is kept until the caller has read it.
    limit_s = clock.time_s if clock.n_arrivals or clock.n_drained else until_s
    while True:
        if (
            clock.n_events + _SPARE > len(t.events)
            or clock.first_free_hole == NONE
            or clock.n_passages == len(t.passages)
        ):
            return FULL
        time_s = t.events[0].time_s if clock.n_events else np.inf
        k = clock.next_scheduled
        if k < len(t.scheduled_s) and t.scheduled_s[k] <= min(time_s, limit_s):
            clock.time_s = t.scheduled_s[k]
            clock.next_scheduled = k + 1
            v = t.scheduled[k]
            release(t, v, t.vehicles[v].node, clock.time_s)
        elif time_s <= limit_s and time_s < np.inf:
            what = t.events[0].what
            drop_first(t)
            clock.time_s = time_s
            if what < 2 * n_arcs:
                if t.sources[what].event_s == time_s:
                    _send(t, what, time_s)
            elif what < 3 * n_arcs:
                if t.arcs[what - 2 * n_arcs].gate_s == time_s:
                    _open(t, what - 2 * n_arcs, time_s)
            else:
                v = what - 3 * n_arcs
                release(t, v, t.vehicles[v].node, time_s)
        else:
            break
        if clock.n_arrivals or clock.n_drained:
            limit_s = clock.time_s
    clock.time_s = limit_s
    return STOPPED if clock.n_arrivals or clock.n_drained else REACHED


@inlined
def release(t: Tables, v: int, node: int, time_s: float) -> None:
    """Let a vehicle start from a node: join the queue of its first arc, arrive, or wait."""
    vehicle = t.vehicles[v]
    vehicle.node = node
    vehicle.arc = NONE
    arc = _next_arc(t, v, node)
    if arc == ARRIVED:
        _arrive(t, v, node, time_s)
    elif arc == NO_ROUTE:
        _wait(t, v, node, time_s)
    else:
        _join(t, len(t.arcs) + arc, v, time_s)


@inlined
def _next_arc(t: Tables, v: int, node: int) -> int:
    """Return the arc a vehicle takes at a node: of the route given to it, or of its tree."""
    vehicle = t.vehicles[v]
    if vehicle.step != NONE:
        arc = t.given_arcs[vehicle.step]
        if arc != NONE and t.times_s[vehicle.kind, arc] < np.inf:
            return int(arc)
        vehicle.step = NONE  # at its end, or cut: from here on it asks its way
    return int(t.next_arc[t.row[vehicle.destination, vehicle.kind, vehicle.perception], node])


@inlined
def _send(t: Tables, s: int, time_s: float) -> None:
    """Let the first vehicle of a source go where it wants, or contend for it."""
    source = t.sources[s]
    v = source.first
    source.event_s = np.nan
    n_arcs = len(t.arcs)
    node = t.arcs[s].head if s < n_arcs else t.vehicles[v].node
    arc = _next_arc(t, v, node)
    if arc == ARRIVED:
        take_out(t, s, time_s)
        _arrive(t, v, node, time_s)
    elif arc == NO_ROUTE:
        take_out(t, s, time_s)
        _wait(t, v, node, time_s)
    elif s >= n_arcs and arc != s - n_arcs:  # it thinks better of it before it has started
        take_out(t, s, time_s)
        _join(t, n_arcs + arc, v, time_s)
    else:
        enter_s = np.inf
        if t.arcs[arc].first_waiting == NONE:
            enter_s = _entry_s(t, arc, t.vehicles[v].size, time_s)
            if enter_s <= time_s:
                _move(t, s, arc, time_s)
                return
        contend(t, s, arc)
        if enter_s < np.inf:
            push_gate(t, arc, enter_s)


@inlined
def _open(t: Tables, m: int, time_s: float) -> None:
    """Let the next of those who contend for the entry of an arc in."""
    arc = t.arcs[m]
    arc.gate_s = np.inf
    s, before = _fairest(t, m)
    if s == NONE:
        return
    enter_s = _entry_s(t, m, t.vehicles[t.sources[s].first].size, time_s)
    if enter_s > time_s:
        if enter_s < np.inf:
            push_gate(t, m, enter_s)
        return
    withdraw(t, m, s, before)
    _move(t, s, m, time_s)
    if arc.first_waiting != NONE:
        push_gate(t, m, max(arc.next_in_s, time_s))


@inlined
def _fairest(t: Tables, m: int) -> tuple[int, int]:
    """Return the source that has received least from an arc, and the one before it in the chain."""
    virtual = t.arcs[m].virtual
    best, before_best, least = NONE, NONE, np.inf
    before, s = NONE, t.arcs[m].first_waiting
    while s != NONE:
        source = t.sources[s]
        start = max(virtual, source.tag) if source.tag_arc == m else virtual
        if start < least:
            best, before_best, least = s, before, start
        before, s = s, source.next_waiting
    return best, before_best


@inlined
def _move(t: Tables, s: int, m: int, time_s: float) -> None:
    """Move the first vehicle of a source into an arc, and note the service received."""
    source, arc = t.sources[s], t.arcs[m]
    v = source.first
    start = max(arc.virtual, source.tag) if source.tag_arc == m else arc.virtual
    arc.virtual = start
    source.tag = start + t.vehicles[v].pcu / source.weight
    source.tag_arc = m
    take_out(t, s, time_s)
    if s >= len(t.arcs):
        trip = t.trips[t.vehicles[v].trip]
        if np.isnan(trip.departed_s):
            trip.departed_s = time_s
    _enter(t, v, m, time_s)


@inlined
def take_out(t: Tables, s: int, time_s: float) -> None:
    """Take the first vehicle out of a source; the next one follows, and room comes free."""
    source = t.sources[s]
    vehicle = t.vehicles[source.first]
    if s < len(t.arcs):
        arc = t.arcs[s]
        vehicle.distance_m += arc.length_m
        arc.delay_s += time_s - vehicle.free_s
        since_s = max(vehicle.ready_s, source.next_out_s - arc.headway_s)
        if time_s > since_s + SAME_S:
            source.served_s += time_s - since_s
            source.served += 1
        source.next_out_s = time_s + vehicle.pcu * arc.headway_s
        if arc.is_recorded:
            passage = t.passages[t.clock[0].n_passages]
            t.clock[0].n_passages += 1
            passage.arc, passage.trip = s, vehicle.trip
            passage.entered_s, passage.left_s = vehicle.entered_s, time_s
        unchain(t, s, source.first)
        make_room(t, s, vehicle.size, time_s)
    else:
        unchain(t, s, source.first)
    if source.first != NONE:
        push_source(t, s, max(time_s, t.vehicles[source.first].ready_s, source.next_out_s))


@inlined
def _entry_s(t: Tables, m: int, size: int, time_s: float) -> float:
    """Return when a vehicle of a size may enter an arc; inf = not before somebody leaves it."""
    arc = t.arcs[m]
    if arc.used > 0 and arc.used + size > arc.room:
        ripen(t, m, time_s)
        if arc.used > 0 and arc.used + size > arc.room:
            if arc.first_hole == NONE:
                return np.inf
            return float(t.holes[arc.first_hole].time_s)
    return time_s if arc.next_in_s <= time_s + SAME_S else float(arc.next_in_s)


@inlined
def _enter(t: Tables, v: int, m: int, time_s: float) -> None:
    """Put a vehicle on an arc, behind all who can leave it before."""
    arc, vehicle, source = t.arcs[m], t.vehicles[v], t.sources[m]
    if vehicle.step != NONE:
        vehicle.step += 1
    vehicle.state, vehicle.arc, vehicle.entered_s = INSIDE, m, time_s
    vehicle.free_s = time_s + t.times_s[vehicle.kind, m]
    vehicle.ready_s = vehicle.free_s
    arc.n += 1
    arc.entered += 1
    arc.used += vehicle.size
    arc.next_in_s = time_s + vehicle.pcu * arc.headway_s
    t.clock[0].n_inside += 1
    ahead = source.last
    if ahead != NONE and arc.is_one_lane:
        vehicle.ready_s = max(vehicle.ready_s, t.vehicles[ahead].ready_s)
    while ahead != NONE and t.vehicles[ahead].ready_s > vehicle.ready_s:
        ahead = t.vehicles[ahead].previous
    chain(t, m, v, ahead)
    if ahead == NONE:
        push_source(t, m, max(vehicle.ready_s, source.next_out_s))


@inlined
def _join(t: Tables, s: int, v: int, time_s: float) -> None:
    """Queue a vehicle that starts its trip."""
    source, vehicle = t.sources[s], t.vehicles[v]
    vehicle.state, vehicle.ready_s = QUEUED, time_s
    chain(t, s, v, source.last)
    if source.first == v:
        push_source(t, s, time_s)


@compiled
def reconsider(t: Tables, time_s: float) -> None:
    """Let all who contend for an entry choose anew: routes have changed."""
    for m in range(len(t.arcs)):
        while t.arcs[m].first_waiting != NONE:
            s = t.arcs[m].first_waiting
            withdraw(t, m, s, NONE)
            push_source(t, s, time_s)


@inlined
def _wait(t: Tables, v: int, node: int, time_s: float) -> None:
    """Let a vehicle without a route pull over at a node."""
    clock, vehicle = t.clock[0], t.vehicles[v]
    vehicle.state, vehicle.node, vehicle.arc = WAITING, node, NONE
    vehicle.since_s, vehicle.next = time_s, NONE
    if clock.last_waiting == NONE:
        clock.first_waiting = v
    else:
        t.vehicles[clock.last_waiting].next = v
    clock.last_waiting = v
    clock.n_waiting += 1


@compiled
def release_waiting(t: Tables, time_s: float) -> None:
    """Let those go who waited for a route and now have one, in the order in which they came."""
    clock = t.clock[0]
    v = clock.first_waiting
    clock.first_waiting, clock.last_waiting, clock.n_waiting = NONE, NONE, 0
    while v != NONE:
        vehicle = t.vehicles[v]
        after, since_s = vehicle.next, vehicle.since_s
        if _next_arc(t, v, vehicle.node) == NO_ROUTE:
            _wait(t, v, vehicle.node, since_s)
        else:
            vehicle.waited_s += time_s - since_s
            vehicle.next = NONE
            appear(t, v, vehicle.node, time_s)
        v = after


@inlined
def appear(t: Tables, v: int, node: int, time_s: float) -> None:
    """Let a vehicle appear at a node at a time, to start or go on from there."""
    vehicle = t.vehicles[v]
    vehicle.state, vehicle.node, vehicle.arc = PENDING, node, NONE
    push(t, time_s, 3 * len(t.arcs) + v)


@inlined
def _arrive(t: Tables, v: int, node: int, time_s: float) -> None:
    """End the trip of a vehicle; the last one of a tagged trip is reported."""
    clock, vehicle = t.clock[0], t.vehicles[v]
    trip = t.trips[vehicle.trip]
    trip.n_left -= 1
    trip.node, trip.distance_m, trip.waited_s = node, vehicle.distance_m, vehicle.waited_s
    if trip.n_left == 0:
        trip.arrived_s = time_s
        if trip.is_tagged:
            t.arrivals[clock.n_arrivals] = vehicle.trip
            clock.n_arrivals += 1
    clock.n_arrived += 1
    forget(t, v)


@inlined
def forget(t: Tables, v: int) -> None:
    """Give the row of a vehicle back."""
    clock, vehicle = t.clock[0], t.vehicles[v]
    t.n_users[vehicle.destination, vehicle.kind, int(vehicle.perception > 0)] -= 1
    vehicle.state, vehicle.arc, vehicle.node = FREE, NONE, NONE
    vehicle.next = clock.first_free_vehicle
    clock.first_free_vehicle = v


@compiled
def depart(
    t: Tables,
    trip: int,
    n_vehicles: int,
    node: int,
    destination: int,
    kind: int,
    pcu: float,
    first_perception: int,
    step: int,
    time_s: float,
) -> None:
    """Start the vehicles of a trip; their perceptions count up from the first unless that is 0."""
    clock = t.clock[0]
    t.n_users[destination, kind, int(first_perception > 0)] += n_vehicles
    for number in range(n_vehicles):
        v = clock.first_free_vehicle
        vehicle = t.vehicles[v]
        clock.first_free_vehicle = vehicle.next
        vehicle.trip, vehicle.destination = trip, destination
        vehicle.kind, vehicle.step = kind, step
        vehicle.pcu, vehicle.size = pcu, round(pcu * PCU)
        vehicle.perception = 0
        if first_perception:
            vehicle.perception = 1 + (first_perception - 1 + number) % (t.row.shape[2] - 1)
        vehicle.waited_s, vehicle.distance_m = 0.0, 0.0
        vehicle.next, vehicle.previous, vehicle.arc = NONE, NONE, NONE
        if _next_arc(t, v, node) == ARRIVED:
            appear(t, v, node, time_s)  # it is there already: reported at the next advance
        else:
            release(t, v, node, time_s)
