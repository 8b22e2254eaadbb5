"""Trips to drive without a disaster around them, and what became of them: tables of arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.roads.network import FloatArray, IntArray, Network

ANY = -1
"""Destination of a trip that ends at whichever of the sinks is quickest to reach."""


@dataclass(frozen=True, eq=False)
class Trips:
    """Vehicles that set out, one row each.

    Parameters
    ----------
    depart_s
        When each wants to set out [s] (V,).
    origin, destination
        Node at which each begins and ends, `ANY` = at any of the sinks (V,).
    vehicle
        Name of the vehicle class, one for all or one each.
    routes
        Arcs each is told to drive; an empty route leaves the choice to the driver.
    """

    depart_s: FloatArray
    origin: IntArray
    destination: IntArray
    vehicle: str | Sequence[str] = "car"
    routes: Sequence[Sequence[int]] | None = None

    def __post_init__(self) -> None:
        """Take lists as arrays."""
        object.__setattr__(self, "depart_s", np.asarray(self.depart_s, dtype=np.float64))
        for name in ("origin", "destination"):
            nodes = np.asarray(getattr(self, name))
            whole = nodes.astype(np.int64) if nodes.dtype.kind in "iu" or not nodes.size else nodes
            object.__setattr__(self, name, whole)

    def __len__(self) -> int:
        return len(self.depart_s)


@dataclass(frozen=True, eq=False)
class Passages:
    """Vehicles that passed the recorded arcs, in the order in which they left them.

    Last come those that are still there.

    Parameters
    ----------
    arc, trip
        Indices (P,).
    entered_s, left_s
        Times [s], nan = has not left (P,).
    """

    arc: IntArray
    trip: IntArray
    entered_s: FloatArray
    left_s: FloatArray


@dataclass(frozen=True, eq=False)
class TripResults:
    """What became of the trips.

    Parameters
    ----------
    network, trips
        As given.
    until_s
        When the simulation ended [s].
    departed_s
        When each vehicle entered its first road [s], nan if it has not (V,).
    arrived_s
        When each arrived [s], nan if it has not (V,).
    entered
        Vehicles that entered each arc (A,).
    delay_s
        Delay of the vehicles that left each arc, summed [s] (A,).
    n_waiting, n_stranded, n_under_way
        Vehicles without a route, stuck on closed roads, and all that have not arrived.
    gridlocked
        Arcs whose first vehicles wait for one another in a circle at the end (K,).
    passages
        Passages of the recorded arcs.
    """

    network: Network
    trips: Trips
    until_s: float
    departed_s: FloatArray
    arrived_s: FloatArray
    entered: IntArray
    delay_s: FloatArray
    n_waiting: int
    n_stranded: int
    n_under_way: int
    gridlocked: IntArray
    passages: Passages

    @property
    def n_arrived(self) -> int:
        """Vehicles that arrived."""
        return int(np.isfinite(self.arrived_s).sum())

    @property
    def travel_s(self) -> FloatArray:
        """Time from wanting to set out to arriving, waiting included [s], nan = not yet (V,)."""
        return self.arrived_s - self.trips.depart_s
