"""SimPy's clock and the traffic on the roads, moving as one.

Before SimPy processes its next event at time t, the traffic is advanced to t. It stops early
at the first arrival, which becomes a SimPy event at that time.
"""

from collections.abc import Callable, Generator, Sequence
from itertools import count
from typing import Any, TypeVar, cast

import simpy

from sim.roads.traffic import Arrival, LanesMoved, Stranding, Traffic

ReturnT = TypeVar("ReturnT")
Process = Generator[simpy.Event, Any, ReturnT]
"""A SimPy process: yields events, returns a value."""


class CoupledEnvironment(simpy.Environment):
    """A SimPy environment whose vehicles move in `traffic`.

    Parameters
    ----------
    traffic
        The roads and all vehicles.
    leaves_vehicles
        Asked when water or a closure catches vehicles of a trip: its event, how many, and the
        link. Whether the people leave them, so that the vehicles are lost; left out, nobody does.
    on_lanes_moved
        Told when contraflow of a link has begun or ended.
    """

    def __init__(
        self,
        traffic: Traffic,
        *,
        leaves_vehicles: Callable[[simpy.Event, int, int], bool] | None = None,
        on_lanes_moved: Callable[[LanesMoved], None] | None = None,
    ) -> None:
        super().__init__()
        self.traffic = traffic
        traffic.on_stranded = self._strand
        self._leaves_vehicles = leaves_vehicles
        self._on_lanes_moved = on_lanes_moved
        self._numbers = count()
        self._under_way: dict[int, simpy.Event] = {}
        self._trips: dict[simpy.Event, int] = {}

    def travel(
        self,
        *,
        origin: int,
        destination: int,
        vehicle: str,
        n_vehicles: int = 1,
        is_guided: bool = True,
        route: Sequence[int] = (),
    ) -> simpy.Event:
        """Send vehicles on the road now; the returned event succeeds with their Arrival.

        Parameters
        ----------
        origin, destination
            Node indices.
        vehicle
            Name of the vehicle class.
        n_vehicles
            Vehicles of the trip, each driving by itself; the event is the arrival of the last.
        is_guided
            A radio tells the drivers of delays; else they hear of some reports only.
        route
            Arcs to drive, as far as they are open.
        """
        trip = next(self._numbers)
        arrived = self.event()
        self._under_way[trip] = arrived
        self._trips[arrived] = trip
        self.traffic.depart(
            trip=trip,
            origin=origin,
            destination=destination,
            vehicle=vehicle,
            n_vehicles=n_vehicles,
            is_guided=is_guided,
            route=route,
        )
        return arrived

    def recall(self, arrived: simpy.Event) -> None:
        """Send vehicles under way back to where they set out; their event then means that."""
        self.traffic.recall(self._trips[arrived])

    def step(self) -> None:
        """Advance the traffic to the next event, then process that event or an earlier arrival."""
        until_s = max(self.peek(), self.traffic.now_s)
        for arrival in self.traffic.advance(until_s):
            self._succeed(arrival.trip, arrival, at_s=arrival.time_s)
        for lanes in self.traffic.take_lanes_moved():
            moved = self.timeout(max(0.0, lanes.time_s - self.now), value=lanes)
            moved.callbacks.append(self._tell)
        super().step()

    def _tell(self, moved: simpy.Event) -> None:
        if self._on_lanes_moved is not None:
            self._on_lanes_moved(cast("LanesMoved", moved.value))

    def _succeed(self, trip: int, arrival: Arrival, *, at_s: float) -> None:
        event = self._under_way.pop(trip)
        del self._trips[event]
        event._ok = True  # noqa: SLF001  # SimPy's own way to trigger an event in the future
        event._value = arrival  # noqa: SLF001
        self.schedule(event, delay=max(0.0, at_s - self.now))

    def _strand(self, caught: Stranding) -> None:
        """Ask whether the people leave vehicles that are caught; a trip without any is over."""
        arrived = self._under_way[caught.trip]
        asked = self._leaves_vehicles
        if asked is None or not asked(arrived, caught.n_vehicles, caught.link):
            return
        self.traffic.abandon(caught.trip, caught.n_vehicles)
        if not self.traffic.is_under_way(caught.trip):
            nobody = Arrival(
                trip=caught.trip,
                time_s=self.now,
                node=-1,
                n_vehicles=0,
                distance_m=0.0,
                travel_s=0.0,
                waited_s=0.0,
            )
            self._succeed(caught.trip, nobody, at_s=self.now)
