"""How the counties of Jilin drain into one another."""

from dataclasses import replace

import numpy as np
import pytest

from sim.core.text import Text
from sim.hazards.flood.rivers.basins import BasinParameters, Basins, delineate
from sim.hazards.geometry import inside, nearest, plane_km
from sim.place import Place, River, load_place


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


@pytest.fixture(scope="module")
def basins(place: Place) -> Basins:
    return delineate(place, BasinParameters())


def path(basins: Basins, county_id: str) -> list[str]:
    passed = [county_id]
    basin = basins.county_id.index(county_id)
    while (basin := int(basins.downstream[basin])) >= 0:
        passed.append(basins.county_id[basin])
        assert len(passed) <= len(basins.county_id)
    return passed


def test_every_county_is_one_catchment(place: Place, basins: Basins) -> None:
    assert basins.county_id == tuple(county.county_id for county in place.counties)
    assert sorted(basins.order) == list(range(len(place.counties)))


def test_catchments_come_after_all_that_drain_into_them(basins: Basins) -> None:
    rank = np.empty(len(basins.order), dtype=int)
    rank[list(basins.order)] = np.arange(len(basins.order))
    linked = basins.downstream >= 0
    assert (rank[linked] < rank[basins.downstream[linked]]).all()
    assert (basins.reach_km[linked] >= BasinParameters().shortest_reach_km).all()
    assert not basins.reach_km[~linked].any()


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("220402", "220422"),  # the Dongliao leaves Liaoyuan city, then its county,
        ("220422", "220322"),  # and crosses Lishu
        ("220282", "220211"),  # the Songhua comes from Huadian through Fengman to Jilin City
        ("220211", "220202"),
        ("220202", "220781"),
        ("220112", "220183"),  # the Yinma from Shuangyang to Dehui
        ("220323", "220122"),  # the Yitong from Yitong to Nong'an
        ("222401", "222402"),  # the Burhatong from Yanji to Tumen
    ],
)
def test_known_rivers_run_the_right_way(basins: Basins, upper: str, lower: str) -> None:
    assert lower in path(basins, upper)
    assert upper not in path(basins, lower)


def test_rivers_of_the_border_stay_apart(basins: Basins) -> None:
    assert "222402" not in path(basins, "220623")  # the Yalu does not reach the Tumen
    assert path(basins, "220822") == ["220822"]  # Tongyu drains nowhere


def test_fengman_reservoir_holds_back_what_comes_from_huadian(basins: Basins) -> None:
    assert basins.reservoir_m3[basins.county_id.index("220211")] > 1e10
    assert basins.reservoir_m3[basins.county_id.index("220822")] == 0.0


def test_pieces_of_a_course_may_come_in_any_order(place: Place, basins: Basins) -> None:
    shuffled = tuple(replace(river, courses=river.courses[::-1]) for river in place.rivers)
    again = delineate(replace(place, rivers=shuffled), BasinParameters())
    np.testing.assert_array_equal(again.downstream, basins.downstream)


def test_mouths_beside_each_other_make_no_circle(place: Place) -> None:
    west, east = place.counties[0], place.counties[1]
    rivers = (
        River("a", Text("a", "a"), "x", 1, (((125.0, 43.0), (125.5, 43.0), (126.0, 43.0)),)),
        River("b", Text("b", "b"), "x", 1, (((126.01, 43.01), (125.5, 43.01), (125.0, 43.01)),)),
    )
    two = replace(
        place,
        counties=(
            replace(west, lon=125.9, lat=43.0, boundary=()),
            replace(east, lon=125.1, lat=43.02, boundary=()),
        ),
        rivers=rivers,
        reservoirs=(),
    )
    order = delineate(two, BasinParameters()).order
    assert sorted(order) == [0, 1]


def test_a_place_without_rivers_has_closed_basins(place: Place) -> None:
    dry = delineate(replace(place, rivers=()), BasinParameters())
    assert (dry.downstream == -1).all()
    assert not dry.river_km.any()
    assert set(dry.river_id) == {""}


def test_geometry_on_a_square_with_a_hole() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    hole = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)]
    points = np.array([[0.5, 0.5], [2.0, 2.0], [5.0, 2.0], [3.5, 2.0]])
    assert inside(points, [square, hole]).tolist() == [True, False, False, True]
    assert not inside(points, []).any()


def test_a_degree_of_latitude_is_111_km() -> None:
    here, there = plane_km([125.0, 125.0], [43.0, 44.0], lat0_deg=43.5)
    index, distance = nearest(here[None], there[None])
    assert index.tolist() == [0]
    assert distance[0] == pytest.approx(111.2, abs=0.2)
