"""Helicopters that drop water: they cool edges too hot for crews, who then put them out.

They come once a post above the county has agreed to send help, one and the same machines that
fly goods and people. A drop alone puts nothing out: it counts where crews are at the fire, and
until the flames are looked at anew, at most an hour later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import KM_M
from sim.hazards.geometry import cells_where
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE
from sim.hazards.wildfire.suppression.lines import from_the_tail, ring
from sim.log import events
from sim.place.geometry import distance_to_courses_m, haversine_m
from sim.world import lifts
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.fires.fire import Fire
    from sim.world.world import World


def send(world: World, fire: Fire) -> None:
    """Send helicopters to a fire for which help from above the county has been agreed to."""
    task = fire.task
    if task is None or task.approved == "county" or fire.n_helicopters:
        return
    fire.n_helicopters = min(world.scenario.water_drops.at_one_fire, world.lifts.n_helicopters)
    for _ in range(fire.n_helicopters):
        world.env.process(_fly(world, fire))


def cool(world: World, fire: Fire) -> None:
    """Drop what was brought since the last step on the hot edge crews come to next."""
    drops = world.scenario.water_drops
    crews = world.scenario.crews
    brought, fire.drops = fire.drops, 0
    if not (brought and fire.crews):
        return
    landscape = fire.ground.landscape
    is_hot = (fire.flame_m > crews.attack_flame_m) & (fire.flame_m <= drops.most_flame_m)
    is_hot &= (landscape.fuel != UNBURNABLE) & landscape.is_home & ~fire.line
    row, column = cells_where(ring(fire.soon, within=is_hot))
    if not row.size:
        return
    order = from_the_tail(row, column, **fire.lie(fire.soon))
    n_cells = max(1, round(brought * drops.edge_m / fire.chain_m))
    row, column = row[order][:n_cells], column[order][:n_cells]
    fire.flame_m[row, column] = crews.attack_flame_m
    world.add(
        events.WaterDropped(
            fire.fire_id, drops=brought, edge_km=round(row.size * fire.chain_m / KM_M, 2)
        ),
        cause=fire.seen_seq,
    )


def _fly(world: World, fire: Fire) -> Process[None]:
    """One helicopter at a fire, day after day until it is over; at night others may have it."""
    helicopter = world.scenario.helicopters
    drops = world.scenario.water_drops
    base_m = _base_m(world, fire)
    round_s = drops.round_s(_water_m(world, fire), speed_mps=helicopter.speed_mps)
    while not fire.over.triggered:
        if not _can_drop(world, fire):
            yield world.env.timeout(lifts.LOOK_S) | fire.over
            continue
        with world.lifts.helicopters.request() as ready:
            yield ready | fire.over
            yield world.env.timeout(helicopter.ready_s + base_m / helicopter.speed_mps)
            left_s = drops.endurance_s
            while _can_drop(world, fire) and not fire.over.triggered:
                if left_s < round_s:
                    yield world.env.timeout(2.0 * base_m / helicopter.speed_mps + drops.refuel_s)
                    left_s = drops.endurance_s
                    continue
                yield world.env.timeout(round_s)
                left_s -= round_s
                fire.drops += 1
            yield world.env.timeout(base_m / helicopter.speed_mps)


def _can_drop(world: World, fire: Fire) -> bool:
    """Return whether it is light and calm enough over a fire."""
    is_calm = fire.wind_mps(world.env.now) <= world.scenario.water_drops.most_wind_mps
    return is_calm and lifts.can_fly(world, fire.node)


def _base_m(world: World, fire: Fire) -> float:
    """Return how far the nearest airport is [m]."""
    places = [world.place.nodes[node] for node in world.lifts.bases]
    at = fire.outbreak
    return float(
        haversine_m(
            at.lat_deg,
            at.lon_deg,
            np.array([node.lat for node in places]),
            np.array([node.lon for node in places]),
        ).min()
    )


def _water_m(world: World, fire: Fire) -> float:
    """Return how far the nearest river or reservoir is [m]."""
    at = fire.outbreak
    rivers = (course for river in world.place.rivers for course in river.courses)
    nearest = distance_to_courses_m(at.lat_deg, at.lon_deg, rivers)
    for reservoir in world.place.reservoirs:
        away = haversine_m(at.lat_deg, at.lon_deg, reservoir.lat, reservoir.lon)
        nearest = min(nearest, float(away))
    return nearest if np.isfinite(nearest) else _base_m(world, fire)
