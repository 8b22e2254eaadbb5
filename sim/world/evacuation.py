"""Evacuation (人员转移): considered, approved, ordered, heard, obeyed.

What becomes of those who leave is in :mod:`sim.world.groups`, for those without a car in
:mod:`sim.world.buses` first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import Households, draw_households, leaving_times
from sim.evacuation.orders import held_for_slots_s, slot_numbers
from sim.linkage.response_levels import WARNING_LEVELS
from sim.log import events
from sim.world import buses, evacuation_plan, groups, lanes, response
from sim.world.command_posts import approve
from sim.world.environment import Process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.log.picture import Fact
    from sim.world.evacuation_plan import Slots, Way
    from sim.world.world import World


@dataclass(slots=True)
class ZoneState:
    """One zone with people at risk, during a run.

    By household ``(n,)``: ``is_home``, whether it is still there, at home or waiting for a bus;
    ``needs_bus``; ``told_s`` and ``leave_s``, when it is told to leave and does, inf if never;
    ``way``, the number of its planned way in `ways`, or `OWN_ROUTE`.
    ``expected_s`` is when its county expected the water as it ordered it away.
    """

    zone_id: str
    index: int
    node: int
    county_id: str
    households: Households
    is_home: np.ndarray
    needs_bus: np.ndarray
    told_s: np.ndarray
    leave_s: np.ndarray
    way: np.ndarray
    ways: tuple[Way, ...] = ()
    is_ordered: bool = False
    is_flooded: bool = False
    order_seq: int = -1
    order_s: float = float("inf")
    expected_s: float = float("inf")
    hosts: dict[str, int] = field(default_factory=dict)


def start(world: World) -> None:
    """Draw the households at risk, before anything happens."""
    for index, zone in enumerate(world.place.zones):
        persons = int(world.flood.zone_persons_at_risk[index])
        if persons:
            add_zone(world, zone.zone_id, index, persons)


def add_zone(world: World, zone_id: str, index: int, persons: int) -> ZoneState:
    """Enter a zone whose people are, or are thought to be, at risk."""
    behaviour = world.scenario.behaviour
    households = draw_households(zone_id, persons, behaviour, world.streams)
    world.census.settle(zone_id, persons)
    zone = world.place.zone(zone_id)
    never_s = np.full(len(households.persons), np.inf)
    state = ZoneState(
        zone_id=zone_id,
        index=index,
        node=world.network.node_index(zone.node_id),
        county_id=zone.county_id,
        households=households,
        is_home=np.ones(len(households.persons), dtype=np.bool_),
        needs_bus=households.car < behaviour.without_car_share,
        told_s=never_s,
        leave_s=never_s.copy(),
        way=np.full(len(households.persons), evacuation_plan.OWN_ROUTE, dtype=np.int64),
    )
    world.zones[zone_id] = state
    return state


def consider(world: World, county_id: str) -> None:
    """Consider evacuation on what the county's post knows now."""
    if county_id not in world.deciding and _threats_to_act_on(world, county_id):
        world.deciding.append(county_id)
        world.env.process(_decide(world, county_id))


def order(world: World, zone_id: str, level: str, cause: int) -> None:
    """Order the people at risk in one zone to leave; see :func:`order_together`."""
    order_together(world, [zone_id], level, cause)


def order_together(world: World, zone_ids: Sequence[str], level: str, cause: int) -> None:
    """Order the people at risk in some zones to leave, in one decision.

    Parameters
    ----------
    zone_ids
        Zones, those first whose people shall leave first; one ordered before is left out.
    level
        Warning level people hear with the order.
    cause
        Seq of the approval or decision.
    """
    zones = [world.zones[zone_id] for zone_id in zone_ids]
    zones = [zone for zone in zones if not zone.is_ordered]
    for zone in zones:
        _order(world, zone, level, cause)
    slots = {}
    if evacuation_plan.is_wanted(world):
        slots = evacuation_plan.departure_slots(world, zones)
    for zone in zones:
        if zone.zone_id in slots:
            _hold(zone, slots[zone.zone_id])
        world.env.process(_leave(world, zone))


def _order(world: World, zone: ZoneState, level: str, cause: int) -> None:
    """Order one zone, the first of its county with all that this sets in motion."""
    is_first = not any(
        other.is_ordered and other.county_id == zone.county_id for other in world.zones.values()
    )
    zone.is_ordered = True
    zone.order_s = world.env.now
    persons = zone.households.persons
    zone.order_seq = world.add(
        events.EvacuationOrdered(
            zone.zone_id, persons=int(persons[zone.is_home].sum()), level=level
        ),
        cause=cause,
    )
    offsets_s = world.plan.evacuation.wave_offsets_s(persons, ahead=_ahead(world, zone))
    zone.told_s = zone.order_s + offsets_s
    zone.leave_s = zone.told_s + leaving_times(
        zone.households,
        behaviour=world.scenario.behaviour,
        outreach=world.plan.outreach,
        level=level,
    )
    zone.leave_s[~zone.is_home] = np.inf
    if is_first:
        lanes.evacuating(world, zone.county_id, zone.order_seq)
        buses.call_out(world, zone.county_id)


def _hold(zone: ZoneState, slots: Slots) -> None:
    """Hold a zone's cars for planned departures, one for each, and tell them their ways."""
    cars = np.flatnonzero(zone.is_home & ~zone.needs_bus)
    ready_s = zone.leave_s[cars]
    number = slot_numbers(ready_s, len(slots.depart_s))
    zone.leave_s[cars] = held_for_slots_s(ready_s, zone.order_s + slots.depart_s)
    zone.way[cars] = slots.way[number]
    zone.ways = slots.ways


def _ahead(world: World, zone: ZoneState) -> int:
    """Return how many people of the zone's county leave before its own.

    They were ordered before, are still there, and their wave is not over. Those who stay
    against the order are counted until then: nobody knows that they will.
    """
    over_s = world.env.now - world.plan.evacuation.wave_interval_s
    return sum(
        int(other.households.persons[other.is_home & (other.told_s > over_s)].sum())
        for other in world.zones.values()
        if other is not zone
        and other.county_id == zone.county_id
        and other.is_ordered
        and not other.is_flooded
    )


def _threats_to_act_on(world: World, county_id: str) -> list[Fact]:
    """Return the threats that a county's picture and the plan's trigger call to act on."""
    policy = world.plan.evacuation
    picture = world.posts.at("county", county_id).picture
    warning = response.known_warning(world, county_id)
    is_low = WARNING_LEVELS.index(warning) < WARNING_LEVELS.index(policy.minimum_level)
    is_dry = not picture.all_of("ZoneFlooded")
    if is_low or (policy.trigger == "water" and is_dry):
        return []
    return [
        fact
        for fact in picture.all_of("ZoneThreatened")
        if not world.zones[fact.event.subject].is_ordered
        and not picture.is_over("ZoneThreatened", "ZoneDrained", fact.event.subject)
        and picture.latest("ZoneFlooded", fact.event.subject) is None
    ]


def _decide(world: World, county_id: str) -> Process[None]:
    """One county's desk: the threats on it go through the chain together, then what came since."""
    policy = world.plan.evacuation
    while threats := _threats_to_act_on(world, county_id):
        approved = yield from approve(
            world,
            "evacuation",
            county_id=county_id,
            about=county_id,
            cause=max(fact.learned for fact in threats),
        )
        level = policy.order_level(response.known_warning(world, county_id))
        threats.sort(key=_expected)
        for fact in threats:
            world.zones[fact.event.subject].expected_s = _expected(fact)[0]
        order_together(world, [fact.event.subject for fact in threats], level, approved)
    world.deciding.remove(county_id)


def _expected(fact: Fact) -> tuple[float, str]:
    """Return when a threatened zone is expected to flood, as the fact has it."""
    return float(getattr(fact.event, "flood_time_s", 0.0)), fact.event.subject


def _leave(world: World, zone: ZoneState) -> Process[None]:
    """Let a zone's households leave, until all who obey have left or water is in.

    Those with a car leave in groups, by planned way if they have one; the others gather and
    wait for a bus.
    """
    batch_s = world.scenario.behaviour.departure_batch_s
    batch = np.ceil(zone.leave_s / batch_s)
    for number in np.unique(batch[np.isfinite(batch)]):
        departure_s = float(number) * batch_s
        if departure_s > world.scenario.horizon_s:
            break
        yield world.env.timeout(departure_s - world.env.now)
        if zone.is_flooded:
            return
        leaving = (batch == number) & zone.is_home
        for way in np.unique(zone.way[leaving & ~zone.needs_bus]):
            cars = np.flatnonzero(leaving & ~zone.needs_bus & (zone.way == way))
            planned = None if way == evacuation_plan.OWN_ROUTE else zone.ways[way]
            groups.send(world, zone, cars, way=planned, cause=zone.order_seq)
        on_foot = np.flatnonzero(leaving & zone.needs_bus)
        if on_foot.size:
            buses.gather(world, zone, on_foot)
