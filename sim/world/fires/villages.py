"""People in the path of a fire: seen in time, ordered to leave, met by it if they have not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.evacuation.households import draw_households
from sim.hazards.wildfire.suppression.lines import nearby_minimum
from sim.log import events
from sim.world import evacuation, information, response
from sim.world.approval import approve
from sim.world.environment import Process
from sim.world.trapped import trap
from sim.world.zones import ZoneState, end_alarm, enter

if TYPE_CHECKING:
    from sim.place.place import Zone
    from sim.world.fires.fire import Fire
    from sim.world.world import World


def watch(world: World, fire: Fire) -> None:
    """See hour by hour who of each zone is in the path, and whom fire has come to."""
    villages = world.scenario.villages
    reach = max(1, round(villages.clear_m / fire.grid.cell_m))
    due_s = nearby_minimum(fire.ahead_s, reach)
    due_s[due_s > world.env.now + villages.lead_s] = np.inf
    if fire.villages is None:
        fire.villages = _villages(world, fire)
    for zone, there, per_cell in fire.villages:
        concerned = round(per_cell * int((there & np.isfinite(due_s)).sum()))
        if concerned:
            _threaten(world, fire, zone, concerned, float(due_s[there].min()))
        met = round(per_cell * int((there & fire.burnt()).sum()))
        if met:
            _meet(world, fire, zone, met)


def all_clear(world: World, fire: Fire) -> None:
    """Let people go home."""
    for hamlet in fire.hamlets.values():
        end_alarm(world, hamlet)


def consider(world: World, fire_id: str, zone_id: str, cause: int) -> None:
    """Consider ordering people of a zone away from a fire the county has learned of."""
    key = f"{zone_id}/{fire_id}"
    if key not in world.deciding:
        world.deciding.append(key)
        world.env.process(_decide(world, fire_id, zone_id, cause))


def _villages(world: World, fire: Fire) -> list[tuple[Zone, np.ndarray, float]]:
    """Return the zones with people in the raster, their cells (N, M), and people in a cell."""
    found = []
    for zone in world.place.zones:
        radius_m = world.scenario.villages.radius_m * (zone.population / 1e4) ** 0.5
        disc = _disc(zone, fire, radius_m)
        if disc is not None and disc.any():
            per_cell = zone.population * fire.grid.cell_m**2 / (np.pi * radius_m**2)
            found.append((zone, disc & fire.ground.landscape.is_home, per_cell))
    return found


def _disc(zone: Zone, fire: Fire, radius_m: float) -> np.ndarray | None:
    """Return the cells over which the people of a zone live, None if the raster holds none."""
    grid = fire.grid
    at_x, at_y = (float(part) for part in grid.xy_m(zone.lon, zone.lat))
    if max(abs(at_x), abs(at_y)) > radius_m + grid.cell_m * max(grid.shape) / 2.0:
        return None
    x, y = grid.middle_xy_m(*np.ogrid[: grid.n_rows, : grid.n_columns])
    return np.asarray((x - at_x) ** 2 + (y - at_y) ** 2 <= radius_m**2)


def _hamlet(world: World, fire: Fire, zone: Zone) -> ZoneState:
    """Return the people of a zone whom a fire concerns, entered when first asked for."""
    if zone.zone_id not in fire.hamlets:
        name = f"{zone.zone_id}/{fire.fire_id}"
        households = draw_households(name, zone.population, world.scenario.behaviour, world.streams)
        fire.hamlets[zone.zone_id] = enter(world, zone.zone_id, households, name=name)
    return fire.hamlets[zone.zone_id]


def _threaten(world: World, fire: Fire, zone: Zone, persons: int, arrival_s: float) -> None:
    """Let it be known that people are in the path, if more are than before."""
    hamlet = _hamlet(world, fire, zone)
    if fire.seen_seq < 0 or persons <= hamlet.threatened_persons:
        return
    hamlet.threatened_persons = persons
    hamlet.threat_s = arrival_s
    hamlet.calm_s = float("inf")
    hamlet.threat_seq = world.add(
        events.ZoneInPathOfFire(
            zone.zone_id, fire=fire.fire_id, persons=persons, arrival_s=arrival_s
        ),
        cause=fire.seen_seq,
    )
    information.share(world, hamlet.threat_seq, county_id=zone.county_id, source="field")


def _decide(world: World, fire_id: str, zone_id: str, cause: int) -> Process[None]:
    """One zone's people go through the chain, then those threatened since."""
    hamlet = world.fires[fire_id].hamlets[zone_id]
    while hamlet.threatened_persons > hamlet.ordered_persons and hamlet.threat_seq >= 0:
        approved = yield from approve(
            world, "evacuation", county_id=hamlet.county_id, about=zone_id, cause=cause
        )
        level = world.plan.evacuation.order_level(response.known_warning(world, hamlet.county_id))
        hamlet.expected_s = hamlet.threat_s
        evacuation.order_states(world, [hamlet], level, approved)
    world.deciding.remove(f"{zone_id}/{fire_id}")


def _meet(world: World, fire: Fire, zone: Zone, persons: int) -> None:
    """Let fire come to those who live where it burns; most get away, some are caught."""
    hamlet = _hamlet(world, fire, zone)
    met = fire.met_persons.get(zone.zone_id, 0)
    meets = hamlet.lowest(persons) & ~hamlet.lowest(met) & hamlet.is_home
    fire.met_persons[zone.zone_id] = max(persons, met)
    present = int(hamlet.households.persons[meets].sum())
    if not present:
        return
    caught = meets & (hamlet.households.trapped < world.scenario.villages.caught_share)
    seq = world.add(
        events.ZoneMetByFire(zone.zone_id, fire=fire.fire_id, persons_present=present),
        cause=fire.start_seq,
    )
    hamlet.is_home[caught] = False
    trapped = int(hamlet.households.persons[caught].sum())
    trap(
        world,
        world.number(f"fire/{zone.zone_id}"),
        zone.zone_id,
        trapped,
        seq,
        task="search",
    )
