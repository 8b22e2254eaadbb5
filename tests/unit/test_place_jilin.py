"""The shipped place against its raw facts: all counted, all reached, lengths as published."""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.core.paths import shipped
from sim.place import Link, Place, check_place, load_place
from sim.place.checking import reached_from
from sim.place.geometry import haversine_m

JILIN = shipped("scenarios") / "jilin"
DAY = date(2019, 8, 12)
POPULATION = 24_073_453
N_COUNTIES, N_TOWNS, N_ROAD_NODES, N_ROAD_ROWS, N_SHARED, N_AIRPORTS_NEW = 60, 244, 194, 324, 3, 6


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def raw(name: str) -> list[dict[str, str]]:
    with (JILIN / "raw" / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_shipped_place_has_no_problem() -> None:
    assert check_place(JILIN) == []


def test_raw_tables_are_whole() -> None:
    counted = [len(raw(f"{name}.csv")) for name in ("counties", "towns", "road_nodes", "roads")]
    assert counted == [N_COUNTIES, N_TOWNS, N_ROAD_NODES, N_ROAD_ROWS]


def test_counties_and_population(place: Place) -> None:
    assert len(place.counties) == N_COUNTIES
    assert place.population() == POPULATION
    assert sum(zone.population for zone in place.zones) == POPULATION
    for county in place.counties:
        zones = place.zones_of(county.county_id)
        assert sum(zone.population for zone in zones) == county.population
        assert zones[0].node_id == county.seat_node_id
        assert county.boundary
    assert {county.prefecture_id for county in place.counties} == {
        "2201", "2202", "2203", "2204", "2205", "2206", "2207", "2208", "2224",
    }  # fmt: skip


def test_every_road_node_is_kept(place: Place) -> None:
    for row in raw("road_nodes.csv"):
        node = place.node(row["node"])
        assert (node.lat, node.lon) == (float(row["lat"]), float(row["lon"]))


def test_every_town_has_a_zone_within_four_kilometres(place: Place) -> None:
    lat = np.array([zone.lat for zone in place.zones])
    lon = np.array([zone.lon for zone in place.zones])
    exact = 0
    for row in raw("towns.csv"):
        nearest_m = haversine_m(float(row["lat"]), float(row["lon"]), lat, lon).min()
        assert nearest_m <= 4000
        exact += nearest_m == 0
    towns = {node.node_id for node in place.nodes if node.kind == "town"}
    old = {row["node"] for row in raw("road_nodes.csv")}
    assert len(towns - old) <= exact
    assert len(place.nodes) == N_ROAD_NODES + len(towns - old) + N_AIRPORTS_NEW
    assert len(place.zones) == N_COUNTIES + len(towns)


def test_every_road_row_is_a_link_or_shares_one(place: Place) -> None:
    from_table = {link.link_id: link for link in place.links if link.link_id.startswith("L")}
    assert len(from_table) == N_ROAD_ROWS - N_SHARED
    shared = 0
    for number, row in enumerate(raw("roads.csv"), start=1):
        link = from_table.get(f"L{number:03d}")
        if link is None:
            shared += 1
            assert any(
                {other.from_id, other.to_id} == {row["from"], row["to"]}
                and row["ref"] in other.ref.split("/")
                for other in from_table.values()
            )
            continue
        assert (link.from_id, link.to_id) == (row["from"], row["to"])
        assert 2 * link.lanes == int(row["lanes_both_directions"])
        is_open = link.opened is None or link.opened.year <= DAY.year
        assert is_open == (row["open_in_2019"] == "1")
        assert link.length_m == pytest.approx(float(row["length_km"]) * 1000, abs=1.0)
    assert shared == N_SHARED


def test_no_link_is_shorter_than_the_straight_line(place: Place) -> None:
    for link in place.links:
        start, end = place.node(link.from_id), place.node(link.to_id)
        assert link.length_m >= float(haversine_m(start.lat, start.lon, end.lat, end.lon))


def test_every_zone_and_site_is_reached_on_the_open_network(place: Place) -> None:
    pairs = [(link.from_id, link.to_id) for link in place.links_open_on(DAY)]
    reached = reached_from("220102", pairs)
    assert [zone.zone_id for zone in place.zones if zone.node_id not in reached] == []
    assert [site.site_id for site in place.sites if site.node_id not in reached] == []


def test_sites_of_every_kind(place: Place) -> None:
    posts = [post.level for post in place.sites_of("command_post")]
    assert [posts.count(level) for level in ("province", "prefecture", "county")] == [1, 9, 60]
    assert {post.capacity for post in place.sites_of("command_post")} == {8}
    assert len(place.sites_of("depot")) == N_COUNTIES
    assert [site.node_id for site in place.sites_of("shelter")] == [
        zone.node_id for zone in place.zones
    ]
    bases = place.sites_of("team_base")
    assert all(base.capacity >= 1 for base in bases)
    assert {base.capability for base in bases} == {
        "rescue", "water_rescue", "usar", "forest", "road_repair", "engineering", "medical",
        "chemical",
    }  # fmt: skip
    forest = [base for base in bases if base.capability == "forest"]
    national = [base.county_id for base in forest if base.level == "national"]
    assert national == ["220204", "222401"]
    local = [base for base in forest if base.level == "county"]
    assert sum(base.capacity for base in local) == 442  # Jilin Daily, September 2023
    assert all(place.county(base.county_id).forest_share for base in local)


def road_km(place: Place, start: str, end: str, ref: str, day: date) -> float:
    """Length of the fastest way, on one road number or on all."""
    index = {node.node_id: i for i, node in enumerate(place.nodes)}
    fastest: dict[tuple[int, int], Link] = {}
    for link in place.links_open_on(day):
        if ref and ref not in link.ref.split("/"):
            continue
        ends = sorted((index[link.from_id], index[link.to_id]))
        pair = (ends[0], ends[1])
        rival = fastest.get(pair)
        if rival is None or seconds(link) < seconds(rival):
            fastest[pair] = link
    rows, columns = zip(*fastest, strict=True)
    weights = [seconds(link) for link in fastest.values()]
    graph = csr_array((weights, (rows, columns)), shape=(len(index), len(index)))
    _, before = dijkstra(graph, directed=False, indices=[index[start]], return_predecessors=True)
    here, length_m = index[end], 0.0
    while here != index[start]:
        previous = int(before[0, here])
        assert previous >= 0, f"no way from {start} to {end}"
        length_m += fastest[min(here, previous), max(here, previous)].length_m
        here = previous
    return length_m / 1000


def seconds(link: Link) -> float:
    return link.length_m / link.free_speed_mps


PUBLISHED = [
    # start, end, road, published km, tolerated share
    ("X_CC_East_G1xG12", "X_G12_G302", "G12", 481.839, 0.03),
    ("X_CC_East_G1xG12", "X_G12_G302_Tia", "G12", 120, 0.05),
    ("X_G12_91", "X_G12_64", "G12", 28.737, 0.10),
    ("X_G12_242", "X_CC_East_G1xG12", "G12", 241, 0.02),
    ("X_CC_NW_20", "X_SY_G12xG45_E", "G12", 140, 0.05),
    ("X_Border_G11_HL", "X_Border_G11_LN", "G11", 431, 0.04),
    ("X_G11_S26_S", "X_G11_S26_N", "G11", 39, 0.10),
    ("X_Tonghua_G11xG1112", "X_Border_G11_LN", "G11", 52, 0.10),
    ("X_JL_NE_G1211", "X_G1211_G202_S", "G1211", 21.8, 0.20),  # the ends differ
    ("X_SL_G45xG4512", "X_G4512_G231_Hei", "G4512", 187.203, 0.02),
    ("X_G1215_G1221", "X_G1215_X187", "G1215", 13.744, 0.05),
    ("222404", "222402", "G302", 60, 0.02),
    ("220582", "220681", "G331", 160, 0.08),
    ("222403", "222401", "", 130, 0.10),
    ("220202", "222401", "", 300, 0.10),
]


@pytest.mark.parametrize(("start", "end", "ref", "published_km", "share"), PUBLISHED)
def test_published_distances(
    place: Place, *, start: str, end: str, ref: str, published_km: float, share: float
) -> None:
    found_km = road_km(place, start, end, ref, date(2021, 1, 1))
    assert abs(found_km / published_km - 1) <= share


def test_expressways_open_in_2019_sum_to_the_official_length(place: Place) -> None:
    total_km = sum(
        link.length_m for link in place.links_open_on(DAY) if link.road_class == "expressway"
    )
    assert 0.85 <= total_km / 1000 / 3298 <= 1.0


def test_build_writes_the_committed_tables(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603  # our own script
        [sys.executable, str(JILIN / "build.py"), "--out", str(tmp_path)],
        check=True,
        capture_output=True,
        env={"PYTHONHASHSEED": "4", "PYTHONUTF8": "1"},
    )
    written = sorted(path.name for path in tmp_path.iterdir())
    assert len(written) == 11
    for name in written:
        assert (tmp_path / name).read_bytes() == (JILIN / name).read_bytes(), name
