"""How the catchments of Jilin drain into one another."""

from dataclasses import replace

import numpy as np
import pytest

from sim.core.text import Text
from sim.hazards.flood.rivers.basins import BasinParameters, Basins, delineate
from sim.hazards.flood.rivers.reservoirs import ReservoirParameters, place_reservoirs
from sim.hazards.geometry import inside, nearest, plane_km
from sim.place import Place, River, load_place


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


@pytest.fixture(scope="module")
def basins(place: Place) -> Basins:
    return delineate(place, BasinParameters())


def path(basins: Basins, basin_id: str) -> list[str]:
    passed = [basin_id]
    basin = basins.basin_id.index(basin_id)
    while (basin := int(basins.downstream[basin])) >= 0:
        passed.append(basins.basin_id[basin])
        assert len(passed) <= len(basins.basin_id)
    return passed


def test_catchments_of_a_county_share_out_its_area(place: Place, basins: Basins) -> None:
    areas = np.bincount(basins.county, basins.area_km2)
    np.testing.assert_allclose(areas, [county.area_km2 for county in place.counties])
    assert len(set(basins.basin_id)) == len(basins.basin_id)
    assert sorted(basins.order) == list(range(len(basins.basin_id)))
    assert set(basins.river_id) - {""} == {river.river_id for river in place.rivers}


def test_everything_lies_in_a_catchment_of_its_county(place: Place, basins: Basins) -> None:
    ids = [county.county_id for county in place.counties]
    assert basins.county[basins.of_county].tolist() == list(range(len(ids)))
    for index, zone in zip(basins.of_zone.tolist(), place.zones, strict=True):
        assert ids[basins.county[index]] == zone.county_id
    for index, link in zip(basins.of_link.tolist(), place.links, strict=True):
        assert ids[basins.county[index]] == link.county_id


def test_the_wende_above_kouqian_is_as_large_as_it_should_be(basins: Basins) -> None:
    """The Wende drains some 1,200 km² above the town of Kouqian."""
    area = basins.area_km2[basins.basin_id.index("220221/wende")]
    assert 900.0 < area < 1500.0


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
        (
            "220402/dongliao",
            "220422/dongliao",
        ),  # the Dongliao leaves Liaoyuan,
        ("220422/dongliao", "220322/dongliao"),  # and crosses Lishu
        (
            "220282/second_songhua",
            "220211/second_songhua",
        ),  # through Fengman
        ("220211/second_songhua", "220202/second_songhua"),
        ("220202/second_songhua", "220781/second_songhua"),
        ("220112/yinma", "220183/yinma"),  # the Yinma from Shuangyang to Dehui
        ("220323/yitong", "220122/yitong"),  # the Yitong from Yitong to Nong'an
        ("222401/burhatong", "222402/burhatong"),  # the Burhatong from Yanji to Tumen
    ],
)
def test_known_rivers_run_the_right_way(basins: Basins, upper: str, lower: str) -> None:
    assert lower in path(basins, upper)
    assert upper not in path(basins, lower)


def test_rivers_of_the_border_stay_apart(basins: Basins) -> None:
    assert "222402/tumen" not in path(basins, "220623/yalu")
    assert path(basins, "220822/") == ["220822/"]  # Tongyu drains nowhere


def test_reservoirs_lie_on_their_rivers(place: Place, basins: Basins) -> None:
    lakes = place_reservoirs(place, basins, ReservoirParameters())
    assert sorted(lakes.reservoir_id) == sorted(item.reservoir_id for item in place.reservoirs)
    for number, reservoir_id in enumerate(lakes.reservoir_id):
        (record,) = (item for item in place.reservoirs if item.reservoir_id == reservoir_id)
        assert basins.river_id[lakes.basin[number]] == record.river_id
    assert ((lakes.share_above >= 0.0) & (lakes.share_above <= 1.0)).all()
    assert (lakes.least_m3 < lakes.start_m3).all()
    assert (lakes.limit_m3 < lakes.capacity_m3).all()
    fengman = int(lakes.basin[lakes.reservoir_id.index("fengman")])
    assert basins.basin_id[fengman] in path(basins, "220282/huifa")  # what comes from Huadian


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
        zones=(),
        links=(),
    )
    order = delineate(two, BasinParameters()).order
    assert sorted(order) == [0, 1]


def test_a_place_without_rivers_has_closed_basins(place: Place) -> None:
    dry = delineate(replace(place, rivers=()), BasinParameters())
    assert (dry.downstream == -1).all()
    assert not dry.county_river_km.any()
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
