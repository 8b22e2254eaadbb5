"""What holds of warnings and forecasts whatever the weather and the luck."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.core.streams import Streams
from sim.hazards.flood import warning_level
from sim.hazards.flood.warnings.rain_warnings import RainWarnings, rain_warnings
from sim.hazards.flood.warnings.river_gauges import RiverGauges
from sim.hazards.flood.warnings.zone_forecasts import (
    ForecastParameters,
    ZoneForecasts,
    zone_forecasts,
)
from sim.hazards.geometry import FloatArray
from sim.hazards.monitoring import MonitoringParameters

HOUR_S = 3600.0
N_HOURS = 60
TIME_S = np.arange(N_HOURS + 1, dtype=np.float64) * HOUR_S
SEEDS = st.integers(0, 2**16)
LEADS_H = st.sampled_from([0.0, 1.0, 2.5, 3.0, 6.0, 30.0])


def some_rain(seed: int, n_counties: int = 3) -> FloatArray:
    """Return showers (T, C) [mm/h] with dry hours between."""
    random = np.random.default_rng(seed)
    rain = random.exponential(12.0, (N_HOURS + 1, n_counties))
    return np.where(random.random(rain.shape) < 0.3, rain, 0.0)


def some_levels(seed: int, n_zones: int = 3) -> FloatArray:
    """Return levels (T, Z) [m] that wander about a little below their thresholds."""
    random = np.random.default_rng(seed)
    steps = random.normal(0.0, 0.2, (N_HOURS + 1, n_zones))
    wander: FloatArray = np.abs(np.cumsum(steps, axis=0)) - 1.0
    wander[0] = -1.0
    return wander


def warned(rain: FloatArray, seed: int, *, lead_h: float = 0.0, **values: Any) -> RainWarnings:  # noqa: ANN401  # numbers
    return rain_warnings(
        rain,
        county_ids=[f"C{number}" for number in range(rain.shape[1])],
        parameters=MonitoringParameters(**values),
        streams=Streams(seed, 1),
        extra_lead_s=lead_h * HOUR_S,
    )


def forecast(level_m: FloatArray, seed: int, *, lead_h: float = 0.0) -> ZoneForecasts:
    n_zones = level_m.shape[1]
    return zone_forecasts(
        level_m,
        rest_m=level_m[0],
        time_s=TIME_S,
        persons_at=lambda depth_m, _: np.rint(500 * np.clip(depth_m, 0.3, 1.0)).astype(np.int64),
        zone_ids=[f"Z{number}" for number in range(n_zones)],
        parameters=ForecastParameters(),
        streams=Streams(seed, 1),
        extra_lead_s=lead_h * HOUR_S,
    )


@given(seed=SEEDS, dry=st.sampled_from([0, 1, 2]))
def test_no_rain_no_warning(seed: int, dry: int) -> None:
    rain = some_rain(seed)
    rain[:, dry] = 0.0
    said = warned(rain, seed)
    assert not said.level[:, dry].any()
    assert not said.expected_mm[:, dry].any()
    assert not warned(np.zeros_like(rain), seed).level.any()


@given(seed=SEEDS)
def test_levels_are_levels_and_what_gauges_have_told_is_warned_of(seed: int) -> None:
    rain = some_rain(seed)
    said = warned(rain, seed, gauge_delay_s=0.0)
    assert said.level.min() >= 0
    assert said.level.max() <= 4
    assert (said.level >= warning_level(rain)).all()
    assert (said.expected_mm >= rain - 1e-9).all()


@given(seed=SEEDS, lead_h=LEADS_H)
def test_a_longer_lead_never_warns_later_or_less(seed: int, lead_h: float) -> None:
    rain = some_rain(seed)
    assert (warned(rain, seed, lead_h=lead_h).level >= warned(rain, seed).level).all()


@given(seed=SEEDS, lead_h=LEADS_H)
def test_a_longer_lead_never_threatens_a_zone_later(seed: int, lead_h: float) -> None:
    """Every forecast is out so much earlier, but for zones that are under water then.

    Of those that would be out before the beginning, the newest stands.
    """
    level = some_levels(seed)
    plain, early = forecast(level, seed), forecast(level, seed, lead_h=lead_h)
    is_later = plain.time_s >= lead_h * HOUR_S
    for row, zone in np.argwhere(plain.is_threatened & is_later[:, None]):
        at_s = plain.time_s[row] - lead_h * HOUR_S
        same = int(np.searchsorted(early.time_s, at_s))
        assert early.time_s[same] == at_s
        is_wet = level[int(early.time_s[same] // HOUR_S), zone] > 0.0
        assert early.is_threatened[same, zone] or is_wet


@given(seed=SEEDS, lead_h=LEADS_H)
def test_forecasts_are_whole(seed: int, lead_h: float) -> None:
    said = forecast(some_levels(seed), seed, lead_h=lead_h)
    assert (np.diff(said.time_s) > 0.0).all()
    assert (np.isfinite(said.flood_time_s) == said.is_threatened).all()
    assert (said.flood_time_s >= said.time_s[:, None]).all()
    assert ((said.persons > 0) == said.is_threatened).all()
    assert said.persons.max() <= 500


@given(seed=SEEDS)
def test_another_zone_or_county_changes_no_other(seed: int) -> None:
    level, rain = some_levels(seed, 4), some_rain(seed, 4)
    few, many = forecast(level[:, :3], seed), forecast(level, seed)
    assert (few.flood_time_s == many.flood_time_s[:, :3]).all()
    assert (few.persons == many.persons[:, :3]).all()
    assert (warned(rain[:, :3], seed).level == warned(rain, seed).level[:, :3]).all()


@given(seed=SEEDS, hours=st.integers(1, N_HOURS))
def test_what_happens_later_than_a_forecast_sees_changes_nothing_before(
    seed: int, hours: int
) -> None:
    """Cut the run: warnings and forecasts that look no further stay as they were."""
    level, rain = some_levels(seed), some_rain(seed)
    level[hours:], rain[hours:] = level[hours - 1], 0.0
    other, drier = some_levels(seed), some_rain(seed)
    blind_h = hours - 24
    same = forecast(level, seed).time_s < blind_h * HOUR_S
    before, after = forecast(other, seed), forecast(level, seed)
    assert (before.flood_time_s[same] == after.flood_time_s[same]).all()
    kept = slice(0, max(blind_h, 0))
    assert (warned(drier, seed).level[kept] == warned(rain, seed).level[kept]).all()


@given(seed=SEEDS)
def test_river_floods_begin_and_end_in_turn(seed: int) -> None:
    stage = some_levels(seed) + 0.3
    gauges = RiverGauges(np.ones(3, dtype=np.bool_), MonitoringParameters())
    told: list[list[str]] = [[], [], []]
    for over in stage:
        for report in gauges.read(over, 100.0 + over):
            told[report.basin].append(report.kind)
    for kinds in told:
        ends = [kind for kind in kinds if kind in ("warning", "fall")]
        assert ends == [("warning", "fall")[number % 2] for number in range(len(ends))]
        assert kinds.count("guarantee") <= kinds.count("warning")
