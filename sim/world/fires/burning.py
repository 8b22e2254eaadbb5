"""Fires that burn: step by step, with what crews did meanwhile, told hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import HOUR_S, KM_M
from sim.hazards.wildfire.spread.rothermel import flame_length_m
from sim.hazards.wildfire.suppression.lines import ring
from sim.log import events
from sim.log.cells import cells_text
from sim.world import information
from sim.world.environment import Process
from sim.world.fires import aircraft, crews, lookout, roads, villages
from sim.world.fires.fire import open_fire

if TYPE_CHECKING:
    from sim.hazards.wildfire.outbreaks import Outbreak
    from sim.world.fires.fire import Fire
    from sim.world.world import World

_STEP_S = 600.0
"""Crews and fire take turns this often [s]."""
_CALM_S = 24.0 * HOUR_S
"""A border is out of danger once a fire would not come to it within this time [s]."""


def start(world: World) -> None:
    """Let fires break out."""
    if world.outbreaks is not None:
        for outbreak in world.outbreaks.fires:
            world.env.process(_burn(world, outbreak))


def _burn(world: World, outbreak: Outbreak) -> Process[None]:
    """One fire, from its start until it is over for the county."""
    yield world.env.timeout(outbreak.start_s)
    fire = open_fire(world, outbreak)
    world.fires[fire.fire_id] = fire
    fire.line_told = fire.line.copy()
    grid = fire.grid
    fire.start_seq = world.add(
        events.FireStarted(
            fire.fire_id,
            county=fire.county_id,
            side="abroad" if outbreak.is_abroad else "home",
            lat_deg=round(outbreak.lat_deg, 4),
            lon_deg=round(outbreak.lon_deg, 4),
            raster_lat_deg=grid.lat_deg,
            raster_lon_deg=grid.lon_deg,
            cell_m=grid.cell_m,
            n_rows=grid.n_rows,
            n_columns=grid.n_columns,
        )
    )
    lookout.watch(world, fire)
    step = 0
    lead_s = max(world.plan.tactics.lead_s, world.scenario.villages.lead_s)
    while not fire.over.triggered:
        if fire.crews:
            fire.soon = np.isfinite(fire.ground.growth.ahead(world.env.now + _STEP_S))
        if step % int(HOUR_S / _STEP_S) == 0:
            fire.looks_ahead(world.env.now, lead_s)
            villages.watch(world, fire)
            roads.watch(world, fire)
            crews.ask(world, fire)
            aircraft.send(world, fire)
        aircraft.cool(world, fire)
        crews.work(world, fire, _STEP_S)
        yield world.env.timeout(_STEP_S)
        step += 1
        fire.ground.growth.run(world.env.now)
        _border(world, fire)
        crews.lost_lines(world, fire)
        if step % int(HOUR_S / _STEP_S) == 0:
            crews.embers(world, fire)
            _tell(world, fire)
            _end(world, fire)
    villages.all_clear(world, fire)
    roads.reopen(world, fire)


def _tell(world: World, fire: Fire) -> None:
    """Say how the fire stands."""
    burnt = fire.burnt()
    arrival_s = fire.ground.growth.arrival_s()
    runs = ring(burnt, within=fire.ground.landscape.can_burn() & ~fire.line)
    lately = np.where(
        arrival_s > world.env.now - HOUR_S, fire.ground.growth.intensity_w_per_m(), 0.0
    )
    world.add(
        events.FireGrew(
            fire.fire_id,
            area_ha=round(fire.ground.growth.area_ha(), 1),
            area_home_ha=round(fire.home_ha(), 1),
            edge_km=round(float(runs.sum()) * fire.chain_m / KM_M, 2),
            held_km=round(held_border_km(fire), 2),
            flame_m=round(float(flame_length_m(lately[burnt].max(initial=0.0))), 2),
            persons=fire.persons,
            cells=cells_text(burnt & (arrival_s > fire.told_s)),
        ),
        cause=fire.start_seq,
    )
    fire.told_s = world.env.now
    if fire.built_m:
        world.add(
            events.LineBuilt(
                fire.fire_id,
                line_km=round(fire.built_m / KM_M, 2),
                persons=fire.persons,
                cells=cells_text(fire.line & ~fire.line_told),
            ),
            cause=fire.seen_seq,
        )
        fire.built_m = 0.0
        fire.line_told = fire.line.copy()


def reached_border(fire: Fire) -> np.ndarray:
    """Return which stretches of border the fire has come up against (b,)."""
    near = ring(fire.burnt(), within=np.ones(fire.grid.shape, dtype=np.bool_)) | fire.burnt()
    return np.asarray(near[fire.border_row, fire.border_column])


def held_border_km(fire: Fire) -> float:
    """Return the length of border the fire came up against and did not get over [km]."""
    home = fire.burnt() & fire.ground.landscape.is_home
    reach = ring(home, within=np.ones(fire.grid.shape, dtype=np.bool_)) | home
    crossed = reach[fire.border_row, fire.border_column]
    return float(fire.border_m[reached_border(fire) & ~crossed].sum()) / KM_M


def _border(world: World, fire: Fire) -> None:
    """Note a fire from beyond that has come to the border, or over it."""
    if not fire.outbreak.is_abroad:
        return
    border_km = float(fire.border_m[reached_border(fire)].sum()) / KM_M
    if border_km >= fire.reached_km + 1.0:
        fire.reached_km = border_km
        seq = world.add(
            events.BorderReached(fire.fire_id, border_km=round(border_km, 1)), cause=fire.start_seq
        )
        information.share(world, seq, county_id=fire.county_id, source="field")
    if not fire.has_crossed and fire.home_ha() > 0.0:
        fire.has_crossed = True
        seq = world.add(
            events.BorderCrossed(fire.fire_id, area_home_ha=round(fire.home_ha(), 1)),
            cause=fire.start_seq,
        )
        information.share(world, seq, county_id=fire.county_id, source="field")


def _end(world: World, fire: Fire) -> None:
    """Note that a fire is held, or over."""
    growth = fire.ground.growth
    is_still = growth.is_over() or not _threatens(world, fire)
    if not is_still:
        fire.is_held = False
        return
    if not fire.is_held:
        fire.is_held = True
        world.add(
            events.FireHeld(fire.fire_id, area_ha=round(growth.area_ha(), 1)), cause=fire.seen_seq
        )
    if fire.mop_left_s.any() and fire.crews:
        return
    seq = world.add(
        events.FireOut(
            fire.fire_id,
            area_ha=round(growth.area_ha(), 1),
            border_held_km=round(held_border_km(fire), 1),
        ),
        cause=fire.seen_seq,
    )
    information.share(world, seq, county_id=fire.county_id, source="field")
    fire.over.succeed()


def _threatens(world: World, fire: Fire) -> bool:
    """Return whether anything on this side will burn, or could if the border were not held."""
    return _reaches_home(fire, fire.ahead_s) or _reaches_home(
        fire, fire.ground.growth.ahead(world.env.now + _CALM_S)
    )


def _reaches_home(fire: Fire, ahead_s: np.ndarray) -> bool:
    """Return whether what burns next is on this side, or stands at the border."""
    will_burn = np.isfinite(ahead_s) & ~fire.burnt()
    if not fire.outbreak.is_abroad:
        return bool(will_burn.any())
    near = ring(will_burn, within=np.ones(fire.grid.shape, dtype=np.bool_)) | will_burn
    return bool(near[fire.ground.landscape.is_home].any())
