"""Buses (转移客车): each county's fleet collects people without a car, round after round.

People without a car come to the pick-up of their zone when they leave; until a bus takes them
away they count as at home, and the water meets them like those at home. Rules:

- A county's buses wait at its seat, are called out with its first evacuation order, and stay
  ready from then on. Buses do not help in other counties.
- A bus is sent, one at a time, where people wait for whom none is coming: first where they fill
  it, then where more wait, of equal ones where water is expected first. It is sent only where
  an open road leads; elsewhere it looks again later. Under way it waits like any vehicle where
  the road is cut, and is not called back.
- At a pick-up it waits for a full load, but not for ever; then it takes whoever is there, by
  household, drives to a shelter and lets them off, goes where people of its county still wait,
  or home. On its way home it cannot be reached.
- Nobody gets on once water is in the zone, not even those who were just about to.
- A bus caught by water stays there until that road is dry, then drives home.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.log import events
from sim.world import groups
from sim.world.environment import Process

if TYPE_CHECKING:
    import simpy

    from sim.world.world import World
    from sim.world.zones import ZoneState


@dataclass(slots=True)
class Bus:
    """One bus: where it is when it stands, and the newest event about it."""

    bus_id: str
    node: int
    seq: int = -1


@dataclass(slots=True)
class PickUp:
    """The people of one zone who wait for a bus, and the seats on their way to them."""

    zone: ZoneState
    news: simpy.Event
    households: deque[int] = field(default_factory=deque)
    persons: int = 0
    seats_coming: int = 0
    seq: int = -1

    def unserved(self) -> int:
        """Return how many people wait for whom no bus is coming; none where water is in."""
        return 0 if self.zone.is_flooded else max(0, self.persons - self.seats_coming)


@dataclass(slots=True)
class Fleet:
    """The buses of one county; `idle` are those at the station, `node`."""

    node: int
    idle: deque[Bus]
    pick_ups: dict[str, PickUp] = field(default_factory=dict)
    is_called: bool = False
    is_ready: bool = False
    is_looking: bool = False


def build(world: World) -> dict[str, Fleet]:
    """Return the fleet of every county, at its seat."""
    fleets = {}
    for county in world.place.counties:
        node = world.network.node_index(county.seat_node_id)
        n_buses = world.scenario.behaviour.buses.n_buses(county.population)
        numbers = range(1, n_buses + 1)
        idle = deque(Bus(f"{county.county_id}/bus/{number}", node) for number in numbers)
        fleets[county.county_id] = Fleet(node, idle)
    return fleets


def call_out(world: World, county_id: str) -> None:
    """Have the buses of a county made ready, if they have not been called before."""
    fleet = world.fleets[county_id]
    if not fleet.is_called:
        fleet.is_called = True
        world.env.process(_mobilise(world, fleet))


def gather(world: World, zone: ZoneState, households: np.ndarray) -> None:
    """Let households of a zone come to its pick-up and wait for a bus."""
    fleet = world.fleets[zone.county_id]
    pick_up = fleet.pick_ups.get(zone.name)
    if pick_up is None:
        pick_up = fleet.pick_ups[zone.name] = PickUp(zone, world.env.event())
    persons = int(zone.households.persons[households].sum())
    pick_up.households.extend(households.tolist())
    pick_up.persons += persons
    pick_up.seq = world.add(
        events.PersonsGathered(zone.zone_id, persons=persons), cause=zone.order_seq
    )
    _tell(world, pick_up)
    _serve(world, fleet)


def water_came(world: World, zone: ZoneState) -> None:
    """Let the buses that stand at a zone's pick-up leave it, since water is in."""
    disperse(world, zone)


def disperse(world: World, zone: ZoneState) -> None:
    """Let those who wait at a zone's pick-up go back to their homes, and the buses leave it."""
    pick_up = world.fleets[zone.county_id].pick_ups.get(zone.name)
    if pick_up is not None:
        pick_up.households.clear()
        pick_up.persons = 0
        _tell(world, pick_up)


def _tell(world: World, pick_up: PickUp) -> None:
    """Wake the buses that stand at a pick-up."""
    news, pick_up.news = pick_up.news, world.env.event()
    news.succeed()


def _mobilise(world: World, fleet: Fleet) -> Process[None]:
    yield world.env.timeout(world.scenario.behaviour.buses.mobilise_s)
    fleet.is_ready = True
    _serve(world, fleet)


def _serve(world: World, fleet: Fleet) -> None:
    """Send buses from the station as long as people wait for whom none is coming."""
    while fleet.is_ready and fleet.idle:
        pick_up = _next_pick_up(world, fleet, fleet.node)
        if pick_up is None:
            break
        world.env.process(_make_rounds(world, fleet, fleet.idle.popleft(), pick_up))
    is_wanted = any(pick_up.unserved() for pick_up in fleet.pick_ups.values())
    if fleet.is_ready and fleet.idle and is_wanted and not fleet.is_looking:
        fleet.is_looking = True
        world.env.process(_look_again(world, fleet))


def _look_again(world: World, fleet: Fleet) -> Process[None]:
    """Wait a while for a road to those who wait where none leads."""
    yield world.env.timeout(world.scenario.behaviour.buses.look_again_s)
    fleet.is_looking = False
    _serve(world, fleet)


def _next_pick_up(world: World, fleet: Fleet, node: int) -> PickUp | None:
    """Return where a bus is needed most of the pick-ups a road leads to, and promise it there."""
    seats = world.scenario.behaviour.bus_persons
    wanted = [pick_up for pick_up in fleet.pick_ups.values() if pick_up.unserved()]
    wanted.sort(
        key=lambda pick_up: (
            -min(pick_up.unserved(), seats),
            pick_up.zone.expected_s,
            pick_up.zone.name,
        )
    )
    for pick_up in wanted:
        if np.isfinite(world.traffic.travel_time_s(node, pick_up.zone.node, "bus")):
            pick_up.seats_coming += seats
            return pick_up
    return None


def _make_rounds(world: World, fleet: Fleet, bus: Bus, first: PickUp) -> Process[None]:
    """One bus from its station to pick-ups and shelters, as long as it is needed, and home."""
    behaviour = world.scenario.behaviour
    pick_up: PickUp | None = first
    while pick_up is not None:
        bus.seq = world.add(
            events.BusDeparted(
                bus.bus_id,
                zone=pick_up.zone.zone_id,
                from_node=world.network.node_ids[bus.node],
            ),
            cause=pick_up.seq,
        )
        is_there = yield from _drive_empty(world, bus, pick_up.zone.node)
        if not is_there:
            pick_up.seats_coming -= behaviour.bus_persons
            break
        group = yield from _load(world, bus, pick_up)
        if group is not None:
            yield from groups.drive(world, group)
            bus.seq = group.seq
            if not group.loads:
                yield from _wait_out(world, bus, group.caught_on)
                break
            bus.node = group.node
            yield world.env.timeout(group.persons * behaviour.buses.alight_s_per_person)
        pick_up = _next_pick_up(world, fleet, bus.node)
    while not (yield from _drive_empty(world, bus, fleet.node)):
        pass  # caught again: it goes on once that road is dry
    bus.seq = world.add(
        events.BusReturned(bus.bus_id, node=world.network.node_ids[fleet.node]), cause=bus.seq
    )
    fleet.idle.append(bus)
    _serve(world, fleet)


def _load(world: World, bus: Bus, pick_up: PickUp) -> Process[groups.Group | None]:
    """Wait for a full load, but not for ever, and take people on; None where nobody gets on."""
    behaviour = world.scenario.behaviour
    zone, seats = pick_up.zone, behaviour.bus_persons
    leave_s = world.env.now + behaviour.buses.wait_for_load_s
    while pick_up.persons < seats and not zone.is_flooded and world.env.now < leave_s:
        yield pick_up.news | world.env.timeout(leave_s - world.env.now)
    pick_up.seats_coming -= seats
    if zone.is_flooded:
        return None
    aboard = _board(pick_up, seats)
    persons = int(zone.households.persons[aboard].sum())
    yield world.env.timeout(persons * behaviour.buses.board_s_per_person)
    if zone.is_flooded or not persons:
        return None
    return groups.leave(world, zone, [aboard], mode="bus", cause=bus.seq)


def _board(pick_up: PickUp, seats: int) -> np.ndarray:
    """Let households get on, those who came first first, none split; at least one."""
    sizes = pick_up.zone.households.persons
    aboard: list[int] = []
    free = seats
    while pick_up.households:
        size = int(sizes[pick_up.households[0]])
        if aboard and size > free:
            break
        free -= size
        pick_up.persons -= size
        aboard.append(pick_up.households.popleft())
    return np.array(aboard, dtype=np.int64)


def _drive_empty(world: World, bus: Bus, destination: int) -> Process[bool]:
    """One leg without people; return False where water caught the bus and it had to sit it out."""
    nobody = np.zeros(0, dtype=np.int64)
    group = groups.Group(
        zone=None, loads=[0], households=[nobody], mode="bus", node=bus.node, seq=bus.seq
    )
    yield from groups.travel(world, group, destination)
    if not group.loads:
        yield from _wait_out(world, bus, group.caught_on)
        return False
    bus.node = destination
    return True


def _wait_out(world: World, bus: Bus, link: int) -> Process[None]:
    """Stand on a link until its water has gone; then the bus can go on from the link's end."""
    road = world.place.links[link]
    bus.seq = world.add(events.BusStranded(bus.bus_id, link=road.link_id), cause=bus.seq)
    while world.traffic.depth_m(link) > 0.0:
        yield world.env.timeout(world.scenario.behaviour.buses.look_again_s)
    bus.node = world.network.node_index(road.to_id)
