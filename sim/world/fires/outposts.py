"""Forest fire teams of a county out in its towns while danger is high (靠前驻防)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.world import staging, teams

if TYPE_CHECKING:
    from sim.world.teams import Team
    from sim.world.world import World


def follow(world: World, county_id: str, danger: int, cause: int) -> None:
    """Send teams out to a county's towns, or home again, by the morning's class of danger."""
    policy = world.plan.staging
    if not policy.outpost_class:
        return
    own = [
        team
        for team in world.teams.all
        if team.plan.county_id == county_id
        and team.plan.capability == "forest"
        and team.plan.level == "county"
    ]
    if danger >= policy.outpost_class:
        _send_out(world, county_id, own, cause)
    else:
        for team in own:
            if team.is_free and team.is_staged:
                teams.occupy(team)
                world.env.process(staging.drive_home(world, team, cause))


def _send_out(world: World, county_id: str, own: list[Team], cause: int) -> None:
    """Fill the outposts of a county, the farthest town first."""
    n_wanted = round(world.plan.staging.outpost_share * len(own))
    towns = _towns(world, county_id, n_wanted)
    held = {team.node for team in own if team.is_staged}
    empty = [town for town in towns if town not in held]
    free = sorted(
        (team for team in own if team.is_free and not team.is_staged),
        key=lambda team: team.plan.team_id,
    )
    for team, town in zip(free, empty, strict=False):
        teams.occupy(team)
        world.env.process(staging.drive_forward(world, team, town, cause))


def _towns(world: World, county_id: str, n: int) -> list[int]:
    """Return up to `n` towns of a county that teams can reach, each far from seat and the others.

    The first is the farthest from the seat, each further one the farthest from all chosen.
    """
    seat = world.network.node_index(world.place.county(county_id).seat_node_id)
    nodes = sorted(
        {
            world.network.node_index(zone.node_id)
            for zone in world.place.zones
            if zone.county_id == county_id
        }
        - {seat}
    )
    away_s = np.array([world.drives_s(node) for node in (seat, *nodes)])
    away_s = away_s[:, [seat, *nodes]]
    nearest_s = away_s[0].copy()
    towns: list[int] = []
    while len(towns) < n:
        nearest_s[nearest_s >= world.horizon_s] = 0.0
        farthest = int(np.argmax(nearest_s))
        if nearest_s[farthest] == 0.0:
            break
        towns.append([seat, *nodes][farthest])
        nearest_s = np.minimum(nearest_s, away_s[farthest])
    return towns
