"""Two hazards at once: a flood and fires that want the same teams, roads and command posts."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from sim.core.clock import Clock
from sim.core.streams import Streams
from sim.hazards.flood import Flood, Levers
from sim.hazards.hazard import Hazard
from sim.hazards.nature import Nature
from sim.hazards.wildfire.wildfire import Wildfire
from sim.place import Place


class Compound(Hazard):
    """A flood and fires of one scenario.

    Parameters
    ----------
    flood
        What wind and water do.
    wildfire
        Fires that break out meanwhile.
    """

    flood: Flood = Field(default_factory=Flood)
    wildfire: Wildfire

    def nature(
        self,
        place: Place,
        *,
        clock: Clock,
        horizon_s: float,
        streams: Streams,
        folder: Path,
        levers: Levers,
    ) -> Nature:
        """Return what both do, each with its own luck."""
        return Nature(
            flood=self.flood.realise(
                place,
                clock=clock,
                horizon_s=horizon_s,
                streams=streams,
                folder=folder,
                levers=levers,
            ),
            fires=self.wildfire.outbreaks(
                place, clock=clock, horizon_s=horizon_s, streams=streams, folder=folder
            ),
        )
