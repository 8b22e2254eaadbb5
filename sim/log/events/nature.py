"""What nature does to zones and hazard points; what it does to roads is in :mod:`.roads`."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class RainFell(EventType):
    """Rain over a county (subject) passed a warning threshold or a further 25 mm in 24 h."""

    rain_24h_mm: float
    intensity_mm_per_h: float


@dataclass(frozen=True, slots=True)
class ZoneThreatened(EventType):
    """A forecast says that water will reach a zone (subject): how many people, and when."""

    persons: int
    flood_time_s: float


@dataclass(frozen=True, slots=True)
class ThreatLifted(EventType):
    """Forecasts no longer say that water will reach a zone (subject)."""


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
