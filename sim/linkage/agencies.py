"""Agencies (部门): who observes what, who leads which teams.

A register, not a model: pictures, posts and queues are the world's. The division of work is that
of a Chinese province after the reform of 2018; under a rule of before the reform the same
services exist, only the lines between them are longer.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sim.core.text import Text


class Agency(NamedTuple):
    """One agency: its name, and the kinds of event it is the first to know of."""

    name: Text
    observes: tuple[str, ...] = ()


AGENCIES: Mapping[str, Agency] = {
    "emergency": Agency(Text("应急管理", "emergency management")),
    "weather": Agency(
        Text("气象", "weather service"), ("RainFell", "WarningIssued", "WarningLifted")
    ),
    "water": Agency(
        Text("水利", "water"),
        ("RiverRose", "RiverCrested", "RiverFell", "ZoneThreatened", "ThreatLifted"),
    ),
    "natural_resources": Agency(Text("自然资源", "natural resources")),
    "forestry": Agency(Text("林草", "forestry"), ("FireSighted",)),
    "transport": Agency(Text("交通运输", "transport")),
    "health": Agency(Text("卫生健康", "health")),
    "housing": Agency(Text("住房城乡建设", "housing")),
    "seismology": Agency(Text("地震", "seismology")),
    "reserves": Agency(Text("粮食和物资储备", "grain and reserves")),
    "fire_rescue": Agency(Text("消防救援", "fire and rescue")),
    "forest_brigade": Agency(Text("森林消防", "forest fire brigade")),
    "military": Agency(Text("军区", "military district")),
    "armed_police": Agency(Text("武警", "armed police")),
    "enterprises": Agency(Text("企业", "enterprises")),
    "volunteers": Agency(Text("志愿者", "volunteers")),
}
"""Every agency by name. Whatever is not listed as observed reaches the county from the field."""

HUB = "emergency"
"""The agency whose command posts decide."""

_OBSERVER = {kind: name for name, agency in AGENCIES.items() for kind in agency.observes}
_LEADER_BY_CAPABILITY = {
    "engineering": "housing",
    "road_repair": "transport",
    "medical": "health",
    "water_rescue": "fire_rescue",
    "rescue": "fire_rescue",
    "usar": "fire_rescue",
}


def observer_of(kind: str) -> str:
    """Return the agency that is the first to know of a kind of event."""
    return _OBSERVER.get(kind, HUB)


def leader_of(owner_level: str, capability: str) -> str:
    """Return the agency that a team takes its orders from.

    Parameters
    ----------
    owner_level
        Level of its owner, ``county`` to ``national``, ``military`` or ``social``.
    capability
        What the team can do.
    """
    if owner_level == "military":
        return "military"
    if owner_level == "social":
        return "volunteers"
    if capability == "forest":
        return "forest_brigade" if owner_level == "national" else "forestry"
    return _LEADER_BY_CAPABILITY.get(capability, HUB)
