"""Consultation (会商研判) and bulletins: agencies put their facts on one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.units import DAY_S, HOUR_S
from sim.linkage.delays import quantile_s
from sim.linkage.rule import LEVEL_ORDER
from sim.log import events
from sim.world import information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Begin the daily round of bulletins or consultations."""
    for hour in world.plan.linkage.consultation.at_h:
        world.env.process(_daily(world, hour))


def call(world: World, *, county_id: str, cause: int) -> None:
    """Call a consultation at once because a warning rose, unless one is about to conclude."""
    if world.plan.linkage.consultation.on_warning_change:
        prefecture_id = world.place.county(county_id).prefecture_id
        if prefecture_id not in world.consulting:
            world.consulting.append(prefecture_id)
            world.env.process(_hold(world, prefecture_id, cause))


def _daily(world: World, hour: float) -> Process[None]:
    """Every day at one hour of the day, the whole province."""
    start = world.clock.start
    first_s = hour * HOUR_S - (start.hour * HOUR_S + start.minute * 60.0 + start.second)
    yield world.env.timeout(first_s % DAY_S)
    while True:
        world.env.process(_hold(world, "", -1))
        yield world.env.timeout(DAY_S)


def _hold(world: World, prefecture_id: str, cause: int) -> Process[None]:
    """One consultation: facts put on the table at its beginning are known at its end."""
    consultation = world.plan.linkage.consultation
    name = f"consultation/{prefecture_id or 'province'}"
    yield world.env.timeout(quantile_s(consultation.duration_min, world.draw(name)))
    if prefecture_id in world.consulting:
        world.consulting.remove(prefecture_id)
    prefecture_of = {county.county_id: county.prefecture_id for county in world.place.counties}
    shared = [
        item
        for item in world.outbox
        if not prefecture_id or prefecture_of[item[1]] == prefecture_id
    ]
    if not shared and prefecture_id:
        return
    world.outbox = [item for item in world.outbox if item not in shared]
    post = (
        world.posts.at("prefecture", shared[0][1])
        if prefecture_id
        else world.posts.at("province", world.place.counties[0].county_id)
    )
    world.add(
        events.ConsultationHeld(
            post.post_id, members=list(consultation.members), facts_shared=len(shared)
        ),
        cause=cause,
    )
    for seq, county_id in shared:
        for level in LEVEL_ORDER:
            information.learn(world, world.posts.at(level, county_id), seq)
