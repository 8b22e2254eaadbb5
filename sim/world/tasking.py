"""Tasking (力量调派) during a run: the plan's policy sends free teams to open tasks.

A team may go where the linkage rule lets it, as far as the task has been approved, and where the
county's post can still direct one more (span of control).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.forces.tasking import TaskNeed
from sim.forces.teams import can_do
from sim.linkage.delays import mean_s
from sim.log import events
from sim.world import teams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.teams import Task, Team
    from sim.world.world import World


def serve(world: World) -> None:
    """Send free teams to open tasks, as the plan's policy has it."""
    tasks = [task for task in world.teams.open_tasks if task.wanted]
    free = [team for team in world.teams.all if team.is_free]
    kinds = {task.kind: None for task in tasks}
    free = [team for team in free if any(can_do(team.plan.capability, kind) for kind in kinds)]
    if tasks and free:
        _assign(world, tasks, free)
    world.teams.open_tasks = [task for task in world.teams.open_tasks if task.wanted]


def _assign(world: World, tasks: list[Task], free: list[Team]) -> None:
    room = _room(world)
    needs = []
    for task in tasks:
        wanted = min(task.wanted, max(room[task.county_id], 0))
        room[task.county_id] -= wanted
        needs.append(TaskNeed(task.task_id, task.kind, task.county_id, wanted, task.persons))
    chances = _Chances(world, free)
    assigned = world.plan.tasking.assign(
        needs, [team.plan for team in free], lambda number: chances.of(tasks[number])[0]
    )
    for number, index in assigned:
        _send(world, free[index], tasks[number], int(chances.of(tasks[number])[1][index]))


def _send(world: World, team: Team, task: Task, node: int) -> None:
    task.wanted -= 1
    teams.occupy(team)
    team.directed_from = task.county_id
    world.teams.n_directed[task.county_id] += 1
    team.tasked_seq = world.add(
        events.TeamTasked(team.plan.team_id, task=task.task_id, task_kind=task.kind),
        cause=task.cause,
    )
    world.env.process(teams.respond(world, team, task, node))


def _room(world: World) -> dict[str, int]:
    """Return how many more teams each county's post can direct."""
    rule = world.plan.linkage
    most = rule.n_working_groups * rule.teams_per_group
    return {county_id: most - n for county_id, n in world.teams.n_directed.items()}


class _Chances:
    """When and where free teams (M,) could be at tasks; the same for tasks alike."""

    def __init__(self, world: World, free: Sequence[Team]) -> None:
        self._world = world
        self._free = free
        self._stands = np.array([team.node for team in free])
        self._ready_s = np.array([_ready_s(world, team) for team in free])
        self._known: dict[tuple[object, ...], tuple[np.ndarray, np.ndarray]] = {}

    def of(self, task: Task) -> tuple[np.ndarray, np.ndarray]:
        """Return when each team could be at a task [s], and at which of its nodes.

        From now: the order, turnout and drive, as far as they can be expected; inf for those
        that cannot do it, may not go or find no road.
        """
        openness = (task.approved, task.is_military_open, task.is_social_open)
        key = (task.kind, task.nodes, task.county_id, *openness)
        if key not in self._known:
            self._known[key] = self._work_out(task)
        return self._known[key]

    def _work_out(self, task: Task) -> tuple[np.ndarray, np.ndarray]:
        world = self._world
        may_go = np.array(
            [
                can_do(team.plan.capability, task.kind) and _may_go(world, team, task)
                for team in self._free
            ]
        )
        arrival_s = np.full(len(self._free), np.inf)
        at = np.zeros(len(self._free), dtype=np.int64)
        if may_go.any():
            for node in sorted(task.nodes):
                there_s = np.where(
                    may_go, self._ready_s + world.drives_s(node)[self._stands], np.inf
                )
                there_s[there_s >= world.horizon_s] = np.inf
                at = np.where(there_s < arrival_s, node, at)
                arrival_s = np.minimum(arrival_s, there_s)
        return arrival_s, at


def _ready_s(world: World, team: Team) -> float:
    """Return how long a team is expected to take until it sets out [s]."""
    if team.is_staged:
        return 0.0
    order_s = mean_s(world.plan.linkage.information.order_min(team.leader))
    return order_s + world.scenario.forces.turnout_s(team.plan.level)


def _may_go(world: World, team: Team, task: Task) -> bool:
    """Return whether the linkage rule lets a team go, as far as the task has been approved."""
    plan = team.plan
    prefecture_id = world.place.county(task.county_id).prefecture_id
    is_same_prefecture = plan.prefecture_id == prefecture_id
    if plan.level == "military" and not task.is_military_open:
        return False
    if plan.level == "social" and task.is_social_open and is_same_prefecture:
        return True
    return world.plan.linkage.teams_allowed(
        owner_level=plan.level,
        is_same_county=plan.county_id == task.county_id,
        is_same_prefecture=is_same_prefecture,
        approved=task.approved,
    )
