"""Departure slots from the quickest plan for all zones that are ordered away in one decision.

The plan is a quickest transshipment of the zones' cars to shelters (see
:mod:`sim.roads.quickest_flow`), over roads open now, on which nobody else drives. Assumes that
everybody with a car obeys and is ready at once; who is not leaves when ready. Buses and people
ordered away in other decisions stand outside the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.roads.quickest_flow import quickest_flow, release_offsets_s
from sim.world import shelters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.evacuation import ZoneState
    from sim.world.world import World


def departure_slots_s(world: World, zones: Sequence[ZoneState]) -> dict[str, np.ndarray]:
    """Return planned departures of the cars of each zone, in order, from now on [s] ``(m,)``.

    Zones at one node share its slots, the first of them taking the first. Where there is neither
    room nor road for all cars of a node, the rest follow as the plan ended; where for none, or
    where no shelter is fit to go to, they leave when ready.

    Parameters
    ----------
    zones
        Zones of one decision, those first whose people shall leave first.
    """
    n_cars = {zone.zone_id: int((zone.is_home & ~zone.needs_bus).sum()) for zone in zones}
    supplies = np.zeros(world.network.n_nodes, dtype=np.int64)
    for zone in zones:
        supplies[zone.node] += n_cars[zone.zone_id]
    room = _room_by_node(world, zones)
    if not supplies.any() or not room:
        return {}
    flow = quickest_flow(
        world.network,
        supplies=supplies,
        destinations=list(room),
        room=list(room.values()),
        step_s=world.plan.evacuation.plan_step_s,
        passable=world.traffic.passable("car"),
        rounding="plan",
    )
    slots_s: dict[str, np.ndarray] = {}
    at_node: dict[int, np.ndarray] = {}
    for zone in zones:
        if zone.node not in at_node:
            at_node[zone.node] = release_offsets_s(flow, zone.node, int(supplies[zone.node]))
        n = n_cars[zone.zone_id]
        slots_s[zone.zone_id], at_node[zone.node] = np.split(at_node[zone.node], [n])
    return slots_s


def _room_by_node(world: World, zones: Sequence[ZoneState]) -> dict[int, int]:
    """Return how many cars the shelters at each node can take, where they are fit to go to.

    Those nearest to each zone as the crow flies, until they hold its people.
    """
    per_car = world.scenario.behaviour.household_persons
    room: dict[int, int] = {}
    for shelter in shelters.fit_for(world, zones):
        cars = shelter.free() // per_car
        if cars > 0:
            room[shelter.node] = room.get(shelter.node, 0) + cars
    return room
