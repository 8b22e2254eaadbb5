"""What nature does: the flood unfolds as drawn before the run; incidents happen on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import trapped_share
from sim.log import events
from sim.roads.vehicles import CAR
from sim.world import buses, information, repair
from sim.world.environment import Process
from sim.world.teams import Task

if TYPE_CHECKING:
    from sim.hazards.incident import Incident
    from sim.world.world import World

_RAIN_STEP_MM = 25.0
"""Rain in 24 h is logged whenever it has grown by this much: half the lowest warning mark."""


def start(world: World) -> None:
    """Begin everything that nature does."""
    world.env.process(_rain(world))
    world.env.process(_water_on_roads(world))
    for index in range(len(world.place.zones)):
        if world.flood.zone_persons_at_risk[index]:
            world.env.process(_water_in_zone(world, index))
    for point in np.flatnonzero(np.isfinite(world.flood.points.failure_time_s)):
        world.env.process(_point(world, int(point)))
    for incident in world.scenario.incidents:
        world.env.process(_incident(world, incident))


def _rain(world: World) -> Process[None]:
    """Note the rain of each county as it adds up."""
    flood = world.flood
    logged = np.zeros(len(world.place.counties))
    for hour, time_s in enumerate(flood.time_s):
        yield world.env.timeout(max(0.0, float(time_s) - world.env.now))
        day_mm = flood.rain_mm_per_h[max(0, hour - 23) : hour + 1].sum(axis=0)
        logged = np.minimum(logged, day_mm)
        for index in np.flatnonzero(day_mm >= logged + _RAIN_STEP_MM):
            logged[index] = day_mm[index]
            county_id = world.place.counties[index].county_id
            world.rain_seq[county_id] = world.add(
                events.RainFell(
                    county_id,
                    rain_24h_mm=round(float(day_mm[index]), 1),
                    intensity_mm_per_h=round(float(flood.rain_mm_per_h[hour, index]), 1),
                )
            )


def _water_on_roads(world: World) -> Process[None]:
    """Put the hour's depths on the links; close, hold for clearing, and reopen."""
    flood = world.flood
    wet = np.flatnonzero(flood.link_depth_m.max(axis=0) > 0.0)
    holding_s: dict[int, float] = {}
    closing_m = CAR.fords_m
    clearing_s = flood.clearing_s
    depth_before = np.zeros(len(wet))
    for hour, time_s in enumerate(flood.time_s):
        yield world.env.timeout(max(0.0, float(time_s) - world.env.now))
        depths = flood.link_depth_m[hour, wet]
        for position in np.flatnonzero((depths != depth_before) | np.isin(wet, list(holding_s))):
            link, depth = int(wet[position]), float(depths[position])
            if depth >= closing_m:
                holding_s[link] = float(time_s) + clearing_s
            elif link in holding_s and time_s >= holding_s[link]:
                del holding_s[link]
            _set_depth(world, link, max(depth, closing_m) if link in holding_s else depth)
        depth_before = depths


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


def _water_in_zone(world: World, index: int) -> Process[None]:
    """One zone: forecast to flood, flooded, drained — or only forecast."""
    flood = world.flood
    zone = world.place.zones[index]
    forecast_s = float(flood.zone_forecast_time_s[index])
    flood_s = float(flood.zone_flood_time_s[index])
    if np.isfinite(forecast_s) and forecast_s <= flood_s:
        yield world.env.timeout(max(0.0, forecast_s - world.env.now))
        seq = world.add(
            events.ZoneThreatened(
                zone.zone_id,
                persons=int(flood.zone_persons_at_risk[index]),
                flood_time_s=float(flood.zone_expected_flood_time_s[index]),
            ),
            cause=world.rain_seq.get(zone.county_id, -1),
        )
        information.share(world, seq, county_id=zone.county_id, source="agency")
    if not np.isfinite(flood_s):
        return
    yield world.env.timeout(max(0.0, flood_s - world.env.now))
    peak_m = float(flood.zone_depth_m[:, index].max())
    state = world.zones[zone.zone_id]
    state.is_flooded = True
    present = int(state.households.persons[state.is_home].sum())
    seq = world.add(
        events.ZoneFlooded(zone.zone_id, depth_m=round(peak_m, 3), persons_present=present),
        cause=world.rain_seq.get(zone.county_id, -1),
    )
    information.share(world, seq, county_id=zone.county_id, source="field")
    caught = state.is_home & (
        state.households.trapped < trapped_share(peak_m, world.scenario.behaviour)
    )
    state.is_home[caught] = False
    buses.water_came(world, state)
    persons = int(state.households.persons[caught].sum())
    trap(world, f"flood/{zone.zone_id}", zone.zone_id, persons, seq)
    yield world.env.timeout(max(0.0, float(flood.zone_drain_time_s[index]) - world.env.now))
    drained = world.add(events.ZoneDrained(zone.zone_id), cause=seq)
    information.share(world, drained, county_id=zone.county_id, source="field")


def trap(  # an incident is described by all of these
    world: World,
    incident: str,
    zone_id: str,
    persons: int,
    cause: int,
    *,
    task: str = "water_rescue",
    nodes: tuple[int, ...] = (),
    county_id: str = "",
    source: str = "at_home",
) -> None:
    """People of a zone are trapped; word of it goes to the county in which they are.

    Parameters
    ----------
    nodes
        Nodes from which they can be reached; their zone's own if none is given.
    county_id
        County in which they are; their zone's own if none is given.
    source
        Where the census counts them until now.
    """
    if persons == 0:
        return
    zone = world.place.zone(zone_id)
    county_id = county_id or zone.county_id
    world.census.move(zone_id, persons, source=source, target="trapped")
    world.incidents[incident] = Task(
        task_id=incident,
        kind=task,
        nodes=nodes or (world.network.node_index(zone.node_id),),
        county_id=county_id,
        zone_id=zone_id,
        wanted=0,
        cause=cause,
        persons=persons,
    )
    seq = world.add(events.PersonsTrapped(zone_id, persons=persons, incident=incident), cause=cause)
    information.share(world, seq, county_id=county_id, source="field")


def _point(world: World, index: int) -> Process[None]:
    """One hazard point that will fail unless somebody finds and reinforces it in time."""
    points = world.flood.points
    state = world.points
    while np.isfinite(state.failure_s[index]):
        failure_s = float(state.failure_s[index])
        if failure_s <= world.env.now:
            break
        yield world.env.timeout(failure_s - world.env.now)
    else:
        return
    state.has_failed[index] = True
    zone = world.place.zones[int(points.zone[index])]
    link = int(points.link[index])
    persons = int(points.persons_behind[index])
    point_id = str(points.point_ids[index])
    seq = world.add(
        events.HazardPointFailed(
            point_id,
            kind_of_point=str(points.kind[index]),
            county=zone.county_id,
            zone=zone.zone_id,
            link=world.network.link_ids[link] if link >= 0 else "",
            persons=persons,
        ),
        cause=world.rain_seq.get(zone.county_id, -1),
    )
    information.share(world, seq, county_id=zone.county_id, source="field")
    if link >= 0 and world.network.is_built[link]:
        repair.damage(world, link, "slide" if points.kind[index] == "slope" else "breach", seq)
    share = trapped_share(1.0, world.scenario.behaviour)
    caught = sum(world.streams.get(f"hazard/point/{point_id}").random(persons) < share)
    world.census.settle(zone.zone_id, persons)
    trap(world, f"point/{point_id}", zone.zone_id, int(caught), seq)


def _incident(world: World, incident: Incident) -> Process[None]:
    """One point incident of the scenario."""
    yield world.env.timeout(incident.time_s)
    node = world.network.node_index(incident.node_id)
    seq = world.add(
        events.IncidentOccurred(
            incident.incident_id,
            node=incident.node_id,
            persons=incident.persons,
            capability=incident.task,
        )
    )
    zone = world.zone_near(node, incident.county_id)
    world.census.settle(zone, incident.persons)
    trap(
        world, incident.incident_id, zone, incident.persons, seq, task=incident.task, nodes=(node,)
    )
