"""Households at risk: when each hears, whether it complies, when and how it leaves.

Every household carries its own uniform draws, made before the run, so that under another
plan the same household behaves alike: common random numbers at the level of people.
"""

from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.evacuation.outreach import Outreach

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

WARNING_LEVELS: tuple[str, ...] = ("none", "blue", "yellow", "orange", "red")


class EvacuationBehaviour(Config):
    """Compliance, departure and vehicle use of households told to leave."""

    comply_blue_share: float = parameter(
        0.10, low=0.0, high=0.3, unit="1", ge=0, le=1, description="Households that obey at blue."
    )
    comply_yellow_share: float = parameter(
        0.30, low=0.1, high=0.5, unit="1", ge=0, le=1, description="Households that obey at yellow."
    )
    comply_orange_share: float = parameter(
        0.60, low=0.3, high=0.8, unit="1", ge=0, le=1, description="Households that obey at orange."
    )
    comply_red_share: float = parameter(
        0.90, low=0.6, high=1.0, unit="1", ge=0, le=1, description="Households that obey at red."
    )
    comply_door_to_door_share: float = parameter(
        0.95,
        low=0.8,
        high=1.0,
        unit="1",
        ge=0,
        le=1,
        description="Households that obey when someone knocks at the door.",
    )
    departure_median_s: float = parameter(
        2100.0,
        low=900.0,
        high=5400.0,
        unit="s",
        gt=0,
        source="Rayleigh form after Tweedie et al. 1986, to be confirmed",
        description="Median time from hearing to leaving.",
    )
    household_persons: int = parameter(
        3, low=2, high=4, unit="persons", gt=0, description="Persons in a household and in a car."
    )
    without_car_share: float = parameter(
        0.4, low=0.3, high=0.5, unit="1", ge=0, le=1, description="Households that need a bus."
    )
    bus_persons: int = parameter(
        40, low=30, high=50, unit="persons", gt=0, description="Persons in a full bus."
    )
    departure_batch_s: float = parameter(
        600.0,
        low=300.0,
        high=1800.0,
        unit="s",
        gt=0,
        description="Evacuees of a zone who leave within this time leave as one group.",
    )
    trapped_share: float = parameter(
        0.08,
        low=0.02,
        high=0.3,
        unit="1",
        ge=0,
        le=1,
        description="Exposed people who cannot save themselves at 1 m of water; grows with depth.",
    )
    return_delay_s: float = parameter(
        43200.0,
        low=21600.0,
        high=172800.0,
        unit="s",
        gt=0,
        description="From the water's leaving to the evacuees' going home.",
    )
    false_alarm_stay_s: float = parameter(
        86400.0,
        low=43200.0,
        high=172800.0,
        unit="s",
        gt=0,
        description="Stay in the shelter when the water never comes.",
    )

    shelters_considered: int = parameter(
        6,
        low=2,
        high=12,
        unit="shelters",
        gt=0,
        description="Nearest shelters as the crow flies, of which the quickest to reach is taken.",
    )

    most_diversions: int = parameter(
        5,
        low=2,
        high=10,
        unit="shelters",
        ge=0,
        description="Turned away this often, a group is taken in where it comes next.",
    )

    def comply_share(self, level: str) -> float:
        """Return the share of households that obey an order at this warning level."""
        return {
            "none": self.comply_blue_share,
            "blue": self.comply_blue_share,
            "yellow": self.comply_yellow_share,
            "orange": self.comply_orange_share,
            "red": self.comply_red_share,
        }[level]

    def departure_delay_s(self, uniform: FloatArray) -> FloatArray:
        """Return the time from hearing to leaving [s], Rayleigh with the stated median."""
        scale_s = self.departure_median_s / np.sqrt(2.0 * log(2.0))
        return np.asarray(scale_s * np.sqrt(-2.0 * np.log1p(-uniform)), dtype=np.float64)


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


def draw_households(
    zone_id: str, persons: int, behaviour: EvacuationBehaviour, streams: Streams
) -> Households:
    """Draw the households of one zone from its own stream."""
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
