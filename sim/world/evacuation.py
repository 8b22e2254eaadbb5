"""Evacuation (人员转移): considered, approved, ordered, heard, obeyed.

What becomes of those who leave is in :mod:`sim.world.groups`, for those without a car in
:mod:`sim.world.buses` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S
from sim.evacuation.households import leaving_times
from sim.evacuation.orders import held_for_slots_s, slot_numbers
from sim.linkage.response_levels import WARNING_LEVELS
from sim.log import events
from sim.world import buses, evacuation_plan, groups, lanes, response
from sim.world.approval import REFUSED, approve
from sim.world.environment import Process
from sim.world.zones import ZoneState, zone_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.log.picture import Fact
    from sim.world.evacuation_plan import Slots
    from sim.world.world import World


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

    Those named by the newest forecast; without one, all of the low-lying part.

    Parameters
    ----------
    zone_ids
        Zones, those first whose people shall leave first; one ordered before is left out, unless
        more people are threatened now.
    level
        Warning level people hear with the order.
    cause
        Seq of the approval or decision.
    """
    order_states(world, [zone_state(world, zone_id) for zone_id in zone_ids], level, cause)


def order_states(world: World, zones: Sequence[ZoneState], level: str, cause: int) -> None:
    """Order people of some zones to leave, whether they live low or behind hazard points."""
    zones = [zone for zone in zones if _at_risk(zone) > zone.ordered_persons]
    for zone in zones:
        _order(world, zone, level, cause)
    slots = {}
    if evacuation_plan.is_wanted(world):
        slots = evacuation_plan.departure_slots(world, zones)
    for zone in zones:
        if zone.name in slots:
            _hold(zone, slots[zone.name])
        world.env.process(_leave(world, zone))


def _order(world: World, zone: ZoneState, level: str, cause: int) -> None:
    """Order one zone, the first of its county with all that this sets in motion."""
    is_first = not any(
        other.is_ordered and other.county_id == zone.county_id for other in world.zones.values()
    )
    zone.is_ordered = True
    zone.order_s = world.env.now
    is_alarm = zone.is_flooded or zone.threat_seq >= 0
    zone.calm_s = float("inf") if is_alarm else world.env.now
    persons = zone.households.persons
    concerned = zone.is_home & zone.lowest(_at_risk(zone)) & ~zone.lowest(zone.ordered_persons)
    zone.ordered_persons = _at_risk(zone)
    zone.order_seq = world.add(
        events.EvacuationOrdered(zone.zone_id, persons=int(persons[concerned].sum()), level=level),
        cause=cause,
    )
    zone.concerned = concerned
    offsets_s = world.plan.evacuation.wave_offsets_s(persons * concerned, ahead=_ahead(world, zone))
    delay_s = leaving_times(
        zone.households,
        behaviour=world.scenario.behaviour,
        outreach=world.plan.outreach,
        level=level,
    )
    zone.told_s = np.where(concerned, zone.order_s + offsets_s, zone.told_s)
    zone.leave_s = np.where(concerned, zone.told_s + delay_s, zone.leave_s)
    if is_first:
        lanes.evacuating(world, zone.county_id, zone.order_seq)
        buses.call_out(world, zone.county_id)
    if not zone.is_emptying:
        zone.is_emptying = True
        world.env.process(_end_in_time(world, zone))


def _at_risk(zone: ZoneState) -> int:
    """Return how many people of a zone an order of this moment names."""
    if zone.threatened_persons:
        return zone.threatened_persons
    return int(zone.households.persons.sum())


def _end_in_time(world: World, zone: ZoneState) -> Process[None]:
    """End the order of a zone some time after the last alarm; everybody goes home.

    Whoever comes to a shelter later goes home from there too.
    """
    behaviour = world.scenario.behaviour
    while True:
        stay_s = behaviour.false_alarm_stay_s
        if zone.flood_seq > zone.order_seq:
            stay_s = behaviour.return_delay_s
        wait_s = min(zone.calm_s + stay_s - world.env.now, HOUR_S)
        if wait_s <= 0.0:
            break
        yield world.env.timeout(wait_s)
    zone.is_ordered, zone.is_emptying = False, False
    zone.ordered_persons = 0
    zone.leave_s[:] = np.inf
    buses.disperse(world, zone)
    groups.send_home(world, zone)


def _hold(zone: ZoneState, slots: Slots) -> None:
    """Hold a zone's cars for planned departures, one for each, and tell them their ways."""
    cars = np.flatnonzero(zone.concerned & zone.is_home & ~zone.needs_bus)
    ready_s = zone.leave_s[cars]
    number = slot_numbers(ready_s, len(slots.depart_s))
    zone.leave_s[cars] = held_for_slots_s(ready_s, zone.order_s + slots.depart_s)
    planned = slots.way[number]
    is_planned = planned != evacuation_plan.OWN_ROUTE
    zone.way[cars] = np.where(is_planned, planned + len(zone.ways), planned)
    zone.ways += slots.ways


def _ahead(world: World, zone: ZoneState) -> int:
    """Return how many people of the zone's county leave before its own.

    They were ordered before, are still there, and their wave is not over. Those who stay
    against the order are counted until then: nobody knows that they will.
    """
    over_s = world.env.now - world.plan.evacuation.wave_interval_s
    return sum(
        int(other.households.persons[other.is_home & _is_told_after(other, over_s)].sum())
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
    is_dry = all(
        picture.is_over("ZoneFlooded", ("ZoneDrained",), fact.event.subject)
        for fact in picture.all_of("ZoneFlooded")
    )
    if is_low or (policy.trigger == "water" and is_dry):
        return []
    return [
        fact
        for fact in picture.all_of("ZoneThreatened")
        if isinstance(fact.event, events.ZoneThreatened)
        and fact.event.persons > world.zones[fact.event.subject].ordered_persons
        and not picture.is_over(
            "ZoneThreatened", ("ThreatLifted", "ZoneDrained"), fact.event.subject
        )
        and picture.is_over("ZoneFlooded", ("ZoneDrained",), fact.event.subject)
    ]


def _is_told_after(zone: ZoneState, time_s: float) -> np.ndarray:
    """Return which households (n,) of a zone are told to leave after a time [s]."""
    return np.asarray(np.isfinite(zone.told_s) & (zone.told_s > time_s))


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
            is_moot=lambda _: not _threats_to_act_on(world, county_id),
        )
        if approved == REFUSED:
            continue
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
    batch = np.where(zone.concerned, np.ceil(zone.leave_s / batch_s), np.inf)
    for number in np.unique(batch[np.isfinite(batch)]):
        departure_s = float(number) * batch_s
        if departure_s > world.scenario.horizon_s:
            break
        yield world.env.timeout(departure_s - world.env.now)
        if zone.is_flooded:
            return
        leaving = (batch == number) & zone.is_home & np.isfinite(zone.leave_s)
        for way in np.unique(zone.way[leaving & ~zone.needs_bus]):
            cars = np.flatnonzero(leaving & ~zone.needs_bus & (zone.way == way))
            planned = None if way == evacuation_plan.OWN_ROUTE else zone.ways[way]
            groups.send(world, zone, cars, way=planned, cause=zone.order_seq)
        on_foot = np.flatnonzero(leaving & zone.needs_bus)
        if on_foot.size:
            buses.gather(world, zone, on_foot)
