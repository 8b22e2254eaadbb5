"""Monitoring and warning (预警): the weather agency warns of rain, river gauges report floods.

What is known and how it errs is drawn before the run; here it is only made known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.hazards.flood.warnings.rain_warnings import rain_warnings
from sim.hazards.flood.warnings.river_gauges import RiverGauges, RiverReport
from sim.linkage.response_levels import WARNING_LEVELS
from sim.log import events
from sim.world import consultation, information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Begin to watch the rain and the rivers."""
    world.env.process(watch_rain(world))
    world.env.process(watch_rivers(world))


def watch_rain(world: World) -> Process[None]:
    """Issue, raise, lower and lift rain warnings, county by county."""
    flood = world.flood
    warnings = rain_warnings(
        flood.local_rain_mm_per_h(),
        county_ids=[county.county_id for county in world.place.counties],
        parameters=world.scenario.monitoring,
        streams=world.streams,
        extra_lead_s=world.plan.mitigation.extra_lead_s,
    )
    before = np.zeros(warnings.level.shape[1], dtype=np.int8)
    for hour, time_s in enumerate(flood.time_s.tolist()):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        level = warnings.level[hour]
        for index in np.flatnonzero(level != before).tolist():
            rain_mm = round(float(warnings.expected_mm[hour, index]), 1)
            is_rising = bool(level[index] > before[index])
            _announce(world, index, int(level[index]), rain_mm, is_rising=is_rising)
        before = level


def watch_rivers(world: World) -> Process[None]:
    """Report what the gauges of all rivers have measured, hour by hour, with their delay."""
    parameters = world.scenario.monitoring
    gauged = np.array([bool(river_id) for river_id in world.flood.basins.river_id])
    gauges = RiverGauges(gauged, parameters)
    for hour, time_s in enumerate(world.flood.time_s.tolist()):
        told_s = time_s + parameters.river_gauge_delay_s
        yield world.env.timeout(max(0.0, told_s - world.env.now))
        flood = world.flood
        for report in gauges.read(flood.stage_over_bank_m[hour], flood.discharge_m3s[hour]):
            _report(world, report)


def _announce(world: World, index: int, level: int, rain_mm: float, *, is_rising: bool) -> None:
    county_id = world.place.counties[index].county_id
    cause = world.rain_seq.get(county_id, -1)
    if level:
        seq = world.add(
            events.WarningIssued(county_id, level=WARNING_LEVELS[level], rain_mm=rain_mm),
            cause=cause,
        )
    else:
        seq = world.add(events.WarningLifted(county_id), cause=cause)
    information.share(world, seq, county_id=county_id, source="agency")
    if is_rising:
        consultation.call(world, county_id=county_id, cause=seq)


def _report(world: World, report: RiverReport) -> None:
    basins = world.flood.basins
    basin_id, river_id = basins.basin_id[report.basin], basins.river_id[report.basin]
    county_id = world.place.counties[int(basins.county[report.basin])].county_id
    over_m, discharge_m3s = round(report.over_m, 2), round(report.discharge_m3s, 1)
    event: events.EventType
    if report.kind == "fall":
        event = events.RiverFell(basin_id, river=river_id, county=county_id)
    elif report.kind == "crest":
        event = events.RiverCrested(
            basin_id,
            river=river_id,
            county=county_id,
            over_m=over_m,
            discharge_m3s=discharge_m3s,
        )
    else:
        event = events.RiverRose(
            basin_id,
            river=river_id,
            county=county_id,
            level=report.kind,
            over_m=over_m,
            discharge_m3s=discharge_m3s,
        )
    seq = world.add(event, cause=world.rain_seq.get(county_id, -1))
    information.share(world, seq, county_id=county_id, source="agency")
