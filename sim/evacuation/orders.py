"""Evacuation orders: what triggers them, and which zones leave when."""

from typing import Literal

from pydantic import Field

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.evacuation.households import WARNING_LEVELS


class EvacuationOrders(Component):
    """Policy of a county on whom to order away, and when.

    Parameters
    ----------
    order
        ``simultaneous``: all zones at once. ``staged``: by danger, the zone that floods first
        leaves first, one wave each `wave_interval_s`.
    trigger
        ``forecast``: when a zone is forecast to flood and at least `minimum_level` is in
        force; ``water``: only when water stands in a zone of the county.
    minimum_level
        Lowest warning level at which people are ordered away.
    """

    order: Literal["simultaneous", "staged"] = "simultaneous"
    trigger: Literal["forecast", "water"] = "forecast"
    minimum_level: Literal["none", "blue", "yellow", "orange", "red"] = Field(
        "none", description="Lowest warning level at which people are ordered away."
    )
    announced_level: Literal["blue", "yellow", "orange", "red"] = Field(
        "orange",
        description="Level announced with an order; a higher rain warning in force raises it.",
    )
    wave_interval_s: float = parameter(
        7200.0,
        low=900.0,
        high=21600.0,
        unit="s",
        gt=0,
        description="Time between the waves of a staged evacuation.",
    )
    wave_zones: int = parameter(
        1, low=1, high=6, unit="zones", gt=0, description="Zones of a county in one wave."
    )

    def order_level(self, warning_level: str) -> str:
        """Return the level people hear with the order: the higher of announced and in force."""
        height = max(
            WARNING_LEVELS.index(warning_level), WARNING_LEVELS.index(self.announced_level)
        )
        return WARNING_LEVELS[height]

    def wave_offsets_s(self, flood_times_s: tuple[float, ...]) -> tuple[float, ...]:
        """Return for each zone how long after approval it is ordered away [s].

        Parameters
        ----------
        flood_times_s
            Expected time of flooding of each zone [s].
        """
        if self.order == "simultaneous":
            return tuple(0.0 for _ in flood_times_s)
        ranked = sorted(range(len(flood_times_s)), key=lambda index: (flood_times_s[index], index))
        offsets = [0.0] * len(flood_times_s)
        for position, index in enumerate(ranked):
            offsets[index] = (position // self.wave_zones) * self.wave_interval_s
        return tuple(offsets)
