"""Inspection of hazard points: who looks, how often, and what they see."""

from sim.core.parameters import Config, parameter


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
        0.15,
        low=0.0,
        high=0.5,
        unit="1",
        ge=0,
        le=1,
        description="Share of the inspectors at work when no warning has set them in motion.",
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

    def visits_per_shift(self, *, is_alerted: bool) -> int:
        """Return how many points the inspectors of a county visit in one shift."""
        pairs = self.inspectors_per_county // self.persons_per_visit
        working = pairs if is_alerted else round(pairs * self.routine_share)
        return int(working * (self.shift_s // self.visit_s))
