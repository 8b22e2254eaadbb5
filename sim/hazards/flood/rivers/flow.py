"""Flow of every river, from rain through reservoirs and reaches to each catchment's outlet.

Flow above base flow only: base flow is steady and passes everything unchanged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.units import HOUR_S, KM_M
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.channels import RiverParameters, bankfull_m3s
from sim.hazards.flood.rivers.releases import ReleaseOrder, ReleaseRule, operate
from sim.hazards.flood.rivers.reservoirs import ReservoirCourse, Reservoirs
from sim.hazards.flood.rivers.routing import route
from sim.hazards.flood.rivers.runoff import (
    MM_KM2_M3,
    RunoffParameters,
    lag_h,
    runoff_steps,
    unit_shares,
)
from sim.hazards.geometry import FloatArray

_STEP_H = 1.0
_DESIGN_AFTER_H = 168


@dataclass(frozen=True)
class LocalFlow:
    """What each catchment itself gives, before any river carries it.

    ``flow_m3s`` (T, B) [m³/s]; the volumes [m³] are of all catchments together.
    """

    flow_m3s: FloatArray
    rain_m3: float
    loss_m3: float
    runoff_m3: float
    still_there_m3: float


@dataclass(frozen=True)
class RiverFlow:
    """Flow above base flow that one rain causes, and where its water is.

    ``discharge_m3s`` (T, B) [m³/s] at each catchment's outlet; the balance is of the whole place.
    """

    discharge_m3s: FloatArray
    reservoirs: ReservoirCourse
    balance: WaterBalance


def local_flow(
    basins: Basins, rain_mm: FloatArray, *, curve_number: FloatArray, runoff: RunoffParameters
) -> LocalFlow:
    """Return what rain makes run off each catchment, spread by its unit hydrograph.

    Parameters
    ----------
    basins
        Catchments.
    rain_mm
        Rain (T, B) [mm] in the hour that ends at each instant.
    curve_number
        Of each catchment (B,).
    runoff
        Parameters.
    """
    n_times = len(rain_mm)
    steps = runoff_steps(
        rain_mm,
        curve_number,
        initial_share=runoff.initial_abstraction_share,
        recovery_steps=runoff.recovery_h / _STEP_H,
    )
    volume_m3 = steps.runoff_mm * basins.area_km2 * MM_KM2_M3
    flow = np.zeros_like(rain_mm)
    still_there_m3 = 0.0
    lags = lag_h(basins.area_km2, runoff).tolist()
    for basin in np.flatnonzero(volume_m3.any(axis=0)).tolist():
        shares = unit_shares(lag_h=lags[basin], step_h=_STEP_H, n_steps=n_times + 1)
        pulses = volume_m3[:, basin]
        # Runoff of the step that ends at an instant began one step before it.
        flow[:, basin] = np.convolve(pulses, shares[1:])[:n_times] / HOUR_S
        still_there_m3 += _still_in_catchment_m3(pulses, shares)
    return LocalFlow(
        flow,
        rain_m3=float((rain_mm * basins.area_km2).sum()) * MM_KM2_M3,
        loss_m3=float((steps.loss_mm * basins.area_km2).sum()) * MM_KM2_M3,
        runoff_m3=float(volume_m3.sum()),
        still_there_m3=still_there_m3,
    )


def river_flow(
    basins: Basins,
    local: LocalFlow,
    *,
    rivers: RiverParameters,
    reservoirs: Reservoirs,
    rule: ReleaseRule,
    orders: Sequence[ReleaseOrder] = (),
    bankfull_m3s: FloatArray | None = None,
) -> RiverFlow:
    """Return the flow down all rivers, through reservoirs and Muskingum reaches.

    Water from upstream, and of its own catchment what falls above the dam, passes a reservoir.

    Parameters
    ----------
    basins
        Catchments and how they follow one another.
    local
        What each gives.
    rivers
        Parameters of the channels.
    reservoirs
        Where they lie and what they hold.
    rule
        How they release.
    orders
        Releases ordered by hand, in order of time.
    bankfull_m3s
        What the channel below each reservoir carries (B,) [m³/s]; needed with reservoirs.
    """
    own = local.flow_m3s
    n_times = len(own)
    arriving = np.zeros_like(own)
    outflow = np.zeros_like(own)
    course = ReservoirCourse.resting(reservoirs, n_times)
    natural = None
    if rule.looks_ahead and len(reservoirs.basin):
        nowhere = Reservoirs.none()
        natural = river_flow(
            basins, local, rivers=rivers, reservoirs=nowhere, rule=rule
        ).discharge_m3s
    in_reaches_m3 = 0.0
    for basin in basins.order:
        flow, passed = arriving[:, basin], 0.0
        for number in np.flatnonzero(reservoirs.basin == basin).tolist():
            share = float(reservoirs.share_above[number])
            inflow = flow + (share - passed) * own[:, basin]
            full = 0.0 if bankfull_m3s is None else float(bankfull_m3s[basin])
            course.inflow_m3s[:, number] = inflow
            flow, course.storage_m3[:, number] = operate(
                inflow,
                reservoirs=reservoirs,
                number=number,
                rule=rule,
                orders=orders,
                base_m3s=rivers.base_flow_share * full,
                full_m3s=full,
                ahead_m3s=inflow if natural is None else natural[:, basin],
                step_s=HOUR_S * _STEP_H,
            )
            course.release_m3s[:, number] = flow
            passed = share
        outflow[:, basin] = flow + (1.0 - passed) * own[:, basin]
        target = int(basins.downstream[basin])
        if target >= 0 and outflow[:, basin].any():
            travel_h = (
                basins.reach_km[basin] * KM_M * rivers.sinuosity / rivers.wave_speed_mps / HOUR_S
            )
            reach = route(
                outflow[:, basin], k_h=float(travel_h), x=rivers.muskingum_x, step_h=_STEP_H
            )
            arriving[:, target] += reach.outflow_m3s
            in_reaches_m3 += float(reach.storage_m3[-1])
    at_mouth = outflow[:, basins.downstream < 0].sum(axis=1)
    held_m3 = float((course.storage_m3[-1] - reservoirs.start_m3).sum())
    balance = WaterBalance(
        rain_m3=local.rain_m3,
        loss_m3=local.loss_m3,
        runoff_m3=local.runoff_m3,
        outflow_m3=float(np.trapezoid(at_mouth, dx=HOUR_S)),
        catchment_storage_m3=local.still_there_m3,
        channel_storage_m3=in_reaches_m3,
        reservoir_storage_m3=held_m3,
    )
    return RiverFlow(outflow, course, balance)


def channel_flow_m3s(
    basins: Basins,
    *,
    curve_number: FloatArray,
    runoff: RunoffParameters,
    rivers: RiverParameters,
) -> FloatArray:
    """Return the flow (B,) [m³/s] that the channels just carry: the design storm's, everywhere.

    As if there were no reservoirs: the rivers are older than their dams.
    """
    storm = np.zeros((rivers.bankfull_rain_h + _DESIGN_AFTER_H, len(basins.area_km2)))
    storm[1 : rivers.bankfull_rain_h + 1] = rivers.bankfull_rain_mm / rivers.bankfull_rain_h
    design = river_flow(
        basins,
        local_flow(basins, storm, curve_number=curve_number, runoff=runoff),
        rivers=rivers,
        reservoirs=Reservoirs.none(),
        rule=ReleaseRule(),
    )
    return bankfull_m3s(design.discharge_m3s.max(axis=0), area_km2=basins.area_km2, rivers=rivers)


def _still_in_catchment_m3(pulses_m3: FloatArray, shares: FloatArray) -> float:
    """Return the runoff [m³] that has not left the catchment at the last instant.

    Released volume is the area under the sampled hydrograph by the trapezoid rule.
    """
    released = np.cumsum(shares) - shares / 2.0
    n = len(pulses_m3)
    elapsed = np.minimum(np.arange(n, 0, -1), len(released) - 1)
    part = np.where(np.arange(n, 0, -1) < len(released), released[elapsed], shares.sum())
    return float((pulses_m3 * (1.0 - part)).sum())
