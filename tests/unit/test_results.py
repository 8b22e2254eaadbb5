"""The results folder: named by its inputs, whole or absent, read back only if still true."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

import sim
from sim import results
from sim.core.errors import InputError, StorageError
from sim.core.paths import shipped
from sim.decision import Decision
from sim.log import EventLog
from sim.place import Place
from sim.results import check_writable, read_run, results_folder, write_results
from sim.scenario import Plan, Scenario

END = {"end": "2019-08-12T06:00:00+08:00"}


class Run(NamedTuple):
    log: EventLog
    scenario: Scenario
    plan: Plan
    place: Place


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a short run of a scenario of the user's own, with a place of his own."""
    home = tmp_path_factory.mktemp("own")
    name = "lekima_krosa_2019"
    folder = shutil.copytree(shipped("scenarios") / name, home / "scenario")
    (home / "place").mkdir()
    for path in shipped("scenarios").joinpath("jilin").iterdir():
        if path.is_file():
            shutil.copy(path, home / "place")
    scenario = sim.load_scenario(folder, overrides={**END, "place": str(home / "place")})
    plan, place = sim.load_plan(), sim.load_place(scenario.place)
    return Run(sim.run(scenario, plan, place=place), scenario, plan, place)


def write(run: Run, target: Path) -> None:
    write_results(run.log, run.scenario, run.plan, run.place, target, lang="en", with_figures=False)


def folder_of(run: Run, root: Path, **changes: object) -> Path:
    values = {"scenario": run.scenario, "plan": run.plan, "place": run.place}
    luck = {"seed": 1, "replication": 0, "decisions": ()}
    return results_folder(root, **{**values, **luck, **changes})  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_equal_inputs_meet_and_others_never_do(run: Run, tmp_path: Path) -> None:
    same = folder_of(run, tmp_path)
    assert same == folder_of(run, tmp_path)
    assert same.name == "seed1-rep0"
    assert same.parent.name.startswith("integrated_2019-counties_15-")
    close = Decision(time_s=9.0, lever="close_road", target="L001")
    others = [
        folder_of(run, tmp_path, seed=2),
        folder_of(run, tmp_path, replication=1),
        folder_of(run, tmp_path, decisions=(close,)),
        folder_of(run, tmp_path, decisions=(close.model_copy(update={"target": "L002"}),)),
        folder_of(run, tmp_path, plan=sim.load_plan(linkage="separate")),
        folder_of(run, tmp_path, plan=sim.load_plan(overrides={"layout.n_trucks": 99})),
        folder_of(run, tmp_path, scenario=sim.load_scenario("lekima_krosa_2019")),
        folder_of(run, tmp_path, place=replace(run.place, digest="of other data")),
    ]
    assert len({*others, same}) == len(others) + 1
    assert folder_of(run, tmp_path, place=sim.load_place("jilin")) == same  # a copy of its data


@pytest.mark.parametrize("name", ["../../evil", "a/b", ".hidden", "..", "", "情景 1"])
def test_no_scenario_name_leads_out_of_the_folder(run: Run, tmp_path: Path, name: str) -> None:
    values = {**run.scenario.values(), "name": name}
    scenario = sim.scenario.make_scenario(values, folder=run.scenario.folder)
    target = folder_of(run, tmp_path, scenario=scenario)
    assert target.parent.parent.parent == tmp_path
    assert not target.parent.parent.name.startswith(".")
    assert target.resolve().is_relative_to(tmp_path.resolve())


def test_a_run_reads_back(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a" / "run"
    write(run, target)
    assert sorted(contents(target)) == [
        "beside_reported.json",
        "events.parquet",
        "run.json",
        "summary.json",
    ]
    scenario, plan, log = read_run(target)
    assert (scenario, plan) == (run.scenario, run.plan)
    assert log.digest() == run.log.digest()
    figures = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    assert figures == sim.metrics.summary(run.log, place=run.place)


def test_writing_twice_gives_the_same_bytes_and_replaces_the_first(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "a" / "run"
    write(run, target)
    before = contents(target)
    (target / "left over.txt").write_text("old", encoding="utf-8")
    write(run, target)
    assert contents(target) == before
    assert [path.name for path in target.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError])
def test_what_cannot_be_finished_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(results, "summary", fail)
    with pytest.raises((error, StorageError)):
        write(run, tmp_path / "new" / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_survives_a_failed_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "run"
    write(run, target)
    before = contents(target)
    monkeypatch.setattr(results, "beside_reported", fail)
    with pytest.raises(KeyboardInterrupt):
        write(run, target)
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_unwritable_folder_is_found_before_the_run(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    for root in (file, file / "x", Path("/proc/x")):
        with pytest.raises(StorageError, match="choose a writable folder with out=FOLDER"):
            check_writable(root / "scenario" / "run")
    check_writable(tmp_path / "new" / "deep" / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def edit_json(path: Path, **changes: object) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, **changes}), encoding="utf-8")


def test_changed_inputs_are_noticed(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(run, target)
    plan = sim.load_plan(overrides={"layout.n_trucks": 99}).values()
    edit_json(target / "run.json", plan=plan)
    with pytest.raises(InputError, match="the plan changed since this run; run it again"):
        read_run(target)
    edit_json(target / "run.json", plan=run.plan.values())
    assert read_run(target)[1] == run.plan
    for path, what in (
        (run.scenario.folder / "rain_reports.csv", "the data of scenario 'lekima_krosa_2019'"),
        (Path(run.scenario.place) / "counties.csv", "place '"),
    ):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"\n", b"\r\n"))
        try:
            with pytest.raises(InputError, match=f"{what}.* changed since this run; run it again"):
                read_run(target)
        finally:
            path.write_bytes(before)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"scenario": [], "hazard_folder": 3}', '{"scenario": {}}', "\udcff"],
)
def test_damaged_inputs_are_noticed(run: Run, tmp_path: Path, text: str) -> None:
    target = tmp_path / "run"
    write(run, target)
    (target / "run.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError, match=r"run\.json.* run it again first"):
        read_run(target)


def test_a_folder_without_a_run_is_named(run: Run, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no event log at"):
        read_run(tmp_path)
    target = tmp_path / "run"
    write(run, target)
    (target / "run.json").unlink()
    with pytest.raises(StorageError, match="cannot read"):
        read_run(target)
