"""How many people got out, and how long after the order: evacuation times.

Pure functions of the log. Times run from the evacuation order of the zone people left to their
being taken in at a shelter, weighted by persons. Clearance alone is often fixed by
the last household to leave, so T50 and T95 stand beside it. Says nothing about who was caught
(see :mod:`sim.metrics.casualties`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.log import EventLog
from sim.metrics.memo import once_per_log
from sim.metrics.orders import newest_order_s
from sim.metrics.traffic import caught_by_zone

FloatArray = NDArray[np.float64]
_ROUNDING_PERSONS = 1e-9


class Evacuees(NamedTuple):
    """Evacuees of ordered zones as parcels of people who share one evacuation time."""

    evacuation_s: FloatArray
    """Order to shelter [s] (n,); to the horizon for those still on the road then."""
    persons: FloatArray
    """People in each parcel (n,)."""
    en_route_persons: float
    """People who left but had been neither taken in nor caught when the run stopped."""


def weighted_quantile(values: FloatArray, weights: FloatArray, share: float) -> float | None:
    """Return the smallest value at or below which at least `share` of the weight lies.

    Parameters
    ----------
    values
        Values (n,).
    weights
        Non-negative weights (n,).
    share
        Share of the total weight, 0–1.

    Returns
    -------
    quantile
        None where there is no weight.
    """
    total = float(weights.sum())
    if total <= 0.0:
        return None
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    index = int(np.searchsorted(reached, share * total - _ROUNDING_PERSONS))
    return float(values[order[min(index, len(order) - 1)]])


@once_per_log
def evacuees(log: EventLog) -> Evacuees:
    """Return how long each parcel of evacuees needed.

    A group's time counts from the newest order of its zone when it left. People who left a zone
    that had not been ordered out have no order to measure from and are
    left out, and so are people caught by water on the road, whom `caught_on_road_persons`
    counts. Those still on the road when
    the run stops count as arriving at the horizon, so that a jam cannot flatter a plan: every
    figure made from them is then a lower bound, and `en_route_persons` says so.
    """
    ordered_s: dict[tuple[str, int], float | None] = {}
    on_road: dict[tuple[str, int], float] = {}
    for event in log.of("GroupDeparted"):
        key = (event.subject, event.data["group"])
        on_road[key] = on_road.get(key, 0.0) + event.data["persons"]
        ordered_s.setdefault(key, newest_order_s(log, event.subject, event.time_s))
    times: list[float] = []
    persons: list[float] = []
    for event in log.of("GroupArrived"):
        key = (event.data["zone"], event.data["group"])
        if key in on_road:
            on_road[key] -= event.data["persons"]
        order_s = ordered_s.get(key)
        if order_s is not None:
            times.append(max(event.time_s - order_s, 0.0))
            persons.append(event.data["persons"])
    en_route = 0.0
    caught = caught_by_zone(log)
    for key, not_arrived in on_road.items():
        stopped = min(caught.get(key[0], 0.0), max(not_arrived, 0.0))
        left = not_arrived - stopped
        if stopped:
            caught[key[0]] -= stopped
        if left > 0.0:
            en_route += left
            order_s = ordered_s[key]
            if order_s is not None:
                times.append(max(log.header.horizon_s - order_s, 0.0))
                persons.append(left)
    return Evacuees(np.array(times, dtype=float), np.array(persons, dtype=float), en_route)


def evacuated_persons(log: EventLog) -> float:
    """Return how many people were taken in at shelters."""
    return float(sum(event.data["persons"] for event in log.of("GroupArrived")))


def en_route_persons(log: EventLog) -> float:
    """Return how many evacuees were still on the road when the run stopped."""
    return evacuees(log).en_route_persons


def evacuation_quantile_s(log: EventLog, share: float) -> float | None:
    """Return the time from order to shelter [s] within which `share` of the evacuees arrived."""
    group = evacuees(log)
    return weighted_quantile(group.evacuation_s, group.persons, share)


def persons_at_risk(log: EventLog) -> float:
    """Return how many people the water threatened or reached, whatever was done about it.

    Of every zone the most people that a forecast named, or whom the water met and who had left
    before. People threatened several times count once.
    """
    return float(sum(_at_risk_by_zone(log).values()))


def _at_risk_by_zone(log: EventLog) -> dict[str, float]:
    persons: dict[str, float] = {}
    for event in log.of("ZoneThreatened"):
        persons[event.subject] = max(persons.get(event.subject, 0.0), event.data["persons"])
    left = _left_by_zone(log)
    for event in log.of("ZoneFlooded"):
        there = event.data["persons_present"] + left.get(event.subject, 0.0)
        persons.setdefault(event.subject, there)
    return persons


def _left_by_zone(log: EventLog) -> dict[str, float]:
    left: dict[str, float] = {}
    for event in log.of("GroupDeparted"):
        left[event.subject] = left.get(event.subject, 0.0) + event.data["persons"]
    return left


def evacuated_share(log: EventLog) -> float | None:
    """Return the share of the people at risk who were taken in; None where nobody was at risk.

    Of each zone never more than all: people taken in again in a later storm count once. To be
    read beside the evacuation times, which count only those who got out.
    """
    at_risk = _at_risk_by_zone(log)
    taken_in: dict[str, float] = {}
    for event in log.of("GroupArrived"):
        zone = event.data["zone"]
        taken_in[zone] = taken_in.get(zone, 0.0) + event.data["persons"]
    total = sum(at_risk.values())
    if not total:
        return None
    return sum(min(taken_in.get(zone, 0.0), persons) for zone, persons in at_risk.items()) / total


def evacuation_t50_s(log: EventLog) -> float | None:
    """Return the time from order to shelter of half the evacuees [s]."""
    return evacuation_quantile_s(log, 0.50)


def evacuation_t95_s(log: EventLog) -> float | None:
    """Return the time from order to shelter of 95 % of the evacuees [s]."""
    return evacuation_quantile_s(log, 0.95)


def evacuation_clearance_s(log: EventLog) -> float | None:
    """Return the time from order to shelter of the last evacuee [s]."""
    return evacuation_quantile_s(log, 1.0)


def departure_curve(log: EventLog) -> tuple[FloatArray, FloatArray]:
    """Return times [s] (n,) and people who had left their zone by then (n,)."""
    return _curve(log, "GroupDeparted")


def arrival_curve(log: EventLog) -> tuple[FloatArray, FloatArray]:
    """Return times [s] (n,) and people taken in at shelters by then (n,)."""
    return _curve(log, "GroupArrived")


def _curve(log: EventLog, kind: str) -> tuple[FloatArray, FloatArray]:
    rows = log.of(kind)
    times = np.array([event.time_s for event in rows], dtype=float)
    persons = np.array([event.data["persons"] for event in rows], dtype=float)
    return times, np.cumsum(persons)
