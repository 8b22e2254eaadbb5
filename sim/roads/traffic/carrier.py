"""Vehicles under way on the road network: what the rest of the simulator drives on.

:class:`Traffic` fills the tables of the compiled kernel, keeps trees of routes and the state of
the roads up to date, and reports arrivals. It knows nothing of events or processes; its caller
asks it to advance.

Rules
-----
- A change of the roads holds from the moment it is made, for every node reached after that call.
- Vehicles inside an arc that closes follow the rule of the call: they clear it, or turn back
  where they have not passed the middle, or are stranded. Where water rises, those on the flooded
  stretch, at the middle of the link, are stranded until it falls, those before it turn back.
- A vehicle without a route pulls over at its node and leaves at the moment a road opens.
- A trip of several vehicles has arrived when the last of them has.
- Of simultaneous events, exits of arcs come before starts of trips, both by number of the arc.
"""

from collections.abc import Callable, Sequence
from math import inf, isfinite

import numpy as np

from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import FloatArray, IntArray, Network
from sim.roads.traffic import kernel, tables
from sim.roads.traffic.book import Move
from sim.roads.traffic.given import GivenRoutes
from sim.roads.traffic.observation import observe_delays
from sim.roads.traffic.reports import Arrival, Stranding
from sim.roads.traffic.roads import ChangingRoads
from sim.roads.traffic.tables import NONE, PCU
from sim.roads.vehicles import VEHICLE_CLASSES, VehicleClass


class Traffic(ChangingRoads):
    """All trips under way, the roads they drive on, and the clock of both.

    Parameters
    ----------
    network
        The roads.
    classes
        Vehicle classes that may depart, each name at most once.
    driving
        How drivers choose routes and vehicles hinder one another.
    flooding
        How a depth reported for a link is spread over its length.
    streams
        Random streams, for the lots that decide which drivers hear of delays.
    on_stranded
        Called at once when a closure strands vehicles.

    Raises
    ------
    InputError
        If two classes share a name.
    """

    def __init__(
        self,
        network: Network,
        classes: Sequence[VehicleClass] = VEHICLE_CLASSES,
        *,
        driving: Driving | None = None,
        flooding: FloodedRoad | None = None,
        streams: Streams | None = None,
        on_stranded: Callable[[Stranding], None] | None = None,
    ) -> None:
        super().__init__(
            network,
            classes,
            driving=driving or Driving(),
            flooding=flooding or FloodedRoad(),
            streams=streams or Streams(seed=1, replication=0),
            on_stranded=on_stranded,
        )
        self._given = GivenRoutes(self._store)
        self._n_reports = 0
        self._over: list[Move] = []

    def depart(
        self,
        *,
        trip: int,
        origin: int,
        destination: int | Sequence[int],
        vehicle: str,
        n_vehicles: int = 1,
        is_guided: bool = False,
        route: Sequence[int] = (),
    ) -> None:
        """Start a trip now.

        Parameters
        ----------
        trip
            Number of the trip, unique among those under way.
        origin
            Index of a node.
        destination
            Index of a node, or of several: the quickest to reach counts, again and again on the
            way. A trip that is already there arrives at the next advance.
        vehicle
            Name of a vehicle class.
        n_vehicles
            Vehicles of the trip; each drives by itself.
        is_guided
            Its drivers hear of delays at every report, by radio.
        route
            Arcs to drive, one after another from the origin on; where they end or are cut, the
            vehicle finds its own way.

        Raises
        ------
        InputError
            If the trip is already under way, a node does not exist, no vehicle departs, or the
            route does not hang together.
        UnknownNameError
            If no class has the name.
        """
        if trip in self._book.by_number:
            raise InputError(f"trip {trip} is already under way")
        if n_vehicles < 1:
            raise InputError(f"trip {trip}: n_vehicles must be at least 1, got {n_vehicles}")
        self.network.check_node(origin, noun=f"trip {trip}: origin")
        number = self._destination(destination, noun=f"trip {trip}: destination")
        vehicle_class = self._class(vehicle)
        step = int(self._given.keep([route], [origin], trips=[trip])[0])
        self._apply_changes()
        perception = 0
        if self._routes.n_lots and not is_guided:
            perception = 1 + self._store.n_departed % self._routes.n_lots
        self._routes.prepare(number, vehicle_class, is_guided=not perception)
        slot = self._book.take_slot(
            trip,
            origin=origin,
            vehicle_class=vehicle_class,
            n_vehicles=n_vehicles,
            now_s=self.now_s,
        )
        self._store.reserve(n_vehicles=n_vehicles)
        self._store.n_departed += n_vehicles
        kernel.depart(
            self._t,
            slot,
            n_vehicles,
            origin,
            number,
            vehicle_class,
            self._classes[vehicle_class].pcu,
            perception,
            step,
            self.now_s,
        )

    def redirect(self, trip: int, destination: int | Sequence[int]) -> None:
        """Send a trip elsewhere: each vehicle from its next node, or at once where it waits.

        Raises
        ------
        InputError
            If the trip is not under way or the node does not exist.
        """
        move = self._book.moving(trip)
        number = self._destination(destination, noun=f"trip {trip}: destination")
        self._apply_changes()
        mine = self._book.vehicles_of(move)
        before = self._t.vehicles["destination"][mine]
        is_guided = not self._t.vehicles["perception"][mine].any()
        self._routes.prepare(number, move.vehicle_class, is_guided=is_guided)
        self._store.sync()
        n_users = self._routes.n_users[:, move.vehicle_class, int(not is_guided)]
        np.subtract.at(n_users, before, 1)
        n_users[number] += len(mine)
        self._t.vehicles["destination"][mine] = number
        self._t.vehicles["step"][mine] = NONE
        self._choose_anew()

    def recall(self, trip: int) -> None:
        """Send a trip back to where it departed; the rules are those of :meth:`redirect`."""
        self.redirect(trip, self._book.moving(trip).origin)

    def abandon(self, trip: int, n_vehicles: int) -> None:
        """Take stranded vehicles of a trip off the road for good: their people have left them.

        A trip whose last vehicle is abandoned is over, and reports no arrival; if others of it
        have arrived before, the next advance reports those.

        Raises
        ------
        InputError
            If fewer vehicles of the trip are stranded, or their number is negative.
        """
        move = self._book.moving(trip)
        if n_vehicles < 0:
            raise InputError(f"trip {trip}: n_vehicles must be at least 0, got {n_vehicles}")
        mine = self._book.vehicles_of(move)
        stranded = mine[self._t.vehicles["state"][mine] == tables.STRANDED]
        if len(stranded) < n_vehicles:
            raise InputError(
                f"trip {trip}: {n_vehicles} vehicles cannot be abandoned, "
                f"{len(stranded)} are stranded"
            )
        for v in stranded[:n_vehicles].tolist():
            kernel.forget(self._t, v)
        move.n_vehicles -= n_vehicles
        self._store.n_abandoned += n_vehicles
        self._t.trips["n_left"][move.slot] -= n_vehicles
        if n_vehicles and not self._book.left(move):
            if move.n_vehicles:
                self._t.trips["arrived_s"][move.slot] = self.now_s
                self._over.append(move)
            else:
                self._book.end(move)

    def advance(self, until_s: float) -> list[Arrival]:
        """Move all vehicles on, up to a time or to the first arrival of a trip before it.

        Everything that happens at the time of the arrival has happened on return, so the
        outcome does not depend on where the caller pauses.

        Parameters
        ----------
        until_s
            Time to advance to [s], not before `now_s`.

        Returns
        -------
        All arrivals of one time, by trip number, with `now_s` that time; or nothing, with
        `now_s` = `until_s`, or the time at which lanes moved over for contraflow.

        Raises
        ------
        InputError
            If the time is not finite or lies in the past.
        """
        if not (isfinite(until_s) and until_s >= self.now_s):
            raise InputError(
                f"cannot advance to {until_s} s: must be finite and not before {self.now_s} s"
            )
        if self._is_idle(until_s):
            self.now_s = float(until_s)
            return []
        if self._move_lanes():
            return []
        while True:
            report_s = self._next_report_s()
            stop_s = min(until_s, report_s, self._contraflows.next_s())
            arrivals = self._run_to(self.now_s if self._over else stop_s)
            if self._move_lanes() or arrivals:
                return arrivals
            if self.now_s == report_s:
                self._report()  # and let those who turn do so before the caller goes on
            elif self.now_s == until_s:
                return []

    def schedule(
        self,
        *,
        depart_s: FloatArray,
        origin: IntArray,
        destination: IntArray,
        vehicle_class: IntArray,
        sinks: Sequence[int] = (),
        routes: Sequence[Sequence[int]] | None = None,
    ) -> None:
        """Enter trips of one vehicle each that set out later; :meth:`advance` does not stop.

        To be called once, before anything else has departed. Times come back by
        :meth:`scheduled_times`.

        Parameters
        ----------
        depart_s
            When each sets out [s] (V,).
        origin, destination
            Nodes; a destination below 0 stands for any of the sinks (V,).
        vehicle_class
            Number of the class of each (V,).
        sinks
            Indices of nodes.
        routes
            Arcs each is told to drive, empty = its own choice.
        """
        n_vehicles = len(depart_s)
        if self._store.n_departed:
            raise InputError("schedule: trips have departed already")
        if n_vehicles and not depart_s.min() >= self.now_s:
            raise InputError(f"schedule: trips must not depart before {self.now_s} s")
        asked, inverse = np.unique(destination, return_inverse=True)
        numbers = np.array(
            [
                self._destination(tuple(sinks) if node < 0 else int(node), noun="destination")
                for node in asked
            ],
            dtype=np.int64,
        )
        number = numbers[inverse] if n_vehicles else np.empty(0, dtype=np.int64)
        n_classes = len(self._classes)
        column = int(self._routes.n_lots > 0)
        keys, counts = np.unique(number * n_classes + vehicle_class, return_counts=True)
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
            self._routes.prepare(*divmod(key, n_classes), is_guided=not column)
            self._routes.n_users[(*divmod(key, n_classes), column)] += count
        self._store.reserve(n_vehicles=n_vehicles)
        pcu = np.array([vehicle.pcu for vehicle in self._classes])[vehicle_class]
        rows = self._t.vehicles[:n_vehicles]
        rows["trip"] = np.arange(n_vehicles)
        rows["node"], rows["destination"] = origin, number
        if self._routes.n_lots:
            rows["perception"] = 1 + np.arange(n_vehicles) % self._routes.n_lots
        rows["kind"], rows["pcu"], rows["size"] = vehicle_class, pcu, np.rint(pcu * PCU)
        rows["previous"] = rows["next"] = rows["arc"] = rows["step"] = NONE
        rows["state"] = tables.PENDING
        if routes is not None:
            rows["step"] = self._given.keep(routes, origin.tolist(), trips=range(n_vehicles))
        tables.chained(self._t.vehicles, begin=n_vehicles)
        self._clock["first_free_vehicle"] = (
            n_vehicles if n_vehicles < len(self._t.vehicles) else NONE
        )
        trips = np.zeros(n_vehicles, dtype=tables.TRIP)
        trips["departed_s"] = trips["arrived_s"] = np.nan
        trips["n_left"] = 1
        order = np.argsort(depart_s, kind="stable")
        self._store.t = self._t._replace(trips=trips, scheduled_s=depart_s[order], scheduled=order)
        self._book.begin_scheduled(n_vehicles)
        self._store.n_departed = n_vehicles

    def record(self, arcs: IntArray) -> None:
        """Keep the passages of some arcs from now on."""
        for arc in arcs.tolist():
            if not 0 <= arc < self.network.n_arcs:
                raise InputError(f"arc {arc} is no arc; allowed: 0 to {self.network.n_arcs - 1}")
        self._t.arcs["is_recorded"][arcs] = 1

    # -- inside ---------------------------------------------------------------------------------

    def _is_idle(self, until_s: float) -> bool:
        """Return whether nothing at all can happen up to a time: most calls in a full run."""
        store = self._store
        return not (
            (store.clock["n_events"] and store.t.events["time_s"][0] <= until_s)
            or self._next_report_s() <= until_s
            or self._state.has_changes
            or self._over
            or self._drained
            or self._contraflows.are_changing
            or store.clock["next_scheduled"] < len(store.t.scheduled_s)
        )

    def _run_to(self, until_s: float) -> list[Arrival]:
        """Run the kernel to a time or to the first arrival."""
        if self._state.has_changes and self.n_under_way:
            self._apply_changes()
        first_s = self._t.events["time_s"][0] if self._clock["n_events"] else inf
        if first_s > until_s and self._clock["next_scheduled"] == len(self._t.scheduled_s):
            self.now_s = until_s
            return self._take_arrivals()
        while kernel.advance(self._t, until_s) == kernel.FULL:
            self._store.make_space()
        self.now_s = float(self._clock["time_s"])
        return self._take_arrivals()

    def _take_arrivals(self) -> list[Arrival]:
        """Return the trips that the kernel has found to be over, and note the arcs drained."""
        self._note_drained()
        slots = self._t.arrivals[: self._clock["n_arrivals"]].tolist()
        self._clock["n_arrivals"] = 0
        over, self._over = self._over, []
        arrivals = [self._arrive(move) for move in over]
        arrivals += [self._arrive(self._book.at(slot)) for slot in slots]
        return sorted(arrivals, key=lambda arrival: arrival.trip)

    def _move_lanes(self) -> bool:
        """Move the lanes of contraflow where all is ready; return whether there were any."""
        moved = self._contraflows.settle(self.take_drained())
        self._lanes_moved += moved
        return bool(moved)

    def _arrive(self, move: Move) -> Arrival:
        row = self._t.trips[move.slot]
        self._book.end(move)
        return Arrival(
            trip=move.number,
            time_s=float(row["arrived_s"]),
            node=int(row["node"]),
            n_vehicles=move.n_vehicles,
            distance_m=float(row["distance_m"]),
            travel_s=float(row["arrived_s"]) - move.departed_s,
            waited_s=float(row["waited_s"]),
        )

    def _next_report_s(self) -> float:
        """Return when delays are measured next [s]; never where there are none and none to come."""
        is_quiet = not self.n_under_way and not self._delay_s.any()
        if not self.driving.hinders or is_quiet:
            return inf
        period_s = self.driving.period_s
        due = int(self.now_s // period_s)  # now itself counts: an arrival may come before it
        return max(due + (due * period_s < self.now_s), self._n_reports + 1) * period_s

    def _report(self) -> None:
        """Measure the delays, and let the drivers hear of them whose turn it is."""
        self._n_reports = round(self.now_s / self.driving.period_s)
        if not self._clock["n_inside"] and not self._delay_s.any():
            return
        observe_delays(self._t, self.now_s, self._delay_s)
        delay_s = self._delay_s
        if not self.driving.reacts or not (delay_s.any() or self._routes.delay_s.any()):
            return
        lots = self._streams.get(f"roads/report/{self._n_reports}").random(self._routes.n_lots)
        informed = lots < self.driving.informed_share
        self._apply_changes()
        if self._routes.inform(delay_s, informed=informed):
            self._store.sync()
            self._choose_anew()
