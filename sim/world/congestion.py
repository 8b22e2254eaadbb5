"""Jams on the roads, as they come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.log import events
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.world import World


def start(world: World) -> None:
    """Look at the roads whenever delays are measured."""
    if world.plan.traffic.hinders:
        world.env.process(_watch(world))


def _watch(world: World) -> Process[None]:
    """Log links that become congested or are relieved, and circles of full links."""
    congested: dict[int, int] = {}
    locked_seq = -1
    while True:
        yield world.env.timeout(world.plan.traffic.period_s)
        delay_s = world.traffic.expected_delay_s
        if not congested and locked_seq < 0 and not delay_s.any():
            continue
        _note_links(world, delay_s, congested)
        locked = world.traffic.gridlocked()
        if locked.size and locked_seq < 0:
            links = [world.network.link_ids[link] for link in np.unique(world.network.link[locked])]
            vehicles = int(world.traffic.inside[locked].sum())
            locked_seq = world.add(
                events.GridlockFormed(links[0], links=links, vehicles=vehicles),
                cause=next(iter(congested.values()), -1),
            )
        elif not locked.size and locked_seq >= 0:
            formed = world.log.time_of(locked_seq)
            world.add(
                events.GridlockCleared(
                    world.log.event(locked_seq).subject, lasted_s=world.env.now - formed
                ),
                cause=locked_seq,
            )
            locked_seq = -1


def _note_links(world: World, delay_s: np.ndarray, congested: dict[int, int]) -> None:
    """Log the links whose delay has come to count as a jam, or no longer does."""
    mark_s = world.plan.traffic.congested_delay_s
    jammed = np.flatnonzero(delay_s >= mark_s)
    links = np.unique(world.network.link[jammed]).tolist()
    for link in links:
        if link in congested:
            continue
        arcs = jammed[world.network.link[jammed] == link]
        worst = int(arcs[np.argmax(delay_s[arcs])])
        congested[link] = world.add(
            events.LinkCongested(
                world.network.link_ids[link],
                vehicles=int(world.traffic.inside[worst]),
                delay_s=round(float(delay_s[worst]), 1),
            )
        )
    for link in [link for link in congested if link not in links]:
        seq = congested.pop(link)
        world.add(
            events.LinkRelieved(
                world.network.link_ids[link], congested_s=world.env.now - world.log.time_of(seq)
            ),
            cause=seq,
        )
