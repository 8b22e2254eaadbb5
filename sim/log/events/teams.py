"""What teams and inspectors do."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


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
    """A team (subject) set out after the order reached it and its turnout."""

    task: str
    from_node: str
    to_node: str
    order_s: float = 0.0


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
class MaterialDrawn(EventType):
    """A yard (subject: a county, or a prefecture's post) gave material for a hazard point."""

    county: str
    point: str
    material_m3: float


@dataclass(frozen=True, slots=True)
class MaterialRanShort(EventType):
    """No yard within reach of a county (subject) had the material a hazard point needs."""

    point: str
    needed_m3: float


@dataclass(frozen=True, slots=True)
class MaterialReplenished(EventType):
    """A yard (subject) was filled again."""

    material_m3: float
