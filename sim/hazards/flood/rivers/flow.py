"""Discharge and stage of every county's river, from rain to the bank and over it.

Stage is counted from the bank. The bank itself is where the same model puts the flow of a
design storm, so no gauge record is needed and none is claimed. Base flow is steady.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S, KM_M
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.routing import detain, route
from sim.hazards.flood.rivers.runoff import (
    MM_KM2_M3,
    RunoffParameters,
    lag_h,
    loss_depth_mm,
    runoff_steps_mm,
    spread_in_time,
    unit_shares,
)
from sim.hazards.geometry import FloatArray

_STEP_H = 1.0
_DESIGN_AFTER_H = 168


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
    flood_storage_share: float = parameter(
        0.1,
        low=0.03,
        high=0.3,
        unit="1",
        ge=0.0,
        description="Part of a reservoir's capacity that holds the flow of the design storm back.",
    )


@dataclass(frozen=True)
class EventFlow:
    """Flow above base flow that one rain causes, and where its water is.

    ``discharge_m3s`` (T, B) [m³/s] at each catchment's outlet; the balance is of the whole place.
    """

    discharge_m3s: FloatArray
    balance: WaterBalance


@dataclass(frozen=True)
class Channels:
    """What a channel carries when it is full: flow (B,) [m³/s] and depth (B,) [m].

    ``detention_h`` (B,) [h] is the storage constant of the reservoirs at the head of a catchment.
    """

    bankfull_m3s: FloatArray
    bankfull_depth_m: FloatArray
    detention_h: FloatArray


def event_flow(
    basins: Basins,
    rain_mm: FloatArray,
    *,
    curve_number: FloatArray,
    detention_h: FloatArray,
    runoff: RunoffParameters,
    rivers: RiverParameters,
) -> EventFlow:
    """Return the flow that rain causes in every catchment and down the rivers.

    Water from upstream passes the reservoirs of a catchment; its own runoff joins below them.

    Parameters
    ----------
    basins
        Catchments and how they follow one another.
    rain_mm
        Rain (T, B) [mm] in the hour that ends at each instant.
    curve_number, detention_h
        Of each catchment (B,).
    runoff, rivers
        Parameters.
    """
    n_times = len(rain_mm)
    runoff_mm = runoff_steps_mm(
        rain_mm, curve_number, initial_share=runoff.initial_abstraction_share
    )
    volume_m3 = runoff_mm * basins.area_km2 * MM_KM2_M3
    arriving = np.zeros_like(rain_mm)
    outflow = np.zeros_like(rain_mm)
    lags = lag_h(basins.area_km2, runoff).tolist()
    in_channels_m3 = 0.0
    in_catchments_m3 = 0.0
    for basin in basins.order:
        shares = unit_shares(lag_h=lags[basin], step_h=_STEP_H, n_steps=n_times + 1)
        pulses = volume_m3[:, basin : basin + 1]
        local = spread_in_time(pulses, shares)[:, 0] / HOUR_S
        in_catchments_m3 += _still_in_catchment_m3(pulses[:, 0], shares)
        upstream = arriving[:, basin]
        if detention_h[basin] > 0.0 and upstream.any():
            held = detain(upstream, k_h=float(detention_h[basin]), step_h=_STEP_H)
            upstream = held.outflow_m3s
            in_channels_m3 += float(held.storage_m3[-1])
        outflow[:, basin] = local + upstream
        target = int(basins.downstream[basin])
        if target >= 0 and outflow[:, basin].any():
            travel_h = (
                basins.reach_km[basin] * KM_M * rivers.sinuosity / rivers.wave_speed_mps / HOUR_S
            )
            reach = route(
                outflow[:, basin], k_h=float(travel_h), x=rivers.muskingum_x, step_h=_STEP_H
            )
            arriving[:, target] += reach.outflow_m3s
            in_channels_m3 += float(reach.storage_m3[-1])
    at_mouth = outflow[:, basins.downstream < 0].sum(axis=1)
    rain_m3 = float((rain_mm * basins.area_km2).sum()) * MM_KM2_M3
    runoff_m3 = float(volume_m3.sum())
    lost_mm = loss_depth_mm(
        rain_mm.sum(axis=0), curve_number, initial_share=runoff.initial_abstraction_share
    )
    balance = WaterBalance(
        rain_m3=rain_m3,
        loss_m3=float((lost_mm * basins.area_km2).sum()) * MM_KM2_M3,
        runoff_m3=runoff_m3,
        outflow_m3=float(np.trapezoid(at_mouth, dx=HOUR_S)),
        catchment_storage_m3=in_catchments_m3,
        channel_storage_m3=in_channels_m3,
    )
    return EventFlow(outflow, balance)


def channels(
    basins: Basins,
    *,
    curve_number: FloatArray,
    runoff: RunoffParameters,
    rivers: RiverParameters,
) -> Channels:
    """Return the channels that just carry the design storm, everywhere at once.

    Reservoirs hold `flood_storage_share` of their capacity while that flow passes, which gives
    their storage constant K = storage / flow.
    """
    storm = np.zeros((rivers.bankfull_rain_h + _DESIGN_AFTER_H, len(basins.area_km2)))
    storm[1 : rivers.bankfull_rain_h + 1] = rivers.bankfull_rain_mm / rivers.bankfull_rain_h
    free = np.zeros(len(basins.area_km2))
    wild = event_flow(
        basins, storm, curve_number=curve_number, detention_h=free, runoff=runoff, rivers=rivers
    )
    peak = wild.discharge_m3s.max(axis=0)
    held_m3 = rivers.flood_storage_share * basins.reservoir_m3
    detention_h = np.divide(held_m3, peak * HOUR_S, out=np.zeros_like(peak), where=peak > 0.0)
    if detention_h.any():
        tamed = event_flow(
            basins,
            storm,
            curve_number=curve_number,
            detention_h=detention_h,
            runoff=runoff,
            rivers=rivers,
        )
        peak = tamed.discharge_m3s.max(axis=0)
    bankfull = bankfull_m3s(peak, area_km2=basins.area_km2, rivers=rivers)
    return Channels(bankfull, bankfull_depth_m(bankfull, rivers), detention_h)


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


def _still_in_catchment_m3(pulses_m3: FloatArray, shares: FloatArray) -> float:
    """Return the runoff [m³] that has not left the catchment at the last instant.

    Released volume is the area under the sampled hydrograph by the trapezoid rule.
    """
    released = np.cumsum(shares) - shares / 2.0
    n = len(pulses_m3)
    elapsed = np.minimum(np.arange(n, 0, -1), len(released) - 1)
    part = np.where(np.arange(n, 0, -1) < len(released), released[elapsed], shares.sum())
    return float((pulses_m3 * (1.0 - part)).sum())
