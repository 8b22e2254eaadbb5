"""Roads that close, flood, lose lanes and reopen while vehicles are on them."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np

from sim.core.errors import InputError, unknown_name
from sim.core.streams import Streams
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.routing import Routes
from sim.roads.state import RoadState
from sim.roads.traffic import kernel, queues, tables
from sim.roads.traffic.book import TripBook
from sim.roads.traffic.contraflow import Contraflows, LanesMoved
from sim.roads.traffic.counts import Counts
from sim.roads.traffic.inside import cut_off, free_stranded
from sim.roads.traffic.reports import Stranding
from sim.roads.traffic.store import UNLIMITED, Store
from sim.roads.traffic.tables import NONE, PCU
from sim.roads.vehicles import VehicleClass

Inside = Literal["clear", "turn_back", "strand"]
"""What becomes of vehicles inside a link that closes."""


class ChangingRoads(Counts):
    """The state of the roads, the routes over them, and the vehicles that changes catch.

    Parameters
    ----------
    network, classes, driving, flooding, streams, on_stranded
        As for :class:`sim.roads.traffic.Traffic`.
    """

    def __init__(
        self,
        network: Network,
        classes: Sequence[VehicleClass],
        *,
        driving: Driving,
        flooding: FloodedRoad,
        streams: Streams,
        on_stranded: Callable[[Stranding], None] | None,
    ) -> None:
        names = [vehicle.name for vehicle in classes]
        if len(set(names)) != len(names):
            raise InputError(f"vehicle classes must differ in name, got {', '.join(names)}")
        if not names:
            raise InputError("traffic needs at least one vehicle class")
        self.driving = driving
        self.now_s = 0.0
        self.on_stranded = on_stranded
        self._flooding = flooding
        self._streams = streams
        self._state = RoadState(network, flooding=flooding)
        self._classes = tuple(classes)
        self._class_index = {name: index for index, name in enumerate(names)}
        every_arc = np.arange(network.n_arcs, dtype=np.int64)
        self._routes = Routes(
            network, time_s=self._class_times_s(every_arc), errors=self._errors(network.n_arcs)
        )
        store = Store(network, self._routes, driving)
        super().__init__(store, TripBook(store))
        self._fill_arcs(every_arc)
        self._drained: list[int] = []
        self._contraflows = Contraflows(self)
        self._lanes_moved: list[LanesMoved] = []

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

        Raises
        ------
        InputError
            If the link does not exist.
        UnknownNameError
            If there is no such rule.
        """
        if inside not in get_args(Inside):
            raise unknown_name(inside, get_args(Inside), noun="rule for vehicles inside")
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

    def arcs_of(self, link: int) -> IntArray:
        """Return the arcs of a link (1 or 2,)."""
        return np.flatnonzero(self.network.link == link)

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
        self._store.sync()
        return times_s

    # -- inside ---------------------------------------------------------------------------------

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
        self._store.sync()
        return number

    def _apply_changes(self) -> None:
        """Give routes and arcs what has changed on the roads, and let vehicles choose anew."""
        if not self._state.has_changes:
            return
        arcs = self._state.take_changes()
        self._fill_arcs(arcs)
        self._routes.change(arcs, time_s=self._class_times_s(arcs))
        self._store.sync()
        self._choose_anew()

    def _choose_anew(self) -> None:
        self._store.reserve()
        kernel.reconsider(self._t, self.now_s)
        if self._clock["n_waiting"]:
            kernel.release_waiting(self._t, self.now_s)

    def _errors(self, n_arcs: int) -> FloatArray:
        """Return by what factor each perception misjudges the time of each arc (P, A)."""
        driving = self.driving
        shape = (driving.n_perceptions if driving.reacts else 0, n_arcs)
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
        share = room / self._t.arcs["room"][arcs]
        for k in np.flatnonzero(
            (share < 1.0) & (self._t.arcs["first_hole"][arcs] != NONE)
        ).tolist():
            queues.narrow(self._t, int(arcs[k]), float(share[k]))
        self._t.arcs["headway_s"][arcs] = headway_s
        self._t.arcs["room"][arcs] = np.minimum(room, UNLIMITED).astype(np.int32)
        for sources in (arcs, arcs + self.network.n_arcs):
            self._t.sources["weight"][sources] = 1.0 / headway_s

    def _length_m(self, link: int) -> float:
        return float(self.network.length_m[self.arcs_of(link)[0]])

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
            self._store.reserve(n_holes=int(self._t.arcs["n"][arc]))
            there = self._stranded_on(arc)
            cut_off(self._t, arc, classes, begin_share, end_share, self.now_s)
            self._note_drained()
            for v in np.setdiff1d(self._stranded_on(arc), there).tolist():
                trip = self._book.number(int(self._t.vehicles["trip"][v]))
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
                    self._store.reserve()
                    free_stranded(self._t, arc, stopped, self.now_s)

    def _stranded_on(self, arc: int) -> IntArray:
        vehicles = self._t.vehicles
        return np.flatnonzero((vehicles["state"] == tables.STRANDED) & (vehicles["arc"] == arc))

    def _note_drained(self) -> None:
        self._drained += self._t.drained[: self._clock["n_drained"]].tolist()
        self._clock["n_drained"] = 0
