"""One linkage rule: who knows, who may, and who goes.

A rule is inert. The world asks it pure questions: how long until this post learns a fact,
through which posts must this request go, whose teams and depots may serve it.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from sim.core.components import Component
from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import MINUTE_S
from sim.linkage.delays import Delay, mean_of_longest_s, mean_s

Level = Literal["county", "prefecture", "province"]
RequestKind = Literal["evacuation", "teams", "goods", "reinforce", "repair"]
REQUEST_KINDS: tuple[RequestKind, ...] = ("evacuation", "teams", "goods", "reinforce", "repair")
LEVEL_ORDER: tuple[Level, ...] = ("county", "prefecture", "province")
PreAlert = Literal["inspect_points", "stage_teams", "push_goods"]


class Hop(Config):
    """One post that a request passes, and how long it takes to decide there [min]."""

    level: Level
    decide_min: Delay


class Chain(Config):
    """The way a request takes.

    Parameters
    ----------
    mode
        ``serial``: hop after hop. ``joint``: one sitting of all posts, as long as the slowest.
        ``preauthorised``: the first post acts at once and the others are notified.
    hops
        Posts in ascending order of level.
    """

    mode: Literal["serial", "joint", "preauthorised"]
    hops: tuple[Hop, ...]

    @model_validator(mode="after")
    def _ascending(self) -> "Chain":
        levels = [LEVEL_ORDER.index(hop.level) for hop in self.hops]
        if not levels or levels != sorted(set(levels)):
            raise InputError("hops must rise from county to prefecture to province, each once")
        return self

    def upto(self, level: Level) -> tuple[Hop, ...]:
        """Return the hops up to a level, inclusive."""
        top = LEVEL_ORDER.index(level)
        return tuple(hop for hop in self.hops if LEVEL_ORDER.index(hop.level) <= top)


class Information(Config):
    """How facts travel.

    Parameters
    ----------
    sharing
        ``bulletin``: facts of other agencies come with the next bulletin only.
        ``consultation``: they are shared when agencies sit together, and then at once.
        ``continuous``: they are passed on as they arise, with `share_min` of lag.
    share_min
        From an agency's knowing to a command post's knowing, where sharing is continuous.
    field_min
        From something happening on the ground to the county's post knowing (own channel).
    upward_min
        From one level of command to the next above.
    """

    sharing: Literal["bulletin", "consultation", "continuous"]
    share_min: Delay
    field_min: Delay
    upward_min: Delay


class Consultation(Config):
    """When agencies sit together, and for how long.

    Parameters
    ----------
    at_h
        Hours of the day at which a bulletin is sent or a consultation begins.
    on_warning_change
        Whether a warning that rises calls one at once.
    duration_min
        How long it takes until its conclusions are known.
    members
        Agencies that sit in it.
    """

    at_h: tuple[float, ...] = Field(min_length=1)
    on_warning_change: bool
    duration_min: Delay
    members: tuple[str, ...]

    @model_validator(mode="after")
    def _within_a_day(self) -> "Consultation":
        if any(not 0.0 <= hour < 24.0 for hour in self.at_h):  # noqa: PLR2004
            raise InputError("consultation hours lie between 0 and 24")
        return self


class LinkageRule(Component):
    """A complete linkage rule.

    Parameters
    ----------
    chains
        The way of each kind of request.
    aid
        The furthest level whose teams may be used.
    goods_reach
        ``prefecture``: depots of one's own prefecture, or any where it has none.
        ``province``: every depot.
    military
        Whether a standing channel to the military district exists.
    military_min
        Delay of that channel.
    prealert
        What a warning of `prealert_level` or above sets in motion before anything happens.
    """

    title_zh: str
    title_en: str
    information: Information
    consultation: Consultation
    chains: Mapping[RequestKind, Chain]
    aid: Level
    goods_reach: Literal["prefecture", "province"]
    military: bool
    military_min: Delay
    prealert: tuple[PreAlert, ...]
    prealert_level: Literal["blue", "yellow", "orange", "red"] = "yellow"
    n_working_groups: int = parameter(
        8,
        low=4,
        high=12,
        unit="groups",
        gt=0,
        source="provincial review 2019: 8 working groups",
        description="Requests a command post handles at once.",
    )

    @model_validator(mode="after")
    def _complete(self) -> "LinkageRule":
        missing = [kind for kind in REQUEST_KINDS if kind not in self.chains]
        if missing:
            raise InputError(f"chains: missing {', '.join(missing)}")
        if not self.chains["teams"].upto(self.highest_aid()):
            raise InputError(
                f"chains.teams: needs a post at or below the {self.highest_aid()}, "
                "from where help may come"
            )
        return self

    def teams_allowed(
        self, *, owner_level: str, is_same_county: bool, is_same_prefecture: bool, approved: Level
    ) -> bool:
        """Return whether a team may be sent once posts up to `approved` have agreed.

        A county sends its own teams, and a prefecture that has agreed its own. Lending is a
        matter of `aid`: from county to county within the prefecture, or from anywhere in the
        province. The military comes through the standing channel.
        """
        if owner_level == "military":
            return self.military and approved == "province"
        if is_same_county and owner_level == "county":
            return True
        if approved == "county":
            return False
        if is_same_prefecture and owner_level == "prefecture":
            return True
        if is_same_prefecture and owner_level == "county":
            return self.aid != "county"
        return approved == "province" and self.aid == "province"

    def highest_aid(self) -> Level:
        """Return the highest level a request for teams may rise to."""
        return "province" if self.military else self.aid

    def expected_minutes(self, kind: RequestKind) -> float:
        """Return the mean time [min] that deciding takes on an idle chain, without queues."""
        chain = self.chains[kind]
        delays = [hop.decide_min for hop in chain.hops]
        if chain.mode == "joint":
            return mean_of_longest_s(delays) / MINUTE_S
        if chain.mode == "preauthorised":
            return mean_s(delays[0]) / MINUTE_S
        upward_s = mean_s(self.information.upward_min) * (len(delays) - 1)
        return (sum(mean_s(delay) for delay in delays) + upward_s) / MINUTE_S
