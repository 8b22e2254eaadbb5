"""Shelters (安置点): people taken in, needs arising, goods asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError
from sim.core.units import DAY_S
from sim.linkage.delays import quantile_s
from sim.log import events
from sim.place.geometry import haversine_m
from sim.supply import Goods, added, arrival_need, daily_need, still_to_ask
from sim.world import depots
from sim.world.approval import approve
from sim.world.environment import Process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.world.world import World
    from sim.world.zones import ZoneState


@dataclass(slots=True)
class Shelter:
    """One shelter during a run.

    ``expected`` are people on their way for whom places are kept. ``need``, ``promised`` and
    ``received`` add up over the run; what is promised and not yet received is on its way.
    ``tomorrow`` is asked for before it is needed.
    """

    shelter_id: str
    node: int
    county_id: str
    capacity: int
    lat: float
    lon: float
    zone_index: int
    persons: int = 0
    expected: int = 0
    peak_persons: int = 0
    need: Goods = field(default_factory=dict)
    received: Goods = field(default_factory=dict)
    promised: Goods = field(default_factory=dict)
    tomorrow: Goods = field(default_factory=dict)
    is_open: bool = False
    is_asking: bool = False
    need_seq: int = -1

    def room(self) -> int:
        """Return how many more people the shelter can take."""
        return self.capacity - self.persons

    def free(self) -> int:
        """Return how many places are neither taken nor kept for people on their way."""
        return self.room() - self.expected

    def outstanding(self) -> Goods:
        """Return what is or soon will be needed and is neither here nor on its way."""
        return still_to_ask(added(self.need, self.tomorrow), self.promised)


def build(world: World) -> dict[str, Shelter]:
    """Return the shelters of a place.

    Raises
    ------
    InputError
        If it has none.
    """
    zone_at = {zone.node_id: index for index, zone in enumerate(world.place.zones)}
    shelters = {}
    for site in world.place.sites_of("shelter"):
        node = world.place.node(site.node_id)
        shelters[site.site_id] = Shelter(
            shelter_id=site.site_id,
            node=world.network.node_index(site.node_id),
            county_id=site.county_id,
            capacity=site.capacity,
            lat=node.lat,
            lon=node.lon,
            zone_index=zone_at.get(site.node_id, -1),
        )
    if not shelters:
        raise InputError(f"place '{world.place.name}': needs a site of kind 'shelter'")
    return shelters


def choose(world: World, node: int, persons: int, *, tried: tuple[str, ...]) -> Shelter:
    """Return the quickest shelter to reach with places left, on ground not known to be in danger.

    Places kept for people on their way are not left. Considered are the nearest as the crow
    flies; where none of them has places, the nearest that has; where none can be reached, the
    nearest, and the group waits for a road; where all are in danger, danger is no longer asked
    for. Ranked by car, whatever the vehicle.
    """
    every = nearest_first(world, node)
    untried = every
    if tried:
        untried = [shelter for shelter in every if shelter.shelter_id not in tried] or every
    ranked: Iterator[Shelter] = (item for item in untried if not _is_in_danger(world, item))
    considered = world.scenario.behaviour.shelters_considered
    candidates = list(islice(ranked, considered))
    if not candidates:
        candidates, ranked = untried[:considered], iter(untried[considered:])
    fit = [shelter for shelter in candidates if shelter.free() >= persons] or candidates
    best = fit[0]
    if len(fit) > 1:  # travel times are asked for only where they decide
        travel_time_s = world.traffic.travel_time_s
        best = min(fit, key=lambda item: (travel_time_s(node, item.node, "car"), item.shelter_id))
    if best.free() >= persons:
        return best
    return next((shelter for shelter in ranked if shelter.free() >= persons), best)


def fit_for(world: World, zones: Sequence[ZoneState]) -> list[Shelter]:
    """Return shelters for all people still in some zones, on ground not known to be in danger.

    Of each zone the nearest as the crow flies, `shelters_considered` at least, until they have
    places for all these people; in the order of their nearness to the zones.
    """
    persons = sum(
        int(zone.households.persons[zone.is_home & zone.concerned].sum()) for zone in zones
    )
    fit: dict[str, Shelter] = {}
    for zone in zones:
        places, n = 0, 0
        for shelter in nearest_first(world, zone.node):
            if n >= world.scenario.behaviour.shelters_considered and places >= persons:
                break
            if not _is_in_danger(world, shelter):
                fit[shelter.shelter_id] = shelter
                places += max(0, shelter.free())
                n += 1
    return list(fit.values())


def is_wet(world: World, shelter: Shelter) -> bool:
    """Return whether water stands in a shelter's zone, as anybody there can see."""
    hour = world.flood.step_at(world.env.now)
    return shelter.zone_index >= 0 and bool(world.flood.zone_level_m[hour, shelter.zone_index] > 0)


def _is_in_danger(world: World, shelter: Shelter) -> bool:
    """Return whether the shelter's county knows its zone to be threatened or under water."""
    if shelter.zone_index < 0:
        return False
    zone_id = world.place.zones[shelter.zone_index].zone_id
    picture = world.posts.at("county", shelter.county_id).picture
    return not (
        picture.is_over("ZoneThreatened", ("ThreatLifted", "ZoneDrained"), zone_id)
        and picture.is_over("ZoneFlooded", ("ZoneDrained",), zone_id)
    )


def nearest_first(world: World, node: int) -> list[Shelter]:
    """Return all shelters, nearest first as the crow flies."""
    known = world.nearest_shelters.get(node)
    if known is None:
        every = list(world.shelters.values())
        here = world.place.nodes[node]
        distance_m = haversine_m(
            here.lat,
            here.lon,
            np.array([shelter.lat for shelter in every]),
            np.array([shelter.lon for shelter in every]),
        )
        known = [every[index] for index in np.argsort(distance_m, kind="stable")]
        world.nearest_shelters[node] = known
    return known


def take_in(world: World, shelter: Shelter, persons: int, cause: int) -> None:
    """Take people in; their first needs arise at once.

    Durables left behind by people who went home serve those who come after them.
    """
    before = shelter.peak_persons
    shelter.persons += persons
    shelter.peak_persons = max(shelter.peak_persons, shelter.persons)
    standards = world.scenario.goods
    new = shelter.peak_persons - before
    goods = added(
        arrival_need(new, standards=standards), daily_need(persons - new, standards=standards)
    )
    _need(world, shelter, persons, goods, cause)
    if not shelter.is_open:
        shelter.is_open = True
        world.env.process(_live(world, shelter))


def feed(world: World, shelter: Shelter, persons: int, cause: int) -> None:
    """Ask for a day's consumables for people who work nearby, through a shelter."""
    _need(world, shelter, persons, daily_need(persons, standards=world.scenario.goods), cause)


def send_home(world: World, shelter: Shelter, persons: int, cause: int) -> None:
    """Let people go home."""
    shelter.persons -= persons
    world.add(events.PersonsReturned(shelter.shelter_id, persons=persons), cause=cause)


def _need(world: World, shelter: Shelter, persons: int, goods: Goods, cause: int) -> None:
    for key, amount in goods.items():
        shelter.need[key] = shelter.need.get(key, 0.0) + amount
    shelter.need_seq = world.add(
        events.NeedArose(shelter.shelter_id, persons=persons, need=goods), cause=cause
    )
    _begin_asking(world, shelter)


def _live(world: World, shelter: Shelter) -> Process[None]:
    """Day after day, as long as somebody is there, the day's consumables are needed."""
    standards = world.scenario.goods
    ahead_s = world.scenario.shelter_supply.order_ahead_s
    while True:
        yield world.env.timeout(DAY_S - ahead_s)
        shelter.tomorrow = daily_need(shelter.persons, standards=standards)
        if shelter.tomorrow:
            shelter.need_seq = world.add(
                events.NeedForeseen(
                    shelter.shelter_id, persons=shelter.persons, need=shelter.tomorrow
                ),
                cause=shelter.need_seq,
            )
        _begin_asking(world, shelter)
        yield world.env.timeout(ahead_s)
        shelter.tomorrow = {}
        if shelter.persons:
            goods = daily_need(shelter.persons, standards=standards)
            _need(world, shelter, shelter.persons, goods, shelter.need_seq)


def _begin_asking(world: World, shelter: Shelter) -> None:
    if not shelter.is_asking and shelter.outstanding():
        shelter.is_asking = True
        world.env.process(_ask(world, shelter))


def _ask(world: World, shelter: Shelter) -> Process[None]:
    """Count, report, wait for approval, and have what is outstanding then sent."""
    rule = world.plan.linkage
    rhythm = world.scenario.shelter_supply
    while shelter.outstanding():
        yield world.env.timeout(rhythm.counting_s)
        yield world.env.timeout(
            quantile_s(rule.information.field_min, world.draw(f"report/{shelter.shelter_id}"))
        )
        approved = yield from approve(
            world,
            "goods",
            county_id=shelter.county_id,
            about=shelter.shelter_id,
            cause=shelter.need_seq,
        )
        yield depots.supply(world, shelter, approved)
        if shelter.outstanding():
            yield world.env.timeout(rhythm.retry_s)
    shelter.is_asking = False
