"""Rumours (谣言): calls for help where nobody is in distress."""

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S, MINUTE_S


class RumourParameters(Config):
    """How often rumours of people in distress come up where water has come, and how they end."""

    per_flooded_zone: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0.0,
        description="False calls for help, on average, from a zone under water (Poisson).",
    )
    spread_s: float = parameter(
        6.0 * HOUR_S,
        low=1.0 * HOUR_S,
        high=24.0 * HOUR_S,
        unit="s",
        gt=0.0,
        description="Time after the water in which they come, evenly spread.",
    )
    corrected_s: float = parameter(
        4.0 * HOUR_S,
        low=1.0 * HOUR_S,
        high=12.0 * HOUR_S,
        unit="s",
        ge=0.0,
        description="Until somebody else finds one false and says so.",
    )
    look_s: float = parameter(
        20.0 * MINUTE_S,
        low=10.0 * MINUTE_S,
        high=60.0 * MINUTE_S,
        unit="s",
        ge=0.0,
        description="How long a team looks around before it is sure that there is nobody.",
    )
