"""Runoff and unit hydrograph against published worked examples and exact limits."""

import numpy as np
import pytest

from sim.hazards.flood.rivers.runoff import (
    RunoffParameters,
    lag_h,
    loss_depth_mm,
    runoff_depth_mm,
    runoff_steps,
    spread_in_time,
    standard_duration_h,
    unit_hydrograph,
    unit_shares,
)


def test_five_centimetres_on_curve_number_84_give_eighteen_millimetres() -> None:
    assert float(runoff_depth_mm(50.0, 84.0)) == pytest.approx(18.0, abs=0.5)


def test_unit_hydrograph_of_the_worked_example() -> None:
    hydrograph = unit_hydrograph(area_km2=11.2, lag_h=1.72, duration_h=standard_duration_h(1.72))
    assert hydrograph.time_to_peak_h == pytest.approx(1.91, abs=0.005)
    assert hydrograph.peak_m3s_per_cm == pytest.approx(12.2, abs=0.05)


def test_the_triangle_holds_one_centimetre() -> None:
    hydrograph = unit_hydrograph(area_km2=11.2, lag_h=1.72, duration_h=0.38)
    volume_m3 = hydrograph.peak_m3s_per_cm * hydrograph.base_h * 3600.0 / 2.0
    assert volume_m3 == pytest.approx(11.2 * 10_000.0, rel=0.002)


def test_sampled_shares_are_whole_and_peak_where_the_triangle_does() -> None:
    step_h = 0.05
    shares = unit_shares(lag_h=1.72, step_h=step_h, n_steps=1000)
    hydrograph = unit_hydrograph(area_km2=11.2, lag_h=1.72, duration_h=step_h)
    flow_m3s_per_cm = shares * 11.2 * 10_000.0 / (step_h * 3600.0)
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert abs(shares.argmax() * step_h - hydrograph.time_to_peak_h) <= step_h
    assert flow_m3s_per_cm.max() == pytest.approx(hydrograph.peak_m3s_per_cm, rel=0.02)


@pytest.mark.parametrize("curve_number", [35.0, 66.0, 84.0, 99.0])
def test_rain_is_loss_and_runoff(curve_number: float) -> None:
    rain = np.array([0.0, 1.0, 9.7, 50.0, 200.0, 900.0])
    whole = runoff_depth_mm(rain, curve_number) + loss_depth_mm(rain, curve_number)
    np.testing.assert_allclose(whole, rain, atol=1e-9)


def test_paved_ground_loses_nothing_and_little_rain_makes_no_runoff() -> None:
    assert float(runoff_depth_mm(37.0, 100.0)) == pytest.approx(37.0)
    assert float(runoff_depth_mm(0.0, 100.0)) == 0.0
    assert float(runoff_depth_mm(9.0, 80.0)) == 0.0  # below 0.2 S = 12.7 mm


def test_the_same_rain_runs_off_more_the_later_it_falls() -> None:
    steps = runoff_steps(np.full((6, 1), 30.0), np.array([75.0]))
    assert (np.diff(steps.runoff_mm[:, 0]) > 0.0).all()
    assert steps.runoff_mm.sum() == pytest.approx(float(runoff_depth_mm(180.0, 75.0)))
    assert steps.loss_mm.sum() == pytest.approx(float(loss_depth_mm(180.0, 75.0)))


def test_dried_ground_answers_the_next_storm_like_the_first() -> None:
    """60 mm twice, 100 h apart: with a memory of 1 h the second is as the first."""
    rain = np.zeros((120, 1))
    rain[[0, 100]] = 60.0
    forgetful = runoff_steps(rain, np.array([75.0]), recovery_steps=1.0).runoff_mm[:, 0]
    assert forgetful[100] == pytest.approx(forgetful[0])
    assert forgetful[0] == pytest.approx(float(runoff_depth_mm(60.0, 75.0)))
    damp = runoff_steps(rain, np.array([75.0]), recovery_steps=240.0).runoff_mm[:, 0]
    wet = runoff_steps(rain, np.array([75.0])).runoff_mm[:, 0]
    assert forgetful[100] < damp[100] < wet[100]


def test_flow_starts_with_the_hour_in_which_runoff_falls() -> None:
    runoff = np.zeros((30, 1))
    runoff[5] = 10.0
    flow = spread_in_time(runoff, unit_shares(lag_h=3.0, step_h=1.0, n_steps=31))[:, 0]
    assert not flow[:5].any()
    assert flow[5] > 0.0
    assert flow.sum() == pytest.approx(10.0)


def test_larger_catchments_answer_later() -> None:
    lags = lag_h(np.array([10.0, 100.0, 3000.0]), RunoffParameters())
    assert (np.diff(lags) > 0.0).all()
