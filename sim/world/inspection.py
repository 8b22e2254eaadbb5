"""Hazard points (隐患点): inspected, found weak, reinforced in time — or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import DAY_S, HOUR_S
from sim.forces.fatigue import slowing
from sim.forces.inspection import overdue, visits_to_find
from sim.hazards.flood.points.parameters import KINDS
from sim.hazards.flood.points.points import failure_times
from sim.log import events
from sim.world import information, materials, teams
from sim.world.approval import approve
from sim.world.environment import Process
from sim.world.teams import Task

if TYPE_CHECKING:
    from sim.world.teams import Team
    from sim.world.world import World

_STEP_S = 2.0 * HOUR_S
"""Inspectors report every two hours."""

_MORNING_H = 8.0
_RAIN = KINDS.index("slope")
"""Of the loads on hazard points, the rain of the last days: what gauges show everybody."""


class Points:
    """Hazard points during a run, as arrays over all points ``(P,)``."""

    def __init__(self, world: World) -> None:
        points = world.flood.points
        n = len(points.point_ids)
        self._world = world
        self.strength_factor = np.ones(n)
        self.failure_s = np.array(points.failure_time_s, dtype=np.float64)
        self.has_failed = np.zeros(n, dtype=np.bool_)
        self.is_found = np.zeros(n, dtype=np.bool_)
        self.visits = np.zeros(n, dtype=np.int64)
        self.last_visit_s = np.full(n, -world.scenario.inspection.unseen_s)
        self.is_moved = np.zeros(n, dtype=np.bool_)
        self.found: dict[str, list[int]] = {}
        self.reported: dict[str, list[int]] = {}
        self.alerted: list[str] = []

    def reinforce(self, index: int) -> bool:
        """Strengthen one point; return whether it still stood."""
        if self.has_failed[index]:
            return False
        self.strength_factor[index] = self._world.scenario.inspection.reinforced_strength_factor
        self.reload()
        return True

    def reload(self) -> None:
        """Work out anew when each point gives way, under its load and strength of now."""
        self.failure_s = failure_times(
            self._world.flood.points, self._world.flood.loads, self.strength_factor
        )


def start(world: World) -> None:
    """Send out the inspectors of every county."""
    for index, county in enumerate(world.place.counties):
        members = np.flatnonzero(world.flood.points.county == index)
        if len(members):
            world.env.process(_inspect(world, county.county_id, members))


def alert(world: World, county_id: str) -> None:
    """Put all inspectors of a county to work, around the clock."""
    if county_id not in world.points.alerted:
        world.points.alerted.append(county_id)


def stand_down(world: World, county_id: str) -> None:
    """Send the inspectors of a county back to their routine."""
    if county_id in world.points.alerted:
        world.points.alerted.remove(county_id)


def reinforce_found(world: World, county_id: str, cause: int) -> None:
    """Ask for the weak points found so far to be reinforced."""
    found = world.points.found.pop(county_id, [])
    if found:
        world.points.reported.setdefault(county_id, []).extend(found)
        world.env.process(_reinforce(world, county_id, found, cause))


def _inspect(world: World, county_id: str, members: np.ndarray) -> Process[None]:
    """Inspect one county, round after round, always the points most overdue for a visit.

    The fraction of a visit that a round has no time for is left to the next.
    """
    parameters = world.scenario.inspection
    found_with = np.zeros(len(world.flood.points.point_ids))
    chance = world.streams.get(f"inspection/{county_id}").random(len(members))
    found_with[members] = visits_to_find(chance, parameters.detection_share)
    start = world.clock.start
    of_day_s = start.hour * HOUR_S + start.minute * 60.0
    due = 0.0
    while True:
        hour = ((of_day_s + world.env.now) % DAY_S) / HOUR_S
        is_alerted = county_id in world.points.alerted
        visited = members[:0]
        if is_alerted or _MORNING_H <= hour < _MORNING_H + parameters.shift_s / HOUR_S:
            due += parameters.visits_per_shift(is_alerted=is_alerted) * _STEP_S / parameters.shift_s
            visited = _most_overdue(world, members)[: int(due)]
            due = min(due - len(visited), 1.0)
        yield world.env.timeout(_STEP_S)
        if len(visited):
            _report(world, county_id, visited, found_with)


def _most_overdue(world: World, members: np.ndarray) -> np.ndarray:
    """Return the points of a county that may be visited, most overdue first, as far as is known."""
    points = world.flood.points
    parameters = world.scenario.inspection
    since_s = world.env.now - world.points.last_visit_s
    members = members[since_s[members] >= parameters.gap_s]
    rain_mm = world.flood.loads.load[_RAIN, world.flood.step_at(world.env.now)]
    urgency = overdue(
        since_visit_s=since_s[members],
        persons_behind=points.persons_behind[members],
        rain_mm=rain_mm[points.load_column[members]],
        parameters=parameters,
    )
    ranked: np.ndarray = members[np.argsort(-urgency, kind="stable")]
    return ranked


def _report(world: World, county_id: str, visited: np.ndarray, found_with: np.ndarray) -> None:
    """Log what a round of visits saw, and let the county's post learn of it."""
    parameters = world.scenario.inspection
    state = world.points
    state.visits[visited] += 1
    state.last_visit_s[visited] = world.env.now
    is_seen = state.visits[visited] >= found_with[visited]
    is_new = is_seen & world.flood.points.is_weak[visited] & ~state.is_found[visited]
    weak = visited[is_new & ~state.has_failed[visited]]
    state.is_found[weak] = True
    seq = world.add(
        events.PointsInspected(
            county_id,
            points=len(visited),
            person_turns=len(visited) * parameters.persons_per_visit,
            weak_found=len(weak),
        ),
        cause=world.rain_seq.get(county_id, -1) if county_id in state.alerted else -1,
    )
    if len(weak):
        state.found.setdefault(county_id, []).extend(int(index) for index in weak)
        information.share(world, seq, county_id=county_id, source="field")


def _reinforce(world: World, county_id: str, found: list[int], cause: int) -> Process[None]:
    """One request for a round's weak points; then one task for each."""
    approved = yield from approve(
        world, "reinforce", county_id=county_id, about=county_id, cause=cause
    )
    points = world.flood.points
    for index in found:
        zone = world.place.zones[int(points.zone[index])]
        teams.call_for(
            world,
            Task(
                task_id=str(points.point_ids[index]),
                kind="reinforce",
                nodes=(world.network.node_index(zone.node_id),),
                county_id=county_id,
                zone_id=zone.zone_id,
                wanted=1,
                cause=approved,
                approved=world.plan.linkage.aid,
                index=index,
            ),
        )


def reinforce(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """One team at one weak point: material, a machine, work — unless the point fails first.

    A team that waited for material in vain leaves, and is asked for again once there is some.
    """
    state = world.points
    if state.has_failed[task.index]:
        return
    held = world.scenario.inspection.materials
    fails_s = min(float(state.failure_s[task.index]), world.horizon_s)
    failure = world.env.timeout(max(0.0, fails_s - world.env.now))
    patience = world.env.timeout(held.wait_s)
    node = task.nodes[0]
    needed_m3 = held.needed_m3(str(world.flood.points.kind[task.index]))
    drawn = yield from materials.draw(
        world,
        point_id=task.task_id,
        county_id=task.county_id,
        node=node,
        needed_m3=needed_m3,
        cause=cause,
        until=failure | patience,
    )
    if drawn is None:
        if not failure.processed:
            world.env.process(_ask_again(world, task, needed_m3, cause))
        return
    yard, seq = drawn
    with yard.machines.request() as turn:
        yield turn | failure
        if turn.triggered:
            at_work = world.env.timeout(materials.haul_s(world, yard, node) + held.machine_s)
            yield at_work | failure
    forces = world.scenario.forces
    slowness = slowing(team.spells, now_s=world.env.now, parameters=forces.fatigue)
    by_hand_s = max(0.0, forces.reinforce_s - held.machine_s) * slowness
    yield world.env.timeout(by_hand_s) | failure
    if not failure.processed and state.reinforce(task.index):
        world.add(
            events.PointReinforced(task.task_id, county=task.county_id, team=team.plan.team_id),
            cause=seq,
        )


def _ask_again(world: World, task: Task, needed_m3: float, cause: int) -> Process[None]:
    """Ask for a point to be reinforced once there is material for it, if it still stands."""
    while materials.source(world, task.county_id, task.nodes[0], needed_m3) is None:
        yield world.materials.came
    if not world.points.has_failed[task.index]:
        world.points.found.setdefault(task.county_id, []).append(task.index)
        reinforce_found(world, task.county_id, cause)
