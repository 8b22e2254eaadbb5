"""Rates of spread by hour and kind of ground, from a model of spread, weather and slope.

The fire of a point grows as an ellipse. Wind and slope pull together: their effects are added as
vectors, one the way the wind blows, one up the slope.
"""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE, Landscape
from sim.hazards.wildfire.spread.fuels import FUEL_MODELS, wind_share
from sim.hazards.wildfire.spread.kernel import Tables
from sim.hazards.wildfire.spread.rothermel import FuelMoisture, surface_fire
from sim.hazards.wildfire.spread.wang import WangParameters, heat_per_area_j_m2, initial_rate_mps
from sim.hazards.wildfire.weather.danger import equilibrium_moisture
from sim.hazards.wildfire.weather.series import FireWeather

_LEAST_PACE_MPS = 1e-6
"""Fire slower than this stands still [m/s]."""


class SpreadParameters(Config):
    """Which model of spread, and what it needs beside weather and ground.

    Parameters
    ----------
    model
        ``wang``: Wang Zhengfei, the standard of North-East China. ``rothermel``: Rothermel's with
        the 13 fuel models.
    """

    model: Literal["wang", "rothermel"] = "wang"
    wang: WangParameters = Field(default_factory=WangParameters)
    live_moisture: float = parameter(
        1.0,
        low=0.6,
        high=1.5,
        unit="1",
        gt=0.0,
        description="Water in live fuel over its dry mass; low before leaves come out.",
    )
    lag_10h_moisture: float = parameter(
        0.01,
        low=0.0,
        high=0.03,
        unit="1",
        ge=0.0,
        description="How much wetter fuel as thick as a finger is than the finest.",
    )
    lag_100h_moisture: float = parameter(
        0.02,
        low=0.0,
        high=0.06,
        unit="1",
        ge=0.0,
        description="How much wetter fuel as thick as an arm is than the finest.",
    )
    wet_mm_per_h: float = parameter(
        0.5,
        low=0.1,
        high=2.0,
        unit="mm/h",
        gt=0.0,
        description="Rain at which nothing spreads any more.",
    )
    largest_length_to_width: float = parameter(
        6.0,
        low=4.0,
        high=8.0,
        unit="1",
        gt=1.0,
        description="Longest ellipse that a fire grows as; its head goes no slower for it.",
    )
    wind_under_trees: float = parameter(
        0.2,
        low=0.1,
        high=0.3,
        unit="1",
        gt=0.0,
        le=1.0,
        source="Rothermel (1983): 0.1 under dense stands, 0.3 under a part-closed canopy",
        description="Wind at the flames under trees over that at 20 ft in the open (Rothermel).",
    )


class Kinds(NamedTuple):
    """Kinds of ground (K,) that differ in fuel, slope or aspect, and the kind of each cell."""

    fuel: IntArray
    slope_deg: IntArray
    aspect_deg: IntArray
    of_cell: npt.NDArray[np.int32]


def kinds_of(landscape: Landscape) -> Kinds:
    """Return the kinds of ground of a landscape; cells in which nothing burns are of kind -1."""
    code = (
        landscape.fuel.astype(np.int64) * 91 + np.abs(landscape.slope_deg)
    ) * 360 + landscape.aspect_deg % 360
    code = np.where(landscape.fuel == UNBURNABLE, -1, code)
    present, of_cell = np.unique(code.ravel(), return_inverse=True)
    bare = int(present.size > 0 and present[0] < 0)
    present = present[bare:]
    return Kinds(
        fuel=present // 360 // 91,
        slope_deg=present // 360 % 91,
        aspect_deg=present % 360,
        of_cell=(of_cell.ravel() - bare).astype(np.int32),
    )


def spread_tables(
    landscape: Landscape,
    weather: FireWeather,
    *,
    start_s: float,
    n_hours: int,
    parameters: SpreadParameters,
) -> Tables:
    """Return the rates of spread on a landscape, hour by hour from the hour of a time on.

    Parameters
    ----------
    landscape
        Ground.
    weather
        Weather over it, hourly from the start of the scenario.
    start_s
        When the fire starts [s].
    n_hours
        Hours for which rates are wanted; the last one holds from then on.
    parameters
        Model.
    """
    kinds = kinds_of(landscape)
    first = int(start_s // 3600.0)
    hours = np.minimum(np.arange(first, first + n_hours), len(weather.time_s) - 1)
    now = weather.at(hours)
    if parameters.model == "wang":
        head, east, north, e, heat = _wang(kinds, now, parameters)
    else:
        head, east, north, e, heat = _rothermel(kinds, now, parameters)
    is_wet = now.rain_mm_per_h >= parameters.wet_mm_per_h
    base = head * (1.0 - e)
    stands = (base < _LEAST_PACE_MPS) | is_wet[:, None]
    with np.errstate(divide="ignore"):
        slowness = np.where(stands, np.inf, 1.0 / np.where(stands, 1.0, base))
    pulled = np.where(stands, 0.0, slowness * e)
    return Tables(
        class_of=kinds.of_cell,
        n_rows=landscape.grid.n_rows,
        n_columns=landscape.grid.n_columns,
        slowness_s_per_m=np.stack([slowness, pulled * east, pulled * north], axis=-1),
        heat_j_m2=np.ascontiguousarray(heat),
        start_s=first * 3600.0,
        cell_m=landscape.grid.cell_m,
    )


_Shapes = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]


def _wang(kinds: Kinds, now: FireWeather, parameters: SpreadParameters) -> _Shapes:
    """Heading rate, direction, eccentricity and heat (H, K) after Wang Zhengfei.

    R = R0 Ks exp(E cos θ), E the sum of what wind and slope put into the exponent. An ellipse
    with e = tanh E has that rate at its head and at its back; a longer one than is allowed has it
    at its head alone.
    """
    wang = parameters.wang
    east, north = _pulls(
        kinds,
        now,
        wind=(wang.wind_per_mps * now.wind_mps)[:, None],
        slope=wang.slope_exponent * np.tan(np.radians(kinds.slope_deg)) ** wang.slope_power,
    )
    pull = np.hypot(east, north)
    still = initial_rate_mps(now.temperature_c, now.wind_mps, now.humidity, parameters=wang)
    factor = np.array([FUEL_MODELS[fuel].wang_factor for fuel in kinds.fuel.tolist()])
    e = np.minimum(np.tanh(pull), _eccentricity(parameters.largest_length_to_width))
    head = still[:, None] * factor * np.exp(pull)
    heat = np.array(
        [heat_per_area_j_m2(FUEL_MODELS[fuel], parameters=wang) for fuel in kinds.fuel.tolist()]
    )
    return (*_along(head, east, north), e, np.broadcast_to(heat, head.shape))


def _rothermel(kinds: Kinds, now: FireWeather, parameters: SpreadParameters) -> _Shapes:
    """Heading rate, direction, eccentricity and heat (H, K) after Rothermel and Anderson.

    No fire goes faster than the wind at its flames, or the wind that would push it as its slope
    does (Andrews, Cruz and Rothermel 2013), unless it does so in still air.
    """
    fine = equilibrium_moisture(now.temperature_c, now.humidity)
    moisture = FuelMoisture(
        dead_1h=fine,
        dead_10h=fine + parameters.lag_10h_moisture,
        dead_100h=fine + parameters.lag_100h_moisture,
        live=np.full_like(fine, parameters.live_moisture),
    )
    shape = len(now.time_s), len(kinds.fuel)
    head, e, heat = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    all_east, all_north = np.zeros(shape), np.zeros(shape)
    for number in np.unique(kinds.fuel).tolist():
        model = FUEL_MODELS[number]
        share = wind_share(model, under_trees=parameters.wind_under_trees)
        fire = surface_fire(model, moisture)
        of = np.flatnonzero(kinds.fuel == number)
        east, north = _pulls(
            Kinds(kinds.fuel[of], kinds.slope_deg[of], kinds.aspect_deg[of], kinds.of_cell),
            now,
            wind=fire.wind_factor(now.wind_mps * share)[:, None],
            slope=fire.slope_factor(np.tan(np.radians(kinds.slope_deg[of]))),
        )
        pull = np.hypot(east, north)
        still, wind_mps = fire.rate_mps[:, None], fire.wind_equal_to(pull)
        head[:, of] = np.minimum(still * (1.0 + pull), np.maximum(wind_mps, still))
        longest = parameters.largest_length_to_width
        e[:, of] = _eccentricity(np.minimum(length_to_width(wind_mps), longest))
        heat[:, of] = fire.heat_per_area_j_m2[:, None]
        all_east[:, of], all_north[:, of] = east, north
    return (*_along(head, all_east, all_north), e, heat)


def length_to_width(midflame_mps: npt.ArrayLike) -> FloatArray:
    """Return the length of a fire over its width under a wind at the flames [m/s].

    0.936 exp(0.2566 U) + 0.461 exp(-0.1548 U) - 0.397, U in m/s, so that it is 1 in still air
    (Anderson 1983, as Finney 1998 gives it).
    """
    wind = np.asarray(midflame_mps, dtype=np.float64)
    return np.asarray(0.936 * np.exp(0.2566 * wind) + 0.461 * np.exp(-0.1548 * wind) - 0.397)


def _eccentricity(ratio: npt.ArrayLike) -> FloatArray:
    """Return the eccentricity of ellipses so many times as long as wide."""
    return np.asarray(np.sqrt(1.0 - 1.0 / np.maximum(np.asarray(ratio), 1.0) ** 2))


def _pulls(
    kinds: Kinds, now: FireWeather, *, wind: FloatArray, slope: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what wind (H, 1) and slope (K,) do together, east and north (H, K)."""
    blows_to = np.radians(now.wind_from_deg + 180.0)[:, None]
    uphill = np.radians(kinds.aspect_deg + 180.0)
    east = wind * np.sin(blows_to) + slope * np.sin(uphill)
    north = wind * np.cos(blows_to) + slope * np.cos(uphill)
    return east, north


def _along(
    head: FloatArray, east: FloatArray, north: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return heading rates with their directions as unit vectors; still ones head nowhere."""
    size = np.hypot(east, north)
    unit = np.where(size > 0.0, size, 1.0)
    return head, east / unit, north / unit
