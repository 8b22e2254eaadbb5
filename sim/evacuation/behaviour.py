"""How households told to leave behave, and what carries them: values only.

Drawing households and computing when they leave is in :mod:`sim.evacuation.households`; the
buses that make rounds are in :mod:`sim.evacuation.buses`.
"""

from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.evacuation.buses import BusFleet

FloatArray = NDArray[np.float64]


class EvacuationBehaviour(Config):
    """Compliance, departure and vehicle use of households told to leave.

    Parameters
    ----------
    departure_curve
        Form of the time from hearing to leaving; both have the median `departure_median_s`.
        ``rayleigh``: slow at first, then fast. ``sigmoid``: logistic, some leave at once.
    buses
        The buses that collect households without a car.
    """

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
    departure_curve: Literal["rayleigh", "sigmoid"] = "rayleigh"
    departure_median_s: float = parameter(
        2100.0,
        low=900.0,
        high=5400.0,
        unit="s",
        gt=0,
        source="Rayleigh form after Tweedie et al. 1986, to be confirmed",
        description="Median time from hearing to leaving.",
    )
    sigmoid_steepness: float = parameter(
        4.0,
        low=2.0,
        high=8.0,
        unit="1",
        gt=0,
        description="Steepness k of the sigmoid departure curve; a share 1 / (1 + e^k) "
        "leaves at once.",
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
    buses: BusFleet = Field(default_factory=BusFleet)
    departure_batch_s: float = parameter(
        600.0,
        low=300.0,
        high=1800.0,
        unit="s",
        gt=0,
        description="Evacuees of a zone who leave within this time leave at one moment.",
    )
    largest_group_vehicles: int = parameter(
        50,
        low=10,
        high=200,
        unit="vehicles",
        gt=0,
        description="Cars that choose a shelter together and count as there with the last of "
        "them; more that leave at one moment form several groups.",
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
        r"""Return the time from hearing to leaving [s], with median m = `departure_median_s`.

        ``rayleigh``: :math:`F(t) = 1 - 2^{-(t/m)^2}`. ``sigmoid``, for :math:`t \ge 0`:
        :math:`F(t) = 1 / (1 + e^{-k (t/m - 1)})`, so that a share :math:`1 / (1 + e^k)` leaves
        at once; form assumed.

        Parameters
        ----------
        uniform
            One standard uniform draw per household, any shape.
        """
        if self.departure_curve == "sigmoid":
            with np.errstate(divide="ignore"):  # a draw of exactly 0 leaves at once
                logit = np.log(uniform) - np.log1p(-uniform)
            delay_s = self.departure_median_s * (1.0 + logit / self.sigmoid_steepness)
            return np.maximum(delay_s, 0.0)
        scale_s = self.departure_median_s / np.sqrt(2.0 * log(2.0))
        return np.asarray(scale_s * np.sqrt(-2.0 * np.log1p(-uniform)), dtype=np.float64)
