"""A fire that runs at a town: people ordered away in time, roads closed, those met counted."""

from functools import cache
from pathlib import Path

import pytest

import sim
from sim.log import EventLog
from sim.place import Place

SCENARIO = """name: near_town
title_zh: 镇外起火
title_en: Fire outside a town
place: jilin
start: "2019-04-18T08:00:00+08:00"
end: "2019-04-19T08:00:00+08:00"
hazard: near_town
"""
HAZARD = """_target_: sim.hazards.wildfire.wildfire.Wildfire
weather: weather.csv
errors: { wind_cv: 0.0, direction_sd_deg: 0.0, humidity_sd: 0.0 }
ignitions:
  - { fire_id: F, time_s: 3600, lat_deg: 42.638, lon_deg: 130.422, county_id: "222404" }
"""
WEATHER = """time,temperature_c,humidity_share,wind_mps,wind_from_deg,rain_mm_per_h
2019-04-18T08:00:00+08:00,20,0.2,8,270,0
"""
NOBODY_COMES = {"forces.turnout_county_s": 1e6, "forces.turnout_province_s": 1e6}
TOWN = "Z_T_Jingxin"


@cache
def jilin() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a fire 4 km west of Jingxin, the wind from the west."""
    folder = tmp_path_factory.mktemp("own") / "near_town"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "hazard.yaml").write_text(HAZARD, encoding="utf-8")
    (folder / "weather.csv").write_text(WEATHER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def free(folder: Path) -> EventLog:
    """Run it with nobody to fight it."""
    return run(folder, NOBODY_COMES)


def run(folder: Path, overrides: dict[str, float]) -> EventLog:
    scenario = sim.load_scenario(folder, overrides=overrides)
    return sim.run(scenario, sim.load_plan(tactics="direct"), place=jilin())


def met(log: EventLog) -> int:
    return int(sum(event.data["persons_present"] for event in log.of("ZoneMetByFire")))


def test_people_are_ordered_away_hours_before_the_fire_is_there(free: EventLog) -> None:
    ordered = [event for event in log_of(free, "EvacuationOrdered") if event.subject == TOWN]
    expected_s = free.of("ZoneInPathOfFire")[0].data["arrival_s"]
    first_met_s = log_of(free, "ZoneMetByFire")[0].time_s
    assert ordered
    assert ordered[0].time_s < expected_s - 2 * 3600.0
    assert abs(first_met_s - expected_s) < 3 * 3600.0


def log_of(log: EventLog, kind: str) -> list[sim.log.Event]:
    found = list(log.of(kind))
    assert found, kind
    return found


def test_more_people_are_told_to_leave_as_the_fire_comes_nearer(free: EventLog) -> None:
    told = [event.data["persons"] for event in log_of(free, "ZoneInPathOfFire")]
    assert told == sorted(set(told))
    assert told[-1] <= jilin().zone(TOWN).population


def test_nobody_is_counted_twice(free: EventLog) -> None:
    """People met, caught and away are never more than live there."""
    caught = sum(event.data["persons"] for event in log_of(free, "PersonsTrapped"))
    assert caught <= met(free)
    sheltered = sum(event.data["persons"] for event in log_of(free, "GroupArrived"))
    assert met(free) + sheltered <= jilin().zone(TOWN).population


def test_an_order_saves_people_from_being_met(folder: Path, free: EventLog) -> None:
    unseen = run(folder, NOBODY_COMES | {"villages.lead_s": 7200.0})
    assert met(free) < met(unseen)


def test_fought_by_crews_the_fire_stops_short_of_the_town(folder: Path) -> None:
    fought = run(folder, {})
    assert not fought.of("ZoneMetByFire")
    assert fought.of("FireHeld")


def test_roads_close_for_smoke_and_open_again(free: EventLog, folder: Path) -> None:
    closed = log_of(free, "LinkClosed")
    assert {event.data["reason"] for event in closed} == {"fire"}
    narrow = run(folder, NOBODY_COMES | {"villages.smoke_m": 100.0, "villages.flaming_s": 1800.0})
    shut = {(event.subject, event.time_s) for event in narrow.of("LinkClosed")}
    for event in log_of(narrow, "LinkReopened"):
        assert event.data["closed_s"] >= 1800.0
        assert (event.subject, event.time_s - event.data["closed_s"]) in shut
    wide = run(folder, NOBODY_COMES | {"villages.smoke_m": 1500.0})
    assert {event.subject for event in closed} <= {event.subject for event in wide.of("LinkClosed")}


def test_crews_with_a_wider_margin_leave_more_line_and_are_not_overrun() -> None:
    """At Hunchun, where the front comes to the border within hours."""
    left, overrun = {}, {}
    for margin_s in (0.0, 14_400.0):
        scenario = sim.load_scenario(
            "hunchun_border_fire_2019", overrides={"crews.margin_s": margin_s}
        )
        log = sim.run(scenario, sim.load_plan(), place=jilin())
        left[margin_s] = sum(event.data["line_km"] for event in log.of("CrewsWithdrew"))
        overrun[margin_s] = len(list(log.of("CrewsOverrun")))
    assert left[0.0] < left[14_400.0]
    assert overrun[0.0] >= overrun[14_400.0] == 0
