"""What a scenario and a plan will do, in words, before anything runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Streams
from sim.core.text import Lang, Text
from sim.core.units import DAY_S, HOUR_S, MINUTE_S
from sim.forces import muster
from sim.linkage.chain import REQUEST_KINDS
from sim.place.reading import load_place

if TYPE_CHECKING:
    from sim.hazards.flood.realisation import FloodRealisation
    from sim.hazards.wildfire.outbreaks import Outbreaks
    from sim.place import Place
    from sim.scenario import Plan, Scenario


def explain(scenario: Scenario, plan: Plan, *, lang: Lang = "en") -> str:
    """Return a page that says what will happen, where, and who decides.

    Parameters
    ----------
    scenario, plan
        What the world does, and what was chosen.
    lang
        ``"zh"`` or ``"en"``.
    """
    place = load_place(scenario.place)
    parts = (_place(scenario, place), _nature(scenario, plan, place), _plan(scenario, plan, place))
    return "\n".join(line.in_(lang) for part in parts for line in part)


def _place(scenario: Scenario, place: Place) -> list[Text]:
    n_days = scenario.horizon_s / DAY_S
    n_open = len(place.links_open_on(scenario.clock.start.date()))
    n_counties, n_zones = len(place.counties), len(place.zones)
    persons = sum(zone.population for zone in place.zones)
    teams = Counter(team.capability for team in muster(place))
    counted = ", ".join(f"{name} {count}" for name, count in sorted(teams.items()))
    n_nodes, n_links = len(place.nodes), len(place.links)
    period = f"{scenario.start} – {scenario.end}"
    return [
        Text(f"【{scenario.title_zh}】", f"[{scenario.title_en}]"),
        Text(f"  时段：{period}，{n_days:.0f} 天", f"  period: {period}, {n_days:.0f} days"),
        Text(
            f"  {place.title.zh}：{n_counties} 个县级单位，{n_zones} 个片区，{persons:,} 人",
            f"  {place.title.en}: {n_counties} counties, {n_zones} zones, {persons:,} people",
        ),
        Text(
            f"  路网：{n_nodes} 个节点，{n_links} 条路段，当日通车 {n_open} 条",
            f"  roads: {n_nodes} nodes, {n_links} links, {n_open} of them open on the day",
        ),
        Text(f"  队伍：{counted}", f"  teams: {counted}"),
    ]


def _nature(scenario: Scenario, plan: Plan, place: Place) -> list[Text]:
    """Say what nature does in the first replication of seed 1."""
    nature = scenario.nature(place, streams=Streams(1, 0), levers=plan.levers())
    lines = [Text("【若无人应对（种子1，第0次重复）】", "[if nobody acts (seed 1, replication 0)]")]
    if nature.has_flood:
        lines += _flood(nature.flood)
    if nature.fires is not None:
        lines += _fires(nature.fires)
    return lines


def _flood(flood: FloodRealisation) -> list[Text]:
    """Say what wind and water do."""
    county_mm = flood.rain_mm_per_h.sum(axis=0).max()
    point_mm = flood.zone_rain_mm_per_h.sum(axis=0).max()
    n_flood = int((flood.zone_level_m.max(axis=0) > 0.0).sum())
    n_forecast = int(flood.forecasts.is_threatened.any(axis=0).sum())
    persons = int(flood.concerned_persons.sum())
    n_wet = int((flood.link_depth_m.max(axis=0) > 0).sum())
    n_fail = int(np.isfinite(flood.points.failure_time_s).sum())
    n_points = len(flood.points.point_ids)
    return [
        Text(
            f"  雨量：县平均最大 {county_mm:.0f} 毫米，单点最大 {point_mm:.0f} 毫米",
            f"  rain: up to {county_mm:.0f} mm over a county, {point_mm:.0f} mm at a place",
        ),
        Text(
            f"  {n_flood} 个片区进水，{n_forecast} 个预报可能进水，受淹 {persons:,} 人",
            f"  {n_flood} zones flood, {n_forecast} are forecast to; {persons:,} people are met",
        ),
        Text(
            f"  {n_wet} 条路段过水；{n_points:,} 处隐患点中 {n_fail} 处失事",
            f"  {n_wet} links get wet; {n_fail} of {n_points:,} hazard points give way",
        ),
    ]


def _fires(fires: Outbreaks) -> list[Text]:
    """Say which fires break out, and how far those run that the scenario names."""
    by_chance = sum(fire.is_by_chance for fire in fires.fires)
    n_alarms = len(fires.false_alarms)
    worst = int(fires.danger.class_of(fires.fwi).max())
    lines = [
        Text(
            f"  起火 {len(fires.fires)} 起，其中随机 {by_chance} 起；误报 {n_alarms} 起；"
            f"火险最高 {worst} 级",
            f"  fires that break out: {len(fires.fires)}, by chance: {by_chance}; "
            f"false alarms: {n_alarms}; danger up to class {worst}",
        )
    ]
    for fire in fires.fires:
        if not fire.is_by_chance:
            growth = fires.ground(fire).growth
            growth.run(fires.horizon_s)
            area_ha = growth.area_ha()
            lines.append(
                Text(
                    f"  {fire.fire_id}：无人扑救则烧过 {area_ha:,.0f} 公顷",
                    f"  {fire.fire_id}: {area_ha:,.0f} ha burn if nobody fights it",
                )
            )
    return lines


def _plan(scenario: Scenario, plan: Plan, place: Place) -> list[Text]:
    rule = plan.linkage
    depots = plan.layout.place_depots(place)
    holdings = [depot.persons for depot in depots]
    trucks = sum(depot.n_trucks for depot in depots)
    most, least, total = max(holdings), min(holdings), sum(holdings)
    military = Text("畅通", "open") if rule.military else Text("未建立", "closed")
    prealert = ", ".join(f"{key} ({colour})" for key, colour in rule.prealert.items()) or "–"
    lines = [
        Text(f"【方案：{plan.label()}】", f"[plan: {plan.label()}]"),
        Text(
            f"  联动：{rule.title_zh}；信息共享 {rule.information.sharing}；"
            f"支援范围 {rule.aid}；军地通道{military.zh}",
            f"  linkage: {rule.title_en}; facts shared by {rule.information.sharing}; "
            f"help from the {rule.aid}; military channel {military.en}",
        ),
    ]
    for kind in REQUEST_KINDS:
        chain = rule.chains[kind]
        hops = " → ".join(hop.level for hop in chain.hops)
        minutes = rule.expected_minutes(kind)
        lines.append(
            Text(
                f"    {kind}：{chain.mode}，{hops}，无排队时约 {minutes:.0f} 分钟",
                f"    {kind}: {chain.mode}, {hops}, {minutes:.0f} min where nothing queues",
            )
        )
    return [
        *lines,
        Text(
            f"  布局：{len(depots)} 个库，共 {total:,} 人份（{least:,}–{most:,}），{trucks} 辆车",
            f"  layout: {len(depots)} depots, goods for {total:,} people "
            f"({least:,}–{most:,} each), {trucks} trucks",
        ),
        *_evacuation(scenario, plan, place),
        *_traffic(plan),
        Text(
            f"  前置：{plan.staging.where}；预警达到所列级别即先行：{prealert}",
            f"  staging: {plan.staging.where}; on a warning of that colour or above: {prealert}",
        ),
        *_works(plan),
    ]


def _works(plan: Plan) -> list[Text]:
    """Say what was built before, and how reservoirs release."""
    works = plan.mitigation
    release = {
        "hold_limit": Text("超汛限部分下泄", "what lies above the limit level is let out"),
        "cut_peak": Text("削峰，不超下游安全流量", "no more than the river below carries"),
        "pre_release": Text("预泄腾库", "room is made ahead of the inflow"),
    }[plan.reservoirs.rule]
    hours = works.extra_lead_s / HOUR_S
    return [
        Text(
            f"  减灾工程：堤防加高 {works.dike_raise_m:g} 米，预警提前 {hours:g} 小时，"
            f"加固桥梁 {works.reinforced_bridge_share:.0%}，搬迁 {works.relocated_share:.0%}",
            f"  works: dikes {works.dike_raise_m:g} m higher, warnings {hours:g} h earlier, "
            f"{works.reinforced_bridge_share:.0%} of bridges reinforced, "
            f"{works.relocated_share:.0%} of people at risk settled elsewhere",
        ),
        Text(f"  水库调度：{release.zh}", f"  reservoirs: {release.en}"),
    ]


def _evacuation(scenario: Scenario, plan: Plan, place: Place) -> list[Text]:
    """Say whom orders reach, who leaves when, and in what."""
    behaviour, orders = scenario.behaviour, plan.evacuation
    order = {
        "simultaneous": Text("各片区同时", "all zones at once"),
        "staged": Text(
            f"按险情分批，每县每 {orders.wave_interval_s / MINUTE_S:.0f} 分钟 "
            f"{orders.wave_persons:,} 人",
            f"by danger, {orders.wave_persons:,} people of a county every "
            f"{orders.wave_interval_s / MINUTE_S:.0f} min",
        ),
        "staged_by_bound": Text(
            f"小客车按最快方案分时段放行，步长 {orders.plan_step_s:.0f} 秒",
            f"cars in the slots of the quickest plan, in steps of {orders.plan_step_s:.0f} s",
        ),
    }[orders.order]
    heard = plan.outreach.heard_share(np.array([1.0, 6.0]) * HOUR_S)
    median_min = behaviour.departure_median_s / MINUTE_S
    buses = behaviour.buses
    n_buses = sum(buses.n_buses(county.population) for county in place.counties)
    ready_min = buses.mobilise_s / MINUTE_S
    largest = behaviour.largest_group_vehicles
    return [
        Text(
            f"  疏散：{order.zh}；触发 {orders.trigger}",
            f"  evacuation: {order.en}; on {orders.trigger}",
        ),
        Text(
            f"  宣传：1小时内 {heard[0]:.0%} 的家庭获知，6小时内 {heard[1]:.0%}；"
            f"获知后中位 {median_min:.0f} 分钟出发（{behaviour.departure_curve}）",
            f"  outreach: {heard[0]:.0%} of households hear within 1 h, {heard[1]:.0%} within "
            f"6 h; half leave within {median_min:.0f} min of hearing ({behaviour.departure_curve})",
        ),
        Text(
            f"  车辆：小客车每组最多 {largest} 辆；无车户 {behaviour.without_car_share:.0%}，"
            f"由本县客车往返接送，共 {n_buses:,} 辆，每辆 {behaviour.bus_persons} 人，"
            f"本县首次下令后 {ready_min:.0f} 分钟可用",
            f"  vehicles: cars in groups of at most {largest}; "
            f"{behaviour.without_car_share:.0%} of households have no car and wait for the buses "
            f"of their county, {n_buses:,} in all, {behaviour.bus_persons} people each, ready "
            f"{ready_min:.0f} min after its first order",
        ),
    ]


def _traffic(plan: Plan) -> list[Text]:
    """Say what drivers do, what they hear, and which roads shall run in one direction."""
    driving = plan.traffic
    lines = [
        {
            "free_flow": Text(
                "  交通：车辆互不影响，走当前最快路线",
                "  traffic: vehicles do not hinder one another and take the quickest open road",
            ),
            "fixed": Text(
                "  交通：车辆排队，仍走空路时最快的路线",
                "  traffic: vehicles queue, on the roads that would be quickest if empty",
            ),
            "reactive": Text(
                "  交通：车辆排队，驾驶人获知延误后改道",
                "  traffic: vehicles queue; drivers who hear of delays turn to quicker roads",
            ),
            "planned": Text(
                "  交通：转移小客车按最快方案的时段、路线和安置点行驶，其他车辆获知延误后改道",
                "  traffic: evacuees' cars leave, drive and shelter as in the quickest plan; "
                "other drivers who hear of delays turn to quicker roads",
            ),
        }[driving.choice]
    ]
    if driving.reacts:
        minutes, n = driving.period_s / MINUTE_S, driving.n_perceptions
        lines.append(
            Text(
                f"    每 {minutes:.0f} 分钟通报延误；驾驶人分 {n} 组，"
                f"每组每次获知的概率为 {driving.informed_share:.0%}",
                f"    delays reported every {minutes:.0f} min; of {n} groups of drivers each hears "
                f"a report with probability {driving.informed_share:.0%}",
            )
        )
    if driving.contraflow:
        roads = ", ".join(f"{order.link} → {order.towards}" for order in driving.contraflow)
        minutes = driving.marshals_s / MINUTE_S
        lines.append(
            Text(
                f"    反向车道：{roads}，本县首次下令转移时下令，路清空且 {minutes:.0f} 分钟后"
                "人员到位即启用",
                f"    contraflow: {roads}; ordered with the first evacuation of its county, in "
                f"force once the road is drained and marshals are there, {minutes:.0f} min later",
            )
        )
    return lines
