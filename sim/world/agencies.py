"""Agencies (部门) during a run: each with its own picture of what is going on.

Command posts decide and have pictures of their own (:mod:`sim.world.command_posts`); here are the
services that observe, sit in consultations and lead teams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.linkage.agencies import AGENCIES
from sim.log.picture import Fact, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.world import World


class Agencies:
    """The pictures of all agencies, by name, and the rumours that one of them found false."""

    def __init__(self) -> None:
        self.pictures: dict[str, Picture] = {name: Picture() for name in AGENCIES}
        self.corrected: list[str] = []


def learn(world: World, names: Iterable[str], seq: int) -> None:
    """Put an event of the log into the pictures of some agencies, now."""
    event, true_s = world.log.event(seq), world.log.time_of(seq)
    fact = Fact(seq, event, true_s, world.env.now, seq)
    for name in names:
        world.agencies.pictures[name].learn(fact)
