"""The low-lying part of each zone, during a run: its households, the alarm, the water.

Entered when first asked for: most zones are never threatened. What is done for them is in
:mod:`sim.world.evacuation`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import Households, draw_households
from sim.world import evacuation_plan

if TYPE_CHECKING:
    from sim.world.evacuation_plan import Way
    from sim.world.world import World


@dataclass(slots=True)
class ZoneState:
    """People of one zone who may have to leave together, during a run.

    Those of its low-lying part, from the lowest ground up, or those behind some hazard points.

    By household ``(n,)``: ``is_home``, whether it is still there, at home or waiting for a bus;
    ``needs_bus``; ``concerned``, whether the newest order names it; ``told_s`` and ``leave_s``,
    when it is told to leave and does, inf if never;
    ``way``, the number of its planned way in `ways`, or `OWN_ROUTE`.
    ``expected_s`` is when its county expected the water as it ordered it away.
    ``is_ordered`` says whether an order is in force and ``ordered_persons`` whom it names.
    ``threat_seq`` is the newest forecast that names it, -1 while none does, ``threat_s`` the time
    of flooding it gives, ``threatened_persons`` whom it concerns. ``calm_s`` is when the last
    alarm ended, inf during one; ``breach_until_s`` until when water stands that a breach let
    in. ``hosts`` are the households in each shelter.
    """

    name: str
    zone_id: str
    index: int
    node: int
    county_id: str
    households: Households
    is_home: np.ndarray
    needs_bus: np.ndarray
    concerned: np.ndarray
    told_s: np.ndarray
    leave_s: np.ndarray
    way: np.ndarray
    ways: tuple[Way, ...] = ()
    is_ordered: bool = False
    ordered_persons: int = 0
    is_flooded: bool = False
    flood_seq: int = -1
    threat_seq: int = -1
    threat_s: float = float("inf")
    threatened_persons: int = 0
    order_seq: int = -1
    order_s: float = float("inf")
    expected_s: float = float("inf")
    calm_s: float = float("inf")
    breach_until_s: float = -float("inf")
    is_emptying: bool = False
    hosts: dict[str, list[int]] = field(default_factory=dict)

    def lowest(self, persons: int) -> np.ndarray:
        """Return which households (n,) hold this many people on the lowest ground."""
        return np.asarray(np.cumsum(self.households.persons) - self.households.persons < persons)


def zone_state(world: World, zone_id: str) -> ZoneState:
    """Return the low-lying part of a zone, its people entered when first asked for."""
    if zone_id not in world.zones:
        persons = world.flood.persons_in_reach(world.zone_index[zone_id])
        households = draw_households(zone_id, persons, world.scenario.behaviour, world.streams)
        world.zones[zone_id] = enter(world, zone_id, households, name=zone_id)
    return world.zones[zone_id]


def enter(world: World, zone_id: str, households: Households, *, name: str) -> ZoneState:
    """Enter households that live in a zone, all of them at home.

    Parameters
    ----------
    name
        What tells them from others of the zone.
    """
    zone = world.place.zone(zone_id)
    n = len(households.persons)
    world.census.settle(zone_id, int(households.persons.sum()))
    return ZoneState(
        name=name,
        zone_id=zone_id,
        index=world.zone_index[zone_id],
        node=world.network.node_index(zone.node_id),
        county_id=zone.county_id,
        households=households,
        is_home=np.ones(n, dtype=np.bool_),
        needs_bus=households.car < world.scenario.behaviour.without_car_share,
        concerned=np.zeros(n, dtype=np.bool_),
        told_s=np.full(n, np.inf),
        leave_s=np.full(n, np.inf),
        way=np.full(n, evacuation_plan.OWN_ROUTE, dtype=np.int64),
    )


def end_alarm(world: World, zone: ZoneState) -> None:
    """Note that the water has left a zone or is no longer expected."""
    zone.threat_seq = -1
    zone.threatened_persons = 0
    zone.calm_s = world.env.now
