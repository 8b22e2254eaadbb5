"""Roads near flames: closed for fire and smoke, opened again when they have burnt down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.hazards.wildfire.suppression.lines import nearby_minimum

if TYPE_CHECKING:
    from sim.world.fires.fire import Fire
    from sim.world.world import World


def watch(world: World, fire: Fire) -> None:
    """Close the roads near what burns now, open those it has left.

    Roads run straight between their nodes here: the place knows no better.
    """
    villages = world.scenario.villages
    arrival_s = fire.ground.growth.arrival_s()
    flaming = np.isfinite(arrival_s) & (arrival_s > world.env.now - villages.flaming_s)
    if not (flaming.any() or fire.closed_links):
        return
    reach = max(1, round(villages.smoke_m / fire.grid.cell_m))
    near = nearby_minimum(np.where(flaming, 0.0, np.inf), reach) == 0.0
    for link, cells in _links(world, fire).items():
        is_near = bool(near[cells].any())
        if is_near and link not in fire.closed_links:
            fire.closed_links[link] = None
            world.roads.close(link, "fire", fire.start_seq)
        elif not is_near and link in fire.closed_links:
            _reopen(world, fire, link)


def reopen(world: World, fire: Fire) -> None:
    """Open all roads a fire has closed."""
    for link in list(fire.closed_links):
        _reopen(world, fire, link)


def _reopen(world: World, fire: Fire, link: int) -> None:
    """Open a road that no other fire keeps closed."""
    del fire.closed_links[link]
    if not any(link in other.closed_links for other in world.fires.values()):
        world.roads.reopen(link, "fire", -1)


def _links(world: World, fire: Fire) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Return the cells of every built link that crosses the raster."""
    if fire.links is None:
        fire.links = {}
        for link in world.place.links:
            index = world.network.link_index(link.link_id)
            ends = [world.place.node(node_id) for node_id in (link.from_id, link.to_id)]
            x, y = fire.grid.xy_m([end.lon for end in ends], [end.lat for end in ends])
            half_m = fire.grid.cell_m * max(fire.grid.shape) / 2.0
            is_far = (
                max(min(abs(x)), min(abs(y))) > half_m + abs(np.diff(x))[0] + abs(np.diff(y))[0]
            )
            if is_far or not world.network.is_built[index]:
                continue
            cells = fire.grid.chain(x, y)
            if cells[0].size:
                fire.links[index] = cells
    return fire.links
