"""Jams, gridlocks and people caught on the road, on logs written by hand."""

from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EvacuationOrdered,
    EventType,
    GridlockFormed,
    GroupArrived,
    GroupDeparted,
    LinkCongested,
    LinkRelieved,
    PersonsTrapped,
)
from sim.metrics import casualties, evacuation, traffic

HOUR_S = 3600.0


def log_of(*events: tuple[float, EventType], horizon_s: float = 10 * HOUR_S) -> EventLog:
    recorder = Recorder()
    for time_s, event in events:
        recorder.add(event, time_s=time_s)
    return recorder.finish(
        Header("s", "", {}, "", "p", "", "2019-08-12T00:00:00+08:00", horizon_s, 1, 0)
    )


def test_congestion_is_summed_over_roads_and_lasts_to_the_horizon() -> None:
    log = log_of(
        (1 * HOUR_S, LinkCongested("L1", 90, 700.0)),
        (2 * HOUR_S, LinkCongested("L2", 40, 650.0)),
        (4 * HOUR_S, LinkRelieved("L1", 3 * HOUR_S)),
        (5 * HOUR_S, LinkCongested("L1", 90, 700.0)),
        (5.5 * HOUR_S, LinkRelieved("L1", 0.5 * HOUR_S)),
    )
    assert traffic.congested_link_h(log) == 3.0 + 0.5 + 8.0
    assert traffic.congested_link_h(log_of()) == 0.0


def test_gridlocks_are_counted() -> None:
    log = log_of((1.0, GridlockFormed("L1", ["L1", "L2", "L3"], 200)))
    assert traffic.gridlocks_formed(log) == 1.0
    assert traffic.gridlocks_formed(log_of()) == 0.0


def stopped_by_water() -> EventLog:
    """Twenty leave A: eight arrive, seven are caught by water, five are on the road at the end."""
    return log_of(
        (0.0, EvacuationOrdered("A", 20, "red")),
        (10.0, GroupDeparted("A", 1, "S", 12, 4, "car")),
        (10.0, GroupDeparted("A", 2, "S", 8, 3, "car")),
        (50.0, PersonsTrapped("A", 4, "road/L1/1")),
        (60.0, PersonsTrapped("A", 3, "road/L2/1")),
        (70.0, PersonsTrapped("A", 9, "flood/A")),
        (100.0, GroupArrived("S", 1, "A", 8, 90.0)),
        horizon_s=1000.0,
    )


def test_the_incident_names_the_road() -> None:
    assert traffic.link_of_incident("road/L1/2") == "L1"
    assert traffic.link_of_incident("road/a/b/12") == "a/b"
    assert traffic.link_of_incident("road/L1") == "L1"
    assert traffic.link_of_incident("flood/Z") == ""
    assert traffic.link_of_incident("") == ""


def test_people_caught_on_the_road_are_told_from_those_caught_at_home() -> None:
    log = stopped_by_water()
    assert traffic.caught_on_road_persons(log) == 7.0
    assert traffic.caught_by_zone(log) == {"A": 7.0}
    assert casualties.trapped_persons(log) == 16.0


def test_people_caught_on_the_road_are_no_longer_on_their_way() -> None:
    log = stopped_by_water()
    assert evacuation.en_route_persons(log) == 5.0
    group = evacuation.evacuees(log)
    assert group.persons.sum() == 8 + 5
    assert sorted(set(group.evacuation_s.tolist())) == [100.0, 1000.0]
