"""When agencies sit together (会商研判), who, and for how long."""

from pydantic import Field, field_validator, model_validator

from sim.core.errors import InputError
from sim.core.parameters import Config
from sim.linkage.delays import Delay
from sim.linkage.information import check_agencies


class Consultation(Config):
    """When agencies sit together, and for how long.

    Parameters
    ----------
    at_h
        Hours of the day at which a bulletin is sent or a consultation begins.
    on_warning_change
        Whether a warning that rises calls one at once.
    duration_min
        How long it takes until its conclusions are known.
    members
        Agencies that sit in it: facts of theirs are shared there, and they learn the others'.
    """

    at_h: tuple[float, ...] = Field(min_length=1)
    on_warning_change: bool
    duration_min: Delay
    members: tuple[str, ...]

    @model_validator(mode="after")
    def _within_a_day(self) -> "Consultation":
        if any(not 0.0 <= hour < 24.0 for hour in self.at_h):  # noqa: PLR2004
            raise InputError("consultation hours lie between 0 and 24")
        return self

    @field_validator("members")
    @classmethod
    def _agencies(cls, members: tuple[str, ...]) -> tuple[str, ...]:
        check_agencies(members)
        return members
