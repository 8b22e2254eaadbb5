"""How drivers find their way and how vehicles follow one another: a plan's group `traffic`."""

from typing import Literal

from pydantic import Field

from sim.core.components import Component
from sim.core.parameters import Config, parameter


class ContraflowOrder(Config):
    """A road to run in one direction.

    Parameters
    ----------
    link
        Identifier of the link.
    towards
        Identifier of the node to which all its lanes shall lead.
    """

    link: str
    towards: str


class Driving(Component):
    """Choice of routes, and what hinders vehicles.

    Parameters
    ----------
    choice
        ``free_flow``: vehicles do not hinder one another. ``fixed``: they queue, and drive what
        would be quickest on empty roads. ``reactive``: they learn of delays on the way and turn
        to quicker roads. ``planned``: evacuees set out and drive as the quickest flow says, all
        others react. Closed roads are avoided under every choice.
    """

    choice: Literal["free_flow", "fixed", "reactive", "planned"] = Field(
        "reactive", description="How drivers choose their routes."
    )
    period_s: float = parameter(
        900.0,
        low=300.0,
        high=1800.0,
        unit="s",
        gt=0,
        description="Time between two reports on delays; not every driver hears each.",
    )
    n_perceptions: int = parameter(
        8,
        low=4,
        high=16,
        unit="groups",
        gt=0,
        description="Groups of drivers that hear of delays at different times.",
    )
    informed_share: float = parameter(
        0.5,
        low=0.2,
        high=1.0,
        unit="1",
        gt=0,
        le=1,
        description="Share of the groups, drawn by lot, that hears a report.",
    )
    perception_error_share: float = parameter(
        0.05,
        low=0.0,
        high=0.3,
        unit="1",
        ge=0,
        le=1,
        description="Largest share by which drivers think a road slower than it is.",
    )
    backward_wave_mps: float = parameter(
        5.0,
        low=3.5,
        high=6.5,
        unit="m/s",
        gt=0,
        description="Speed at which a gap travels back through a queue.",
    )

    congested_delay_s: float = parameter(
        300.0,
        low=60.0,
        high=1800.0,
        unit="s",
        gt=0,
        description="Delay on a road from which on it is noted as congested.",
    )
    marshals_s: float = parameter(
        1800.0,
        low=600.0,
        high=7200.0,
        unit="s",
        ge=0,
        description="From the order of a contraflow to marshals at both ends of the road.",
    )
    contraflow: tuple[ContraflowOrder, ...] = Field(
        (), description="Roads to run in one direction, as soon as their county is evacuated."
    )

    @property
    def hinders(self) -> bool:
        """Whether vehicles hinder one another."""
        return self.choice != "free_flow"

    @property
    def reacts(self) -> bool:
        """Whether drivers learn of delays on the way."""
        return self.choice in {"reactive", "planned"}
