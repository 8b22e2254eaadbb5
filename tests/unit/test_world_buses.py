"""Buses of a county make rounds: called out, sent, loaded, driven, home — on three counties.

In the tiny place each county has 1,000 inhabitants, so one bus. H lies 10 km from the seat W.
"""

import subprocess
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from test_world_evacuation import ALL_OBEY, FLOODED, persons
from test_world_tiny import (
    HOUR_S,
    SPEED_MPS,
    ZoneWater,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.evacuation import BusFleet
from sim.log import EventLog, events
from sim.scenario import Scenario
from sim.world import World, buses, groups
from sim.world.zones import zone_state

SEATS = 40
ORDER_S = 10 * HOUR_S
LEG_S = 10_000.0 / SPEED_MPS
"""W to H, or back."""


def by_bus(*, zone: str = "ZH", n: int = 300, fleet: dict[str, Any] | None = None) -> Scenario:
    """Return a scenario in which everybody obeys and nobody has a car; water comes at 30:00."""
    behaviour = {**ALL_OBEY, "without_car_share": 1.0, "buses": fleet or {}}
    water = FLOODED._replace(persons=n)
    return tiny_scenario(zones={zone: water}, values={"behaviour": behaviour})


def logged(world: World, kind: type[events.EventType]) -> list[Any]:
    rows = (world.log.event(seq) for seq in range(len(world.log)))
    return [row for row in rows if isinstance(row, kind)]


def life_of(log: EventLog, bus: str) -> list[tuple[float, str]]:
    """Return the events of one bus, those of its passengers included, in order."""
    mine = {event.seq for event in log.of("BusDeparted") if event.subject == bus}
    story = []
    for event in log:
        if event.cause in mine and event.kind in {"GroupDeparted", "GroupArrived", "GroupDiverted"}:
            mine.add(event.seq)
        elif event.subject != bus:
            continue
        story.append((event.time_s, event.kind))
    return story


def test_one_bus_takes_load_after_load_until_all_are_in_shelter() -> None:
    """ZW is at the seat: the bus is there at once, and drives 10 km to the hill and back."""
    log = tiny_run(by_bus(zone="ZW"), tiny_plan())
    gathered = persons(log, "PersonsGathered")
    assert gathered > 280
    assert persons(log, "GroupDeparted") == persons(log, "GroupArrived") == gathered
    for event in log.of("GroupDeparted"):
        assert event.data["mode"] == "bus"
        assert event.data["vehicles"] == 1
        assert 0 < event.data["persons"] <= SEATS
        assert event.data["persons"] % 3 == 0  # households of three, none split
    loads = [event.data["persons"] for event in log.of("GroupDeparted")]
    assert loads.count(39) >= 5  # thirteen households fill a bus
    assert {event.subject for event in log.of("BusDeparted", "BusReturned")} == {"west/bus/1"}
    board_s, alight_s = 6.0, 4.0
    for before, after in pairwise(log.of("GroupDeparted")):
        least_s = 2 * LEG_S + before.data["persons"] * alight_s + after.data["persons"] * board_s
        assert after.time_s - before.time_s >= least_s - 1e-6
    story = life_of(log, "west/bus/1")
    kinds = [kind for _, kind in story]
    legal = {
        "BusDeparted": {"GroupDeparted", "BusDeparted", "BusReturned"},
        "GroupDeparted": {"GroupArrived"},
        "GroupArrived": {"BusDeparted", "BusReturned"},
        "BusReturned": {"BusDeparted"},
    }
    assert all(after in legal[before] for before, after in pairwise(kinds))
    assert kinds[-1] == "BusReturned"


def test_boarding_driving_and_alighting_take_their_time() -> None:
    """One household at H: mobilised, driven, waited for a load, boarded; exact to the second."""
    scenario = by_bus(n=3, fleet={"mobilise_s": 14_400.0, "wait_for_load_s": 1200.0})
    log = tiny_run(scenario, tiny_plan())
    (sent,) = log.of("BusDeparted")
    assert sent.time_s == ORDER_S + 14_400.0
    assert log.of("PersonsGathered")[0].time_s < sent.time_s
    (left,) = log.of("GroupDeparted")
    assert left.time_s == pytest.approx(sent.time_s + LEG_S + 1200.0 + 3 * 6.0, abs=1e-6)
    (arrived,) = log.of("GroupArrived")
    (back,) = log.of("BusReturned")
    assert arrived.subject == "hall"  # H is threatened: on to N, 50 km away
    assert arrived.data["travel_s"] == pytest.approx(5 * LEG_S, abs=1e-6)
    assert back.time_s == pytest.approx(arrived.time_s + 3 * 4.0 + 4 * LEG_S, abs=1e-6)


def test_the_story_of_a_bus_group_goes_back_to_the_order() -> None:
    log = tiny_run(by_bus(n=30), tiny_plan())
    event = log.of("GroupArrived")[0]
    kinds = []
    while event.kind != "EvacuationOrdered":
        kinds.append(event.kind)
        event = log[event.cause]
    assert kinds == ["GroupArrived", "GroupDeparted", "BusDeparted", "PersonsGathered"]


def test_a_full_load_does_not_wait() -> None:
    """Over a hundred wait as the bus comes: it leaves as soon as it is loaded."""
    log = tiny_run(by_bus(zone="ZW", fleet={"mobilise_s": 7200.0}), tiny_plan())
    left = log.of("GroupDeparted")[0]
    assert left.data["persons"] == 39
    assert left.time_s == pytest.approx(ORDER_S + 7200.0 + 39 * 6.0, abs=1e-6)


def test_more_buses_bring_people_in_sooner() -> None:
    last_s = []
    for rate in (1.0, 40.0):
        log = tiny_run(by_bus(fleet={"buses_per_10000_persons": rate}), tiny_plan())
        assert persons(log, "GroupArrived") == persons(log, "PersonsGathered")
        last_s.append(log.of("GroupArrived")[-1].time_s)
    assert last_s[1] < last_s[0] - HOUR_S


@pytest.mark.parametrize(
    ("rate", "population", "n"),
    [(2.0, 1_000_000, 200), (2.0, 1000, 1), (0.0, 1_000_000, 0), (0.5, 50_000, 2)],
)
def test_how_many_buses_a_county_has(rate: float, population: int, n: int) -> None:
    assert BusFleet(buses_per_10000_persons=rate).n_buses(population) == n


def test_without_buses_people_wait_and_are_counted_where_the_water_meets_them() -> None:
    scenario = by_bus(fleet={"buses_per_10000_persons": 0.0})
    world = tiny_world(scenario, tiny_plan())
    world.run()
    assert sum(event.persons for event in logged(world, events.PersonsGathered)) > 280
    assert logged(world, events.GroupDeparted) == []
    (flooded,) = logged(world, events.ZoneFlooded)
    assert flooded.persons_present == 300
    zone = world.census.of("ZH")
    assert zone.at_home + zone.trapped + zone.rescued == 300
    assert zone.rescued > 0  # 8 % at 1 m


def test_people_at_the_pick_up_are_met_by_the_water_like_those_at_home() -> None:
    """The buses take two hours to get ready; deep water comes after one: all are trapped."""
    early = ZoneWater(
        persons=120, forecast_h=10.0, expected_h=11.0, flood_h=11.0, drain_h=60.0, depth_m=20.0
    )
    values = {
        "behaviour": {**ALL_OBEY, "without_car_share": 1.0, "buses": {"mobilise_s": 7200.0}},
    }
    log = tiny_run(tiny_scenario(zones={"ZH": early}, values=values), tiny_plan())
    assert persons(log, "PersonsGathered") > 0
    assert log.of("GroupDeparted", "BusDeparted") == []
    assert persons(log, "PersonsTrapped") == persons(log, "PersonsRescued") == 120


def test_nobody_gets_on_once_water_is_in_not_even_those_just_about_to() -> None:
    """Boarding takes 78 s × 39; the water comes half an hour after it began."""
    early = ZoneWater(persons=300, forecast_h=10.0, expected_h=12.0, flood_h=12.0, drain_h=60.0)
    fleet = {"mobilise_s": 5400.0, "board_s_per_person": 78.0}
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 1.0, "buses": fleet}}
    log = tiny_run(tiny_scenario(zones={"ZW": early}, values=values), tiny_plan())
    assert log.of("BusDeparted")[0].time_s == ORDER_S + 5400.0
    assert log.of("GroupDeparted") == []
    assert log.of("ZoneFlooded")[0].data["persons_present"] == 300
    assert len(log.of("BusReturned")) == 1


def test_a_bus_standing_at_a_pick_up_leaves_when_water_comes() -> None:
    """It would have waited an hour for a full load."""
    early = ZoneWater(persons=3, forecast_h=10.0, expected_h=14.0, flood_h=14.0, drain_h=60.0)
    fleet = {"mobilise_s": 13_600.0, "wait_for_load_s": 3600.0}
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 1.0, "buses": fleet}}
    log = tiny_run(tiny_scenario(zones={"ZW": early}, values=values), tiny_plan())
    assert log.of("GroupDeparted") == []
    assert when_h(log, "BusReturned") == [14.0]


def test_a_bus_is_not_sent_where_no_road_leads_and_looks_again() -> None:
    """WH is under water until 20:00."""
    scenario = by_bus(n=90)
    hazard = scenario.hazard.model_copy(update={"links": {"WH": (0, 19, 0.6)}})
    log = tiny_run(scenario.model_copy(update={"hazard": hazard}), tiny_plan())
    assert 0 < log.of("PersonsGathered")[0].time_s < 12 * HOUR_S
    first = log.of("BusDeparted")[0].time_s
    assert 20 * HOUR_S <= first <= 20 * HOUR_S + 900.0
    assert persons(log, "GroupArrived") == persons(log, "PersonsGathered")


def test_only_the_buses_of_the_county_help() -> None:
    zones = {"ZW": FLOODED, "ZE": FLOODED._replace(persons=90)}
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 1.0}}
    log = tiny_run(tiny_scenario(zones=zones, values=values), tiny_plan())
    served = {(event.subject.split("/")[0], event.data["zone"]) for event in log.of("BusDeparted")}
    assert served == {("west", "ZW"), ("east", "ZE")}


def test_a_bus_goes_where_it_is_filled_then_where_more_wait_then_where_water_comes_first() -> None:
    zones = dict.fromkeys(("ZW", "ZH"), FLOODED)
    world = tiny_world(tiny_scenario(zones=zones))
    fleet = world.fleets["west"]
    fleet.is_ready = True
    fleet.idle.clear()
    zone_state(world, "ZW").expected_s = 200.0
    zone_state(world, "ZH").expected_s = 100.0

    def first(west: int, hill: int) -> str:
        for zone_id, n in (("ZW", west), ("ZH", hill)):
            zone = zone_state(world, zone_id)
            pick_up = buses.PickUp(zone, world.env.event(), persons=n)
            fleet.pick_ups[zone_id] = pick_up
        chosen = buses._next_pick_up(world, fleet, fleet.node)
        return chosen.zone.zone_id if chosen else ""

    assert first(SEATS, SEATS - 1) == "ZW"
    assert first(5 * SEATS, SEATS) == "ZH"  # both fill it, and water is sooner at H
    assert first(12, 12) == "ZH"
    assert first(13, 12) == "ZW"
    assert first(0, 0) == ""
    zone_state(world, "ZH").is_flooded = True
    assert first(3, 300) == "ZW"


def test_no_second_bus_is_sent_for_people_whom_one_is_coming_for() -> None:
    scenario = by_bus(n=36, fleet={"buses_per_10000_persons": 40.0, "mobilise_s": 18_000.0})
    log = tiny_run(scenario, tiny_plan())
    assert len(log.of("BusDeparted")) == 1
    assert persons(log, "GroupDeparted") == persons(log, "PersonsGathered") > 30


def test_an_empty_bus_caught_by_water_waits_until_the_road_is_dry() -> None:
    """Caught between W and H at 11:00; water stands there until 20:00. People wait for it."""
    scenario = by_bus(n=30, fleet={"mobilise_s": 3000.0})
    world = tiny_world(scenario, tiny_plan())
    link = world.network.link_index("WH")
    while not world.groups:
        world.env.step()
    (event,) = world.groups
    caught_s = world.env.now
    assert groups.caught_on_road(world, event, 1, link) == 0
    world.traffic.set_depth(link, 0.2)
    world.env.run(until=20 * HOUR_S)
    (stranded,) = logged(world, events.BusStranded)
    assert (stranded.subject, stranded.link) == ("west/bus/1", "WH")
    assert logged(world, events.BusReturned) == []
    assert logged(world, events.PersonsTrapped) == []
    world.traffic.set_depth(link, 0.0)
    world.env.run(until=world.horizon_s)
    assert world.log.time_of(0) <= caught_s < 20 * HOUR_S
    assert len(logged(world, events.BusReturned)) == 2  # home when dry, and after its round
    (group,) = logged(world, events.GroupArrived)
    assert group.persons == sum(event.persons for event in logged(world, events.PersonsGathered))
    world.census.check()


def test_a_full_bus_caught_by_water_is_an_incident_on_its_road() -> None:
    world = tiny_world(by_bus(zone="ZW", n=39, fleet={"mobilise_s": 18_000.0}), tiny_plan())
    link = world.network.link_index("WH")
    while not any(group.persons for group in world.groups.values()):
        world.env.step()
    event, group = next((key, one) for key, one in world.groups.items() if one.persons)
    n = group.persons
    assert groups.caught_on_road(world, event, 1, link) == n
    assert world.census.of("ZW").trapped == n
    world.env.run(until=world.horizon_s)
    world.census.check()
    zone = world.census.of("ZW")
    assert (zone.on_the_road, zone.in_shelter) == (0, 0)
    assert zone.rescued >= n
    assert len(logged(world, events.BusStranded)) == len(logged(world, events.BusReturned)) == 1
    assert logged(world, events.GroupArrived) == []


def test_everybody_is_somewhere_at_every_hour() -> None:
    behaviour = {**ALL_OBEY, "without_car_share": 0.5}
    zones = {
        "ZW": FLOODED._replace(flood_h=12.0, expected_h=12.0, persons=900, depth_m=6.0),
        "ZH": FLOODED,
    }
    world = tiny_world(tiny_scenario(zones=zones, values={"behaviour": behaviour}), tiny_plan())
    for hour in range(1, 73):
        world.env.run(until=hour * HOUR_S)
        world.census.check()
        for fleet in world.fleets.values():
            for pick_up in fleet.pick_ups.values():
                waiting = list(pick_up.households)
                assert pick_up.persons == pick_up.zone.households.persons[waiting].sum()
                assert pick_up.seats_coming >= 0
                if not pick_up.zone.is_flooded:
                    assert pick_up.zone.is_home[waiting].all()
        under_way = sum(group.persons for group in world.groups.values())
        states = [world.census.of(zone_id) for zone_id in zones if zone_id in world.zones]
        assert under_way == sum(zone.on_the_road for zone in states)
        at_home = [
            int(zone.households.persons[zone.is_home].sum()) for zone in world.zones.values()
        ]
        assert np.array_equal(at_home, [zone.at_home for zone in states])


DIGEST = """
import sim
scenario = sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-14T12:00:00+08:00"})
plan = sim.load_plan(evacuation="staged_by_bound")
print(sim.run(scenario, plan, seed=5).digest())
"""


def test_two_hash_seeds_give_one_log() -> None:
    digests = [
        subprocess.run(  # noqa: S603  # our own interpreter, our own code
            [sys.executable, "-c", DIGEST],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin"},
        ).stdout
        for seed in ("1", "4242")
    ]
    assert digests[0] == digests[1] != ""
