"""Weather over a fire, hour by hour: read from a table, or invented for a spring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.core.clock import parse_time
from sim.core.errors import LiandongError, Problem, ProblemsError
from sim.core.files import read_rows
from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S
from sim.hazards.geometry import FloatArray

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.core.clock import Clock
    from sim.core.streams import Streams

_BOUNDS = {
    "temperature_c": (-50.0, 50.0),
    "humidity_share": (0.0, 1.0),
    "wind_mps": (0.0, 60.0),
    "wind_from_deg": (0.0, 360.0),
    "rain_mm_per_h": (0.0, 200.0),
}


@dataclass(frozen=True)
class FireWeather:
    """Weather in one place at full hours (H,).

    Parameters
    ----------
    time_s
        Hours from the start of the scenario [s].
    temperature_c
        Air temperature [°C].
    humidity
        Relative humidity, a share.
    wind_mps
        Wind at 10 m [m/s].
    wind_from_deg
        Where it comes from [degrees clockwise from north].
    rain_mm_per_h
        Rain [mm/h].
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "time_s",
        "temperature_c",
        "humidity",
        "wind_mps",
        "wind_from_deg",
        "rain_mm_per_h",
    )
    time_s: FloatArray
    temperature_c: FloatArray
    humidity: FloatArray
    wind_mps: FloatArray
    wind_from_deg: FloatArray
    rain_mm_per_h: FloatArray

    def at(self, hours: Sequence[int] | np.ndarray) -> FireWeather:
        """Return the weather of some of the hours."""
        return FireWeather(*(getattr(self, name)[hours] for name in self.FIELDS))

    def blown(self, factor: float) -> FireWeather:
        """Return the same weather with a stronger or weaker wind."""
        return replace(self, wind_mps=self.wind_mps * factor)

    def hour_at(self, time_s: float) -> int:
        """Return the index of the newest hour at a time [s]."""
        return int(np.clip(time_s // HOUR_S, 0, len(self.time_s) - 1))


class WeatherErrors(Config):
    """How far the weather of a replication lies from the table: persistent errors."""

    wind_cv: float = parameter(
        0.2,
        low=0.05,
        high=0.4,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of the wind over that of the table.",
    )
    direction_sd_deg: float = parameter(
        15.0,
        low=5.0,
        high=40.0,
        unit="deg",
        ge=0.0,
        description="Standard deviation of the direction of the wind about the table's.",
    )
    humidity_sd: float = parameter(
        0.06,
        low=0.02,
        high=0.15,
        unit="1",
        ge=0.0,
        description="Standard deviation of the relative humidity about the table's.",
    )
    memory_s: float = parameter(
        6.0 * HOUR_S,
        low=2.0 * HOUR_S,
        high=24.0 * HOUR_S,
        unit="s",
        gt=0.0,
        description="Time over which the correlation of these errors falls to 1/e.",
    )


class SpringWeather(Config):
    """Invented weather of a dry spring: a daily course, days that persist, some rain."""

    temperature_c: float = parameter(
        9.0, low=3.0, high=16.0, unit="C", description="Mean temperature."
    )
    swing_c: float = parameter(
        7.0, low=4.0, high=10.0, unit="C", ge=0.0, description="Half the daily range of it."
    )
    humidity: float = parameter(
        0.5, low=0.35, high=0.65, unit="1", ge=0.0, description="Mean relative humidity."
    )
    humidity_swing: float = parameter(
        0.2, low=0.1, high=0.3, unit="1", ge=0.0, description="Half the daily range of it."
    )
    wind_mps: float = parameter(
        3.0,
        low=2.0,
        high=5.0,
        unit="m/s",
        gt=0.0,
        description="Mean wind in wooded hills.",
    )
    afternoon_factor: float = parameter(
        1.6,
        low=1.2,
        high=2.2,
        unit="1",
        ge=1.0,
        description="Wind of the afternoon over the mean of the day.",
    )
    prevailing_from_deg: float = parameter(
        250.0,
        low=180.0,
        high=315.0,
        unit="deg",
        description="Where the wind mostly comes from.",
    )
    day_sd: float = parameter(
        0.9,
        low=0.5,
        high=1.3,
        unit="1",
        ge=0.0,
        description="How much days differ, in units of the daily swings.",
    )
    persistence: float = parameter(
        0.6,
        low=0.3,
        high=0.8,
        unit="1",
        ge=0.0,
        le=0.99,
        description="Correlation of one day with the next.",
    )
    rain_day_share: float = parameter(
        0.2,
        low=0.1,
        high=0.35,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of days with rain: the dampest ones.",
    )
    rain_mm: float = parameter(
        6.0, low=3.0, high=12.0, unit="mm", ge=0.0, description="Mean rain of such a day."
    )


def read_fire_weather(path: Path, *, clock: Clock, horizon_s: float) -> FireWeather:
    """Read weather from a table: linear between its rows, wind as a vector.

    Columns ``time, temperature_c, humidity_share, wind_mps, wind_from_deg, rain_mm_per_h``;
    before the first row and after the last it stays as there.

    Raises
    ------
    StorageError
        If the file cannot be read.
    ProblemsError
        With one problem for each value that is not acceptable.
    """
    rows = read_rows(path, columns=("time", *_BOUNDS), noun="fire weather")
    problems: list[Problem] = []
    times: list[float] = []
    values: dict[str, list[float]] = {name: [] for name in _BOUNDS}
    for number, row in enumerate(rows, start=2):
        try:
            times.append(clock.seconds(parse_time(row["time"])))
        except LiandongError as error:
            problems.append(Problem(path.name, number, "time", str(error)))
            continue
        if len(times) > 1 and times[-1] <= times[-2]:
            problems.append(Problem(path.name, number, "time", "must lie after the row above"))
        for name, (low, high) in _BOUNDS.items():
            value = _number(row[name])
            if not low <= value <= high:
                message = f"'{row[name]}' is not a number from {low:g} to {high:g}"
                problems.append(Problem(path.name, number, name, message))
            values[name].append(value)
    if not rows:
        problems.append(Problem(path.name, 1, "", "needs at least one row"))
    if problems:
        raise ProblemsError(problems)
    time_s = hours_s(horizon_s)
    course = {name: np.interp(time_s, times, values[name]) for name in _BOUNDS}
    from_rad = np.radians(values["wind_from_deg"])
    east = np.interp(time_s, times, np.array(values["wind_mps"]) * np.sin(from_rad))
    north = np.interp(time_s, times, np.array(values["wind_mps"]) * np.cos(from_rad))
    return FireWeather(
        time_s=time_s,
        temperature_c=course["temperature_c"],
        humidity=course["humidity_share"],
        wind_mps=np.hypot(east, north),
        wind_from_deg=np.degrees(np.arctan2(east, north)) % 360.0,
        rain_mm_per_h=course["rain_mm_per_h"],
    )


def hours_s(horizon_s: float) -> FloatArray:
    """Return the full hours from the start until a scenario is over (H,) [s]."""
    return np.arange(int(np.ceil(horizon_s / HOUR_S)) + 1, dtype=np.float64) * HOUR_S


def perturbed(
    weather: FireWeather, *, name: str, errors: WeatherErrors, streams: Streams
) -> FireWeather:
    """Return the weather of one replication: that of a table with persistent errors.

    Parameters
    ----------
    weather
        Weather of the table.
    name
        Names the draws.
    errors
        How large.
    streams
        Random streams of the replication.
    """
    luck = streams.get(f"wildfire/weather/{name}").standard_normal((3, len(weather.time_s)))
    keep = float(np.exp(-HOUR_S / errors.memory_s))
    wind, turn, damp = (_persistent(row, keep) for row in luck)
    spread = np.sqrt(np.log1p(errors.wind_cv**2))
    return replace(
        weather,
        wind_mps=weather.wind_mps * np.exp(spread * wind - spread**2 / 2.0),
        wind_from_deg=(weather.wind_from_deg + errors.direction_sd_deg * turn) % 360.0,
        humidity=np.clip(weather.humidity + errors.humidity_sd * damp, 0.05, 1.0),
    )


def spring_weather(
    *, name: str, clock: Clock, horizon_s: float, spring: SpringWeather, streams: Streams
) -> FireWeather:
    """Return invented weather of one region for one spring.

    Parameters
    ----------
    name
        Names the region's draws.
    clock
        Calendar of the scenario.
    horizon_s
        Length of the scenario [s].
    spring
        What such a spring is like.
    streams
        Random streams of the replication.
    """
    time_s = hours_s(horizon_s)
    n_days = int(time_s[-1] // DAY_S) + 2
    luck = streams.get(f"wildfire/weather/{name}").standard_normal((4, n_days))
    start = clock.start
    of_day_h = (start.hour + start.minute / 60.0 + time_s / HOUR_S) % 24.0
    day = ((start.hour * HOUR_S + start.minute * 60.0 + time_s) // DAY_S).astype(np.int64)
    warm, damp, windy, turn = (_persistent(row, spring.persistence)[day] for row in luck)
    sun = np.cos(2.0 * np.pi * (of_day_h - 15.0) / 24.0)  # warmest and driest at three
    is_wet = damp > float(_normal_quantile(1.0 - spring.rain_day_share))
    humidity = spring.humidity + spring.humidity_swing * (spring.day_sd * damp - sun)
    rain = streams.get(f"wildfire/rain/{name}").exponential(spring.rain_mm, n_days)[day] / 12.0
    falls = is_wet & (of_day_h >= 6.0) & (of_day_h < 18.0)  # noqa: PLR2004  # by day
    afternoon = 1.0 + (spring.afternoon_factor - 1.0) * np.maximum(sun, -0.5)
    return FireWeather(
        time_s=time_s,
        temperature_c=spring.temperature_c + spring.swing_c * (spring.day_sd * warm + sun),
        humidity=np.clip(np.where(is_wet, humidity + spring.humidity_swing, humidity), 0.1, 1.0),
        wind_mps=np.maximum(spring.wind_mps * np.exp(0.35 * windy) * afternoon, 0.2),
        wind_from_deg=(spring.prevailing_from_deg + 40.0 * turn + 15.0 * sun) % 360.0,
        rain_mm_per_h=np.where(falls, rain, 0.0),
    )


def _persistent(noise: FloatArray, keep: float) -> FloatArray:
    """Return a course (H,) of unit variance whose neighbours correlate by `keep`."""
    fresh = noise * np.sqrt(1.0 - keep**2)
    fresh[0] = noise[0]
    return np.array(list(accumulate(fresh.tolist(), lambda past, new: keep * past + new)))


def _normal_quantile(share: float) -> FloatArray:
    from scipy.special import ndtri  # noqa: PLC0415

    return np.asarray(ndtri(share))


def _number(text: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return float("nan")
