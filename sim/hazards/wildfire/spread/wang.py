"""Wang Zhengfei's model of spread, the standard of North-East China.

R = R0 Ks exp(0.1783 V cos θ) exp(3.533 tan^1.2 φ), with R0 from the weather of the hour.
"""

import numpy as np

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray
from sim.hazards.wildfire.spread.fuels import FuelModel

_MIN = 60.0
_RECALLED = "Wang Zhengfei (1983, 1992), coefficients of North-East China; recalled"
_WANG = "Wang Zhengfei (1983, 1992)"


class WangParameters(Config):
    """Coefficients of the model."""

    per_c: float = parameter(
        0.0299,
        low=0.02,
        high=0.04,
        unit="m/min/C",
        source=_RECALLED,
        description="Share of temperature in the rate in still air.",
    )
    per_beaufort: float = parameter(
        0.047,
        low=0.03,
        high=0.06,
        unit="m/min/force",
        source=_RECALLED,
        description="Share of the force of the wind in it.",
    )
    per_dryness: float = parameter(
        0.009,
        low=0.006,
        high=0.012,
        unit="m/min/%",
        source=_RECALLED,
        description="Share of the dryness of the air in it: 100 less its relative humidity.",
    )
    offset: float = parameter(
        0.304,
        low=0.2,
        high=0.4,
        unit="m/min",
        source=_RECALLED,
        description="What is taken off it.",
    )
    wind_per_mps: float = parameter(
        0.1783,
        low=0.15,
        high=0.2,
        unit="s/m",
        gt=0.0,
        source=_WANG,
        description="Exponent by wind.",
    )
    slope_exponent: float = parameter(
        3.533,
        low=3.0,
        high=4.0,
        unit="1",
        ge=0.0,
        source=_WANG,
        description="Exponent by slope.",
    )
    slope_power: float = parameter(
        1.2,
        low=1.0,
        high=1.4,
        unit="1",
        gt=0.0,
        source=_WANG,
        description="Power of the tangent of the slope in it.",
    )
    consumed_share: float = parameter(
        0.6,
        low=0.3,
        high=0.9,
        unit="1",
        gt=0.0,
        le=1.0,
        description="Share of the fuel of 1 and 10 h that burns in the front.",
    )
    heat_j_per_kg: float = parameter(
        1.86e7,
        low=1.6e7,
        high=2.0e7,
        unit="J/kg",
        gt=0.0,
        source="8000 Btu/lb, the heat of the standard fuel models",
        description="Heat that a kilogram of fuel sets free.",
    )


def beaufort(wind_mps: FloatArray) -> FloatArray:
    """Return the force of a wind [m/s] at 10 m: V = 0.836 B^1.5."""
    return np.asarray((wind_mps / 0.836) ** (2.0 / 3.0))


def initial_rate_mps(
    temperature_c: FloatArray,
    wind_mps: FloatArray,
    humidity: FloatArray,
    *,
    parameters: WangParameters,
) -> FloatArray:
    """Return R0 (H,), the rate on flat ground without the push of the wind [m/s]; never below 0.

    Parameters
    ----------
    temperature_c
        Temperature of the air (H,) [°C].
    wind_mps
        Wind at 10 m (H,) [m/s].
    humidity
        Relative humidity (H,), a share.
    parameters
        Coefficients.
    """
    rate = (
        parameters.per_c * temperature_c
        + parameters.per_beaufort * beaufort(wind_mps)
        + parameters.per_dryness * 100.0 * (1.0 - humidity)
        - parameters.offset
    )
    return np.asarray(np.maximum(rate, 0.0) / _MIN)


def heat_per_area_j_m2(model: FuelModel, *, parameters: WangParameters) -> float:
    """Return the heat that the front sets free on a fuel [J/m²]; not part of Wang's model."""
    fine = model.load_kg_m2[0] + model.load_kg_m2[1]
    return fine * parameters.consumed_share * parameters.heat_j_per_kg
