"""Inspection of hazard points: who looks, how often, in what order, and what they see.

Numbers and pure functions; the rounds of inspectors and what follows from them are the world's.
"""

import numpy as np
import numpy.typing as npt
from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S
from sim.forces.flood_materials import FloodMaterials

FloatArray = npt.NDArray[np.float64]

_SEASON = (
    "assumed; such that 29 days come to the order of the 119,800 person-turns of the provincial "
    "review 2019"
)


class InspectionParameters(Config):
    """Inspectors of a county and the worth of a visit."""

    inspectors_per_county: int = parameter(
        24,
        low=10,
        high=60,
        unit="persons",
        gt=0,
        description="Inspectors on duty in a county when a warning is in force.",
    )
    persons_per_visit: int = parameter(
        2, low=1, high=4, unit="persons", gt=0, description="Inspectors who visit a point together."
    )
    visit_s: float = parameter(
        5400.0, low=1800.0, high=14400.0, unit="s", gt=0, description="One visit, way included."
    )
    shift_s: float = parameter(
        28800.0, low=14400.0, high=43200.0, unit="s", gt=0, description="Inspection in a day."
    )
    routine_share: float = parameter(
        0.4,
        low=0.15,
        high=0.7,
        unit="1",
        source=_SEASON,
        ge=0,
        le=1,
        description="Share of the inspectors at work when no warning has set them in motion.",
    )
    persons_exponent: float = parameter(
        0.3,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0,
        description="Exponent of the people behind a point when inspectors choose where to go.",
    )
    rain_mm: float = parameter(
        50.0,
        low=25.0,
        high=100.0,
        unit="mm",
        gt=0,
        description="Rain that has fallen in the last days for which a point is visited twice as "
        "often as a dry one.",
    )
    gap_s: float = parameter(
        12.0 * HOUR_S,
        low=4.0 * HOUR_S,
        high=24.0 * HOUR_S,
        unit="s",
        ge=0,
        description="A point is not visited again within this time.",
    )
    unseen_s: float = parameter(
        60.0 * DAY_S,
        low=14.0 * DAY_S,
        high=365.0 * DAY_S,
        unit="s",
        gt=0,
        description="Time since the last visit to each point when the scenario begins.",
    )
    detection_share: float = parameter(
        0.7,
        low=0.4,
        high=0.95,
        unit="1",
        ge=0,
        le=1,
        description="Probability that a visit to a weak point finds it weak.",
    )
    reinforced_strength_factor: float = parameter(
        1.6,
        low=1.2,
        high=2.5,
        unit="1",
        gt=1,
        description="Strength after reinforcement as a multiple of the strength before.",
    )
    materials: FloodMaterials = Field(default_factory=FloodMaterials)

    def visits_per_shift(self, *, is_alerted: bool) -> int:
        """Return how many points the inspectors of a county visit in one shift."""
        pairs = self.inspectors_per_county // self.persons_per_visit
        working = pairs if is_alerted else round(pairs * self.routine_share)
        return int(working * (self.shift_s // self.visit_s))


def visits_to_find(uniform: FloatArray, detection_share: float) -> FloatArray:
    r"""Return with which visit each weak point would be found (n,), inf for never.

    Visits find a weak point independently with probability p, so the number of the first that
    does is geometric: :math:`1 + \lfloor \ln(1 - u) / \ln(1 - p) \rfloor`. A higher p never
    makes it later.

    Parameters
    ----------
    uniform
        One draw in [0, 1) for each point (n,), made outside.
    detection_share
        p, 0–1.
    """
    if detection_share <= 0.0:
        return np.full(len(uniform), np.inf)
    if detection_share >= 1.0:
        return np.ones(len(uniform))
    number: FloatArray = 1.0 + np.floor(np.log1p(-uniform) / np.log1p(-detection_share))
    return number


def overdue(
    *,
    since_visit_s: FloatArray,
    persons_behind: npt.ArrayLike,
    rain_mm: FloatArray,
    parameters: InspectionParameters,
) -> FloatArray:
    r"""Return how far each point is overdue for a visit (n,): inspectors go to the highest first.

    .. math:: \Delta t \, (1 + P)^{a} \, (1 + R / R_0)

    with the time since its last visit, the people behind it and the rain known to have fallen
    on it: all that a county knows before anybody has looked. In the long run points are visited
    in proportion to the last two factors.

    Parameters
    ----------
    since_visit_s
        Time since the last visit [s] (n,).
    persons_behind
        People behind or below each point (n,).
    rain_mm
        Rain of the last days at each point as gauges have it [mm] (n,).
    parameters
        Exponent a and rain R₀.
    """
    people = (1.0 + np.asarray(persons_behind, dtype=np.float64)) ** parameters.persons_exponent
    weighed: FloatArray = since_visit_s * people * (1.0 + rain_mm / parameters.rain_mm)
    return weighed
