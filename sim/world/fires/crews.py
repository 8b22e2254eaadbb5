"""Crews at a fire: asked for, at work on a line, holding, mopping up, getting out of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.units import DAY_S, HOUR_S, KM_M
from sim.hazards.geometry import cells_where
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE
from sim.hazards.wildfire.spread.barriers import critical_w_per_m
from sim.hazards.wildfire.suppression.lines import from_the_tail, ring
from sim.log import events
from sim.world import shelters, teams
from sim.world.environment import Process

if TYPE_CHECKING:
    from sim.world.fires.fire import Fire
    from sim.world.teams import Task, Team
    from sim.world.world import World


def respond(world: World, fire_id: str, cause: int) -> None:
    """Send for teams: a county has learned of a fire."""
    fire = world.fires[fire_id]
    if fire.seen_seq < 0:
        fire.seen_seq = cause
        fire.task = teams.Task(
            task_id=fire_id,
            kind="fire",
            nodes=(fire.node,),
            county_id=fire.county_id,
            zone_id="",
            wanted=0,
            cause=cause,
        )
        ask(world, fire)


def ask(world: World, fire: Fire) -> None:
    """Ask for as many teams as the line takes by the time they come, beyond those asked for."""
    task = fire.task
    if task is None or fire.over.triggered:
        return
    tactics = world.plan.tactics
    edge = fire.burnt() | (fire.ahead_s <= world.env.now + tactics.call_ahead_s)
    to_make = _border_wanted(fire)[0].size if _is_on_border(world, fire) else 0
    to_make += int(ring(edge & fire.ground.landscape.is_home, within=_open_fuel(fire)).sum())
    wanted = tactics.teams_wanted((to_make + int(fire.line.sum())) * fire.chain_m)
    more = wanted - fire.teams_asked
    if more > 0:
        fire.teams_asked = wanted
        task.wanted += more
        teams.call(world, task)


def fight(world: World, team: Team, task: Task, cause: int) -> Process[None]:
    """One team at a fire, from the road until it is over."""
    fire = world.fires[task.task_id]
    crews = world.scenario.crews
    way_s = crews.way_s(fire.way_m)
    yield world.env.timeout(way_s)
    if fire.over.triggered:
        return
    fire.crews[team.plan.team_id] = crews.persons(team.plan.level)
    world.env.process(_supply(world, fire, team, cause))
    yield fire.over
    del fire.crews[team.plan.team_id]
    yield world.env.timeout(way_s)


def _supply(world: World, fire: Fire, team: Team, cause: int) -> Process[None]:
    """Food and water for one crew, day after day, through the nearest shelter."""
    shelter = shelters.nearest_first(world, fire.node)[0]
    while team.plan.team_id in fire.crews:
        shelters.feed(world, shelter, fire.crews[team.plan.team_id], cause)
        yield world.env.timeout(DAY_S) | fire.over


def work(world: World, fire: Fire, step_s: float) -> None:
    """Let the crews work for a step: make line where the plan wants it, then mop up."""
    crews = world.scenario.crews
    able = fire.persons * (1.0 - crews.rest_share)
    if not able:
        return
    budget_s = able * step_s + fire.spare_s
    fire.spare_s = 0.0
    wanted = _line_wanted(world, fire)
    row, column, due_s = _within_reach(world, fire, wanted, able)
    if row.size:
        cost_s = np.cumsum(_cost_s(world, fire, row, column))
        n = int(np.searchsorted(cost_s, budget_s, side="right"))
        done_s = np.minimum(world.env.now + cost_s[:n] / able, world.env.now + step_s)
        is_late = due_s[:n] < done_s
        is_late &= _flame_met_m(fire, row, column, due_s)[:n] > crews.attack_flame_m
        if is_late.any():
            persons = max(1, round(able * float(is_late.mean())))
            world.add(events.CrewsOverrun(fire.fire_id, persons=persons), cause=fire.seen_seq)
        made = ~is_late
        _close(world, fire, row[:n][made], column[:n][made], done_s[made])
        budget_s -= float(cost_s[n - 1]) if n else 0.0
        if n < row.size:
            fire.spare_s = budget_s
            return
    _mop_up(fire, budget_s)


_Cells = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Rows and columns of cells, and when fire is expected at each [s]."""


def _within_reach(world: World, fire: Fire, wanted: _Cells, able: float) -> _Cells:
    """Return the cells crews dare to work on: low flames there, or time to be done and away."""
    crews, now_s = world.scenario.crews, world.env.now
    row, column, due_s = wanted
    believed_s = now_s + (due_s - now_s) * _belief(world, fire)
    is_low = _flame_met_m(fire, row, column, due_s) <= crews.attack_flame_m
    dares = is_low | (believed_s - now_s >= crews.margin_s)
    done_s = now_s + np.cumsum(np.where(dares, _cost_s(world, fire, row, column), 0.0)) / able
    dares &= is_low | (believed_s - done_s >= crews.margin_s)
    _withdraw(world, fire, int((~dares & np.isfinite(due_s)).sum()))
    return row[dares], column[dares], due_s[dares]


def _flame_met_m(fire: Fire, row: np.ndarray, column: np.ndarray, due_s: np.ndarray) -> np.ndarray:
    """Return the flames crews have to do with at cells (n,) [m]: those to come, or those there."""
    coming, there = fire.coming_flame_m[row, column], fire.flame_m[row, column]
    return np.asarray(np.where(np.isfinite(due_s), coming, there))


def _line_wanted(world: World, fire: Fire) -> _Cells:
    """Return the cells where line is wanted, in order, and when fire is expected there [s]."""
    landscape = fire.ground.landscape
    tactics = world.plan.tactics
    burnt = fire.burnt()
    fuel = _open_fuel(fire)
    if _is_on_border(world, fire):
        border = _border_wanted(fire)
        edge = _edge(world, fire, fire.soon & landscape.is_home, fuel)
        return tuple(  # type: ignore[return-value]  # three arrays each
            np.concatenate(parts) for parts in zip(border, edge, strict=True)
        )
    if tactics.line == "indirect":
        inside = burnt | (fire.ahead_s <= world.env.now + tactics.lead_s)
        row, column = cells_where(ring(inside, within=fuel & (landscape.barrier_m == 0.0)))
        due_s = np.full(row.size, world.env.now + tactics.lead_s)
        order = from_the_tail(row, column, **fire.lie(burnt))[::-1]
        return row[order], column[order], due_s
    return _edge(world, fire, fire.soon, fuel)


def _open_fuel(fire: Fire) -> np.ndarray:
    """Return the cells on this side that can burn yet, and that no line closes (N, M)."""
    landscape = fire.ground.landscape
    return np.asarray(
        (landscape.fuel != UNBURNABLE) & ~fire.line & ~fire.burnt() & landscape.is_home
    )


def _is_on_border(world: World, fire: Fire) -> bool:
    """Return whether crews make their line along the border."""
    return world.plan.tactics.line == "border" and fire.outbreak.is_abroad


def _border_wanted(fire: Fire) -> _Cells:
    """Return the cells of the border that fire comes near, soonest first, and when [s]."""
    row, column, due_s = fire.border_row, fire.border_column, fire.border_due_s
    is_open = ~fire.line[row, column] & ~fire.burnt()[row, column]
    is_open &= fire.ground.landscape.fuel[row, column] != UNBURNABLE
    wanted = np.flatnonzero(np.isfinite(due_s) & is_open)
    wanted = wanted[np.argsort(due_s[wanted], kind="stable")]
    return row[wanted], column[wanted], due_s[wanted]


def _edge(world: World, fire: Fire, burnt: np.ndarray, fuel: np.ndarray) -> _Cells:
    """Return the running edge of a burnt area, from its tail on, where flames let crews near.

    The edge as it will be when the step is over: what burns meanwhile is no place for a line.
    """
    near = fire.flame_m <= world.scenario.crews.attack_flame_m
    row, column = cells_where(
        ring(burnt, within=fuel & near & (fire.ground.landscape.barrier_m == 0.0))
    )
    if row.size:
        order = from_the_tail(row, column, **fire.lie(burnt))
        row, column = row[order], column[order]
    return row, column, np.full(row.size, np.inf)


def _cost_s(world: World, fire: Fire, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return the person-seconds that closing each cell takes (n,)."""
    crews, landscape = world.scenario.crews, fire.ground.landscape
    wind_mps = fire.wind_mps(world.env.now)
    flame = fire.flame_m[row, column]
    blows = flame < crews.blower_flame_m
    fuel = landscape.fuel[row, column]
    rate = np.empty(row.size)
    for number in np.unique(fuel).tolist():
        for is_low in (False, True):
            of = (fuel == number) & (blows == is_low)
            flame_m = 0.0 if is_low else np.inf
            rate[of] = crews.line_mps(number, flame_m=flame_m, wind_mps=wind_mps)
    cost_s = fire.chain_m / rate
    burnout_s = fire.chain_m / (crews.burnout_mph / HOUR_S)
    has_break = landscape.barrier_m[row, column] > 0.0
    ahead_s = np.where(has_break, burnout_s, cost_s + burnout_s)
    return np.where(_is_direct(world, fire, row, column), cost_s, ahead_s)


def _is_direct(world: World, fire: Fire, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return where crews work at the fire's edge itself, and not on a line ahead of it (n,)."""
    if world.plan.tactics.line == "indirect":
        return np.zeros(row.size, dtype=np.bool_)
    return np.asarray(ring(fire.soon, within=np.ones_like(fire.soon))[row, column])


def _belief(world: World, fire: Fire) -> float:
    """Return how much of the time they have the crews think they have, this hour."""
    from scipy.special import ndtri  # noqa: PLC0415  # slow to import

    spread = float(np.sqrt(np.log1p(world.scenario.crews.expectation_cv**2)))
    hour = int(world.env.now // HOUR_S)
    uniform = world.streams.uniform(f"wildfire/{fire.fire_id}/belief/{hour}")
    return float(np.exp(spread * ndtri(uniform) - spread**2 / 2.0))


def _withdraw(world: World, fire: Fire, n_cells: int) -> None:
    """Note that crews leave cells they could not finish in time."""
    if n_cells and not fire.is_withdrawn:
        world.add(
            events.CrewsWithdrew(fire.fire_id, line_km=round(n_cells * fire.chain_m / KM_M, 2)),
            cause=fire.seen_seq,
        )
    fire.is_withdrawn = n_cells > 0


def _close(
    world: World, fire: Fire, row: np.ndarray, column: np.ndarray, from_s: np.ndarray
) -> None:
    """Close cells: put out at the edge for good, elsewhere as well as width and people hold."""
    if not row.size:
        return
    crews, landscape = world.scenario.crews, fire.ground.landscape
    is_direct = _is_direct(world, fire, row, column)
    length_km = (float(fire.line.sum()) + row.size) * fire.chain_m / KM_M
    held = min(1.0, fire.persons / length_km / crews.held_per_km)
    width_m = (
        np.maximum(landscape.barrier_m[row, column], crews.line_m)
        + crews.burnout_m
        + held * crews.held_m
    )
    critical = critical_w_per_m(
        width_m,
        fire.ground.line_luck[row, column],
        length_m=fire.grid.cell_m,
        parameters=fire.ground.breach,
    )
    fire.ground.growth.close(
        row, column, from_s=from_s, critical_w_per_m=np.where(is_direct, np.inf, critical)
    )
    fire.line[row, column] = True
    fire.closed_s[row, column] = from_s
    fire.mop_left_s[row, column] = crews.mop_up_person_h_per_km * HOUR_S * fire.chain_m / KM_M
    fire.built_m += row.size * fire.chain_m


def _mop_up(fire: Fire, budget_s: float) -> None:
    """Spend person-seconds on mopping up the edge, oldest cells of the raster first."""
    row, column = cells_where(fire.mop_left_s > 0.0)
    left = fire.mop_left_s[row, column]
    done = np.clip(budget_s - (np.cumsum(left) - left), 0.0, left)
    fire.mop_left_s[row, column] = left - done


def lost_lines(world: World, fire: Fire) -> None:
    """Note line that fire got over."""
    burnt = fire.line & fire.burnt()
    if not burnt.any():
        return
    # What burnt before it was done was no line yet.
    lost = burnt & (fire.ground.growth.arrival_s() >= fire.closed_s)
    fire.line[burnt] = False
    fire.mop_left_s[burnt] = 0.0
    fire.built_m -= float((burnt & ~lost).sum()) * fire.chain_m
    if lost.any():
        world.add(
            events.LineFailed(
                fire.fire_id,
                line_km=round(float(lost.sum()) * fire.chain_m / KM_M, 2),
                flame_m=round(float(fire.flame_m[lost].max()), 2),
            ),
            cause=fire.seen_seq,
        )


def embers(world: World, fire: Fire) -> None:
    """Let an hour pass over edges that are out but not mopped up; some flare up again."""
    crews = world.scenario.crews
    burnt = fire.burnt()
    edge = fire.line & (fire.mop_left_s > 0.0)
    edge &= ring(burnt, within=np.ones(burnt.shape, dtype=np.bool_))
    if not edge.any():
        return
    per_km = crews.rekindle_per_km_h * np.exp(
        fire.wind_mps(world.env.now) / crews.rekindle_wind_mps - 1.0
    )
    fire.embers[edge] += per_km * fire.chain_m / KM_M
    flares = edge & (fire.embers >= -np.log1p(-fire.ground.ember_luck))
    if flares.any():
        row, column = cells_where(flares)
        fire.ground.growth.ignite(row, column, world.env.now)
        fire.line[flares] = False
        fire.mop_left_s[flares] = 0.0
        world.add(events.FireRekindled(fire.fire_id, places=int(flares.sum())), cause=fire.seen_seq)
