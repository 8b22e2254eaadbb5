"""Places cut off: noticed, served by boat or helicopter, reached again."""

from typing import Any

import numpy as np
from test_world_evacuation import ALL_OBEY, FLOODED, persons
from test_world_tiny import (
    HOUR_S,
    SITES,
    ZoneWater,
    site,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.decision import Decision
from sim.place import Place
from sim.roads.isolation import reached_from

HALL_AWAY = {"behaviour": ALL_OBEY}
CUT = Decision(time_s=16 * HOUR_S, lever="close_road", target="WH")


def with_airport() -> Place:
    airport = site("strip", "airport", "E", "east", "province")
    sites = tuple(item for item in SITES if item.site_id != "hall")
    return tiny_place(sites=(*sites, airport))


def test_what_no_open_road_reaches() -> None:
    network = tiny_world().network
    is_open = np.ones(len(network.link_ids), dtype=np.bool_)
    node = network.node_index
    assert reached_from(network, [node("W")], is_open=is_open).all()
    is_open[network.link_index("WE")] = False
    reached = reached_from(network, [node("W")], is_open=is_open)
    assert [network.node_ids[index] for index in np.flatnonzero(reached)] == ["W", "H"]
    assert reached_from(network, [node("W"), node("N")], is_open=is_open).all()
    assert not reached_from(network, [], is_open=is_open).any()


def test_a_place_cut_off_and_reached_again_is_told() -> None:
    log = tiny_run(tiny_scenario(links={"WH": (10, 20, 0.9)}), tiny_plan())
    assert when_h(log, "PlaceIsolated", "ZH") == [10.0]
    (cut,) = log.of("PlaceIsolated")
    assert cut.data["persons"] == 500
    assert log[cut.cause].kind == "LinkClosed"
    assert when_h(log, "PlaceReconnected", "ZH") == [21.0]


def test_boats_bring_goods_over_the_water() -> None:
    """300 people reach the hill from 10:00; from 11:00 its road is under water for three days."""
    scenario = tiny_scenario(zones={"ZW": FLOODED}, links={"WH": (12, 72, 0.9)}, values=HALL_AWAY)
    log = tiny_run(scenario, tiny_plan(), place=with_airport())
    assert persons(log, "GroupArrived") > 250
    boats = log.of("LiftArrived")
    assert {event.data["kind"] for event in boats} == {"boat"}
    after = [event for event in log.of("GoodsDelivered") if event.time_s > 12.5 * HOUR_S]
    assert after
    assert all(event.subject == "hill" for event in after)


def test_helicopters_fly_where_no_water_leads_by_day_and_in_no_storm() -> None:
    def flights(**values: Any) -> list[float]:  # noqa: ANN401
        scenario = tiny_scenario(zones={"ZW": FLOODED}, values=HALL_AWAY, **values)
        log = tiny_run(scenario, tiny_plan(), CUT, place=with_airport())
        assert all(event.data["kind"] == "helicopter" for event in log.of("LiftDeparted"))
        return [event.time_s / HOUR_S for event in log.of("LiftDeparted")]

    still = flights()
    assert still
    assert all(5.0 <= hour % 24.0 < 19.0 for hour in still)
    stormy = flights(windy_h=tuple(range(24, 48)))
    assert all(hour < 24.0 or hour >= 48.0 for hour in stormy)


def test_without_help_from_the_province_nothing_flies() -> None:
    scenario = tiny_scenario(zones={"ZW": FLOODED}, values=HALL_AWAY)
    log = tiny_run(scenario, tiny_plan("separate"), CUT, place=with_airport())
    assert log.of("LiftDeparted") == []


def test_trapped_people_are_flown_out_of_a_place_cut_off() -> None:
    values = {"behaviour": {"trapped_share": 1.0}, "boats": {"boats_per_county": 0}}
    zones = {"ZH": ZoneWater(persons=30, flood_h=30.0)}
    scenario = tiny_scenario(zones=zones, links={"WH": (20, 72, 0.9)}, values=values)
    log = tiny_run(scenario, tiny_plan(), place=with_airport())
    assert persons(log, "PersonsTrapped") == persons(log, "PersonsRescued") == 30
    assert [event.data["persons"] for event in log.of("PersonsRescued")] == [10, 10, 10]
    assert log.of("TeamArrived") == []


def test_trees_are_cleared_sooner_than_breaches_are_mended_and_bridges_take_days() -> None:
    world = tiny_world()
    link = world.network.link_index("WE")
    forces = world.scenario.forces
    for reason, work_s in (
        ("tree", forces.clear_trees_s),
        ("breach", forces.repair_s),
        ("bridge", forces.bridge_s),
    ):
        world.roads.close(link, reason, -1)
        assert world.roads.work_s(link) == work_s  # the longest of what has cut it so far
