"""What nature does beside the water: rain adds up, roads are lost, incidents happen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.log import events
from sim.world import information, repair
from sim.world.environment import Process
from sim.world.trapped import trap

if TYPE_CHECKING:
    from sim.hazards.incident import Incident
    from sim.world.world import World

_RAIN_STEP_MM = 25.0
"""Rain in 24 h is logged whenever it has grown by this much: half the lowest warning mark."""


def start(world: World) -> None:
    """Begin to let the rain fall, roads be lost and incidents happen."""
    world.env.process(_rain(world))
    world.env.process(_roads_lost(world))
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
            seq = world.add(
                events.RainFell(
                    county_id,
                    rain_24h_mm=round(float(day_mm[index]), 1),
                    intensity_mm_per_h=round(float(flood.rain_mm_per_h[hour, index]), 1),
                )
            )
            world.rain_seq[county_id] = seq
            information.share(world, seq, county_id=county_id, source="agency")


def _roads_lost(world: World) -> Process[None]:
    """Hour by hour, the roads that fallen trees block or that lose their bridge."""
    lost: dict[tuple[str, int], None] = {}
    for time_s, next_s in pairwise(world.flood.time_s.tolist()):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        for reason, losses in (
            ("tree", world.flood.fallen_trees),
            ("bridge", world.flood.lost_bridges),
        ):
            due = (losses.time_s >= time_s) & (losses.time_s < next_s)
            for number in np.flatnonzero(due).tolist():
                link = int(losses.link[number])
                if world.network.is_built[link] and (reason, link) not in lost:
                    lost[reason, link] = None
                    world.env.process(_lose(world, float(losses.time_s[number]), reason, link))


def _lose(world: World, time_s: float, reason: str, link: int) -> Process[None]:
    """One road cut at a time [s]."""
    yield world.env.timeout(max(0.0, time_s - world.env.now))
    county_id = world.place.links[link].county_id
    repair.damage(world, link, reason, world.rain_seq.get(county_id, -1))


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
