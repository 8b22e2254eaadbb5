"""Fires: how soon seen, how much burnt, how much border held, by how many people.

Pure functions of the log; None where no fire broke out.
"""

from collections.abc import Iterator

import numpy as np

from sim.log import Event, EventLog


def _any_fire(log: EventLog) -> bool:
    return bool(log.of("FireStarted"))


def _newest(log: EventLog) -> Iterator[Event]:
    """Yield the last that is known of each fire."""
    last = {event.subject: event for event in log.of("FireGrew")}
    yield from last.values()


def fires_started(log: EventLog) -> float | None:
    """Return how many fires started."""
    return float(len(log.of("FireStarted"))) if _any_fire(log) else None


def fires_over(log: EventLog) -> float | None:
    """Return how many fires were over before the end."""
    return float(len(log.of("FireOut"))) if _any_fire(log) else None


def fire_sighted_s(log: EventLog) -> float | None:
    """Return the median time from the start of a fire to the first report of it [s]."""
    started = {event.subject: event.time_s for event in log.of("FireStarted")}
    first: dict[str, float] = {}
    for event in log.of("FireSighted"):
        first.setdefault(event.subject, event.time_s - started[event.subject])
    return float(np.median(list(first.values()))) if first else None


def burnt_home_ha(log: EventLog) -> float | None:
    """Return what has burnt on this side of the border, of all fires together [ha]."""
    if not _any_fire(log):
        return None
    return float(sum(event.data["area_home_ha"] for event in _newest(log)))


def largest_fire_ha(log: EventLog) -> float | None:
    """Return the area of the largest fire, on both sides of the border [ha]."""
    if not _any_fire(log):
        return None
    return float(max((event.data["area_ha"] for event in _newest(log)), default=0.0))


def border_held_km(log: EventLog) -> float | None:
    """Return how much border fires came up against and did not get over [km]."""
    if not log.of("BorderReached"):
        return None
    return float(sum(event.data["held_km"] for event in _newest(log)))


def fire_line_km(log: EventLog) -> float | None:
    """Return how much line crews made [km]."""
    if not _any_fire(log):
        return None
    return float(sum(event.data["line_km"] for event in log.of("LineBuilt")))


def fire_persons_peak(log: EventLog) -> float | None:
    """Return how many people fought one fire at most."""
    if not _any_fire(log):
        return None
    return float(max((event.data["persons"] for event in log.of("FireGrew")), default=0))


def first_crew_s(log: EventLog) -> float | None:
    """Return the median time from the start of a fire to its first crew [s]; None if none came."""
    started = {event.subject: event.time_s for event in log.of("FireStarted")}
    first: dict[str, float] = {}
    for event in log.of("TeamArrived"):
        if event.data["task"] in started:
            first.setdefault(event.data["task"], event.time_s - started[event.data["task"]])
    return float(np.median(list(first.values()))) if first else None


def water_drops(log: EventLog) -> float | None:
    """Return how many loads of water helicopters dropped."""
    if not _any_fire(log):
        return None
    return float(sum(event.data["drops"] for event in log.of("WaterDropped")))


def crews_overrun_persons(log: EventLog) -> float | None:
    """Return how many people at a fire it came over."""
    if not _any_fire(log):
        return None
    return float(sum(event.data["persons"] for event in log.of("CrewsOverrun")))
