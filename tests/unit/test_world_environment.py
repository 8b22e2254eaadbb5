"""The clock of events and the traffic as one: vehicles that water catches, and what they do then.

Of the 10 km from W to H the middle kilometre is flooded, from 225 s to 275 s after W at 20 m/s.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import simpy
from test_world_evacuation import ALL_OBEY, FLOODED
from test_world_tiny import HOUR_S, tiny_plan, tiny_run, tiny_scenario, tiny_world

from sim.log import events
from sim.log.causes import causes
from sim.scenario import Scenario
from sim.world import World, groups
from sim.world.environment import Process
from sim.world.zones import zone_state

DEEP_M = 0.6
ENTRY_S = 4.0
"""Time between two cars that enter a road."""


def by_car(n: int, **behaviour: Any) -> Scenario:  # noqa: ANN401
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 0.0, **behaviour}}
    return tiny_scenario(zones={"ZW": FLOODED._replace(persons=n)}, values=values)


def at(world: World, time_s: float, act: Callable[[], object]) -> None:
    def wait() -> Process[None]:
        yield world.env.timeout(time_s)
        act()

    world.env.process(wait())


def flood(world: World, time_s: float, depth_m: float, link: str = "WH") -> None:
    """Set the depth of a link in so many seconds."""
    index = world.network.link_index(link)
    at(world, time_s, lambda: world.traffic.set_depth(index, depth_m))


def evacuees(world: World, n_cars: int) -> tuple[groups.Group, simpy.Event]:
    """Send cars with three people each from W to the hill, now; return their first leg too."""
    zone = zone_state(world, "ZW")
    group = groups.leave(world, zone, np.split(np.arange(n_cars), n_cars), mode="car", cause=-1)
    world.env.process(groups.drive(world, group))
    while not world.groups:
        world.env.step()
    (travel,) = (event for event, there in world.groups.items() if there is group)
    return group, travel


def logged(world: World, kind: type[events.EventType]) -> list[Any]:
    rows = (world.log.event(seq) for seq in range(len(world.log)))
    return [row for row in rows if isinstance(row, kind)]


def drive(world: World, vehicle: str) -> list[float]:
    """Send one vehicle from W to H now; return a list to which its arrival will be added."""
    arrived: list[float] = []

    def go() -> Process[None]:
        arrival = yield world.env.travel(
            origin=world.network.node_index("W"),
            destination=world.network.node_index("H"),
            vehicle=vehicle,
        )
        arrived.extend((world.env.now, arrival.waited_s))

    world.env.process(go())
    return arrived


def test_when_water_catches_all_vehicles_nobody_arrives() -> None:
    """Two cars are in the flooded kilometre at 250 s: at 5,000 and 4,920 m."""
    world = tiny_world(by_car(300))
    flood(world, 250.0, DEEP_M)
    group, travel = evacuees(world, 2)
    world.env.run(until=260.0)
    assert travel.processed
    arrival: Any = travel.value
    assert (arrival.n_vehicles, arrival.time_s) == (0, 250.0)
    assert group.loads == []
    zone = world.census.of("ZW")
    assert (zone.trapped, zone.on_the_road) == (6, 0)
    (trapped,) = logged(world, events.PersonsTrapped)
    assert (trapped.subject, trapped.persons, trapped.incident) == ("ZW", 6, "road/WH/1")
    assert world.traffic.n_under_way == world.traffic.n_stranded == 0
    assert sum(shelter.expected for shelter in world.shelters.values()) == 0
    world.env.run(until=2 * HOUR_S)
    assert logged(world, events.GroupArrived) == []


def test_those_before_the_water_turn_back_and_those_beyond_drive_on() -> None:
    """At 300 s cars of 0, 4, … s are 6,000, 5,920, … m along: those past 5,500 m drive on.

    Cars 0 to 6 are past it, 7 to 18 are in it, from 19 on (4,480 m) they turn back and wait.
    """
    world = tiny_world(by_car(300))
    flood(world, 300.0, DEEP_M)
    group, _ = evacuees(world, 30)
    world.env.run(until=301.0)
    assert len(group.loads) == 30 - 12
    assert world.census.of("ZW").trapped == 12 * 3
    (trapped,) = logged(world, events.PersonsTrapped)
    assert trapped.persons == 36
    world.env.run(until=600.0)
    assert world.traffic.n_arrived == 7
    # the others are back at W, 300 s and less after they set out, and wait for a road
    world.env.run(until=5000.0)
    assert world.traffic.n_waiting == 11
    flood(world, 1000.0, 0.0)
    world.env.run(until=8000.0)
    (arrived,) = logged(world, events.GroupArrived)
    assert arrived.persons == 18 * 3
    assert arrived.travel_s == pytest.approx(6000.0 + 500.0 + 10 * ENTRY_S, abs=1e-6)


@pytest.mark.parametrize("vehicle", ["truck", "rescue"])
def test_trucks_and_teams_stay_with_their_vehicles_until_the_water_falls(vehicle: str) -> None:
    """Caught halfway at 250 s; dry at 5,000 s, and 250 s more for what is left of the road."""
    world = tiny_world()
    flood(world, 250.0, DEEP_M)
    flood(world, 5000.0, 0.0)
    arrived = drive(world, vehicle)
    world.env.run(until=4999.0)
    assert arrived == []
    assert world.traffic.n_stranded == 1
    world.env.run(until=6000.0)
    assert arrived == pytest.approx([5250.0, 4750.0], abs=1e-6)
    assert logged(world, events.PersonsTrapped) == []
    assert world.traffic.n_stranded == 0
    world.traffic.check_conservation()


def test_what_fords_the_water_is_not_caught() -> None:
    """0.45 m stop cars, buses and trucks, and slow heavy rescue vehicles."""
    world = tiny_world()
    flood(world, 250.0, 0.45)
    truck, rescue = drive(world, "truck"), drive(world, "rescue")
    world.env.run(until=HOUR_S)
    assert truck == []
    assert rescue != []


def test_in_a_whole_run_water_on_a_road_catches_people_who_are_rescued() -> None:
    """At 11:00 the road from W to the hill floods, while a thousand cars are on their way."""
    scenario = by_car(3000, departure_batch_s=60.0)
    hazard = scenario.hazard.model_copy(update={"links": {"WH": (11, 40, DEEP_M)}})
    log = tiny_run(scenario.model_copy(update={"hazard": hazard}), tiny_plan())
    caught = [e for e in log.of("PersonsTrapped") if e.data["incident"].startswith("road/WH/")]
    assert {event.time_s for event in caught} == {11 * HOUR_S}
    n_caught = sum(event.data["persons"] for event in caught)
    # no more cars than enter while one drives the flooded kilometre
    assert 0 < n_caught <= 3 * (50.0 / ENTRY_S + 1)
    departed, arrived = (
        sum(event.data["persons"] for event in log.of(kind))
        for kind in ("GroupDeparted", "GroupArrived")
    )
    assert arrived == departed - n_caught
    rescued = [e for e in log.of("PersonsRescued") if e.subject.startswith("road/WH/")]
    assert sum(event.data["persons"] for event in rescued) == n_caught
    assert "EvacuationOrdered" in [event.kind for event in causes(log, caught[0].seq)]
