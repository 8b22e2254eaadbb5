"""Contraflow (反向车道): a road's lanes all in one direction, by plan or by decision."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.core.errors import InputError, unknown_name
from sim.log import events

if TYPE_CHECKING:
    from sim.roads.network import FloatArray
    from sim.roads.traffic import LanesMoved
    from sim.world.world import World


def start(world: World) -> None:
    """Check the roads that the plan wants to run in one direction.

    Raises
    ------
    InputError
        If one is named twice, or cannot be run as the plan wants.
    """
    orders = world.plan.traffic.contraflow
    for link_id, n in Counter(order.link for order in orders).items():
        if n > 1:
            raise InputError(f"traffic.contraflow: link '{link_id}' stands there {n} times")
    for order in orders:
        check(world, order.link, order.towards, where="traffic.contraflow")


def evacuating(world: World, county_id: str, cause: int) -> None:
    """Order the plan's contraflow of a county that is being evacuated."""
    for order in world.plan.traffic.contraflow:
        if world.place.link(order.link).county_id == county_id:
            begin(world, order.link, order.towards, cause)


def begin(world: World, link_id: str, towards: str, cause: int) -> None:
    """Order a road to run towards one of its ends, unless that is done already."""
    if link_id in world.contraflow_seq:
        return
    world.contraflow_seq[link_id] = world.add(
        events.ContraflowOrdered(link_id, towards=towards), cause=cause
    )
    world.traffic.begin_contraflow(
        world.network.link_index(link_id),
        towards=world.network.node_index(towards),
        staffing_s=world.plan.traffic.marshals_s,
    )


def end(world: World, link_id: str, cause: int) -> None:
    """Order the lanes of a road back; if they have not moved yet, as soon as they have."""
    if _is_wanted(world, link_id):
        world.contraflow_seq[link_id] = cause
        link = world.network.link_index(link_id)
        if link in world.in_contraflow:
            _give_back(world, link)


def moved(world: World, lanes: LanesMoved) -> None:
    """Note that the lanes of a road have moved over, or back."""
    link_id = world.network.link_ids[lanes.link]
    if not lanes.is_begun:
        world.add(events.ContraflowEnded(link_id), cause=world.contraflow_seq.pop(link_id))
        return
    towards = world.network.node_ids[int(world.network.head[lanes.arc])]
    ordered = _order_of(world, link_id)
    world.add(events.ContraflowBegan(link_id, towards=towards), cause=ordered)
    world.in_contraflow.append(lanes.link)
    if not _is_wanted(world, link_id):
        _give_back(world, lanes.link)


def _is_wanted(world: World, link_id: str) -> bool:
    """Return whether contraflow of a road is ordered, and not its end."""
    seq = world.contraflow_seq.get(link_id, -1)
    return seq >= 0 and isinstance(world.log.event(seq), events.ContraflowOrdered)


def _order_of(world: World, link_id: str) -> int:
    """Return the seq of the newest order of contraflow of a road."""
    seq = len(world.log) - 1
    while world.log.event(seq).subject != link_id or not isinstance(
        world.log.event(seq), events.ContraflowOrdered
    ):
        seq -= 1
    return seq


def _give_back(world: World, link: int) -> None:
    world.in_contraflow.remove(link)
    world.traffic.end_contraflow(link, staffing_s=world.plan.traffic.marshals_s)


def capacity_veh_per_s(world: World) -> FloatArray:
    """Return the capacity of each arc once all contraflow ordered so far is in force [veh/s] (A,).

    Of a road that is being given back, what it has then. Damage and water are left out.
    """
    network = world.network
    capacity = network.capacity_veh_per_s.copy()
    for link_id, seq in world.contraflow_seq.items():
        order = world.log.event(seq)
        if not isinstance(order, events.ContraflowOrdered):
            continue  # it ends
        towards = network.node_index(order.towards)
        for arc in world.traffic.arcs_of(network.link_index(link_id)).tolist():
            opposite = network.capacity_veh_per_s[network.reverse[arc]]
            capacity[arc] = capacity[arc] + opposite if network.head[arc] == towards else 0.0
    return capacity


def check(world: World, link_id: str, towards: str, *, where: str) -> None:
    """Raise unless a road is built and leads towards a node.

    Raises
    ------
    UnknownNameError
        If there is no such link.
    InputError
        If it is not built yet, or the node is neither of its ends.
    """
    if link_id not in world.network.link_ids:
        raise unknown_name(link_id, world.network.link_ids, noun="link", where=where)
    if not world.network.is_built[world.network.link_index(link_id)]:
        raise InputError(f"{where}: link '{link_id}' is not open to traffic yet at the start")
    link = world.place.link(link_id)
    if towards not in {link.from_id, link.to_id}:
        raise InputError(
            f"{where}: link '{link_id}' does not lead to node '{towards}'; "
            f"allowed: {link.from_id}, {link.to_id}"
        )
