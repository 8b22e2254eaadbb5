"""Rumours (谣言): a county hears of people in distress, and a team goes to look — or need not.

A rumour is a fact that travels like any other. Its correction travels too: a post that has
learned it by the time it decides refuses to send anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.log import events
from sim.world import information, teams
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.teams import Task, Team
    from sim.world.world import World


def come_up(world: World, zone_id: str, cause: int) -> None:
    """Let rumours come up in a zone that has just come under water."""
    parameters = world.scenario.rumours
    stream = world.streams.get(world.number(f"rumours/{zone_id}"))
    for offset_s in stream.random(int(stream.poisson(parameters.per_flooded_zone))).tolist():
        world.env.process(_spread(world, zone_id, offset_s * parameters.spread_s, cause))


def _spread(world: World, zone_id: str, delay_s: float, cause: int) -> Process[None]:
    """One rumour, until somebody finds it false."""
    county_id = world.place.zone(zone_id).county_id
    yield world.env.timeout(delay_s)
    rumour_id = world.number(f"{zone_id}/rumour")
    seq = world.add(events.DistressReported(rumour_id, county=county_id, zone=zone_id), cause=cause)
    information.share(world, seq, county_id=county_id, source="field")
    yield world.env.timeout(world.scenario.rumours.corrected_s)
    correct(world, rumour_id, county_id, seq)


def correct(world: World, rumour_id: str, county_id: str, cause: int) -> None:
    """Say that a rumour is false, unless that has been said."""
    if rumour_id not in world.agencies.corrected:
        seq = world.add(events.RumourCorrected(rumour_id, county=county_id), cause=cause)
        world.agencies.corrected.append(rumour_id)
        information.share(world, seq, county_id=county_id, source="field")


def respond(world: World, rumour_id: str, zone_id: str, county_id: str, cause: int) -> None:
    """Send a team to look: a county has heard of people in distress."""
    task = teams.Task(
        task_id=rumour_id,
        kind="check",
        nodes=(world.network.node_index(world.place.zone(zone_id).node_id),),
        county_id=county_id,
        zone_id="",
        wanted=1,
        cause=cause,
    )
    teams.call(world, task)


def check(world: World, team: Team, task: Task, cause: int) -> Process[None]:  # noqa: ARG001
    """Look around; if it was still believed, say that it was false."""
    yield world.env.timeout(world.scenario.rumours.look_s)
    correct(world, task.task_id, task.county_id, cause)
