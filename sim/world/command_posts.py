"""Command posts (应急指挥中心): queues of requests with working groups as servers."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy

from sim.core.errors import InputError
from sim.core.text import Text
from sim.linkage.chain import LEVEL_ORDER, Level
from sim.log.picture import Picture
from sim.place import Place
from sim.world.environment import CoupledEnvironment


@dataclass(slots=True)
class CommandPost:
    """One command post: its area, its working groups, its picture.

    ``is_settling`` while it waits whether a lower response stays enough; ``overloaded_seq`` is the
    seq of the overload that lasts, -1 when there is none.
    """

    post_id: str
    name: Text
    level: Level
    area_id: str
    groups: simpy.PriorityResource
    picture: Picture = field(default_factory=Picture)
    response_level: int = 0
    is_settling: bool = False
    overloaded_seq: int = -1


class CommandPosts:
    """The command posts of a place, found by level and county.

    Raises
    ------
    InputError
        If no post of some level answers for a county.
    """

    def __init__(self, place: Place, env: CoupledEnvironment, *, n_working_groups: int) -> None:
        self._prefecture_of = {county.county_id: county.prefecture_id for county in place.counties}
        self._posts: dict[tuple[str, str], CommandPost] = {}
        for site in place.sites_of("command_post"):
            level: Level = site.level  # type: ignore[assignment]  # checked by the place's schema
            area = self._area(level, site.county_id)
            self._posts[level, area] = CommandPost(
                post_id=site.site_id,
                name=site.name,
                level=level,
                area_id=area,
                groups=simpy.PriorityResource(env, capacity=n_working_groups),
            )
        for county in place.counties:
            for asked in LEVEL_ORDER:
                if (asked, self._area(asked, county.county_id)) not in self._posts:
                    raise InputError(
                        f"place '{place.name}': county '{county.county_id}' has no command_post of "
                        f"level '{asked}' above it; add one to its sites"
                    )

    def at(self, level: Level, county_id: str) -> CommandPost:
        """Return the post of a level that answers for a county."""
        return self._posts[level, self._area(level, county_id)]

    def all(self) -> list[CommandPost]:
        """Return every post, in file order."""
        return list(self._posts.values())

    def _area(self, level: Level, county_id: str) -> str:
        """Return the area whose post of a level answers for a county."""
        if level == "county":
            return county_id
        return self._prefecture_of[county_id] if level == "prefecture" else ""
