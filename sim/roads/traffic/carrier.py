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
from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal

import numpy as np

from sim.core.errors import InputError, InvariantError, unknown_name
from sim.core.streams import Streams
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.routing import Routes
from sim.roads.state import RoadState
from sim.roads.traffic import kernel, tables
from sim.roads.traffic.contraflow import Contraflows, LanesMoved
from sim.roads.traffic.inside import cut_off, free_stranded
from sim.roads.traffic.observation import find_gridlock, observe_delays
from sim.roads.traffic.reports import Arrival, Stranding
from sim.roads.traffic.tables import NONE, PCU, Table, Tables
from sim.roads.vehicles import VEHICLE_CLASSES, VehicleClass

Inside = Literal["clear", "turn_back", "strand"]
"""What becomes of vehicles inside a link that closes."""

_FIRST_ROWS = 256
_UNLIMITED = 2**31 - 1


@dataclass(slots=True)
class _Trip:
    """What the caller said about a trip under way."""

    number: int
    slot: int
    origin: int
    vehicle_class: int
    n_vehicles: int
    departed_s: float


class Traffic:
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
        names = [vehicle.name for vehicle in classes]
        if len(set(names)) != len(names):
            raise InputError(f"vehicle classes must differ in name, got {', '.join(names)}")
        self.network = network
        self.driving = driving or Driving()
        self.now_s = 0.0
        self.on_stranded = on_stranded
        self._flooding = flooding or FloodedRoad()
        self._state = RoadState(network, flooding=self._flooding)
        self._streams = streams or Streams(seed=1, replication=0)
        self._classes = tuple(classes)
        self._class_index = {name: index for index, name in enumerate(names)}
        self._tail: list[int] = network.tail.tolist()
        self._head: list[int] = network.head.tolist()
        self._every_arc = np.arange(network.n_arcs, dtype=np.int64)
        self._routes = Routes(
            network, time_s=self._class_times_s(self._every_arc), errors=self._errors()
        )
        self._t = self._empty_tables()
        self._clock: np.void = self._t.clock[0]
        self._fill_arcs(self._every_arc)
        self._trips: dict[int, _Trip] = {}
        self._slots: list[_Trip | None] = [None] * _FIRST_ROWS
        self._free_slots = list(range(_FIRST_ROWS - 1, -1, -1))
        self._given: dict[tuple[int, ...], int] = {}
        self._n_departed = 0
        self._n_abandoned = 0
        self._n_scheduled = 0
        self._n_reports = 0
        self._delay_s = np.zeros(network.n_arcs)
        self._drained: list[int] = []
        self._over: list[_Trip] = []
        self._contraflows = Contraflows(self)
        self._lanes_moved: list[LanesMoved] = []

    # -- trips --------------------------------------------------------------------------------

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
        if trip in self._trips:
            raise InputError(f"trip {trip} is already under way")
        if n_vehicles < 1:
            raise InputError(f"trip {trip}: n_vehicles must be at least 1, got {n_vehicles}")
        self.network.check_node(origin, noun=f"trip {trip}: origin")
        number = self._destination(destination, noun=f"trip {trip}: destination")
        vehicle_class = self._class(vehicle)
        step = int(self._give([route], [origin], trips=[trip])[0])
        self._apply_changes()
        lot = NONE if is_guided or not self._routes.n_lots else self._n_departed
        self._routes.prepare(number, vehicle_class, is_guided=lot == NONE)
        slot = self._take_slot(trip, origin, vehicle_class, n_vehicles)
        self._reserve(n_vehicles=n_vehicles)
        self._n_departed += n_vehicles
        kernel.depart(
            self._t,
            slot,
            n_vehicles,
            origin,
            number,
            vehicle_class,
            self._classes[vehicle_class].pcu,
            lot,
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
        move = self._moving(trip)
        number = self._destination(destination, noun=f"trip {trip}: destination")
        self._apply_changes()
        mine = self._vehicles_of(move)
        before = self._t.vehicles["destination"][mine]
        is_guided = bool((self._t.vehicles["lot"][mine] == NONE).all())
        self._routes.prepare(number, move.vehicle_class, is_guided=is_guided)
        self._sync()
        n_users = self._routes.n_users[:, move.vehicle_class, int(not is_guided)]
        np.subtract.at(n_users, before, 1)
        n_users[number] += len(mine)
        self._t.vehicles["destination"][mine] = number
        self._t.vehicles["step"][mine] = NONE
        self._choose_anew()

    def recall(self, trip: int) -> None:
        """Send a trip back to where it departed; the rules are those of :meth:`redirect`."""
        self.redirect(trip, self._moving(trip).origin)

    def abandon(self, trip: int, n_vehicles: int) -> None:
        """Take stranded vehicles of a trip off the road for good: their people have left them.

        A trip whose last vehicle is abandoned is over, and reports no arrival; if others of it
        have arrived before, the next advance reports those.

        Raises
        ------
        InputError
            If fewer vehicles of the trip are stranded, or their number is negative.
        """
        move = self._moving(trip)
        if n_vehicles < 0:
            raise InputError(f"trip {trip}: n_vehicles must be at least 0, got {n_vehicles}")
        mine = self._vehicles_of(move)
        stranded = mine[self._t.vehicles["state"][mine] == tables.STRANDED]
        if len(stranded) < n_vehicles:
            raise InputError(
                f"trip {trip}: {n_vehicles} vehicles cannot be abandoned, "
                f"{len(stranded)} are stranded"
            )
        for v in stranded[:n_vehicles].tolist():
            kernel.forget(self._t, v)
        move.n_vehicles -= n_vehicles
        self._n_abandoned += n_vehicles
        self._t.trips["n_left"][move.slot] -= n_vehicles
        if n_vehicles and not self._left(move):
            if move.n_vehicles:
                self._t.trips["arrived_s"][move.slot] = self.now_s
                self._over.append(move)
            else:
                self._end(move)

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
        if self._move_lanes():
            return []
        while True:
            report_s = self._next_report_s()
            stop_s = min(until_s, report_s, self._contraflows.next_s())
            arrivals = self._run_to(self.now_s if self._over else stop_s)
            if self._move_lanes() or arrivals:
                return arrivals
            if self.now_s == report_s:
                self._report()
            if self.now_s == until_s:
                return []

    # -- many trips at once ---------------------------------------------------------------------

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
        if self._n_departed:
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
        self._reserve(n_vehicles=n_vehicles)
        pcu = np.array([vehicle.pcu for vehicle in self._classes])[vehicle_class]
        rows = self._t.vehicles[:n_vehicles]
        rows["trip"] = np.arange(n_vehicles)
        rows["node"], rows["destination"] = origin, number
        rows["lot"] = np.arange(n_vehicles) if self._routes.n_lots else NONE
        rows["kind"], rows["pcu"], rows["size"] = vehicle_class, pcu, np.rint(pcu * PCU)
        rows["previous"] = rows["next"] = rows["arc"] = rows["step"] = NONE
        rows["state"] = tables.PENDING
        if routes is not None:
            rows["step"] = self._give(routes, origin.tolist(), trips=range(n_vehicles))
        tables.chained(self._t.vehicles, begin=n_vehicles)
        self._clock["first_free_vehicle"] = (
            n_vehicles if n_vehicles < len(self._t.vehicles) else NONE
        )
        trips = np.zeros(n_vehicles, dtype=tables.TRIP)
        trips["departed_s"] = trips["arrived_s"] = np.nan
        trips["n_left"] = 1
        order = np.argsort(depart_s, kind="stable")
        self._t = self._t._replace(trips=trips, scheduled_s=depart_s[order], scheduled=order)
        self._slots, self._free_slots = [None] * n_vehicles, []
        self._n_departed = self._n_scheduled = n_vehicles

    def scheduled_times(self, n_vehicles: int) -> tuple[FloatArray, FloatArray]:
        """Return when scheduled vehicles entered a road and arrived [s], nan = not yet (V,)."""
        trips = self._t.trips[:n_vehicles]
        return trips["departed_s"].copy(), trips["arrived_s"].copy()

    def record(self, arcs: IntArray) -> None:
        """Keep the passages of some arcs from now on."""
        for arc in arcs.tolist():
            if not 0 <= arc < self.network.n_arcs:
                raise InputError(f"arc {arc} is no arc; allowed: 0 to {self.network.n_arcs - 1}")
        self._t.arcs["is_recorded"][arcs] = 1

    def passages(self) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """Return arc, trip, entry and exit [s] of all recorded passages so far (P,)."""
        kept = self._t.passages[: self._clock["n_passages"]]
        return (
            kept["arc"].astype(np.int64),
            kept["trip"].astype(np.int64),
            kept["entered_s"].copy(),
            kept["left_s"].copy(),
        )

    # -- roads --------------------------------------------------------------------------------

    def set_depth(self, link: int, depth_m: float) -> None:
        """Set the depth of water standing on a link from now on [m], 0 = dry.

        Vehicles on the flooded stretch that cannot ford it are stranded until the water falls;
        those that have not reached it turn back.

        Raises
        ------
        InputError
            If the link does not exist or the depth is negative or not finite.
        """
        before, was_flooded = self._stopped(link), self._flooded(link)
        self._state.set_depth(link, depth_m)
        self._let_go(link, before=before)
        half = min(1.0, self._flooding.flooded_length_m / self._length_m(link)) / 2.0
        newly = self._flooded(link) & ~was_flooded
        self._cut(link, newly, begin_share=0.5 - half, end_share=0.5 + half)

    def close(self, link: int, *, inside: Inside = "clear") -> None:
        """Close a link to all vehicles from now on, by decision or damage.

        Parameters
        ----------
        link
            Index of the link.
        inside
            What becomes of the vehicles on it: ``clear``: they drive on to its end;
            ``turn_back``: it is cut in the middle, those beyond drive on, those before turn;
            ``strand``: they stand until it reopens.
        """
        self._state.set_closed(link, is_closed=True)
        everybody = np.ones(len(self._classes), dtype=np.bool_)
        if inside == "turn_back":
            self._cut(link, everybody, begin_share=0.5, end_share=np.nextafter(0.5, 0.0))
        elif inside == "strand":
            self._cut(link, everybody, begin_share=0.0, end_share=1.0)

    def reopen(self, link: int) -> None:
        """Undo :meth:`close` from now on; water on the link may still stop vehicles."""
        before = self._stopped(link)
        self._state.set_closed(link, is_closed=False)
        self._let_go(link, before=before)

    def set_capacity_share(self, link: int, share: float) -> None:
        """Leave a share of a link's lanes in both directions from now on, 1 = all.

        Raises
        ------
        InputError
            If the link does not exist or the share is not above 0 and at most 1.
        """
        self._state.set_capacity_share(link, share)

    def shut(self, arc: int) -> None:
        """Let nobody enter an arc any more; those on it drive on. For contraflow."""
        self._state.set_contraflow(self._check_pair(arc), is_shut=True, has_both=False)

    def give_both(self, arc: int) -> None:
        """Give an arc the lanes of both directions, the opposite arc being shut."""
        self._state.set_contraflow(self._check_pair(arc), is_shut=False, has_both=True)

    def give_back(self, arc: int) -> None:
        """Let an arc be entered again on its own lanes alone."""
        self._state.set_contraflow(self._check_pair(arc), is_shut=False, has_both=False)

    def watch(self, arc: int, *, n_vehicles: int = 0) -> None:
        """Note when no more than so many vehicles are left on an arc. For contraflow."""
        if self._t.arcs["n"][arc] <= n_vehicles:
            self._drained.append(arc)
        else:
            self._t.arcs["watch_n"][arc] = n_vehicles

    def take_drained(self) -> list[int]:
        """Return the watched arcs that have emptied since the last call. For contraflow."""
        drained, self._drained = self._drained, []
        return drained

    def begin_contraflow(self, link: int, *, towards: int, staffing_s: float) -> None:
        """Order all lanes of a link in one direction; see :mod:`sim.roads.traffic.contraflow`.

        Parameters
        ----------
        link
            Index of the link.
        towards
            Node to which all lanes shall lead.
        staffing_s
            Until marshals stand at both ends [s].
        """
        self._contraflows.begin(link, towards=towards, staffing_s=staffing_s)

    def end_contraflow(self, link: int, *, staffing_s: float) -> None:
        """Order the lanes of a link back to both directions."""
        self._contraflows.end(link, staffing_s=staffing_s)

    def take_lanes_moved(self) -> list[LanesMoved]:
        """Return the links whose lanes have moved since the last call, in order."""
        moved, self._lanes_moved = self._lanes_moved, []
        return moved

    def depth_m(self, link: int) -> float:
        """Return the depth of water on a link [m]."""
        return self._state.depth_m(link)

    def is_closed(self, link: int) -> bool:
        """Return whether a link is closed by decision or damage."""
        return self._state.is_closed(link)

    def is_passable(self, link: int, vehicle: str) -> bool:
        """Return whether a vehicle class may enter a link now."""
        return self._state.is_passable(link, self._classes[self._class(vehicle)])

    def passable(self, vehicle: str) -> BoolArray:
        """Return which links a vehicle class may enter now (L,)."""
        return self._state.passable(self._classes[self._class(vehicle)])

    # -- travel times -------------------------------------------------------------------------

    def travel_time_s(self, origin: int, destination: int, vehicle: str) -> float:
        """Return the travel time under present conditions [s], inf = no route.

        Delays are those of the last report.
        """
        self.network.check_node(origin, noun="origin")
        return float(self.travel_times_to(destination, vehicle)[origin])

    def travel_times_to(self, destination: int | Sequence[int], vehicle: str) -> FloatArray:
        """Return travel times from every node under present conditions [s], inf = no route (N,).

        The array is a read-only view, good until the roads change or the traffic advances.
        """
        number = self._destination(destination, noun="destination")
        vehicle_class = self._class(vehicle)
        self._apply_changes()
        times_s = self._routes.times_to(number, vehicle_class)
        self._sync()
        return times_s

    # -- counts -------------------------------------------------------------------------------

    @property
    def entered(self) -> IntArray:
        """Vehicles that entered each arc so far (A,)."""
        return self._t.arcs["entered"].copy()

    @property
    def inside(self) -> IntArray:
        """Vehicles on each arc now (A,)."""
        return self._t.arcs["n"].astype(np.int64)

    @property
    def delay_s(self) -> FloatArray:
        """Delay of all vehicles that have left each arc so far, summed [s] (A,)."""
        return self._t.arcs["delay_s"].copy()

    @property
    def expected_delay_s(self) -> FloatArray:
        """Delay of a car that entered each arc at the time of the last report [s] (A,)."""
        return self._delay_s.copy()

    @property
    def n_departed(self) -> int:
        """Vehicles that departed so far."""
        return self._n_departed

    @property
    def n_arrived(self) -> int:
        """Vehicles that arrived so far."""
        return int(self._clock["n_arrived"])

    @property
    def n_under_way(self) -> int:
        """Vehicles departed and neither arrived nor abandoned, those waiting included."""
        return self._n_departed - self.n_arrived - self._n_abandoned

    @property
    def n_waiting(self) -> int:
        """Vehicles that stand at a node without a route."""
        return int(self._clock["n_waiting"])

    @property
    def n_stranded(self) -> int:
        """Vehicles stuck on a closed or flooded road."""
        return int((self._t.vehicles["state"] == tables.STRANDED).sum())

    @property
    def waiting(self) -> tuple[int, ...]:
        """Trips with a vehicle that stands at a node without a route, by number."""
        slots = np.unique(self._t.vehicles["trip"][self._t.vehicles["state"] == tables.WAITING])
        return tuple(sorted(self._number(slot) for slot in slots.tolist()))

    def is_under_way(self, trip: int) -> bool:
        """Return whether a trip has departed and not arrived."""
        return trip in self._trips

    def gridlocked(self) -> IntArray:
        """Return the arcs whose first vehicles wait for one another in a circle (K,)."""
        is_locked = np.zeros(self.network.n_arcs, dtype=np.bool_)
        find_gridlock(self._t, is_locked, np.empty(len(is_locked), dtype=np.int64))
        return np.flatnonzero(is_locked)

    def check_conservation(self) -> None:
        """Count all vehicles anew, and raise :class:`InvariantError` where one is missing."""
        counted = np.bincount(self._t.vehicles["state"], minlength=6)
        under_way = int(counted[1:].sum())
        if not (
            self.n_under_way == under_way == int(self._routes.n_users.sum())
            and counted[tables.INSIDE] == int(self._t.arcs["n"].sum()) == self._clock["n_inside"]
            and counted[tables.WAITING] == self.n_waiting
            and under_way
            == sum(self._left(move) for move in self._trips.values())
            + int(self._t.trips["n_left"][: self._n_scheduled].sum())
        ):
            raise InvariantError(
                f"{self._n_departed} vehicles departed, but {self.n_arrived} arrived, "
                f"{self._n_abandoned} were abandoned and {under_way} are under way "
                f"(by state: {counted.tolist()})"
            )

    # -- inside: trips --------------------------------------------------------------------------

    def _class(self, vehicle: str) -> int:
        found = self._class_index.get(vehicle)
        if found is None:
            raise unknown_name(vehicle, self._class_index, noun="vehicle class")
        return found

    def _destination(self, destination: int | Sequence[int], *, noun: str) -> int:
        sinks = (destination,) if isinstance(destination, int | np.integer) else destination
        if not len(sinks):
            raise InputError(f"{noun}: must name at least one node")
        number = self._routes.destination([self.network.check_node(s, noun=noun) for s in sinks])
        self._sync()
        return number

    def _give(
        self, routes: Sequence[Sequence[int]], origins: Sequence[int], *, trips: Sequence[int]
    ) -> IntArray:
        """Return where the arcs of given routes begin in their table, NONE for an empty one."""
        begins = np.full(len(routes), NONE, dtype=np.int64)
        added: list[int] = []
        size = len(self._t.given_arcs)
        for place, (route, origin) in enumerate(zip(routes, origins, strict=True)):
            key = (origin, *route)
            if len(route) and key not in self._given:
                self._check_route(route, origin, trip=trips[place])
                self._given[key] = size + len(added)
                added += [*route, NONE]
            if len(route):
                begins[place] = self._given[key]
        if added:
            given = np.concatenate([self._t.given_arcs, np.array(added, dtype=np.int64)])
            self._t = self._t._replace(given_arcs=given)
        return begins

    def _check_route(self, route: Sequence[int], origin: int, *, trip: int) -> None:
        node = origin
        for arc in route:
            if not 0 <= arc < self.network.n_arcs or self._tail[arc] != node:
                raise InputError(
                    f"trip {trip}: arc {arc} of its route does not begin at node {node}"
                )
            node = self._head[arc]

    def _take_slot(self, trip: int, origin: int, vehicle_class: int, n_vehicles: int) -> int:
        if not self._free_slots:
            size = len(self._slots)
            longer = max(2 * size, _FIRST_ROWS)
            self._slots += [None] * (longer - size)
            self._free_slots = list(range(longer - 1, size - 1, -1))
            self._t = self._t._replace(
                trips=tables.longer(self._t.trips, longer),
                arrivals=np.zeros(longer, dtype=np.int64),
            )
        slot = self._free_slots.pop()
        move = _Trip(trip, slot, origin, vehicle_class, n_vehicles, self.now_s)
        self._slots[slot] = self._trips[trip] = move
        row = self._t.trips[slot]
        row["departed_s"] = row["arrived_s"] = np.nan
        row["n_left"], row["is_tagged"] = n_vehicles, 1
        return slot

    def _moving(self, trip: int) -> _Trip:
        move = self._trips.get(trip)
        if move is None:
            raise InputError(f"trip {trip} is not under way")
        return move

    def _at(self, slot: int) -> _Trip:
        move = self._slots[slot]
        if move is None:
            raise InvariantError(f"no trip in row {slot}")
        return move

    def _number(self, slot: int) -> int:
        """Return the number of a trip; that of a scheduled one is its row."""
        return slot if slot < self._n_scheduled else self._at(slot).number

    def _left(self, move: _Trip) -> int:
        return int(self._t.trips["n_left"][move.slot])

    def _vehicles_of(self, move: _Trip) -> IntArray:
        vehicles = self._t.vehicles
        return np.flatnonzero((vehicles["state"] != tables.FREE) & (vehicles["trip"] == move.slot))

    def _end(self, move: _Trip) -> None:
        del self._trips[move.number]
        self._slots[move.slot] = None
        self._free_slots.append(move.slot)

    # -- inside: time ---------------------------------------------------------------------------

    def _run_to(self, until_s: float) -> list[Arrival]:
        """Run the kernel to a time or to the first arrival."""
        if self._state.has_changes and self.n_under_way:
            self._apply_changes()
        first_s = self._t.events["time_s"][0] if self._clock["n_events"] else inf
        if first_s > until_s and self._clock["next_scheduled"] == len(self._t.scheduled_s):
            self.now_s = until_s
            return self._take_arrivals()
        while kernel.advance(self._t, until_s) == kernel.FULL:
            self._make_space()
        self.now_s = float(self._clock["time_s"])
        return self._take_arrivals()

    def _take_arrivals(self) -> list[Arrival]:
        """Return the trips that the kernel has found to be over, and note the arcs drained."""
        self._note_drained()
        slots = self._t.arrivals[: self._clock["n_arrivals"]].tolist()
        self._clock["n_arrivals"] = 0
        over, self._over = self._over, []
        arrivals = [self._arrive(move) for move in over]
        arrivals += [self._arrive(self._at(slot)) for slot in slots]
        return sorted(arrivals, key=lambda arrival: arrival.trip)

    def _note_drained(self) -> None:
        self._drained += self._t.drained[: self._clock["n_drained"]].tolist()
        self._clock["n_drained"] = 0

    def _move_lanes(self) -> bool:
        """Move the lanes of contraflow where all is ready; return whether there were any."""
        moved = self._contraflows.settle(self.take_drained())
        self._lanes_moved += moved
        return bool(moved)

    def _arrive(self, move: _Trip) -> Arrival:
        row = self._t.trips[move.slot]
        self._end(move)
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
        """Return when delays are measured next [s]; never where there are none."""
        if not self.driving.hinders:
            return inf
        return (self._n_reports + 1) * self.driving.period_s

    def _report(self) -> None:
        """Measure the delays, and let the drivers hear of them whose turn it is."""
        self._n_reports += 1
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
            self._sync()
            self._choose_anew()

    # -- inside: roads --------------------------------------------------------------------------

    def _apply_changes(self) -> None:
        """Give routes and arcs what has changed on the roads, and let vehicles choose anew."""
        if not self._state.has_changes:
            return
        arcs = self._state.take_changes()
        self._fill_arcs(arcs)
        self._routes.change(arcs, time_s=self._class_times_s(arcs))
        self._sync()
        self._choose_anew()

    def _choose_anew(self) -> None:
        self._reserve()
        kernel.reconsider(self._t, self.now_s)
        if self._clock["n_waiting"]:
            kernel.release_waiting(self._t, self.now_s)

    def _errors(self) -> FloatArray:
        """Return by what factor each perception misjudges the time of each arc (P, A)."""
        driving = self.driving
        shape = (driving.n_perceptions if driving.reacts else 0, self.network.n_arcs)
        drawn = self._streams.get("roads/perception").random(shape)
        return 1.0 + driving.perception_error_share * drawn

    def _class_times_s(self, arcs: IntArray) -> FloatArray:
        return np.stack([self._state.arc_times_s(vehicle, arcs=arcs) for vehicle in self._classes])

    def _fill_arcs(self, arcs: IntArray) -> None:
        """Write headways and room of some arcs, and the weight with which queues contend."""
        if not self.driving.hinders:
            return
        headway_s = 1.0 / self._state.capacity_veh_per_s(arcs)
        room = np.maximum(np.floor(self._state.room_veh(arcs) * PCU + 0.5), 1)
        self._t.arcs["headway_s"][arcs] = headway_s
        self._t.arcs["room"][arcs] = np.minimum(room, _UNLIMITED).astype(np.int32)
        for sources in (arcs, arcs + self.network.n_arcs):
            self._t.sources["weight"][sources] = 1.0 / headway_s

    def _length_m(self, link: int) -> float:
        return float(self.network.length_m[self.arcs_of(link)[0]])

    def arcs_of(self, link: int) -> IntArray:
        """Return the arcs of a link (1 or 2,)."""
        return np.flatnonzero(self.network.link == link)

    def _check_pair(self, arc: int) -> int:
        if not 0 <= arc < self.network.n_arcs:
            raise InputError(f"arc {arc} is no arc; allowed: 0 to {self.network.n_arcs - 1}")
        if self.network.reverse[arc] < 0:
            raise InputError(f"arc {arc} has no opposite carriageway, so no contraflow")
        return arc

    def _stopped(self, link: int) -> BoolArray:
        """Return the vehicle classes that cannot enter a link (C,)."""
        return np.array(
            [not self._state.is_passable(link, vehicle) for vehicle in self._classes],
            dtype=np.bool_,
        )

    def _flooded(self, link: int) -> BoolArray:
        """Return the vehicle classes that cannot ford the water on a link (C,)."""
        depth_m = self._state.depth_m(link)
        return np.array([depth_m >= vehicle.fords_m for vehicle in self._classes], dtype=np.bool_)

    def _cut(self, link: int, classes: BoolArray, *, begin_share: float, end_share: float) -> None:
        """Deal with the vehicles of some classes inside a link that is cut."""
        if not classes.any():
            return
        caught: dict[int, int] = {}
        for arc in self.arcs_of(link).tolist():
            if not self._t.arcs["n"][arc]:
                continue
            self._reserve(n_holes=int(self._t.arcs["n"][arc]))
            there = self._stranded_on(arc)
            cut_off(self._t, arc, classes, begin_share, end_share, self.now_s)
            self._note_drained()
            for v in np.setdiff1d(self._stranded_on(arc), there).tolist():
                trip = self._number(int(self._t.vehicles["trip"][v]))
                caught[trip] = caught.get(trip, 0) + 1
        if self.on_stranded is not None:
            for trip, n_vehicles in sorted(caught.items()):
                self.on_stranded(Stranding(trip=trip, n_vehicles=n_vehicles, link=link))

    def _let_go(self, link: int, *, before: BoolArray) -> None:
        """Let vehicles stranded on a link drive on that can do so again."""
        stopped = self._stopped(link)
        if (before & ~stopped).any():
            for arc in self.arcs_of(link).tolist():
                if len(self._stranded_on(arc)):
                    self._reserve()
                    free_stranded(self._t, arc, stopped, self.now_s)

    def _stranded_on(self, arc: int) -> IntArray:
        vehicles = self._t.vehicles
        return np.flatnonzero((vehicles["state"] == tables.STRANDED) & (vehicles["arc"] == arc))

    # -- inside: tables -------------------------------------------------------------------------

    def _empty_tables(self) -> Tables:
        network, n_arcs = self.network, self.network.n_arcs
        arcs = np.zeros(n_arcs, dtype=tables.ARC)
        arcs["length_m"], arcs["tail"], arcs["head"] = network.length_m, network.tail, network.head
        arcs["room"], arcs["gate_s"], arcs["next_in_s"] = _UNLIMITED, inf, -inf
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
            vehicles=tables.chained(np.zeros(_FIRST_ROWS, dtype=tables.VEHICLE), begin=0),
            trips=np.zeros(_FIRST_ROWS, dtype=tables.TRIP),
            holes=tables.chained(np.zeros(_FIRST_ROWS, dtype=tables.HOLE), begin=0),
            clock=clock,
            events=np.zeros(4 * n_arcs + _FIRST_ROWS, dtype=tables.EVENT),
            times_s=self._routes.time_s,
            next_arc=self._routes.next_arc,
            row=self._routes.row,
            n_users=self._routes.n_users,
            given_arcs=np.empty(0, dtype=np.int64),
            scheduled_s=np.empty(0),
            scheduled=np.empty(0, dtype=np.int64),
            arrivals=np.zeros(_FIRST_ROWS, dtype=np.int64),
            drained=np.zeros(n_arcs, dtype=np.int64),
            passages=np.zeros(1, dtype=tables.PASSAGE),
        )

    def _sync(self) -> None:
        """Let the kernel see tables of routes that have grown."""
        if self._t.next_arc is not self._routes.next_arc or self._t.row is not self._routes.row:
            self._t = self._t._replace(
                next_arc=self._routes.next_arc, row=self._routes.row, n_users=self._routes.n_users
            )

    def _reserve(self, *, n_vehicles: int = 0, n_holes: int = 0) -> None:
        """Make sure that so many more vehicles and gaps, and all their events, find a place."""
        self._sync()
        vehicles = self._t.vehicles
        n_used = self.n_under_way
        if n_used + n_vehicles > len(vehicles):
            self._t = self._t._replace(
                vehicles=_lengthened(
                    vehicles, n_used + n_vehicles, self._clock, "first_free_vehicle"
                )
            )
        if n_holes and kernel.count_free_holes(self._t) < n_holes:
            self._t = self._t._replace(
                holes=_lengthened(
                    self._t.holes, len(self._t.holes) + n_holes, self._clock, "first_free_hole"
                )
            )
        # A vehicle taken off a road appears elsewhere, and lets the next one and a gap go on.
        needed = int(self._clock["n_events"]) + 3 * self.network.n_arcs
        needed += len(self._t.vehicles) + 3 * n_holes
        if needed > len(self._t.events):
            self._lengthen_events(2 * needed)

    def _make_space(self) -> None:
        """Lengthen whatever table the kernel found full."""
        clock = self._clock
        if clock["first_free_hole"] == NONE:
            kernel.ripen_all(self._t, float(clock["time_s"]))
            if kernel.count_free_holes(self._t) < len(self._t.holes) // 2:
                self._reserve(n_holes=len(self._t.holes))
        if clock["n_passages"] == len(self._t.passages):
            passages = tables.longer(self._t.passages, 2 * len(self._t.passages))
            self._t = self._t._replace(passages=passages)
        self._lengthen_events(2 * int(clock["n_events"]) + _FIRST_ROWS)

    def _lengthen_events(self, size: int) -> None:
        if size > len(self._t.events):
            self._t = self._t._replace(events=tables.longer(self._t.events, size))



def _lengthened(table: Table, size: int, clock: np.void, first_free: str) -> Table:
    """Return a longer copy of a table whose free rows are chained, new ones before the old."""
    begin = len(table)
    grown = tables.chained(tables.longer(table, max(size, 2 * begin)), begin=begin)
    grown["next"][-1] = clock[first_free]
    clock[first_free] = begin
    return grown
