"""One sentence per kind of event, in Chinese and English.

Templates only: each names fields of its event kind, and :func:`sentence` fills them in the
way people read them (durations, calendar times, goods, the words for codes). Which events
belong to a story is the business of :mod:`sim.log.causes`.
"""

from collections.abc import Mapping
from typing import Any

from sim.core.clock import Clock
from sim.core.text import Lang, Text
from sim.core.units import DAY_S, HOUR_S, MINUTE_S
from sim.log.command_sentences import COMMAND
from sim.log.eventlog import Event
from sim.log.words import AGENCIES, spoken

SENTENCES: dict[str, Text] = {
    **COMMAND,
    "RainFell": Text(
        "{subject} 24 小时降雨 {rain_24h_mm} 毫米，雨强 {intensity_mm_per_h} 毫米/小时",
        "{subject}: {rain_24h_mm} mm of rain in 24 h, now {intensity_mm_per_h} mm/h",
    ),
    "LinkFlooded": Text(
        "路段 {subject} 积水 {depth_m} 米，车速下降", "Water {depth_m} m deep slows road {subject}"
    ),
    "LinkClosed": Text("路段 {subject} 中断（{reason}）", "Road {subject} closed ({reason})"),
    "LinkReopened": Text(
        "路段 {subject} 恢复通行，中断 {closed_s}", "Road {subject} reopened after {closed_s}"
    ),
    "PlaceIsolated": Text(
        "{subject} 与所有储备库道路不通，约 {persons} 人成为孤岛",
        "{subject} is cut off from every depot, {persons} people with it",
    ),
    "PlaceReconnected": Text("{subject} 道路恢复连通", "{subject} can be reached by road again"),
    "LiftDeparted": Text(
        "{kind} {subject} 自 {from_node} 前往 {to_node}",
        "{kind} {subject} set out from {from_node} for {to_node}",
    ),
    "LiftArrived": Text(
        "{kind} {subject} 全部运到，共 {trips} 趟",
        "{kind} {subject} has brought everything, in {trips} trips",
    ),
    "LinkCongested": Text(
        "路段 {subject} 拥堵，{vehicles} 辆车，通过延误 {delay_s}",
        "Road {subject} jammed with {vehicles} vehicles; passing takes {delay_s} longer",
    ),
    "LinkRelieved": Text(
        "路段 {subject} 拥堵缓解，持续 {congested_s}",
        "The jam on road {subject} dissolved after {congested_s}",
    ),
    "GridlockFormed": Text(
        "路段 {subject} 等首尾相堵（{links}），{vehicles} 辆车无法移动",
        "Gridlock on {links}, {subject} among them: {vehicles} vehicles cannot move",
    ),
    "GridlockCleared": Text(
        "路段 {subject} 一带的互锁解除，持续 {lasted_s}",
        "The gridlock around road {subject} came loose after {lasted_s}",
    ),
    "ContraflowOrdered": Text(
        "下令路段 {subject} 全部车道改为驶向 {towards}",
        "All lanes of road {subject} were ordered to lead to {towards}",
    ),
    "ContraflowBegan": Text(
        "路段 {subject} 反向车道启用，全部驶向 {towards}",
        "All lanes of road {subject} now lead to {towards}",
    ),
    "ContraflowEnded": Text("路段 {subject} 恢复双向通行", "Road {subject} leads both ways again"),
    "ZoneThreatened": Text(
        "{subject} 将于 {flood_time_s} 进水，涉险 {persons} 人",
        "Water will reach {subject} at {flood_time_s}; {persons} people are at risk",
    ),
    "ThreatLifted": Text(
        "预报不再认为 {subject} 会进水", "{subject} is no longer forecast to flood"
    ),
    "ZoneFlooded": Text(
        "{subject} 低洼处进水 {depth_m} 米，尚有 {persons_present} 人未撤离",
        "Water {depth_m} m deep entered {subject} with {persons_present} people still there",
    ),
    "ZoneDrained": Text("{subject} 积水退去", "The water left {subject}"),
    "HazardPointFailed": Text(
        "{county}隐患点 {subject}（{kind_of_point}）失事，影响 {persons} 人",
        "Hazard point {subject} ({kind_of_point}) in {county} gave way, hitting {persons} people",
    ),
    "IncidentOccurred": Text(
        "{node} 发生险情 {subject}，{persons} 人被困，需要{capability}力量",
        "Incident {subject} at {node} trapped {persons} people and calls for {capability}",
    ),
    "RiverRose": Text(
        "{subject}超过{level}，高出河岸 {over_m} 米，流量 {discharge_m3s} 立方米/秒",
        "{subject} rose above its {level}: {over_m} m over the bank, {discharge_m3s} m³/s",
    ),
    "RiverCrested": Text(
        "{subject}出现洪峰，高出河岸 {over_m} 米，流量 {discharge_m3s} 立方米/秒",
        "{subject} crested {over_m} m over the bank, at {discharge_m3s} m³/s",
    ),
    "RiverFell": Text("{subject}退至警戒水位以下", "{subject} fell below its warning stage"),
    "ReleaseOrdered": Text(
        "水库 {subject} 按令下泄 {release_m3s} 立方米/秒",
        "Reservoir {subject} was ordered to release {release_m3s} m³/s",
    ),
    "EvacuationOrdered": Text(
        "下令{subject}转移 {persons} 人（{level}）",
        "{persons} people in {subject} were ordered to leave ({level})",
    ),
    "PersonsGathered": Text(
        "{subject} {persons} 名无车人员到集合点候车",
        "{persons} people without a car wait for a bus in {subject}",
    ),
    "BusDeparted": Text(
        "客车 {subject} 从 {from_node} 空车前往{zone}集合点",
        "Bus {subject} left {from_node} for the pick-up of {zone}",
    ),
    "BusStranded": Text(
        "客车 {subject} 在路段 {link} 被水围困", "Water caught bus {subject} on road {link}"
    ),
    "BusReturned": Text("客车 {subject} 返回 {node} 待命", "Bus {subject} is back at {node}"),
    "GroupDeparted": Text(
        "{subject} {persons} 人乘{mode}（{vehicles} 辆）前往安置点 {shelter}",
        "{persons} people left {subject} for shelter {shelter} by {mode} (vehicles: {vehicles})",
    ),
    "GroupArrived": Text(
        "{zone} {persons} 人到达安置点 {subject}，路上 {travel_s}",
        "{persons} people from {zone} reached shelter {subject} after {travel_s} on the road",
    ),
    "GroupDiverted": Text(
        "安置点 {subject} 已满，{persons} 人转往 {to}",
        "Shelter {subject} was full; {persons} people went on to {to}",
    ),
    "PersonsTrapped": Text(
        "{subject} {persons} 人被困（险情 {incident}）",
        "{persons} people were trapped in {subject} (incident {incident})",
    ),
    "PersonsRescued": Text(
        "队伍 {team} 在{zone}救出 {persons} 人（险情 {subject}）",
        "Team {team} rescued {persons} people in {zone} (incident {subject})",
    ),
    "PersonsReturned": Text(
        "安置点 {subject} {persons} 人返家", "{persons} people went home from shelter {subject}"
    ),
    "TeamStaged": Text("队伍 {subject} 前置至 {node}", "Team {subject} was staged at {node}"),
    "TeamTasked": Text(
        "队伍 {subject} 受领任务 {task}（{task_kind}）",
        "Team {subject} was given task {task} ({task_kind})",
    ),
    "TeamDeparted": Text(
        "队伍 {subject} 从 {from_node} 出动前往 {to_node}，任务 {task}",
        "Team {subject} set out from {from_node} to {to_node} for task {task}",
    ),
    "TeamArrived": Text(
        "队伍 {subject} 到达任务 {task} 现场，行进 {travel_s}",
        "Team {subject} arrived for task {task} after {travel_s} of travel",
    ),
    "TaskCompleted": Text(
        "队伍 {subject} 完成任务 {task}，作业 {work_s}",
        "Team {subject} finished task {task} after {work_s} of work",
    ),
    "TeamRecalled": Text(
        "队伍 {subject} 因道路不通（{waited_s}）被召回，任务 {task} 另行派队",
        "Team {subject} found no way for {waited_s} and was called back from task {task}",
    ),
    "TeamDemobilised": Text(
        "前置队伍 {subject} 撤收，返回 {node}", "Staged team {subject} went home to {node}"
    ),
    "TeamAvailable": Text(
        "队伍 {subject} 在 {node} 恢复待命", "Team {subject} is ready again at {node}"
    ),
    "PointsInspected": Text(
        "{subject}巡查隐患点 {points} 处，{person_turns} 人次，发现薄弱点 {weak_found} 处",
        "{subject}: {points} hazard points visited in {person_turns} person-turns, "
        "{weak_found} found weak",
    ),
    "PointReinforced": Text(
        "队伍 {team} 加固{county}隐患点 {subject}",
        "Team {team} reinforced hazard point {subject} in {county}",
    ),
    "MaterialDrawn": Text(
        "{subject}为{county}隐患点 {point} 调出砂石袋料 {material_m3} 立方米",
        "{subject} gave {material_m3} m³ of stone and sandbags for hazard point {point} in "
        "{county}",
    ),
    "MaterialRanShort": Text(
        "{subject}隐患点 {point} 需砂石袋料 {needed_m3} 立方米，可调库存不足，等待补充",
        "No yard within reach of {subject} has the {needed_m3} m³ that hazard point {point} needs",
    ),
    "MaterialReplenished": Text(
        "{subject}补充砂石袋料 {material_m3} 立方米",
        "{subject} took in {material_m3} m³ of stone and sandbags",
    ),
    "RepairCompleted": Text("队伍 {team} 抢通路段 {subject}", "Team {team} cleared road {subject}"),
    "StockPlaced": Text("储备库 {subject} 入库：{stock}", "Depot {subject} took in {stock}"),
    "NeedArose": Text(
        "安置点 {subject} 新增需求：{need}（{persons} 人）",
        "Shelter {subject} came to need {need} ({persons} people)",
    ),
    "NeedForeseen": Text(
        "安置点 {subject} 预计次日需要 {need}（{persons} 人）",
        "Shelter {subject} counted {need} for tomorrow ({persons} people)",
    ),
    "GoodsReserved": Text(
        "储备库 {subject} 受令向安置点 {shelter} 调运 {goods}（批次 {shipment}）",
        "Depot {subject} was told to send {goods} to shelter {shelter} (shipment {shipment})",
    ),
    "TruckDeparted": Text(
        "货车 {subject} 从储备库 {depot} 发往安置点 {shelter}，载 {goods}",
        "Truck {subject} left depot {depot} for shelter {shelter} with {goods}",
    ),
    "GoodsDelivered": Text(
        "货车 {truck} 在安置点 {subject} 交付 {goods}",
        "Truck {truck} handed over {goods} at shelter {subject}",
    ),
    "TruckReturned": Text(
        "货车 {subject} 返回储备库 {depot}", "Truck {subject} is back at depot {depot}"
    ),
    "StockRanOut": Text(
        "储备库 {subject} 的{commodity}告罄", "Depot {subject} ran out of {commodity}"
    ),
    "StockOrdered": Text(
        "储备库 {subject} 库存不足，向省外订补 {goods}",
        "Depot {subject} ran low and ordered {goods} from outside",
    ),
    "StockReplenished": Text(
        "储备库 {subject} 补充入库（{source}）：{goods}",
        "Depot {subject} took in {goods} ({source})",
    ),
    "GoodsCollected": Text(
        "安置点 {subject} 已空，回收 {goods}，清洗后送储备库 {depot}",
        "Shelter {subject} stands empty: {goods} were collected, to be cleaned for depot {depot}",
    ),
    "FireStarted": Text(
        "{subject} 起火（{county}，{side}，{lat_deg}°N，{lon_deg}°E）",
        "Fire {subject} started {side} ({county}, {lat_deg}° N, {lon_deg}° E)",
    ),
    "FireSighted": Text(
        "{source}发现火情 {subject}，约 {area_ha} 公顷",
        "Fire {subject} was reported by {source}, {area_ha} ha when seen",
    ),
    "FireGrew": Text(
        "火场 {subject} 过火 {area_ha} 公顷（境内 {area_home_ha}），活动火线 {edge_km} 公里，"
        "守住边境 {held_km} 公里，火焰最高 {flame_m} 米，扑救 {persons} 人",
        "Fire {subject} has burnt {area_ha} ha ({area_home_ha} at home), {edge_km} km still run, "
        "{held_km} km of border are held, flames up to {flame_m} m, {persons} people fight it",
    ),
    "BorderReached": Text(
        "火 {subject} 已抵达边境 {border_km} 公里",
        "Fire {subject} stands at {border_km} km of border",
    ),
    "BorderCrossed": Text(
        "火 {subject} 越境，境内过火 {area_home_ha} 公顷",
        "Fire {subject} came over the border and burnt {area_home_ha} ha",
    ),
    "LineBuilt": Text(
        "火场 {subject} 一小时筑线 {line_km} 公里，{persons} 人",
        "{persons} people made {line_km} km of line at fire {subject} in an hour",
    ),
    "LineFailed": Text(
        "火 {subject} 突破隔离线 {line_km} 公里，火焰 {flame_m} 米",
        "Fire {subject} got over {line_km} km of line, flames {flame_m} m long",
    ),
    "FireRekindled": Text(
        "火场 {subject} 有 {places} 处复燃", "Fire {subject} flared up again in {places} places"
    ),
    "SmokeReported": Text(
        "{county}报告疑似火情 {subject}", "Smoke or heat {subject} reported in {county}"
    ),
    "FalseAlarmFound": Text("{team}核查 {subject}：并非火情", "{team} found no fire at {subject}"),
    "WaterDropped": Text(
        "{subject}：直升机洒水{drops}次，压住火线{edge_km}公里",
        "{subject}: helicopters dropped water {drops} times and cooled {edge_km} km of edge",
    ),
    "CrewsWithdrew": Text(
        "火场 {subject} 因时间不足撤离 {line_km} 公里火线",
        "Crews left {line_km} km at fire {subject} that they could not finish in time",
    ),
    "CrewsOverrun": Text(
        "火 {subject} 逼近，{persons} 人未及撤离",
        "Fire {subject} came over {persons} people who thought they had more time",
    ),
    "FireHeld": Text(
        "火 {subject} 合围，过火 {area_ha} 公顷", "Fire {subject} is held at {area_ha} ha"
    ),
    "FireOut": Text(
        "火场 {subject} 清理完毕，过火 {area_ha} 公顷，守住边境 {border_held_km} 公里",
        "Fire {subject} is over: {area_ha} ha burnt, {border_held_km} km of border held",
    ),
    "ZoneInPathOfFire": Text(
        "火 {fire} 将于 {arrival_s} 逼近{subject}，涉险 {persons} 人",
        "Fire {fire} will come near {subject} at {arrival_s}; {persons} people are at risk",
    ),
    "ZoneMetByFire": Text(
        "火 {fire} 烧至{subject}，尚有 {persons_present} 人未撤离",
        "Fire {fire} came to {subject} with {persons_present} people still there",
    ),
    "DangerRated": Text(
        "{subject}森林火险 {danger} 级（FWI {fwi}）",
        "Fire danger in {subject} is of class {danger} (FWI {fwi})",
    ),
}
"""Template of each kind of event; the fields in braces are those of the kind."""

_MOMENTS = frozenset({"flood_time_s", "arrival_s"})
"""Fields that are a moment of the simulation and not a duration."""


def duration(time_s: float, lang: Lang) -> str:
    """Return a duration [s] as people say it: ``2 h 05 min`` or ``2小时05分``."""
    sign = "-" if time_s < 0 else ""
    seconds = abs(time_s)
    if seconds < MINUTE_S:
        return f"{sign}{seconds:.0f} s" if lang == "en" else f"{sign}{seconds:.0f}秒"
    minutes = round(seconds / MINUTE_S)
    if minutes * MINUTE_S < HOUR_S:
        return f"{sign}{minutes} min" if lang == "en" else f"{sign}{minutes}分"
    hours, minutes = divmod(minutes, 60)
    if hours * HOUR_S < 2.0 * DAY_S:
        long = f"{hours} h {minutes:02d} min" if lang == "en" else f"{hours}小时{minutes:02d}分"
        return sign + long
    days, hours = divmod(hours, 24)
    return sign + (f"{days} d {hours} h" if lang == "en" else f"{days}天{hours}小时")


def sentence(
    event: Event, *, clock: Clock, lang: Lang, names: Mapping[str, Text] | None = None
) -> str:
    """Return what happened, as one sentence without its time.

    Parameters
    ----------
    event
        Row of a log.
    clock
        Calendar of the run, for moments inside the sentence.
    lang
        ``"zh"`` or ``"en"``.
    names
        Names of identifiers, as :func:`sim.log.words.names_of` gives them; an identifier
        without one stands as it is.
    """
    known = names or {}
    if event.kind == "FactLearned" and event.subject in AGENCIES and event.subject not in known:
        known = {**known, event.subject: AGENCIES[event.subject]}
    values = {"subject": _shown("subject", event.subject, clock, lang, known)}
    for key, value in event.data.items():
        values[key] = _shown(key, value, clock, lang, known)
    return SENTENCES[event.kind].in_(lang).format_map(values)


def _shown(
    key: str,
    value: Any,  # noqa: ANN401  # a row's data are numbers, strings, lists or mappings
    clock: Clock,
    lang: Lang,
    names: Mapping[str, Text],
) -> str:
    if isinstance(value, str):
        return spoken(value, lang=lang, names=names)
    if isinstance(value, dict):
        parts = (
            f"{spoken(name, lang=lang, names=names)} {_number(amount)}"
            for name, amount in value.items()
        )
        return ("、" if lang == "zh" else ", ").join(parts) or "–"
    if isinstance(value, list):
        parts = (spoken(item, lang=lang, names={**names, **AGENCIES}) for item in value)
        return ("、" if lang == "zh" else ", ").join(parts) or "–"
    if key in _MOMENTS:
        return clock.label(float(value))
    if key.endswith("_s"):
        return duration(float(value), lang)
    return str(value) if key == "fact" else _number(value)


def _number(value: float) -> str:
    number = float(value)
    return f"{number:,.0f}" if number.is_integer() else f"{number:,.2f}".rstrip("0").rstrip(".")
