"""Who may send whose resources, once which level has agreed (权限)."""

from typing import Literal

from sim.core.parameters import Config
from sim.linkage.chain import Level, reaches

TeamSource = Literal[
    "own_county", "neighbours", "prefecture", "elsewhere", "national", "social", "military"
]


_OF_THEIR_OWN: dict[str, TeamSource] = {
    "military": "military",
    "social": "social",
    "national": "national",
}
_WITHIN_PREFECTURE: dict[str, TeamSource] = {"county": "neighbours", "prefecture": "prefecture"}


class Authority(Config):
    """The lowest level whose agreement sends each resource.

    Parameters
    ----------
    own_county
        Teams of the county itself.
    neighbours
        Teams of other counties of its prefecture.
    prefecture
        Teams of the prefecture.
    elsewhere
        Teams of the province, and of counties and prefectures outside its own.
    national
        National teams.
    social
        Volunteers and enterprises, where they come through the chain and not by their channel.
    military
        Troops and armed police, through the military–civil channel.
    helicopters
        Helicopters for rescue and goods.
    """

    own_county: Level = "county"
    neighbours: Level = "prefecture"
    prefecture: Level = "prefecture"
    elsewhere: Level = "province"
    national: Level = "province"
    social: Level = "province"
    military: Level = "province"
    helicopters: Level = "province"

    def allows(self, source: TeamSource, approved: Level) -> bool:
        """Return whether posts up to `approved` may send what comes from a source."""
        return reaches(approved, self.needed(source))

    def needed(self, source: TeamSource) -> Level:
        """Return the lowest level that may send what comes from a source."""
        level: Level = getattr(self, source)
        return level


def team_source(*, owner_level: str, is_same_county: bool, is_same_prefecture: bool) -> TeamSource:
    """Return where a team comes from, as seen from the county that needs it."""
    if owner_level in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[owner_level]
    if owner_level == "county" and is_same_county:
        return "own_county"
    if is_same_prefecture and owner_level in _WITHIN_PREFECTURE:
        return _WITHIN_PREFECTURE[owner_level]
    return "elsewhere"
