"""The words people use for the codes that events carry: levels, reasons, kinds, commodities.

A code that is not here stands as it is, so a user's own commodity or capability needs no
entry.
"""

from sim.core.text import Text

WORDS: dict[str, Text] = {
    # levels
    "blue": Text("蓝色", "blue"),
    "yellow": Text("黄色", "yellow"),
    "orange": Text("橙色", "orange"),
    "red": Text("红色", "red"),
    # reasons for a closed road
    "flood": Text("洪水", "flood"),
    "breach": Text("溃口", "breach"),
    "slide": Text("滑坡", "slide"),
    "bridge": Text("桥梁损毁", "bridge"),
    "decision": Text("人工决定", "decision"),
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
    # modes of travel
    "car": Text("小客车", "car"),
    "bus": Text("客车", "bus"),
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
    "stage_teams": Text("队伍前置", "teams staged forward"),
    "send_goods": Text("调运物资", "goods sent"),
    "raise_response": Text("提升响应级别", "response raised"),
    # commodities
    "food": Text("食品", "food"),
    "tent": Text("帐篷", "tent"),
    "quilt": Text("棉被", "quilt"),
    "bed": Text("折叠床", "bed"),
    "coat": Text("棉大衣", "coat"),
    "life_jacket": Text("救生衣", "life jacket"),
}
"""Words of each code, in Chinese and English."""
