"""The bound of an evacuation: which vehicles, which shelters, which roads it counts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    ContraflowBegan,
    EvacuationOrdered,
    EventType,
    GroupArrived,
    GroupDeparted,
    PersonsTrapped,
    ZoneDrained,
)
from sim.metrics import bound, evacuation
from sim.place import Link, Node, Place, RoadClass, Site, Zone

SPEED_MPS = 20.0
CAPACITY_PER_S = 0.5
NODES = "abcde"
"""a - b - c - d in a row of 10 km each; e is joined to nothing."""


def node(name: str) -> Node:
    return Node(name, Text(name, name), "town", 43.0, 126.0, "C1")


def zone(name: str, county: str = "C1") -> Zone:
    return Zone(f"Z{name}", Text(name, name), "town", 43.0, 126.0, county, name, 900, "", 1e4)


def shelter(name: str) -> Site:
    return Site(f"S{name}", "shelter", Text(name, name), name, "C1", "county", "", 10)


def link(ends: str) -> Link:
    return Link(
        ends,
        ends[0],
        ends[1],
        "",
        "road",
        10_000.0,
        1,
        SPEED_MPS,
        None,
        "",
        1e4,
        has_bridge=False,
        county_id="C1",
    )


PLACE = Place(
    name="toy",
    title=Text("玩具", "toy"),
    counties=(),
    nodes=tuple(node(name) for name in NODES),
    road_classes=(RoadClass("road", Text("路", "road"), CAPACITY_PER_S * 3600.0, 0.14),),
    links=(link("ab"), link("bc"), link("cd")),
    zones=(zone("a"), zone("b"), zone("c", "C2"), zone("e", "C3")),
    sites=(shelter("a"), shelter("d")),
)
"""From a it is 500 s to b, 1000 s to c, 1500 s to the shelter at d; another shelter is at a."""

ALONE_S = {"a": 1500.0, "b": 1000.0, "c": 500.0}
"""Least time from a zone to the shelter at d."""


def log_of(*events: tuple[float, EventType], horizon_s: float = 1e5) -> EventLog:
    recorder = Recorder()
    for time_s, event in events:
        recorder.add(event, time_s=time_s)
    return recorder.finish(
        Header("s", "", {}, "", "toy", "", "2019-08-12T00:00:00+08:00", horizon_s, 1, 0)
    )


def order(name: str) -> EvacuationOrdered:
    return EvacuationOrdered(f"Z{name}", 60, "red")


def leave(name: str, group: int, vehicles: int, mode: str = "car") -> GroupDeparted:
    return GroupDeparted(f"Z{name}", group, "Sd", 2 * vehicles, vehicles, mode)


def arrive(name: str, group: int, vehicles: int, at: str = "d") -> GroupArrived:
    return GroupArrived(f"S{at}", group, f"Z{name}", 2 * vehicles, 900.0)


def moved(name: str, *, order_s: float = 0.0, vehicles: int = 1) -> list[tuple[float, EventType]]:
    """Return the events of one zone that is cleared within 3000 s."""
    return [
        (order_s, order(name)),
        (order_s + 600.0, leave(name, 1, vehicles)),
        (order_s + 3000.0, arrive(name, 1, vehicles)),
    ]


def bounds(log: EventLog, place: Place = PLACE) -> list[float | None]:
    return [one.bound_s for one in bound.evacuation_decisions(log, place=place)]


def in_time(*parts: Sequence[tuple[float, EventType]]) -> list[tuple[float, EventType]]:
    return sorted((item for part in parts for item in part), key=lambda item: item[0])


def test_the_pair_is_one_fraction() -> None:
    log = log_of(*moved("a"))
    clearance_s = evacuation.evacuation_clearance_s(log)
    bound_s = bound.evacuation_bound_s(log, place=PLACE)
    assert clearance_s == 3000.0
    assert bound_s == pytest.approx(ALONE_S["a"])
    assert bound.evacuation_clearance_ratio(log, place=PLACE) == pytest.approx(2.0)


def test_nobody_ordered_or_nobody_gone_has_no_bound() -> None:
    for log in (log_of(), log_of((0.0, order("a"))), log_of((0.0, leave("a", 1, 5)))):
        assert bound.evacuation_bound_s(log, place=PLACE) is None
        assert bound.evacuation_clearance_ratio(log, place=PLACE) is None


def test_orders_of_one_county_at_one_time_are_one_decision() -> None:
    together = log_of(*in_time(moved("a", vehicles=200), moved("b", vehicles=400)))
    apart = log_of(*in_time(moved("a", vehicles=200), moved("b", order_s=9e3, vehicles=400)))
    of_two = bound.evacuation_decisions(together, place=PLACE)
    assert [one.zone_ids for one in of_two] == [["Za", "Zb"]]
    assert of_two[0].vehicles == {"Za": 200, "Zb": 400}
    # 600 vehicles enter b - c at 0.5 a second: the last 1198 s after the first.
    assert bounds(together) == [pytest.approx(ALONE_S["b"] + 599 / CAPACITY_PER_S, abs=2.0)]
    assert bounds(apart) == [
        pytest.approx(ALONE_S["a"] + 199 / CAPACITY_PER_S, abs=2.0),
        pytest.approx(ALONE_S["b"] + 399 / CAPACITY_PER_S, abs=2.0),
    ]


def test_counties_decide_for_themselves() -> None:
    log = log_of(*in_time(moved("b"), moved("c")))
    decisions = bound.evacuation_decisions(log, place=PLACE)
    assert [one.county_id for one in decisions] == ["C1", "C2"]
    # The shelter at a is the nearest to b, and nobody at a was ordered out.
    assert [one.bound_s for one in decisions] == [
        pytest.approx(500.0),
        pytest.approx(ALONE_S["c"]),
    ]


def test_the_latest_bound_is_that_of_the_run() -> None:
    log = log_of(*in_time(moved("c"), moved("a", order_s=50.0)))
    assert bounds(log) == [pytest.approx(ALONE_S["c"]), pytest.approx(ALONE_S["a"])]
    assert bound.evacuation_bound_s(log, place=PLACE) == pytest.approx(ALONE_S["a"])


def test_a_shelter_where_people_are_ordered_out_takes_nobody_in() -> None:
    before = log_of(*moved("b"))
    after = log_of((0.0, order("a")), *moved("b", order_s=10.0))
    drained = log_of((0.0, order("a")), (5.0, ZoneDrained("Za")), *moved("b", order_s=10.0))
    assert bounds(before) == [pytest.approx(500.0)]
    assert bounds(after)[1] == pytest.approx(ALONE_S["b"])
    assert bounds(drained)[1] == pytest.approx(500.0)


def test_a_shelter_that_took_people_in_is_always_among_those_of_the_bound() -> None:
    log = log_of(
        (0.0, order("a")),
        (10.0, order("b")),
        (20.0, leave("b", 1, 1)),
        (700.0, arrive("b", 1, 1, "a")),
    )
    assert bounds(log)[1] == pytest.approx(500.0)


def test_people_who_stay_where_the_shelter_is_need_no_time() -> None:
    log = log_of((0.0, order("a")), (9.0, leave("a", 1, 3)), (9.0, arrive("a", 1, 3, "a")))
    assert bound.evacuation_bound_s(log, place=PLACE) == 0.0
    assert bound.evacuation_clearance_ratio(log, place=PLACE) is None


def test_only_vehicles_that_left_after_the_order_count_and_those_after_the_next_are_its() -> None:
    log = log_of(
        (0.0, leave("a", 1, 7)),
        (10.0, order("a")),
        (20.0, leave("a", 2, 5)),
        (25.0, leave("a", 3, 2, mode="bus")),
        (30.0, order("a")),
        (40.0, leave("a", 4, 3)),
        (2000.0, arrive("a", 2, 5)),
    )
    first, second = bound.evacuation_decisions(log, place=PLACE)
    assert (first.time_s, first.vehicles) == (10.0, {"Za": 7})
    assert (second.time_s, second.vehicles) == (30.0, {"Za": 3})


def test_vehicles_caught_on_the_road_never_arrive_and_are_left_out() -> None:
    events = [(0.0, order("a")), (5.0, leave("a", 1, 10)), (5.0, leave("a", 2, 4))]
    caught = (800.0, PersonsTrapped("Za", 6, "road/bc/1"))
    at_home = (800.0, PersonsTrapped("Za", 6, "flood/Za"))
    arrived = (2000.0, arrive("a", 1, 7))
    (with_caught,) = bound.evacuation_decisions(log_of(*events, caught, arrived), place=PLACE)
    (without,) = bound.evacuation_decisions(log_of(*events, at_home, arrived), place=PLACE)
    # Of 20 people in 10 cars 14 arrived, so at most 6 cars were lost; of the other 8 nobody did.
    assert with_caught.vehicles == {"Za": 10 - 6}
    assert without.vehicles == {"Za": 14}


def test_lanes_lent_by_contraflow_count_towards_the_node_they_lead_to() -> None:
    events = moved("c", vehicles=401)
    lent = log_of(*in_time([(0.0, ContraflowBegan("cd", "d"))], events))
    other_way = log_of(*in_time([(0.0, ContraflowBegan("cd", "c"))], events))
    one_way = replace(PLACE, sites=(shelter("d"),))
    wide, narrow = bounds(lent, one_way), bounds(other_way, one_way)
    assert wide == [pytest.approx(500.0 + 400 / (2 * CAPACITY_PER_S), abs=1.0)]
    assert narrow == [pytest.approx(500.0 + 400 / CAPACITY_PER_S, abs=2.0)]
    assert narrow == bounds(log_of(*events), one_way)


def test_where_no_road_leads_to_a_shelter_there_is_no_bound() -> None:
    log = log_of((0.0, order("e")), (5.0, leave("e", 1, 3)))
    assert bounds(log) == [None]
    assert bound.evacuation_clearance_ratio(log, place=PLACE) is None
    without_shelters = replace(PLACE, sites=())
    assert bounds(log_of((0.0, order("a")), (5.0, leave("a", 1, 3))), without_shelters) == [None]


def test_the_answer_is_remembered_for_the_place_it_was_asked_of() -> None:
    log = log_of(*moved("a"))
    slower = replace(
        PLACE, links=(link("ab"), link("bc"), replace(link("cd"), free_speed_mps=10.0))
    )
    first = bound.evacuation_decisions(log, place=PLACE)
    assert bound.evacuation_decisions(log, place=PLACE) is first
    assert bounds(log, slower) == [pytest.approx(2000.0)]
    assert bounds(log) == [pytest.approx(ALONE_S["a"])]
