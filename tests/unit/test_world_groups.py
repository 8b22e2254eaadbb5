"""Groups on the road: split when large, caught by water, and shelters that fill."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_world_evacuation import ALL_OBEY, FLOODED, persons, sites_with
from test_world_tiny import (
    HOUR_S,
    NO_LEAD,
    ZoneWater,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.core.errors import InvariantError
from sim.log import events
from sim.place import Place
from sim.scenario import Scenario
from sim.world import World, groups, shelters
from sim.world.zones import zone_state

BY_CAR = {**ALL_OBEY, "without_car_share": 0.0}


def scenario_of(n: int, *, zone: str = "ZW", **behaviour: Any) -> Scenario:  # noqa: ANN401
    """Return a scenario in which everybody has a car and obeys; water comes at 30:00."""
    values = {"behaviour": {**BY_CAR, **behaviour}}
    return tiny_scenario(zones={zone: FLOODED._replace(persons=n)}, values=values)


def logged(world: World, kind: type[events.EventType]) -> list[Any]:
    rows = (world.log.event(seq) for seq in range(len(world.log)))
    return [row for row in rows if isinstance(row, kind)]


def first_group(world: World, *, n_vehicles: int = 2) -> tuple[Any, groups.Group]:
    """Run until a group of so many vehicles is under way; return it with its travel event."""
    while True:
        for event, group in world.groups.items():
            if len(group.loads) >= n_vehicles:
                return event, group
        world.env.step()


# -- large groups ---------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [1, 7, 50])
def test_a_large_batch_leaves_in_groups(largest: int) -> None:
    """The same people leave at the same moments, whatever the size of a group."""
    log = tiny_run(scenario_of(900, largest_group_vehicles=largest), tiny_plan())
    whole = tiny_run(scenario_of(900, largest_group_vehicles=10_000), tiny_plan())
    assert max(event.data["vehicles"] for event in log.of("GroupDeparted")) == largest
    assert max(event.data["vehicles"] for event in whole.of("GroupDeparted")) > 50

    def by_time(rows: list[Any]) -> dict[float, int]:
        left: dict[float, int] = {}
        for event in rows:
            left[event.time_s] = left.get(event.time_s, 0) + event.data["persons"]
        return left

    assert by_time(log.of("GroupDeparted")) == by_time(whole.of("GroupDeparted"))
    for event in log.of("GroupDeparted"):
        assert event.data["vehicles"] == -(-event.data["persons"] // 3)


# -- caught on the road ---------------------------------------------------------------------


def test_those_caught_are_trapped_on_the_road_and_the_others_go_on() -> None:
    """Two cars of the first group: six people, for whom boats come from either end of WH."""
    world = tiny_world(scenario_of(300))
    link = world.network.link_index("WH")
    event, group = first_group(world, n_vehicles=4)
    before, n_cars = group.persons, len(group.loads)
    assert groups.caught_on_road(world, event, 2, link) == 6
    assert (group.persons, len(group.loads)) == (before - 6, n_cars - 2)
    zone = world.census.of("ZW")
    assert (zone.trapped, zone.on_the_road) == (6, before - 6)
    task = world.incidents["road/WH/1"]
    ends = {world.network.node_index(name) for name in ("W", "H")}
    assert (set(task.nodes), task.county_id, task.zone_id) == (ends, "west", "ZW")
    world.env.run(until=world.horizon_s)
    world.census.check()
    (trapped,) = (row for row in logged(world, events.PersonsTrapped) if "road" in row.incident)
    assert (trapped.subject, trapped.persons, trapped.incident) == ("ZW", 6, "road/WH/1")
    rescued = [row for row in logged(world, events.PersonsRescued) if row.subject == "road/WH/1"]
    assert [(row.persons, row.zone) for row in rescued] == [(6, "ZW")]
    arrived = sum(row.persons for row in logged(world, events.GroupArrived))
    assert arrived == sum(row.persons for row in logged(world, events.GroupDeparted)) - 6
    assert world.census.of("ZW").on_the_road == 0


def test_a_group_of_which_all_are_caught_never_arrives() -> None:
    world = tiny_world(scenario_of(300))
    link = world.network.link_index("WH")
    event, group = first_group(world)
    number, n = group.number, group.persons
    groups.caught_on_road(world, event, 1, link)
    groups.caught_on_road(world, event, len(group.loads), link)
    assert group.persons == 0
    assert world.census.of("ZW").trapped == n
    assert [task.persons for task in world.incidents.values()] == [3, n - 3]
    world.env.run(until=world.horizon_s)
    world.census.check()
    assert number not in {row.group for row in logged(world, events.GroupArrived)}
    assert event not in world.groups
    assert sum(shelter.expected for shelter in world.shelters.values()) == 0


def test_the_car_that_holds_fewer_is_caught_last() -> None:
    """Four people in two cars, of three and one."""
    world = tiny_world(scenario_of(4, departure_batch_s=86_400.0))
    link = world.network.link_index("WE")
    event, _ = first_group(world)
    assert groups.caught_on_road(world, event, 1, link) == 3
    assert groups.caught_on_road(world, event, 1, link) == 1
    assert world.census.of("ZW").trapped == 4


def test_people_caught_name_their_departure_or_what_is_given_as_the_cause() -> None:
    world = tiny_world(scenario_of(300))
    link = world.network.link_index("WH")
    event, group = first_group(world, n_vehicles=3)
    departed = group.seq
    groups.caught_on_road(world, event, 1, link)
    closed = world.roads.close(link, "flood", -1)
    groups.caught_on_road(world, event, 1, link, cause=closed)
    world.env.run(until=world.env.now + 1.0)
    log = world.log
    causes = {
        log.event(seq).incident: log._cause[seq]  # type: ignore[attr-defined]
        for seq in range(len(log))
        if isinstance(log.event(seq), events.PersonsTrapped)
    }
    assert causes == {"road/WH/1": departed, "road/WH/2": closed}
    assert isinstance(log.event(departed), events.GroupDeparted)


@pytest.mark.parametrize("n_vehicles", [0, -1, 1000])
def test_more_than_there_are_cannot_be_caught(n_vehicles: int) -> None:
    world = tiny_world(scenario_of(300))
    event, _ = first_group(world)
    with pytest.raises(InvariantError, match="vehicles to be caught"):
        groups.caught_on_road(world, event, n_vehicles, 0)
    with pytest.raises(InvariantError, match="vehicles to be caught"):
        groups.caught_on_road(world, world.env.event(), 1, 0)


def test_whoever_is_not_an_evacuee_is_no_group() -> None:
    world = tiny_world()
    arrived = world.env.travel(origin=0, destination=1, vehicle="truck")
    assert arrived not in world.groups


# -- shelters that fill ---------------------------------------------------------------------


def hours(world: World) -> Iterator[None]:
    for hour in range(1, 73):
        world.env.run(until=hour * HOUR_S)
        yield


@pytest.mark.parametrize("capacity", [90, 150, 1000])
def test_no_shelter_takes_in_more_than_it_holds(capacity: int) -> None:
    """Places are kept for those on their way, so nobody comes in vain, and none is overfull."""
    scenario = scenario_of(round(1.6 * capacity), largest_group_vehicles=5)
    world = tiny_world(scenario, place=sites_with(capacity=capacity))
    for _ in hours(world):
        for shelter in world.shelters.values():
            assert shelter.expected >= 0
            assert shelter.persons + shelter.expected <= capacity
            coming = [
                group.persons
                for group in world.groups.values()
                if group.has_place and group.shelter is shelter
            ]
            assert shelter.expected == sum(coming)
    assert {row.subject for row in logged(world, events.GroupArrived)} == {"hill", "hall"}


def far_and_near(*, near: int, far: int) -> Place:
    """Return the place with a small hill, 10 km from W, and a hall 40 km away."""
    place = tiny_place()
    capacity = {"hill": near, "hall": far}
    sites = tuple(
        replace(item, capacity=capacity.get(item.site_id, item.capacity)) for item in place.sites
    )
    return tiny_place(sites=sites)


def test_later_groups_see_that_places_are_promised() -> None:
    """While a first group is on its way to fill the hill, the next one heads for the hall."""
    world = tiny_world(scenario_of(300), place=far_and_near(near=60, far=1000))
    node = world.network.node_index("W")
    first = shelters.choose(world, node, 60, tried=())
    assert first.shelter_id == "hill"
    first.expected += 60
    assert (first.room(), first.free()) == (60, 0)
    assert shelters.choose(world, node, 3, tried=()).shelter_id == "hall"
    first.expected -= 60
    assert shelters.choose(world, node, 3, tried=()).shelter_id == "hill"


def test_one_without_a_place_does_not_take_the_place_of_another() -> None:
    """The hill has 60 places, kept for a group from W; one from N comes in first, unannounced."""
    world = tiny_world(scenario_of(300), place=far_and_near(near=60, far=0))
    hill, zone = world.shelters["hill"], zone_state(world, "ZW")
    promised = groups.leave(world, zone, np.split(np.arange(20), 20), mode="car", cause=-1)
    stray = groups.leave(world, zone, np.split(np.arange(20, 30), 10), mode="car", cause=-1)
    assert (promised.has_place, stray.has_place) == (True, False)
    stray.node = world.network.node_index("H")
    stray.shelter = hill
    world.env.process(groups.drive(world, stray))
    world.env.process(groups.drive(world, promised))
    world.env.run(until=700.0)
    arrived = logged(world, events.GroupArrived)
    assert [(row.subject, row.group, row.persons) for row in arrived] == [
        ("hill", promised.number, 60)
    ]
    diverted = logged(world, events.GroupDiverted)
    assert {row.group for row in diverted} == {stray.number}


def test_water_that_comes_meanwhile_turns_back_those_with_a_place() -> None:
    """Nobody knew that the hill would flood; its places are given up by those turned away."""
    wet = ZoneWater(persons=3, flood_h=8.0, drain_h=60.0)
    slow: dict[str, Any] = {"linkage__information__field_min": [9000.0] * 3}
    values = {"behaviour": BY_CAR}
    zones = {"ZW": FLOODED, "ZH": wet}
    world = tiny_world(tiny_scenario(zones=zones, values=values), tiny_plan("unified", **slow))
    world.run()
    assert {row.subject for row in logged(world, events.GroupDiverted)} == {"hill"}
    assert {row.subject for row in logged(world, events.GroupArrived)} == {"hall"}
    assert [shelter.expected for shelter in world.shelters.values()] == [0, 0]


# -- who is told to leave when --------------------------------------------------------------


def two_orders(second_h: float) -> Scenario:
    """Return a scenario in which W is ordered away at 10:00 and H later."""
    later = ZoneWater(persons=300, forecast_h=second_h, expected_h=60.0)
    zones = {"ZW": ZoneWater(persons=300, forecast_h=10.0, expected_h=60.0), "ZH": later}
    return tiny_scenario(zones=zones, values={"behaviour": BY_CAR})


def departures_of(scenario: Scenario, zone: str, **evacuation: float) -> list[float]:
    overrides: dict[str, Any] = {f"evacuation__{key}": value for key, value in evacuation.items()}
    plan = tiny_plan(choices={"evacuation": "staged"}, **overrides)
    return when_h(tiny_run(scenario, plan), "GroupDeparted", zone)


def test_waves_count_those_ordered_before_who_have_not_gone() -> None:
    """W fills the waves of 10:00 and 14:00; H, ordered at 11:00, comes after its second wave."""
    waves = {"wave_persons": 150, "wave_interval_s": 4 * HOUR_S}
    assert min(departures_of(two_orders(11.0), "ZW", **waves)) < 11.0
    # some of W's first wave may still be there at 11:00: one or two waves later
    assert 15.0 < min(departures_of(two_orders(11.0), "ZH", **waves)) < 20.0
    # by 19:00 all waves of W are over
    assert 19.0 < min(departures_of(two_orders(19.0), "ZH", **waves)) < 20.0


def test_another_county_does_not_wait() -> None:
    zones = {
        "ZW": ZoneWater(persons=300, forecast_h=10.0, expected_h=60.0),
        "ZE": ZoneWater(persons=300, forecast_h=11.0, expected_h=60.0),
    }
    scenario = tiny_scenario(zones=zones, values={"behaviour": BY_CAR})
    waves = {"wave_persons": 100, "wave_interval_s": 4 * HOUR_S}
    assert 11.0 < min(departures_of(scenario, "ZE", **waves)) < 12.0


ALL_AT_ONCE: dict[str, Any] = {"departure_median_s": 1.0, "departure_batch_s": 60.0}


def test_the_quickest_plan_holds_cars_for_their_slots() -> None:
    """1,000 cars that would leave within minutes, through two roads of 900 vehicles an hour.

    No more leave than the roads can take; the last slot is no later than the roads need.
    """
    scenario = scenario_of(3000, **ALL_AT_ONCE)
    place = sites_with(capacity=3000)
    at_once = tiny_run(scenario, tiny_plan(), place=place)
    plan = tiny_plan(choices={"evacuation": "staged_by_bound"})
    log = tiny_run(scenario, plan, place=place)
    assert persons(log, "GroupDeparted") == persons(at_once, "GroupDeparted")
    order_s = log.of("EvacuationOrdered")[0].time_s
    left_s = np.array([event.time_s for event in log.of("GroupDeparted")]) - order_s
    cars = np.cumsum([event.data["vehicles"] for event in log.of("GroupDeparted")])
    assert np.all(cars <= 2 * 0.25 * left_s + 0.5 * 300.0 + 1)  # a step of slots
    soon = [event for event in at_once.of("GroupDeparted") if event.time_s < order_s + 1200.0]
    cars_soon = sum(event.data["vehicles"] for event in soon)
    assert cars_soon > 2 * 0.25 * 1200.0 + 150.0  # without the plan, more than roads can take
    assert log.of("GroupDeparted")[-1].time_s >= at_once.of("GroupDeparted")[-1].time_s


def test_the_quickest_plan_shares_roads_among_the_zones_of_one_decision() -> None:
    """W and H are ordered away together at the warning of 20:00; H drives through W."""
    water = ZoneWater(persons=900, forecast_h=12.0, expected_h=60.0)
    scenario = tiny_scenario(
        zones={"ZW": water, "ZH": water},
        rain_mm_per_h={"west": {20: 60.0}},
        values={
            "behaviour": {**BY_CAR, **ALL_AT_ONCE},
            "monitoring": NO_LEAD,
        },
    )
    overrides: dict[str, Any] = {"evacuation__minimum_level": "orange"}
    plan = tiny_plan(choices={"evacuation": "staged_by_bound"}, **overrides)
    log = tiny_run(scenario, plan, place=sites_with(capacity=3000))
    assert when_h(log, "EvacuationOrdered") == [20.0, 20.0]
    # 600 cars share WE, 900 vehicles an hour: with the plan they cannot all be gone in 30 min
    at_least_s = 600 / 0.25 - 500.0 - 300.0  # H's lead of 500 s, and a step
    last_s = log.of("GroupDeparted")[-1].time_s - 20 * HOUR_S
    assert last_s >= at_least_s
    assert persons(log, "GroupArrived") == persons(log, "GroupDeparted") > 1700


def test_without_a_road_or_a_shelter_the_plan_holds_nobody() -> None:
    cut: dict[str, Any] = {"links": {"WH": (0, 72, 0.6), "WE": (0, 72, 0.6)}}
    plan = tiny_plan(choices={"evacuation": "staged_by_bound"})
    scenario = scenario_of(300)
    isolated = scenario.model_copy(update={"hazard": scenario.hazard.model_copy(update=cut)})
    times = [when_h(tiny_run(isolated, one), "GroupDeparted") for one in (tiny_plan(), plan)]
    assert times[0] == times[1] != []
    full = sites_with(capacity=0)
    times = [
        when_h(tiny_run(scenario, one, place=full), "GroupDeparted") for one in (tiny_plan(), plan)
    ]
    assert times[0] == times[1] != []
