"""Hazard points that give way, and what comes of it: road cut, people caught, ground flooded."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S
from sim.hazards.flood.points.breach import breach_depth_m
from sim.log import events
from sim.world import behind_points, information, repair, water
from sim.world.environment import Process
from sim.world.trapped import trap

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Begin to watch the loads."""
    world.env.process(_points(world))


def _points(world: World) -> Process[None]:
    """Hour by hour, the hazard points that give way within the next if nothing is done."""
    for time_s, next_s in pairwise(world.flood.time_s.tolist()):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        failure_s = world.points.failure_s
        due = np.flatnonzero(
            (failure_s >= time_s) & (failure_s < next_s) & ~world.points.has_failed
        )
        for index in due[np.argsort(failure_s[due], kind="stable")]:
            world.env.process(_point(world, int(index), next_s))


def _point(world: World, index: int, until_s: float) -> Process[None]:
    """One hazard point that fails before a time [s] unless somebody reinforces it first."""
    state = world.points
    while (fails_s := float(state.failure_s[index])) > world.env.now:
        if fails_s >= until_s:
            return
        yield world.env.timeout(fails_s - world.env.now)
    state.has_failed[index] = True
    points = world.flood.points
    zone = world.place.zones[int(points.zone[index])]
    link = int(points.link[index])
    persons, caught = behind_points.meet(world, index)
    point_id = str(points.point_ids[index])
    kind = str(points.kind[index])
    seq = world.add(
        events.HazardPointFailed(
            point_id,
            kind_of_point=kind,
            county=zone.county_id,
            zone=zone.zone_id,
            link=world.network.link_ids[link] if link >= 0 else "",
            persons=persons,
        ),
        cause=world.rain_seq.get(zone.county_id, -1),
    )
    information.share(world, seq, county_id=zone.county_id, source="field")
    if link >= 0 and world.network.is_built[link]:
        repair.damage(world, link, "slide" if kind == "slope" else "breach", seq)
    _let_water_in(world, index, seq)
    trap(world, f"point/{point_id}", zone.zone_id, caught, seq)


def _let_water_in(world: World, index: int, cause: int) -> None:
    """Flood part of a zone through a breach, where the point stands by the zone's own stream.

    The others lie in open country and meet nobody but those behind them.
    """
    flood = world.flood
    points, zone = flood.points, int(flood.points.zone[index])
    kind, column = str(points.kind[index]), int(points.load_column[index])
    breach = flood.breaches.of(kind)
    if breach is None or column >= len(world.place.zones):
        return
    depth_m = breach_depth_m(
        flood.time_s,
        flood.loads.load[points.kind_index[index], :, column],
        kind=kind,
        failure_s=world.env.now,
        strength_m=float(points.strength[index] * world.points.strength_factor[index]),
        parameters=flood.breaches,
    )
    is_wet = depth_m > flood.breaches.drained_m
    if is_wet.any():
        water.flood_by_breach(
            world,
            world.place.zones[zone].zone_id,
            depth_m=float(depth_m.max()),
            concerned=round(breach.reached_share * int(flood.low_ground.low_lying_persons[zone])),
            until_s=float(flood.time_s[np.flatnonzero(is_wet)[-1]]) + HOUR_S,
            cause=cause,
        )
