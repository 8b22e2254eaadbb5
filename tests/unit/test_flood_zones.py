"""Zones under a given stage: when water comes, whom it concerns, what was forecast."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.hazards.crossing import first_above_s, last_above_s
from sim.hazards.flood.exposure.links import LinkParameters, is_exposed, surface_m, water_on_links_m
from sim.hazards.flood.exposure.zones import (
    ZoneFlood,
    ZoneParameters,
    flood_zones,
    is_by_river,
    is_seat,
    low_lying_persons,
    thresholds_m,
)
from sim.place import Place, load_place

PARAMETERS = ZoneParameters()
STREAMS = Streams(3, 0)
TIME_S = np.arange(193, dtype=np.float64) * 3600.0


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def under_wave(place: Place, peak_m: float, parameters: ZoneParameters = PARAMETERS) -> ZoneFlood:
    wave = np.interp(np.arange(193), [0, 40, 60, 120], [-2.0, -2.0, peak_m, -2.0])
    stage = np.repeat(wave[:, None], len(place.zones), axis=1)
    return flood_zones(place, stage, time_s=TIME_S, parameters=parameters, streams=STREAMS)


def test_crossings_lie_between_instants() -> None:
    series = np.array([[0.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 3.0, 0.0]])
    level = np.array([1.0, 1.5, 0.5])
    time_s = np.array([0.0, 10.0, 20.0])
    assert first_above_s(series, level, time_s).tolist() == [5.0, 0.0, np.inf]
    assert last_above_s(series, level, time_s).tolist() == [15.0, np.inf, np.inf]


def test_water_enters_at_the_threshold_and_leaves_at_it(place: Place) -> None:
    flood = under_wave(place, 1.5)
    threshold = thresholds_m(place, PARAMETERS, STREAMS)
    expected = (40.0 + 20.0 * (threshold + 2.0) / 3.5) * 3600.0
    wet = threshold < 1.5
    assert 0 < wet.sum() < len(wet)
    np.testing.assert_allclose(flood.flood_time_s[wet], expected[wet], atol=1.0)
    assert np.isinf(flood.flood_time_s[~wet]).all()
    assert (flood.drain_time_s[wet] > flood.flood_time_s[wet]).all()
    assert ((flood.depth_m.max(axis=0) > 0.0) == wet).all()


def test_forecasts_come_before_the_water_and_before_what_they_say(place: Place) -> None:
    flood = under_wave(place, 1.5)
    known = np.isfinite(flood.forecast_time_s)
    wet = np.isfinite(flood.flood_time_s)
    both = known & wet
    assert (flood.forecast_time_s[both] <= flood.flood_time_s[both]).all()
    assert (flood.forecast_time_s[known] <= flood.expected_flood_time_s[known]).all()
    assert (np.isinf(flood.expected_flood_time_s) == ~known).all()
    missed = (wet & ~known).sum() / wet.sum()
    assert 0.03 < missed < 0.2
    lead_h = (flood.flood_time_s[both] - flood.forecast_time_s[both]) / 3600.0
    assert np.median(lead_h) == pytest.approx(PARAMETERS.forecast_lead_h, rel=0.2)


def test_false_alarms_are_only_near_the_threshold(place: Place) -> None:
    flood = under_wave(place, 0.3)
    threshold = thresholds_m(place, PARAMETERS, STREAMS)
    false = np.isfinite(flood.forecast_time_s) & ~np.isfinite(flood.flood_time_s)
    assert false.any()
    assert (threshold[false] - 0.3 <= PARAMETERS.false_alarm_margin_m).all()
    assert (flood.persons_at_risk[false] > 0).all()
    nothing = np.isinf(flood.forecast_time_s) & np.isinf(flood.flood_time_s)
    assert not flood.persons_at_risk[nothing].any()


def test_deeper_water_concerns_more_people_but_never_more_than_live_there(place: Place) -> None:
    shallow, deep = under_wave(place, 0.8), under_wave(place, 4.0)
    wet = np.isfinite(shallow.flood_time_s)
    assert (deep.persons_at_risk[wet] >= shallow.persons_at_risk[wet]).all()
    assert deep.persons_at_risk.sum() > shallow.persons_at_risk.sum()
    low = low_lying_persons(place, PARAMETERS, STREAMS)
    population = np.array([zone.population for zone in place.zones])
    assert (low <= population).all()
    assert low.sum() / population.sum() < PARAMETERS.low_lying_share
    everyone = ZoneParameters(low_lying_share=1.0, low_lying_population=1e9)
    assert (low_lying_persons(place, everyone, STREAMS) <= population).all()


def test_seats_are_better_protected_and_stand_for_their_villages(place: Place) -> None:
    seat = is_seat(place)
    assert seat.sum() == len(place.counties)
    bare = ZoneParameters(seat_protection_m=0.0)
    extra = thresholds_m(place, PARAMETERS, STREAMS) - thresholds_m(place, bare, STREAMS)
    np.testing.assert_allclose(extra, seat * PARAMETERS.seat_protection_m, atol=1e-12)
    none = is_by_river(place, PARAMETERS, river_km=np.zeros(len(place.counties)))
    some = is_by_river(place, PARAMETERS, river_km=np.ones(len(place.counties)))
    assert some[seat].all()
    assert not none[seat].all()
    assert (none == some)[~seat].all()


def test_only_exposed_links_get_wet(place: Place) -> None:
    parameters = LinkParameters()
    exposed = is_exposed(place, parameters, STREAMS)
    depth = water_on_links_m(
        place, np.full((2, len(place.links)), 9.0), parameters=parameters, streams=STREAMS
    )
    assert 0 < exposed.sum() < len(exposed)
    assert ((depth[0] > 0.0) <= exposed).all()
    near = [link.has_bridge or link.river_distance_m <= 500.0 for link in place.links]
    assert exposed[near].all()
    raised = np.array([link.road_class == "expressway" for link in place.links])
    height = surface_m(place, parameters, STREAMS)
    assert height[raised].min() > parameters.expressway_extra_m
    assert np.median(height[~raised]) < parameters.surface_m
