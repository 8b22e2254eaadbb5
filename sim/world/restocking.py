"""Restocking of depots (补货): reviewed, ordered from outside, put in; durables come back.

Goods from outside the place and durables on their way back do not use the simulated roads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import InvariantError
from sim.log import events
from sim.place.geometry import haversine_m
from sim.supply import Goods, added, lessened
from sim.supply.restocking import in_use, to_order
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.depots import Depot
    from sim.world.shelters import Shelter
    from sim.world.world import World


class Restocking:
    """What is on order and what was taken from shelters, and what came of both.

    ``on_order`` and ``came`` are by depot, ``taken`` and ``busy_s`` by shelter: what was taken
    out of it, and when a review last found it in use. ``delivered`` is what had been handed over
    there by then.
    """

    def __init__(self) -> None:
        self.on_order: dict[str, Goods] = {}
        self.came: dict[str, Goods] = {}
        self.taken: dict[str, Goods] = {}
        self.busy_s: dict[str, float] = {}
        self.passed: dict[str, tuple[Goods, Goods]] = {}


def start(world: World) -> None:
    """Begin the reviews, if the scenario has any."""
    if world.scenario.restocking.is_on:
        world.env.process(_review(world))


def _review(world: World) -> Process[None]:
    """Review after review: every depot, then every shelter that stands empty."""
    while True:
        yield world.env.timeout(world.scenario.restocking.review_s)
        for depot in world.depots.values():
            _order(world, depot)
        for shelter in world.shelters.values():
            if shelter.promised and _is_disused(world, shelter):
                _clear(world, shelter)


def _order(world: World, depot: Depot) -> None:
    """Order for one depot what runs low."""
    parameters = world.scenario.restocking
    on_order = world.restocking.on_order.get(depot.depot_id, {})
    goods = to_order(
        depot.stock.available(),
        on_order,
        opening=depot.stock.initial,
        reorder_share=parameters.reorder_share,
    )
    if not goods:
        return
    world.restocking.on_order[depot.depot_id] = added(on_order, goods)
    seq = world.add(events.StockOrdered(depot.depot_id, goods=goods), cause=depot.reserved_seq)
    world.env.process(_replenish(world, depot, goods, seq))


def _replenish(world: World, depot: Depot, goods: Goods, cause: int) -> Process[None]:
    """One order, from ordering to goods in the depot."""
    lead_s = world.scenario.restocking.lead_s(world.draw(f"restocking/{depot.depot_id}"))
    yield world.env.timeout(lead_s)
    on_order = world.restocking.on_order
    on_order[depot.depot_id] = lessened(on_order[depot.depot_id], goods)
    _put_in(world, depot, goods, source="outside", cause=cause)


def _is_disused(world: World, shelter: Shelter) -> bool:
    """Return whether a shelter has long stood empty, and nothing was asked for or came."""
    state = world.restocking
    passed = shelter.need, shelter.received
    if shelter.persons or shelter.expected or state.passed.get(shelter.shelter_id) != passed:
        state.busy_s[shelter.shelter_id] = world.env.now
        state.passed[shelter.shelter_id] = dict(shelter.need), dict(shelter.received)
    empty_s = world.env.now - state.busy_s.get(shelter.shelter_id, 0.0)
    return empty_s >= world.scenario.restocking.empty_s


def _clear(world: World, shelter: Shelter) -> None:
    """Take the durables out of an empty shelter, and forget what its people still lacked.

    Whoever comes next needs durables anew; those still on the road to the shelter will serve
    them. Water and food that are there stay.
    """
    table = world.scenario.goods.table
    taken = world.restocking.taken.get(shelter.shelter_id, {})
    durable = [item.key for item in table.commodities if item.is_durable]
    goods = in_use(shelter.received, taken, durable)
    shelter.peak_persons = 0
    for key, needed in shelter.need.items():
        shelter.need[key] = min(needed, shelter.promised.get(key, 0.0))
    for key in durable:
        if key in shelter.promised:
            shelter.need[key] = shelter.received.get(key, 0.0)
    if not goods:
        return
    world.restocking.taken[shelter.shelter_id] = added(taken, goods)
    depot = _nearest(world, shelter)
    seq = world.add(
        events.GoodsCollected(shelter.shelter_id, depot=depot.depot_id, goods=goods),
        cause=shelter.need_seq,
    )
    world.env.process(_bring_back(world, depot, goods, seq))


def _bring_back(world: World, depot: Depot, goods: Goods, cause: int) -> Process[None]:
    """Durables of one shelter: collected, cleaned, sorted, and in a depot as far as still good."""
    parameters = world.scenario.restocking
    yield world.env.timeout(parameters.cleaning_s)
    if usable := parameters.reusable(goods):
        _put_in(world, depot, usable, source="returned", cause=cause)


def _nearest(world: World, shelter: Shelter) -> Depot:
    """Return the depot nearest to a shelter as the crow flies."""

    def distance_m(depot: Depot) -> tuple[float, str]:
        there = world.place.nodes[depot.node]
        metres = haversine_m(shelter.lat, shelter.lon, there.lat, there.lon)
        return float(metres), depot.depot_id

    return min(world.depots.values(), key=distance_m)


def _put_in(world: World, depot: Depot, goods: Goods, *, source: str, cause: int) -> None:
    """Put goods into a depot; whoever waits for them asks again in time."""
    depot.stock.receive(goods)
    came = world.restocking.came
    came[depot.depot_id] = added(came.get(depot.depot_id, {}), goods)
    world.add(events.StockReplenished(depot.depot_id, goods=goods, source=source), cause=cause)


def check(world: World) -> None:
    """Raise :class:`InvariantError` unless depots took in what came and nothing else.

    And unless shelters gave back no more than they had received.
    """
    for depot in world.depots.values():
        came = world.restocking.came.get(depot.depot_id, {})
        for key, amount in depot.stock.received.items():
            if amount != came.get(key, 0.0):
                raise InvariantError(
                    f"stock of {depot.depot_id}: {amount} of {key} taken in, "
                    f"{came.get(key, 0.0)} came"
                )
    for shelter in world.shelters.values():
        for key, amount in world.restocking.taken.get(shelter.shelter_id, {}).items():
            if amount > shelter.received.get(key, 0.0):
                raise InvariantError(
                    f"shelter {shelter.shelter_id}: {amount} of {key} taken out, "
                    f"only {shelter.received.get(key, 0.0)} received"
                )
