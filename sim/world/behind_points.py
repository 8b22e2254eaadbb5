"""People behind hazard points (隐患点群众避险转移): moved while a warning is in force.

A county that knows of a warning orders away those behind points found weak and not yet
reinforced, and those below slopes that much rain has soaked, by households like anybody else.
They go home once the county stands down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import draw_households, joined, trapped_share
from sim.hazards.flood.points.parameters import KINDS
from sim.linkage.response_levels import WARNING_LEVELS
from sim.world import evacuation, response
from sim.world.approval import approve
from sim.world.environment import Process
from sim.world.zones import ZoneState, end_alarm, enter

if TYPE_CHECKING:
    from sim.world.world import World

SLOPE = KINDS.index("slope")


def consider(world: World, county_id: str, cause: int) -> None:
    """Consider moving the people behind the points a county fears for."""
    key = f"points/{county_id}"
    if key not in world.deciding and _to_move(world, county_id):
        world.deciding.append(key)
        world.env.process(_decide(world, county_id, key, cause))


def stand_down(world: World, county_id: str) -> None:
    """Let the people moved from behind points of a county go home in time."""
    for hamlet in world.hamlets:
        if hamlet.county_id == county_id:
            end_alarm(world, hamlet)
    world.points.is_moved[world.flood.points.county == world.county_index[county_id]] = False


def meet(world: World, point: int) -> tuple[int, int]:
    """Let a failing point meet those behind it who are home: return them, and those trapped."""
    if point not in world.behind:
        _enter(world, int(world.flood.points.zone[point]), [point])
    hamlet, members = world.behind[point]
    home = members[hamlet.is_home[members]]
    share = trapped_share(1.0, world.scenario.behaviour)
    caught = home[hamlet.households.trapped[home] < share]
    hamlet.is_home[caught] = False
    persons = hamlet.households.persons
    return int(persons[home].sum()), int(persons[caught].sum())


def _decide(world: World, county_id: str, key: str, cause: int) -> Process[None]:
    """One county's desk: the people behind points go through the chain, then those found since."""
    while points := _to_move(world, county_id):
        approved = yield from approve(
            world, "evacuation", county_id=county_id, about=key, cause=cause
        )
        level = world.plan.evacuation.order_level(response.known_warning(world, county_id))
        by_zone: dict[int, list[int]] = {}
        hamlets: dict[str, ZoneState] = {}
        for point in points:
            world.points.is_moved[point] = True
            if point in world.behind:
                hamlet = world.behind[point][0]
                hamlets[hamlet.name] = hamlet
            elif not world.points.has_failed[point]:
                by_zone.setdefault(int(world.flood.points.zone[point]), []).append(point)
        for zone, members in by_zone.items():
            hamlet = _enter(world, zone, members)
            hamlets[hamlet.name] = hamlet
        for hamlet in hamlets.values():
            hamlet.threat_seq = approved
        evacuation.order_states(world, list(hamlets.values()), level, approved)
    world.deciding.remove(key)


def _to_move(world: World, county_id: str) -> list[int]:
    """Return the points whose people a county, under a warning it knows of, would move now.

    Weak points it knows of; and slopes that have had so much rain, as everybody can measure.
    """
    policy = world.plan.evacuation
    warning = WARNING_LEVELS.index(response.known_warning(world, county_id))
    if policy.points_level == "never" or warning < WARNING_LEVELS.index(policy.points_level):
        return []
    points, state = world.flood.points, world.points
    rain_mm = world.flood.loads.load[SLOPE, world.flood.step_at(world.env.now)]
    is_soaked = (points.kind_index == SLOPE) & (rain_mm[points.load_column] >= policy.slope_rain_mm)
    is_known = np.zeros(len(points.point_ids), dtype=np.bool_)
    is_known[state.reported.get(county_id, [])] = True
    wanted = (is_known | is_soaked) & (points.county == world.county_index[county_id])
    wanted &= ~(state.is_moved | state.has_failed | (state.strength_factor > 1.0))
    chosen: list[int] = np.flatnonzero(wanted & (points.persons_behind > 0)).tolist()
    return chosen


def _enter(world: World, zone_index: int, points: list[int]) -> ZoneState:
    """Enter the people behind some points of a zone, each household with its own draws."""
    place_zone = world.place.zones[zone_index]
    behaviour = world.scenario.behaviour
    parts = [
        draw_households(
            str(world.flood.points.point_ids[point]),
            int(world.flood.points.persons_behind[point]),
            behaviour,
            world.streams,
        )
        for point in points
    ]
    zone_id = place_zone.zone_id
    hamlet = enter(world, zone_id, joined(parts), name=world.number(f"{zone_id}/points"))
    first = 0
    for point, part in zip(points, parts, strict=True):
        members = np.arange(first, first + len(part.persons))
        world.behind[point] = hamlet, members
        first += len(members)
    world.hamlets.append(hamlet)
    return hamlet
