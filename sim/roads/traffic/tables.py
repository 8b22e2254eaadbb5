"""The tables on which the compiled traffic kernel works: one row per arc, source, vehicle, trip.

A *source* is a queue from which vehicles enter arcs. Source s < A is the exit of arc s, source
A + m the queue of those who start their trip on arc m. Vehicles of a queue are chained by their
`next` and `previous`; -1 ends every chain. Room on the road is counted in hundredths of a
passenger-car unit, so that sums are exact.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.roads.network import FloatArray, IntArray

Table = npt.NDArray[np.void]

PCU = 100
"""Hundredths in one passenger-car unit."""

NONE = -1
"""End of a chain; no arc, no vehicle."""

ARC = np.dtype(
    [
        ("length_m", "f8"),
        ("headway_s", "f8"),  # between two cars that enter or leave
        ("wave_s", "f8"),  # in which room freed at the exit reaches the entry
        ("next_in_s", "f8"),  # when the next vehicle may enter
        ("gate_s", "f8"),  # when the next of those who contend is let in, inf = no event for it
        ("virtual", "f8"),  # service received by those who contend for entry
        ("delay_s", "f8"),  # summed over vehicles that have left
        ("room", "i4"),
        ("used", "i4"),  # by vehicles inside and by gaps still travelling back
        ("entered", "i8"),
        ("tail", "i4"),
        ("head", "i4"),
        ("n", "i4"),  # vehicles inside
        ("first_hole", "i4"),
        ("last_hole", "i4"),
        ("first_waiting", "i4"),  # sources that contend for entry
        ("last_waiting", "i4"),
        ("watch_n", "i4"),  # the caller wants to know when so few are left; NONE = never
        ("is_one_lane", "i1"),
        ("is_recorded", "i1"),
    ],
    align=True,
)

SOURCE = np.dtype(
    [
        ("event_s", "f8"),  # when its first vehicle wants to leave; events at other times are void
        ("next_out_s", "f8"),
        ("weight", "f8"),  # share it gets where it contends
        ("tag", "f8"),  # service it has received from `tag_arc`
        ("served_s", "f8"),  # time first vehicles stood ready, since the last observation
        ("served", "i8"),  # vehicles that did
        ("first", "i4"),
        ("last", "i4"),
        ("target", "i4"),  # arc for whose entry it contends
        ("next_waiting", "i4"),
        ("tag_arc", "i4"),
    ],
    align=True,
)

VEHICLE = np.dtype(
    [
        ("entered_s", "f8"),
        ("ready_s", "f8"),  # when it can leave the arc if nobody hinders it at the exit
        ("free_s", "f8"),  # when it could have left the empty arc
        ("since_s", "f8"),  # since when it has no route
        ("waited_s", "f8"),
        ("distance_m", "f8"),
        ("pcu", "f8"),
        ("size", "i4"),  # the same in hundredths
        ("trip", "i4"),
        ("next", "i4"),
        ("previous", "i4"),
        ("arc", "i4"),  # where it drives or is stranded
        ("node", "i4"),  # where it stands or will appear
        ("destination", "i4"),  # row of the table of trees
        ("kind", "i4"),  # vehicle class
        ("perception", "i4"),  # 0 = knows the present travel times
        ("step", "i4"),  # next place in `given_arcs`, NONE = chooses its own route
        ("state", "i1"),
    ],
    align=True,
)

FREE, QUEUED, INSIDE, WAITING, PENDING, STRANDED = range(6)
"""States of a vehicle: row unused; about to start; on an arc; without a route; will appear at a
node at a time already fixed; stuck in water."""

TRIP = np.dtype(
    [
        ("departed_s", "f8"),  # when its first vehicle entered a road, nan before
        ("arrived_s", "f8"),  # when its last vehicle arrived, nan before
        ("distance_m", "f8"),
        ("waited_s", "f8"),
        ("n_left", "i4"),
        ("node", "i4"),
        ("is_tagged", "i1"),
    ],
    align=True,
)

EVENT = np.dtype([("time_s", "f8"), ("what", "i8")])

HOLE = np.dtype([("time_s", "f8"), ("size", "i4"), ("next", "i4")], align=True)

PASSAGE = np.dtype(
    [("entered_s", "f8"), ("left_s", "f8"), ("arc", "i4"), ("trip", "i4")], align=True
)

CLOCK = np.dtype(
    [
        ("time_s", "f8"),
        ("n_events", "i8"),
        ("next_scheduled", "i8"),
        ("n_arrived", "i8"),
        ("n_waiting", "i8"),
        ("n_inside", "i8"),
        ("n_arrivals", "i8"),
        ("n_drained", "i8"),
        ("n_passages", "i8"),
        ("first_free_vehicle", "i4"),
        ("first_free_hole", "i4"),
        ("first_waiting", "i4"),
        ("last_waiting", "i4"),
    ],
    align=True,
)


class Tables(NamedTuple):
    """Everything the kernel reads and writes.

    Parameters
    ----------
    arcs, sources, vehicles, trips, holes
        One row each, see the types above; (A,), (2A,), (V,), (W,), (H,).
    clock
        Counters and the ends of chains (1,).
    events
        Heap of what happens next (E,). Numbers below 2A are sources, below 3A entries of
        arcs, the rest vehicles that appear at a node.
    times_s
        Travel time of a vehicle class over an arc, inf = not passable (C, A).
    next_arc
        Trees of routes: the arc to take at each node (R, N).
    row
        Tree of each destination and vehicle class as each perception knows it (D, C, P + 1).
    n_users
        Vehicles of each class under way to each destination: those that know the newest always,
        and all others (D, C, 2).
    given_arcs
        Routes that were given, one after another, each ended by NONE (S,).
    scheduled_s, scheduled
        Departures known beforehand, in order of time, and their vehicles (Q,).
    arrivals
        Tagged trips that arrived at the time the kernel stopped (W,).
    drained
        Watched arcs that emptied at that time (A,).
    passages
        What recorded arcs have seen (P,).
    """

    arcs: Table
    sources: Table
    vehicles: Table
    trips: Table
    holes: Table
    clock: Table
    events: Table
    times_s: FloatArray
    next_arc: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    n_users: npt.NDArray[np.int32]
    given_arcs: IntArray
    scheduled_s: FloatArray
    scheduled: IntArray
    arrivals: IntArray
    drained: IntArray
    passages: Table


def chained(table: Table, *, begin: int) -> Table:
    """Chain the rows of a table from `begin` on as free ones, and return it."""
    table["next"][begin:] = np.arange(begin + 1, len(table) + 1)
    table["next"][-1] = NONE
    return table


def longer(table: Table, size: int) -> Table:
    """Return a copy of a table with more rows; new rows are all zeros."""
    grown = np.zeros(size, dtype=table.dtype)
    grown[: len(table)] = table
    return grown
