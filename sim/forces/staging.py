"""Forward staging (前置): which teams wait where before they are needed."""

from typing import Literal

from sim.core.components import Component
from sim.core.parameters import parameter


class Staging(Component):
    """Policy that moves teams to a staging area when a warning comes.

    Parameters
    ----------
    where
        ``base``: teams stay at home. ``threatened_county``: prefecture and provincial teams
        move to the seat of a county under a warning of `level` or above.
    level
        Warning level from which teams move.
    """

    where: Literal["base", "threatened_county"]
    level: Literal["blue", "yellow", "orange", "red"] = "orange"
    teams_per_county: int = parameter(
        2, low=1, high=6, unit="teams", gt=0, description="Teams moved to one threatened county."
    )
