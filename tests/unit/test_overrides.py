"""Overrides before Hydra sees them: mistakes are named, paths and quotes survive."""

from pathlib import Path

import pytest

from sim.core.errors import InputError, LiandongError, UnknownNameError
from sim.overrides import axes, levels, prepare, unquoted

SHIPPED = "lekima_krosa_2019"


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        ("linkag=separate", "'linkage'"),
        ("linkage=seperate", "'separate'"),
        ("scenario=lekima_kros_2019", f"'{SHIPPED}'"),
        ("hazard=lekima_kros", f"'{SHIPPED}'"),
        ("linkge.aid=county", "'linkage'"),
        ("--confg-dir=x", "'--config-dir'"),
        ("--cfg=jo", "'job'"),
    ],
)
def test_a_misspelt_name_gets_its_nearest_match(argument: str, hint: str) -> None:
    with pytest.raises(UnknownNameError, match=r"Did you mean " + hint) as caught:
        prepare([argument])
    assert "Known: " in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "what_to_do"),
    [
        (["separate"], "write linkage=separate"),
        (["linkage"], "one of between, consultation, integrated_2019, separate, unified"),
        (["seed"], "write seed=VALUE"),
        (["hello"], "KEY=VALUE, for example seed=2"),
        (["rain_factor=2"], "'scenario.hazard.rain_factor'"),
        (["persons_total=2"], "'layout.persons_total'"),
        (["--lang", "zh"], "without dashes, lang=VALUE"),
        (["~linkage"], "nothing can be left out"),
        (["seed=1", "++seed=2"], "'seed=1' and '++seed=2' both set seed"),
        (["linkage=separate,unified"], "gives 2 values; add -m"),
        (["seed=1,2,3"], "gives 3 values; add -m"),
        (["-m=1"], "--multirun takes no value"),
        (["--cfg"], "--cfg needs a value: job, hydra, all"),
        (["-m", "--cfg", "job"], "exclude each other"),
        (["--config-dir", "/nowhere/at/all"], "no folder /nowhere/at/all"),
    ],
)
def test_a_mistake_says_what_to_do(arguments: list[str], what_to_do: str) -> None:
    with pytest.raises(LiandongError) as caught:
        prepare(arguments)
    assert what_to_do in str(caught.value)


def test_overrides_are_completed_for_hydra() -> None:
    prepared = prepare(
        [
            "linkage=separate",
            f"hazard={SHIPPED}",
            "hazard.rain_factor=2",
            "+layout.n_trucks=99",
            "seed=3",
            "hydra.verbose=true",
        ]
    )
    assert prepared.arguments == (
        "linkage=separate",
        f"hazard@scenario.hazard={SHIPPED}",
        "++scenario.hazard.rain_factor=2",
        "++layout.n_trucks=99",
        "seed=3",
        "hydra.verbose=true",
    )
    assert prepared.own_scenarios == {}
    assert prepared.swept == ()


def test_options_may_stand_anywhere_and_come_first() -> None:
    prepared = prepare(["seed=1,2", "-m", "linkage=choice(separate,unified)"])
    assert prepared.arguments == ("--multirun", "seed=1,2", "linkage=choice(separate,unified)")
    assert prepared.swept == ("seed", "linkage")


@pytest.mark.parametrize("folder", ["own", "我的 情景", "a (1)", "a,b", "a=b", "it's"])
def test_an_own_scenario_is_found_whatever_its_path_holds(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    for path in (folder, f"./{folder}", str(tmp_path / folder)):
        prepared = prepare([f"scenario={path}"])
        assert prepared.arguments == ("scenario=own_1",)
        assert prepared.own_scenarios == {"own_1": tmp_path / folder}


def test_several_own_scenarios_keep_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, other = tmp_path / "a", tmp_path / "b"
    prepared = prepare(["-m", f"scenario={one},{other},{SHIPPED},{one}"])
    assert prepared.arguments[1] == f"scenario=own_1,own_2,{SHIPPED},own_1"
    assert prepared.own_scenarios == {"own_1": one, "own_2": other}


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("plain", "'plain'"),
        ("with space", "'with space'"),
        ("'quoted already'", "'quoted already'"),
        ("结果 (1),a=b", "'结果 (1),a=b'"),
        ("it's", r"'it\'s'"),
        ("end\\", r"'end\\'"),
        ("", "''"),
    ],
)
def test_a_results_path_is_taken_letter_by_letter(written: str, quoted: str) -> None:
    assert prepare([f"out={written}"]).arguments == (f"out={quoted}",)


def test_no_decisions_stay_none() -> None:
    assert prepare(["decisions=null"]).arguments == ("decisions=null",)


def test_a_place_of_ones_own_becomes_an_absolute_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    expected = (f"++scenario.place='{tmp_path / 'there'}'",)
    assert prepare(["scenario.place=./there"]).arguments == expected
    assert prepare(["scenario.place=jilin"]).arguments == ("++scenario.place='jilin'",)


def test_chinese_values_are_quoted_and_others_are_not() -> None:
    prepared = prepare(["scenario.title_zh=新 标题", "scenario.title_en=new title"])
    assert prepared.arguments == (
        "++scenario.title_zh='新 标题'",
        "++scenario.title_en=new title",
    )


def test_own_choices_are_read_before_hydra_sees_them(tmp_path: Path) -> None:
    group = tmp_path / "linkage"
    group.mkdir()
    (group / "mine.yaml").write_text("_target_: sim.linkage.LinkageRule\n", encoding="utf-8")
    (group / "broken.yaml").write_text("a: [1\n", encoding="utf-8")
    (group / "list.yaml").write_text("- a\n", encoding="utf-8")
    (group / "separate.yaml").write_text("aid: county\n", encoding="utf-8")
    option = f"--config-dir={tmp_path}"
    assert prepare([option, "linkage=mine"]).arguments == (option, "linkage=mine")
    for choice, problem in (
        ("broken", r"broken\.yaml:2: "),
        ("list", r"list\.yaml: expected keys and values"),
        ("separate", r"'separate' is shipped already; rename"),
    ):
        with pytest.raises(InputError, match=problem):
            prepare([option, f"linkage={choice}"])
    with pytest.raises(UnknownNameError, match="Did you mean 'mine'"):
        prepare([option, "linkage=mine2"])


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a,b", ["a", "b"]),
        ("a, b", ["a", "b"]),
        ("[1,2],[3]", ["[1,2]", "[3]"]),
        ("'a,b',c", ["'a,b'", "c"]),
        ("{a: 1, b: 2}", ["{a: 1, b: 2}"]),
        ("choice(a,b)", ["choice(a,b)"]),
        ("'it(s',x", ["'it(s'", "x"]),
        ("", [""]),
    ],
)
def test_values_are_split_outside_quotes_and_brackets(value: str, parts: list[str]) -> None:
    assert levels(value) == parts


def test_quotes_come_in_pairs() -> None:
    assert [unquoted(text) for text in ("'a'", '"a"', "'a", "'", "a")] == ["a", "a", "'a", "'", "a"]


def test_axes_of_a_comparison() -> None:
    found = axes(
        [
            "linkage=separate,unified",
            "hazard.rain_factor=1,1.5",
            'layout.county_ids=["220122"],["220211","220122"]',
            "scenario.end=2019-08-13T00:00:00+08:00",
            "seed=7",
        ],
        default_scenario=SHIPPED,
    )
    assert found.scenarios == (SHIPPED,)
    assert found.choices == {"linkage": ["separate", "unified"]}
    assert found.scenario_overrides == {
        "hazard.rain_factor": [1, 1.5],
        "end": ["2019-08-13T00:00:00+08:00"],
    }
    assert found.plan_overrides == {"layout.county_ids": [["220122"], ["220211", "220122"]]}
    assert found.seed == 7


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("seed=abc", "one seed, a whole number; -n N"),
        ("seed=1,2", "one seed, a whole number; -n N"),
        ("lang=zh", "cannot be compared"),
        ("out=x", "cannot be compared"),
        ("linkage=seperate", "Did you mean 'separate'"),
        ("linkage=choice(separate,unified)", "write the values out"),
        ("layout.n_trucks={", "not a value"),
    ],
)
def test_what_is_no_axis_is_refused(argument: str, problem: str) -> None:
    with pytest.raises(LiandongError, match=problem):
        axes([argument], default_scenario=SHIPPED)
