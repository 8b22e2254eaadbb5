"""The kernel's tables and their growth: rows are found before the kernel needs them."""

from math import inf

import numpy as np

from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.routing import Routes
from sim.roads.traffic import queues, tables
from sim.roads.traffic.tables import NONE, Table, Tables

FIRST_ROWS = 256
UNLIMITED = 2**31 - 1


class Store:
    """Tables for one network, growing with what is on it.

    Parameters
    ----------
    network
        The roads.
    routes
        Trees of routes, whose tables the kernel reads.
    driving
        Whether vehicles hinder one another.
    """

    def __init__(self, network: Network, routes: Routes, driving: Driving) -> None:
        self.network = network
        self.routes = routes
        self.driving = driving
        self.t = self._empty_tables()
        self.clock: np.void = self.t.clock[0]
        self.n_departed = 0
        self.n_abandoned = 0

    @property
    def n_under_way(self) -> int:
        """Vehicles departed and neither arrived nor abandoned."""
        return self.n_departed - int(self.clock["n_arrived"]) - self.n_abandoned

    def sync(self) -> None:
        """Let the kernel see tables of routes that have grown."""
        if self.t.next_arc is not self.routes.next_arc or self.t.row is not self.routes.row:
            self.t = self.t._replace(
                next_arc=self.routes.next_arc, row=self.routes.row, n_users=self.routes.n_users
            )

    def reserve(self, *, n_vehicles: int = 0, n_holes: int = 0) -> None:
        """Make sure that so many more vehicles and gaps, and all their events, find a place."""
        self.sync()
        vehicles = self.t.vehicles
        n_used = self.n_under_way
        if n_used + n_vehicles > len(vehicles):
            self.t = self.t._replace(
                vehicles=_lengthened(
                    vehicles, n_used + n_vehicles, self.clock, "first_free_vehicle"
                )
            )
        if n_holes and queues.count_free_holes(self.t) < n_holes:
            self.t = self.t._replace(
                holes=_lengthened(
                    self.t.holes, len(self.t.holes) + n_holes, self.clock, "first_free_hole"
                )
            )
        # A vehicle taken off a road appears elsewhere, and lets the next one and a gap go on.
        needed = int(self.clock["n_events"]) + 3 * self.network.n_arcs
        needed += len(self.t.vehicles) + 3 * n_holes
        if needed > len(self.t.events):
            self._lengthen_events(2 * needed)

    def make_space(self) -> None:
        """Lengthen whatever table the kernel found full."""
        clock = self.clock
        if clock["first_free_hole"] == NONE:
            queues.ripen_all(self.t, float(clock["time_s"]))
            if queues.count_free_holes(self.t) < len(self.t.holes) // 2:
                self.reserve(n_holes=len(self.t.holes))
        if clock["n_passages"] == len(self.t.passages):
            passages = tables.longer(self.t.passages, 2 * len(self.t.passages))
            self.t = self.t._replace(passages=passages)
        self._lengthen_events(2 * int(clock["n_events"]) + FIRST_ROWS)

    def _lengthen_events(self, size: int) -> None:
        if size > len(self.t.events):
            self.t = self.t._replace(events=tables.longer(self.t.events, size))

    def _empty_tables(self) -> Tables:
        network, n_arcs = self.network, self.network.n_arcs
        arcs = np.zeros(n_arcs, dtype=tables.ARC)
        arcs["length_m"], arcs["tail"], arcs["head"] = network.length_m, network.tail, network.head
        arcs["room"], arcs["gate_s"], arcs["next_in_s"] = UNLIMITED, inf, -inf
        if self.driving.hinders:
            arcs["wave_s"] = network.length_m / self.driving.backward_wave_mps
            arcs["is_one_lane"] = network.lanes == 1
        for name in ("first_hole", "last_hole", "first_waiting", "last_waiting", "watch_n"):
            arcs[name] = NONE
        sources = np.zeros(2 * n_arcs, dtype=tables.SOURCE)
        sources["event_s"], sources["next_out_s"], sources["weight"] = np.nan, -inf, 1.0
        for name in ("first", "last", "target", "next_waiting", "tag_arc"):
            sources[name] = NONE
        clock = np.zeros(1, dtype=tables.CLOCK)
        clock["first_waiting"] = clock["last_waiting"] = NONE
        return Tables(
            arcs=arcs,
            sources=sources,
            vehicles=tables.chained(np.zeros(FIRST_ROWS, dtype=tables.VEHICLE), begin=0),
            trips=np.zeros(FIRST_ROWS, dtype=tables.TRIP),
            holes=tables.chained(np.zeros(FIRST_ROWS, dtype=tables.HOLE), begin=0),
            clock=clock,
            events=np.zeros(4 * n_arcs + FIRST_ROWS, dtype=tables.EVENT),
            times_s=self.routes.time_s,
            next_arc=self.routes.next_arc,
            row=self.routes.row,
            n_users=self.routes.n_users,
            given_arcs=np.empty(0, dtype=np.int64),
            scheduled_s=np.empty(0),
            scheduled=np.empty(0, dtype=np.int64),
            arrivals=np.zeros(FIRST_ROWS, dtype=np.int64),
            drained=np.zeros(n_arcs, dtype=np.int64),
            passages=np.zeros(1, dtype=tables.PASSAGE),
        )


def _lengthened(table: Table, size: int, clock: np.void, first_free: str) -> Table:
    """Return a longer copy of a table whose free rows are chained, new ones before the old."""
    begin = len(table)
    grown = tables.chained(tables.longer(table, max(size, 2 * begin)), begin=begin)
    grown["next"][-1] = clock[first_free]
    clock[first_free] = begin
    return grown
