"""Mechanisms: each a lever of its own, all together the whole difference between two rules."""

from itertools import combinations
from typing import Any

import pytest

from sim.core.errors import LiandongError
from sim.core.files import read_yaml
from sim.linkage.agencies import AGENCIES, leader_of, observer_of
from sim.linkage.expectation import expected_total_min, passages
from sim.linkage.mechanisms import MECHANISMS, with_mechanisms
from sim.linkage.rule import LinkageRule
from sim.scenario import find_choice, load_plan


def shipped_values(name: str) -> dict[str, Any]:
    values: dict[str, Any] = read_yaml(find_choice("linkage", name))
    return {key: value for key, value in values.items() if key != "_target_"}


def between(*names: str, high: str = "integrated_2019") -> LinkageRule:
    overrides = {"linkage.mechanisms": list(names), "linkage.high": high}
    return load_plan(linkage="between", overrides=overrides).linkage


def untitled(rule: LinkageRule) -> dict[str, Any]:
    values = rule.model_dump()
    return {key: value for key, value in values.items() if not key.startswith("title")}


@pytest.mark.parametrize("high", ["consultation", "integrated_2019", "unified"])
def test_no_mechanism_is_the_lower_rule_and_all_are_the_higher(high: str) -> None:
    assert untitled(between(high=high)) == untitled(load_plan(linkage="separate").linkage)
    assert untitled(between(*MECHANISMS, high=high)) == untitled(load_plan(linkage=high).linkage)


def test_no_two_mechanisms_share_a_key() -> None:
    for one, other in combinations(MECHANISMS.values(), 2):
        assert not set(one.keys) & set(other.keys)


@pytest.mark.parametrize("name", MECHANISMS)
def test_one_mechanism_alone_changes_its_own_keys_and_no_other(name: str) -> None:
    low, high = shipped_values("separate"), shipped_values("integrated_2019")
    mixed = with_mechanisms(low, high, [name])

    def at(values: dict[str, Any], key: str) -> object:
        for part in key.split("."):
            values = values.get(part, {})
        return values

    for mechanism, (_, keys) in MECHANISMS.items():
        for key in keys:
            assert at(mixed, key) == at(high if mechanism == name else low, key)
    assert low == shipped_values("separate")


def test_every_mechanism_but_outreach_makes_a_difference() -> None:
    low = untitled(between())
    assert [name for name in MECHANISMS if untitled(between(name)) == low] == ["outreach"]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"linkage.mechanisms": ["militry"]}, "Did you mean 'military'"),
        ({"linkage.mechanisms": "military"}, "needs a list"),
        ({"linkage.low": "seperate"}, "Did you mean 'separate'"),
        ({"linkage.low": "between"}, "itself between"),
        ({"linkage.aid": "province"}, "found aid"),
    ],
)
def test_mistakes_between_two_rules_are_named(overrides: dict[str, object], message: str) -> None:
    with pytest.raises(LiandongError, match=message):
        load_plan(linkage="between", overrides=overrides)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("information.lags_min", {"wether>emergency": [1, 2, 3]}, "Did you mean 'weather'"),
        ("information.lags_min", {"weather": [1, 2, 3]}, "FROM>TO"),
        ("information.orders_min", {"fire": [1, 2, 3]}, "unknown agency 'fire'"),
        ("consultation.members", ["watter"], "Did you mean 'water'"),
        ("triggers", {"raised_by": {"WarningIssued": {"purple": "I"}}}, "unknown colour 'purple'"),
        ("authority", {"helicopters": "state"}, "authority.helicopters: unknown 'state'"),
        ("prealert", {"close_road": "red"}, "Did you mean 'close_roads'"),
        ("passes_up", "perhaps", "passes_up"),
    ],
)
def test_mistakes_in_a_rule_are_named(key: str, value: object, message: str) -> None:
    with pytest.raises(LiandongError) as raised:
        load_plan(overrides={f"linkage.{key}": value})
    assert message in str(raised.value)


def test_lines_of_their_own_come_before_the_common_delay() -> None:
    rule = load_plan(
        overrides={
            "linkage.information.share_min": [9, 9, 9],
            "linkage.information.lags_min": {"weather>emergency": [1, 1, 1]},
            "linkage.information.orders_min": {"transport": [2, 2, 2]},
        }
    ).linkage
    information = rule.information
    assert information.lag_min("weather") == (1.0, 1.0, 1.0)
    assert information.lag_min("water") == (9.0, 9.0, 9.0)
    assert information.lag_min("emergency") == (0.0, 0.0, 0.0)
    assert information.order_min("transport") == (2.0, 2.0, 2.0)
    assert information.order_min("housing") == (9.0, 9.0, 9.0)


def test_every_team_has_a_leader_and_every_fact_an_observer() -> None:
    assert leader_of("county", "rescue") == leader_of("province", "water_rescue") == "fire_rescue"
    assert (leader_of("national", "forest"), leader_of("county", "forest")) == (
        "forest_brigade",
        "forestry",
    )
    assert leader_of("military", "forest") == "military"
    assert leader_of("social", "rescue") == "volunteers"
    assert observer_of("WarningIssued") == "weather"
    assert observer_of("ZoneFlooded") == "emergency"
    assert {observer_of(kind) for kind in ("RainFell", "RiverRose", "FireSighted")} <= set(AGENCIES)


def test_expected_steps_by_hand() -> None:
    """Field 45, county 30, up 90, prefecture 90, up 90, province 180, order 35/3 minutes."""
    rule = load_plan(linkage="separate").linkage
    steps = [(step.what, step.source, step.target) for step in passages(rule, "teams")]
    assert steps == [
        ("report", "field", "county"),
        ("decide", "county", "county"),
        ("upward", "county", "prefecture"),
        ("decide", "prefecture", "prefecture"),
        ("upward", "prefecture", "province"),
        ("decide", "province", "province"),
        ("order", "emergency", "fire_rescue"),
    ]
    assert expected_total_min(rule, "teams") == pytest.approx(525.0 + 35.0 / 3.0)
    assert expected_total_min(rule, "evacuation") is None  # waits for the bulletin
    unified = load_plan(linkage="unified").linkage
    assert all(expected_total_min(unified, kind) == 0.0 for kind in unified.chains)
