"""Layouts on a toy place, and on the real one where its numbers are the point."""

from collections import Counter
from pathlib import Path

import pytest

from sim.core.components import build
from sim.core.errors import InputError, ProblemsError, UnknownNameError
from sim.core.files import read_yaml
from sim.core.parameters import assumptions
from sim.core.paths import shipped
from sim.core.text import Text
from sim.place.place import County, Place, Site
from sim.place.reading import load_place
from sim.supply import GoodsStandards, total_of
from sim.supply.layouts import Central, Counties, Layout, Prefectures, Uniform
from sim.supply.layouts.base import seats_of_prefectures

YAMLS = sorted((shipped("conf") / "layout").glob("*.yaml"))
STANDARDS = GoodsStandards()


def county(county_id: str, prefecture_id: str, population: int) -> County:
    name = Text(county_id, f"{county_id} County")
    return County(
        county_id, name, prefecture_id, name, "county", 43.0, 125.0, county_id, population, 1.0,
        0.0, 0.0, 0.0,
    )  # fmt: skip


def site(site_id: str, kind: str, county_id: str, level: str = "county") -> Site:
    return Site(site_id, kind, Text(site_id, site_id), f"n_{county_id}", county_id, level, "", 0)


def toy(*sites: Site) -> Place:
    return Place(
        name="toy",
        title=Text("玩具", "toy"),
        counties=(
            county("alder", "p1", 100),
            county("birch", "p1", 300),
            county("cedar", "p2", 200),
            county("dogwood", "p2", 400),
        ),
        nodes=(),
        road_classes=(),
        links=(),
        zones=(),
        sites=sites,
    )


DEPOTS = tuple(site(f"D_{name}", "depot", name) for name in ("alder", "birch", "cedar", "dogwood"))
TOY = toy(*DEPOTS)


@pytest.fixture(scope="module")
def jilin() -> Place:
    return load_place("jilin")


def test_there_is_a_yaml_for_every_layout() -> None:
    assert {path.stem for path in YAMLS} >= {"central", "prefectures", "counties_15", "uniform"}


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.stem)
def test_every_yaml_holds_the_same_goods_and_trucks(path: Path, jilin: Place) -> None:
    layout = build(read_yaml(path), where=path.name)
    assert isinstance(layout, Layout)
    depots = layout.place_depots(jilin)
    assert sum(depot.persons for depot in depots) == 100_000
    assert sum(depot.n_trucks for depot in depots) == 150
    assert min(depot.n_trucks for depot in depots) >= 1
    assert min(depot.n_bays for depot in depots) >= 1
    assert len({depot.county_id for depot in depots}) == len(depots)
    stocks = layout.opening_stock(depots, standards=STANDARDS)
    assert list(stocks) == [depot.site_id for depot in depots]
    assert total_of(stocks.values()) == {
        "water": 4_500_000.0,
        "food": 150_000.0,
        "quilt": 100_000.0,
        "coat": 50_000.0,
        "tent": 5_000.0,
    }
    for depot in depots:
        assert jilin.site(depot.site_id).node_id == depot.node_id


def test_depots_of_the_shipped_layouts_are_as_many_as_their_names_say(jilin: Place) -> None:
    numbers = {
        path.stem: len(build(read_yaml(path), where=path.name).place_depots(jilin))  # type: ignore[attr-defined]
        for path in YAMLS
    }
    assert numbers["central"] == 1
    assert numbers["prefectures"] == 9
    assert numbers["counties_15"] == 15
    assert numbers["uniform"] == 60


def test_the_fifteen_counties_hold_goods_for_6667_people_each(jilin: Place) -> None:
    layout = build(read_yaml(shipped("conf") / "layout" / "counties_15.yaml"), where="counties_15")
    assert isinstance(layout, Counties)
    persons = Counter(depot.persons for depot in layout.place_depots(jilin))
    assert persons == {6667: 10, 6666: 5}


def test_prefecture_depots_stand_at_the_command_posts(jilin: Place) -> None:
    posts = {post.county_id for post in jilin.sites_of("command_post") if post.level != "county"}
    depots = Prefectures().place_depots(jilin)
    assert {depot.county_id for depot in depots} == posts


def test_seat_is_the_command_post_or_else_the_largest_county() -> None:
    assert seats_of_prefectures(TOY) == {"p1": "birch", "p2": "dogwood"}
    with_post = toy(*DEPOTS, site("P", "command_post", "alder", "prefecture"))
    assert seats_of_prefectures(with_post) == {"p1": "alder", "p2": "dogwood"}
    county_post = toy(*DEPOTS, site("P", "command_post", "alder", "county"))
    assert seats_of_prefectures(county_post) == {"p1": "birch", "p2": "dogwood"}


def test_prefecture_weights_are_those_of_the_whole_prefecture() -> None:
    assert Prefectures(share_by="population").shares(TOY) == {"birch": 400.0, "dogwood": 600.0}
    assert Prefectures().shares(TOY) == {"birch": 1.0, "dogwood": 1.0}


def test_uniform_leaves_out_counties_without_a_depot_site() -> None:
    assert Uniform().shares(toy(*DEPOTS[:3])) == {"alder": 1.0, "birch": 1.0, "cedar": 1.0}
    with pytest.raises(InputError, match="no site of kind 'depot'"):
        Uniform().place_depots(toy())


def test_trucks_follow_the_goods_after_one_each() -> None:
    depots = Uniform(share_by="population", n_trucks=14, persons_total=1000).place_depots(TOY)
    assert [depot.persons for depot in depots] == [100, 300, 200, 400]
    assert [depot.n_trucks for depot in depots] == [2, 4, 3, 5]


def test_bays_follow_the_trucks_up_to_a_most() -> None:
    def bays(n_trucks: int) -> int:
        layout = Central(county_id="alder", n_trucks=n_trucks, trucks_per_bay=5, max_bays=3)
        return layout.place_depots(TOY)[0].n_bays

    assert [bays(n_trucks) for n_trucks in (1, 5, 6, 15, 100)] == [1, 1, 2, 3, 3]


def test_unknown_county_names_the_nearest(jilin: Place) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'cedar'"):
        Counties(county_ids=("alder", "ceder")).place_depots(TOY)
    with pytest.raises(UnknownNameError, match=r"'220129' in place 'jilin'\. Did you mean '2201"):
        Central(county_id="220129").place_depots(jilin)


def test_county_without_a_site_is_said_so() -> None:
    with pytest.raises(InputError, match=r"dogwood.*no site of kind 'depot'"):
        Counties(county_ids=("dogwood",)).place_depots(toy(*DEPOTS[:3]))


def test_counties_are_named_once_and_at_least_one() -> None:
    where = "conf/layout/mine.yaml"
    target = "sim.supply.layouts.Counties"
    with pytest.raises(ProblemsError, match="more than once: alder"):
        build({"_target_": target, "county_ids": ["alder", "birch", "alder"]}, where=where)
    with pytest.raises(ProblemsError, match="county_ids"):
        build({"_target_": target, "county_ids": []}, where=where)


def test_more_depots_than_trucks_is_refused() -> None:
    with pytest.raises(InputError, match="n_trucks is 3"):
        Uniform(n_trucks=3).place_depots(TOY)


def test_people_of_nobody_cannot_be_weights() -> None:
    empty = Place(
        name="empty",
        title=Text("空", "empty"),
        counties=(county("alder", "p1", 0),),
        nodes=(),
        road_classes=(),
        links=(),
        zones=(),
        sites=DEPOTS[:1],
    )
    with pytest.raises(InputError, match="weights"):
        Uniform(share_by="population").place_depots(empty)


def test_assumptions_of_layouts_lie_in_their_ranges() -> None:
    for row in assumptions(Layout):
        assert isinstance(row.default, int | float)
        assert row.low <= row.default <= row.high, row.key


def test_a_depot_holds_the_goods_of_its_people_not_of_its_trucks() -> None:
    layout = Uniform(share_by="population", persons_total=1000, n_trucks=40, days_of_supply=1.0)
    stocks = layout.opening_stock(layout.place_depots(TOY), standards=STANDARDS)
    assert {name: stock["quilt"] for name, stock in stocks.items()} == {
        "D_alder": 100.0,
        "D_birch": 300.0,
        "D_cedar": 200.0,
        "D_dogwood": 400.0,
    }
    assert [stock["tent"] for stock in stocks.values()] == [5.0, 15.0, 10.0, 20.0]
