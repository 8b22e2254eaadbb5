"""From forecast to shelter and home again, on the place of three counties."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from test_world_tiny import (
    HOUR_S,
    NO_LEAD,
    SITES,
    ZoneWater,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.log import EventLog
from sim.place import Place

FLOODED = ZoneWater(persons=300, forecast_h=10.0, expected_h=30.0, flood_h=30.0, drain_h=40.0)
ALL_OBEY = {
    f"comply_{level}_share": 1.0 for level in ("blue", "yellow", "orange", "red", "door_to_door")
}


def persons(log: EventLog, kind: str) -> int:
    return sum(int(event.data["persons"]) for event in log.of(kind))


def sites_with(*, capacity: int) -> Place:
    kept = tuple(item for item in SITES if item.kind != "shelter")
    changed = tuple(replace(item, capacity=capacity) for item in SITES if item.kind == "shelter")
    return tiny_place(sites=(*kept, *changed))


def test_those_who_obey_are_in_shelter_and_go_home_when_it_is_over() -> None:
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan())
    assert when_h(log, "EvacuationOrdered") == [10.0]
    assert log.of("EvacuationOrdered")[0].data["persons"] == 300
    left = persons(log, "GroupDeparted")
    assert 0.8 * 300 < left <= 300  # door-to-door persuades most
    assert persons(log, "GroupArrived") == left
    assert {event.subject for event in log.of("GroupArrived")} == {"hill"}
    assert log.of("ZoneFlooded")[0].data["persons_present"] == 300 - left
    # 12 h after the water has gone
    assert when_h(log, "PersonsReturned") == [52.0]
    assert persons(log, "PersonsReturned") == left


def test_the_way_to_the_shelter_takes_what_the_road_takes() -> None:
    """10 km at 20 m/s; a group is there with its last vehicle, and a car enters every 4 s."""
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan())
    vehicles = {event.data["group"]: event.data["vehicles"] for event in log.of("GroupDeparted")}
    for event in log.of("GroupArrived"):
        last_s = 4.0 * (vehicles[event.data["group"]] - 1)
        assert 500.0 - 1e-6 <= event.data["travel_s"] <= 500.0 + last_s + 1e-6


def test_people_go_home_only_after_the_water_has_gone() -> None:
    long = FLOODED._replace(drain_h=50.0)
    log = tiny_run(tiny_scenario(zones={"ZW": long}), tiny_plan())
    assert when_h(log, "PersonsReturned") == [50.0 + 12.0]
    for_good = FLOODED._replace(drain_h=70.0)
    assert tiny_run(tiny_scenario(zones={"ZW": for_good}), tiny_plan()).of("PersonsReturned") == []


def test_after_a_false_alarm_people_stay_a_day() -> None:
    """Two forecasts that no longer name the zone lift the threat; then the day begins."""
    alarm = ZoneWater(persons=300, forecast_h=10.0, expected_h=20.0)
    log = tiny_run(tiny_scenario(zones={"ZW": alarm}), tiny_plan())
    assert log.of("ZoneFlooded", "PersonsTrapped") == []
    assert when_h(log, "PersonsReturned") == [22.0 + 24.0]
    assert persons(log, "PersonsReturned") == persons(log, "GroupArrived") > 0


def test_cars_and_buses_carry_whom_they_can() -> None:
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 0.5}}
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}, values=values), tiny_plan())
    for event in log.of("GroupDeparted"):
        size = {"car": 3, "bus": 40}[event.data["mode"]]
        assert event.data["vehicles"] == -(-event.data["persons"] // size)
    by_bus = sum(e.data["persons"] for e in log.of("GroupDeparted") if e.data["mode"] == "bus")
    assert 0.3 < by_bus / persons(log, "GroupDeparted") < 0.7


def test_nobody_leaves_once_the_water_is_in() -> None:
    early = ZoneWater(persons=900, forecast_h=10.0, expected_h=11.0, flood_h=11.0, drain_h=60.0)
    log = tiny_run(tiny_scenario(zones={"ZW": early}), tiny_plan())
    assert max(when_h(log, "GroupDeparted")) <= 11.0
    left = persons(log, "GroupDeparted")
    assert 0 < left < 900
    assert log.of("ZoneFlooded")[0].data["persons_present"] == 900 - left


def test_deep_water_traps_all_who_are_there_and_boats_bring_them_out() -> None:
    deep = ZoneWater(persons=40, flood_h=10.0, drain_h=60.0, depth_m=20.0)
    log = tiny_run(tiny_scenario(zones={"ZE": deep}), tiny_plan())
    assert persons(log, "PersonsTrapped") == 40
    assert persons(log, "PersonsRescued") == 40
    # 300 s turnout of fire_east, at home in E, and 1,800 s a boat of six
    assert log.of("PersonsRescued")[0].time_s == 10 * HOUR_S + 300.0 + 1800.0
    assert all(event.data["persons"] <= 6 for event in log.of("PersonsRescued"))


def test_the_water_trigger_waits_for_water_in_the_county() -> None:
    """Water in W at 30:00 moves H, also of west; E, of another county, stays."""
    alarm = ZoneWater(persons=90, forecast_h=5.0, expected_h=40.0)
    zones = {"ZW": FLOODED, "ZH": alarm, "ZE": alarm}
    log = tiny_run(tiny_scenario(zones=zones), tiny_plan(choices={"evacuation": "on_water"}))
    assert when_h(log, "EvacuationOrdered", "ZH") == [30.0]
    assert when_h(log, "EvacuationOrdered", "ZE") == []


@pytest.mark.parametrize("warned_h", [32, 50])
def test_nobody_is_ordered_away_from_water_that_has_come_or_gone(warned_h: int) -> None:
    """A red warning finds the water in, or gone since 40:00: too late for an order."""
    scenario = tiny_scenario(
        zones={"ZW": FLOODED},
        rain_mm_per_h={"west": {warned_h: 120.0}},
        values={"monitoring": NO_LEAD},
    )
    log = tiny_run(scenario, tiny_plan(evacuation__minimum_level="red"))
    assert when_h(log, "WarningIssued", "west")[0] == warned_h
    assert log.of("EvacuationOrdered") == []


def test_a_minimum_level_holds_orders_back_until_the_warning() -> None:
    scenario = tiny_scenario(
        zones={"ZW": FLOODED}, rain_mm_per_h={"west": {20: 60.0}}, values={"monitoring": NO_LEAD}
    )
    for level, hours in (("none", [10.0]), ("orange", [20.0]), ("red", [])):
        log = tiny_run(scenario, tiny_plan(evacuation__minimum_level=level))
        assert when_h(log, "EvacuationOrdered") == hours


def test_the_announced_level_is_raised_by_the_warning() -> None:
    for hour, level in ((9, "red"), (50, "orange")):
        scenario = tiny_scenario(
            zones={"ZW": FLOODED},
            rain_mm_per_h={"west": {hour: 120.0}},
            values={"monitoring": NO_LEAD},
        )
        log = tiny_run(scenario, tiny_plan())
        assert [event.data["level"] for event in log.of("EvacuationOrdered")] == [level]


def test_staged_orders_go_wave_by_wave_the_first_to_flood_first() -> None:
    """Two waves of 150 people, two hours apart: the second half leaves two hours later."""
    values = {"behaviour": ALL_OBEY}
    waves: dict[str, Any] = {"wave_persons": 150, "wave_interval_s": 7200.0}
    log = tiny_run(
        tiny_scenario(zones={"ZW": FLOODED}, values=values),
        tiny_plan(
            choices={"evacuation": "staged"},
            **{f"evacuation__{key}": value for key, value in waves.items()},
        ),
    )
    at_once = tiny_run(tiny_scenario(zones={"ZW": FLOODED}, values=values), tiny_plan())
    order_s = log.of("EvacuationOrdered")[0].time_s
    before = [e for e in log.of("GroupDeparted") if e.time_s < order_s + 7200.0]
    assert 0 < sum(event.data["persons"] for event in before) <= 150
    assert persons(log, "GroupDeparted") == persons(at_once, "GroupDeparted")
    assert log.of("GroupDeparted")[-1].time_s == pytest.approx(
        at_once.of("GroupDeparted")[-1].time_s + 7200.0, abs=7200.0
    )
    assert log.of("GroupArrived")[-1].time_s > at_once.of("GroupArrived")[-1].time_s


def test_zones_on_one_desk_leave_one_after_the_other() -> None:
    """Both wait for the orange warning of 20:00. H, expected to flood first, fills two waves."""
    sooner = ZoneWater(persons=300, forecast_h=12.0, expected_h=45.0, flood_h=60.0)
    later = FLOODED._replace(expected_h=50.0, flood_h=60.0, drain_h=65.0)
    log = tiny_run(
        tiny_scenario(
            zones={"ZW": later, "ZH": sooner},
            rain_mm_per_h={"west": {20: 60.0}},
            values={
                "behaviour": ALL_OBEY,
                "monitoring": NO_LEAD,
            },
        ),
        tiny_plan(
            choices={"evacuation": "staged"},
            evacuation__minimum_level="orange",
            evacuation__wave_persons=150,
            evacuation__wave_interval_s=7200.0,
        ),
    )
    assert [event.subject for event in log.of("EvacuationOrdered")] == ["ZH", "ZW"]
    assert when_h(log, "EvacuationOrdered") == [20.0, 20.0]
    assert 20.0 < when_h(log, "GroupDeparted", "ZH")[0] < 21.0
    assert 24.0 < when_h(log, "GroupDeparted", "ZW")[0] < 25.0


def test_a_full_shelter_sends_people_on() -> None:
    log = tiny_run(
        tiny_scenario(zones={"ZW": FLOODED}), tiny_plan(), place=sites_with(capacity=150)
    )
    taken = dict.fromkeys(("hill", "hall"), 0)
    for event in log.of("GroupArrived"):
        taken[event.subject] += event.data["persons"]
    assert 0 < taken["hill"] <= 150
    assert taken["hall"] > 0
    assert persons(log, "GroupArrived") == persons(log, "GroupDeparted")


def test_where_every_shelter_is_full_the_last_takes_people_in() -> None:
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan(), place=sites_with(capacity=0))
    assert persons(log, "GroupArrived") == persons(log, "GroupDeparted") > 200
    diverted = {event.data["group"] for event in log.of("GroupDiverted")}
    assert diverted == {event.data["group"] for event in log.of("GroupArrived")}
    most = max(Counter(event.data["group"] for event in log.of("GroupDiverted")).values())
    assert most == 5  # most_diversions


def test_nobody_is_sent_to_a_shelter_on_ground_known_to_be_in_danger() -> None:
    """The hill is nearer to W, but its own zone is threatened from the same hour."""
    zones = {"ZW": FLOODED, "ZH": ZoneWater(persons=3, forecast_h=9.0, expected_h=60.0)}
    log = tiny_run(tiny_scenario(zones=zones), tiny_plan())
    to = {event.data["shelter"] for event in log.of("GroupDeparted") if event.subject == "ZW"}
    assert to == {"hall"}


def test_what_is_not_known_keeps_nobody_away_but_water_turns_them_back() -> None:
    """No forecast named the hill. Water stands there until 14:00, as everybody sees on arrival."""
    flooded = ZoneWater(persons=3, flood_h=8.0, drain_h=14.0)
    slow: dict[str, Any] = {"linkage__information__field_min": [9000.0] * 3}
    log = tiny_run(
        tiny_scenario(zones={"ZW": FLOODED, "ZH": flooded}), tiny_plan("unified", **slow)
    )
    early = [event for event in log.of("GroupDeparted") if event.time_s < 13.8 * HOUR_S]
    assert {event.data["shelter"] for event in early} == {"hill"}
    diverted = {event.data["group"] for event in log.of("GroupDiverted")}
    assert {event.data["group"] for event in early} == diverted
    assert {e.subject for e in log.of("GroupArrived") if e.data["group"] in diverted} == {"hall"}


def test_where_all_ground_is_in_danger_people_still_go_somewhere() -> None:
    """The only shelter stands in the very zone that is told to leave."""
    only_hall = tiny_place(sites=tuple(item for item in SITES if item.site_id != "hill"))
    log = tiny_run(tiny_scenario(zones={"ZN": FLOODED}), tiny_plan(), place=only_hall)
    assert persons(log, "GroupArrived") == persons(log, "GroupDeparted") > 200
    assert {event.subject for event in log.of("GroupArrived")} == {"hall"}


def test_a_zone_cut_off_waits_on_the_road_and_is_counted() -> None:
    scenario = tiny_scenario(zones={"ZW": FLOODED}, links={"WH": (0, 72, 0.6), "WE": (0, 72, 0.6)})
    world = tiny_world(scenario)
    world.run()
    zone = world.census.of("ZW")
    assert zone.on_the_road > 150  # the only bus took one load, and waits as well
    assert zone.on_the_road + zone.at_home > 250
    assert zone.in_shelter == 0
    assert world.traffic.n_waiting > 0
