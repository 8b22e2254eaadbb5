"""Fires are seen: reports of satellites, aircraft, towers, cameras, patrols and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.hazards.wildfire.detection import Sighting, sightings
from sim.log import events
from sim.world import information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.fires.fire import Fire
    from sim.world.world import World

_AGENCIES = frozenset({"geostationary", "polar", "aircraft"})
"""Sources of other agencies; the others report to the county itself."""


def watch(world: World, fire: Fire) -> None:
    """Let every source that will see a fire report it in time."""
    if world.outbreaks is None:
        return
    network = world.scenario.detection
    arrival_s = np.sort(fire.ground.growth.ahead(world.env.now + network.watch_s), axis=None)
    arrival_s = arrival_s[np.isfinite(arrival_s)]
    county = world.county_index[fire.county_id]
    day = min(_day(world), len(world.outbreaks.fwi) - 1)
    reports = sightings(
        fire_id=fire.fire_id,
        start_s=world.env.now,
        area_ha=lambda time_s: np.asarray(
            np.searchsorted(arrival_s, time_s, side="right") * fire.grid.cell_ha
        ),
        danger=int(world.outbreaks.danger.class_of(world.outbreaks.fwi[day, county])),
        is_abroad=fire.outbreak.is_abroad,
        clock=world.clock,
        weather=fire.ground.weather,
        network=network,
        streams=world.streams,
    )
    found_s = world.env.now + network.watch_s
    for report in reports or (Sighting("people", found_s, fire.grid.cell_ha),):
        world.env.process(_report(world, fire, report))


def _day(world: World) -> int:
    """Return the number of the calendar day since the scenario's first."""
    return (world.clock.moment(world.env.now).date() - world.clock.start.date()).days


def _report(world: World, fire: Fire, report: Sighting) -> Process[None]:
    """One source reports."""
    yield world.env.timeout(max(0.0, report.time_s - world.env.now))
    if fire.over.triggered:
        return
    seq = world.add(
        events.FireSighted(
            fire.fire_id,
            county=fire.county_id,
            source=report.source,
            area_ha=round(report.area_ha, 2),
        ),
        cause=fire.start_seq,
    )
    source: information.Source = "agency" if report.source in _AGENCIES else "field"
    information.share(world, seq, county_id=fire.county_id, source=source)
