"""Smoke and heat that is no fire: a team goes, looks, and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.log import events
from sim.world import information, teams
from sim.world.environment import Process
from sim.world.fires.fire import access_to

if TYPE_CHECKING:
    from sim.hazards.wildfire.outbreaks import Outbreak
    from sim.world.teams import Task, Team
    from sim.world.world import World


def start(world: World) -> None:
    """Let false alarms come in."""
    if world.outbreaks is not None:
        for alarm in world.outbreaks.false_alarms:
            world.env.process(_report(world, alarm))


def _report(world: World, alarm: Outbreak) -> Process[None]:
    """One report, at the county's own post."""
    yield world.env.timeout(alarm.start_s)
    seq = world.add(
        events.SmokeReported(
            alarm.fire_id,
            county=alarm.county_id,
            lat_deg=round(alarm.lat_deg, 4),
            lon_deg=round(alarm.lon_deg, 4),
        )
    )
    information.share(world, seq, county_id=alarm.county_id, source="field")


def respond(world: World, alarm_id: str, county_id: str, cause: int) -> None:
    """Send a team to look: a county has heard of smoke."""
    node, _ = _access(world, alarm_id)
    task = teams.Task(
        task_id=alarm_id,
        kind="verify",
        nodes=(node,),
        county_id=county_id,
        zone_id="",
        wanted=1,
        cause=cause,
    )
    teams.call(world, task)


def verify(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """Go there, look, and come back to the road."""
    crews = world.scenario.crews
    _, away_m = _access(world, task.task_id)
    yield world.env.timeout(crews.way_s(away_m) + crews.verify_s)
    world.add(events.FalseAlarmFound(task.task_id, team=team.plan.team_id), cause=cause)
    yield world.env.timeout(crews.way_s(away_m))


def _access(world: World, alarm_id: str) -> tuple[int, float]:
    """Return the road node from which a team goes to look, and how far it has to go [m]."""
    outbreaks = world.outbreaks
    if outbreaks is None:  # nothing calls this without fires
        raise LookupError(alarm_id)
    return access_to(world, outbreaks.alarms[alarm_id])
