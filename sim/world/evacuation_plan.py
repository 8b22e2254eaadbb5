"""The quickest plan for the cars of all zones that are ordered away in one decision.

The plan is a quickest transshipment of the zones' cars to shelters (see
:mod:`sim.roads.quickest_flow`), over roads open now, on which nobody else drives, with the lanes
that contraflow ordered so far will give. Assumes that everybody with a car obeys and is ready at
once; who is not leaves when ready. Buses and people ordered away in other decisions stand outside
the plan.

Two choices of a plan use it. Evacuation orders ``staged_by_bound`` take its departures alone, and
drivers go where they like. Traffic ``planned`` takes departures, routes and shelters, whatever
the kind of order: simultaneous and staged by bound are then the same, and of a staged order each
wave takes the slots that are left when it is told to leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError
from sim.roads.quickest_flow import QuickestFlow, quickest_flow, release_offsets_s
from sim.world import lanes, shelters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.world import World
    from sim.world.zones import ZoneState

OWN_ROUTE = -1
"""In place of the number of a route: the driver chooses."""


@dataclass(frozen=True, slots=True)
class Way:
    """A planned way, whenever it is driven: arcs, and the node at its end."""

    destination: int
    arcs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """Planned departures of the cars of one zone, in order of time.

    Parameters
    ----------
    depart_s
        When, from the decision on [s] ``(m,)``.
    way
        Number of each in `ways`, or `OWN_ROUTE` ``(m,)``.
    ways
        All ways of the plan.
    """

    depart_s: np.ndarray
    way: np.ndarray
    ways: tuple[Way, ...]


def is_wanted(world: World) -> bool:
    """Return whether cars leave in planned slots."""
    return has_ways(world) or world.plan.evacuation.order == "staged_by_bound"


def has_ways(world: World) -> bool:
    """Return whether cars take planned ways to planned shelters."""
    return world.plan.traffic.choice == "planned"


def departure_slots(world: World, zones: Sequence[ZoneState]) -> dict[str, Slots]:
    """Return planned departures of the cars of each zone.

    Zones at one node share its slots, the first of them taking the first. Where there is neither
    room nor road for all cars of a node, the rest follow as the plan ended, by their own choice of
    route; where for none, or where no shelter is fit to go to, they leave when ready.

    Parameters
    ----------
    zones
        Zones of one decision, those first whose people shall leave first.
    """
    n_cars = {
        zone.name: int((zone.concerned & zone.is_home & ~zone.needs_bus).sum()) for zone in zones
    }
    supplies = np.zeros(world.network.n_nodes, dtype=np.int64)
    for zone in zones:
        supplies[zone.node] += n_cars[zone.name]
    room = _room_by_node(world, zones)
    if not supplies.any() or not room:
        return {}
    flow = _quickest(world, supplies, room)
    ways, number = _ways(flow)
    slots: dict[str, Slots] = {}
    n_taken: dict[int, int] = {}
    for zone in zones:
        first = n_taken.get(zone.node, 0)
        n_taken[zone.node] = last = first + n_cars[zone.name]
        depart_s = release_offsets_s(flow, zone.node, int(supplies[zone.node]))[first:last]
        way = np.full(len(depart_s), OWN_ROUTE, dtype=np.int64)
        if has_ways(world):
            planned = flow.departures(zone.node)[1][first:last]
            way[: len(planned)] = number[planned]
        slots[zone.name] = Slots(depart_s, way, ways)
    return slots


def _quickest(world: World, supplies: np.ndarray, room: dict[int, int]) -> QuickestFlow:
    """Return the quickest flow of cars in steps of the plan's, or of its own choice."""

    def flow(step_s: float | None) -> QuickestFlow:
        return quickest_flow(
            world.network,
            supplies=supplies,
            destinations=list(room),
            room=list(room.values()),
            step_s=step_s,
            passable=world.traffic.passable("car"),
            capacity_veh_per_s=lanes.capacity_veh_per_s(world),
            rounding="plan",
        )

    try:
        return flow(world.plan.evacuation.plan_step_s)
    except InputError:  # too short for so long an evacuation, or for so narrow a road
        return flow(None)


def _ways(flow: QuickestFlow) -> tuple[tuple[Way, ...], np.ndarray]:
    """Return the different ways of a flow, and the number of that of each of its routes."""
    found: dict[Way, int] = {}
    number = [
        found.setdefault(Way(route.destination, tuple(route.arcs.tolist())), len(found))
        for route in flow.routes
    ]
    return tuple(found), np.array(number, dtype=np.int64)


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
