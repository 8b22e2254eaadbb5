"""Forward staging (前置): teams move to a threatened county before they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.log import events
from sim.world import teams
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.teams import Team
    from sim.world.world import World


def start(world: World) -> None:
    """Let teams wait where the plan has placed them before anything happened."""
    policy = world.plan.staging
    waiting = [
        team
        for team in world.teams.all
        if team.plan.capability == "forest" and team.plan.level == "national"
    ]
    waiting.sort(key=lambda team: team.plan.team_id)
    for number, team in enumerate(waiting[: policy.forest_teams]):
        county = world.place.county(policy.forest_counties[number % len(policy.forest_counties)])
        team.node = world.network.node_index(county.seat_node_id)
        team.is_staged = True
        world.add(events.TeamStaged(team.plan.team_id, node=world.network.node_ids[team.node]))


def move_forward(world: World, county_id: str, cause: int, *, is_ordered: bool = False) -> None:
    """Send free prefecture and provincial rescue teams to a county's seat, once.

    Without `is_ordered` only where the plan's staging foresees it.
    """
    policy = world.plan.staging
    is_foreseen = policy.where == "threatened_county" and county_id not in world.staged_counties
    if not (is_foreseen or is_ordered):
        return
    world.staged_counties[county_id] = cause
    node = world.network.node_index(world.place.county(county_id).seat_node_id)
    candidates = [
        team
        for team in world.teams.free_for("water_rescue")
        if team.plan.level in {"prefecture", "province"} and not team.is_staged
    ]
    ranked = sorted(
        candidates, key=lambda team: (world.drive_s(team.node, node), team.plan.team_id)
    )
    for team in ranked[: policy.teams_per_county]:
        if world.drive_s(team.node, node) < world.scenario.horizon_s:
            teams.occupy(team)
            world.env.process(drive_forward(world, team, node, cause))


def drive_forward(world: World, team: Team, node: int, cause: int) -> Process[None]:
    """One team to its staging area, ready there."""
    yield world.env.timeout(world.scenario.forces.turnout_s(team.plan.level))
    yield world.env.travel(origin=team.node, destination=node, vehicle="rescue")
    team.node = node
    team.is_staged = True
    world.add(events.TeamStaged(team.plan.team_id, node=world.network.node_ids[node]), cause=cause)
    teams.release(world, team)


def demobilise(world: World, county_id: str, cause: int) -> None:
    """Send the teams staged in a county home, once its alarms are over."""
    if world.staged_counties.pop(county_id, None) is None:
        return
    seat = world.network.node_index(world.place.county(county_id).seat_node_id)
    for team in world.teams.all:
        if team.is_staged and team.is_free and team.node == seat:
            teams.occupy(team)
            world.env.process(drive_home(world, team, cause))


def drive_home(world: World, team: Team, cause: int) -> Process[None]:
    """One team back to its base."""
    yield world.env.travel(origin=team.node, destination=team.home, vehicle="rescue")
    team.node, team.is_staged = team.home, False
    node = world.network.node_ids[team.home]
    world.add(events.TeamDemobilised(team.plan.team_id, node=node), cause=cause)
    teams.release(world, team)
