"""Approval (审批): a request on its way through command posts, granted or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.linkage.chain import LEVEL_ORDER, Hop, RequestKind
from sim.linkage.delays import quantile_s
from sim.log import events
from sim.log.picture import Picture
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.command_posts import CommandPost
    from sim.world.world import World

PRIORITY: dict[RequestKind, int] = {
    "teams": 0,
    "evacuation": 1,
    "reinforce": 2,
    "goods": 3,
    "repair": 4,
}
"""Triage: the order in which a post takes up waiting requests, lives first."""

REFUSED = -2
"""What a refused request has in place of the seq of an approval."""

ENDED_BY = ("PersonsRescued", "FireOut", "RumourCorrected")
"""Facts about what a request is about that make it moot."""

_NEWS = (
    events.FactLearned,
    events.RequestRaised,
    events.RequestHandled,
    events.RequestDelegated,
    events.RequestApproved,
)
"""Events on the way from a fact to a request."""

IsMoot = Callable[[Picture], bool]
"""Whether a request is no longer needed, as far as a picture shows."""


def approve(  # a request is described by all of these
    world: World,
    kind: RequestKind,
    *,
    county_id: str,
    about: str,
    cause: int,
    hops: tuple[Hop, ...] | None = None,
    is_moot: IsMoot | None = None,
) -> Process[int]:
    """Take a request through its chain of posts; return the seq of its approval, or REFUSED.

    A post refuses what it knows to be over by the time it decides.

    Parameters
    ----------
    kind
        What is asked for.
    county_id
        County in whose name it is asked.
    about
        Zone, incident, point, link or shelter it is about.
    cause
        Seq of the event that made it necessary.
    hops
        Part of the chain to pass; the whole chain when None.
    is_moot
        When it need no longer be granted; when None, once what it is about is known to be over.
    """
    rule = world.plan.linkage
    chain = rule.chains[kind]
    hops = chain.hops if hops is None else hops
    request = world.number(f"{kind}/{about}")
    raised_s = world.env.now
    seq = world.add(
        events.RequestRaised(
            request, request_kind=kind, agency=_post(world, hops[0], county_id), about=about
        ),
        cause=cause,
    )
    sittings: list[tuple[Hop, ...]] = [(hop,) for hop in hops]
    if chain.mode == "joint":
        sittings = [hops]
    elif chain.mode != "serial":
        sittings = sittings[:1]
    is_moot = is_moot or _is_over(about, since=_fact_behind(world, cause))
    post = world.posts.at(sittings[0][-1].level, county_id)
    for position, sitting in enumerate(sittings):
        if position:
            yield world.env.timeout(
                quantile_s(rule.information.upward_min, world.draw(f"upward/{request}"))
            )
        post = world.posts.at(sitting[-1].level, county_id)
        if chain.mode != "notify":
            post = _with_room(world, request, post, county_id, seq)
            seq = yield from _decide(world, request, kind, post, sitting, seq)
        if is_moot(post.picture):
            waited_s = world.env.now - raised_s
            world.add(
                events.RequestRefused(request, agency=post.post_id, waited_s=waited_s), cause=seq
            )
            return REFUSED
    return world.add(
        events.RequestApproved(request, agency=post.post_id, waited_s=world.env.now - raised_s),
        cause=seq,
    )


def _decide(
    world: World,
    request: str,
    kind: RequestKind,
    post: CommandPost,
    sitting: tuple[Hop, ...],
    cause: int,
) -> Process[int]:
    """One sitting: wait for a working group, decide, pass on."""
    came_s = world.env.now
    with post.groups.request(priority=PRIORITY[kind]) as turn:
        _watch_load(world, post, cause)
        yield turn
        _watch_load(world, post, cause)
        began_s = world.env.now
        decide_s = max(
            quantile_s(member.decide_min, world.draw(f"decide/{member.level}/{request}"))
            for member in sitting
        )
        yield world.env.timeout(decide_s)
    return world.add(
        events.RequestHandled(
            request, agency=post.post_id, queue_s=began_s - came_s, decide_s=decide_s
        ),
        cause=cause,
    )


def _fact_behind(world: World, seq: int) -> int:
    """Return the fact that an event followed from, through news and approvals."""
    while isinstance(world.log.event(seq), _NEWS) and world.log.cause_of(seq) >= 0:
        seq = world.log.cause_of(seq)
    return seq


def _is_over(about: str, *, since: int) -> IsMoot:
    """Return what tells whether a matter is known to have ended after an event."""

    def is_over(picture: Picture) -> bool:
        ends = (picture.latest(kind, about) for kind in ENDED_BY)
        return any(fact is not None and fact.seq > since for fact in ends)

    return is_over


def _with_room(
    world: World, request: str, post: CommandPost, county_id: str, cause: int
) -> CommandPost:
    """Return the post that takes a request up: one above, where this one is overloaded."""
    rule = world.plan.linkage
    while rule.passes_up and post.overloaded_seq >= 0 and post.level != LEVEL_ORDER[-1]:
        above = world.posts.at(LEVEL_ORDER[LEVEL_ORDER.index(post.level) + 1], county_id)
        if above.overloaded_seq >= 0:
            break
        world.add(
            events.RequestDelegated(
                request, agency=post.post_id, to=above.post_id, waiting=len(post.groups.queue)
            ),
            cause=cause,
        )
        post = above
    return post


def _watch_load(world: World, post: CommandPost, cause: int) -> None:
    """Note when a post becomes overloaded, which raises its response, and when it no longer is."""
    from sim.world import response  # noqa: PLC0415  # whose actions need approvals in turn

    waiting = len(post.groups.queue)
    limit = world.plan.linkage.overload_per_group * post.groups.capacity
    if post.overloaded_seq < 0 and waiting > limit:
        post.overloaded_seq = world.add(
            events.PostOverloaded(post.post_id, waiting=waiting), cause=cause
        )
        response.escalate(world, post, post.overloaded_seq)
    elif post.overloaded_seq >= 0 and waiting <= limit / 2.0:
        overloaded_s = world.env.now - world.log.time_of(post.overloaded_seq)
        world.add(
            events.PostRelieved(post.post_id, overloaded_s=overloaded_s), cause=post.overloaded_seq
        )
        post.overloaded_seq = -1


def _post(world: World, hop: Hop, county_id: str) -> str:
    return world.posts.at(hop.level, county_id).post_id
