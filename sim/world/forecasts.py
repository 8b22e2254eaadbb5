"""Forecasts of flooding as they come out: zones threatened, threatened otherwise, no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S
from sim.log import events
from sim.world import information
from sim.world.environment import Process
from sim.world.zones import end_alarm, zone_state

if TYPE_CHECKING:
    from sim.world.world import World
    from sim.world.zones import ZoneState

_CALM_FORECASTS = 2
"""A threat is lifted after so many forecasts in a row that do not name it."""
_NEWS_S = 2.0 * HOUR_S
"""A forecast of flooding is news once it moves the hour by this much [s]."""
_NEWS_SHARE = 1.25
"""Or concerns this many times the people."""


def start(world: World) -> None:
    """Begin to issue forecasts."""
    world.env.process(_issue(world))


def _issue(world: World) -> Process[None]:
    """Forecast after forecast: zones newly threatened, threatened otherwise, or no longer.

    A forecast that only moves the hour a little, or names a few people more, is no news.
    """
    forecasts = world.flood.forecasts
    n_calm = np.zeros(forecasts.is_threatened.shape[1], dtype=np.int64)
    for number, time_s in enumerate(forecasts.time_s.tolist()):
        yield world.env.timeout(max(0.0, time_s - world.env.now))
        forecasts = world.flood.forecasts
        is_threatened = forecasts.is_threatened[number]
        n_calm = np.where(is_threatened, 0, n_calm + 1)
        for index in np.flatnonzero(is_threatened):
            _threaten(
                world,
                world.place.zones[index].zone_id,
                persons=int(forecasts.persons[number, index]),
                flood_time_s=float(forecasts.flood_time_s[number, index]),
            )
        for zone in world.zones.values():
            if (
                zone.threat_seq >= 0
                and not zone.is_flooded
                and n_calm[zone.index] >= _CALM_FORECASTS
            ):
                _lift(world, zone)


def _threaten(world: World, zone_id: str, *, persons: int, flood_time_s: float) -> None:
    """Let it be known that a zone is forecast to flood, if that is news."""
    if not persons:
        return
    zone = zone_state(world, zone_id)
    if zone.is_flooded:
        return
    is_news = (
        zone.threat_seq < 0
        or persons > _NEWS_SHARE * zone.threatened_persons
        or abs(flood_time_s - zone.threat_s) > _NEWS_S
    )
    if not is_news:
        return
    zone.threatened_persons = max(persons, zone.threatened_persons)
    zone.threat_s = flood_time_s
    zone.calm_s = float("inf")
    cause = zone.threat_seq if zone.threat_seq >= 0 else world.rain_seq.get(zone.county_id, -1)
    zone.threat_seq = world.add(
        events.ZoneThreatened(
            zone.zone_id, persons=zone.threatened_persons, flood_time_s=flood_time_s
        ),
        cause=cause,
    )
    information.share(world, zone.threat_seq, county_id=zone.county_id, source="agency")


def _lift(world: World, zone: ZoneState) -> None:
    """Let it be known that a zone is no longer forecast to flood."""
    seq = world.add(events.ThreatLifted(zone.zone_id), cause=zone.threat_seq)
    information.share(world, seq, county_id=zone.county_id, source="agency")
    end_alarm(world, zone)
