"""Hazard points: how many where, and when they give way."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.hazards.flood import KINDS, HazardPoints, PointLoads, failure_times
from sim.hazards.flood.points.parameters import PointParameters
from sim.hazards.flood.points.placing import n_by_county, place_points
from sim.hazards.flood.points.points import point_loads
from sim.hazards.flood.rivers.basins import BasinParameters, delineate
from sim.hazards.mitigation import Mitigation
from sim.place import Place, load_place

PARAMETERS = PointParameters()
STREAMS = Streams(7, 0)


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


@pytest.fixture(scope="module")
def river_km(place: Place) -> np.ndarray:
    return delineate(place, BasinParameters()).county_river_km


@pytest.fixture(scope="module")
def points(place: Place, river_km: np.ndarray) -> HazardPoints:
    return place_points(
        place, river_km=river_km, parameters=PARAMETERS, streams=STREAMS, mitigation=Mitigation()
    )


def hand_made(strengths: list[float], kinds: list[int], columns: list[int]) -> HazardPoints:
    n = len(strengths)
    zeros = np.zeros(n, dtype=np.int64)
    kind = np.array(kinds)
    return HazardPoints(
        point_ids=tuple(f"P{number}" for number in range(n)),
        kind=np.array(KINDS)[kind],
        kind_index=kind,
        county=zeros,
        zone=zeros,
        link=zeros - 1,
        basin=zeros,
        load_column=np.array(columns),
        strength=np.array(strengths),
        persons_behind=zeros,
        is_weak=np.zeros(n, dtype=np.bool_),
        failure_time_s=np.full(n, np.inf),
    )


def loads(*columns: list[float]) -> PointLoads:
    stage = np.array(columns).T
    return point_loads(
        time_s=np.arange(len(stage), dtype=np.float64) * 3600.0,
        dike_stage_m=stage,
        rain_mm_per_h=np.maximum(stage, 0.0),
        stream_stage_m=stage / 2.0,
        rain_h=2,
    )


def test_there_are_as_many_as_reviewed_and_all_kinds(place: Place, points: HazardPoints) -> None:
    assert len(points.point_ids) == len(set(points.point_ids)) == PARAMETERS.n_points
    shares = np.bincount(points.kind_index, minlength=3) / PARAMETERS.n_points
    np.testing.assert_allclose(shares, [0.5, 0.38, 0.12], atol=1e-4)
    assert np.unique(points.county).size == len(place.counties)


def test_indices_agree_with_one_another(place: Place, points: HazardPoints) -> None:
    ids = [county.county_id for county in place.counties]
    for index in range(0, PARAMETERS.n_points, 97):
        county_id = ids[points.county[index]]
        assert place.zones[points.zone[index]].county_id == county_id
        assert points.point_ids[index].split("-")[1] == county_id
        assert points.point_ids[index].split("-")[2][0].lower() == points.kind[index][0]
    near = points.load_column < len(place.zones)
    assert (points.load_column[near] == points.zone[near]).all()
    assert (points.load_column[~near] == len(place.zones) + points.county[~near]).all()
    assert points.link.min() == -1
    assert points.link.max() < len(place.links)
    assert 0.1 < (points.link >= 0).mean() < 0.14


def test_mountains_have_slopes_and_river_plains_dikes(place: Place, river_km: np.ndarray) -> None:
    counts = n_by_county(place, river_km=river_km, parameters=PARAMETERS)
    ids = [county.county_id for county in place.counties]
    antu, nongan = ids.index("222426"), ids.index("220122")
    assert counts[1, antu] > counts[0, antu]
    assert counts[0, nongan] > counts[1, nongan]


def test_weak_points_are_the_weakest_and_few_live_behind_most(points: HazardPoints) -> None:
    assert points.is_weak.mean() == pytest.approx(PARAMETERS.weak_share, abs=0.01)
    for kind in range(3):
        of_kind = points.kind_index == kind
        weak = of_kind & points.is_weak
        assert points.strength[weak].max() <= points.strength[of_kind & ~points.is_weak].min()
    assert np.median(points.persons_behind) < 10
    assert points.persons_behind.min() >= 0
    assert (points.strength > 0.0).all()


def test_failure_is_when_the_load_passes_the_strength() -> None:
    load = loads([0.0, 1.0, 3.0, 1.0], [-2.0, -1.0, 0.5, 0.2])
    points = hand_made([2.0, 3.0, 0.25, 0.25, 3.9, 0.2], [0, 0, 0, 2, 1, 2], [0, 0, 1, 1, 0, 1])
    times = failure_times(points, load)
    # Dike of 2 m: halfway between hours 1 and 2. Dike of 3 m: reached, not passed.
    # Rain in 2 h grows from 1 to 4 mm over the same hour. The stream stands half as high.
    assert times == pytest.approx(
        [
            1.5 * 3600.0,
            np.inf,
            (1.0 + 1.25 / 1.5) * 3600.0,
            np.inf,
            3600.0 * (1 + 2.9 / 3),
            3600.0 * (1 + 0.7 / 0.75),
        ]
    )


def test_reinforcement_delays_or_prevents_failure() -> None:
    load = loads([0.0, 1.0, 3.0, 1.0])
    points = hand_made([1.0, 1.0, 1.0], [0, 0, 0], [0, 0, 0])
    times = failure_times(points, load, np.array([1.0, 2.0, 4.0]))
    assert times[0] < times[1] < np.inf
    assert times[2] == np.inf


def test_a_falling_river_breaks_nothing() -> None:
    assert failure_times(hand_made([0.5], [0], [0]), loads([-1.0, -2.0, -3.0])) == [np.inf]


def test_more_points_leave_the_first_as_they_were(
    place: Place, river_km: np.ndarray, points: HazardPoints
) -> None:
    fewer = place_points(
        place,
        river_km=river_km,
        parameters=PointParameters(n_points=5000),
        streams=STREAMS,
        mitigation=Mitigation(),
    )
    position = {point_id: index for index, point_id in enumerate(points.point_ids)}
    same = [position[point_id] for point_id in fewer.point_ids]
    np.testing.assert_array_equal(fewer.strength, points.strength[same])
    np.testing.assert_array_equal(fewer.zone, points.zone[same])
    np.testing.assert_array_equal(fewer.persons_behind, points.persons_behind[same])


def test_no_points_at_all(place: Place, river_km: np.ndarray) -> None:
    none = place_points(
        place,
        river_km=river_km,
        parameters=PointParameters(n_points=0),
        streams=STREAMS,
        mitigation=Mitigation(),
    )
    assert none.point_ids == ()
    assert failure_times(none, loads([1.0, 2.0])).shape == (0,)
