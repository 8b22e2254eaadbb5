"""The verbs beside run: explain, check, list, why, branch, compare; completion and help."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.core.paths import shipped
from sim.metrics import catalogue

SCENARIO = "lekima_krosa_2019"
SHORT = "scenario.end=2019-08-13T12:00:00+08:00"


def liandong(*arguments: str, **env: str) -> Result:
    return CliRunner(env=env).invoke(main, arguments, prog_name="liandong")


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= mark <= "\u9fff" for mark in text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a scenario of one's own and decisions."""
    folder = tmp_path_factory.mktemp("verbs")
    shutil.copytree(shipped("scenarios") / SCENARIO, folder / "mine")
    decision = "- {time_s: 40000, lever: close_road, target: L300}\n"
    (folder / "decisions.yaml").write_text(decision, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(home: Path) -> Path:
    """Return a results folder of that scenario."""
    out = home / "a b"
    done = liandong("run", SHORT, "figures=false", f"scenario={home / 'mine'}", f"out={out}")
    assert done.exit_code == 0
    (found,) = out.rglob("summary.json")
    return found.parent


@pytest.fixture
def copied(results: Path, tmp_path: Path) -> Path:
    return shutil.copytree(results, tmp_path / "results")


@pytest.mark.parametrize("name", ["jilin", SCENARIO])
def test_what_is_shipped_checks_clean(name: str) -> None:
    for path in (name, str(shipped("scenarios") / name)):
        result = liandong("check", path)
        assert result.exit_code == 0
        assert result.stdout == f"{path}: no problems\n"
        assert result.stderr == ""


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("scenarios", [SCENARIO]),
        ("plans", ["integrated_2019*", "counties_15*", "separate"]),
        ("metrics", [metric.name for metric in catalogue()]),
        ("assumptions", ["scenario.hazard.rain_factor", "layout.persons_total", "[km²]"]),
        ("all", [SCENARIO, "counties_15*", "deaths_expected"]),
    ],
)
def test_lists_name_everything_in_both_languages(what: str, expected: list[str]) -> None:
    english, chinese = liandong("list", what), liandong("list", what, "--lang", "zh")
    for result in (english, chinese):
        assert result.exit_code == 0
        assert result.stderr == ""
        assert [name for name in expected if name not in result.stdout] == []
    assert has_chinese(chinese.stdout)
    if what != "assumptions":  # sources may carry Chinese titles
        assert not has_chinese(english.stdout)


def test_explain_speaks_both_languages() -> None:
    english, chinese = liandong("explain"), liandong("explain", "lang=zh", "linkage=separate")
    assert english.exit_code == chinese.exit_code == 0
    assert english.stderr == chinese.stderr == ""
    assert "[Typhoons Lekima and Krosa over Jilin, 2019]" in english.stdout
    assert "24,073,453 people" in english.stdout
    assert "24,073,453 人" in chinese.stdout


def test_why_walks_back_to_a_first_cause(results: Path) -> None:
    english, chinese = (
        liandong("why", str(results), "3"),
        liandong("why", str(results), "#3", "--lang", "zh"),
    )
    assert english.exit_code == chinese.exit_code == 0
    assert english.stderr == ""
    assert "From first cause to this: 0 s in 1 steps." in english.stdout
    assert has_chinese(chinese.stdout)


@pytest.mark.parametrize(
    ("event", "parts"),
    [
        ("9999999", ["no event #9999999; this log has #0 to #"]),
        ("StockPlacd:DEPOT_220281", ["Did you mean 'StockPlaced:DEPOT_220281'?"]),
        ("StockPlaced:DEPOT_22028x", ["unknown subject of StockPlaced", "Did you mean 'DEPOT_220"]),
        ("nonsens", ["unknown subject or kind 'nonsens'", "Known: "]),
    ],
)
def test_why_names_the_nearest_event(results: Path, event: str, parts: list[str]) -> None:
    result = liandong("why", str(results), event)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert [part for part in parts if part not in result.stderr] == []


def test_why_needs_no_place(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    for path in shipped("scenarios").joinpath("jilin").iterdir():
        if path.is_file():
            shutil.copy(path, place)
    done = liandong(
        "run",
        "scenario.end=2019-08-12T02:00:00+08:00",
        "figures=false",
        f"scenario.place={place}",
        f"out={tmp_path / 'o'}",
    )
    assert done.exit_code == 0
    shutil.rmtree(place)
    (found,) = (tmp_path / "o").rglob("summary.json")
    result = liandong("why", str(found.parent), "3")
    assert result.exit_code == 0
    assert "DEPOT_" in result.stdout
    assert "identifiers in place of names" in result.stderr


@pytest.mark.parametrize(
    "damage", [b"", b"hello", b"PAR1" + bytes(100) + b"PAR1"], ids=["empty", "text", "hollow"]
)
def test_a_damaged_log_is_named(copied: Path, home: Path, damage: bytes) -> None:
    (copied / "events.parquet").write_bytes(damage)
    for arguments in (
        ["why", str(copied), "3"],
        ["branch", str(copied), str(home / "decisions.yaml")],
    ):
        result = liandong(*arguments)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert "events.parquet is not a Liandong event log" in result.stderr


def test_a_branch_shows_what_other_decisions_change(results: Path, home: Path) -> None:
    result = liandong("branch", str(results), str(home / "decisions.yaml"))
    assert result.exit_code == 0
    assert result.stdout.startswith("diverges at 08-12 11:06; ")
    assert "events before that are identical" in result.stdout
    assert "Road closures" in result.stdout
    nothing = home / "none.yaml"
    nothing.write_text("[]\n", encoding="utf-8")
    same = liandong("branch", str(results), str(nothing), "--lang", "zh")
    assert same.exit_code == 0
    assert same.stdout.endswith("各项指标均无变化\n")


def test_a_branch_of_other_data_is_refused(copied: Path, home: Path) -> None:
    decisions = str(home / "decisions.yaml")
    run = copied / "run.json"
    values = json.loads(run.read_text(encoding="utf-8"))
    values["scenario"]["hazard"]["rain_factor"] = 2.0
    run.write_text(json.dumps(values), encoding="utf-8")
    result = liandong("branch", str(copied), decisions)
    assert result.exit_code == 1
    assert "changed since this run; run it again first" in result.stderr
    missing = liandong("branch", str(copied), str(home / "no.yaml"))
    assert missing.exit_code == 1
    assert missing.stderr.count("\n") == 1


def test_compare_prints_both_tables_with_intervals() -> None:
    result = liandong(
        *("compare", "linkage=separate,unified", SHORT, "-n", "2", "-j", "1"),
        *("--metric", "points_inspected", "--metric", "evacuated_persons"),
    )
    assert result.exit_code == 0
    for part in ("separate", "unified", "±", "difference", "linkage=unified", "0]"):
        assert part in result.stdout
    assert "…" not in result.stdout  # no name is cut short
    assert "\\[" not in result.stdout


def test_compare_shows_what_did_run_and_says_what_failed() -> None:
    result = liandong("compare", SHORT, "layout.n_trucks=3,150", "--metric", "points_inspected")
    assert result.exit_code == 1
    assert "│ 150 " in result.stdout
    last = result.stderr.splitlines()[-1]
    assert last.startswith("liandong: 1 of 2 runs failed; the first: ")
    assert last.endswith("15 depots need 15 trucks or more, n_trucks is 3")


def test_compare_takes_lists_as_values() -> None:
    result = liandong(
        *("compare", SHORT, 'layout.county_ids=["220122"],["220211","220122"]'),
        *("-n", "2", "--metric", "points_inspected", "--lang", "zh"),
    )
    assert result.exit_code == 0
    assert "['220211', '220122']" in result.stdout
    assert "隐患点巡查点次" in result.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("liandong run linkage=", ["linkage=consultation", "linkage=separate"]),
        ("liandong run linkage=sep", ["linkage=separate"]),
        ("liandong run linkage=separate,un", ["linkage=separate,unified"]),
        ("liandong run lay", ["layout="]),
        ("liandong run scenario=lek", [f"scenario={SCENARIO}"]),
        ("liandong explain layout=c", ["layout=central", "layout=counties_15"]),
        ("liandong compare lang=", ["lang=zh", "lang=en"]),
        ("liandong run linkage =", ["consultation", "separate"]),  # as bash splits it
        ("liandong run linkage = sep", ["separate"]),
        ("liandong ru", ["run"]),
    ],
)
def test_the_shell_completes_groups_and_choices(words: str, expected: list[str]) -> None:
    result = liandong(
        _LIANDONG_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - 1),
    )
    assert result.exit_code == 0
    found = [line.removeprefix("plain,") for line in result.stdout.splitlines()]
    assert [name for name in expected if name not in found] == []
    if len(expected) == 1:
        assert found == expected


def test_help_shows_how_to_write_a_time_and_where_choices_are_listed() -> None:
    text = liandong("run", "-h").stdout
    for part in ("scenario.end=2019-08-13T00:00:00+08:00", "liandong list", "--cfg job"):
        assert part in text
    assert liandong("-h").exit_code == 0
    alone = liandong()
    assert alone.exit_code == 2
    assert "Commands:" in alone.stderr


def test_a_terminal_without_chinese_shows_no_traceback() -> None:
    result = CliRunner(charset="ascii").invoke(main, ["explain", "lang=zh"], prog_name="liandong")
    assert result.exit_code == 0
    assert "24,073,453 ?" in result.stdout
