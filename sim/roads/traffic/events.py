"""The kernel's event list: a heap of four children a node, ordered by time, then by number."""

from sim.core.compiled import inlined
from sim.roads.traffic.tables import Table, Tables

_CHILDREN = 4
_LOG_CHILDREN = 2


@inlined
def push(t: Tables, time_s: float, what: int) -> None:
    """Enter an event."""
    place = t.clock[0].n_events
    t.clock[0].n_events = place + 1
    _rise(t.events, place, time_s, what)


@inlined
def drop_first(t: Tables) -> None:
    """Remove the earliest event.

    What follows closes the gap all the way down, and the last event rises from there: the
    choice among four children takes no branch that the processor would have to guess.
    """
    events = t.events
    size = t.clock[0].n_events - 1
    t.clock[0].n_events = size
    place, first = 0, 1
    while first + _CHILDREN <= size:
        left = first + _comes_before(events, first + 1, first)
        right = first + 2 + _comes_before(events, first + 3, first + 2)
        least = right if _comes_before(events, right, left) else left
        events[place].time_s, events[place].what = events[least].time_s, events[least].what
        place = least
        first = _CHILDREN * place + 1
    if first < size:
        least = first
        for child in range(first + 1, size):
            if _comes_before(events, child, least):
                least = child
        events[place].time_s, events[place].what = events[least].time_s, events[least].what
        place = least
    _rise(events, place, events[size].time_s, events[size].what)


@inlined
def _rise(events: Table, place: int, time_s: float, what: int) -> None:
    """Put an event where it belongs between a free place and the first."""
    while place > 0:
        parent = (place - 1) >> _LOG_CHILDREN
        above = events[parent]
        if above.time_s < time_s or (above.time_s == time_s and above.what <= what):
            break
        events[place].time_s, events[place].what = above.time_s, above.what
        place = parent
    events[place].time_s, events[place].what = time_s, what


@inlined
def _comes_before(events: Table, one: int, other: int) -> bool:
    first, second = events[one], events[other]
    is_level = first.time_s == second.time_s
    return bool((first.time_s < second.time_s) | (is_level & (first.what < second.what)))
