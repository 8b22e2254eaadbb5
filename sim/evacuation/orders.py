"""Evacuation orders: what triggers them, and which zones leave when."""

from typing import Literal

from pydantic import Field

from sim.core.components import Component
from sim.core.parameters import parameter


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
    wave_interval_s: float = parameter(
        3600.0,
        low=900.0,
        high=7200.0,
        unit="s",
        gt=0,
        description="Time between the waves of a staged evacuation.",
    )
    wave_zones: int = parameter(
        2, low=1, high=6, unit="zones", gt=0, description="Zones of a county in one wave."
    )

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
