"""What nature broke, and what was looked after in time: hazard points and roads.

Pure functions of the log.
"""

from sim.core.units import HOUR_S
from sim.log import EventLog
from sim.metrics.spans import spans


def hazard_points_failed(log: EventLog) -> float:
    """Return how many hazard points gave way."""
    return float(len(log.of("HazardPointFailed")))


def points_inspected(log: EventLog) -> float:
    """Return how many visits inspectors paid to hazard points."""
    return float(sum(event.data["points"] for event in log.of("PointsInspected")))


def inspection_person_turns(log: EventLog) -> float:
    """Return the person-turns spent on inspection."""
    return float(sum(event.data["person_turns"] for event in log.of("PointsInspected")))


def points_reinforced(log: EventLog) -> float:
    """Return how many weak hazard points were reinforced before they failed."""
    return float(len(log.of("PointReinforced")))


def closed_link_h(log: EventLog) -> float:
    """Return how long roads were closed, summed over roads [link h].

    A road still closed when the run stops counts up to the horizon.
    """
    closed = spans(log, begin="LinkClosed", end="LinkReopened")
    return sum((span.length_s for span in closed), 0.0) / HOUR_S


def isolated_place_h(log: EventLog) -> float:
    """Return how long places were cut off from every depot, summed over places [place h].

    A place still cut off when the run stops counts up to the horizon.
    """
    cut_off = spans(log, begin="PlaceIsolated", end="PlaceReconnected")
    return sum((span.length_s for span in cut_off), 0.0) / HOUR_S


def lifts_made(log: EventLog) -> float:
    """Return how many boatloads and flights went to places cut off."""
    return float(sum(event.data["trips"] for event in log.of("LiftArrived")))
