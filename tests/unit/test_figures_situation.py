"""What a map shows: the whole run against one moment, on a place of four nodes."""

import pytest
from test_figures_log import Script, header

from sim.core.text import Text
from sim.figures.basemap import nice_below, window_of
from sim.figures.situation import most_affected_prefecture, situation, within
from sim.log import EventLog
from sim.log import events as ev
from sim.place import County, Link, Node, Place, RoadClass, Site, Zone

A, B = (125.0, 44.0), (126.0, 44.0)
FAR = (129.0, 43.0)


def name(text: str) -> Text:
    return Text(text, text)


def county(county_id: str, prefecture: str, lon: float, lat: float) -> County:
    ring = tuple((lon + dx, lat + dy) for dx, dy in ((-0.3, -0.3), (0.3, -0.3), (0.3, 0.3)))
    return County(
        county_id, name(county_id), prefecture, name(prefecture), "county", lat, lon,
        f"N{county_id}", 1000, 10.0, 0.1, 0.1, 200.0, (ring,),
    )  # fmt: skip


def zone(zone_id: str, county_id: str, lon: float, lat: float) -> Zone:
    node = f"N{county_id}"
    return Zone(zone_id, name(zone_id), "town", lat, lon, county_id, node, 500, "", 1e3)


def site(site_id: str, kind: str, county_id: str) -> Site:
    return Site(site_id, kind, name(site_id), f"N{county_id}", county_id, "county", "", 100)


@pytest.fixture
def place() -> Place:
    counties = (county("A", "P", *A), county("B", "P", *B), county("F", "Q", *FAR))
    nodes = tuple(
        Node(f"N{one.county_id}", one.name, "seat", one.lat, one.lon, one.county_id)
        for one in counties
    )
    links = tuple(
        Link(
            link_id=f"{a}{b}",
            from_id=f"N{a}",
            to_id=f"N{b}",
            ref="G1",
            road_class="national",
            length_m=1e5,
            lanes=2,
            free_speed_mps=20.0,
            opened=None,
            river_id="",
            river_distance_m=1e4,
            has_bridge=False,
            county_id=a,
        )
        for a, b in ("AB", "BF")
    )
    return Place(
        name="small",
        title=name("small"),
        counties=counties,
        nodes=nodes,
        road_classes=(RoadClass("national", name("national"), 1400.0, 0.14),),
        links=links,
        zones=(zone("ZA", "A", 125.1, 44.1), zone("ZF", "F", 129.1, 43.1)),
        sites=(
            site("SB", "shelter", "B"), site("SF", "shelter", "F"), site("DA", "depot", "A"),
            site("DF", "depot", "F"),
        ),
    )  # fmt: skip


@pytest.fixture
def log() -> EventLog:
    script = Script()
    for time_s, event in (
        (0.0, ev.StockPlaced("DA", {"quilt": 10.0})),
        (0.0, ev.StockPlaced("DF", {"quilt": 0.0})),
        (10.0, ev.WarningIssued("A", "red", 100.0)),
        (20.0, ev.WarningIssued("A", "yellow", 60.0)),
        (30.0, ev.LinkClosed("AB", "flood")),
        (40.0, ev.GroupDeparted("ZA", 1, "SB", 50, 10, "car")),
        (50.0, ev.GroupDeparted("ZA", 2, "SB", 30, 10, "car")),
        (60.0, ev.GroupArrived("SB", 1, "ZA", 50, 20.0)),
        (61.0, ev.TruckDeparted("T1", 7, "DA", "SB", {"quilt": 5.0})),
        (65.0, ev.PersonsTrapped("ZA", 4, "flood/ZA")),
        (66.0, ev.HazardPointFailed("H1", "dike", "A", "ZA", "", 4)),
        (67.0, ev.HazardPointFailed("H2", "dike", "nowhere", "", "", 4)),
        (70.0, ev.LinkReopened("AB", 40.0)),
        (80.0, ev.GroupArrived("SB", 2, "ZA", 30, 30.0)),
        (81.0, ev.GoodsDelivered("SB", 7, "DA", "T1", {"quilt": 5.0})),
        (82.0, ev.PersonsRescued("flood/ZA", "R1", 4, "ZA")),
        (85.0, ev.WarningLifted("A")),
        (90.0, ev.PersonsReturned("SB", 80)),
    ):
        script.add(time_s, event)
    return script.finish(header("small", 100.0))


def test_the_whole_run_shows_everything_that_happened(log: EventLog, place: Place) -> None:
    state = situation(log, place)
    assert state.closed_links == ["AB"]
    assert state.warnings == {"A": "red"}
    assert state.flows == {((125.1, 44.1), B): 80.0}
    assert state.shelters == {B: 80.0}
    assert state.trucks == {(A, B): 1.0}
    assert state.depots == [A]
    assert state.failed == {(125.1, 44.1): 1}
    assert state.trapped[125.1, 44.1].all_are_out
    assert state.n_unlocated == 1


def test_a_snapshot_shows_what_stands_at_that_moment(log: EventLog, place: Place) -> None:
    state = situation(log, place, time_s=67.5)
    assert state.closed_links == ["AB"]
    assert state.warnings == {"A": "yellow"}
    assert state.flows == {((125.1, 44.1), B): 30.0}
    assert state.shelters == {B: 50.0}
    assert state.trucks == {(A, B): 1.0}
    assert not state.trapped[125.1, 44.1].all_are_out


def test_after_the_flood_nothing_is_left_on_the_road(log: EventLog, place: Place) -> None:
    state = situation(log, place, time_s=95.0)
    assert state.closed_links == []
    assert state.warnings == {}
    assert state.flows == {}
    assert state.trucks == {}
    assert state.shelters == {}


def test_people_caught_on_the_road_are_shown_there_and_on_a_regional_map_at_their_seat(
    place: Place,
) -> None:
    script = Script()
    script.add(10.0, ev.PersonsTrapped("ZA", 5, "road/AB/1"))
    caught = script.finish(header("toy", 100.0))
    halfway = ((A[0] + B[0]) / 2, (A[1] + B[1]) / 2)
    assert list(situation(caught, place).trapped) == [halfway]
    assert list(situation(caught, place, by_county=True).trapped) == [A]


def test_a_regional_map_gathers_harm_at_the_seat(log: EventLog, place: Place) -> None:
    state = situation(log, place, by_county=True)
    assert state.failed == {A: 1}
    assert list(state.trapped) == [A]


def test_a_part_of_the_region_shows_only_what_touches_it(log: EventLog, place: Place) -> None:
    state = situation(log, place)
    assert within(state, place, window_of(place, ["A"]).holds).flows == state.flows
    there = within(state, place, window_of(place, ["F"]).holds)
    assert (there.flows, there.shelters, there.closed_links, there.warnings) == ({}, {}, [], {})


def test_the_most_affected_prefecture_is_where_most_people_left(
    log: EventLog, place: Place
) -> None:
    assert most_affected_prefecture(log, place) == ["A", "B"]
    assert most_affected_prefecture(Script().finish(header("small", 100.0)), place) == []


def test_a_window_holds_its_counties_and_what_else_is_asked(place: Place) -> None:
    window = window_of(place, ["A"])
    assert window.holds(A)
    assert not window.holds(FAR)
    assert window_of(place, ["A"], also=[FAR]).holds(FAR)
    assert window_of(place).holds(FAR)


def test_one_degree_is_as_long_as_the_latitude_says(place: Place) -> None:
    window = window_of(place)
    assert 78_000.0 < window.m_per_degree_of_longitude < 82_000.0
    assert 1.35 < window.aspect < 1.42


@pytest.mark.parametrize(
    ("value", "nice"), [(1.0, 1.0), (4.99, 2.0), (5.0, 5.0), (99.0, 50.0), (0.3, 0.2)]
)
def test_round_numbers_below(value: float, nice: float) -> None:
    assert nice_below(value) == pytest.approx(nice)
