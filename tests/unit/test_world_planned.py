"""Traffic as planned: cars leave in slots, drive the slots' routes, to the slots' shelters."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_world_evacuation import ALL_OBEY, FLOODED, persons, sites_with
from test_world_groups import far_and_near
from test_world_tiny import (
    HOUR_S,
    ZoneWater,
    site,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
)

from sim.evacuation.orders import slot_numbers
from sim.log import EventLog
from sim.place import Place
from sim.scenario import Plan, Scenario
from sim.world import World, evacuation, evacuation_plan, groups
from sim.world.zones import zone_state

AT_ONCE: dict[str, Any] = {"departure_median_s": 1.0, "departure_batch_s": 60.0}
"""Behaviour of people who leave as soon as they hear of it."""


def by_car(persons: int, *zones: str, **behaviour: Any) -> Scenario:  # noqa: ANN401
    """Return a scenario in which everybody has a car and obeys; water comes at 30:00."""
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 0.0, **AT_ONCE, **behaviour}}
    water = {name: FLOODED._replace(persons=persons) for name in zones or ("ZW",)}
    return tiny_scenario(zones=water, values=values)


def plan_of(traffic: str, evacuation: str = "simultaneous", **more: Any) -> Plan:  # noqa: ANN401
    return tiny_plan(choices={"traffic": traffic, "evacuation": evacuation}, **more)


def cars_to(log: EventLog) -> dict[str, int]:
    cars: dict[str, int] = {}
    for event in log.of("GroupDeparted"):
        shelter = event.data["shelter"]
        cars[shelter] = cars.get(shelter, 0) + event.data["vehicles"]
    return cars


def t95_s(log: EventLog) -> float:
    """Return when 95 % were in shelter; the last to hear of an order are late by any road."""
    rows = log.of("GroupArrived")
    arrived = np.cumsum([event.data["persons"] for event in rows])
    last = rows[int(np.searchsorted(arrived, 0.95 * arrived[-1]))]
    return last.time_s - log.of("EvacuationOrdered")[0].time_s


def two_roads() -> Place:
    """Return the place with a second road from W to H, twice as long as the first."""
    place = tiny_place()
    longer = replace(place.link("WH"), link_id="WH2", length_m=20_000.0)
    return replace(place, links=(*place.links, longer))


def ordered(world: World, *zone_ids: str) -> World:
    """Order zones away now, and let their plan be made."""
    evacuation.order_together(world, zone_ids, "red", -1)
    return world


# -- what the plan is good for --------------------------------------------------------------


def test_cars_divide_between_two_shelters_so_that_all_are_there_soonest() -> None:
    """The hill is 10 km away and the hall 40; each road takes 900 cars an hour.

    Left to themselves all drive to the hill. The last to the hall then arrives when the last
    to the hill does: it starts 1,500 s sooner, at 0.25 cars a second 375 cars sooner.
    """
    scenario, place = by_car(6000), sites_with(capacity=6000)
    fixed = tiny_run(scenario, plan_of("fixed"), place=place)
    planned = tiny_run(scenario, plan_of("planned"), place=place)
    assert set(cars_to(fixed)) == {"hill"}
    cars = cars_to(planned)
    assert sum(cars.values()) == sum(cars_to(fixed).values())
    assert cars["hill"] - cars["hall"] == pytest.approx(375, abs=0.25 * 300.0 + 1)  # a step
    assert persons(planned, "GroupArrived") == persons(planned, "GroupDeparted") > 5900
    assert t95_s(planned) < 0.75 * t95_s(fixed)
    # no plan beats the roads, on which the first is under way for 500 s
    assert t95_s(planned) > 0.95 * sum(cars.values()) / (2 * 0.25)


def test_cars_take_the_roads_of_their_slots() -> None:
    """Only the hill is left. The short road takes 500 s and the long one 1,000 s."""
    place = replace(two_roads(), sites=far_and_near(near=6000, far=0).sites)
    world = tiny_world(by_car(6000), plan_of("planned"), place=place)
    world.run()
    used = world.traffic.entered[world.network.head == world.network.node_index("H")]
    short, long = used.tolist()
    assert short + long > 1900
    assert short - long == pytest.approx(0.25 * 500.0, abs=0.25 * 300.0 + 1)
    fixed = tiny_world(by_car(6000), plan_of("fixed"), place=place)
    fixed.run()
    used = fixed.traffic.entered[world.network.head == world.network.node_index("H")]
    assert used[1] == 0


@pytest.mark.parametrize("order", ["simultaneous", "staged_by_bound"])
def test_planned_traffic_means_slots_whatever_the_order(order: str) -> None:
    """Simultaneous and staged by bound are one and the same under it."""
    log = tiny_run(by_car(3000), plan_of("planned", order), place=sites_with(capacity=3000))
    same = tiny_run(by_car(3000), plan_of("planned"), place=sites_with(capacity=3000))
    assert log.events_digest() == same.events_digest()
    order_s = log.of("EvacuationOrdered")[0].time_s
    left_s = np.array([event.time_s for event in log.of("GroupDeparted")]) - order_s
    cars = np.cumsum([event.data["vehicles"] for event in log.of("GroupDeparted")])
    assert np.all(cars <= 2 * 0.25 * left_s + 0.5 * 300.0 + 1)


def test_waves_still_wait_and_then_take_their_slots() -> None:
    waves: dict[str, Any] = {
        "evacuation__wave_persons": 1500,
        "evacuation__wave_interval_s": 4 * HOUR_S,
    }
    log = tiny_run(
        by_car(3000), plan_of("planned", "staged", **waves), place=sites_with(capacity=3000)
    )
    order_s = log.of("EvacuationOrdered")[0].time_s
    first = sum(
        event.data["persons"]
        for event in log.of("GroupDeparted")
        if event.time_s < order_s + 4 * HOUR_S
    )
    assert 0.8 * 1500 < first <= 1500
    assert persons(log, "GroupArrived") == persons(log, "GroupDeparted") > 2800
    assert set(cars_to(log)) == {"hill", "hall"}


def test_those_who_are_late_leave_when_ready_and_still_drive_as_planned() -> None:
    """Half need more than three hours to pack: long after the last slot."""
    slow = by_car(3000, departure_median_s=3 * HOUR_S)
    log = tiny_run(slow, plan_of("planned"), place=sites_with(capacity=3000))
    usual = tiny_run(slow, plan_of("fixed"), place=sites_with(capacity=3000))

    def times(run: EventLog) -> list[float]:
        return sorted({event.time_s for event in run.of("GroupDeparted")})

    assert times(log) == times(usual)
    assert set(cars_to(usual)) == {"hill"}
    assert cars_to(log)["hall"] > 100


def test_slots_are_taken_in_the_order_in_which_cars_are_ready() -> None:
    ready_s = np.array([300.0, 100.0, np.inf, 200.0])
    assert slot_numbers(ready_s, 4).tolist() == [2, 0, 3, 1]
    assert slot_numbers(ready_s, 2).tolist() == [-1, 0, -1, 1]
    assert slot_numbers(ready_s, 0).tolist() == [-1, -1, -1, -1]


# -- where the plan meets the world ---------------------------------------------------------


def with_huts(*capacities: int) -> Place:
    """Return the place with shelters of these capacities at H, and none elsewhere."""
    kept = tuple(item for item in tiny_place().sites if item.kind != "shelter")
    huts = tuple(
        site(f"hut{number}", "shelter", "H", "west", "county", n=capacity)
        for number, capacity in enumerate(capacities)
    )
    return tiny_place(sites=(*kept, *huts))


def test_shelters_at_one_node_are_filled_one_after_the_other() -> None:
    """Cars of three: four of them fit into 14 places, and a hut of two places takes nobody."""
    log = tiny_run(by_car(60), plan_of("planned"), place=with_huts(14, 2, 30, 60))
    taken: dict[str, int] = {}
    for event in log.of("GroupArrived"):
        taken[event.subject] = taken.get(event.subject, 0) + event.data["persons"]
    assert taken == {"hut0": 12, "hut2": 30, "hut3": persons(log, "GroupDeparted") - 42}
    assert log.of("GroupDiverted") == []
    assert persons(log, "GroupDeparted") > 45


def test_where_the_slots_shelter_has_filled_the_ordinary_choice_is_made() -> None:
    """The hill, planned for, is taken by others before anybody has left."""
    world = ordered(
        tiny_world(by_car(300), plan_of("planned"), place=far_and_near(near=600, far=600)), "ZW"
    )
    zone = zone_state(world, "ZW")
    ends = {way.destination for way in zone.ways}
    assert world.network.node_index("H") in ends
    world.shelters["hill"].expected = 600
    world.env.run(until=20 * HOUR_S)
    there = {group.subject for group in log_rows(world, "GroupArrived")}
    assert there == {"hall"}


def test_where_the_slots_shelter_is_in_danger_the_ordinary_choice_is_made() -> None:
    """W is ordered away at 10:00 and leaves from 13:00 on; at 12:00 the hill is threatened."""
    zones = {
        "ZW": FLOODED._replace(persons=300),
        "ZH": ZoneWater(persons=3, forecast_h=12.0, expected_h=60.0),
    }
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 0.0, "departure_median_s": 4 * HOUR_S}}
    log = tiny_run(tiny_scenario(zones=zones, values=values), plan_of("planned"))
    rows = [event for event in log.of("GroupDeparted") if event.subject == "ZW"]
    assert {event.data["shelter"] for event in rows if event.time_s < 12 * HOUR_S} == {"hill"}
    assert {event.data["shelter"] for event in rows if event.time_s > 12.1 * HOUR_S} == {"hall"}


def test_a_road_cut_on_the_way_sends_cars_round() -> None:
    """The short road floods at 11:00; whoever was planned for it takes the long one."""
    place = replace(two_roads(), sites=far_and_near(near=3000, far=0).sites)
    scenario = by_car(300, departure_median_s=2 * HOUR_S)
    flood = scenario.hazard.model_copy(update={"links": {"WH": (11, 72, 0.6)}})
    world = tiny_world(
        scenario.model_copy(update={"hazard": flood}), plan_of("planned"), place=place
    )
    world.run()
    used = world.traffic.entered[world.network.head == world.network.node_index("H")]
    assert (used > 5).all()
    late = [row for row in log_rows(world, "GroupArrived") if row.travel_s > 900.0]
    assert late != []
    assert world.census.of("ZW").on_the_road == 0


def test_those_without_a_car_and_those_beyond_the_room_stand_outside_the_plan() -> None:
    """900 people, room for 60: cars without a place go where everybody goes."""
    world = ordered(
        tiny_world(by_car(900), plan_of("planned"), place=far_and_near(near=60, far=0)), "ZW"
    )
    zone = zone_state(world, "ZW")
    assert (zone.way != evacuation_plan.OWN_ROUTE).sum() == 20
    world.run()
    assert sum(row.persons for row in log_rows(world, "GroupArrived")) > 850
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 1.0}}
    scenario = tiny_scenario(zones={"ZW": FLOODED}, values=values)
    buses = ordered(tiny_world(scenario, plan_of("planned")), "ZW")
    assert (buses.zones["ZW"].way == evacuation_plan.OWN_ROUTE).all()


def test_without_a_road_or_a_shelter_nobody_is_held() -> None:
    full = sites_with(capacity=0)
    times = [
        [event.time_s for event in tiny_run(by_car(300), plan_of(name), place=full).of(kind)]
        for name in ("fixed", "planned")
        for kind in ("GroupDeparted",)
    ]
    assert times[0] == times[1] != []
    cut: dict[str, Any] = {"links": {"WH": (0, 72, 0.6), "WE": (0, 72, 0.6)}}
    scenario = by_car(300)
    cut_off = scenario.model_copy(update={"hazard": scenario.hazard.model_copy(update=cut)})
    times = [
        [event.time_s for event in tiny_run(cut_off, plan_of(name)).of("GroupDeparted")]
        for name in ("fixed", "planned")
    ]
    assert times[0] == times[1] != []


def test_a_step_too_short_for_the_roads_is_chosen_anew() -> None:
    """A lane that takes 20 cars an hour takes none in a step of a minute."""
    place = tiny_place()
    narrow = replace(place.road_classes[0], capacity_per_lane_veh_per_h=20.0)
    overrides: dict[str, Any] = {"evacuation__plan_step_s": 60.0}
    world = tiny_world(
        by_car(60), plan_of("planned", **overrides), place=replace(place, road_classes=(narrow,))
    )
    ordered(world, "ZW")
    assert (zone_state(world, "ZW").way != evacuation_plan.OWN_ROUTE).all()


def test_other_choices_know_no_planned_ways() -> None:
    for traffic in ("fixed", "reactive", "free_flow"):
        world = ordered(tiny_world(by_car(300), plan_of(traffic, "staged_by_bound")), "ZW")
        assert (zone_state(world, "ZW").way == evacuation_plan.OWN_ROUTE).all()


def test_a_group_drives_given_roads_on_its_first_leg_only() -> None:
    place = replace(two_roads(), sites=far_and_near(near=3000, far=0).sites)
    world = tiny_world(by_car(60), plan_of("planned"), place=place)
    network = world.network
    long = int(
        np.flatnonzero(
            (network.link == network.link_index("WH2")) & (network.head == network.node_index("H"))
        )[0]
    )
    way = evacuation_plan.Way(network.node_index("H"), (long,))
    zone = zone_state(world, "ZW")
    groups.send(world, zone, np.arange(4), way=way, cause=-1)
    groups.send(world, zone, np.arange(4, 8), cause=-1)
    world.env.run(until=1.0)
    (first, second) = world.groups.values()
    assert (first.arcs, second.arcs) == ((), ())
    world.env.run(until=2000.0)
    times = [row.travel_s for row in log_rows(world, "GroupArrived")]
    assert times == pytest.approx([500.0 + 3 * 4.0, 1000.0 + 3 * 4.0])


def log_rows(world: World, kind: str) -> list[Any]:
    rows = (world.log.event(seq) for seq in range(len(world.log)))
    return [row for row in rows if type(row).__name__ == kind]
