"""The kernel's event list: a binary heap ordered by time, then by id."""

from sim.core.compiled import inlined
from sim.roads.traffic.tables import Tables


@inlined
def push(t: Tables, time_s: float, what: int) -> None:
    """Enter an event."""
    event_s, event_id = t.event_s, t.event_id
    place = t.clock[0].n_events
    t.clock[0].n_events = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if event_s[parent] < time_s or (event_s[parent] == time_s and event_id[parent] <= what):
            break
        event_s[place] = event_s[parent]
        event_id[place] = event_id[parent]
        place = parent
    event_s[place] = time_s
    event_id[place] = what


@inlined
def drop_first(t: Tables) -> None:
    """Remove the earliest event."""
    event_s, event_id = t.event_s, t.event_id
    size = t.clock[0].n_events - 1
    t.clock[0].n_events = size
    time_s, what = event_s[size], event_id[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and (
            event_s[child + 1] < event_s[child]
            or (event_s[child + 1] == event_s[child] and event_id[child + 1] < event_id[child])
        ):
            child += 1
        if time_s < event_s[child] or (time_s == event_s[child] and what <= event_id[child]):
            break
        event_s[place] = event_s[child]
        event_id[place] = event_id[child]
        place = child
    event_s[place] = time_s
    event_id[place] = what
