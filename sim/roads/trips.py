"""What the traffic remembers of one trip, and what it reports when the trip ends."""

from dataclasses import dataclass, field

from sim.roads.routing import Routes, Tree


@dataclass(frozen=True, slots=True)
class Arrival:
    """One trip at its destination.

    Parameters
    ----------
    trip
        Number that the caller gave the trip.
    time_s
        When it arrived [s].
    node
        Index of the destination.
    n_vehicles
        Vehicles that travelled together.
    distance_m
        Length of the route driven [m].
    travel_s
        Time since departure, waiting included [s].
    waited_s
        Time without a route [s].
    """

    trip: int
    time_s: float
    node: int
    n_vehicles: int
    distance_m: float
    travel_s: float
    waited_s: float


@dataclass(eq=False, slots=True)
class Trip:
    """State of one trip under way.

    Parameters
    ----------
    routes
        Routes of its vehicle class.
    origin
        Node at which it departed.
    node
        Node at which it decides next: the head of the arc being driven.
    n_vehicles
        Vehicles that travel together.
    departed_s
        When it departed [s].
    waiting_since_s
        Since when it has been standing without a route [s]; meaningless while it moves.
    waited_s
        Time it stood without a route before that [s].
    distance_m
        Length driven, the present arc included [m].
    arc
        Arc being driven, or -1 at a node.
    """

    routes: Routes = field(repr=False)
    origin: int
    node: int
    n_vehicles: int
    departed_s: float
    waiting_since_s: float = 0.0
    waited_s: float = 0.0
    distance_m: float = 0.0
    arc: int = -1
    tree: Tree = field(init=False, repr=False)
    next_arc: list[int] = field(init=False, repr=False)
    times: list[float] = field(init=False, repr=False)

    def follow(self, tree: Tree) -> None:
        """Travel to the destination of a tree from the next node on."""
        tree.n_users += 1
        self.tree = tree
        # Held here as well, since the traffic reads both at every node.
        self.next_arc = tree.next_arc
        self.times = self.routes.times

    def leave_tree(self) -> None:
        """Stop following the present tree."""
        self.tree.n_users -= 1
