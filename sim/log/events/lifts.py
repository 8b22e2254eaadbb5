"""Places cut off, and the boats and helicopters that serve them."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class PlaceIsolated(EventType):
    """No road leads from any depot to a zone (subject) any more; ``persons`` live there."""

    persons: int


@dataclass(frozen=True, slots=True)
class PlaceReconnected(EventType):
    """A road leads to a zone (subject) again."""


@dataclass(frozen=True, slots=True)
class LiftDeparted(EventType):
    """A boat or helicopter (subject) set out. Kind: boat or helicopter."""

    kind: str
    from_node: str
    to_node: str


@dataclass(frozen=True, slots=True)
class LiftArrived(EventType):
    """A boat or helicopter (subject) has brought all of its load; ``trips`` it took."""

    kind: str
    trips: int
