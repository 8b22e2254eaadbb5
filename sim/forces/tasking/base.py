"""What every tasking policy sees and answers: tasks, free teams, times of arrival.

A policy is pure: it draws nothing and changes nothing it is given. Teams come in the order of
their identifiers, tasks in the order in which they were asked for; ties go to the first.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.components import Component
from sim.forces.teams import TeamPlan

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Arrivals = Callable[[int], FloatArray]
"""When each team (M,) could be at a task, by the task's number, from now [s]; inf if it may not
go, cannot do it or finds no road."""
Assignment = tuple[int, int]
"""A task and a team, by their numbers."""


@dataclass(frozen=True, slots=True)
class TaskNeed:
    """One task that waits for teams: how many, and how many people's lives are at stake."""

    task_id: str
    kind: str
    county_id: str
    wanted: int
    persons: int = 0


class Tasking(Component):
    """Policy that decides which free team goes to which task."""

    @abstractmethod
    def assign(
        self, needs: Sequence[TaskNeed], teams: Sequence[TeamPlan], arrivals_s: Arrivals
    ) -> list[Assignment]:
        """Return who goes where now, in the order in which it was decided.

        Parameters
        ----------
        needs
            Tasks that wait, longest first.
        teams
            Free teams (M,).
        arrivals_s
            When each team could be at a task.

        Returns
        -------
        list of Assignment
            Each team at most once, each task no more often than teams are wanted, none that
            cannot arrive.
        """


class OneByOne(Tasking):
    """Policy that takes tasks one after another and gives each its best teams."""

    def assign(
        self, needs: Sequence[TaskNeed], teams: Sequence[TeamPlan], arrivals_s: Arrivals
    ) -> list[Assignment]:
        """Return who goes where: tasks in their order of urgency, each with its best teams."""
        is_free = np.ones(len(teams), dtype=np.bool_)
        assigned: list[Assignment] = []
        for number in sorted(range(len(needs)), key=lambda index: self.urgency(index, needs)):
            need = needs[number]
            cost = self.cost(need, teams, arrivals_s(number), is_free)
            for _ in range(need.wanted):
                cost[~is_free] = np.inf
                best = int(np.argmin(cost))
                if not np.isfinite(cost[best]):
                    break
                is_free[best] = False
                assigned.append((number, best))
        return assigned

    def urgency(self, index: int, needs: Sequence[TaskNeed]) -> tuple[float, ...]:  # noqa: ARG002
        """Return what tasks are sorted by, the smallest first: here the order of asking."""
        return (float(index),)

    def cost(
        self,
        need: TaskNeed,  # noqa: ARG002  # by contract
        teams: Sequence[TeamPlan],  # noqa: ARG002
        arrival_s: FloatArray,
        is_free: BoolArray,  # noqa: ARG002
    ) -> FloatArray:
        """Return what each team (M,) costs a task, inf if it cannot go; the lowest goes."""
        return arrival_s.copy()
