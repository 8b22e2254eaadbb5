"""What nature does in one replication, all hazards of a scenario together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.hazards.flood.realisation import FloodRealisation
    from sim.hazards.wildfire.outbreaks import Outbreaks


@dataclass(frozen=True)
class Nature:
    """What happens before anyone responds.

    Parameters
    ----------
    flood
        What wind and water do; in a scenario without rain, nothing.
    fires
        The fires that break out, None in a scenario without any.
    has_flood
        Whether the scenario is about wind and water at all.
    """

    flood: FloodRealisation
    fires: Outbreaks | None = None
    has_flood: bool = True
