"""Runs and sweeps from the command line: what is written, where, and what Ctrl-C leaves."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.core.paths import shipped

SCENARIO = "lekima_krosa_2019"
SHORT = ("figures=false", "scenario.end=2019-08-12T06:00:00+08:00")


def liandong(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="liandong")


def summaries(root: Path) -> list[Path]:
    return sorted(root.rglob("summary.json"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_same_run_twice_gives_the_same_bytes_and_little_on_stderr(home: Path) -> None:
    first = liandong("run", *SHORT, "out=results")
    assert first.exit_code == 0
    lines = first.stderr.splitlines()
    assert lines[0] == "Typhoons Lekima and Krosa over Jilin, 2019"
    assert lines[1].startswith("integrated_2019 · counties_15 · ")
    assert lines[-1] == "writing results …"
    assert len(lines) <= 4
    assert "results in results/lekima_krosa_2019/integrated_2019-counties_15-" in first.stdout
    before = contents(home)
    assert {Path(name).name for name in before} == {
        "beside_reported.json",
        "events.parquet",
        "run.json",
        "summary.json",
    }
    assert liandong("run", *SHORT, "out=results").exit_code == 0
    assert contents(home) == before
    assert [path.name for path in home.iterdir()] == ["results"]


def test_another_interpreter_with_another_hash_seed_gives_the_same_bytes(home: Path) -> None:
    assert liandong("run", *SHORT, "out=here").exit_code == 0
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-W", "error", "-m", "sim", "run", *SHORT, "out=there"],
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(shipped("conf").parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Warning" not in done.stderr
    assert contents(home / "here") == contents(home / "there")


def test_chinese_on_request() -> None:
    result = liandong("run", *SHORT, "lang=zh", "out=结果")
    assert result.exit_code == 0
    assert "结果目录 结果/lekima_krosa_2019/" in result.stdout
    assert "写出结果" in result.stderr


@pytest.mark.parametrize("name", ["我的 情景 (1)", "a,b=c", "it's [bold]"])
def test_paths_of_all_kinds(home: Path, name: str) -> None:
    shutil.copytree(shipped("scenarios") / SCENARIO, home / name)
    result = liandong("run", *SHORT, f"scenario=./{name}", f"out=out {name}")
    assert result.exit_code == 0
    assert f"results in out {name}/" in result.stdout
    assert len(summaries(home / f"out {name}")) == 1
    assert sorted(path.name for path in home.iterdir()) == sorted([name, f"out {name}"])


def test_an_own_scenario_brings_its_own_hazard_under_any_folder_name(home: Path) -> None:
    folder = shutil.copytree(shipped("scenarios") / SCENARIO, home / "wetter")
    hazard = folder / "hazard.yaml"
    text = hazard.read_text(encoding="utf-8")
    hazard.write_text(text + "rain_factor: 7.25\n", encoding="utf-8")
    shown = liandong("run", "--cfg", "job", "scenario=wetter")
    assert shown.exit_code == 0
    assert "rain_factor: 7.25" in shown.stdout
    mixed = liandong("run", "--cfg", "job", "scenario=wetter", f"hazard={SCENARIO}")
    assert "rain_factor: 7.25" not in mixed.stdout
    borrowed = liandong("run", "--cfg", "job", "hazard=wetter")
    assert "rain_factor: 7.25" in borrowed.stdout


def test_results_of_the_scenarios_name_do_not_hide_the_scenario() -> None:
    for _ in range(2):
        assert liandong("run", *SHORT, "out=.").exit_code == 0


def test_times_in_a_scenario_file_need_no_quotes(home: Path) -> None:
    folder = shutil.copytree(shipped("scenarios") / SCENARIO, home / "mine")
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8").replace('"', "")
    file.write_text(text.replace("2019-08-20T", "2019-08-13T"), encoding="utf-8")
    result = liandong("explain", "scenario=mine")
    assert result.exit_code == 0
    assert "2019-08-12T00:00:00+08:00 – 2019-08-13T00:00:00+08:00, 1 day" in result.stdout


def test_cfg_shows_every_value_and_runs_nothing(home: Path) -> None:
    result = liandong("run", "--cfg", "job", "seed=9", "layout.n_trucks=99")
    assert result.exit_code == 0
    assert "\nseed: 9\n" in result.stdout
    assert "n_trucks: 99" in result.stdout
    assert result.stderr == ""
    assert list(home.iterdir()) == []


def test_a_sweep_runs_every_combination(home: Path) -> None:
    result = liandong("run", *SHORT, "linkage=separate,unified", "seed=range(1,3)", "-m", "out=o")
    assert result.exit_code == 0
    found = [path.relative_to(home / "o" / SCENARIO).parts for path in summaries(home)]
    assert [(plan.rpartition("-")[0], run) for plan, run, _ in found] == [
        ("separate-counties_15", "seed1-rep0"),
        ("separate-counties_15", "seed2-rep0"),
        ("unified-counties_15", "seed1-rep0"),
        ("unified-counties_15", "seed2-rep0"),
    ]
    assert [path.name for path in home.iterdir()] == ["o"]  # Hydra left no file of its own


def test_a_failing_cell_does_not_stop_a_sweep(home: Path) -> None:
    result = liandong("run", *SHORT, "layout.n_trucks=3,150", "-m", "out=o")
    assert result.exit_code == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("liandong: ")]
    assert lines[0].startswith("liandong: layout.n_trucks=3: layout: 15 depots need 15 trucks")
    assert lines[1:] == ["liandong: 1 of 2 runs failed"]
    assert len(summaries(home)) == 1


def test_a_rule_of_ones_own(home: Path) -> None:
    (home / "conf" / "linkage").mkdir(parents=True)
    shipped_rule = shipped("conf") / "linkage" / "separate.yaml"
    shutil.copy(shipped_rule, home / "conf" / "linkage" / "我的 规则.yaml")
    result = liandong("run", *SHORT, "--config-dir", "conf", "linkage=我的 规则", "out=o")
    assert result.exit_code == 0
    assert "我的 规则 · counties_15" in result.stderr
    assert summaries(home)[0].parts[-3].startswith("我的 规则-counties_15-")


def test_an_error_inside_the_run_leaves_no_trace_of_hydra(home: Path) -> None:
    before = list(sys.argv)
    assert liandong("run", "figures=false", "layout.n_trucks=3").exit_code == 1
    assert sys.argv == before
    assert list(home.iterdir()) == []


def test_ctrl_c_in_mid_run_leaves_nothing(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "figures=false", "out=results"],
        env={**os.environ, "FORCE_COLOR": "1", "PYTHONPATH": str(shipped("conf").parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        seen = b""
        while b"replaying" not in seen:  # the bar is there: the world runs
            read = os.read(process.stderr.fileno(), 4096)
            assert read, seen
            seen += read
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stderr.read().decode()
        assert process.wait(timeout=20) == 130
    assert "Traceback" not in rest
    assert rest.endswith("liandong: interrupted; nothing half-written remains\n")
    assert list(home.iterdir()) == []
