"""Water on roads and in zones, as it was drawn before the run."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import trapped_share
from sim.log import events
from sim.roads.vehicles import CAR
from sim.world import buses, information, rumours
from sim.world.environment import Process
from sim.world.trapped import trap
from sim.world.zones import end_alarm, zone_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.world.world import World
    from sim.world.zones import ZoneState


def start(world: World) -> None:
    """Begin to let the water rise and fall."""
    world.env.process(_water_on_roads(world))
    world.env.process(_water_in_zones(world))


def _water_on_roads(world: World) -> Process[None]:
    """Put the hour's depths on the links; close, hold for clearing, and reopen."""
    closing_m, clearing_s = CAR.fords_m, world.flood.clearing_s
    before = np.zeros(len(world.place.links))
    held_until_s = np.full(len(before), -np.inf)
    for hour, time_s in enumerate(world.flood.time_s.tolist()):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        depth = world.flood.link_depth_m[hour].astype(np.float64)
        held_until_s[depth >= closing_m] = time_s + clearing_s
        is_held = time_s < held_until_s
        stands = np.where(is_held, np.maximum(depth, closing_m), depth)
        for link in np.flatnonzero(stands != before).tolist():
            _set_depth(world, link, float(stands[link]))
        before = stands


def _set_depth(world: World, link: int, depth_m: float) -> None:
    if not world.network.is_built[link]:
        return
    before_m = world.traffic.depth_m(link)
    if before_m == depth_m:
        return
    closing_m = CAR.fords_m
    cause = world.rain_seq.get(world.place.links[link].county_id, -1)
    world.traffic.set_depth(link, depth_m)
    if before_m == 0.0:
        cause = world.add(
            events.LinkFlooded(world.network.link_ids[link], depth_m=round(depth_m, 3)), cause=cause
        )
    if before_m < closing_m <= depth_m:
        world.roads.close(link, "flood", cause)
    elif depth_m < closing_m <= before_m:
        world.roads.reopen(link, "flood", -1)


def _water_in_zones(world: World) -> Process[None]:
    """Hour by hour, the zones that the water enters or leaves within the next."""
    for hour, (time_s, next_s) in enumerate(pairwise(world.flood.time_s.tolist())):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        before, after = world.flood.zone_level_m[hour], world.flood.zone_level_m[hour + 1]
        for index in np.flatnonzero((before > 0.0) != (after > 0.0)):
            share = float(before[index] / (before[index] - after[index]))
            change = _flood_zone if after[index] > 0.0 else _drain_zone
            world.env.process(_at(world, time_s + share * (next_s - time_s), change, int(index)))


def _at(
    world: World, time_s: float, change: Callable[[World, int], None], index: int
) -> Process[None]:
    """Let something happen to a zone at a time [s]."""
    yield world.env.timeout(max(0.0, time_s - world.env.now))
    change(world, index)


def _flood_zone(world: World, index: int) -> None:
    """Water enters a zone and meets whoever of the concerned is there."""
    flood = world.flood
    hour = flood.step_at(world.env.now)
    level = flood.zone_level_m[hour + 1 :, index]
    dry = np.flatnonzero(level <= 0.0)
    peak_m = float(level[: dry[0] if dry.size else None].max())
    concerned = flood.low_ground.persons(np.array([peak_m]), np.array([index]))
    zone = world.place.zones[index]
    cause = world.rain_seq.get(zone.county_id, -1)
    flood_zone(world, zone_state(world, zone.zone_id), peak_m, int(concerned[0]), cause)


def flood_zone(world: World, zone: ZoneState, depth_m: float, concerned: int, cause: int) -> None:
    """Let water into a zone.

    Parameters
    ----------
    depth_m
        Depth it will reach [m].
    concerned
        How many people live where it comes, from the lowest ground up.
    cause
        Seq of what let it in.
    """
    zone.is_flooded = True
    meets = zone.lowest(concerned) & zone.is_home
    seq = world.add(
        events.ZoneFlooded(
            zone.zone_id,
            depth_m=round(depth_m, 3),
            persons_present=int(zone.households.persons[meets].sum()),
        ),
        cause=cause,
    )
    zone.flood_seq = seq
    zone.calm_s = float("inf")
    information.share(world, seq, county_id=zone.county_id, source="field")
    caught = meets & (zone.households.trapped < trapped_share(depth_m, world.scenario.behaviour))
    zone.is_home[caught] = False
    buses.water_came(world, zone)
    persons = int(zone.households.persons[caught].sum())
    trap(world, world.number(f"flood/{zone.zone_id}"), zone.zone_id, persons, seq)
    rumours.come_up(world, zone.zone_id, seq)


def _drain_zone(world: World, index: int) -> None:
    """Let the water leave a zone, unless some that a breach let in still stands there."""
    zone = zone_state(world, world.place.zones[index].zone_id)
    if zone.breach_until_s <= world.env.now:
        _dry(world, zone)


def flood_by_breach(
    world: World,
    zone_id: str,
    *,
    depth_m: float,
    concerned: int,
    until_s: float,
    cause: int,
) -> None:
    """Let water through a breach into a zone.

    Where water stands already it only stays longer.

    Parameters
    ----------
    depth_m
        Depth it will reach [m].
    concerned
        How many people live where it comes.
    until_s
        When it has drained [s].
    cause
        Seq of the failure.
    """
    zone = zone_state(world, zone_id)
    zone.breach_until_s = max(zone.breach_until_s, until_s)
    if not zone.is_flooded:
        flood_zone(world, zone, depth_m, concerned, cause)
    world.env.process(_at(world, until_s, _drain_breach, zone.index))


def _drain_breach(world: World, index: int) -> None:
    """Let the water of a breach leave a zone, unless there is more, or the river's is there."""
    zone = zone_state(world, world.place.zones[index].zone_id)
    is_by_river = world.flood.zone_level_m[world.flood.step_at(world.env.now), index] > 0.0
    if zone.breach_until_s <= world.env.now and not is_by_river:
        _dry(world, zone)


def _dry(world: World, zone: ZoneState) -> None:
    if zone.is_flooded:
        zone.is_flooded = False
        drained = world.add(events.ZoneDrained(zone.zone_id), cause=zone.flood_seq)
        information.share(world, drained, county_id=zone.county_id, source="field")
        end_alarm(world, zone)
