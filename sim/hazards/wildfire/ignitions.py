"""Where fires start: as reported, or by chance through a spring."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S
from sim.hazards.wildfire.outbreaks import Outbreak
from sim.place.geometry import haversine_m, rings_contain

if TYPE_CHECKING:
    from sim.core.clock import Clock
    from sim.core.streams import Streams
    from sim.hazards.geometry import FloatArray
    from sim.place import County, Place

_TRIES = 200


class Ignition(Config):
    """A fire that is known to have started.

    Parameters
    ----------
    fire_id
        Its name.
    time_s
        When, from the start of the scenario [s].
    lat_deg, lon_deg
        Where [degrees].
    fronts_deg
        Fronts already burning then: polylines of (latitude, longitude) [degrees], where it is
        first noticed as more than a point.
    county_id
        County that answers for it.
    """

    fire_id: str
    time_s: float = Field(ge=0.0)
    lat_deg: float = Field(ge=-90.0, le=90.0)
    lon_deg: float = Field(ge=-180.0, le=180.0)
    fronts_deg: tuple[tuple[tuple[float, float], ...], ...] = ()
    county_id: str


class SeasonParameters(Config):
    """How many fires a spring has."""

    per_1000km2_day: float = parameter(
        0.012,
        low=0.004,
        high=0.04,
        unit="1/(1000 km2 d)",
        ge=0.0,
        description="Fires that start in a thousand square kilometres of forest on a day of "
        "middling danger.",
    )
    danger_factor: float = parameter(
        2.0,
        low=1.4,
        high=3.0,
        unit="1",
        gt=0.0,
        description="How many times as many start on a day one class more dangerous.",
    )
    false_per_fire: float = parameter(
        2.0,
        low=0.5,
        high=8.0,
        unit="1",
        ge=0.0,
        description="Reports of smoke or heat that turn out to be no fire, for each that is one.",
    )
    peak_h: float = parameter(
        13.5, low=11.0, high=16.0, unit="h", description="Hour of the day at which most start."
    )
    spread_h: float = parameter(
        3.0, low=1.5, high=5.0, unit="h", gt=0.0, description="Standard deviation about it."
    )


_MIDDLING = 3


def reported(ignitions: tuple[Ignition, ...], place: Place, *, horizon_s: float) -> list[Outbreak]:
    """Return the fires of a list, those beyond the border marked as such.

    Raises
    ------
    UnknownNameError
        If a county does not exist.
    InputError
        If two fires have one name, or one starts after the end.
    """
    names = [one.fire_id for one in ignitions]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"ignitions: fire_id '{twice[0]}' occurs more than once")
    for one in ignitions:
        place.county(one.county_id)
        if one.time_s >= horizon_s:
            raise InputError(
                f"ignitions: {one.fire_id} starts at {one.time_s:g} s, after the end, "
                f"{horizon_s:g} s"
            )
    return [
        Outbreak(
            fire_id=one.fire_id,
            start_s=one.time_s,
            lat_deg=one.lat_deg,
            lon_deg=one.lon_deg,
            county_id=one.county_id,
            fronts_deg=one.fronts_deg,
            is_abroad=not rings_contain(place.outline, one.lat_deg, one.lon_deg),
        )
        for one in ignitions
    ]


def by_chance(
    place: Place,
    danger_class: FloatArray,
    *,
    clock: Clock,
    horizon_s: float,
    season: SeasonParameters,
    streams: Streams,
) -> tuple[list[Outbreak], list[Outbreak]]:
    """Return the fires of a spring, and what is reported and is no fire.

    Poisson processes for each county, by its danger.

    Parameters
    ----------
    place
        Place whose counties have forest.
    danger_class
        Class of danger, 1–5, by day and county (D, C).
    clock, horizon_s
        Calendar and length of the scenario.
    season
        How many, and when in the day.
    streams
        Random streams of the replication.
    """
    draw = partial(_spots, place, danger_class, clock=clock, horizon_s=horizon_s, season=season)
    fires = draw("ignitions", 1.0, streams=streams)
    alarms = draw("alarms", season.false_per_fire, streams=streams)
    return _numbered("FIRE", fires), _numbered("ALARM", alarms)


_Spot = tuple[float, str, float, float]


def _numbered(prefix: str, spots: list[_Spot]) -> list[Outbreak]:
    return [
        Outbreak(
            f"{prefix}_{number:03d}", start_s, lat, lon, county, is_abroad=False, is_by_chance=True
        )
        for number, (start_s, county, lat, lon) in enumerate(sorted(spots), start=1)
    ]


def _spots(  # all that a Poisson process by danger depends on
    place: Place,
    danger_class: FloatArray,
    name: str,
    factor: float,
    *,
    clock: Clock,
    horizon_s: float,
    season: SeasonParameters,
    streams: Streams,
) -> list[_Spot]:
    """Return when [s], in which county and where something happens, so many times a fire."""
    midnight_s = -(clock.start.hour * HOUR_S + clock.start.minute * 60.0)
    spots = []
    for number, county in enumerate(place.counties):
        luck = streams.get(f"wildfire/{name}/{county.county_id}")
        mean = season.per_1000km2_day * county.area_km2 * county.forest_share / 1000.0 * factor
        for day in range(len(danger_class)):
            # The same draws whatever the danger, so that more of it only adds fires.
            uniform, hours = luck.random(_MOST_A_DAY), luck.standard_normal(_MOST_A_DAY)
            tries = luck.random((_MOST_A_DAY, _TRIES, 2))
            rate = mean * season.danger_factor ** (danger_class[day, number] - _MIDDLING)
            arrival = np.cumsum(-np.log1p(-uniform)) / max(rate, 1e-300)
            for one in np.flatnonzero(arrival < 1.0).tolist():
                hour = np.clip(season.peak_h + season.spread_h * hours[one], 0.0, 23.9)
                start_s = midnight_s + day * DAY_S + float(hour) * HOUR_S
                if 0.0 <= start_s < horizon_s:
                    spots.append((start_s, county.county_id, *_spot(county, tries[one])))
    return spots


_MOST_A_DAY = 4


def _spot(county: County, draws: FloatArray) -> tuple[float, float]:
    """Return where in a county a fire starts: the first draw inside it, else at its seat."""
    if county.boundary:
        lon, lat = np.concatenate([np.asarray(ring) for ring in county.boundary]).T
        for across, up in draws:
            at_lat = float(lat.min() + up * (lat.max() - lat.min()))
            at_lon = float(lon.min() + across * (lon.max() - lon.min()))
            if rings_contain(county.boundary, at_lat, at_lon):
                return at_lat, at_lon
    return county.lat, county.lon


def nearest_county(place: Place, lat_deg: float, lon_deg: float) -> str:
    """Return the county whose seat is nearest to a point."""
    lat, lon = np.array([(one.lat, one.lon) for one in place.counties]).T
    return place.counties[int(np.argmin(haversine_m(lat_deg, lon_deg, lat, lon)))].county_id
