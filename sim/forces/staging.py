"""Forward staging (前置): which teams wait where before they are needed."""

from typing import Literal

from pydantic import model_validator

from sim.core.components import Component
from sim.core.errors import InputError
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
    forest_counties
        Counties at whose seats `forest_teams` forest fire brigades wait from the start, in turn.
    outpost_class
        Class of fire danger from which fire teams of a county wait out in its towns; 0 for never.
    """

    where: Literal["base", "threatened_county"]
    level: Literal["blue", "yellow", "orange", "red"] = "orange"
    teams_per_county: int = parameter(
        2, low=1, high=6, unit="teams", gt=0, description="Teams moved to one threatened county."
    )
    forest_counties: tuple[str, ...] = ()
    forest_teams: int = parameter(
        0,
        low=0,
        high=6,
        unit="teams",
        ge=0,
        source="what-if lever; the provincial review 2019 speaks of over 200 people",
        description="Forest fire brigades that wait in key forests from the start.",
    )

    outpost_class: Literal[0, 3, 4, 5] = 0
    outpost_share: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of a county's fire teams that wait out in its towns on such a day.",
    )

    @model_validator(mode="after")
    def _somewhere(self) -> "Staging":
        if self.forest_teams and not self.forest_counties:
            raise InputError("forest_teams need forest_counties to wait in")
        return self
