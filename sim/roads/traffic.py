"""Vehicles under way on the road network.

:class:`Traffic` is what the rest of the simulator drives on. It moves every trip at the speed
that road, water and vehicle allow, decides the route anew at every node, and makes trips without
a route wait where they are. Vehicles do not hinder each other here: no queues, no capacity.
It knows nothing of events or processes; its caller asks it to advance.

Rules
-----
- A trip that has entered an arc leaves it at the time fixed on entry, whatever closes or floods
  meanwhile: vehicles inside a closing arc finish it at the speed they entered with.
- A change of the roads holds from the moment it is made, for every node reached after that call.
- A trip without a route waits at its node and leaves at the very moment a road opens.
- Of simultaneous trips, the one with the lower number comes first.
"""

from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace
from math import isfinite

import numpy as np

from sim.core.errors import InputError, InvariantError, unknown_name
from sim.roads.flooding import FloodedRoad
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.routing import ARRIVED, NO_ROUTE, Routes
from sim.roads.state import RoadState
from sim.roads.trips import Arrival, Trip
from sim.roads.vehicles import VEHICLE_CLASSES, VehicleClass

__all__ = ["Arrival", "Traffic"]


class Traffic:
    """All trips under way, the roads they drive on, and the clock of both.

    Parameters
    ----------
    network
        The roads.
    classes
        Vehicle classes that may depart, each name at most once.
    flooding
        How a depth reported for a link is spread over its length.

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
        flooding: FloodedRoad | None = None,
    ) -> None:
        names = [vehicle.name for vehicle in classes]
        if len(set(names)) != len(names):
            raise InputError(f"vehicle classes must differ in name, got {', '.join(names)}")
        self.network = network
        self.now_s = 0.0
        self._state = RoadState(network, flooding=flooding or FloodedRoad())
        self._classes = {vehicle.name: vehicle for vehicle in classes}
        arcs = np.arange(network.n_arcs, dtype=np.int64)
        self._routes = {
            name: Routes(network, time_s=self._state.arc_times_s(vehicle, arcs=arcs))
            for name, vehicle in self._classes.items()
        }
        self._heap: list[tuple[float, int, Trip]] = []
        self._under_way: dict[int, Trip] = {}
        self._waiting: dict[int, Trip] = {}
        self._head: list[int] = network.head.tolist()
        self._length_m: list[float] = network.length_m.tolist()
        self._entered = [0] * network.n_arcs
        self._n_departed = 0
        self._n_arrived = 0
        self._n_under_way = 0
        self._n_waiting = 0

    # -- trips --------------------------------------------------------------------------------

    def depart(
        self, *, trip: int, origin: int, destination: int, vehicle: str, n_vehicles: int = 1
    ) -> None:
        """Start a trip now.

        Parameters
        ----------
        trip
            Number of the trip, unique among those under way.
        origin, destination
            Indices of nodes. A trip that is already there arrives at the next advance.
        vehicle
            Name of a vehicle class.
        n_vehicles
            Vehicles that travel together.

        Raises
        ------
        InputError
            If the trip is already under way, a node does not exist, or no vehicle departs.
        UnknownNameError
            If no class has the name.
        """
        if trip in self._under_way:
            raise InputError(f"trip {trip} is already under way")
        if n_vehicles < 1:
            raise InputError(f"trip {trip}: n_vehicles must be at least 1, got {n_vehicles}")
        self.network.check_node(origin, noun=f"trip {trip}: origin")
        self.network.check_node(destination, noun=f"trip {trip}: destination")
        routes = self._routes[self._class(vehicle).name]
        self._apply_changes()
        move = Trip(
            routes=routes,
            origin=origin,
            node=origin,
            n_vehicles=n_vehicles,
            departed_s=self.now_s,
        )
        move.follow(routes.tree(destination))
        self._under_way[trip] = move
        self._n_departed += n_vehicles
        self._n_under_way += n_vehicles
        heappush(self._heap, (self.now_s, trip, move))

    def redirect(self, trip: int, destination: int) -> None:
        """Send a trip elsewhere: from its next node, or at once where it waits.

        Raises
        ------
        InputError
            If the trip is not under way or the node does not exist.
        """
        move = self._moving(trip)
        self.network.check_node(destination, noun=f"trip {trip}: destination")
        self._apply_changes()
        move.leave_tree()
        move.follow(move.routes.tree(destination))
        if trip in self._waiting and move.next_arc[move.node] != NO_ROUTE:
            self._release(trip, move)

    def recall(self, trip: int) -> None:
        """Send a trip back to where it departed; the rules are those of :meth:`redirect`."""
        self.redirect(trip, self._moving(trip).origin)

    def advance(self, until_s: float) -> list[Arrival]:
        """Move all trips on, up to a time or to the first arrival before it.

        Everything that happens at the time of the arrival has happened on return, so the
        outcome does not depend on where the caller pauses.

        Parameters
        ----------
        until_s
            Time to advance to [s], not before `now_s`.

        Returns
        -------
        All arrivals of one time, by trip number, with `now_s` that time; or nothing, with
        `now_s` = `until_s`.

        Raises
        ------
        InputError
            If the time is not finite or lies in the past.
        """
        if not (isfinite(until_s) and until_s >= self.now_s):
            raise InputError(
                f"cannot advance to {until_s} s: must be finite and not before {self.now_s} s"
            )
        # Routes are repaired when somebody is about to use them: many links may change at once.
        if self._waiting or (self._heap and self._heap[0][0] <= until_s):
            self._apply_changes()
        arrivals: list[Arrival] = []
        heap, head, length_m, entered = self._heap, self._head, self._length_m, self._entered
        limit_s = float(until_s)
        while heap:
            time_s, trip, move = heap[0]
            if time_s > limit_s:
                break
            arc = move.next_arc[move.node]
            if arc >= 0:
                move.arc = arc
                move.node = head[arc]
                move.distance_m += length_m[arc]
                entered[arc] += move.n_vehicles
                heapreplace(heap, (time_s + move.times[arc], trip, move))
                continue
            heappop(heap)
            move.arc = -1
            if arc == ARRIVED:
                limit_s = time_s
                arrivals.append(self._arrive(trip, move, time_s))
            else:
                move.waiting_since_s = time_s
                self._waiting[trip] = move
                self._n_waiting += move.n_vehicles
        self.now_s = limit_s
        return arrivals

    # -- roads --------------------------------------------------------------------------------

    def set_depth(self, link: int, depth_m: float) -> None:
        """Set the depth of water standing on a link from now on [m], 0 = dry.

        Raises
        ------
        InputError
            If the link does not exist or the depth is negative or not finite.
        """
        self._state.set_depth(link, depth_m)

    def close(self, link: int) -> None:
        """Close a link to all vehicles from now on, by decision or damage."""
        self._state.set_closed(link, is_closed=True)

    def reopen(self, link: int) -> None:
        """Undo :meth:`close` from now on; water on the link may still stop vehicles."""
        self._state.set_closed(link, is_closed=False)

    def depth_m(self, link: int) -> float:
        """Return the depth of water on a link [m]."""
        return self._state.depth_m(link)

    def is_closed(self, link: int) -> bool:
        """Return whether a link is closed by decision or damage."""
        return self._state.is_closed(link)

    def is_passable(self, link: int, vehicle: str) -> bool:
        """Return whether a vehicle class may enter a link now."""
        return self._state.is_passable(link, self._class(vehicle))

    def passable(self, vehicle: str) -> BoolArray:
        """Return which links a vehicle class may enter now (L,)."""
        return self._state.passable(self._class(vehicle))

    # -- travel times -------------------------------------------------------------------------

    def travel_time_s(self, origin: int, destination: int, vehicle: str) -> float:
        """Return the travel time under present conditions [s], inf = no route."""
        self.network.check_node(origin, noun="origin")
        return float(self.travel_times_to(destination, vehicle)[origin])

    def travel_times_to(self, destination: int, vehicle: str) -> FloatArray:
        """Return travel times from every node under present conditions [s], inf = no route (N,)."""
        self.network.check_node(destination, noun="destination")
        routes = self._routes[self._class(vehicle).name]
        self._apply_changes()
        return routes.times_to(destination)

    # -- counts -------------------------------------------------------------------------------

    @property
    def entered(self) -> IntArray:
        """Vehicles that entered each arc so far (A,)."""
        return np.array(self._entered, dtype=np.int64)

    @property
    def inside(self) -> IntArray:
        """Vehicles on each arc now (A,)."""
        count = np.zeros(self.network.n_arcs, dtype=np.int64)
        for _, _, move in self._heap:
            if move.arc >= 0:
                count[move.arc] += move.n_vehicles
        return count

    @property
    def n_departed(self) -> int:
        """Vehicles that departed so far."""
        return self._n_departed

    @property
    def n_arrived(self) -> int:
        """Vehicles that arrived so far."""
        return self._n_arrived

    @property
    def n_under_way(self) -> int:
        """Vehicles departed and not arrived, those waiting included."""
        return self._n_under_way

    @property
    def n_waiting(self) -> int:
        """Vehicles that stand at a node without a route."""
        return self._n_waiting

    @property
    def waiting(self) -> tuple[int, ...]:
        """Trips that stand at a node without a route, by number."""
        return tuple(sorted(self._waiting))

    def is_under_way(self, trip: int) -> bool:
        """Return whether a trip has departed and not arrived."""
        return trip in self._under_way

    def check_conservation(self) -> None:
        """Count all vehicles anew, and raise :class:`InvariantError` where one is missing."""
        moving = sum(move.n_vehicles for _, _, move in self._heap)
        waiting = sum(move.n_vehicles for move in self._waiting.values())
        if not (
            self._n_departed == self._n_arrived + moving + waiting
            and self._n_under_way == moving + waiting
            and self._n_waiting == waiting
        ):
            raise InvariantError(
                f"{self._n_departed} vehicles departed, but {self._n_arrived} arrived, "
                f"{moving} move and {waiting} wait"
            )

    # -- inside -------------------------------------------------------------------------------

    def _class(self, vehicle: str) -> VehicleClass:
        found = self._classes.get(vehicle)
        if found is None:
            raise unknown_name(vehicle, self._classes, noun="vehicle class")
        return found

    def _moving(self, trip: int) -> Trip:
        move = self._under_way.get(trip)
        if move is None:
            raise InputError(f"trip {trip} is not under way")
        return move

    def _arrive(self, trip: int, move: Trip, time_s: float) -> Arrival:
        del self._under_way[trip]
        move.leave_tree()
        self._n_arrived += move.n_vehicles
        self._n_under_way -= move.n_vehicles
        return Arrival(
            trip=trip,
            time_s=time_s,
            node=move.node,
            n_vehicles=move.n_vehicles,
            distance_m=move.distance_m,
            travel_s=time_s - move.departed_s,
            waited_s=move.waited_s,
        )

    def _apply_changes(self) -> None:
        """Give the routes the travel times of changed links, and let waiting trips go."""
        if not self._state.has_changes:
            return
        arcs = self._state.take_changes()
        for name, vehicle in self._classes.items():
            self._routes[name].update(arcs, time_s=self._state.arc_times_s(vehicle, arcs=arcs))
        for trip in self.waiting:
            move = self._waiting[trip]
            if move.next_arc[move.node] != NO_ROUTE:
                self._release(trip, move)

    def _release(self, trip: int, move: Trip) -> None:
        del self._waiting[trip]
        self._n_waiting -= move.n_vehicles
        move.waited_s += self.now_s - move.waiting_since_s
        heappush(self._heap, (self.now_s, trip, move))
