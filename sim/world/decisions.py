"""Levers pulled by a person during a run: the decision log, replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import InputError, unknown_name
from sim.hazards.flood import ReleaseOrder
from sim.linkage.response_levels import RESPONSE_NAMES
from sim.log import events
from sim.world import depots, evacuation, lanes, response, staging
from sim.world.environment import Process

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.decision import Decision
    from sim.world.world import World


def start(world: World) -> None:
    """Check every decision, then wait for its time."""
    for decision in world.decisions:
        _check(world, decision)
        world.env.process(_take(world, decision))


def _take(world: World, decision: Decision) -> Process[None]:
    """One decision, at its time."""
    yield world.env.timeout(decision.time_s)
    seq = world.add(events.DecisionTaken(decision.lever, target=decision.target))
    LEVERS[decision.lever](world, decision, seq)


def _order_evacuation(world: World, decision: Decision, cause: int) -> None:
    zone = world.place.zone(decision.target)
    warning = response.known_warning(world, zone.county_id)
    evacuation.order(world, zone.zone_id, world.plan.evacuation.order_level(warning), cause)


def _close_road(world: World, decision: Decision, cause: int) -> None:
    world.roads.close(world.network.link_index(decision.target), "decision", cause)


def _begin_contraflow(world: World, decision: Decision, cause: int) -> None:
    lanes.begin(world, decision.target, decision.towards, cause)


def _end_contraflow(world: World, decision: Decision, cause: int) -> None:
    lanes.end(world, decision.target, cause)


def _stage_teams(world: World, decision: Decision, cause: int) -> None:
    staging.move_forward(world, decision.target, cause, is_ordered=True)


def _send_goods(world: World, decision: Decision, cause: int) -> None:
    shelter = world.shelters[decision.target]
    nearest = min(
        world.depots.values(),
        key=lambda depot: (
            float(world.traffic.travel_times_to(shelter.node, "truck")[depot.node]),
            depot.depot_id,
        ),
    )
    depots.send(world, nearest.depot_id, shelter.shelter_id, decision.persons, cause)


def _raise_response(world: World, decision: Decision, cause: int) -> None:
    post = next(post for post in world.posts.all() if post.post_id == decision.target)
    step = RESPONSE_NAMES.index(decision.level)
    if step > post.response_level:
        response.raise_response(world, post, step, cause)


def _order_release(world: World, decision: Decision, cause: int) -> None:
    """Let a reservoir release otherwise; all that the rivers do from then on follows."""
    world.add(events.ReleaseOrdered(decision.target, release_m3s=decision.release_m3s), cause=cause)
    order = ReleaseOrder(decision.target, world.env.now, decision.release_m3s)
    world.release_orders = (*world.release_orders, order)
    nature = world.scenario.nature(
        world.place, streams=world.streams, levers=world.plan.levers(world.release_orders)
    )
    world.flood = nature.flood
    world.points.reload()


LEVERS: dict[str, Callable[[World, Decision, int], None]] = {
    "order_evacuation": _order_evacuation,
    "close_road": _close_road,
    "begin_contraflow": _begin_contraflow,
    "end_contraflow": _end_contraflow,
    "stage_teams": _stage_teams,
    "send_goods": _send_goods,
    "raise_response": _raise_response,
    "order_release": _order_release,
}
"""What can be decided, and what it does."""


def _check(world: World, decision: Decision) -> None:
    known = {
        "order_evacuation": [zone.zone_id for zone in world.place.zones],
        "close_road": world.network.link_ids,
        "begin_contraflow": world.network.link_ids,
        "end_contraflow": world.network.link_ids,
        "stage_teams": [county.county_id for county in world.place.counties],
        "send_goods": world.shelters,
        "raise_response": [post.post_id for post in world.posts.all()],
        "order_release": [reservoir.reservoir_id for reservoir in world.place.reservoirs],
    }[decision.lever]
    if decision.target not in known:
        raise unknown_name(
            decision.target, known, noun="target", where=f"decision '{decision.lever}'"
        )
    if decision.lever == "begin_contraflow":
        lanes.check(world, decision.target, decision.towards, where=f"decision '{decision.lever}'")
    if decision.time_s >= world.scenario.horizon_s:
        raise InputError(
            f"decision '{decision.lever}' at {decision.time_s} s does not lie before the "
            f"scenario's end ({world.scenario.horizon_s} s)"
        )
