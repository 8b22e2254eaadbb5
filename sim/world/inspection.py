"""Hazard points (隐患点): inspected, found weak, reinforced in time — or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import DAY_S, HOUR_S
from sim.hazards.flood.points.points import failure_times
from sim.log import events
from sim.world import information, teams
from sim.world.command_posts import approve
from sim.world.environment import Process
from sim.world.teams import Task

if TYPE_CHECKING:
    from sim.world.world import World

_STEP_S = 2.0 * HOUR_S
"""Inspectors report every two hours."""

_MORNING_H = 8.0
_MAX_VISITS = 8


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
        self.found: dict[str, list[int]] = {}
        self.alerted: list[str] = []

    def reinforce(self, index: int) -> bool:
        """Strengthen one point; return whether it still stood."""
        if self.has_failed[index]:
            return False
        self.strength_factor[index] = self._world.scenario.inspection.reinforced_strength_factor
        self.failure_s = failure_times(
            self._world.flood.points, self._world.flood.loads, self.strength_factor
        )
        return True


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
        world.env.process(_reinforce(world, county_id, found, cause))


def _inspect(world: World, county_id: str, members: np.ndarray) -> Process[None]:
    """Inspect one county, from the point with most people behind it to the last."""
    parameters = world.scenario.inspection
    points = world.flood.points
    ranked = members[np.argsort(-points.persons_behind[members], kind="stable")]
    chance = world.streams.get(f"inspection/{county_id}").random((len(ranked), _MAX_VISITS))
    start = world.clock.start
    of_day_s = start.hour * HOUR_S + start.minute * 60.0
    cursor = 0
    while True:
        hour = ((of_day_s + world.env.now) % DAY_S) / HOUR_S
        is_alerted = county_id in world.points.alerted
        if is_alerted or _MORNING_H <= hour < _MORNING_H + parameters.shift_s / HOUR_S:
            visits = parameters.visits_per_shift(is_alerted=is_alerted)
            n = min(len(ranked), round(visits * _STEP_S / parameters.shift_s))
            places = (cursor + np.arange(n)) % len(ranked)
            cursor = int((cursor + n) % len(ranked))
            yield world.env.timeout(_STEP_S)
            if n:
                _report(world, county_id, ranked[places], chance[places])
        else:
            yield world.env.timeout(_STEP_S)


def _report(world: World, county_id: str, visited: np.ndarray, chance: np.ndarray) -> None:
    """Log what a round of visits saw, and let the county's post learn of it."""
    parameters = world.scenario.inspection
    state = world.points
    visit = np.minimum(state.visits[visited], _MAX_VISITS - 1)
    state.visits[visited] += 1
    is_seen = chance[np.arange(len(visited)), visit] < parameters.detection_share
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
