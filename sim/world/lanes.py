"""Contraflow (反向车道): a road's lanes all in one direction, by plan or by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import InputError, unknown_name
from sim.log import events

if TYPE_CHECKING:
    from sim.roads.traffic import LanesMoved
    from sim.world.world import World


def start(world: World) -> None:
    """Check the roads that the plan wants to run in one direction."""
    for order in world.plan.traffic.contraflow:
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
    """Order the lanes of a road back, if they have moved."""
    link = world.network.link_index(link_id)
    if link in world.in_contraflow:
        world.in_contraflow.remove(link)
        world.contraflow_seq[link_id] = cause
        world.traffic.end_contraflow(link, staffing_s=world.plan.traffic.marshals_s)


def moved(world: World, lanes: LanesMoved) -> None:
    """Note that the lanes of a road have moved over, or back."""
    link_id = world.network.link_ids[lanes.link]
    cause = world.contraflow_seq[link_id]
    if lanes.is_begun:
        towards = world.network.node_ids[int(world.network.head[lanes.arc])]
        world.add(events.ContraflowBegan(link_id, towards=towards), cause=cause)
        world.in_contraflow.append(lanes.link)
    else:
        world.add(events.ContraflowEnded(link_id), cause=cause)
        del world.contraflow_seq[link_id]


def check(world: World, link_id: str, towards: str, *, where: str) -> None:
    """Raise unless a road exists and leads towards a node.

    Raises
    ------
    UnknownNameError
        If there is no such link.
    InputError
        If the node is neither of its ends.
    """
    if link_id not in world.network.link_ids:
        raise unknown_name(link_id, world.network.link_ids, noun="link", where=where)
    link = world.place.link(link_id)
    if towards not in {link.from_id, link.to_id}:
        raise InputError(
            f"{where}: link '{link_id}' does not lead to node '{towards}'; "
            f"allowed: {link.from_id}, {link.to_id}"
        )
