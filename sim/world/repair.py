"""Roads: what floods, what is cut, what is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.linkage.chain import LEVEL_ORDER
from sim.log import events
from sim.world import information, teams
from sim.world.approval import REFUSED, approve
from sim.world.environment import Process
from sim.world.teams import Task

if TYPE_CHECKING:
    from sim.world.world import World


class Roads:
    """Closures of links, with the event that closed each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._closed: dict[tuple[int, str], int] = {}
        self.newest_seq = -1
        self._since_s: dict[int, float] = {}

    def is_closed(self, link: int) -> bool:
        """Return whether a link is closed for any reason."""
        return any(number == link for number, _ in self._closed)

    def close(self, link: int, reason: str, cause: int) -> int:
        """Close a link for a reason; return the seq of the closure, -1 if it was closed for it."""
        if (link, reason) in self._closed:
            return -1
        world = self._world
        seq = world.add(events.LinkClosed(world.network.link_ids[link], reason=reason), cause=cause)
        self._closed[link, reason] = self.newest_seq = seq
        self._since_s.setdefault(link, world.env.now)
        if reason != "flood":
            world.traffic.close(link)
        return seq

    def reopen(self, link: int, reason: str, cause: int) -> None:
        """Lift one reason of closure; the link opens once no reason is left."""
        world = self._world
        seq = self._closed.pop((link, reason))
        if reason != "flood" and not any(
            number == link and other != "flood" for number, other in self._closed
        ):
            world.traffic.reopen(link)
        if not self.is_closed(link):
            closed_s = world.env.now - self._since_s.pop(link)
            world.add(
                events.LinkReopened(world.network.link_ids[link], closed_s=closed_s),
                cause=cause if cause >= 0 else seq,
            )

    def work_s(self, link: int) -> float:
        """Return how long a team works on what has cut a link [s]."""
        forces = self._world.scenario.forces
        reasons = [reason for number, reason in self._closed if number == link]
        return max((forces.repairing_s(reason) for reason in reasons), default=forces.repair_s)

    def mend(self, link: int, cause: int) -> None:
        """Open a link whose damage a team has repaired."""
        for number, reason in [key for key in self._closed if key[0] == link]:
            if reason not in {"flood", "decision", "prealert"}:
                self.reopen(number, reason, cause)


def damage(world: World, link: int, reason: str, cause: int) -> None:
    """Cut a link that only a repair team can reopen; word of it goes to its county."""
    seq = world.roads.close(link, reason, cause)
    if seq >= 0:
        information.share(world, seq, county_id=world.place.links[link].county_id, source="field")


def call(world: World, link_id: str, county_id: str, cause: int) -> None:
    """Ask for a repair team for a cut link the county's post has learned of."""
    world.env.process(_call(world, link_id, county_id, cause))


def _call(world: World, link_id: str, county_id: str, cause: int) -> Process[None]:
    rule = world.plan.linkage
    approved = yield from approve(world, "repair", county_id=county_id, about=link_id, cause=cause)
    if approved == REFUSED:
        return
    link = world.place.link(link_id)
    teams.call_for(
        world,
        Task(
            task_id=link_id,
            kind="repair",
            nodes=(
                world.network.node_index(link.from_id),
                world.network.node_index(link.to_id),
            ),
            county_id=county_id,
            zone_id="",
            wanted=1,
            cause=approved,
            approved=max(rule.chains["repair"].hops[-1].level, rule.aid, key=LEVEL_ORDER.index),
            index=world.network.link_index(link_id),
        ),
    )
