"""Point incidents: people trapped at one place and moment, beside or without a hazard."""

from typing import Literal

from pydantic import Field

from sim.core.parameters import Config


class Incident(Config):
    """People trapped at a road node at a given time.

    Parameters
    ----------
    incident_id
        Identifier, unique in the scenario.
    time_s
        When it happens [s].
    node_id
        Road node at which teams arrive.
    county_id
        County that answers for it.
    persons
        People trapped.
    task
        What the teams must do: ``water_rescue`` or ``search``.
    """

    incident_id: str
    time_s: float = Field(ge=0)
    node_id: str
    county_id: str
    persons: int = Field(ge=1)
    task: Literal["water_rescue", "search"] = "search"
