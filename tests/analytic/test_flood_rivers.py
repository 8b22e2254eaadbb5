"""A chain of catchments: water balance, and what the design storm does."""

import numpy as np
import pytest

from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.flow import RiverParameters, channels, event_flow, stage_over_bank_m
from sim.hazards.flood.rivers.runoff import RunoffParameters, runoff_depth_mm

RUNOFF = RunoffParameters()
RIVERS = RiverParameters()
CN = np.array([80.0, 70.0, 85.0, 60.0])
CHAIN = Basins(
    county_id=("a", "b", "c", "d"),
    area_km2=np.array([2000.0, 1500.0, 3000.0, 800.0]),
    river_id=("r", "r", "r", ""),
    river_km=np.array([40.0, 30.0, 50.0, 0.0]),
    downstream=np.array([1, 2, -1, -1]),
    reach_km=np.array([60.0, 25.0, 0.0, 0.0]),
    order=(0, 1, 3, 2),
    reservoir_m3=np.array([0.0, 4e8, 0.0, 0.0]),
)


def storm(n_hours: int) -> np.ndarray:
    rain = np.zeros((n_hours, 4))
    rain[3:20] = np.array([9.0, 5.0, 2.0, 4.0])
    rain[30:36] = np.array([12.0, 1.0, 6.0, 0.0])
    return rain


@pytest.mark.parametrize("n_hours", [40, 90, 600])
def test_water_balance_closes(n_hours: int) -> None:
    full = channels(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS)
    assert full.detention_h[1] > 1.0
    event = event_flow(
        CHAIN,
        storm(n_hours),
        curve_number=CN,
        detention_h=full.detention_h,
        runoff=RUNOFF,
        rivers=RIVERS,
    )
    balance = event.balance
    assert balance.error_share < 1e-9
    assert balance.rain_m3 == pytest.approx(float((storm(n_hours) * CHAIN.area_km2).sum()) * 1000.0)
    assert balance.outflow_m3 > 0.0


def test_in_the_end_all_runoff_leaves() -> None:
    event = event_flow(
        CHAIN,
        storm(2000),
        curve_number=CN,
        detention_h=np.zeros(4),
        runoff=RUNOFF,
        rivers=RIVERS,
    )
    runoff_m3 = (runoff_depth_mm(storm(2000).sum(axis=0), CN) * CHAIN.area_km2).sum() * 1000.0
    assert event.balance.outflow_m3 == pytest.approx(float(runoff_m3), rel=1e-6)


def test_the_design_storm_fills_every_channel_to_its_bank() -> None:
    full = channels(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS)
    rain = np.zeros((250, 4))
    rain[1 : RIVERS.bankfull_rain_h + 1] = RIVERS.bankfull_rain_mm / RIVERS.bankfull_rain_h
    event = event_flow(
        CHAIN, rain, curve_number=CN, detention_h=full.detention_h, runoff=RUNOFF, rivers=RIVERS
    )
    stage = stage_over_bank_m(
        event.discharge_m3s,
        full_m3s=full.bankfull_m3s,
        depth_m=full.bankfull_depth_m,
        rivers=RIVERS,
    )
    np.testing.assert_allclose(stage.max(axis=0), 0.0, atol=1e-9)


def test_rating_is_manning_in_the_channel_and_flatter_above_it() -> None:
    flow = np.array([[0.0], [85.0], [285.0]])  # over a base flow of 15 of 100 m³/s
    stage = stage_over_bank_m(
        flow, full_m3s=np.array([100.0]), depth_m=np.array([2.0]), rivers=RIVERS
    )[:, 0]
    assert stage[0] == pytest.approx(2.0 * (0.15**0.6 - 1.0))
    assert stage[1] == pytest.approx(0.0, abs=1e-12)
    assert stage[2] == pytest.approx(RIVERS.overbank_share * 2.0 * (3.0**0.6 - 1.0))


def test_a_reservoir_lowers_the_peak_below_it() -> None:
    rain = storm(400)
    held = channels(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS).detention_h
    free, tamed = (
        event_flow(
            CHAIN, rain, curve_number=CN, detention_h=hours, runoff=RUNOFF, rivers=RIVERS
        ).discharge_m3s[:, 1]
        for hours in (np.zeros(4), held)
    )
    assert tamed.max() < free.max()


def test_ground_that_swallows_the_design_storm_still_has_a_channel() -> None:
    sand = np.full(4, 30.0)
    full = channels(CHAIN, curve_number=sand, runoff=RUNOFF, rivers=RIVERS)
    assert (full.bankfull_m3s > 0.0).all()
    assert (full.bankfull_depth_m > 0.0).all()
