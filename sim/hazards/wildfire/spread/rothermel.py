"""Rothermel's model of surface fire spread, for a bed of dead and live fuel, hour by hour.

Rothermel (1972) with the corrections of Albini (1976), as gathered by Andrews (2018,
RMRS-GTR-371). Worked in the units of the publication, since its constants are fits in them; what
comes in and goes out is SI.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hazards.geometry import FloatArray
from sim.hazards.wildfire.spread.fuels import FuelModel

_FT = 0.3048
_LB_FT2 = 0.45359237 / _FT**2
_BTU_FT2 = 1055.05585262 / _FT**2
_MIN = 60.0
_PARTICLE_LB_FT3 = 32.0
_HEAT_BTU_LB = 8000.0
_MINERAL, _FREE_MINERAL = 0.0555, 0.010
_DEAD, _LIVE = slice(0, 3), slice(3, 4)
_SIZE_BOUNDS_PER_FT = (1200.0, 192.0, 96.0, 48.0, 16.0)
"""Bounds of the size classes in which loads are weighed (Albini 1976)."""


@dataclass(frozen=True, slots=True)
class FuelMoisture:
    """Water over dry mass (H,) of dead fuel of 1, 10 and 100 h and of live fuel."""

    dead_1h: FloatArray
    dead_10h: FloatArray
    dead_100h: FloatArray
    live: FloatArray


@dataclass(frozen=True, slots=True)
class SurfaceFire:
    """A fire on flat ground in still air, hour by hour (H,), and what wind and slope add.

    Parameters
    ----------
    rate_mps
        Rate of spread [m/s].
    reaction_intensity_w_m2
        Heat set free behind the front by area and time [W/m²].
    heat_per_area_j_m2
        Heat set free by area [J/m²].
    wind_scale, wind_power, slope_scale
        Wind factor = scale U^power, U in ft/min; slope factor = scale tan² φ.
    """

    rate_mps: FloatArray
    reaction_intensity_w_m2: FloatArray
    heat_per_area_j_m2: FloatArray
    wind_scale: float
    wind_power: float
    slope_scale: float

    def wind_factor(self, midflame_mps: npt.ArrayLike) -> FloatArray:
        """Return what a wind at the height of the flames [m/s] adds, as a share of the rate."""
        wind = np.asarray(midflame_mps, dtype=np.float64) / _FT * _MIN
        return np.asarray(self.wind_scale * wind**self.wind_power)

    def slope_factor(self, tan_slope: npt.ArrayLike) -> FloatArray:
        """Return what a slope adds, as a share of the rate."""
        return np.asarray(self.slope_scale * np.asarray(tan_slope, dtype=np.float64) ** 2)

    def wind_equal_to(self, factor: npt.ArrayLike) -> FloatArray:
        """Return the wind at the flames [m/s] that alone would add a share of the rate."""
        share = np.asarray(factor, dtype=np.float64)
        return np.asarray((share / self.wind_scale) ** (1.0 / self.wind_power) * _FT / _MIN)


def surface_fire(model: FuelModel, moisture: FuelMoisture) -> SurfaceFire:
    """Return the fire of a fuel model under moistures (H,)."""
    load = np.array(model.load_kg_m2) / _LB_FT2
    sav = np.array(model.sav_per_m) * _FT
    wet = np.stack([moisture.dead_1h, moisture.dead_10h, moisture.dead_100h, moisture.live])
    depth_ft = model.depth_m / _FT
    area = sav * load / _PARTICLE_LB_FT3
    of_dead, of_live = float(area[_DEAD].sum()), float(area[_LIVE].sum())
    share = np.zeros(4)  # of each size in its category
    for category, total in ((_DEAD, of_dead), (_LIVE, of_live)):
        if total > 0.0:
            share[category] = area[category] / total
    category_share = np.array([of_dead, of_live]) / (of_dead + of_live)
    of_size = share * np.repeat(category_share, (3, 1))
    mean_sav = float((of_size * sav).sum())
    bulk = load.sum() / depth_ft
    packing = bulk / _PARTICLE_LB_FT3
    best_packing = 3.348 * mean_sav**-0.8189
    relative = packing / best_packing
    intensity = _reaction_intensity(model, load, sav, share, wet, mean_sav, relative)
    flux_share = np.exp((0.792 + 0.681 * np.sqrt(mean_sav)) * (packing + 0.1)) / (
        192.0 + 0.2595 * mean_sav
    )
    ignition = 250.0 + 1116.0 * wet
    sink = bulk * ((of_size * np.exp(-138.0 / sav))[:, None] * ignition).sum(axis=0)
    rate = intensity * flux_share / sink
    b, c, e = (
        0.02526 * mean_sav**0.54,
        7.47 * np.exp(-0.133 * mean_sav**0.55),
        0.715 * np.exp(-3.59e-4 * mean_sav),
    )
    residence_min = 384.0 / mean_sav
    return SurfaceFire(
        rate_mps=rate * _FT / _MIN,
        reaction_intensity_w_m2=intensity * _BTU_FT2 / _MIN,
        heat_per_area_j_m2=intensity * residence_min * _BTU_FT2,
        wind_scale=float(c * relative**-e),
        wind_power=float(b),
        slope_scale=float(5.275 * packing**-0.3),
    )


def _reaction_intensity(
    model: FuelModel,
    load: FloatArray,
    sav: FloatArray,
    share: FloatArray,
    wet: FloatArray,
    mean_sav: float,
    relative: float,
) -> FloatArray:
    """Return the reaction intensity (H,) [Btu/ft²/min]."""
    net = load * (1.0 - _MINERAL) * _weight_of_load(sav, share)
    fastest = mean_sav**1.5 / (495.0 + 0.0594 * mean_sav**1.5)
    a = 133.0 * mean_sav**-0.7913
    speed = fastest * relative**a * np.exp(a * (1.0 - relative))
    minerals = min(0.174 * _FREE_MINERAL**-0.19, 1.0)
    dead_wet = (share[_DEAD, None] * wet[_DEAD]).sum(axis=0)
    burns = net[_DEAD].sum() * _damped(dead_wet / model.extinction)
    if load[3] > 0.0:
        limit = _live_extinction(model, load, sav, wet)
        burns = burns + net[3] * _damped(wet[3] / limit)
    return np.asarray(speed * _HEAT_BTU_LB * minerals * burns)


def _weight_of_load(sav: FloatArray, share: FloatArray) -> FloatArray:
    """Return how much the load of each size counts (4,): by the surface of its size class."""
    size = np.digitize(sav, _SIZE_BOUNDS_PER_FT)
    weight = np.empty(4)
    for category in (_DEAD, _LIVE):
        for number in range(*category.indices(4)):
            same = size[category] == size[number]
            weight[number] = share[category][same].sum()
    return weight


def _live_extinction(
    model: FuelModel, load: FloatArray, sav: FloatArray, wet: FloatArray
) -> FloatArray:
    """Return the moisture at which live fuel no longer burns (H,): the drier the dead, the more."""
    fine_dead = load[_DEAD] * np.exp(-138.0 / sav[_DEAD])
    fine_live = load[3] * np.exp(-500.0 / sav[3])
    dead_wet = (fine_dead[:, None] * wet[_DEAD]).sum(axis=0) / fine_dead.sum()
    limit = 2.9 * fine_dead.sum() / fine_live * (1.0 - dead_wet / model.extinction) - 0.226
    return np.asarray(np.maximum(limit, model.extinction))


def _damped(ratio: FloatArray) -> FloatArray:
    """Return by how much moisture damps a fire (H,), from its ratio to that of extinction."""
    r = np.clip(ratio, 0.0, 1.0)
    return np.asarray(np.maximum(1.0 - 2.59 * r + 5.11 * r**2 - 3.52 * r**3, 0.0))


def flame_length_m(intensity_w_per_m: npt.ArrayLike) -> FloatArray:
    """Return the length of flames [m] of a fireline intensity [W/m]: 0.0775 I^0.46, I in kW/m.

    Byram (1959).
    """
    intensity = np.asarray(intensity_w_per_m, dtype=np.float64) / 1000.0
    flame_m = np.zeros_like(intensity)
    np.power(intensity, 0.46, out=flame_m, where=intensity > 0.0)  # most of a raster is cold
    return 0.0775 * flame_m
