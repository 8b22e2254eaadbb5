"""Every mistake on the command line: one line that helps, a failing exit code, nothing written."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.core.paths import shipped

SCENARIO = "lekima_krosa_2019"
SEPARATE = (shipped("conf") / "linkage" / "separate.yaml").read_text(encoding="utf-8")
END = "scenario.end=2019-08-12T06:00:00+08:00"


def liandong(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="liandong")


def assert_one_line(result: Result, *parts: str, code: int = 1) -> None:
    assert result.exit_code == code
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("liandong: ")
    assert result.stderr.count("\n") == 1
    for part in parts:
        assert part in result.stderr


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["linkag=separate"], ["unknown key 'linkag'", "Did you mean 'linkage'?"]),
        (["linkage=seperate"], ["unknown linkage", "Did you mean 'separate'?", "Known: "]),
        (["scenario=lekima_2019"], [f"Did you mean '{SCENARIO}'?", "scenario=./FOLDER"]),
        (["scenario=./nowhere"], ["no scenario file at", "nowhere"]),
        (["scenario.hazard.rain_facter=2"], ["hazard: rain_facter", "'rain_factor'?", "Allowed:"]),
        (["layout.person_total=5"], ["layout=counties_15", "Did you mean 'persons_total'?"]),
        (["scenario.hazard.rain_factor=-1"], ["rain_factor", "greater than or equal to 0", "-1"]),
        (["scenario.hazard.rain_factor=abc"], ["rain_factor", "valid number", "'abc'"]),
        (["layout.persons_total=-4"], ["persons_total", "greater than 0", "-4"]),
        (["layout.n_trucks=3"], ["15 depots need 15 trucks or more, n_trucks is 3"]),
        (["linkage.aid=countie"], ["aid", "Did you mean 'county'?"]),
        (["scenario.place=jiln"], ["unknown place", "Did you mean 'jilin'?"]),
        (["seed=abc"], ["seed", "valid integer", "'abc'"]),
        (["seed=1.5"], ["seed", "valid integer"]),
        (["seed=true"], ["seed", "valid integer"]),
        (["seed=-1"], ["seed", "greater than or equal to 0"]),
        (["replication=-1"], ["replication", "greater than or equal to 0"]),
        (["lang=fr"], ["lang", "'fr'", "zh", "en"]),
        (["figures=maybe"], ["figures", "valid boolean", "'maybe'"]),
        (["out="], ["out", "at least 1 character"]),
        (["separate"], ["write linkage=separate"]),
        (["seed=[1"], ["'seed=[1'"]),
        (["seed=1)"], ["'seed=1)'"]),
        (["linkage=separate,unified"], ["gives 2 values; add -m"]),
        (["linkage=choice(separate,unifid)", "-m"], ["'linkage/unifid'", "separate unified"]),
        (["--bogus"], ["unknown option '--bogus'", "Known: "]),
        (["-m", "--cfg", "job"], ["exclude each other"]),
        (["scenario.end=2019-08-11T00:00:00+08:00"], ["must lie after start"]),
        (["scenario.end=2019-08-13T00:00:00"], ["end", "no UTC offset", "00:00:00+08:00"]),
        (["scenario.end='2019-08-13'"], ["no UTC offset", "2019-08-13T00:00:00+08:00"]),
        (["scenario.end=soon"], ["end", "'soon' is not an ISO time such as"]),
        (["decisions=missing.yaml"], ["cannot read missing.yaml"]),
        (["scenario.title_en=${nothing}"], ["'nothing' not found", "scenario.title_en"]),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    home: Path, arguments: list[str], parts: list[str]
) -> None:
    assert_one_line(liandong("run", *arguments), *parts)
    assert list(home.iterdir()) == []


def test_a_results_folder_that_cannot_be_made_is_found_before_the_run(home: Path) -> None:
    (home / "file").write_text("", encoding="utf-8")
    for out in ("file", "file/x", "/proc/x"):
        result = liandong("run", "figures=false", f"out={out}")
        assert_one_line(result, "cannot write results to", "with out=FOLDER")
    assert [path.name for path in home.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a: 1", ["expected a list of decisions"]),
        ("- 3", ["decision 1", "expected keys and values, found int"]),
        ("- {time_s: -4, lever: close_road, target: L001}", ["decision 1", "time_s", "-4"]),
        ("- {time_s: 4, lever: close_roads, target: L001}", ["Did you mean 'close_road'?"]),
        ("- {time_s: 4, lever: close_road, target: L00x}", ["unknown target 'L00x'"]),
        ("- {time_s: 4, lever: close_road, targt: L001}", ["Did you mean 'target'?"]),
        ("- {time_s: 9e6, lever: close_road, target: L001}", ["before the scenario's end"]),
        ('- {time: "2019-08-12T01:00:00", lever: close_road, target: L1}', ["no UTC offset"]),
        ("- [", ["decisions.yaml:"]),
    ],
)
def test_a_bad_decision_is_one_line(home: Path, text: str, parts: list[str]) -> None:
    (home / "decisions.yaml").write_text(text + "\n", encoding="utf-8")
    result = liandong("run", "figures=false", END, "decisions=decisions.yaml")
    assert_one_line(result, *parts)
    assert [path.name for path in home.iterdir()] == ["decisions.yaml"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("_target_: os.system", ["linkage=mine", "must begin with 'sim.'"]),
        ("_target_: sim.linkage.LinkageRul", ["'sim.linkage.LinkageRul' does not exist"]),
        ("aid: county", ["linkage=mine", "needs a key _target_"]),
        ("_target_: sim.supply.layouts.Uniform", ["linkage"]),
        (SEPARATE.replace("aid:", "adi:"), ["linkage=mine", "Did you mean 'aid'?"]),
        ("a: [1", ["mine.yaml:2"]),
        ("", ["mine.yaml: expected keys and values"]),
    ],
)
def test_a_bad_rule_of_ones_own_is_one_line(home: Path, text: str, parts: list[str]) -> None:
    (home / "conf" / "linkage").mkdir(parents=True)
    (home / "conf" / "linkage" / "mine.yaml").write_text(text + "\n", encoding="utf-8")
    result = liandong("run", "figures=false", "--config-dir", "conf", "linkage=mine")
    assert_one_line(result, *parts)
    assert [path.name for path in home.iterdir()] == ["conf"]


@pytest.mark.parametrize(
    ("file", "old", "new", "parts"),
    [
        ("scenario.yaml", "place: jilin", "place: jiln", ["Did you mean 'jilin'?"]),
        ("scenario.yaml", "12T00:00:00+08:00", "12T00:00:00", ["start", "no UTC offset"]),
        ("scenario.yaml", 'start: "', 'start: ["', ["scenario.yaml:"]),
        ("scenario.yaml", "name:", "nam:", ["unknown key. Did you mean 'name'?"]),
        ("hazard.yaml", "spread_h: 3.0", "spread_h: x", ["rain.bursts.0.spread_h", "'x'"]),
        ("rain_reports.csv", ",82.2,", ",-82.2,", ["rain_reports.csv:4: total_mm: -82.2"]),
        ("reported.csv", "deaths_expected", "deaths", ["reported.csv", "'deaths_expected'?"]),
    ],
)
def test_a_broken_scenario_of_ones_own_is_one_line(
    home: Path, file: str, old: str, new: str, parts: list[str]
) -> None:
    folder = shutil.copytree(shipped("scenarios") / SCENARIO, home / "mine")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    result = liandong("run", "figures=false", "scenario=mine")
    assert_one_line(result, *parts)
    checked = liandong("check", "mine")
    assert_one_line(checked, "in mine")
    assert parts[0] in checked.stdout
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_broken_cell_of_a_place_of_ones_own_is_named_by_check_run_and_explain(
    home: Path,
) -> None:
    (home / "地方").mkdir()
    for path in shipped("scenarios").joinpath("jilin").iterdir():
        if path.is_file():
            shutil.copy(path, home / "地方")
    sites = home / "地方" / "sites.csv"
    text = sites.read_text(encoding="utf-8")
    sites.write_text(text.replace(",depot,", ",depo,", 1), encoding="utf-8")
    problem = "sites.csv:2: kind: 'depo' is not allowed. Did you mean 'depot'? Allowed: "
    checked = liandong("check", "地方")
    assert_one_line(checked, "1 problem in 地方")
    assert checked.stdout.startswith(problem)
    for verb in ("run", "explain"):
        assert_one_line(liandong(verb, "scenario.place=地方"), f"地方/{problem}")
    assert [path.name for path in home.iterdir()] == ["地方"]


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        (["runn"], 2, ["No such command 'runn'", "'run'", "`liandong -h`"]),
        (["check"], 2, ["Missing argument", "`liandong check -h`"]),
        (["check", "/nowhere"], 1, ["no folder /nowhere", "place.yaml or scenario.yaml"]),
        (["check", "jiln"], 1, ["Did you mean 'jilin'?"]),
        (["list", "plan"], 2, ["'plan' is not one of"]),
        (["list", "--lang", "fr"], 2, ["'fr' is not one of 'zh', 'en'"]),
        (["why", "."], 2, ["Missing argument"]),
        (["why", ".", "3"], 1, ["no event log at", "run `liandong run` first"]),
        (["branch", ".", "d.yaml"], 1, ["no event log at"]),
        (["compare", "-n", "0"], 1, ["at least 1"]),
        (["compare", "-n", "x"], 2, ["'x' is not a valid integer"]),
        (["compare", "-j", "0"], 1, ["at least 1 worker"]),
        (["compare", "linkage=seperate"], 1, ["Did you mean 'separate'?"]),
        (["compare", "layout.n_truks=3"], 1, ["Did you mean 'n_trucks'?"]),
        (["compare", "scenario.end=soon"], 1, ["'soon' is not an ISO time"]),
        (["compare", "--metric", "deaths"], 1, ["Did you mean 'deaths_expected'?"]),
        (["compare", "linkage=unified,unified"], 1, ["listed twice"]),
        (["explain", "linkage=unify"], 1, ["Did you mean 'unified'?"]),
        (["explain", "--lang", "zh"], 1, ["lang=VALUE"]),
    ],
)
def test_a_mistake_with_another_verb_is_one_line(
    home: Path, arguments: list[str], code: int, parts: list[str]
) -> None:
    assert_one_line(liandong(*arguments), *parts, code=code)
    assert list(home.iterdir()) == []
