"""Places cut off (孤岛): no road from any depot. Looked for whenever roads have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S
from sim.log import events
from sim.roads.isolation import reached_from
from sim.world import information, lifts
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World

_LOOK_S = 0.5 * HOUR_S
"""How often the state of the roads is looked at."""


class Isolation:
    """Which nodes are cut off now, and since which event which zones are."""

    def __init__(self, world: World) -> None:
        self.is_cut_off = np.zeros(world.network.n_nodes, dtype=np.bool_)
        self.zones: dict[str, int] = {}


def start(world: World) -> None:
    """Begin to look at the roads."""
    world.env.process(_watch(world))


def _watch(world: World) -> Process[None]:
    """Look at the roads now and then; work anew only where they have changed."""
    before = world.traffic.passable("truck")
    origins = list(dict.fromkeys(depot.node for depot in world.depots.values()))
    # Nodes that no road reaches on a dry day are not news: they are drawn so.
    never = ~reached_from(world.network, origins, is_open=before)
    node_of = [world.network.node_index(zone.node_id) for zone in world.place.zones]
    while True:
        yield world.env.timeout(_LOOK_S)
        is_open = world.traffic.passable("truck")
        if not np.array_equal(is_open, before):
            before = is_open
            reached = reached_from(world.network, origins, is_open=is_open)
            world.isolation.is_cut_off = ~reached & ~never
            for zone, node in zip(world.place.zones, node_of, strict=True):
                _tell(world, zone.zone_id, is_cut_off=bool(world.isolation.is_cut_off[node]))
        if world.isolation.zones:
            lifts.look_for_trapped(world)


def _tell(world: World, zone_id: str, *, is_cut_off: bool) -> None:
    """Let it be known that a zone is cut off, or no longer."""
    known = world.isolation.zones
    if is_cut_off == (zone_id in known):
        return
    zone = world.place.zone(zone_id)
    if is_cut_off:
        seq = world.add(
            events.PlaceIsolated(zone_id, persons=zone.population), cause=world.roads.newest_seq
        )
        known[zone_id] = seq
    else:
        seq = world.add(events.PlaceReconnected(zone_id), cause=known.pop(zone_id))
    information.share(world, seq, county_id=zone.county_id, source="field")
