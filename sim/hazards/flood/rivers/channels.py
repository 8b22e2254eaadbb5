"""Channels: what they carry when full, and the stage of a flow over their bank.

Stage is counted from the bank. The bank itself is where the model puts the flow of a design
storm, so no gauge record is needed and none is claimed. Base flow is steady.
"""

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray


class RiverParameters(Config):
    """Channels: how fast the wave runs, when it leaves them, how high it then stands."""

    bankfull_rain_mm: float = parameter(
        62.0,
        low=45.0,
        high=90.0,
        unit="mm",
        gt=0.0,
        description="Rain of the design storm whose flow the channels just carry.",
    )
    bankfull_rain_h: int = parameter(
        24,
        low=6,
        high=24,
        unit="h",
        gt=0,
        description="Duration of the design storm, which falls evenly.",
    )
    least_bankfull_m3s_per_km2: float = parameter(
        0.01,
        low=0.002,
        high=0.05,
        unit="m3/s/km2",
        gt=0.0,
        description="Bankfull flow where the design storm soaks away and makes none.",
    )
    base_flow_share: float = parameter(
        0.15,
        low=0.05,
        high=0.4,
        unit="1",
        ge=0.0,
        le=0.9,
        description="Flow before the rain over the bankfull flow.",
    )
    wave_speed_mps: float = parameter(
        1.6,
        low=0.8,
        high=2.5,
        unit="m/s",
        gt=0.0,
        description="Speed at which a flood wave runs down a river.",
    )
    sinuosity: float = parameter(
        1.3,
        low=1.0,
        high=1.8,
        unit="1",
        gt=0.0,
        description="River length over the length of its drawn course.",
    )
    muskingum_x: float = parameter(
        0.2,
        low=0.0,
        high=0.4,
        unit="1",
        ge=0.0,
        le=0.5,
        description="Weight of the inflow in the storage of a reach.",
    )
    depth_1m3s_m: float = parameter(
        0.27,
        low=0.2,
        high=0.4,
        unit="m",
        gt=0.0,
        description="Bankfull depth of a channel whose bankfull flow is 1 m³/s.",
    )
    depth_exponent: float = parameter(
        0.4,
        low=0.3,
        high=0.45,
        unit="1",
        ge=0.0,
        source="Leopold and Maddock 1953 (downstream hydraulic geometry), recalled",
        description="Exponent of the bankfull flow in the bankfull depth.",
    )
    rating_exponent: float = parameter(
        0.6,
        low=0.4,
        high=0.7,
        unit="1",
        gt=0.0,
        source="Manning's formula for a wide channel, h ~ Q^(3/5)",
        description="Exponent of the flow in the depth.",
    )
    overbank_share: float = parameter(
        0.7,
        low=0.3,
        high=1.0,
        unit="1",
        ge=0.0,
        description="Rise above the bank over the rise between walls: the plain takes the rest.",
    )


def bankfull_m3s(
    design_m3s: FloatArray, *, area_km2: npt.ArrayLike, rivers: RiverParameters
) -> FloatArray:
    """Return the bankfull flow (B,) [m³/s]: base flow and the design storm's peak together."""
    least = rivers.least_bankfull_m3s_per_km2 * np.asarray(area_km2, dtype=np.float64)
    flow: FloatArray = np.maximum(design_m3s / (1.0 - rivers.base_flow_share), least)
    return flow


def bankfull_depth_m(bankfull_m3s: FloatArray, rivers: RiverParameters) -> FloatArray:
    """Return the bankfull depth [m] of channels by hydraulic geometry, h = c Q^f."""
    depth: FloatArray = rivers.depth_1m3s_m * bankfull_m3s**rivers.depth_exponent
    return depth


def stage_over_bank_m(
    event_m3s: FloatArray,
    *,
    full_m3s: FloatArray,
    depth_m: FloatArray,
    rivers: RiverParameters,
) -> FloatArray:
    """Return the stage (T, N) [m] above the bank of flows (T, N) above base flow.

    h = h_b (Q / Q_b)^(3/5) - h_b with Q = base + event; above the bank the rise is
    multiplied by `overbank_share`.

    Parameters
    ----------
    event_m3s
        Flow above base flow [m³/s].
    full_m3s, depth_m
        Flow (N,) [m³/s] and depth (N,) [m] of the full channel.
    rivers
        Parameters.
    """
    relative = rivers.base_flow_share + event_m3s / full_m3s
    rise = depth_m * (relative**rivers.rating_exponent - 1.0)
    return np.where(rise > 0.0, rise * rivers.overbank_share, rise)
