"""Rescue teams: called, sent, at work, back again.

Which team goes is decided in :mod:`sim.world.tasking`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from sim.forces.fatigue import slowing
from sim.forces.teams import TeamPlan, can_do, muster
from sim.linkage.agencies import leader_of
from sim.linkage.chain import Hop, Level
from sim.linkage.delays import quantile_s
from sim.log import events
from sim.world import information, inspection, rumours, tasking
from sim.world.approval import REFUSED, approve
from sim.world.environment import Process
from sim.world.fires import crews, false_alarms

if TYPE_CHECKING:
    from sim.world.world import World


@dataclass(slots=True)
class Team:
    """One team during a run.

    ``leader`` is the agency it takes orders from, ``directed_from`` the county whose post directs
    it while it is out; ``spells`` are when it worked, from and to [s].
    """

    plan: TeamPlan
    home: int
    node: int
    leader: str
    is_free: bool = True
    is_staged: bool = False
    directed_from: str = ""
    worked_s: float = 0.0
    spells: list[tuple[float, float]] = field(default_factory=list)
    tasked_seq: int = -1


@dataclass(slots=True)
class Task:
    """Something teams are wanted for.

    ``approved`` is the highest level that has agreed so far; ``wanted`` counts the teams still
    to be sent; ``persons`` the people still trapped. ``nodes`` are
    the places from which it can be done.
    """

    task_id: str
    kind: str
    nodes: tuple[int, ...]
    county_id: str
    zone_id: str
    wanted: int
    cause: int
    persons: int = 0
    approved: Level = "county"
    is_military_open: bool = False
    is_social_open: bool = False
    index: int = -1


FACT_BEHIND: dict[str, tuple[str, str]] = {
    "water_rescue": ("PersonsTrapped", "zone_id"),
    "search": ("PersonsTrapped", "zone_id"),
    "fire": ("FireSighted", "task_id"),
    "verify": ("SmokeReported", "task_id"),
    "check": ("DistressReported", "task_id"),
    "repair": ("LinkClosed", "task_id"),
    "reinforce": ("PointsInspected", "county_id"),
}
"""Kind of fact behind each kind of task, and which of the task's fields it is about."""


class Teams:
    """All teams of a place."""

    def __init__(self, world: World) -> None:
        self.all = [
            Team(
                plan,
                world.network.node_index(plan.base_node_id),
                world.network.node_index(plan.base_node_id),
                leader_of(plan.level, plan.capability),
            )
            for plan in sorted(muster(world.place), key=lambda plan: plan.team_id)
            if _is_on_duty(world, plan)
        ]
        self.open_tasks: list[Task] = []
        self.n_directed = {county.county_id: 0 for county in world.place.counties}

    def free_for(self, task_kind: str) -> list[Team]:
        """Return the free teams that can do a kind of task."""
        return [
            team for team in self.all if team.is_free and can_do(team.plan.capability, task_kind)
        ]


def _is_on_duty(world: World, plan: TeamPlan) -> bool:
    """Return whether a team is there at all: of a county's forest fire teams some are not."""
    if plan.capability != "forest" or plan.level != "county":
        return True
    site_id, _, number = plan.team_id.rpartition("/")
    share = world.scenario.crews.local_duty_share
    return int(number) <= round(world.place.site(site_id).capacity * share)


def call_rescue(world: World, incident: str, cause: int) -> None:
    """Ask for teams for an incident a county's post has just learned of."""
    task = world.incidents[incident]
    if task.wanted == 0 and task.persons:
        task.wanted = world.scenario.forces.teams_wanted(task.persons)
        task.cause = cause
        world.env.process(_call(world, task))


def call(world: World, task: Task) -> None:
    """Ask for teams for a task, from the county's own up as far as it takes."""
    world.env.process(_call(world, task))


def call_for(world: World, task: Task) -> None:
    """Send teams for a task whose request has been approved."""
    if task not in world.teams.open_tasks:
        world.teams.open_tasks.append(task)
    tasking.serve(world)


def _call(world: World, task: Task) -> Process[None]:
    """Ask level after level until enough teams are under way."""
    rule = world.plan.linkage
    chain = rule.chains["teams"]
    top = rule.highest_aid()
    own, above = chain.hops[:1], chain.upto(top)[1:]
    # At a fire the county's own teams go first; a joint sitting then sends the others.
    is_gradual = chain.mode == "serial" or task.kind in {"fire", "verify", "check"}
    if not (yield from _ask(world, task, own if is_gradual else own + above)):
        return
    if rule.social:
        world.env.process(_call_volunteers(world, task))
    if is_gradual:
        for sitting in [above] if chain.mode == "joint" and above else [(hop,) for hop in above]:
            if task.wanted == 0:
                return
            yield world.env.timeout(
                quantile_s(rule.information.upward_min, world.draw(f"upward/teams/{task.task_id}"))
            )
            if not (yield from _ask(world, task, sitting)):
                return
    if rule.military and task.wanted:
        yield world.env.timeout(
            quantile_s(rule.military_min, world.draw(f"military/{task.task_id}"))
        )
        task.is_military_open = True
        tasking.serve(world)


def _ask(world: World, task: Task, hops: tuple[Hop, ...]) -> Process[bool]:
    """Ask some posts for teams and send what they agree to; return whether they did."""
    approved = yield from approve(
        world, "teams", county_id=task.county_id, about=task.task_id, cause=task.cause, hops=hops
    )
    if approved == REFUSED:
        task.wanted = 0
        return False
    task.cause = approved
    task.approved = hops[-1].level
    call_for(world, task)
    return True


def _call_volunteers(world: World, task: Task) -> Process[None]:
    """Let volunteers and enterprises hear of a task by their own channel."""
    rule = world.plan.linkage
    yield world.env.timeout(quantile_s(rule.social_min, world.draw(f"social/{task.task_id}")))
    if task.wanted:
        task.is_social_open = True
        tasking.serve(world)


def occupy(team: Team) -> None:
    """Take a team out of the free ones."""
    team.is_free = False


def release(world: World, team: Team) -> None:
    """Make a team free again, and let it serve whoever waits."""
    team.is_free = True
    tasking.serve(world)


def respond(world: World, team: Team, task: Task, node: int) -> Process[None]:
    """One assignment of one team, from tasking to availability.

    A team that waits at its staging area is told there; any other hears through its agency.
    """
    forces = world.scenario.forces
    order_s = 0.0
    if not team.is_staged:
        order_s = _order_s(world, team, task)
        yield world.env.timeout(order_s + forces.turnout_s(team.plan.level))
    departed = world.add(
        events.TeamDeparted(
            team.plan.team_id,
            task=task.task_id,
            from_node=world.network.node_ids[team.node],
            to_node=world.network.node_ids[node],
            order_s=order_s,
        ),
        cause=team.tasked_seq,
    )
    expected_s = world.drive_s(team.node, node)
    if expected_s >= world.horizon_s:
        expected_s = 0.0  # the road was cut during the turnout: nothing to expect
    patience = world.env.timeout(expected_s + forces.give_up_s)
    set_out_s = world.env.now
    arrival = world.env.travel(origin=team.node, destination=node, vehicle="rescue")
    yield arrival | patience
    if not arrival.triggered:
        yield from _turn_back(world, team, task, arrival, departed)
        return
    team.node, team.is_staged = node, False
    arrived = world.add(
        events.TeamArrived(
            team.plan.team_id, task=task.task_id, travel_s=world.env.now - set_out_s
        ),
        cause=departed,
    )
    began_s = world.env.now
    yield from WORK[task.kind](world, team, task, arrived)
    team.worked_s += world.env.now - began_s
    team.spells.append((began_s, world.env.now))
    completed = world.add(
        events.TaskCompleted(team.plan.team_id, task=task.task_id, work_s=world.env.now - began_s),
        cause=arrived,
    )
    _end_direction(world, team)
    yield from _go_home(world, team, completed)


def _order_s(world: World, team: Team, task: Task) -> float:
    """Return how long an order takes to a team through its agency [s].

    An agency that knows what it is about is only told to go, which takes the least of the delay;
    one that does not must be told everything.
    """
    order_min = world.plan.linkage.information.order_min(team.leader)
    kind, subject = FACT_BEHIND[task.kind]
    known = world.agencies.pictures[team.leader].latest(kind, getattr(task, subject))
    uniform = world.draw(f"order/{team.plan.team_id}")
    return quantile_s(order_min, uniform if known is None else 0.0)


def _turn_back(
    world: World, team: Team, task: Task, arrival: simpy.Event, departed: int
) -> Process[None]:
    """Call a team back that finds no way, and let another be sent."""
    waited_s = world.env.now - world.log.time_of(departed)
    recalled = world.add(
        events.TeamRecalled(team.plan.team_id, task=task.task_id, waited_s=waited_s),
        cause=departed,
    )
    world.env.recall(arrival)
    if task.persons or WORK[task.kind] is not _rescue:
        task.wanted += 1
        if task not in world.teams.open_tasks:
            world.teams.open_tasks.append(task)
    _end_direction(world, team)
    yield arrival
    team.is_staged = False
    yield from _go_home(world, team, recalled)


def _end_direction(world: World, team: Team) -> None:
    """Take a team off the hands of the post that directed it; others may be sent now."""
    world.teams.n_directed[team.directed_from] -= 1
    team.directed_from = ""
    tasking.serve(world)


def _go_home(world: World, team: Team, cause: int) -> Process[None]:
    """Back to base, with the rest that the work has earned."""
    forces = world.scenario.forces
    yield world.env.travel(origin=team.node, destination=team.home, vehicle="rescue")
    team.node = team.home
    if team.worked_s >= forces.rest_threshold_s:
        yield world.env.timeout(team.worked_s * forces.rest_share)
        team.worked_s = 0.0
    world.add(
        events.TeamAvailable(team.plan.team_id, node=world.network.node_ids[team.node]), cause=cause
    )
    release(world, team)


def _rescue(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Boat after boat, or one person after another, until nobody is left."""
    forces = world.scenario.forces
    is_boat = task.kind == "water_rescue"
    size = forces.boat_persons if is_boat else 1
    trip_s = forces.boat_trip_s if is_boat else forces.search_s_per_person
    slowness = slowing(team.spells, now_s=world.env.now, parameters=forces.fatigue)
    while task.persons:
        aboard = min(size, task.persons)
        task.persons -= aboard
        if task.persons == 0:
            task.wanted = 0  # whoever is not under way need not come
        yield world.env.timeout(trip_s * slowness)
        world.census.rescue(task.zone_id, aboard)
        rescued = world.add(
            events.PersonsRescued(
                task.task_id, team=team.plan.team_id, persons=aboard, zone=task.zone_id
            ),
            cause=cause,
        )
        if task.persons == 0:
            information.share(world, rescued, county_id=task.county_id, source="field")


def _fight(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Fight a fire until it is over."""
    yield from crews.fight(world, team, task, cause)


def _verify(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Look whether there is a fire at all."""
    yield from false_alarms.verify(world, team, task, cause)


def _check(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Look whether anybody is in distress at all."""
    yield from rumours.check(world, team, task, cause)


def _reinforce(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Strengthen one weak hazard point, unless it has failed meanwhile."""
    yield from inspection.reinforce(world, team, task, cause)


def _repair(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Make a cut road passable."""
    slowness = slowing(team.spells, now_s=world.env.now, parameters=world.scenario.forces.fatigue)
    yield world.env.timeout(world.roads.work_s(task.index) * slowness)
    repaired = world.add(events.RepairCompleted(task.task_id, team=team.plan.team_id), cause=cause)
    world.roads.mend(task.index, repaired)


WORK = {
    "water_rescue": _rescue,
    "search": _rescue,
    "reinforce": _reinforce,
    "repair": _repair,
    "fire": _fight,
    "verify": _verify,
    "check": _check,
}
"""What a team does at each kind of task."""
