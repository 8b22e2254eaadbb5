"""The teams a place can send: one record per team, read off its bases."""

from dataclasses import dataclass

from sim.core.text import Text
from sim.place import Place

TASK_CAPABILITIES: dict[str, tuple[str, ...]] = {
    "water_rescue": ("water_rescue", "rescue"),
    "search": ("usar", "rescue", "forest"),
    "reinforce": ("engineering",),
    "repair": ("road_repair",),
    "fire": ("forest",),
    "verify": ("forest",),
    "check": ("rescue", "water_rescue"),
}
"""Capabilities that can do each kind of task, best first."""

LEVELS: tuple[str, ...] = ("county", "prefecture", "province", "national", "military", "social")
"""Owners of teams, from the nearest to the last called."""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """One team: what it is before anything happens."""

    team_id: str
    name: Text
    level: str
    capability: str
    base_node_id: str
    county_id: str
    prefecture_id: str


def muster(place: Place) -> tuple[TeamPlan, ...]:
    """Return every team of a place, base by base, in file order.

    A base of capacity n holds n teams, numbered from 1.
    """
    return tuple(
        TeamPlan(
            team_id=f"{site.site_id}/{number}",
            name=Text(f"{site.name.in_('zh')}{number}队", f"{site.name.in_('en')} {number}"),
            level=site.level,
            capability=site.capability,
            base_node_id=site.node_id,
            county_id=site.county_id,
            prefecture_id=place.county(site.county_id).prefecture_id,
        )
        for site in place.sites_of("team_base")
        for number in range(1, site.capacity + 1)
    )


def can_do(capability: str, task_kind: str) -> bool:
    """Return whether a team of this capability can do a task of this kind."""
    return capability in TASK_CAPABILITIES[task_kind]
