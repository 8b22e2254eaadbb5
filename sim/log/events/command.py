"""What agencies observe, believe, ask for and decide."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class WarningIssued(EventType):
    """The weather agency issued a rain warning for a county (subject).

    ``rain_mm`` is the rain expected at its wettest gauge from now to the end of the outlook.
    """

    level: str
    rain_mm: float


@dataclass(frozen=True, slots=True)
class WarningLifted(EventType):
    """The weather agency lifted the rain warning of a county (subject)."""


@dataclass(frozen=True, slots=True)
class FactLearned(EventType):
    """An agency (subject) learned a fact: an event of the log, some time after it was true."""

    fact: int
    age_s: float


@dataclass(frozen=True, slots=True)
class ConsultationHeld(EventType):
    """Agencies sat together at a command post (subject) and shared their pictures."""

    members: list[str]
    facts_shared: int


@dataclass(frozen=True, slots=True)
class ResponseRaised(EventType):
    """A command post (subject) raised its response level (IV is the lowest, I the highest)."""

    level: str


@dataclass(frozen=True, slots=True)
class ResponseLowered(EventType):
    """A command post (subject) lowered its response level: less had been enough for a while."""

    level: str


@dataclass(frozen=True, slots=True)
class ResponseEnded(EventType):
    """A command post (subject) ended its response."""


@dataclass(frozen=True, slots=True)
class RequestRaised(EventType):
    """A request (subject) for evacuation, teams, goods, reinforcement or repair was made."""

    request_kind: str
    agency: str
    about: str


@dataclass(frozen=True, slots=True)
class RequestHandled(EventType):
    """One hop of a request (subject): an agency queued it, decided, and passed it on."""

    agency: str
    queue_s: float
    decide_s: float


@dataclass(frozen=True, slots=True)
class RequestApproved(EventType):
    """A request (subject) was approved and can be acted on."""

    agency: str
    waited_s: float


@dataclass(frozen=True, slots=True)
class RequestRefused(EventType):
    """A request (subject) was refused: the post knew that it was no longer needed."""

    agency: str
    waited_s: float


@dataclass(frozen=True, slots=True)
class RequestDelegated(EventType):
    """An overloaded post (agency) passed a request (subject) to the post above it (to)."""

    agency: str
    to: str
    waiting: int


@dataclass(frozen=True, slots=True)
class PostOverloaded(EventType):
    """More requests wait at a command post (subject) than its working groups can take up soon."""

    waiting: int


@dataclass(frozen=True, slots=True)
class PostRelieved(EventType):
    """The queue of a command post (subject) that was overloaded is short again."""

    overloaded_s: float


@dataclass(frozen=True, slots=True)
class DistressReported(EventType):
    """A rumour (subject) of people in distress came up in a zone; nobody is."""

    county: str
    zone: str


@dataclass(frozen=True, slots=True)
class RumourCorrected(EventType):
    """A rumour (subject) was found false, and it was said."""

    county: str


@dataclass(frozen=True, slots=True)
class DecisionTaken(EventType):
    """A person, not a rule, pulled a lever (subject)."""

    target: str
