"""What a scenario and a plan will do, in words, before anything runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.forces import muster
from sim.linkage.rule import REQUEST_KINDS
from sim.place import Place
from sim.place.reading import load_place

if TYPE_CHECKING:
    from sim.scenario import Plan, Scenario


def explain(scenario: Scenario, plan: Plan) -> str:
    """Return a page that says what will happen, where, and who decides.

    Parameters
    ----------
    scenario, plan
        What the world does, and what was chosen.
    """
    place = load_place(scenario.place)
    return "\n".join([*_world(scenario, place), "", *_plan(scenario, plan, place)])


def _world(scenario: Scenario, place: Place) -> list[str]:
    flood = scenario.hazard.realise(  # type: ignore[attr-defined]  # every hazard can
        place,
        clock=scenario.clock,
        horizon_s=scenario.horizon_s,
        streams=Streams(1, 0),
        folder=scenario.folder,
    )
    opened = place.links_open_on(scenario.clock.start.date())
    teams = Counter(team.capability for team in muster(place))
    return [
        f"{scenario.title_en} · {scenario.title_zh}",
        f"  {scenario.start} to {scenario.end}, {scenario.horizon_s / DAY_S:.0f} days",
        f"  {place.title.en} · {place.title.zh}: {len(place.counties)} counties, "
        f"{len(place.zones)} zones, {sum(zone.population for zone in place.zones):,} people",
        f"  {len(place.nodes)} road nodes, {len(opened)} of {len(place.links)} links open on the day",
        f"  teams: {', '.join(f'{count} {name}' for name, count in sorted(teams.items()))}",
        "  in seed 1, replication 0, if nobody acts:",
        f"    rain up to {flood.rain_mm_per_h.sum(axis=0).max():.0f} mm over a county, "
        f"{flood.zone_rain_mm_per_h.sum(axis=0).max():.0f} mm at a place",
        f"    {int((flood.zone_flood_time_s < scenario.horizon_s).sum())} zones flood, "
        f"{int((flood.zone_forecast_time_s < scenario.horizon_s).sum())} are forecast to, "
        f"{int(flood.zone_persons_at_risk.sum()):,} people live where it would",
        f"    {int((flood.link_depth_m.max(axis=0) > 0).sum())} links get wet, "
        f"{int((flood.points.failure_time_s < scenario.horizon_s).sum())} of "
        f"{len(flood.points.point_ids):,} hazard points give way",
    ]


def _plan(scenario: Scenario, plan: Plan, place: Place) -> list[str]:
    rule = plan.linkage
    depots = plan.layout.place_depots(place)
    holdings = [depot.persons for depot in depots]
    lines = [
        f"Plan: {plan.label()}",
        f"  linkage: {rule.title_en} · {rule.title_zh}; facts by {rule.information.sharing}; "
        f"help from the {rule.aid}; military channel {'open' if rule.military else 'closed'}",
    ]
    for kind in REQUEST_KINDS:
        chain = rule.chains[kind]
        hops = " → ".join(hop.level for hop in chain.hops)
        lines.append(
            f"    {kind}: {chain.mode}, {hops}, {rule.expected_minutes(kind):.0f} min on an idle chain"
        )
    lines += [
        f"  layout: {len(depots)} depots for {sum(holdings):,} people "
        f"({min(holdings):,} to {max(holdings):,} each), {sum(depot.n_trucks for depot in depots)} trucks",
        f"  dispatch: {type(plan.dispatch).__name__}; staging: {plan.staging.where}; evacuation: "
        f"{plan.evacuation.order}, on {plan.evacuation.trigger}",
        f"  outreach: {_heard(plan, 1.0):.0%} of households have heard after "
        f"1 h, {_heard(plan, 6.0):.0%} after 6 h",
        f"  on a warning of {rule.prealert_level} or above: "
        f"{', '.join(rule.prealert).replace('_', ' ') or 'nothing is set in motion'}",
        f"  {scenario.behaviour.without_car_share:.0%} of households need a bus",
    ]
    return lines


def _heard(plan: Plan, hours: float) -> float:
    return float(plan.outreach.heard_share(np.array([hours * HOUR_S]))[0])
