"""Response levels IV to I (响应级别): what raises them, and when they fall again."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S

WARNING_LEVELS: tuple[str, ...] = ("none", "blue", "yellow", "orange", "red")
RESPONSE_NAMES: tuple[str, ...] = ("none", "IV", "III", "II", "I")
ResponseName = Literal["none", "IV", "III", "II", "I"]
ANY = "any"
"""Level of a fact that has none of its own."""

_RAISED_BY: dict[str, dict[str, ResponseName]] = {
    "WarningIssued": {"none": "none", "blue": "IV", "yellow": "IV", "orange": "III", "red": "II"},
    "RiverRose": {"warning": "IV", "guarantee": "III"},
    "ZoneFlooded": {ANY: "III"},
    "HazardPointFailed": {ANY: "III"},
    "PersonsTrapped": {ANY: "II"},
    "FireSighted": {ANY: "IV"},
    "BorderReached": {ANY: "I"},
    "BorderCrossed": {ANY: "I"},
}


class Triggers(Config):
    """Which facts call for which response at the county they concern.

    Of rain after the practice of 2019: IV on the forecast, III on 13 August as the rain came (see
    the sources of scenario lekima_krosa_2019), II in Shuangyang at 03:00 on 17 August with people
    trapped. The rest is assumed: a river above its warning stage is taken like a yellow warning,
    above its guarantee stage like an orange one.

    Parameters
    ----------
    raised_by
        Kind of fact, level of the fact (``any`` where it has none), response called for.
    """

    raised_by: Mapping[str, Mapping[str, ResponseName]] = Field(default=_RAISED_BY)
    hold_h: float = parameter(
        2.0,
        low=0.0,
        high=12.0,
        unit="h",
        ge=0.0,
        description="How long a lower response must be enough before a post lowers or ends its "
        "own (hysteresis).",
    )

    @field_validator("raised_by")
    @classmethod
    def _known_colours(
        cls, raised_by: Mapping[str, Mapping[str, ResponseName]]
    ) -> Mapping[str, Mapping[str, ResponseName]]:
        for colour in raised_by.get("WarningIssued", {}):
            if colour not in WARNING_LEVELS:
                allowed = ", ".join(WARNING_LEVELS)
                raise InputError(f"WarningIssued: unknown colour '{colour}'. Allowed: {allowed}")
        return raised_by

    @property
    def hold_s(self) -> float:
        """Return how long a post waits before it lowers its response [s]."""
        return self.hold_h * HOUR_S

    def step(self, kind: str, level: str = ANY) -> int:
        """Return the response step 0–4 that a fact calls for at the county it concerns.

        Parameters
        ----------
        kind
            Kind of event.
        level
            Colour of a warning, or stage that a river has passed.
        """
        steps = self.raised_by.get(kind, {})
        return RESPONSE_NAMES.index(steps.get(level, steps.get(ANY, "none")))


def step_at(level: str, step: int) -> int:
    """Return the step a higher post takes when a county takes `step`: one less a level up."""
    return max(0, step - {"county": 0, "prefecture": 1, "province": 1}[level])
