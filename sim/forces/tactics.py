"""Tactics at a fire (扑救战法): where crews make their line, and how many are asked for."""

from math import ceil
from typing import Literal

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.core.units import KM_M


class Tactics(Component):
    """Where crews hold a fire.

    Parameters
    ----------
    line
        ``direct``: at its edge, from the tail on along both flanks. ``indirect``: on a ring ahead
        of it, burnt out inside. ``border``: along the border against a fire from beyond it, and
        directly against whatever comes over.
    """

    line: Literal["direct", "indirect", "border"]
    lead_s: float = parameter(
        21_600.0,
        low=7200.0,
        high=43_200.0,
        unit="s",
        gt=0.0,
        description="How far ahead of the fire a ring is chosen, and a border prepared.",
    )
    call_ahead_s: float = parameter(
        7200.0,
        low=3600.0,
        high=14_400.0,
        unit="s",
        ge=0.0,
        description="How far ahead the edge is reckoned when teams are asked for.",
    )
    km_per_team: float = parameter(
        1.0,
        low=0.4,
        high=3.0,
        unit="km",
        gt=0.0,
        description="Line for which one team is asked.",
    )
    least_teams: int = parameter(
        2, low=1, high=6, unit="teams", gt=0, description="Teams sent to any fire."
    )
    most_teams: int = parameter(
        20, low=8, high=40, unit="teams", gt=0, description="Most teams asked for at one fire."
    )

    def teams_wanted(self, line_m: float) -> int:
        """Return how many teams to ask for to make and hold a line of a length [m]."""
        wanted = ceil(line_m / KM_M / self.km_per_team)
        return min(max(wanted, self.least_teams), self.most_teams)
