"""Mitigation (减灾工程): what prevention projects have changed before anything happens.

Levers of a plan: the same storm meets the same place with higher dikes, longer warning,
stronger bridges, or fewer people in its way. What they cost is not here.
"""

from sim.core.components import Component
from sim.core.parameters import parameter


class Mitigation(Component):
    """Works done before the event; the defaults are none at all."""

    dike_raise_m: float = parameter(
        0.0,
        low=0.0,
        high=1.5,
        unit="m",
        ge=0.0,
        source="what-if lever",
        description="Height added to every dike: hazard points that are dikes withstand this much "
        "more stage, and water enters diked zones that much later.",
    )
    extra_lead_s: float = parameter(
        0.0,
        low=0.0,
        high=21600.0,
        unit="s",
        ge=0.0,
        source="what-if lever",
        description="Time by which monitoring and warning works lengthen the lead of warnings "
        "and forecasts.",
    )
    reinforced_bridge_share: float = parameter(
        0.0,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        source="what-if lever",
        description="Share of bridges that have been reinforced.",
    )
    reinforced_bridge_factor: float = parameter(
        2.0,
        low=1.3,
        high=4.0,
        unit="1",
        ge=1.0,
        description="Strength of a reinforced bridge over its strength before.",
    )
    relocated_share: float = parameter(
        0.0,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        source="what-if lever",
        description="Share of the people of low-lying ground and behind hazard points who have "
        "been settled elsewhere.",
    )
