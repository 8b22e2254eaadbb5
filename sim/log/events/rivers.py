"""What river gauges report."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class RiverRose(EventType):
    """A river rose above its warning or guarantee stage (``level``) in a catchment (subject).

    ``over_m`` is the stage above the bank, which is the warning stage.
    """

    river: str
    county: str
    level: str
    over_m: float
    discharge_m3s: float


@dataclass(frozen=True, slots=True)
class RiverCrested(EventType):
    """A river above its warning stage in a catchment (subject) passed its crest."""

    river: str
    county: str
    over_m: float
    discharge_m3s: float


@dataclass(frozen=True, slots=True)
class ReleaseOrdered(EventType):
    """A person ordered a reservoir (subject) to release otherwise than by rule."""

    release_m3s: float


@dataclass(frozen=True, slots=True)
class RiverFell(EventType):
    """A river fell below its warning stage again in a catchment (subject)."""

    river: str
    county: str
