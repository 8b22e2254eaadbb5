"""The kinds of event a run can write.

Each kind is past tense, has one subject, and carries only numbers, strings and short lists.
``subject`` is the identifier of what it happened to; the remaining fields become the row's
data. Times live in the row, never in the event.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class EventType:
    """Base of all event kinds."""

    subject: str

    def data(self) -> dict[str, object]:
        """Return the fields beside the subject, in order of declaration."""
        return {name: getattr(self, name) for name in _data_fields(type(self))}


_FIELDS: dict[type, tuple[str, ...]] = {}


def _data_fields(kind: type[EventType]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(item.name for item in fields(kind) if item.name != "subject")
        _FIELDS[kind] = names
    return names


# -- what nature does -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RainFell(EventType):
    """Rain over a county (subject) passed a warning threshold or a further 25 mm in 24 h."""

    rain_24h_mm: float
    intensity_mm_per_h: float


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
class ZoneThreatened(EventType):
    """Water will reach a zone (subject) if nothing changes: truth, not belief."""

    persons: int
    flood_time_s: float


@dataclass(frozen=True, slots=True)
class ZoneFlooded(EventType):
    """Water entered the low-lying part of a zone (subject); ``depth_m`` is the depth it reaches."""

    depth_m: float
    persons_present: int


@dataclass(frozen=True, slots=True)
class ZoneDrained(EventType):
    """Water left a zone (subject)."""


@dataclass(frozen=True, slots=True)
class HazardPointFailed(EventType):
    """A hazard point (subject: dike, slope or small reservoir) gave way."""

    kind_of_point: str
    county: str
    zone: str
    link: str
    persons: int


@dataclass(frozen=True, slots=True)
class IncidentOccurred(EventType):
    """A point incident (subject) trapped people at a node."""

    node: str
    persons: int
    capability: str


# -- what is observed and believed ----------------------------------------------------------


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


# -- command --------------------------------------------------------------------------------


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


# -- evacuation -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EvacuationOrdered(EventType):
    """The people at risk in a zone (subject) were ordered to leave."""

    persons: int
    level: str


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
class PersonsTrapped(EventType):
    """People in a zone (subject) were caught by the water, a failure or an incident."""

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


# -- teams ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TeamStaged(EventType):
    """A team (subject) was moved forward to a staging area before being needed."""

    node: str


@dataclass(frozen=True, slots=True)
class TeamDemobilised(EventType):
    """A staged team (subject) went home when the alarm was over."""

    node: str


@dataclass(frozen=True, slots=True)
class TeamTasked(EventType):
    """A team (subject) was given a task. Task: an incident, point or link identifier."""

    task: str
    task_kind: str


@dataclass(frozen=True, slots=True)
class TeamDeparted(EventType):
    """A team (subject) set out after its turnout."""

    task: str
    from_node: str
    to_node: str


@dataclass(frozen=True, slots=True)
class TeamArrived(EventType):
    """A team (subject) arrived where it was sent."""

    task: str
    travel_s: float


@dataclass(frozen=True, slots=True)
class TeamRecalled(EventType):
    """A team (subject) found no way to its task and was called back; another is asked."""

    task: str
    waited_s: float


@dataclass(frozen=True, slots=True)
class TaskCompleted(EventType):
    """A team (subject) finished its task."""

    task: str
    work_s: float


@dataclass(frozen=True, slots=True)
class TeamAvailable(EventType):
    """A team (subject) is back at its base or staging area, rested and ready."""

    node: str


# -- hazard points and roads ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointsInspected(EventType):
    """Inspectors of a county (subject) visited hazard points."""

    points: int
    person_turns: int
    weak_found: int


@dataclass(frozen=True, slots=True)
class PointReinforced(EventType):
    """A weak hazard point (subject) was reinforced before it failed."""

    county: str
    team: str


@dataclass(frozen=True, slots=True)
class RepairCompleted(EventType):
    """A cut or silted link (subject) was repaired or cleared."""

    team: str


# -- supply ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StockPlaced(EventType):
    """A depot (subject) held this stock at the start, or received it from outside."""

    stock: dict[str, float]


@dataclass(frozen=True, slots=True)
class NeedArose(EventType):
    """People at a shelter (subject) came to need more of some commodities."""

    persons: int
    need: dict[str, float]


@dataclass(frozen=True, slots=True)
class GoodsReserved(EventType):
    """A depot (subject) was told to send goods to a shelter under a shipment number."""

    shipment: int
    shelter: str
    goods: dict[str, float]


@dataclass(frozen=True, slots=True)
class TruckDeparted(EventType):
    """A loaded truck (subject) left a depot for a shelter."""

    shipment: int
    depot: str
    shelter: str
    goods: dict[str, float]


@dataclass(frozen=True, slots=True)
class GoodsDelivered(EventType):
    """Goods were handed over at a shelter (subject)."""

    shipment: int
    depot: str
    truck: str
    goods: dict[str, float]


@dataclass(frozen=True, slots=True)
class TruckReturned(EventType):
    """A truck (subject) is back at its depot."""

    depot: str


@dataclass(frozen=True, slots=True)
class StockRanOut(EventType):
    """A depot (subject) could no longer serve what it was asked for."""

    commodity: str


# -- decisions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionTaken(EventType):
    """A person, not a rule, pulled a lever (subject)."""

    target: str


KINDS: dict[str, type[EventType]] = {kind.__name__: kind for kind in EventType.__subclasses__()}
"""Every kind of event by name."""
