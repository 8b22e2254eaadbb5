"""Who sees a fire first: satellites, aircraft, towers, cameras, patrols, people ("sky-air-ground").

Pure functions of how a fire grows while nobody fights it, of the hour, the weather and the class
of danger. Each look has a draw of its own, so that more looks change no other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S, MINUTE_S
from sim.hazards.geometry import FloatArray

if TYPE_CHECKING:
    from sim.core.clock import Clock
    from sim.core.streams import Streams
    from sim.hazards.wildfire.weather.series import FireWeather

_MIDDLING = 3


class Sighting(NamedTuple):
    """A source has reported a fire: which, when its report is out [s], how large it was [ha]."""

    source: str
    time_s: float
    area_ha: float


class Look(Config):
    """How one source looks: how often, what it sees, how soon it says so.

    The ranges below hold for each source; the defaults differ.
    """

    every_s: float = parameter(
        3600.0,
        low=300.0,
        high=86_400.0,
        unit="s",
        gt=0.0,
        description="Time between two looks at a place, on a day of middling danger.",
    )
    least_ha: float = parameter(
        0.1, low=0.01, high=20.0, unit="ha", ge=0.0, description="Smallest fire that is seen."
    )
    seen_share: float = parameter(
        0.6,
        low=0.2,
        high=0.95,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Probability that a look sees a fire large enough.",
    )
    covered_share: float = parameter(
        1.0,
        low=0.1,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the ground that is looked at, ever.",
    )
    abroad_share: float = parameter(
        1.0,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of that which also sees beyond the border.",
    )
    delay_s: float = parameter(
        900.0,
        low=60.0,
        high=7200.0,
        unit="s",
        ge=0.0,
        description="From the look to the report.",
    )
    danger_factor: float = parameter(
        1.0,
        low=1.0,
        high=2.0,
        unit="1",
        gt=0.0,
        description="How many times as often on a day one class more dangerous.",
    )
    most_wind_mps: float = parameter(
        60.0,
        low=8.0,
        high=60.0,
        unit="m/s",
        gt=0.0,
        description="Strongest wind in which it looks.",
    )
    by_night: bool = True
    through_cloud: bool = True


class DetectionNetwork(Config):
    """All sources, and the hours of daylight."""

    geostationary: Look = Field(
        default_factory=lambda: Look(
            every_s=10 * MINUTE_S, least_ha=4.0, seen_share=0.5, delay_s=15 * MINUTE_S,
            through_cloud=False,
        )
    )  # fmt: skip
    polar: Look = Field(
        default_factory=lambda: Look(
            every_s=6 * HOUR_S, least_ha=0.5, seen_share=0.7, delay_s=HOUR_S, through_cloud=False
        )
    )
    aircraft: Look = Field(
        default_factory=lambda: Look(
            every_s=10 * HOUR_S, least_ha=0.05, seen_share=0.8, delay_s=5 * MINUTE_S,
            danger_factor=1.6, abroad_share=0.3, most_wind_mps=14.0, by_night=False,
        )
    )  # fmt: skip
    tower: Look = Field(
        default_factory=lambda: Look(
            every_s=15 * MINUTE_S, least_ha=0.1, seen_share=0.5, covered_share=0.6,
            abroad_share=0.5, delay_s=10 * MINUTE_S, by_night=False,
        )
    )  # fmt: skip
    camera: Look = Field(
        default_factory=lambda: Look(
            every_s=5 * MINUTE_S, least_ha=0.1, seen_share=0.4, covered_share=0.25,
            abroad_share=0.5, delay_s=5 * MINUTE_S,
        )
    )  # fmt: skip
    patrol: Look = Field(
        default_factory=lambda: Look(
            every_s=12 * HOUR_S, least_ha=0.01, seen_share=0.7, covered_share=0.5,
            abroad_share=0.2, delay_s=20 * MINUTE_S, danger_factor=1.5, by_night=False,
        )
    )  # fmt: skip
    people: Look = Field(
        default_factory=lambda: Look(
            every_s=3 * HOUR_S, least_ha=0.05, seen_share=0.5, covered_share=0.7,
            abroad_share=0.1, delay_s=10 * MINUTE_S,
        )
    )  # fmt: skip
    first_light_h: float = parameter(
        5.5, low=4.0, high=7.0, unit="h", ge=0.0, description="Hour at which it is light."
    )
    last_light_h: float = parameter(
        18.5, low=17.0, high=20.5, unit="h", ge=0.0, description="Hour at which it is dark."
    )
    cloud_humidity: float = parameter(
        0.85,
        low=0.7,
        high=0.95,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Relative humidity of the air from which satellites see only cloud.",
    )
    watch_s: float = parameter(
        2 * DAY_S,
        low=DAY_S,
        high=4 * DAY_S,
        unit="s",
        gt=0.0,
        description="How long a fire is looked for before it must have been noticed anyway.",
    )

    def sources(self) -> dict[str, Look]:
        """Return every source by name."""
        return {
            name: value for name in type(self).model_fields
            if isinstance(value := getattr(self, name), Look)
        }  # fmt: skip


def sightings(  # all that a sighting depends on
    *,
    fire_id: str,
    start_s: float,
    area_ha: Callable[[FloatArray], FloatArray],
    danger: int,
    is_abroad: bool,
    clock: Clock,
    weather: FireWeather,
    network: DetectionNetwork,
    streams: Streams,
) -> tuple[Sighting, ...]:
    """Return the first sighting of a fire by each source that sees it, in order of time.

    Parameters
    ----------
    fire_id
        Names the draws.
    start_s
        When it starts [s].
    area_ha
        How large it would be at times [s] if nobody fought it [ha].
    danger
        Class of danger of the day, 1–5; patrols go by it.
    is_abroad
        Whether it burns beyond the border.
    clock
        Calendar.
    weather
        Weather over it.
    network
        Sources.
    streams
        Random streams of the replication.
    """
    found = []
    for source, look in network.sources().items():
        luck = streams.get(f"wildfire/{fire_id}/seen/{source}")
        covered, offset = luck.random(2)
        share = look.covered_share * (look.abroad_share if is_abroad else 1.0)
        if covered >= share:
            continue
        every_s = look.every_s / look.danger_factor ** (danger - _MIDDLING)
        time_s = start_s + (offset + np.arange(int(network.watch_s / every_s) + 1)) * every_s
        sees = luck.random(len(time_s)) < look.seen_share
        sees &= area_ha(time_s) >= look.least_ha
        sees &= _can_look(time_s, look, clock=clock, weather=weather, network=network)
        if sees.any():
            seen_s = time_s[np.argmax(sees)]
            size_ha = float(area_ha(np.array([seen_s]))[0])
            found.append(Sighting(source, float(seen_s) + look.delay_s, size_ha))
    return tuple(sorted(found, key=lambda one: (one.time_s, one.source)))


def _can_look(
    time_s: FloatArray,
    look: Look,
    *,
    clock: Clock,
    weather: FireWeather,
    network: DetectionNetwork,
) -> np.ndarray:
    """Return at which times a source can see anything."""
    hour = np.clip(time_s // HOUR_S, 0, len(weather.time_s) - 1).astype(np.int64)
    can = weather.wind_mps[hour] <= look.most_wind_mps
    if not look.by_night:
        can &= is_light(time_s, clock=clock, network=network)
    if not look.through_cloud:
        can &= weather.humidity[hour] < network.cloud_humidity
    return np.asarray(can)


def is_light(time_s: FloatArray, *, clock: Clock, network: DetectionNetwork) -> np.ndarray:
    """Return at which times [s] it is day."""
    start = clock.start
    of_day_h = (start.hour + start.minute / 60.0 + np.asarray(time_s) / HOUR_S) % 24.0
    return np.asarray((of_day_h >= network.first_light_h) & (of_day_h < network.last_light_h))
