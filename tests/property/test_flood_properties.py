"""What must hold for any rain and any seed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.core.clock import Clock, parse_time
from sim.core.streams import Streams
from sim.hazards.flood import Flood, FloodRealisation, warning_level
from sim.hazards.flood.exposure.zones import low_lying_persons, thresholds_m
from sim.hazards.flood.levers import Levers
from sim.hazards.flood.rain.field import RainField, fitted
from sim.place import Place, load_place

FLOOD = Flood()
CLOCK = Clock(parse_time("2019-08-12T00:00:00+08:00"))
HEADER = "area_kind,area_id,name,lat,lon,from,to,total_mm,max_1h_mm,source,confidence,note\n"
SETTINGS = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def flood_after(place: Place, county_mm: np.ndarray, *, seed: int) -> FloodRealisation:
    homes = [county.county_id for county in place.counties]
    zone_mm = county_mm[:, [homes.index(zone.county_id) for zone in place.zones]]
    return FLOOD.respond(
        place,
        RainField(county_mm, zone_mm),
        time_s=np.arange(len(county_mm), dtype=np.float64) * 3600.0,
        streams=Streams(seed, 0),
        levers=Levers(),
    )


def random_rain(place: Place, seed: int, scale_mm: float) -> np.ndarray:
    generator = np.random.default_rng(seed)
    rain = generator.gamma(0.3, scale_mm, (97, len(place.counties)))
    rain[0] = 0.0
    return rain * (generator.random((97, 1)) < 0.4)


@SETTINGS
@given(seed=st.integers(0, 10_000))
def test_without_rain_nothing_happens(place: Place, seed: int) -> None:
    flood = flood_after(place, np.zeros((97, len(place.counties))), seed=seed)
    assert np.isinf(flood.flood_times_s()).all()
    assert not flood.forecasts.is_threatened.any()
    assert not len(flood.lost_bridges.link)
    assert np.isinf(flood.points.failure_time_s).all()
    assert not flood.concerned_persons.any()
    assert not flood.link_depth_m.any()
    assert (flood.stage_over_bank_m < 0.0).all()
    assert flood.water_balance.error_share == 0.0


@SETTINGS
@given(seed=st.integers(0, 10_000), scale_mm=st.floats(0.5, 30.0))
def test_doubling_the_rain_lowers_no_peak_and_delays_no_failure(
    place: Place, seed: int, scale_mm: float
) -> None:
    rain = random_rain(place, seed, scale_mm)
    once, twice = (flood_after(place, factor * rain, seed=seed) for factor in (1.0, 2.0))
    for name in ("discharge_m3s", "stage_over_bank_m", "zone_level_m", "link_depth_m"):
        low, high = getattr(once, name).max(axis=0), getattr(twice, name).max(axis=0)
        assert (high >= low - 1e-6 * np.maximum(np.abs(low), 1.0)).all(), name
    assert (twice.flood_times_s() <= once.flood_times_s() + 1.0).all()
    assert (twice.points.failure_time_s <= once.points.failure_time_s + 1.0).all()


@SETTINGS
@given(seed=st.integers(0, 10_000), scale_mm=st.floats(0.1, 40.0))
def test_water_is_neither_made_nor_lost(place: Place, seed: int, scale_mm: float) -> None:
    flood = flood_after(place, random_rain(place, seed, scale_mm), seed=seed)
    assert flood.water_balance.error_share < 1e-9
    assert (flood.discharge_m3s >= 0.0).all()
    assert (flood.link_depth_m >= 0.0).all()


@SETTINGS
@given(seed=st.integers(0, 10_000), removed=st.integers(0, 59))
def test_draws_of_a_county_do_not_depend_on_the_others(
    place: Place, seed: int, removed: int
) -> None:
    gone = place.counties[removed].county_id
    fewer = replace(
        place,
        counties=tuple(county for county in place.counties if county.county_id != gone),
        zones=tuple(zone for zone in place.zones if zone.county_id != gone),
        links=tuple(link for link in place.links if link.county_id != gone),
    )
    streams = Streams(seed, 0)
    kept = [index for index, zone in enumerate(place.zones) if zone.county_id != gone]
    for draw in (thresholds_m, low_lying_persons):
        np.testing.assert_array_equal(
            draw(fewer, FLOOD.zones, streams), draw(place, FLOOD.zones, streams)[kept]
        )
    whole = flood_after(place, np.zeros((2, len(place.counties))), seed=seed).points
    part = flood_after(fewer, np.zeros((2, len(fewer.counties))), seed=seed).points
    position = {point_id: index for index, point_id in enumerate(whole.point_ids)}
    pairs = [
        (index, position[point_id])
        for index, point_id in enumerate(part.point_ids)
        if point_id in position
    ]
    here, there = np.array(pairs).T
    assert len(pairs) > 0.9 * (len(whole.point_ids) - (whole.county == removed).sum())
    np.testing.assert_array_equal(part.strength[here], whole.strength[there])
    np.testing.assert_array_equal(part.persons_behind[here], whole.persons_behind[there])
    np.testing.assert_array_equal(part.is_weak[here], whole.is_weak[there])


def test_rain_of_a_county_does_not_depend_on_the_others(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rain")
    text = HEADER + (
        "prefecture,2201,x,,,2019-08-12T06:00:00+08:00,2019-08-13T06:00:00+08:00,80,,s,B,\n"
    )
    (folder / "rain_reports.csv").write_text(text, encoding="utf-8")
    gone = "220122"
    fewer = replace(
        place,
        counties=tuple(county for county in place.counties if county.county_id != gone),
        zones=tuple(zone for zone in place.zones if zone.county_id != gone),
        links=tuple(link for link in place.links if link.county_id != gone),
    )
    both = [
        FLOOD.realise(
            region,
            clock=CLOCK,
            horizon_s=2 * 86_400.0,
            streams=Streams(5, 2),
            folder=folder,
            levers=Levers(),
        )
        for region in (place, fewer)
    ]
    kept = [index for index, county in enumerate(place.counties) if county.county_id != gone]
    zones = [index for index, zone in enumerate(place.zones) if zone.county_id != gone]
    np.testing.assert_array_equal(both[0].rain_mm_per_h[:, kept], both[1].rain_mm_per_h)
    np.testing.assert_array_equal(both[0].zone_rain_mm_per_h[:, zones], both[1].zone_rain_mm_per_h)


@given(
    windows=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 30), st.floats(0.0, 300.0)), max_size=4
    )
)
def test_hourly_rain_is_never_negative_and_meets_the_last_window(
    windows: list[tuple[int, int, float]],
) -> None:
    spans = [(start, start + length, total) for start, length, total in windows]
    rain = fitted(np.linspace(1.0, 3.0, 80), spans)
    assert (rain >= 0.0).all()
    assert np.isfinite(rain).all()
    if spans:
        start, end, total = spans[-1]
        assert rain[start:end].sum() == pytest.approx(total, abs=1e-9, rel=1e-9)


@given(seed=st.integers(0, 10_000), scale_mm=st.floats(0.5, 30.0))
def test_more_rain_never_lowers_a_signal(seed: int, scale_mm: float) -> None:
    rain = np.random.default_rng(seed).gamma(0.5, scale_mm, (48, 5))
    assert (warning_level(1.3 * rain) >= warning_level(rain)).all()
