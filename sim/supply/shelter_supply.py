"""How shelters count, ask and ask again: the rhythm of supply, not its amounts."""

from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S


class ShelterSupply(Config):
    """Times between people needing goods and somebody sending them."""

    counting_s: float = parameter(
        0.5 * HOUR_S,
        low=600.0,
        high=2.0 * HOUR_S,
        unit="s",
        ge=0,
        description="Counting people and needs at a shelter before asking for goods.",
    )
    order_ahead_s: float = parameter(
        12.0 * HOUR_S,
        low=0.0,
        high=18.0 * HOUR_S,
        unit="s",
        ge=0,
        le=DAY_S,
        description="How long before a new day its water and food are asked for.",
    )
    retry_s: float = parameter(
        3.0 * HOUR_S,
        low=HOUR_S,
        high=12.0 * HOUR_S,
        unit="s",
        gt=0,
        description="Until a shelter asks again for what could not be sent.",
    )
    dispatch_round_s: float = parameter(
        900.0,
        low=0.0,
        high=HOUR_S,
        unit="s",
        ge=0,
        description="Approved requests are gathered this long, then served in one round.",
    )
