"""What the traffic tells its caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """One trip at its destination, all its vehicles that were not lost on the way.

    Parameters
    ----------
    trip
        Number that the caller gave the trip.
    time_s
        When the last vehicle arrived [s].
    node
        Index of the node at which it did.
    n_vehicles
        Vehicles that arrived.
    distance_m
        Length of the route its last vehicle drove [m].
    travel_s
        Time from departure to that arrival, waiting included [s].
    waited_s
        Time its last vehicle had no route or was stuck in water [s].
    """

    trip: int
    time_s: float
    node: int
    n_vehicles: int
    distance_m: float
    travel_s: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class Stranding:
    """Vehicles of a trip that a closure caught on the road.

    Parameters
    ----------
    trip
        Number of the trip.
    n_vehicles
        Vehicles caught.
    link
        Index of the link on which they are.
    """

    trip: int
    n_vehicles: int
    link: int
