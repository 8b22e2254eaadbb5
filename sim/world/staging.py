"""Forward staging (前置): teams move to a threatened county before they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.log import events
from sim.world import teams
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.teams import Team
    from sim.world.world import World


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
            teams.occupy(world, team)
            world.env.process(_drive_forward(world, team, node, cause))


def _drive_forward(world: World, team: Team, node: int, cause: int) -> Process[None]:
    """One team to its staging area, ready there."""
    yield world.env.timeout(world.scenario.forces.turnout_s(team.plan.level))
    yield world.env.travel(origin=team.node, destination=node, vehicle="rescue")
    team.node = node
    team.is_staged = True
    world.add(events.TeamStaged(team.plan.team_id, node=world.network.node_ids[node]), cause=cause)
    teams.release(world, team)
