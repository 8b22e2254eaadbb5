"""Command posts (应急指挥中心): queues of requests with working groups as servers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from sim.core.errors import InputError
from sim.core.text import Text
from sim.linkage.delays import quantile_s
from sim.linkage.rule import LEVEL_ORDER, Hop, Level, RequestKind
from sim.log import events
from sim.log.picture import Picture
from sim.place import Place
from sim.world.environment import CoupledEnvironment, Process

if TYPE_CHECKING:
    from sim.world.world import World

PRIORITY: dict[RequestKind, int] = {
    "teams": 0,
    "evacuation": 1,
    "reinforce": 2,
    "goods": 3,
    "repair": 4,
}
"""Order in which a post takes up waiting requests: lives first."""


@dataclass(slots=True)
class CommandPost:
    """One command post: its area, its working groups, its picture."""

    post_id: str
    name: Text
    level: Level
    area_id: str
    groups: simpy.PriorityResource
    picture: Picture = field(default_factory=Picture)
    response_level: int = 0


class CommandPosts:
    """The command posts of a place, found by level and county.

    Raises
    ------
    InputError
        If no post of some level answers for a county.
    """

    def __init__(self, place: Place, env: CoupledEnvironment, *, n_working_groups: int) -> None:
        self._prefecture_of = {county.county_id: county.prefecture_id for county in place.counties}
        self._posts: dict[tuple[str, str], CommandPost] = {}
        for site in place.sites_of("command_post"):
            level: Level = site.level  # type: ignore[assignment]  # checked by the place's schema
            area = self._area(level, site.county_id)
            self._posts[level, area] = CommandPost(
                post_id=site.site_id,
                name=site.name,
                level=level,
                area_id=area,
                groups=simpy.PriorityResource(env, capacity=n_working_groups),
            )
        for county in place.counties:
            for asked in LEVEL_ORDER:
                if (asked, self._area(asked, county.county_id)) not in self._posts:
                    raise InputError(
                        f"place '{place.name}': county '{county.county_id}' has no command_post of "
                        f"level '{asked}' above it; add one to its sites"
                    )

    def at(self, level: Level, county_id: str) -> CommandPost:
        """Return the post of a level that answers for a county."""
        return self._posts[level, self._area(level, county_id)]

    def all(self) -> list[CommandPost]:
        """Return every post, in file order."""
        return list(self._posts.values())

    def _area(self, level: Level, county_id: str) -> str:
        """Return the area whose post of a level answers for a county."""
        if level == "county":
            return county_id
        return self._prefecture_of[county_id] if level == "prefecture" else ""


def approve(  # a request is described by all of these
    world: World,
    kind: RequestKind,
    *,
    county_id: str,
    about: str,
    cause: int,
    hops: tuple[Hop, ...] | None = None,
) -> Process[int]:
    """Take a request through its chain of posts and return the seq of its approval.

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
    if chain.mode == "serial":
        for position, hop in enumerate(hops):
            if position:
                yield world.env.timeout(
                    quantile_s(rule.information.upward_min, world.draw(f"upward/{request}"))
                )
            seq = yield from _decide(world, request, kind, hop, county_id, seq)
        last = hops[-1]
    elif chain.mode == "preauthorised":
        last = hops[0]
        seq = yield from _decide(world, request, kind, last, county_id, seq)
    else:
        last = max(hops, key=lambda hop: LEVEL_ORDER.index(hop.level))
        seq = yield from _decide(world, request, kind, last, county_id, seq, sitting=hops)
    return world.add(
        events.RequestApproved(
            request, agency=_post(world, last, county_id), waited_s=world.env.now - raised_s
        ),
        cause=seq,
    )


def _decide(
    world: World,
    request: str,
    kind: RequestKind,
    hop: Hop,
    county_id: str,
    cause: int,
    sitting: tuple[Hop, ...] = (),
) -> Process[int]:
    """One hop: wait for a working group, decide, pass on."""
    post = world.posts.at(hop.level, county_id)
    came_s = world.env.now
    with post.groups.request(priority=PRIORITY[kind]) as turn:
        yield turn
        began_s = world.env.now
        decide_s = max(
            quantile_s(member.decide_min, world.draw(f"decide/{member.level}/{request}"))
            for member in (sitting or (hop,))
        )
        yield world.env.timeout(decide_s)
    return world.add(
        events.RequestHandled(
            request, agency=post.post_id, queue_s=began_s - came_s, decide_s=decide_s
        ),
        cause=cause,
    )


def _post(world: World, hop: Hop, county_id: str) -> str:
    return world.posts.at(hop.level, county_id).post_id
