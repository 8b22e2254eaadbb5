"""Low-lying ground of zones and roads: how high it lies, whom water concerns."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.hazards.crossing import first_above_s, last_above_s
from sim.hazards.flood.exposure.links import LinkParameters, is_exposed, surface_m, water_on_links_m
from sim.hazards.flood.exposure.zones import (
    LowGround,
    ZoneParameters,
    is_by_river,
    is_seat,
    low_lying_persons,
    thresholds_m,
)
from sim.place import Place, load_place

PARAMETERS = ZoneParameters()
STREAMS = Streams(3, 0)


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def test_crossings_lie_between_instants() -> None:
    series = np.array([[0.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 3.0, 0.0]])
    level = np.array([1.0, 1.5, 0.5])
    time_s = np.array([0.0, 10.0, 20.0])
    assert first_above_s(series, level, time_s).tolist() == [5.0, 0.0, np.inf]
    assert last_above_s(series, level, time_s).tolist() == [15.0, np.inf, np.inf]


def test_deeper_water_concerns_more_people_but_never_more_than_live_there(place: Place) -> None:
    ground = LowGround(
        low_lying_persons=np.array([1000]),
        population=np.array([5000]),
        full_depth_m=1.0,
        least_concerned_share=0.3,
        ground_exponent=2.0,
    )
    depth = np.array([-1.0, 0.0, 1e-9, 0.5, 1.0, 2.0, 9.0])
    concerned = ground.persons(depth, np.zeros(7, dtype=np.int64))
    assert concerned.tolist() == [0, 0, 300, 500, 1000, 4000, 5000]
    low = low_lying_persons(place, PARAMETERS, STREAMS)
    population = np.array([zone.population for zone in place.zones])
    assert (low <= population).all()
    assert low.sum() / population.sum() < PARAMETERS.low_lying_share
    everyone = ZoneParameters(low_lying_share=1.0, low_lying_population=1e9)
    assert (low_lying_persons(place, everyone, STREAMS) <= population).all()


def test_those_settled_elsewhere_live_low_no_longer(place: Place) -> None:
    before = low_lying_persons(place, PARAMETERS, STREAMS)
    after = low_lying_persons(place, PARAMETERS, STREAMS, relocated_share=0.25)
    np.testing.assert_allclose(after, 0.75 * before, atol=1.0)
    assert not low_lying_persons(place, PARAMETERS, STREAMS, relocated_share=1.0).any()


def test_a_raised_dike_raises_the_threshold_of_seats_alone(place: Place) -> None:
    raised = thresholds_m(place, PARAMETERS, STREAMS, dike_raise_m=0.5)
    np.testing.assert_allclose(
        raised - thresholds_m(place, PARAMETERS, STREAMS), 0.5 * is_seat(place), atol=1e-12
    )


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
