"""What every hazard is: a component that draws, before the run, all that nature will do."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from sim.core.components import Component

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.clock import Clock
    from sim.core.streams import Streams
    from sim.hazards.flood import Levers
    from sim.hazards.nature import Nature
    from sim.place import Place


class Hazard(Component):
    """Base of the hazards a scenario can name."""

    @abstractmethod
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
        """Return what the hazard does in one replication, before anyone responds.

        Parameters
        ----------
        place
            Where it happens.
        clock
            Calendar of the scenario.
        horizon_s
            Length of the scenario [s].
        streams
            Random streams of the replication.
        folder
            Folder that holds the hazard's data.
        levers
            What people have decided that changes what it does.
        """
