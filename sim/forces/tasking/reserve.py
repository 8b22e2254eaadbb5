"""The nearest team goes, but no county lends its last ones."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sim.core.parameters import parameter
from sim.forces.tasking.base import BoolArray, FloatArray, OneByOne, TaskNeed
from sim.forces.teams import TASK_CAPABILITIES, TeamPlan


class ReserveKeeping(OneByOne):
    """Nearest team first; a county keeps some teams of each kind for what may yet come."""

    reserve_teams: int = parameter(
        1,
        low=0,
        high=3,
        unit="teams",
        ge=0,
        description="Free teams able to do the task that a county keeps when it lends to others.",
    )

    def cost(
        self,
        need: TaskNeed,
        teams: Sequence[TeamPlan],
        arrival_s: FloatArray,
        is_free: BoolArray,
    ) -> FloatArray:
        """Return arrival; inf for the last able teams of a county that is not in need itself."""
        able = set(TASK_CAPABILITIES[need.kind])
        is_lendable = np.ones(len(teams), dtype=np.bool_)
        kept: Counter[str] = Counter()
        for index in np.argsort(-arrival_s, kind="stable").tolist():  # the farthest stay
            team = teams[index]
            if (
                team.level != "county"
                or team.county_id == need.county_id
                or team.capability not in able
                or not is_free[index]
            ):
                continue
            if kept[team.county_id] < self.reserve_teams:
                kept[team.county_id] += 1
                is_lendable[index] = False
        return np.where(is_lendable, arrival_s, np.inf)
