"""Consultation (会商研判) and bulletins: agencies put their facts on one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.units import DAY_S, HOUR_S
from sim.linkage.chain import LEVEL_ORDER
from sim.linkage.delays import quantile_s
from sim.log import events
from sim.world import agencies, information
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Begin the daily round of bulletins or consultations."""
    for hour in world.plan.linkage.consultation.at_h:
        world.env.process(_daily(world, hour))


def call(world: World, *, county_id: str, cause: int) -> None:
    """Call a consultation at once because a warning rose.

    Where one is sitting, it goes on with what came meanwhile.
    """
    if world.plan.linkage.consultation.on_warning_change:
        prefecture_id = world.place.county(county_id).prefecture_id
        if prefecture_id not in world.consulting:
            world.consulting.append(prefecture_id)
            world.env.process(_called(world, prefecture_id, cause))


def _daily(world: World, hour: float) -> Process[None]:
    """Every day at one hour of the day, the whole province."""
    start = world.clock.start
    first_s = hour * HOUR_S - (start.hour * HOUR_S + start.minute * 60.0 + start.second)
    yield world.env.timeout(first_s % DAY_S)
    while True:
        world.env.process(_hold(world, "", -1))
        yield world.env.timeout(DAY_S)


def _called(world: World, prefecture_id: str, cause: int) -> Process[None]:
    """Sit as long as there are facts of a prefecture that have not been shared."""
    while _on_table(world, prefecture_id):
        yield from _hold(world, prefecture_id, cause)
    world.consulting.remove(prefecture_id)


def _hold(world: World, prefecture_id: str, cause: int) -> Process[None]:
    """One consultation: facts put on the table at its beginning are known at its end."""
    consultation = world.plan.linkage.consultation
    name = f"consultation/{prefecture_id or 'province'}"
    shared = _on_table(world, prefecture_id)
    world.outbox = [item for item in world.outbox if item not in shared]
    yield world.env.timeout(quantile_s(consultation.duration_min, world.draw(name)))
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
        agencies.learn(world, consultation.members, seq)


def _on_table(world: World, prefecture_id: str) -> list[tuple[int, str]]:
    """Return the facts not yet shared, of one prefecture or of the whole province."""
    return [
        item
        for item in world.outbox
        if not prefecture_id or world.place.county(item[1]).prefecture_id == prefecture_id
    ]
