"""Boats and helicopters (转运): goods to places cut off, and trapped people out of them.

A boat carries goods over the water from the last place a truck reaches, if that is near. A
helicopter flies from depot to shelter, or from its airport to people and back, by day and in
wind that lets it. Where the linkage rule calls no help from the province or the military, there
is no helicopter. The people whom teams can reach by road are the teams' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import simpy

from sim.core.units import DAY_S, HOUR_S
from sim.linkage.chain import reaches
from sim.log import events
from sim.place.geometry import haversine_m
from sim.world import information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.shelters import Shelter
    from sim.world.teams import Task
    from sim.world.world import World

LOOK_S = 0.5 * HOUR_S
"""How often a crew that waits for light or calmer wind looks again."""


class Lifts:
    """Helicopters of the province, at its airports, and boats of every county."""

    def __init__(self, world: World) -> None:
        parameters = world.scenario.helicopters
        bases = [world.network.node_index(s.node_id) for s in world.place.sites_of("airport")]
        rule = world.plan.linkage
        is_allowed = reaches(rule.highest_aid(), rule.authority.helicopters)
        self.n_helicopters = parameters.n_helicopters if bases and is_allowed else 0
        self.bases = bases
        self.helicopters = simpy.Resource(world.env, capacity=max(self.n_helicopters, 1))
        n_boats = max(world.scenario.boats.boats_per_county, 1)
        self.boats = {
            county.county_id: simpy.Resource(world.env, capacity=n_boats)
            for county in world.place.counties
        }
        self.flown_for: list[str] = []


def is_wanted(world: World, node: int) -> bool:
    """Return whether goods for a node must go by boat or helicopter, and can."""
    if not world.isolation.is_cut_off[node]:
        return False
    return world.lifts.n_helicopters > 0 or _landing(world, node) is not None


def time_s(world: World, origin: int, node: int) -> float:
    """Return about how long a load takes from one node to another by boat or helicopter [s]."""
    landing = _landing(world, node)
    if landing is not None:
        boat = world.scenario.boats
        drive_s = float(world.traffic.travel_times_to(landing[0], "truck")[origin])
        return drive_s + landing[1] / boat.speed_mps + boat.turnaround_s
    helicopter = world.scenario.helicopters
    return helicopter.ready_s + _distance_m(world, origin, node) / helicopter.speed_mps


def deliver(
    world: World, origin: int, shelter: Shelter, mass_kg: float, truck: str, cause: int
) -> Process[int]:
    """Bring a truckload to a shelter that is cut off; return the node where the truck stands."""
    landing = _landing(world, shelter.node)
    if landing is None:
        flights = world.scenario.helicopters.n_flights(mass_kg)
        yield from _fly(world, origin, shelter.node, flights, f"{truck}/air", cause)
        return origin
    node, distance_m = landing
    yield world.env.travel(origin=origin, destination=node, vehicle="truck")
    boat = world.scenario.boats
    with world.lifts.boats[shelter.county_id].request() as ready:
        yield ready
        seq = _log_departure(world, f"{truck}/boat", "boat", node, shelter.node, cause)
        n_trips = boat.n_trips(mass_kg)
        way_s = distance_m / boat.speed_mps
        yield world.env.timeout(n_trips * (2.0 * way_s + boat.turnaround_s) - way_s)
        world.add(events.LiftArrived(f"{truck}/boat", kind="boat", trips=n_trips), cause=seq)
    return node


def look_for_trapped(world: World) -> None:
    """Send helicopters to trapped people whom no road reaches, where teams were asked for."""
    if not world.lifts.n_helicopters:
        return
    for task in world.teams.open_tasks:
        is_cut_off = all(world.isolation.is_cut_off[node] for node in task.nodes)
        if task.persons and is_cut_off and task.task_id not in world.lifts.flown_for:
            world.lifts.flown_for.append(task.task_id)
            world.env.process(_fetch(world, task))


def _fetch(world: World, task: Task) -> Process[None]:
    """One helicopter takes trapped people out, load by load, until none is left."""
    helicopter = world.scenario.helicopters
    node = task.nodes[0]
    base = min(world.lifts.bases, key=lambda item: (_distance_m(world, item, node), item))
    name = f"{task.task_id}/air"
    while task.persons:
        aboard = min(helicopter.persons, task.persons)
        task.persons -= aboard
        if task.persons == 0:
            task.wanted = 0  # whoever is not under way need not come
        arrived = yield from _fly(world, base, node, 1, name, task.cause)
        world.census.rescue(task.zone_id, aboard)
        rescued = world.add(
            events.PersonsRescued(task.task_id, team=name, persons=aboard, zone=task.zone_id),
            cause=arrived,
        )
        if task.persons == 0:
            information.share(world, rescued, county_id=task.county_id, source="field")


def _fly(
    world: World, origin: int, node: int, n_flights: int, name: str, cause: int
) -> Process[int]:
    """Fly there and back so many times, when there is a helicopter, light and no storm."""
    helicopter = world.scenario.helicopters
    way_s = _distance_m(world, origin, node) / helicopter.speed_mps
    with world.lifts.helicopters.request() as ready:
        yield ready
        yield world.env.timeout(helicopter.ready_s)
        seq = cause
        for flight in range(n_flights):
            while not can_fly(world, node):
                yield world.env.timeout(LOOK_S)
            if flight == 0:
                seq = _log_departure(world, name, "helicopter", origin, node, cause)
            yield world.env.timeout(2.0 * way_s + helicopter.turnaround_s)
        return world.add(events.LiftArrived(name, kind="helicopter", trips=n_flights), cause=seq)


def can_fly(world: World, node: int) -> bool:
    """Return whether it is light and the wind about a node lets helicopters fly."""
    start = world.clock.start
    of_day_s = start.hour * HOUR_S + start.minute * 60.0 + world.env.now
    if not world.scenario.helicopters.is_light((of_day_s % DAY_S) / HOUR_S):
        return False
    county = world.county_index[world.place.nodes[node].county_id]
    return not bool(world.flood.is_grounded[world.flood.step_at(world.env.now), county])


def _landing(world: World, node: int) -> tuple[int, float] | None:
    """Return the nearest node trucks reach, and how far by boat [m]; None beyond boats' reach.

    Only where it is water that cuts the place off.
    """
    ends = world.network.link[(world.network.tail == node) | (world.network.head == node)]
    is_wet = any(world.traffic.depth_m(int(link)) > 0.0 for link in ends)
    boat = world.scenario.boats
    if not boat.boats_per_county or not is_wet:
        return None
    here = world.place.nodes[node]
    near = np.flatnonzero(~world.isolation.is_cut_off)
    distance_m = haversine_m(
        here.lat,
        here.lon,
        np.array([world.place.nodes[index].lat for index in near]),
        np.array([world.place.nodes[index].lon for index in near]),
    )
    best = int(np.argmin(distance_m))
    if float(distance_m[best]) > boat.reach_m:
        return None
    return int(near[best]), float(distance_m[best])


def _distance_m(world: World, origin: int, node: int) -> float:
    """Return the straight distance between two nodes [m]."""
    start, end = world.place.nodes[origin], world.place.nodes[node]
    return float(haversine_m(start.lat, start.lon, np.array([end.lat]), np.array([end.lon]))[0])


def _log_departure(world: World, name: str, kind: str, origin: int, node: int, cause: int) -> int:
    return world.add(
        events.LiftDeparted(
            name,
            kind=kind,
            from_node=world.network.node_ids[origin],
            to_node=world.network.node_ids[node],
        ),
        cause=cause,
    )
