"""People trapped (被困群众): counted out of where they were, and word of it sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.log import events
from sim.world import information
from sim.world.teams import Task

if TYPE_CHECKING:
    from sim.world.world import World


def trap(  # an incident is described by all of these
    world: World,
    incident: str,
    zone_id: str,
    persons: int,
    cause: int,
    *,
    task: str = "water_rescue",
    nodes: tuple[int, ...] = (),
    county_id: str = "",
    source: str = "at_home",
) -> None:
    """People of a zone are trapped; word of it goes to the county in which they are.

    Parameters
    ----------
    nodes
        Nodes from which they can be reached; their zone's own if none is given.
    county_id
        County in which they are; their zone's own if none is given.
    source
        Where the census counts them until now.
    """
    if persons == 0:
        return
    zone = world.place.zone(zone_id)
    county_id = county_id or zone.county_id
    world.census.move(zone_id, persons, source=source, target="trapped")
    world.incidents[incident] = Task(
        task_id=incident,
        kind=task,
        nodes=nodes or (world.network.node_index(zone.node_id),),
        county_id=county_id,
        zone_id=zone_id,
        wanted=0,
        cause=cause,
        persons=persons,
    )
    seq = world.add(events.PersonsTrapped(zone_id, persons=persons, incident=incident), cause=cause)
    information.share(world, seq, county_id=county_id, source="field")
