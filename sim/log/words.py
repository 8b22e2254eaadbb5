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
    "reinforcement": Text("隐患加固", "reinforcement"),
    "repair": Text("道路抢通", "repair"),
    "rescue": Text("救援", "rescue"),
    "inspection": Text("巡查", "inspection"),
    # modes of travel
    "car": Text("小客车", "car"),
    "bus": Text("客车", "bus"),
    # capabilities
    "water": Text("水", "water"),
    "usar": Text("城市搜救", "urban search and rescue"),
    "medical": Text("医疗", "medical"),
    # commodities
    "food": Text("食品", "food"),
    "tent": Text("帐篷", "tent"),
    "quilt": Text("棉被", "quilt"),
    "bed": Text("折叠床", "bed"),
    "coat": Text("棉大衣", "coat"),
    "life_jacket": Text("救生衣", "life jacket"),
}
"""Words of each code, in Chinese and English."""
