"""The team best made for the task goes, the nearest among equals."""

from collections.abc import Sequence

import numpy as np

from sim.core.parameters import parameter
from sim.core.units import HOUR_S
from sim.forces.tasking.base import BoolArray, FloatArray, OneByOne, TaskNeed
from sim.forces.teams import TASK_CAPABILITIES, TeamPlan


class CapabilityMatch(OneByOne):
    """Specialists first: each step down the list of capabilities counts as so much way."""

    mismatch_s: float = parameter(
        2.0 * HOUR_S,
        low=0.0,
        high=6.0 * HOUR_S,
        unit="s",
        ge=0.0,
        description="How much later a specialist may be than the next best kind of team.",
    )

    def cost(
        self,
        need: TaskNeed,
        teams: Sequence[TeamPlan],
        arrival_s: FloatArray,
        is_free: BoolArray,  # noqa: ARG002  # by contract
    ) -> FloatArray:
        """Return arrival, later by so much for each step a team's capability is from the best."""
        best_first = TASK_CAPABILITIES[need.kind]
        rank = {capability: place for place, capability in enumerate(best_first)}
        steps = np.array([rank.get(team.capability, len(best_first)) for team in teams])
        return np.asarray(arrival_s + self.mismatch_s * steps)
