"""All free teams to all open tasks at once, with the least sum of arrivals."""

from collections.abc import Sequence

import numpy as np

from sim.core.parameters import parameter
from sim.core.units import DAY_S
from sim.forces.tasking.base import Arrivals, Assignment, Tasking, TaskNeed
from sim.forces.teams import TeamPlan


class OptimalAssignment(Tasking):
    """The assignment with the least sum of times of arrival, as many tasks served as can be.

    Solved exactly (scipy's ``linear_sum_assignment``, a shortest augmenting path). A task that
    wants k teams counts k times.
    """

    unserved_s: float = parameter(
        30.0 * DAY_S,
        low=DAY_S,
        high=60.0 * DAY_S,
        unit="s",
        gt=0.0,
        description="What a task without a team counts; above any drive, so that all are served.",
    )

    def assign(
        self, needs: Sequence[TaskNeed], teams: Sequence[TeamPlan], arrivals_s: Arrivals
    ) -> list[Assignment]:
        """Return who goes where, task by task."""
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  # only for this policy

        rows = [(number, arrivals_s(number)) for number in range(len(needs))]
        slots = [
            (number, row)
            for number, row in rows
            if np.isfinite(row).any()
            for _ in range(min(needs[number].wanted, len(teams)))
        ]
        if not slots:
            return []
        cost = np.minimum(np.array([row for _, row in slots]), self.unserved_s)
        chosen = zip(*linear_sum_assignment(cost), strict=True)
        return [
            (slots[slot][0], int(team))
            for slot, team in chosen
            if cost[slot, team] < self.unserved_s
        ]
