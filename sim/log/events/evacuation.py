"""What happens to people: ordered away, under way, taken in, trapped, rescued, home again."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class EvacuationOrdered(EventType):
    """The people at risk in a zone (subject) were ordered to leave."""

    persons: int
    level: str


@dataclass(frozen=True, slots=True)
class PersonsGathered(EventType):
    """People without a car came to the pick-up of a zone (subject) and wait for a bus."""

    persons: int


@dataclass(frozen=True, slots=True)
class BusDeparted(EventType):
    """An empty bus (subject) set out for the pick-up of a zone."""

    zone: str
    from_node: str


@dataclass(frozen=True, slots=True)
class GroupDeparted(EventType):
    """Evacuees left a zone (subject) for a shelter. Mode: car or bus."""

    group: int
    shelter: str
    persons: int
    vehicles: int
    mode: str


@dataclass(frozen=True, slots=True)
class GroupArrived(EventType):
    """Evacuees reached a shelter (subject) and were taken in."""

    group: int
    zone: str
    persons: int
    travel_s: float


@dataclass(frozen=True, slots=True)
class GroupDiverted(EventType):
    """Evacuees found a shelter (subject) full and went on to another."""

    group: int
    to: str
    persons: int


@dataclass(frozen=True, slots=True)
class BusStranded(EventType):
    """Water on a link caught a bus (subject), with or without people on board."""

    link: str


@dataclass(frozen=True, slots=True)
class BusReturned(EventType):
    """A bus (subject) is back at its station, ready for another round."""

    node: str


@dataclass(frozen=True, slots=True)
class PersonsTrapped(EventType):
    """People in a zone (subject) were caught there, or on a road having left it."""

    persons: int
    incident: str


@dataclass(frozen=True, slots=True)
class PersonsRescued(EventType):
    """A team brought trapped people of an incident (subject) to safety."""

    team: str
    persons: int
    zone: str


@dataclass(frozen=True, slots=True)
class PersonsReturned(EventType):
    """Evacuees went home from a shelter (subject) after the water left."""

    persons: int
