"""Vehicles inside an arc that closes: where each of them is, and what becomes of it."""

import numpy as np
import numpy.typing as npt

from sim.core.compiled import compiled
from sim.roads.traffic.kernel import appear
from sim.roads.traffic.queues import make_room, push_gate, push_source, unchain, withdraw
from sim.roads.traffic.tables import NONE, STRANDED, Tables


@compiled
def cut_off(
    t: Tables,
    m: int,
    is_stopped: npt.NDArray[np.bool_],
    begin_share: float,
    end_share: float,
    time_s: float,
) -> None:
    """Decide for every vehicle inside an arc by where the cut finds it.

    Whoever is past the cut drives on. Whoever is in it is stranded. Whoever has not reached it
    turns back, and appears at the beginning of the arc after the time it has driven so far;
    a route given to it ends there.

    Parameters
    ----------
    t, m
        The tables and the arc.
    is_stopped
        Vehicle classes that the cut concerns (C,).
    begin_share, end_share
        Where the cut begins and ends, as a share of the length.
    time_s
        Now [s].
    """
    ahead, v = 0, t.sources[m].first
    while v != NONE:
        vehicle = t.vehicles[v]
        after = vehicle.next
        share = position(t, v, ahead, time_s)
        ahead += vehicle.size
        if is_stopped[vehicle.kind] and share <= end_share:
            _remove(t, m, v, time_s)
            whole_s = vehicle.free_s - vehicle.entered_s
            if share < begin_share:
                vehicle.step = NONE
                vehicle.distance_m += 2.0 * share * t.arcs[m].length_m
                appear(t, v, t.arcs[m].tail, time_s + share * whole_s)
            else:
                vehicle.state, vehicle.arc, vehicle.since_s = STRANDED, m, time_s
                # What it still has to drive once the water is gone.
                vehicle.ready_s = (1.0 - share) * whole_s
        v = after


@compiled
def position(t: Tables, v: int, ahead: int, time_s: float) -> float:
    """Return how far along its arc a vehicle is, 0 to 1.

    A moving vehicle is as far as its speed has brought it, but not beyond the end of the queue:
    `ahead` hundredths of a passenger-car unit stand or drive before it.
    """
    vehicle = t.vehicles[v]
    whole_s = vehicle.free_s - vehicle.entered_s
    driven = (time_s - vehicle.entered_s) / whole_s if whole_s > 0.0 else 1.0
    return float(max(0.0, min(driven, 1.0 - ahead / t.arcs[vehicle.arc].room)))


@compiled
def free_stranded(t: Tables, m: int, is_stopped: npt.NDArray[np.bool_], time_s: float) -> None:
    """Let those stranded on an arc whom nothing stops any longer drive on to its end."""
    for v in range(len(t.vehicles)):
        vehicle = t.vehicles[v]
        if vehicle.state == STRANDED and vehicle.arc == m and not is_stopped[vehicle.kind]:
            vehicle.waited_s += time_s - vehicle.since_s
            vehicle.distance_m += t.arcs[m].length_m
            appear(t, v, t.arcs[m].head, time_s + vehicle.ready_s)


@compiled
def _remove(t: Tables, m: int, v: int, time_s: float) -> None:
    """Take a vehicle off an arc, wherever in the queue it is."""
    source, vehicle = t.sources[m], t.vehicles[v]
    was_first = source.first == v
    if was_first and source.target != NONE:
        before, s = NONE, t.arcs[source.target].first_waiting
        while s != m:
            before, s = s, t.sources[s].next_waiting
        target = source.target
        withdraw(t, target, m, before)
        if t.arcs[target].first_waiting != NONE:
            push_gate(t, target, time_s)  # the next may be smaller and find room
    unchain(t, m, v)
    make_room(t, m, vehicle.size, time_s)
    if was_first:
        source.event_s = np.nan
        if source.first != NONE:
            ready_s = max(t.vehicles[source.first].ready_s, source.next_out_s)
            push_source(t, m, max(time_s, ready_s))
