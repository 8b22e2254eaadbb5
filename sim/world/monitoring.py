"""Monitoring and warning (预警): the weather agency watches the rain and warns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.hazards.flood.warnings.signals import warning_level
from sim.linkage.response_levels import WARNING_LEVELS
from sim.log import events
from sim.world import consultation, information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Begin to watch the rain."""
    world.env.process(watch(world))


def watch(world: World) -> Process[None]:
    """Issue, raise and lift rain warnings, county by county, ahead of the rain."""
    flood = world.flood
    parameters = world.scenario.monitoring
    local = flood.local_rain_mm_per_h()
    levels = np.asarray(warning_level(local))
    step_s = float(flood.time_s[1] - flood.time_s[0])
    lead = round(parameters.warning_lead_s / step_s)
    outlook = round(parameters.outlook_lead_s / step_s)
    hold = max(1, round(parameters.lift_after_s / step_s))
    current = np.zeros(levels.shape[1], dtype=np.int64)
    for hour, time_s in enumerate(flood.time_s):
        yield world.env.timeout(max(0.0, float(time_s) - world.env.now))
        ahead = levels[hour : hour + lead + 1].max(axis=0)
        expected = np.minimum(1, levels[hour : hour + outlook + 1].max(axis=0))
        ahead = np.maximum(ahead, expected)
        kept = np.maximum(ahead, levels[max(0, hour - hold) : hour + 1].max(axis=0))
        for index in np.flatnonzero((ahead > current) | (kept < current)):
            is_rising = ahead[index] > current[index]
            current[index] = ahead[index] if is_rising else kept[index]
            rain_mm = round(float(local[hour : hour + outlook + 1, index].sum()), 1)
            _announce(world, int(index), int(current[index]), rain_mm, is_rising=bool(is_rising))


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
