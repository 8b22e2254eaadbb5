"""Fires: how they start and run, who sees them, what crews do."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class FireStarted(EventType):
    """A fire (subject) started, at home or abroad (side). Nobody knows yet.

    The raster its cells are numbered in: where its middle lies, how large and how many cells.
    """

    county: str
    side: str
    lat_deg: float
    lon_deg: float
    raster_lat_deg: float
    raster_lon_deg: float
    cell_m: float
    n_rows: int
    n_columns: int


@dataclass(frozen=True, slots=True)
class FireSighted(EventType):
    """A source reported a fire (subject): which, and how large it was when seen."""

    county: str
    source: str
    area_ha: float


@dataclass(frozen=True, slots=True)
class SmokeReported(EventType):
    """Smoke or heat (subject) was reported that is no fire. Nobody knows before a team looks."""

    county: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class FalseAlarmFound(EventType):
    """A team found no fire where one was reported (subject)."""

    team: str


@dataclass(frozen=True, slots=True)
class FireGrew(EventType):
    """How a fire (subject) stands, hour by hour.

    ``area_home_ha`` burnt on this side of the border, ``edge_km`` is the edge that still runs,
    ``held_km`` border it came up against and did not get over, ``flame_m`` the longest flames of
    the last hour, ``persons`` those who fight it, ``cells`` what burnt since the last such event,
    as :mod:`sim.log.cells` writes it.
    """

    area_ha: float
    area_home_ha: float
    edge_km: float
    held_km: float
    flame_m: float
    persons: int
    cells: str


@dataclass(frozen=True, slots=True)
class BorderReached(EventType):
    """A fire (subject) has come up against the border, along so much of it by now."""

    border_km: float


@dataclass(frozen=True, slots=True)
class BorderCrossed(EventType):
    """A fire (subject) has come over the border for the first time."""

    area_home_ha: float


@dataclass(frozen=True, slots=True)
class LineBuilt(EventType):
    """Crews made line at a fire (subject) in the last hour."""

    line_km: float
    persons: int
    cells: str


@dataclass(frozen=True, slots=True)
class LineFailed(EventType):
    """A fire (subject) got over a line that was made."""

    line_km: float
    flame_m: float


@dataclass(frozen=True, slots=True)
class FireRekindled(EventType):
    """An edge of a fire (subject) that was out flared up and got over the line."""

    places: int


@dataclass(frozen=True, slots=True)
class WaterDropped(EventType):
    """Helicopters dropped water at a fire (subject), and cooled so much of its edge."""

    drops: int
    edge_km: float


@dataclass(frozen=True, slots=True)
class CrewsWithdrew(EventType):
    """Crews left a stretch at a fire (subject) that they could not finish in time."""

    line_km: float


@dataclass(frozen=True, slots=True)
class CrewsOverrun(EventType):
    """Fire (subject) came over people who thought they had more time."""

    persons: int


@dataclass(frozen=True, slots=True)
class FireHeld(EventType):
    """Nothing more will burn at a fire (subject) unless it flares up."""

    area_ha: float


@dataclass(frozen=True, slots=True)
class FireOut(EventType):
    """A fire (subject) is over for the county: mopped up, or the border no longer in danger."""

    area_ha: float
    border_held_km: float


@dataclass(frozen=True, slots=True)
class ZoneInPathOfFire(EventType):
    """Fire will come near people of a zone (subject), if nothing stops it."""

    fire: str
    persons: int
    arrival_s: float


@dataclass(frozen=True, slots=True)
class ZoneMetByFire(EventType):
    """Fire came to people of a zone (subject)."""

    fire: str
    persons_present: int


@dataclass(frozen=True, slots=True)
class DangerRated(EventType):
    """The class of fire danger of a county (subject) changed, at 3 or above."""

    danger: int
    fwi: float
