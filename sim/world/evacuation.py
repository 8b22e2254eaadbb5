"""Evacuation: considered, approved, ordered, heard, obeyed, driven."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S
from sim.evacuation.households import Households, draw_households, leaving_times
from sim.linkage.response_levels import WARNING_LEVELS
from sim.log import events
from sim.world import response, shelters
from sim.world.command_posts import approve
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.log.picture import Fact
    from sim.world.world import World


@dataclass(slots=True)
class ZoneState:
    """One zone with people at risk, during a run."""

    zone_id: str
    index: int
    node: int
    households: Households
    is_home: np.ndarray
    is_ordered: bool = False
    is_flooded: bool = False
    order_seq: int = -1
    order_s: float = float("inf")
    hosts: dict[str, int] = field(default_factory=dict)


def start(world: World) -> None:
    """Draw the households at risk, before anything happens."""
    for index, zone in enumerate(world.place.zones):
        persons = int(world.flood.zone_persons_at_risk[index])
        if persons:
            add_zone(world, zone.zone_id, index, persons)


def add_zone(world: World, zone_id: str, index: int, persons: int) -> ZoneState:
    """Enter a zone whose people are, or are thought to be, at risk."""
    households = draw_households(zone_id, persons, world.scenario.behaviour, world.streams)
    world.census.settle(zone_id, persons)
    state = ZoneState(
        zone_id=zone_id,
        index=index,
        node=world.network.node_index(world.place.zone(zone_id).node_id),
        households=households,
        is_home=np.ones(len(households.persons), dtype=np.bool_),
    )
    world.zones[zone_id] = state
    return state


def consider(world: World, county_id: str) -> None:
    """Consider evacuation on what the county's post knows now."""
    if county_id not in world.deciding and _threats_to_act_on(world, county_id):
        world.deciding.append(county_id)
        world.env.process(_decide(world, county_id))


def order(world: World, zone_id: str, level: str, cause: int, *, ahead: int = 0) -> None:
    """Order the people at risk in a zone to leave; `ahead` people of the county leave first."""
    zone = world.zones[zone_id]
    if zone.is_ordered:
        return
    zone.is_ordered = True
    zone.order_s = world.env.now
    persons = int(zone.households.persons[zone.is_home].sum())
    zone.order_seq = world.add(
        events.EvacuationOrdered(zone_id, persons=persons, level=level), cause=cause
    )
    world.env.process(_leave(world, zone, level, ahead))


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
        ahead = 0
        for fact in sorted(threats, key=_expected):
            order(world, fact.event.subject, level, approved, ahead=ahead)
            ahead += getattr(fact.event, "persons", 0)
    world.deciding.remove(county_id)


def _expected(fact: Fact) -> tuple[float, str]:
    """Return when a threatened zone is expected to flood, as the fact has it."""
    return float(getattr(fact.event, "flood_time_s", 0.0)), fact.event.subject


def _leave(world: World, zone: ZoneState, level: str, ahead: int) -> Process[None]:
    """Let a zone's households leave in groups, until all who obey have left or water is in."""
    behaviour = world.scenario.behaviour
    leave_s = zone.order_s + leaving_times(
        zone.households, behaviour=behaviour, outreach=world.plan.outreach, level=level
    )
    leave_s += world.plan.evacuation.wave_offsets_s(zone.households.persons, ahead=ahead)
    leave_s[~zone.is_home] = np.inf
    batch = np.ceil(leave_s / behaviour.departure_batch_s)
    needs_bus = zone.households.car < behaviour.without_car_share
    for number in np.unique(batch[np.isfinite(batch)]):
        departure_s = float(number) * behaviour.departure_batch_s
        if departure_s > world.scenario.horizon_s:
            break
        yield world.env.timeout(departure_s - world.env.now)
        if zone.is_flooded:
            return
        group = (batch == number) & zone.is_home
        zone.is_home[group] = False
        cars = group & ~needs_bus
        bus_persons = int(zone.households.persons[group & needs_bus].sum())
        _depart(world, zone, int(zone.households.persons[cars].sum()), int(cars.sum()), "car")
        _depart(world, zone, bus_persons, ceil(bus_persons / behaviour.bus_persons), "bus")


def _depart(world: World, zone: ZoneState, persons: int, vehicles: int, mode: str) -> None:
    if persons:
        world.census.move(zone.zone_id, persons, source="at_home", target="on_the_road")
        world.env.process(_drive(world, zone, persons, vehicles, mode))


def _drive(world: World, zone: ZoneState, persons: int, vehicles: int, mode: str) -> Process[None]:
    """One group from its zone to a shelter that has room, turned away where there is none.

    Turned away `most_diversions` times, it is taken in where it comes next, full or not.
    """
    departed_s = world.env.now
    group = world.next_group()
    shelter = shelters.choose(world, zone.node, persons, tried=())
    cause = world.add(
        events.GroupDeparted(
            zone.zone_id,
            group=group,
            shelter=shelter.shelter_id,
            persons=persons,
            vehicles=vehicles,
            mode=mode,
        ),
        cause=zone.order_seq,
    )
    tried: list[str] = []
    node = zone.node
    while True:
        yield world.env.travel(
            origin=node, destination=shelter.node, vehicle=mode, n_vehicles=vehicles
        )
        is_fit = shelter.room() >= persons and not shelters.is_wet(world, shelter)
        if is_fit or len(tried) == world.scenario.behaviour.most_diversions:
            break
        tried.append(shelter.shelter_id)
        node, full = shelter.node, shelter
        shelter = shelters.choose(world, node, persons, tried=tuple(tried))
        cause = world.add(
            events.GroupDiverted(
                full.shelter_id, group=group, to=shelter.shelter_id, persons=persons
            ),
            cause=cause,
        )
    world.census.move(zone.zone_id, persons, source="on_the_road", target="in_shelter")
    arrived = world.add(
        events.GroupArrived(
            shelter.shelter_id,
            group=group,
            zone=zone.zone_id,
            persons=persons,
            travel_s=world.env.now - departed_s,
        ),
        cause=cause,
    )
    is_first = not zone.hosts
    zone.hosts[shelter.shelter_id] = zone.hosts.get(shelter.shelter_id, 0) + persons
    shelters.take_in(world, shelter, persons, arrived)
    if is_first:
        world.env.process(_return(world, zone))


def _return(world: World, zone: ZoneState) -> Process[None]:
    """Everybody goes home some time after the water has left, or the alarm proved false."""
    behaviour = world.scenario.behaviour
    flood = world.flood
    forecast_s = float(flood.zone_expected_flood_time_s[zone.index])
    alarm_s = max(zone.order_s, forecast_s if np.isfinite(forecast_s) else 0.0)
    drained_s = float(flood.zone_drain_time_s[zone.index])
    while True:
        home_s = alarm_s + behaviour.false_alarm_stay_s
        if zone.is_flooded:
            home_s = drained_s + behaviour.return_delay_s
        wait_s = min(home_s - world.env.now, HOUR_S)
        if wait_s <= 0.0:
            break
        yield world.env.timeout(wait_s)
    for shelter_id, persons in zone.hosts.items():
        shelters.send_home(world, world.shelters[shelter_id], persons, zone.order_seq)
        world.census.move(zone.zone_id, persons, source="in_shelter", target="returned")
    zone.hosts = {}
