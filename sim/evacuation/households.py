"""Households at risk: when each hears, whether it complies, when and how it leaves.

Every household carries its own uniform draws, made before the run, so that under another
plan the same household behaves alike: common random numbers at the level of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import ceil

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Streams
from sim.evacuation.behaviour import EvacuationBehaviour
from sim.evacuation.outreach import Outreach

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

WARNING_LEVELS: tuple[str, ...] = ("none", "blue", "yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class Households:
    """The households at risk in one zone, with their draws ``(n,)``.

    ``persons`` sums exactly to the people at risk.
    """

    persons: IntArray
    hear: FloatArray
    door: FloatArray
    comply: FloatArray
    depart: FloatArray
    car: FloatArray
    trapped: FloatArray


def joined(parts: Sequence[Households]) -> Households:
    """Return all households of several groups, one group after the other."""
    return Households(
        *(
            np.concatenate([getattr(part, column.name) for part in parts])
            for column in fields(Households)
        )
    )


def draw_households(
    zone_id: str, persons: int, behaviour: EvacuationBehaviour, streams: Streams
) -> Households:
    """Draw the households of one zone, or behind one hazard point, from its own stream."""
    size = behaviour.household_persons
    n = ceil(persons / size)
    sizes = np.full(n, size, dtype=np.int64)
    if n:
        sizes[-1] = persons - size * (n - 1)
    draws = streams.get(f"evacuation/households/{zone_id}").random((n, 6)).T
    return Households(sizes, *draws)


def leaving_times(
    households: Households, *, behaviour: EvacuationBehaviour, outreach: Outreach, level: str
) -> FloatArray:
    """Return when each household leaves after the order [s] ``(n,)``; inf if it stays.

    A household obeys with the share of the warning level once it hears by any channel, and
    with the door-to-door share once someone knocks.
    """
    heard_s = outreach.hearing_delay_s(households.hear)
    knocked_s = outreach.door_to_door_delay_s(households.door)
    obeys = np.where(households.comply < behaviour.comply_share(level), heard_s, np.inf)
    persuaded = households.comply < behaviour.comply_door_to_door_share
    obeys = np.minimum(obeys, np.where(persuaded, np.maximum(knocked_s, 0.0), np.inf))
    return np.asarray(obeys + behaviour.departure_delay_s(households.depart), dtype=np.float64)


def trapped_share(depth_m: float, behaviour: EvacuationBehaviour) -> float:
    """Return the share of exposed people trapped at a water depth [m]: linear, at most 1."""
    return float(min(1.0, behaviour.trapped_share * max(depth_m, 0.0)))
