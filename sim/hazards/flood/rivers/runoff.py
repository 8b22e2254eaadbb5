"""From rain to the flow that leaves a catchment: curve number and unit hydrograph.

Rain only: no snow. Between storms the ground dries by an assumed recession, not by weather.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray

MM_KM2_M3 = 1000.0
"""Volume [m³] of 1 mm of water over 1 km²."""
CM_KM2_M3 = 10_000.0
"""Volume [m³] of 1 cm of water over 1 km²."""
_PEAK_FACTOR = 2.08
_BASE_TO_PEAK = 2.67
_LAG_TO_CONCENTRATION = 0.6
_DURATION_TO_CONCENTRATION = 0.133


class RunoffParameters(Config):
    """How much of the rain runs off, and how fast."""

    cn_cropland: float = parameter(
        81.0,
        low=72.0,
        high=89.0,
        unit="1",
        gt=0.0,
        le=100.0,
        description="Curve number of cropland, moist soil of a wet August.",
    )
    cn_forest: float = parameter(
        66.0,
        low=55.0,
        high=77.0,
        unit="1",
        gt=0.0,
        le=100.0,
        description="Curve number of forest, moist soil of a wet August.",
    )
    cn_other: float = parameter(
        80.0,
        low=70.0,
        high=90.0,
        unit="1",
        gt=0.0,
        le=100.0,
        description="Curve number of grass, wetland and built-up land together.",
    )
    initial_abstraction_share: float = parameter(
        0.2,
        low=0.05,
        high=0.2,
        unit="1",
        ge=0.0,
        le=1.0,
        source="SCS National Engineering Handbook 4",
        description="Share of the maximum retention that is lost before runoff begins.",
    )
    recovery_h: float = parameter(
        240.0,
        low=96.0,
        high=720.0,
        unit="h",
        gt=0.0,
        description="Time in which the ground forgets all but a third of the rain it has taken "
        "up: evaporation and drainage between storms.",
    )
    lag_1km2_h: float = parameter(
        0.6,
        low=0.3,
        high=1.0,
        unit="h",
        gt=0.0,
        description="Lag of a catchment of 1 km².",
    )
    lag_area_exponent: float = parameter(
        0.38,
        low=0.3,
        high=0.5,
        unit="1",
        ge=0.0,
        description="Exponent of catchment area [km²] in the lag.",
    )


def retention_mm(curve_number: npt.ArrayLike) -> FloatArray:
    """Return the maximum retention S = 25400 / CN - 254 [mm] (SCS, NEH-4)."""
    return 25_400.0 / np.asarray(curve_number, dtype=np.float64) - 254.0


def runoff_depth_mm(
    rain_mm: npt.ArrayLike, curve_number: npt.ArrayLike, *, initial_share: float = 0.2
) -> FloatArray:
    """Return the runoff depth [mm] of a rain depth [mm].

    Q = (P - λS)² / (P + (1 - λ)S) where P > λS, else 0, with λ the initial abstraction
    share (SCS, NEH-4). Arrays broadcast.
    """
    rain = np.asarray(rain_mm, dtype=np.float64)
    retention = retention_mm(curve_number)
    excess = np.maximum(rain - initial_share * retention, 0.0)
    # Where nothing runs off the divisor may be zero too (paved ground, no rain).
    divisor = np.where(excess > 0.0, excess + retention, 1.0)
    return excess * excess / divisor


def loss_depth_mm(
    rain_mm: npt.ArrayLike, curve_number: npt.ArrayLike, *, initial_share: float = 0.2
) -> FloatArray:
    """Return the depth [mm] of a rain depth [mm] that never runs off.

    Initial abstraction and retention, min(P, λS) + S E / (E + S) with E = P - λS; with
    :func:`runoff_depth_mm` it adds up to the rain.
    """
    rain = np.asarray(rain_mm, dtype=np.float64)
    retention = retention_mm(curve_number)
    abstraction = np.minimum(rain, initial_share * retention)
    excess = rain - abstraction
    divisor = np.where(excess > 0.0, excess + retention, 1.0)
    return abstraction + retention * excess / divisor


class Steps(NamedTuple):
    """What becomes of rain, step by step (T, N) [mm]: what runs off and what is lost."""

    runoff_mm: FloatArray
    loss_mm: FloatArray


def runoff_steps(
    rain_mm: FloatArray,
    curve_number: FloatArray,
    *,
    initial_share: float = 0.2,
    recovery_steps: float = math.inf,
) -> Steps:
    """Return the runoff and the loss of rain steps (T, N) [mm].

    The curve number acts on the rain the ground remembers, W_t = W_{t-1} exp(-1/k) + P_t, so
    that later bursts fall on wetter ground and the next storm on drier: Q(W_t) - Q(W_t - P_t).
    With endless memory the steps add up to the runoff of the whole rain.

    Parameters
    ----------
    rain_mm
        Rain of each step (T, N) [mm].
    curve_number
        Of each catchment (N,).
    initial_share
        Initial abstraction over the maximum retention.
    recovery_steps
        Memory k of the ground, in steps.
    """
    keep = math.exp(-1.0 / recovery_steps)
    after = np.empty_like(rain_mm)
    wet = np.zeros(rain_mm.shape[1])
    for step, rain in enumerate(rain_mm):
        wet = wet * keep + rain
        after[step] = wet
    before = after - rain_mm
    runoff, loss = (
        depth(after, curve_number, initial_share=initial_share)
        - depth(before, curve_number, initial_share=initial_share)
        for depth in (runoff_depth_mm, loss_depth_mm)
    )
    return Steps(runoff, loss)


def lag_h(area_km2: npt.ArrayLike, parameters: RunoffParameters) -> FloatArray:
    """Return the lag [h] of catchments from their area: lag = a A^b (assumed a, b)."""
    area = np.asarray(area_km2, dtype=np.float64)
    return parameters.lag_1km2_h * area**parameters.lag_area_exponent


def standard_duration_h(lag_h: float) -> float:
    """Return the rain duration D = 0.133 Tc [h] that the SCS hydrograph is drawn for.

    With lag = 0.6 Tc (SCS, NEH-4).
    """
    return _DURATION_TO_CONCENTRATION * lag_h / _LAG_TO_CONCENTRATION


class UnitHydrograph(NamedTuple):
    """Shape of the SCS triangular unit hydrograph of one catchment.

    ``time_to_peak_h`` [h] counts from the start of the rain; ``peak_m3s_per_cm``
    [m³/s per cm of runoff]; ``base_h`` [h] is the length of the triangle.
    """

    time_to_peak_h: float
    peak_m3s_per_cm: float
    base_h: float


def unit_hydrograph(*, area_km2: float, lag_h: float, duration_h: float) -> UnitHydrograph:
    """Return the SCS triangular unit hydrograph.

    Tp = D / 2 + lag, qp = 2.08 A / Tp, base = 2.67 Tp (SCS, NEH-4).

    Parameters
    ----------
    area_km2
        Catchment area [km²].
    lag_h
        Time from the centre of the rain to the peak [h].
    duration_h
        Duration of the unit rain [h].
    """
    time_to_peak_h = duration_h / 2.0 + lag_h
    return UnitHydrograph(
        time_to_peak_h, _PEAK_FACTOR * area_km2 / time_to_peak_h, _BASE_TO_PEAK * time_to_peak_h
    )


def unit_shares(*, lag_h: float, step_h: float, n_steps: int) -> FloatArray:
    """Return the shares (K,) of one step's runoff that leave at the following instants.

    The triangle sampled at multiples of the step from the start of the rain and scaled to
    exactly 1, cut after `n_steps` instants; what is cut stays in the catchment.
    """
    triangle = unit_hydrograph(area_km2=1.0, lag_h=lag_h, duration_h=step_h)
    n_all = max(math.ceil(triangle.base_h / step_h), 1)
    time_h = np.arange(n_all + 1) * step_h
    rising = time_h / triangle.time_to_peak_h
    falling = (triangle.base_h - time_h) / (triangle.base_h - triangle.time_to_peak_h)
    ordinate = np.maximum(np.minimum(rising, falling), 0.0)
    shares: FloatArray = ordinate / ordinate.sum()
    return shares[:n_steps]


def spread_in_time(runoff: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the outflow (T, N) of runoff steps (T, N) under one unit hydrograph (K,).

    Runoff of the step that ends at instant t began one step earlier, where the hydrograph
    has its origin.
    """
    out = np.zeros_like(runoff)
    for delay, share in enumerate(shares[1:]):
        if delay >= len(runoff):
            break
        out[delay:] += share * runoff[: len(runoff) - delay]
    return out
