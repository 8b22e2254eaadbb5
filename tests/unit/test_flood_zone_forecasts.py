"""Forecasts of flooding under one wave: what they say, when, and how wrong."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.hazards.flood.warnings.zone_forecasts import (
    ForecastParameters,
    ZoneForecasts,
    zone_forecasts,
)
from sim.hazards.geometry import FloatArray

HOUR_S = 3600.0
TIME_S = np.arange(97, dtype=np.float64) * HOUR_S
EXACT = ForecastParameters(rise_cv=0.0, unforeseen_share=0.0, margin_m=0.0, timing_sd_s=0.0)


def wave(peak_m: float, *, n_zones: int = 1, at_h: int = 48) -> FloatArray:
    """Return a level (T, Z) that rises for 8 h from -2 m to a peak and sinks for 16 h."""
    one = np.interp(TIME_S / HOUR_S, [at_h - 8, at_h, at_h + 16], [-2.0, peak_m, -2.0])
    return np.repeat(one[:, None], n_zones, axis=1)


def forecasts(
    level_m: FloatArray,
    parameters: ForecastParameters = EXACT,
    *,
    replication: int = 0,
    extra_lead_s: float = 0.0,
) -> ZoneForecasts:
    n_zones = level_m.shape[1]
    return zone_forecasts(
        level_m,
        rest_m=level_m[0],
        time_s=TIME_S,
        persons_at=lambda depth_m, _: np.rint(100 * np.clip(depth_m, 0.3, 1.0)).astype(np.int64),
        zone_ids=[f"Z{number}" for number in range(n_zones)],
        parameters=parameters,
        streams=Streams(5, replication),
        extra_lead_s=extra_lead_s,
    )


def test_without_error_a_forecast_says_what_will_be() -> None:
    """Above 0 from 44:00 to 56:00; named in each forecast from a day before until it is wet."""
    said = forecasts(wave(2.0))
    threatened_h = said.time_s[said.is_threatened[:, 0]] / HOUR_S
    assert threatened_h.tolist() == [*range(21, 45, 3)]
    due_s = said.flood_time_s[said.is_threatened]
    np.testing.assert_allclose(due_s, 44 * HOUR_S)
    assert np.isinf(said.flood_time_s[~said.is_threatened]).all()
    # the window of 21:00 ends at 45:00, half a metre up; later ones hold more of the wave
    persons = said.persons[said.is_threatened]
    assert persons.tolist() == [50, *[100] * 7]
    assert not said.persons[~said.is_threatened].any()


def test_a_zone_under_water_is_not_newly_threatened() -> None:
    said = forecasts(wave(2.0), ForecastParameters())
    under = (said.time_s > 44 * HOUR_S) & (said.time_s < 56 * HOUR_S)
    assert not said.is_threatened[under].any()


def test_without_a_rise_there_is_no_forecast() -> None:
    still = np.full((len(TIME_S), 2), -0.01)
    careless = ForecastParameters(margin_m=5.0, rise_cv=1.0)
    assert not forecasts(still, careless).is_threatened.any()


def test_the_error_shrinks_with_the_lead() -> None:
    """The spread of the forecast hour about the true one, over many zones."""
    fickle = ForecastParameters(
        rise_cv=0.0, unforeseen_share=0.0, margin_m=0.0, issue_every_s=HOUR_S
    )
    said = forecasts(wave(2.0, n_zones=400), fickle)
    spread_h = []
    for lead_h in (20, 10, 2, 0):
        row = 44 - lead_h
        assert said.is_threatened[row].all()
        spread_h.append(float(np.std(said.flood_time_s[row] / HOUR_S - 44.0)))
    assert spread_h[0] == pytest.approx(4.0 * np.sqrt(20 / 24), rel=0.15)
    assert spread_h == sorted(spread_h, reverse=True)
    assert spread_h[-1] == 0.0


def test_a_local_rise_is_seen_late_and_near_misses_raise_false_alarms() -> None:
    parameters = ForecastParameters()
    high, low = wave(0.4, n_zones=300), wave(-0.2, n_zones=300)
    hits, alarms = forecasts(high, parameters), forecasts(low, parameters)
    enters_s = 40 * HOUR_S + 8 * HOUR_S * 2.0 / 2.4
    before = hits.is_threatened & (hits.time_s < enters_s)[:, None]
    lead_h = (enters_s - hits.time_s[before.argmax(axis=0)[before.any(axis=0)]]) / HOUR_S
    assert 3.0 < np.median(lead_h) < 15.0
    assert 0.8 < before.any(axis=0).mean() <= 1.0
    assert 0.02 < alarms.is_threatened.any(axis=0).mean() < 0.6
    far = forecasts(wave(-1.2, n_zones=300), parameters)
    assert far.is_threatened.any(axis=0).mean() < 0.02


def test_errors_persist_from_one_forecast_to_the_next() -> None:
    level = wave(2.0, n_zones=300)
    timing = {"rise_cv": 0.0, "unforeseen_share": 0.0, "margin_m": 0.0}
    correlation = []
    for memory_h in (3.0, 24.0):
        said = forecasts(level, ForecastParameters(memory_s=memory_h * HOUR_S, **timing))
        first, second = (said.flood_time_s[row] for row in (10, 11))
        correlation.append(float(np.corrcoef(first, second)[0, 1]))
    assert correlation[0] == pytest.approx(np.exp(-1.0), abs=0.2)
    assert correlation[1] == pytest.approx(np.exp(-1.0 / 8.0), abs=0.1)


def test_works_bring_every_forecast_forward() -> None:
    plain, early = forecasts(wave(2.0)), forecasts(wave(2.0), extra_lead_s=7200.0)
    first = [said.time_s[said.is_threatened[:, 0].argmax()] / HOUR_S for said in (plain, early)]
    assert first == [21.0, 19.0]
    assert early.time_s[0] == 0.0
    assert (np.diff(early.time_s) > 0.0).all()
    assert early.time_s[-1] < TIME_S[-1]


def test_forecasts_stand_before_the_beginning_too() -> None:
    """Works of a day: what would have come out before the start is replaced by the newest."""
    early = forecasts(wave(2.0, at_h=20), extra_lead_s=86_400.0)
    assert early.is_threatened[0, 0]
    assert early.time_s[0] == 0.0
    assert early.flood_time_s[0, 0] == pytest.approx(16 * HOUR_S)
