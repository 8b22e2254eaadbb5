"""Jams and circles of full roads, as a run notes them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_world_tiny import HOUR_S, LINKS, tiny_place, tiny_plan, tiny_scenario, tiny_world

from sim.core.text import Text
from sim.log import events
from sim.place import Place
from sim.place.place import Node
from sim.world import World
from sim.world.environment import Process

PERIOD_S = 900.0
CORNERS = tuple(f"R{number}" for number in range(5))


def ring_place() -> Place:
    """Return the place with a ring of five roads beside W, each with room for 14 cars a way."""
    place = tiny_place()
    here = place.node("W")
    corners = tuple(
        Node(name, Text("", name), "town", here.lat, here.lon + 0.0001 * number, "west")
        for number, name in enumerate(CORNERS)
    )
    ring = tuple(
        replace(
            place.link("WE"),
            link_id=f"{tail}{head}",
            from_id=tail,
            to_id=head,
            length_m=100.0,
        )
        for tail, head in zip(CORNERS, (*CORNERS[1:], CORNERS[0]), strict=True)
    )
    spur = replace(place.link("WE"), link_id="WR0", from_id="W", to_id="R0", length_m=100.0)
    return replace(place, nodes=(*place.nodes, *corners), links=(*place.links, *ring, spur))


def world_of(traffic: str = "fixed", *, place: Place | None = None, **driving: Any) -> World:  # noqa: ANN401
    overrides = {f"traffic__{key}": value for key, value in driving.items()}
    plan = tiny_plan(choices={"traffic": traffic}, **overrides)
    return tiny_world(tiny_scenario(hours=24), plan, place=place)


def logged(world: World, *kinds: type[events.EventType]) -> list[tuple[float, int, Any]]:
    """Return time, cause and event of what was logged of some kinds."""
    log = world.log
    return [
        (log.time_of(seq), log._cause[seq], log.event(seq))
        for seq in range(len(log))
        if isinstance(log.event(seq), kinds)
    ]


def send(world: World, origin: str, destination: str, n_vehicles: int, **more: Any) -> Any:  # noqa: ANN401
    return world.env.travel(
        origin=world.network.node_index(origin),
        destination=world.network.node_index(destination),
        vehicle="car",
        n_vehicles=n_vehicles,
        **more,
    )


def crowd(world: World) -> Any:  # noqa: ANN401
    """Send 1,000 cars from W to E at once, over a road that takes one every 4 s."""
    return send(world, "W", "E", 1000)


def test_a_queue_is_noted_when_it_forms_and_when_it_has_gone() -> None:
    """Delays are measured every 900 s. Whoever joins a queue of n cars waits 4 n seconds."""
    world = world_of()
    crowd(world)
    world.env.run(until=4 * HOUR_S)
    ((formed_s, cause, formed),) = logged(world, events.LinkCongested)
    ((gone_s, seq, gone),) = logged(world, events.LinkRelieved)
    assert (formed_s, formed.subject, cause) == (PERIOD_S, "WE", -1)
    assert formed.delay_s == pytest.approx(4000.0 - PERIOD_S, abs=4.0)
    assert formed.vehicles == pytest.approx(PERIOD_S / 4.0, abs=1.0)
    # at 3,600 s there are 400 s left, at 4,500 s none
    assert (gone_s, gone.subject) == (5 * PERIOD_S, "WE")
    assert gone.congested_s == gone_s - formed_s
    assert world.log.event(seq) is formed


def test_a_queue_spills_back_over_the_roads_before_it() -> None:
    """Cars come from H one every 4 s, and at W as many join them: WE takes half of each."""
    world = world_of()

    def come(origin: str) -> Process[None]:
        for _ in range(1000):
            send(world, origin, "E", 1)
            yield world.env.timeout(4.0)

    for origin in ("H", "W"):
        world.env.process(come(origin))
    world.env.run(until=4 * HOUR_S)
    formed = {row.subject: (time_s, row) for time_s, _, row in logged(world, events.LinkCongested)}
    gone = {row.subject: time_s for time_s, _, row in logged(world, events.LinkRelieved)}
    assert set(formed) == {"WH", "WE"} == set(gone)
    formed_s, jam = formed["WH"]
    assert 500.0 + 300.0 / 2 < formed_s <= 500.0 + 600.0 + PERIOD_S
    assert jam.vehicles > 500.0 / 4.0  # more than drive there freely
    # 2,000 cars are gone after 8,000 s, and 500 s for the first to come from H
    assert 8000.0 - PERIOD_S < max(gone.values()) <= 8500.0 + PERIOD_S


def test_what_counts_as_a_jam_is_a_matter_of_the_plan() -> None:
    seen = []
    for mark_s in (60.0, 600.0, 1e6):
        world = world_of(congested_delay_s=mark_s)
        crowd(world)
        world.env.run(until=6 * HOUR_S)
        seen.append([row.congested_s for _, _, row in logged(world, events.LinkRelieved)])
    assert seen == [[3 * PERIOD_S + PERIOD_S], [3 * PERIOD_S], []]


@pytest.mark.parametrize("traffic", ["free_flow", "fixed", "reactive", "planned"])
def test_where_vehicles_do_not_hinder_one_another_there_is_no_jam(traffic: str) -> None:
    world = world_of(traffic)
    crowd(world)
    world.env.run(until=3 * HOUR_S)
    assert bool(logged(world, events.LinkCongested)) is (traffic != "free_flow")


def lock(world: World) -> list[Any]:
    """From each corner 40 cars are told to go four roads on, all in the same direction.

    Three of four cars on a road want to go on, but those who start have half of the next.
    """
    network = world.network
    arcs = [
        int(np.flatnonzero((network.link == link) & (network.tail == tail))[0])
        for link, tail in (
            (network.link_index(f"{tail}{head}"), network.node_index(tail))
            for tail, head in zip(CORNERS, (*CORNERS[1:], CORNERS[0]), strict=True)
        )
    ]
    trips = []
    for number, origin in enumerate(CORNERS):
        route = [arcs[(number + leg) % 5] for leg in range(4)]
        trips.append(send(world, origin, CORNERS[(number + 4) % 5], 40, route=route))
    return trips


def test_a_circle_of_full_roads_is_noted_once_with_its_roads() -> None:
    world = world_of(place=ring_place())
    lock(world)
    world.env.run(until=6 * HOUR_S)
    ((formed_s, _, formed),) = logged(world, events.GridlockFormed)
    assert formed_s % PERIOD_S == 0.0
    assert sorted(formed.links) == ["R0R1", "R1R2", "R2R3", "R3R4", "R4R0"]
    assert formed.subject in formed.links
    assert formed.vehicles == 5 * 14
    assert logged(world, events.GridlockCleared) == []
    assert world.traffic.n_under_way >= 5 * 14
    world.traffic.check_conservation()


def test_a_circle_comes_loose_when_its_drivers_turn_round() -> None:
    """A road closed by decision makes those who wait for it choose anew: they go back."""
    world = world_of(place=ring_place())
    trips = lock(world)
    world.env.run(until=2 * HOUR_S)
    ((formed_s, _, _),) = logged(world, events.GridlockFormed)
    world.roads.close(world.network.link_index("R0R1"), "decision", -1)
    world.env.run(until=6 * HOUR_S)
    ((cleared_s, seq, cleared),) = logged(world, events.GridlockCleared)
    assert isinstance(world.log.event(seq), events.GridlockFormed)
    assert cleared.subject == world.log.event(seq).subject
    assert cleared.lasted_s == cleared_s - formed_s >= HOUR_S
    assert cleared_s >= 2 * HOUR_S
    assert all(trip.processed for trip in trips)
    assert world.traffic.n_under_way == 0


def test_nobody_on_the_road_writes_nothing() -> None:
    world = world_of()
    world.env.run(until=24 * HOUR_S - 1.0)
    assert logged(world, events.LinkCongested, events.LinkRelieved, events.GridlockFormed) == []
    assert np.all(world.traffic.expected_delay_s == 0.0)
    assert list(world.network.link_ids) == list(LINKS)
