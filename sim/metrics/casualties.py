"""Who was caught: people exposed, trapped, rescued, and the deaths to expect.

Pure functions of the log. Nobody dies inside the simulation: the expected deaths are computed
afterwards from how long people stayed trapped, under a rate that is an assumption and is
meant to be varied.
"""

import math
from collections import deque

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S
from sim.log import EventLog


class MortalityParameters(Config):
    """How fast people trapped by a flood die if nobody comes."""

    flood_mortality_per_h: float = parameter(
        0.002,
        low=0.0005,
        high=0.01,
        unit="1/h",
        ge=0.0,
        description="Constant hazard of dying while trapped by water: 1.2 % in the first 6 h",
    )


DEFAULT_MORTALITY = MortalityParameters()


def exposed_persons(log: EventLog) -> float:
    """Return how many people the water or a failing hazard point met where they were.

    A zone that floods more than once counts with its largest number, since those are the
    same people; failures of hazard points are added.
    """
    by_zone: dict[str, int] = {}
    for event in log.of("ZoneFlooded"):
        by_zone[event.subject] = max(by_zone.get(event.subject, 0), event.data["persons_present"])
    failed = sum(event.data["persons"] for event in log.of("HazardPointFailed"))
    return float(sum(by_zone.values()) + failed)


def trapped_persons(log: EventLog) -> float:
    """Return how many people were trapped."""
    return float(sum(event.data["persons"] for event in log.of("PersonsTrapped")))


def rescued_persons(log: EventLog) -> float:
    """Return how many trapped people teams brought to safety."""
    return float(sum(event.data["persons"] for event in log.of("PersonsRescued")))


def trapped_spells(log: EventLog) -> list[tuple[float, float]]:
    """Return (persons, time trapped [s]) for every parcel of trapped people.

    Within one incident those trapped first are rescued first; those never rescued stay
    trapped to the horizon.
    """
    waiting: dict[str, deque[tuple[float, float]]] = {}
    spells: list[tuple[float, float]] = []
    for event in log.of("PersonsTrapped", "PersonsRescued"):
        persons = float(event.data["persons"])
        if event.kind == "PersonsTrapped":
            incident = event.data["incident"] or event.subject
            waiting.setdefault(incident, deque()).append((event.time_s, persons))
            continue
        queue = waiting.get(event.subject, deque())
        while persons > 0.0 and queue:
            since_s, there = queue.popleft()
            taken = min(there, persons)
            spells.append((taken, event.time_s - since_s))
            persons -= taken
            if there > taken:
                queue.appendleft((since_s, there - taken))
    horizon_s = log.header.horizon_s
    spells.extend(
        (persons, max(horizon_s - since_s, 0.0))
        for queue in waiting.values()
        for since_s, persons in queue
    )
    return spells


def deaths_expected(log: EventLog, *, mortality: MortalityParameters = DEFAULT_MORTALITY) -> float:
    r"""Return the expected number of deaths among trapped people.

    .. math:: D = \sum_i n_i \, (1 - e^{-\lambda t_i})

    with :math:`n_i` people trapped for :math:`t_i` hours, until rescue or the horizon.
    Assumes one constant rate λ for everybody; it orders plans and predicts no toll.

    Parameters
    ----------
    log
        Log of one run.
    mortality
        The rate λ.
    """
    rate_per_s = mortality.flood_mortality_per_h / HOUR_S
    return sum(
        -persons * math.expm1(-rate_per_s * trapped_s) for persons, trapped_s in trapped_spells(log)
    )
