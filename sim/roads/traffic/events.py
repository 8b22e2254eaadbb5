"""The kernel's event list: a heap of four children a node, ordered by time, then by number."""

from sim.core.compiled import inlined
from sim.roads.traffic.tables import Table, Tables

_CHILDREN = 4


@inlined
def push(t: Tables, time_s: float, what: int) -> None:
    """Enter an event."""
    events = t.events
    place = t.clock[0].n_events
    t.clock[0].n_events = place + 1
    while place > 0:
        parent = (place - 1) // _CHILDREN
        above = events[parent]
        if above.time_s < time_s or (above.time_s == time_s and above.what <= what):
            break
        events[place].time_s, events[place].what = above.time_s, above.what
        place = parent
    events[place].time_s, events[place].what = time_s, what


@inlined
def drop_first(t: Tables) -> None:
    """Remove the earliest event."""
    events = t.events
    size = t.clock[0].n_events - 1
    t.clock[0].n_events = size
    time_s, what = events[size].time_s, events[size].what
    place = 0
    while True:
        first = _CHILDREN * place + 1
        if first >= size:
            break
        least = first
        for child in range(first + 1, min(first + _CHILDREN, size)):
            if _comes_before(events, child, least):
                least = child
        below = events[least]
        if time_s < below.time_s or (time_s == below.time_s and what <= below.what):
            break
        events[place].time_s, events[place].what = below.time_s, below.what
        place = least
    events[place].time_s, events[place].what = time_s, what


@inlined
def _comes_before(events: Table, one: int, other: int) -> bool:
    first, second = events[one], events[other]
    return bool(
        first.time_s < second.time_s or (first.time_s == second.time_s and first.what < second.what)
    )
