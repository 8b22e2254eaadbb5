"""The words people use for what events carry: levels, reasons, kinds, goods, agencies, places.

A code that is not here stands as it is, so a user's own commodity or capability needs no
entry.
"""

from collections.abc import Mapping

from sim.core.text import Lang, Text
from sim.linkage import agencies
from sim.place import Place

WORDS: dict[str, Text] = {
    # levels
    "blue": Text("蓝色", "blue"),
    "yellow": Text("黄色", "yellow"),
    "orange": Text("橙色", "orange"),
    "red": Text("红色", "red"),
    "warning": Text("警戒水位", "warning stage"),
    "guarantee": Text("保证水位", "guarantee stage"),
    # reasons for a closed road
    "flood": Text("洪水", "flood"),
    "breach": Text("溃口", "breach"),
    "slide": Text("滑坡", "slide"),
    "bridge": Text("桥梁损毁", "bridge"),
    "tree": Text("倒木", "fallen trees"),
    "fire": Text("火灾", "fire"),
    "verify": Text("火情核查", "verification"),
    "check": Text("险情核实", "check"),
    "rumour": Text("传言", "rumour"),
    "decision": Text("人工决定", "decision"),
    "prealert": Text("预警管制", "closed on a warning"),
    # kinds of hazard point
    "dike": Text("堤防", "dike"),
    "slope": Text("边坡", "slope"),
    "reservoir": Text("小型水库", "small reservoir"),
    # kinds of request and task
    "evacuation": Text("人员转移", "evacuation"),
    "teams": Text("增派队伍", "teams"),
    "goods": Text("物资调拨", "goods"),
    "reinforce": Text("隐患加固", "reinforcement"),
    "repair": Text("道路抢通", "repair"),
    "search": Text("搜救", "search and rescue"),
    # kinds of incident, as the first part of their identifiers
    "road": Text("路上", "road"),
    "point": Text("隐患点", "hazard point"),
    # sides of the border
    "home": Text("境内", "at home"),
    "abroad": Text("境外", "abroad"),
    # who sees fires
    "geostationary": Text("静止卫星", "geostationary satellite"),
    "polar": Text("极轨卫星", "polar satellite"),
    "aircraft": Text("巡护飞机", "patrol aircraft"),
    "tower": Text("了望塔", "watchtower"),
    "camera": Text("视频监控", "camera"),
    "patrol": Text("地面巡护", "ground patrol"),
    "people": Text("群众", "people nearby"),
    # modes of travel
    "car": Text("小客车", "car"),
    "bus": Text("客车", "bus"),
    "boat": Text("冲锋舟", "boat"),
    "helicopter": Text("直升机", "helicopter"),
    # capabilities
    "rescue": Text("综合救援", "rescue"),
    "water_rescue": Text("水上救援", "water rescue"),
    "engineering": Text("工程抢险", "engineering"),
    "road_repair": Text("道路抢修", "road repair"),
    "medical": Text("医疗", "medical"),
    "forest": Text("森林消防", "forest fire fighting"),
    "usar": Text("城市搜救", "urban search and rescue"),
    "chemical": Text("危化处置", "chemical response"),
    # levers of a person
    "order_evacuation": Text("下令转移", "evacuation ordered"),
    "close_road": Text("封闭道路", "road closed"),
    "begin_contraflow": Text("启用反向车道", "contraflow ordered"),
    "end_contraflow": Text("恢复双向通行", "contraflow ended"),
    "stage_teams": Text("队伍前置", "teams staged forward"),
    "send_goods": Text("调运物资", "goods sent"),
    "order_release": Text("水库下泄", "release ordered"),
    "raise_response": Text("提升响应级别", "response raised"),
    # where goods come from
    "outside": Text("省外调入", "from outside"),
    "returned": Text("安置点回收", "back from shelters"),
    # commodities
    "water": Text("饮用水", "water"),
    "food": Text("食品", "food"),
    "tent": Text("帐篷", "tent"),
    "quilt": Text("棉被", "quilt"),
    "bed": Text("折叠床", "bed"),
    "coat": Text("棉大衣", "coat"),
    "life_jacket": Text("救生衣", "life jacket"),
}
"""Words of each code, in Chinese and English."""

AGENCIES: dict[str, Text] = {name: agency.name for name, agency in agencies.AGENCIES.items()}
"""Agencies that sit in a consultation; apart, since water is also a commodity."""


def names_of(place: Place) -> dict[str, Text]:
    """Return the names of a place's areas, sites, waters and nodes by identifier.

    Where a county's seat shares the county's identifier, the county's name is meant.
    """
    names = {node.node_id: node.name for node in place.nodes}
    names.update((river.river_id, river.name) for river in place.rivers)
    names.update((site.site_id, site.name) for site in place.sites)
    names.update((zone.zone_id, zone.name) for zone in place.zones)
    names.update((county.county_id, county.name) for county in place.counties)
    names.update((item.reservoir_id, item.name) for item in place.reservoirs)
    return names


def spoken(code: str, *, lang: Lang, names: Mapping[str, Text]) -> str:
    """Return a code or identifier as people say it, part by part where it has parts.

    ``"BASE_FIRE_220303/1"`` becomes the name of the base and ``1``; what is unknown stands as
    it is, and nothing becomes ``–``.
    """
    parts = []
    for part in code.split("/"):
        word = names.get(part) or WORDS.get(part)
        parts.append((word.in_(lang) or part) if word else part)
    return "/".join(parts) or "–"
