"""Depots and trucks (储备库): goods released, loaded, driven, handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from sim.core.errors import InvariantError
from sim.log import events
from sim.supply import Goods, Stock, arrival_need, truckloads, whole_units
from sim.supply.dispatch.records import DepotState, Shipment, SupplyRequest
from sim.world import lifts, shelters
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.shelters import Shelter
    from sim.world.world import World


@dataclass(slots=True)
class Depot:
    """One depot during a run. Trucks queue in `trucks`, loading in `bays`."""

    depot_id: str
    node: int
    county_id: str
    prefecture_id: str
    persons: int
    n_trucks: int
    stock: Stock
    trucks: simpy.Store
    bays: simpy.Resource
    reserved_seq: int = -1


def build(world: World) -> dict[str, Depot]:
    """Return the depots of the plan's layout, stocked."""
    layout = world.plan.layout
    plans = layout.place_depots(world.place)
    stocks = layout.opening_stock(plans, standards=world.scenario.goods)
    depots = {}
    for plan in plans:
        trucks = simpy.Store(world.env)
        trucks.items = [f"{plan.site_id}/truck{number}" for number in range(1, plan.n_trucks + 1)]
        depots[plan.site_id] = Depot(
            depot_id=plan.site_id,
            node=world.network.node_index(plan.node_id),
            county_id=plan.county_id,
            prefecture_id=world.place.county(plan.county_id).prefecture_id,
            persons=plan.persons,
            n_trucks=plan.n_trucks,
            stock=Stock(plan.site_id, stocks[plan.site_id]),
            trucks=trucks,
            bays=simpy.Resource(world.env, capacity=plan.n_bays),
        )
    return depots


def start(world: World) -> None:
    """Note what every depot holds."""
    for depot in world.depots.values():
        world.add(events.StockPlaced(depot.depot_id, stock=dict(depot.stock.on_hand)))


def supply(world: World, shelter: Shelter, cause: int) -> simpy.Event:
    """Put a shelter's approved request into the next round; return the event of that round."""
    if not world.supply_round:
        world.supply_round_ends = world.env.process(_round(world))
    world.supply_round[shelter.shelter_id] = cause
    return world.supply_round_ends


def _round(world: World) -> Process[None]:
    """One dispatch round: what was approved meanwhile is served together, as the policy says."""
    yield world.env.timeout(world.scenario.shelter_supply.dispatch_round_s)
    causes, world.supply_round = world.supply_round, {}
    requests = []
    for shelter_id in causes:
        shelter = world.shelters[shelter_id]
        if outstanding := shelter.outstanding():
            requests.append(_request(world, shelter, outstanding, shelter.persons))
    _send(world, tuple(requests), causes)


def push(world: World, threat: events.ZoneThreatened, cause: int) -> None:
    """Send goods ahead of the people of a zone known to be threatened, if the policy does so."""
    policy = world.plan.dispatch
    zone = world.place.zone(threat.subject)
    if not policy.is_push or zone.zone_id in world.pushed_zones:
        return
    world.pushed_zones[zone.zone_id] = cause
    node = world.network.node_index(zone.node_id)
    shelter = shelters.choose(world, node, 0, tried=())
    goods = policy.forecast_goods(threat.persons, standards=world.scenario.goods)
    request = _request(world, shelter, goods, threat.persons, zone_id=zone.zone_id)
    _send(world, (request,), {shelter.shelter_id: cause})


def send(world: World, depot_id: str, shelter_id: str, persons: int, cause: int) -> None:
    """Send the first needs of some people from one depot to one shelter, by decision."""
    depot, shelter = world.depots[depot_id], world.shelters[shelter_id]
    wanted = whole_units(arrival_need(persons, standards=world.scenario.goods))
    free = depot.stock.available()
    goods = {key: min(amount, free.get(key, 0.0)) for key, amount in wanted.items()}
    shipment = Shipment(
        depot_id=depot.depot_id, shelter_id=shelter.shelter_id, request_id="", goods=goods
    )
    _release(world, shipment, cause)


def _request(
    world: World, shelter: Shelter, goods: Goods, persons: int, zone_id: str = ""
) -> SupplyRequest:
    """Return what a shelter asks for now, or what goes ahead of the people of one zone."""
    return SupplyRequest(
        shelter_id=shelter.shelter_id,
        node_id=world.network.node_ids[shelter.node],
        county_id=shelter.county_id,
        goods=goods,
        persons=persons,
        raised_s=world.env.now,
        request_id=zone_id,
        is_forecast=bool(zone_id),
    )


def _send(world: World, requests: tuple[SupplyRequest, ...], causes: dict[str, int]) -> None:
    """Plan shipments for requests, each with the event that made it, and set them in motion."""
    states = tuple(
        DepotState(
            depot_id=depot.depot_id,
            node_id=world.network.node_ids[depot.node],
            county_id=depot.county_id,
            prefecture_id=depot.prefecture_id,
            available=depot.stock.available(),
            opening=depot.stock.initial,
            n_trucks_free=len(depot.trucks.items),
            n_trucks=depot.n_trucks,
        )
        for depot in world.depots.values()
    )
    has_depot = {depot.prefecture_id for depot in world.depots.values()}
    reach = world.plan.linkage.goods_reach

    def is_allowed(depot: DepotState, request: SupplyRequest) -> bool:
        asking = world.place.county(request.county_id).prefecture_id
        return reach == "province" or depot.prefecture_id == asking or asking not in has_depot

    def travel_s(depot_id: str, shelter_id: str) -> float:
        node = world.shelters[shelter_id].node
        if lifts.is_wanted(world, node):
            return lifts.time_s(world, world.depots[depot_id].node, node)
        to_s = world.traffic.travel_times_to(world.shelters[shelter_id].node, "truck")
        return float(to_s[world.depots[depot_id].node])

    shipments = world.plan.dispatch.plan(
        now_s=world.env.now,
        requests=requests,
        depots=states,
        travel_s=travel_s,
        allowed=is_allowed,
    )
    for shipment in shipments:
        _release(world, shipment, causes[shipment.shelter_id])


def _release(world: World, shipment: Shipment, cause: int) -> None:
    """Reserve a shipment's goods and set its trucks in motion."""
    goods = {key: amount for key, amount in shipment.goods.items() if amount > 0.0}
    if not goods:
        return
    depot = world.depots[shipment.depot_id]
    shelter = world.shelters[shipment.shelter_id]
    depot.stock.reserve(goods)
    for key, amount in goods.items():
        shelter.promised[key] = shelter.promised.get(key, 0.0) + amount
    number = world.next_shipment()
    reserved = world.add(
        events.GoodsReserved(
            depot.depot_id, shipment=number, shelter=shelter.shelter_id, goods=goods
        ),
        cause=cause,
    )
    depot.reserved_seq = reserved
    for key, amount in depot.stock.available().items():
        if amount <= 0.0 and key in goods:
            world.add(events.StockRanOut(depot.depot_id, commodity=key), cause=reserved)
    fleet = world.scenario.fleet
    released_s = world.env.now + fleet.release_s(
        world.draw(f"supply/release/{shelter.shelter_id}"), persons=depot.persons
    )
    for load in truckloads(goods, table=world.scenario.goods.table, fleet=fleet):
        world.env.process(_haul(world, depot, shelter, number, load, released_s, reserved))


def _haul(
    world: World,
    depot: Depot,
    shelter: Shelter,
    number: int,
    load: Goods,
    released_s: float,
    cause: int,
) -> Process[None]:
    """One truckload: a truck, a bay, the road, the shelter, the road back, and rest."""
    fleet = world.scenario.fleet
    mass_kg = world.scenario.goods.table.mass_kg(load)
    with depot.trucks.get() as wanted:
        truck = yield wanted
    on_duty_s = world.env.now
    with depot.bays.request() as bay:
        yield bay
        yield world.env.timeout(fleet.load_s(mass_kg))
    load_s = world.env.now - on_duty_s
    yield world.env.timeout(max(0.0, released_s - world.env.now))
    depot.stock.issue(load)
    departed = world.add(
        events.TruckDeparted(
            truck,
            shipment=number,
            depot=depot.depot_id,
            shelter=shelter.shelter_id,
            goods=load,
            load_s=load_s,
        ),
        cause=cause,
    )
    stands_at = shelter.node
    if lifts.is_wanted(world, shelter.node):
        stands_at = yield from lifts.deliver(world, depot.node, shelter, mass_kg, truck, departed)
    else:
        yield from _drive(world, depot.node, shelter.node)
    yield world.env.timeout(fleet.unload_s(mass_kg))
    for key, amount in load.items():
        shelter.received[key] = shelter.received.get(key, 0.0) + amount
    delivered = world.add(
        events.GoodsDelivered(
            shelter.shelter_id,
            shipment=number,
            depot=depot.depot_id,
            truck=truck,
            goods=load,
            unload_s=fleet.unload_s(mass_kg),
        ),
        cause=departed,
    )
    yield from _drive(world, stands_at, depot.node)
    world.add(events.TruckReturned(truck, depot=depot.depot_id), cause=delivered)
    yield world.env.timeout(fleet.rest_s(world.env.now - on_duty_s))
    with depot.trucks.put(truck) as back:
        yield back


def _drive(world: World, origin: int, destination: int) -> Process[None]:
    """One drive, with the stops its drivers must make."""
    arrival = yield world.env.travel(origin=origin, destination=destination, vehicle="truck")
    yield world.env.timeout(world.scenario.fleet.stops_s(arrival.travel_s - arrival.waited_s))


def check(world: World) -> None:
    """Raise :class:`InvariantError` unless goods issued are received or on the road."""
    for depot in world.depots.values():
        depot.stock.check()
    keys = [key for depot in world.depots.values() for key in depot.stock.on_hand]
    for key in dict.fromkeys(keys):
        issued = sum(depot.stock.issued.get(key, 0.0) for depot in world.depots.values())
        received = sum(shelter.received.get(key, 0.0) for shelter in world.shelters.values())
        if received > issued:
            raise InvariantError(f"{key}: {received} handed over, only {issued} issued")
