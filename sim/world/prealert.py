"""What a warning sets in motion before anything happens (预警响应)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.linkage.response_levels import WARNING_LEVELS
from sim.world import inspection, staging

if TYPE_CHECKING:
    from sim.world.world import World

_REASON = "prealert"


def act(world: World, county_id: str, colour: str, cause: int) -> None:
    """Do what the rule foresees on a warning of this colour."""
    rule = world.plan.linkage
    if rule.foresees("inspect_points", colour):
        inspection.alert(world, county_id)
    is_bad_enough = WARNING_LEVELS.index(colour) >= WARNING_LEVELS.index(world.plan.staging.level)
    if rule.foresees("stage_teams", colour) and is_bad_enough:
        staging.move_forward(world, county_id, cause)
    if rule.foresees("close_roads", colour):
        closed = world.closed_on_warning.setdefault(county_id, _beside_rivers(world, county_id))
        for link in closed:
            world.roads.close(link, _REASON, cause)


def stand_down(world: World, county_id: str, cause: int) -> None:
    """Open again the roads that a warning had closed."""
    for link in world.closed_on_warning.pop(county_id, ()):
        world.roads.reopen(link, _REASON, cause)


def _beside_rivers(world: World, county_id: str) -> list[int]:
    """Return the roads of a county that run along a river or cross it."""
    within_m = world.plan.linkage.close_within_m
    return [
        index
        for index, link in enumerate(world.place.links)
        if link.county_id == county_id and link.river_distance_m <= within_m
    ]
