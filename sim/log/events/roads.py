"""What happens to roads and to the traffic on them."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class LinkFlooded(EventType):
    """Water of some depth stands on a link (subject), and traffic slows."""

    depth_m: float


@dataclass(frozen=True, slots=True)
class LinkClosed(EventType):
    """A link (subject) closed. Reason: flood, breach, slide, bridge or decision."""

    reason: str


@dataclass(frozen=True, slots=True)
class LinkReopened(EventType):
    """A link (subject) reopened to traffic."""

    closed_s: float


@dataclass(frozen=True, slots=True)
class RepairCompleted(EventType):
    """A cut or silted link (subject) was repaired or cleared."""

    team: str


@dataclass(frozen=True, slots=True)
class LinkCongested(EventType):
    """A jam formed on a link (subject); ``delay_s`` is what it costs a vehicle to pass."""

    vehicles: int
    delay_s: float


@dataclass(frozen=True, slots=True)
class LinkRelieved(EventType):
    """The jam on a link (subject) dissolved."""

    congested_s: float


@dataclass(frozen=True, slots=True)
class GridlockFormed(EventType):
    """Full links stopped one another in a closed circle; the subject is one of them."""

    links: list[str]
    vehicles: int


@dataclass(frozen=True, slots=True)
class GridlockCleared(EventType):
    """A circle of full links, of which the subject is one, came loose."""

    lasted_s: float


@dataclass(frozen=True, slots=True)
class ContraflowOrdered(EventType):
    """It was ordered that all lanes of a link (subject) shall lead towards one node."""

    towards: str


@dataclass(frozen=True, slots=True)
class ContraflowBegan(EventType):
    """Drained and staffed, all lanes of a link (subject) lead towards one node."""

    towards: str


@dataclass(frozen=True, slots=True)
class ContraflowEnded(EventType):
    """The lanes of a link (subject) lead both ways again."""
