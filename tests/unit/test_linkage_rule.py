"""Linkage rules: who may go, which way a request takes, and the order of the shipped rules."""

from typing import Any

import pytest

from sim.core.errors import ProblemsError
from sim.core.files import read_yaml
from sim.linkage import LinkageRule
from sim.linkage.chain import LEVEL_ORDER, REQUEST_KINDS, Level, RequestKind
from sim.linkage.response_levels import Triggers, step_at
from sim.scenario import available_choices, find_choice, load_plan

response_step = Triggers().step
FROM_LOOSE_TO_TIGHT = ("separate", "consultation", "integrated_2019", "unified")


def rule(**changes: object) -> LinkageRule:
    return load_plan(
        linkage="integrated_2019",
        overrides={f"linkage.{key}": value for key, value in changes.items()},
    ).linkage


def refused(**changes: object) -> str:
    with pytest.raises(ProblemsError) as raised:
        rule(**changes)
    return str(raised.value)


@pytest.mark.parametrize(
    ("owner", "same_county", "same_prefecture", "aid", "approved", "expected"),
    [
        # one's own team needs no more than the county
        ("county", True, True, "county", "county", True),
        ("county", True, True, "province", "province", True),
        # neighbours of the prefecture: aid and approval of the prefecture
        ("county", False, True, "county", "prefecture", False),
        ("county", False, True, "prefecture", "county", False),
        ("county", False, True, "prefecture", "prefecture", True),
        ("prefecture", False, True, "prefecture", "prefecture", True),
        ("prefecture", True, True, "prefecture", "county", False),
        ("prefecture", True, True, "county", "prefecture", True),
        ("prefecture", False, True, "county", "county", False),
        ("prefecture", False, False, "county", "province", False),
        # anybody else: aid and approval of the province
        ("county", False, False, "prefecture", "province", False),
        ("county", False, False, "province", "prefecture", False),
        ("county", False, False, "province", "province", True),
        ("prefecture", False, False, "province", "province", True),
        ("province", True, True, "prefecture", "prefecture", False),
        ("province", False, False, "province", "province", True),
        ("national", True, True, "prefecture", "province", False),
        ("national", True, True, "province", "province", True),
        ("social", True, True, "province", "prefecture", False),
        ("social", False, False, "province", "province", True),
    ],
)
def test_who_may_be_sent(  # a truth table has as many columns as it has
    *,
    owner: str,
    same_county: bool,
    same_prefecture: bool,
    aid: str,
    approved: Level,
    expected: bool,
) -> None:
    assert (
        rule(aid=aid).teams_allowed(
            owner_level=owner,
            is_same_county=same_county,
            is_same_prefecture=same_prefecture,
            approved=approved,
        )
        is expected
    )


@pytest.mark.parametrize("aid", LEVEL_ORDER)
@pytest.mark.parametrize("approved", LEVEL_ORDER)
@pytest.mark.parametrize("has_channel", [True, False])
def test_the_military_comes_through_its_channel_and_the_province(
    aid: Level, approved: Level, *, has_channel: bool
) -> None:
    asked = rule(aid=aid, military=has_channel)
    for is_same in (True, False):
        allowed = asked.teams_allowed(
            owner_level="military",
            is_same_county=is_same,
            is_same_prefecture=is_same,
            approved=approved,
        )
        assert allowed is (has_channel and approved == "province")


@pytest.mark.parametrize("owner", ["county", "prefecture", "province", "national", "social"])
@pytest.mark.parametrize("aid", LEVEL_ORDER)
def test_more_agreement_never_takes_a_team_away(owner: str, aid: Level) -> None:
    for is_same_county, is_same_prefecture in ((True, True), (False, True), (False, False)):
        allowed = [
            rule(aid=aid).teams_allowed(
                owner_level=owner,
                is_same_county=is_same_county,
                is_same_prefecture=is_same_prefecture,
                approved=approved,
            )
            for approved in LEVEL_ORDER
        ]
        assert allowed == sorted(allowed)


def test_the_military_channel_takes_a_request_to_the_province() -> None:
    assert rule(aid="county", military=False).highest_aid() == "county"
    assert rule(aid="county", military=True).highest_aid() == "province"


def hop(level: str, minutes: float = 10.0) -> dict[str, object]:
    return {"level": level, "decide_min": [minutes, minutes, minutes]}


def chain(mode: str, *levels: str) -> dict[str, object]:
    return {"mode": mode, "hops": [hop(level) for level in levels]}


@pytest.mark.parametrize(
    "levels",
    [
        (),
        ("prefecture", "county"),
        ("county", "county"),
        ("province", "prefecture"),
        ("county", "province", "prefecture"),
    ],
)
def test_chains_must_rise(levels: tuple[str, ...]) -> None:
    message = refused(**{"chains.goods": chain("serial", *levels)})
    assert "chains.goods: hops must rise from county to prefecture to province" in message


def test_a_chain_may_leave_out_a_level() -> None:
    asked = rule(**{"chains.goods": chain("serial", "county", "province")})
    assert [hop.level for hop in asked.chains["goods"].upto("prefecture")] == ["county"]
    assert [hop.level for hop in asked.chains["goods"].upto("province")] == ["county", "province"]


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_a_missing_chain_is_named(kind: RequestKind) -> None:
    values: dict[str, Any] = read_yaml(find_choice("linkage", "unified"))
    del values["chains"][kind], values["_target_"]
    with pytest.raises(ValueError, match=f"chains: missing {kind}"):
        LinkageRule.model_validate(values)


def test_a_misspelt_kind_mode_or_key_of_a_chain_names_the_nearest() -> None:
    assert "Did you mean 'repair'?" in refused(**{"chains.repairs": chain("serial", "county")})
    assert "Did you mean 'serial'?" in refused(**{"chains.goods.mode": "serie"})
    assert "Did you mean 'hops'?" in refused(**{"chains.goods.hop": []})


def test_teams_need_a_post_where_help_may_come_from() -> None:
    only_above = chain("joint", "province")
    message = refused(**{"chains.teams": only_above, "aid": "county", "military": False})
    assert "chains.teams: needs a post at or below the county" in message
    assert rule(**{"chains.teams": only_above, "aid": "county"}).highest_aid() == "province"


@pytest.mark.parametrize("hours", [[], [24.0], [-1.0]])
def test_consultations_have_an_hour_of_the_day(hours: list[float]) -> None:
    assert "consultation" in refused(**{"consultation.at_h": hours})


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_every_shipped_rule_is_no_slower_than_the_looser_one(kind: RequestKind) -> None:
    assert sorted(available_choices("linkage")) == sorted((*FROM_LOOSE_TO_TIGHT, "between"))
    minutes = [
        load_plan(linkage=name).linkage.expected_minutes(kind) for name in FROM_LOOSE_TO_TIGHT
    ]
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[-1] == 0.0
    assert minutes[-2] > 0.0


def test_every_delay_of_unified_command_is_zero() -> None:
    unified = load_plan(linkage="unified").linkage
    information = unified.information
    delays = [
        information.share_min,
        information.field_min,
        information.upward_min,
        unified.military_min,
        unified.social_min,
        unified.consultation.duration_min,
        *(hop.decide_min for chain in unified.chains.values() for hop in chain.hops),
    ]
    assert set(delays) == {(0.0, 0.0, 0.0)}
    assert information.sharing == "continuous"
    assert unified.aid == unified.goods_reach == "province"


@pytest.mark.parametrize(
    ("mode", "minutes"),
    [("serial", 10.0 + 20.0 + 30.0 + 2 * 5.0), ("joint", 30.0), ("preauthorised", 10.0)],
)
def test_expected_minutes_by_hand(mode: str, minutes: float) -> None:
    hops = [hop(level, 10.0 * number) for number, level in enumerate(LEVEL_ORDER, start=1)]
    asked = rule(
        **{"chains.goods": {"mode": mode, "hops": hops}, "information.upward_min": [5, 5, 5]}
    )
    assert asked.expected_minutes("goods") == pytest.approx(minutes, rel=1e-3)


def test_response_steps_rise_with_the_warning() -> None:
    steps = [
        response_step("WarningIssued", level)
        for level in ("none", "blue", "yellow", "orange", "red")
    ]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 3)
    assert response_step("PersonsTrapped") > response_step("ZoneFlooded") > 0
    assert response_step("RainFell") == response_step("WarningLifted") == 0


def test_a_high_river_calls_for_what_a_warning_of_its_weight_does() -> None:
    for stage, colour in (("warning", "yellow"), ("guarantee", "orange")):
        assert response_step("RiverRose", stage) == response_step("WarningIssued", colour)
    assert response_step("RiverCrested") == response_step("RiverFell") == 0


def test_higher_posts_rise_one_step_less() -> None:
    assert [step_at("county", step) for step in range(5)] == [0, 1, 2, 3, 4]
    for level in ("prefecture", "province"):
        assert [step_at(level, step) for step in range(5)] == [0, 0, 1, 2, 3]
