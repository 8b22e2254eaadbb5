"""Rain warnings from gauges, radar and forecasts, one county at a time."""

from typing import Any

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.hazards.flood import warning_level
from sim.hazards.flood.warnings.errors import persistent
from sim.hazards.flood.warnings.rain_warnings import (
    RainWarnings,
    in_force,
    radar_factor,
    rain_warnings,
)
from sim.hazards.geometry import FloatArray
from sim.hazards.monitoring import MonitoringParameters

HOUR_S = 3600.0
EXACT = {"gauge_delay_s": 0.0, "radar_cv": 0.0, "nowcast_cv": 0.0, "outlook_cv": 0.0}
NO_LEAD = {"warning_lead_s": 0.0, "outlook_lead_s": 0.0}


def storm(mm: float, *, n_counties: int = 1, at_h: int = 40, hours: int = 1) -> FloatArray:
    rain = np.zeros((97, n_counties))
    rain[at_h : at_h + hours] = mm
    return rain


def warnings(
    rain: FloatArray,
    *,
    extra_lead_s: float = 0.0,
    **values: Any,  # noqa: ANN401  # of any parameter
) -> RainWarnings:
    return rain_warnings(
        rain,
        county_ids=[f"C{number}" for number in range(rain.shape[1])],
        parameters=MonitoringParameters(**values),
        streams=Streams(2, 0),
        extra_lead_s=extra_lead_s,
    )


def runs(level: np.ndarray) -> list[tuple[int, int]]:
    """Return the hour and level of every change of a county's level."""
    before = np.concatenate([[0], level[:-1]])
    return [(int(hour), int(level[hour])) for hour in np.flatnonzero(level != before)]


def test_without_error_warnings_come_with_the_rain_that_calls_for_them() -> None:
    """60 mm at 40:00: orange while it is in the last 3 h, yellow to 6 h, blue to 12 h."""
    level = warnings(storm(60.0), lift_after_s=HOUR_S, **EXACT, **NO_LEAD).level
    assert runs(level[:, 0]) == [(40, 3), (44, 2), (47, 1), (53, 0)]
    assert level.dtype == np.int8


def test_without_error_the_lead_is_the_lead() -> None:
    said = warnings(storm(60.0), warning_lead_s=7200.0, outlook_lead_s=36_000.0, **EXACT)
    assert runs(said.level[:, 0])[:2] == [(30, 1), (38, 3)]
    assert said.expected_mm[29:42, 0].tolist() == [0.0, *[60.0] * 11, 0.0]


def test_a_level_rises_at_once_and_falls_when_the_lower_one_has_held() -> None:
    needed = np.array([0, 2, 2, 1, 2, 0, 0, 0, 0, 3], dtype=np.int8)[:, None]
    assert in_force(needed, n_hold=0)[:, 0].tolist() == needed[:, 0].tolist()
    assert in_force(needed, n_hold=2)[:, 0].tolist() == [0, 2, 2, 2, 2, 2, 2, 0, 0, 3]


def test_what_gauges_have_not_told_radar_shows_wrongly() -> None:
    """A storm 10 % above a threshold, seen by radar alone at first; an hour later by the gauge."""
    rain = storm(55.0, n_counties=400)
    exact = {**EXACT, **NO_LEAD, "lift_after_s": 0.0}
    seen = warnings(rain, **{**exact, "gauge_delay_s": HOUR_S, "radar_cv": 0.3}).level
    at_once = (seen[40] >= 3).mean()
    assert 0.4 < at_once < 0.8
    assert (seen[41] == 3).all()
    half = warnings(rain, **{**exact, "gauge_delay_s": HOUR_S / 2, "radar_cv": 0.3}).level
    assert (half[40] >= 3).mean() > at_once


def test_radar_errs_by_one_factor_for_each_spell() -> None:
    rain = storm(5.0, n_counties=3000, at_h=10, hours=6)
    rain[18] = 1.0  # six dry hours are not enough for a new spell
    rain[60] = 2.0
    factor = radar_factor(
        rain, [f"C{number}" for number in range(3000)], MonitoringParameters(), Streams(1, 0)
    )
    assert (factor[10:16] == factor[10]).all()
    assert (factor[18] == factor[10]).all()
    assert (factor[60] != factor[10]).all()
    assert factor[60].mean() == pytest.approx(1.0, abs=0.03)
    assert factor[60].std() == pytest.approx(0.3, abs=0.03)
    assert abs(np.corrcoef(factor[10], factor[60])[0, 1]) < 0.1


def test_forecasts_err_more_the_further_they_look() -> None:
    """Warned too early and too late, and falsely: rain 15 % below and above a threshold."""
    above = warnings(storm(57.5, n_counties=400), **{**EXACT, "nowcast_cv": 0.3}).level
    below = warnings(storm(42.5, n_counties=400), **{**EXACT, "nowcast_cv": 0.3}).level
    told = [float((above[hour] >= 3).mean()) for hour in (38, 39, 40)]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert told[0] < 0.9
    assert 0.05 < (below == 3).any(axis=0).mean() < 0.6
    assert not (warnings(storm(42.5, n_counties=400), **EXACT).level == 3).any()


def test_an_outlook_is_blue_and_stands_until_the_next_forecast() -> None:
    blurred: dict[str, Any] = {**EXACT, "outlook_cv": 0.6, "warning_lead_s": 0.0}
    said = warnings(storm(55.0, n_counties=400), **blurred)
    assert said.level[:40].max() == 1
    assert (said.level[40] == 3).all()
    expected = said.expected_mm
    assert (expected[20] != expected[17]).all()  # a forecast came out at 18:00
    assert (expected[18:24] > 0.0).all()
    error_20 = np.abs(np.log(expected[20] / 55.0)).mean()
    assert np.abs(np.log(expected[36] / 55.0)).mean() < error_20


def test_works_lengthen_the_lead_and_take_no_warning_away() -> None:
    plain = warnings(storm(60.0), **EXACT)
    early = warnings(storm(60.0), extra_lead_s=3 * HOUR_S, **EXACT)
    assert (early.level >= plain.level).all()
    first = [int((said.level[:, 0] >= 3).argmax()) for said in (plain, early)]
    assert first == [38, 35]


def test_the_highest_level_is_red() -> None:
    said = warnings(storm(300.0, n_counties=20, hours=5))
    assert said.level.max() == 4
    assert (said.level >= np.asarray(warning_level(storm(300.0, n_counties=20, hours=5)))).all()


def test_errors_keep_their_spread_and_their_memory() -> None:
    fresh = np.random.default_rng(1).standard_normal((200, 500))
    error = persistent(fresh, keep=0.7)
    assert error.std() == pytest.approx(1.0, abs=0.03)
    assert np.corrcoef(error[:-1].ravel(), error[1:].ravel())[0, 1] == pytest.approx(0.7, abs=0.02)
    assert (persistent(fresh, keep=0.0) == fresh).all()
