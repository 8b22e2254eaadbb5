"""SimPy's clock and the traffic on the roads, moving as one.

Before SimPy processes its next event at time t, the traffic is advanced to t. It stops early
at the first arrival, which becomes a SimPy event at that time.
"""

from collections.abc import Generator
from itertools import count
from typing import Any, TypeVar

import simpy

from sim.roads.traffic import Arrival, Traffic

ReturnT = TypeVar("ReturnT")
Process = Generator[simpy.Event, Any, ReturnT]
"""A SimPy process: yields events, returns a value."""


class CoupledEnvironment(simpy.Environment):
    """A SimPy environment whose vehicles move in `traffic`."""

    def __init__(self, traffic: Traffic) -> None:
        super().__init__()
        self.traffic = traffic
        self._numbers = count()
        self._under_way: dict[int, simpy.Event] = {}
        self._trips: dict[simpy.Event, int] = {}

    def travel(
        self, *, origin: int, destination: int, vehicle: str, n_vehicles: int = 1
    ) -> simpy.Event:
        """Send vehicles on the road now; the returned event succeeds with their Arrival.

        Parameters
        ----------
        origin, destination
            Node indices.
        vehicle
            Name of the vehicle class.
        n_vehicles
            Vehicles that travel together.
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
        )
        return arrived

    def recall(self, arrived: simpy.Event) -> None:
        """Send vehicles under way back to where they set out; their event then means that."""
        self.traffic.recall(self._trips[arrived])

    def step(self) -> None:
        """Advance the traffic to the next event, then process that event or an earlier arrival."""
        until_s = max(self.peek(), self.traffic.now_s)
        for arrival in self.traffic.advance(until_s):
            self._announce(arrival)
        super().step()

    def _announce(self, arrival: Arrival) -> None:
        event = self._under_way.pop(arrival.trip)
        del self._trips[event]
        event._ok = True  # noqa: SLF001  # SimPy's own way to trigger an event in the future
        event._value = arrival  # noqa: SLF001
        self.schedule(event, delay=max(0.0, arrival.time_s - self.now))
