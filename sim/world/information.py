"""How facts reach command posts: by bulletin, in consultation, or as they arise.

Truth happens in the hazard process; from here on only pictures count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.linkage.agencies import observer_of
from sim.linkage.delays import quantile_s
from sim.log import events
from sim.log.picture import Fact
from sim.world import agencies, response
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.command_posts import CommandPost
    from sim.world.world import World

Source = Literal["agency", "field"]


def share(world: World, seq: int, *, county_id: str, source: Source) -> None:
    """Let a fact about a county set out to its command posts.

    Facts of the ``field`` travel through the county's own channel under every rule. Facts of
    another ``agency``, which knows them at once, travel as the rule says: with the next bulletin
    or consultation, or as they arise.
    """
    information = world.plan.linkage.information
    delay = information.field_min
    if source == "agency":
        observer = observer_of(type(world.log.event(seq)).__name__)
        world.add(events.FactLearned(observer, fact=seq, age_s=0.0), cause=seq)
        agencies.learn(world, (observer,), seq)
        if information.sharing != "continuous":
            world.outbox.append((seq, county_id))
            return
        delay = information.lag_min(observer)
    world.env.process(
        _travel_up(world, seq, county_id, quantile_s(delay, _draw(world, seq, "share")))
    )


def learn(world: World, post: CommandPost, seq: int) -> None:
    """Put a fact into a post's picture and let the post respond to it."""
    if post.picture.knows(seq):
        return
    true_s = world.log.time_of(seq)
    learned = world.add(
        events.FactLearned(post.post_id, fact=seq, age_s=world.env.now - true_s), cause=seq
    )
    fact = Fact(seq, world.log.event(seq), true_s, world.env.now, learned)
    post.picture.learn(fact)
    response.respond(world, post, fact)


def _travel_up(world: World, seq: int, county_id: str, delay_s: float) -> Process[None]:
    """One fact from the ground up: county, prefecture, province."""
    upward = world.plan.linkage.information.upward_min
    yield world.env.timeout(delay_s)
    learn(world, world.posts.at("county", county_id), seq)
    if world.plan.linkage.information.sharing == "continuous":
        agencies.learn(world, world.plan.linkage.consultation.members, seq)
    for level in ("prefecture", "province"):
        yield world.env.timeout(quantile_s(upward, _draw(world, seq, level)))
        learn(world, world.posts.at(level, county_id), seq)


def _draw(world: World, seq: int, step: str) -> float:
    event = world.log.event(seq)
    return world.draw(f"information/{step}/{type(event).__name__}/{event.subject}")
