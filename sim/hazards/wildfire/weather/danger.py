"""Fire danger: the Canadian Fire Weather Index (FWI) day by day, and what fine fuel holds.

Van Wagner (1987), Van Wagner and Pickett (1985): three moistures of the ground, from the noon
weather and the rain of each day, and three indices of how fire would behave. Widely used in
North-East China beside the national index. Day lengths are those of 46° N.
"""

# ruff: noqa: PLR2004  # the bounds of the published equations have no names of their own

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray

_DAY_LENGTH_DMC = (6.5, 7.5, 9.0, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8.0, 7.0, 6.0)
_DAY_LENGTH_DC = (-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5.0, 2.4, 0.4, -1.6, -1.6)


class Noon(NamedTuple):
    """Weather at noon of one day, in each of some places (C,), and the month.

    Temperature [°C], relative humidity [%], wind at 10 m [km/h], rain of 24 h [mm].
    """

    temperature_c: FloatArray
    humidity_percent: FloatArray
    wind_kmh: FloatArray
    rain_mm: FloatArray
    month: int


class Danger(NamedTuple):
    """The six codes of one day (C,): moistures of fine, middling and deep fuel; indices."""

    ffmc: FloatArray
    dmc: FloatArray
    dc: FloatArray
    isi: FloatArray
    bui: FloatArray
    fwi: FloatArray


class DangerParameters(Config):
    """Where a season begins, and where classes of danger do."""

    start_ffmc: float = parameter(
        85.0,
        low=75.0,
        high=90.0,
        unit="1",
        source="Van Wagner 1987",
        description="Code of fine fuel before the first day.",
    )
    start_dmc: float = parameter(
        6.0,
        low=4.0,
        high=30.0,
        unit="1",
        source="Van Wagner 1987",
        description="Code of duff before the first day.",
    )
    start_dc: float = parameter(
        15.0,
        low=10.0,
        high=200.0,
        unit="1",
        source="Van Wagner 1987",
        description="Code of deep fuel before the first day.",
    )
    class_2: float = parameter(
        3.0, low=2.0, high=5.0, unit="1", description="FWI from which danger is of class 2 of 5."
    )
    class_3: float = parameter(
        8.0, low=6.0, high=11.0, unit="1", description="FWI from which it is of class 3."
    )
    class_4: float = parameter(
        15.0, low=12.0, high=21.0, unit="1", description="FWI from which it is of class 4."
    )
    class_5: float = parameter(
        25.0, low=20.0, high=38.0, unit="1", description="FWI from which it is of class 5."
    )

    def class_of(self, fwi: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the class of danger, 1–5, of fire weather indices."""
        bounds = (self.class_2, self.class_3, self.class_4, self.class_5)
        return np.asarray(1 + np.digitize(np.asarray(fwi), bounds))


def next_day(before: Danger, noon: Noon) -> Danger:
    """Return the codes of a day from those of the day before and its weather."""
    ffmc = _fine(before.ffmc, noon)
    dmc = _duff(before.dmc, noon)
    dc = _deep(before.dc, noon)
    isi = _initial_spread(ffmc, noon.wind_kmh)
    bui = _build_up(dmc, dc)
    return Danger(ffmc, dmc, dc, isi, bui, _fire_weather(isi, bui))


def before_season(n_places: int, parameters: DangerParameters) -> Danger:
    """Return the codes before the first day."""
    start = (parameters.start_ffmc, parameters.start_dmc, parameters.start_dc, 0.0, 0.0, 0.0)
    return Danger(*(np.full(n_places, value) for value in start))


def _fine(before: FloatArray, noon: Noon) -> FloatArray:
    """Return the Fine Fuel Moisture Code."""
    t, h, w = noon.temperature_c, np.minimum(noon.humidity_percent, 100.0), noon.wind_kmh
    m = 147.2 * (101.0 - before) / (59.5 + before)
    rain = np.where(noon.rain_mm > 0.5, noon.rain_mm - 0.5, 1.0)
    wetter = m + 42.5 * rain * np.exp(-100.0 / (251.0 - m)) * (1.0 - np.exp(-6.93 / rain))
    wetter = wetter + np.where(m > 150.0, 0.0015 * (m - 150.0) ** 2 * np.sqrt(rain), 0.0)
    m = np.where(noon.rain_mm > 0.5, np.minimum(wetter, 250.0), m)
    warm = 0.18 * (21.1 - t) * (1.0 - np.exp(-0.115 * h))
    dry_to = 0.942 * h**0.679 + 11.0 * np.exp((h - 100.0) / 10.0) + warm
    wet_to = 0.618 * h**0.753 + 10.0 * np.exp((h - 100.0) / 10.0) + warm
    by_heat = 0.581 * np.exp(0.0365 * t)

    def speed(part: FloatArray) -> FloatArray:
        return np.asarray(
            by_heat * (0.424 * (1.0 - part**1.7) + 0.0694 * np.sqrt(w) * (1.0 - part**8))
        )

    dries = dry_to + (m - dry_to) * 10.0 ** -speed(h / 100.0)
    wets = wet_to - (wet_to - m) * 10.0 ** -speed((100.0 - h) / 100.0)
    m = np.where(m > dry_to, dries, np.where(m < wet_to, wets, m))
    return np.asarray(59.5 * (250.0 - m) / (147.2 + m))


def _duff(before: FloatArray, noon: Noon) -> FloatArray:
    """Return the Duff Moisture Code."""
    wet = np.maximum(noon.rain_mm, 1.5)
    effective = 0.92 * wet - 1.27
    m = 20.0 + np.exp(5.6348 - before / 43.43)
    slope = np.where(
        before <= 33.0,
        100.0 / (0.5 + 0.3 * before),
        np.where(
            before <= 65.0,
            14.0 - 1.3 * np.log(np.maximum(before, 1e-9)),
            6.2 * np.log(np.maximum(before, 1e-9)) - 17.2,
        ),
    )
    m = m + 1000.0 * effective / (48.77 + slope * effective)
    rained = np.maximum(244.72 - 43.43 * np.log(m - 20.0), 0.0)
    start = np.where(noon.rain_mm > 1.5, rained, before)
    t = np.maximum(noon.temperature_c, -1.1)
    dries = 1.894 * (t + 1.1) * (100.0 - noon.humidity_percent)
    return np.asarray(start + dries * _DAY_LENGTH_DMC[noon.month - 1] * 1e-4)


def _deep(before: FloatArray, noon: Noon) -> FloatArray:
    """Return the Drought Code."""
    effective = 0.83 * np.maximum(noon.rain_mm, 2.8) - 1.27
    held = 800.0 * np.exp(-before / 400.0) + 3.937 * effective
    rained = np.maximum(400.0 * np.log(800.0 / held), 0.0)
    start = np.where(noon.rain_mm > 2.8, rained, before)
    t = np.maximum(noon.temperature_c, -2.8)
    dries = np.maximum(0.36 * (t + 2.8) + _DAY_LENGTH_DC[noon.month - 1], 0.0)
    return np.asarray(start + 0.5 * dries)


def _initial_spread(ffmc: FloatArray, wind_kmh: FloatArray) -> FloatArray:
    """Return the Initial Spread Index."""
    m = 147.2 * (101.0 - ffmc) / (59.5 + ffmc)
    fine = 91.9 * np.exp(-0.1386 * m) * (1.0 + m**5.31 / 4.93e7)
    return np.asarray(0.208 * np.exp(0.05039 * wind_kmh) * fine)


def _build_up(dmc: FloatArray, dc: FloatArray) -> FloatArray:
    """Return the Buildup Index."""
    total = np.maximum(dmc + 0.4 * dc, 1e-9)
    low = 0.8 * dmc * dc / total
    high = dmc - (1.0 - 0.8 * dc / total) * (0.92 + (0.0114 * dmc) ** 1.7)
    return np.asarray(np.maximum(np.where(dmc <= 0.4 * dc, low, high), 0.0))


def _fire_weather(isi: FloatArray, bui: FloatArray) -> FloatArray:
    """Return the Fire Weather Index."""
    low = 0.626 * bui**0.809 + 2.0
    high = 1000.0 / (25.0 + 108.64 * np.exp(-0.023 * bui))
    b = 0.1 * isi * np.where(bui <= 80.0, low, high)
    large = np.exp(2.72 * (0.434 * np.log(np.maximum(b, 1.0 + 1e-12))) ** 0.647)
    return np.asarray(np.where(b <= 1.0, b, large))


def equilibrium_moisture(temperature_c: FloatArray, humidity: FloatArray) -> FloatArray:
    """Return the moisture that fine dead fuel tends to, a share of its dry mass.

    Simard (1968), a fit by parts to the curves of wood, in °F and %.

    Parameters
    ----------
    temperature_c
        Air temperature [°C].
    humidity
        Relative humidity, a share.
    """
    t, h = np.asarray(temperature_c) * 1.8 + 32.0, np.asarray(humidity) * 100.0
    dry = 0.03229 + 0.281073 * h - 0.000578 * h * t
    middle = 2.22749 + 0.160107 * h - 0.014784 * t
    wet = 21.0606 + 0.005565 * h**2 - 0.00035 * h * t - 0.483199 * h
    percent = np.where(h < 10.0, dry, np.where(h < 50.0, middle, wet))
    return np.asarray(np.maximum(percent, 1.0) / 100.0)
