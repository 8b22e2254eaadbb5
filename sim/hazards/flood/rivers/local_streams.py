"""The small stream through each zone: its stage above the bank under the zone's own rain.

The same model as the county rivers, on a catchment small enough to feel a local cloudburst.
"""

import numpy as np

from sim.core.units import HOUR_S
from sim.hazards.flood.rivers.channels import (
    RiverParameters,
    bankfull_depth_m,
    bankfull_m3s,
    stage_over_bank_m,
)
from sim.hazards.flood.rivers.runoff import (
    MM_KM2_M3,
    RunoffParameters,
    lag_h,
    runoff_steps,
    spread_in_time,
    unit_shares,
)
from sim.hazards.geometry import FloatArray

_STEP_H = 1.0


def stream_stage_m(
    rain_mm: FloatArray,
    *,
    area_km2: float,
    curve_number: FloatArray,
    runoff: RunoffParameters,
    rivers: RiverParameters,
) -> FloatArray:
    """Return the stage (T, N) [m] of small streams above their bank.

    Parameters
    ----------
    rain_mm
        Rain (T, N) [mm] in the hour that ends at each instant.
    area_km2
        Catchment of every stream [km²].
    curve_number
        Of each catchment (N,).
    runoff, rivers
        Parameters; the channel just carries the design storm of `rivers`.
    """
    lag = float(lag_h(area_km2, runoff))
    shares = unit_shares(lag_h=lag, step_h=_STEP_H, n_steps=len(rain_mm) + 1)
    to_m3s = area_km2 * MM_KM2_M3 / HOUR_S
    initial = runoff.initial_abstraction_share
    kinds, kind = np.unique(curve_number, return_inverse=True)
    storm = np.zeros((rivers.bankfull_rain_h + len(shares), len(kinds)))
    storm[1 : rivers.bankfull_rain_h + 1] = rivers.bankfull_rain_mm / rivers.bankfull_rain_h
    design = spread_in_time(runoff_steps(storm, kinds, initial_share=initial).runoff_mm, shares)
    bankfull = bankfull_m3s(design.max(axis=0) * to_m3s, area_km2=area_km2, rivers=rivers)[kind]
    steps = runoff_steps(
        rain_mm,
        curve_number,
        initial_share=initial,
        recovery_steps=runoff.recovery_h / _STEP_H,
    )
    flow = spread_in_time(steps.runoff_mm, shares)
    return stage_over_bank_m(
        flow * to_m3s,
        full_m3s=bankfull,
        depth_m=bankfull_depth_m(bankfull, rivers),
        rivers=rivers,
    )
