"""One linkage rule: who knows, who may, and who goes.

A rule is inert. The world asks it pure questions: how long until this post learns a fact,
through which posts must this request go, whose teams and depots may serve it.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.core.components import Component
from sim.core.errors import InputError
from sim.core.parameters import parameter
from sim.linkage.authority import Authority, team_source
from sim.linkage.chain import REQUEST_KINDS, Chain, Level, RequestKind
from sim.linkage.consultation import Consultation
from sim.linkage.delays import Delay
from sim.linkage.information import Information
from sim.linkage.mechanisms import between
from sim.linkage.response_levels import WARNING_LEVELS, Triggers

PreAlert = Literal["inspect_points", "stage_teams", "push_goods", "close_roads"]
PREALERTS: tuple[PreAlert, ...] = ("inspect_points", "stage_teams", "push_goods", "close_roads")
Colour = Literal["blue", "yellow", "orange", "red"]


class LinkageRule(Component):
    """A complete linkage rule; or, from `low`, `high` and `mechanisms`, one between two others.

    Parameters
    ----------
    triggers
        What raises and lowers response levels.
    chains
        The way of each kind of request.
    authority
        The lowest level that may send each resource.
    aid
        The furthest level whose teams may be used.
    goods_reach
        ``prefecture``: depots of one's own prefecture, or any where it has none.
        ``province``: every depot.
    military
        Whether a standing channel to the military district exists.
    military_min
        Delay of that channel.
    social
        Whether volunteers and enterprises hear of tasks directly.
    social_min
        Delay of that channel.
    prealert
        What a warning sets in motion before anything happens, and from which colour.
    passes_up
        Whether an overloaded post passes requests to the one above it.
    """

    title_zh: str
    title_en: str
    triggers: Triggers = Field(default_factory=Triggers)
    information: Information
    consultation: Consultation
    chains: Mapping[RequestKind, Chain]
    authority: Authority = Field(default_factory=Authority)
    aid: Level
    goods_reach: Literal["prefecture", "province"]
    military: bool
    military_min: Delay
    social: bool
    social_min: Delay
    prealert: Mapping[PreAlert, Colour]
    passes_up: bool
    n_working_groups: int = parameter(
        8,
        low=4,
        high=12,
        unit="groups",
        gt=0,
        source="provincial review 2019: 8 working groups",
        description="Requests a command post handles at once.",
    )
    teams_per_group: int = parameter(
        6,
        low=5,
        high=7,
        unit="teams",
        gt=0,
        source="span of control of 5 to 7, incident command practice",
        description="Teams at work in a county that one working group of its post can direct.",
    )
    overload_per_group: float = parameter(
        2.0,
        low=1.0,
        high=4.0,
        unit="requests",
        gt=0.0,
        description="Requests waiting for each working group from which a post is overloaded.",
    )

    close_within_m: float = parameter(
        100.0,
        low=50.0,
        high=300.0,
        unit="m",
        ge=0.0,
        description="Distance from a river within which `close_roads` closes roads.",
    )

    @model_validator(mode="before")
    @classmethod
    def _between_two(cls, values: Any) -> Any:  # noqa: ANN401  # what a file holds
        return between(values) if isinstance(values, dict) and "mechanisms" in values else values

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

        Lending is a matter of `aid`: not at all, from county to county within the prefecture, or
        from anywhere in the province. The military comes through the standing channel.
        """
        source = team_source(
            owner_level=owner_level,
            is_same_county=is_same_county,
            is_same_prefecture=is_same_prefecture,
        )
        if not self.authority.allows(source, approved):
            return False
        if source == "military":
            return self.military
        if source == "neighbours":
            return self.aid != "county"
        return source in {"own_county", "prefecture"} or self.aid == "province"

    def highest_aid(self) -> Level:
        """Return the highest level a request for teams may rise to."""
        return "province" if self.military else self.aid

    def foresees(self, action: PreAlert, colour: str) -> bool:
        """Return whether a warning of this colour sets an action in motion."""
        if action not in self.prealert:
            return False
        return WARNING_LEVELS.index(colour) >= WARNING_LEVELS.index(self.prealert[action])

    def expected_minutes(self, kind: RequestKind) -> float:
        """Return the mean time [min] that deciding takes on an idle chain, without queues."""
        return self.chains[kind].expected_minutes(upward_min=self.information.upward_min)
