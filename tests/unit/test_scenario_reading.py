"""Scenarios and plans: read by name or path, overridden by key, refused with the nearest match."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import InputError, LiandongError, ProblemsError, StorageError, UnknownNameError
from sim.core.files import read_yaml
from sim.core.paths import shipped
from sim.linkage import LinkageRule
from sim.scenario import (
    PLAN_GROUPS,
    Scenario,
    apply_overrides,
    available_choices,
    default_choices,
    find_choice,
    load_plan,
    load_scenario,
    make_plan,
    make_scenario,
    read_scenario_values,
)

NAME = "lekima_krosa_2019"


def values() -> dict[str, Any]:
    return read_scenario_values(NAME)[0]


def scenario(**changes: object) -> Scenario:
    return make_scenario({**values(), **changes}, folder=shipped("scenarios") / NAME)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a copy of the shipped scenario in a folder of the user's."""
    folder = tmp_path / "mine"
    shutil.copytree(shipped("scenarios") / NAME, folder)
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    text = text.replace(f"name: {NAME}", "name: mine").replace(f"hazard: {NAME}", "hazard: mine")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_scenario_of_ones_own_is_read_by_folder_or_file(own: Path) -> None:
    for path in (own, str(own), own / "scenario.yaml"):
        mine = load_scenario(path)
        assert mine.name == "mine"
        assert mine.folder == own
    assert load_scenario(own).digest() != load_scenario(NAME).digest()


def test_a_shipped_name_means_the_shipped_scenario_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).mkdir()  # results are written into folders of that name
    monkeypatch.chdir(tmp_path)
    assert load_scenario(NAME).folder == shipped("scenarios") / NAME


def test_another_scenarios_hazard_may_be_taken(own: Path) -> None:
    mine = load_scenario(own, hazard=NAME)
    assert mine.name == "mine"
    assert mine.folder == shipped("scenarios") / NAME


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean '{NAME}'"):
        load_scenario("lekima_2019")
    with pytest.raises(UnknownNameError, match="unknown hazard"):
        load_scenario(NAME, hazard="flood")
    with pytest.raises(StorageError, match="no scenario file at"):
        load_scenario("nowhere/at/all")


def test_overrides_reach_nested_values_and_change_the_digest() -> None:
    plain = load_scenario(NAME)
    wetter = load_scenario(NAME, overrides={"hazard.rain_factor": 1.5})
    assert wetter.hazard.model_dump()["rain_factor"] == 1.5
    assert plain.digest() == load_scenario(NAME).digest() != wetter.digest()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("hazard.rain_facter", 1.0, "Did you mean 'rain_factor'?"),
        ("forces.turnout_county", 1.0, "Did you mean 'turnout_county_s'?"),
        ("behavior.comply_red_share", 1.0, "Did you mean 'behaviour'?"),
        ("hazard.rain_factor", -1.0, "greater than or equal to 0"),
        ("end", "2019-08-11T00:00:00+08:00", "must lie after start"),
        ("end", "2019-08-20T00:00:00", "no UTC offset"),
        ("name.zh", "x", "'name' holds a value, not keys"),
    ],
)
def test_a_wrong_override_says_what_is_allowed(key: str, value: object, said: str) -> None:
    with pytest.raises(LiandongError) as raised:
        load_scenario(NAME, overrides={key: value})
    assert said in str(raised.value)


def test_overrides_leave_the_given_values_alone() -> None:
    given = {"a": {"b": [1, {"c": 2}]}, "d": 3}
    before = json.dumps(given)
    changed = apply_overrides(given, {"a.e.f": 4, "d": None})
    assert changed == {"a": {"b": [1, {"c": 2}], "e": {"f": 4}}, "d": None}
    assert json.dumps(given) == before


def test_a_scenario_is_made_again_from_its_values() -> None:
    plain = load_scenario(NAME, overrides={"forces.boat_persons": 5})
    again = make_scenario(json.loads(json.dumps(plain.values())), folder=plain.folder)
    assert again == plain
    assert again.digest() == plain.digest()
    assert (again.horizon_s, again.clock.label(0.0)) == (8 * 86_400.0, "08-12 00:00")


def test_the_digest_sees_the_hazards_data(own: Path) -> None:
    before = load_scenario(own).digest()
    with (own / "rain_reports.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_scenario(own).digest() != before


def test_a_scenario_without_hazard_or_keys_is_refused(own: Path) -> None:
    for text in ("just text", "name: mine", "- a"):
        (own / "scenario.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="hazard: NAME"):
            load_scenario(own)


def test_every_problem_of_a_scenario_is_reported_at_once() -> None:
    with pytest.raises(ProblemsError) as raised:
        scenario(titel_zh="x", start="2019", forces={"boat_persons": 0})
    columns = {problem.column for problem in raised.value.problems}
    assert {"titel_zh", "start", "forces.boat_persons"} <= columns


# -- plans --------------------------------------------------------------------------------------


def test_groups_not_named_take_their_defaults() -> None:
    plan = load_plan(linkage="separate")
    assert dict(plan.choices) == {**default_choices(), "linkage": "separate"}
    assert plan.label().startswith("separate · counties_15 · ")


def test_the_order_of_choices_is_nothing_and_their_content_is_all() -> None:
    one = load_plan(linkage="unified", layout="central")
    assert load_plan(layout="central", linkage="unified").digest() == one.digest()
    digests = {load_plan(linkage=name).digest() for name in available_choices("linkage")}
    assert len(digests) == len(available_choices("linkage"))
    changed = load_plan(
        linkage="unified", layout="central", overrides={"linkage.n_working_groups": 4}
    )
    assert changed.linkage.n_working_groups == 4
    assert changed.digest() != one.digest()


@pytest.mark.parametrize("group", PLAN_GROUPS)
def test_an_unknown_choice_names_the_nearest(group: str) -> None:
    known = available_choices(group)[0]
    with pytest.raises(UnknownNameError, match=f"unknown {group} .*Did you mean") as raised:
        find_choice(group, f"{known}x")
    assert known in str(raised.value)


def test_an_unknown_group_is_refused_as_choice_and_in_overrides() -> None:
    wrong: dict[str, Any] = {"linkge": "separate"}
    with pytest.raises(UnknownNameError, match="Did you mean 'linkage'"):
        load_plan(**wrong)
    with pytest.raises(UnknownNameError, match="Did you mean 'linkage'"):
        load_plan(overrides={"linkge.n_working_groups": 4})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("linkage.n_working_group", 4, "Did you mean 'n_working_groups'?"),
        ("linkage.n_working_groups", 0, "greater than 0"),
        ("staging.where", "bases", "Did you mean 'base'?"),
        ("outreach.social.coverage_share", 1.1, "less than or equal to 1"),
        ("layout", "central", "_target_"),
    ],
)
def test_a_wrong_value_of_a_plan_says_what_is_allowed(key: str, value: object, said: str) -> None:
    with pytest.raises(LiandongError) as raised:
        load_plan(overrides={key: value})
    assert said in str(raised.value)


def test_a_component_in_the_wrong_group_is_refused_in_one_short_line() -> None:
    swapped = {
        group: read_yaml(find_choice(group, default_choices()[group])) for group in PLAN_GROUPS
    }
    swapped["staging"] = swapped["outreach"]
    with pytest.raises(ProblemsError, match="plan: staging: ") as raised:
        make_plan(swapped, choices=default_choices())
    assert len(str(raised.value)) < 300


def test_a_plan_is_made_again_from_its_values() -> None:
    plan = load_plan(layout="prefectures", dispatch="fair_pull")
    again = make_plan(json.loads(json.dumps(plan.values())), choices=plan.choices)
    assert again == plan
    assert again.digest() == plan.digest()


def test_choices_of_ones_own_stand_beside_the_shipped(tmp_path: Path) -> None:
    (tmp_path / "linkage").mkdir()
    text = find_choice("linkage", "unified").read_text(encoding="utf-8")
    text = text.replace("title_en: ", "title_en: my ")
    (tmp_path / "linkage" / "mine.yaml").write_text(text, encoding="utf-8")
    plan = load_plan(linkage="mine", config_dir=tmp_path)
    assert isinstance(plan.linkage, LinkageRule)
    assert plan.linkage.title_en.startswith("my ")
    assert "mine" in available_choices("linkage", tmp_path)
    assert "mine" not in available_choices("linkage")
    assert "separate" in available_choices("linkage", tmp_path)
