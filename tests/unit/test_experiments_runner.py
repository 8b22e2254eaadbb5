"""Running cells into rows: order, failures, workers, and names that are wrong."""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace

import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.experiments import Cell, grid, run_cells, select_plan
from sim.experiments import runner as runner_module
from sim.log import EventLog, Header, Recorder
from sim.log.events import GroupArrived


def make_measure() -> Callable[[Cell, int], dict[str, float | None]]:
    """Return a stand-in for the engine, local so that worker processes can receive it."""

    def measure(cell: Cell, replication: int) -> dict[str, float | None]:
        if cell.choices.get("linkage") == "broken" and replication == 1:
            raise ZeroDivisionError("no team at all")
        shift = 0.0 if cell.choices.get("linkage") == "separate" else 100.0
        persons = 1000.0 * cell.seed + shift + replication
        return {"evacuated_persons": persons, "supply_share_24h": None}

    return measure


def small_log(persons: int) -> EventLog:
    recorder = Recorder()
    recorder.add(GroupArrived("S", 1, "Z", persons, 60.0), time_s=1.0)
    start = "2019-08-12T00:00:00+08:00"
    return recorder.finish(Header("s", "", {}, "", "none", "", start, 9.0, 1, 0))


def cells() -> list[Cell]:
    return grid("a", {"linkage": ["separate", "unified"]}, replications=3, seed=2)


def test_one_row_per_replication_in_the_order_of_the_cells() -> None:
    rows = run_cells(cells(), progress=False, measure=make_measure())
    assert [row["replication"] for row in rows] == [0, 1, 2, 0, 1, 2]
    assert [row["evacuated_persons"] for row in rows] == [2000, 2001, 2002, 2100, 2101, 2102]
    assert rows[0]["linkage"] == "separate"
    assert rows[0]["seed"] == 2
    assert rows[0]["failed"] == ""


def test_workers_change_nothing() -> None:
    alone = run_cells(cells(), progress=False, measure=make_measure())
    shared = run_cells(cells(), n_jobs=2, progress=False, measure=make_measure())
    assert shared == alone


def test_a_failed_replication_says_why_and_the_others_go_on() -> None:
    rows = run_cells(
        [Cell("a", {"linkage": "broken"}, replications=3)],
        progress=False,
        measure=make_measure(),
    )
    assert [row["failed"] for row in rows] == ["", "ZeroDivisionError: no team at all", ""]
    assert "evacuated_persons" not in rows[1]


def test_a_defect_of_the_code_stops_the_sweep() -> None:
    def measure(cell: Cell, replication: int) -> dict[str, float | None]:
        raise TypeError(f"{cell} {replication}")

    with pytest.raises(TypeError):
        run_cells(cells(), progress=False, measure=measure)


def test_the_progress_bar_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    run_cells(cells(), progress=True, measure=make_measure())
    shown = capsys.readouterr()
    assert "replications" in shown.err
    assert shown.out == ""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Stand-ins for what reads and runs; yields what was loaded and run."""
    calls: list[str] = []
    names = ("sim.scenario", "sim.place.reading", "sim.run")
    scenario, reading, run = modules = [ModuleType(name) for name in names]

    def load_scenario(name: str, **changes: object) -> SimpleNamespace:
        if name == "nowhere":
            raise UnknownNameError("unknown scenario 'nowhere'")
        calls.append(f"load {name} {changes}")
        return SimpleNamespace(name=name, place="toy")

    def load_plan(*, overrides: dict[str, object], **choices: str) -> dict[str, str]:
        assert overrides == {}
        return choices

    def load_place(name: str) -> str:
        calls.append(f"place {name}")
        return name

    def run_one(
        scenario: SimpleNamespace, plan: dict[str, str], *, seed: int, replication: int, place: str
    ) -> EventLog:
        calls.append(f"run {scenario.name} {plan} {seed} {replication} {place}")
        return small_log(10 * seed + replication)

    scenario.__dict__.update(load_scenario=load_scenario, load_plan=load_plan)
    reading.__dict__.update(load_place=load_place)
    run.__dict__.update(run=run_one)
    for name, module in zip(names, modules, strict=True):
        monkeypatch.setitem(sys.modules, name, module)
    for cache in (runner_module._loaded, runner_module._place):
        cache.cache_clear()
    yield calls
    for cache in (runner_module._loaded, runner_module._place):
        cache.cache_clear()


def test_the_default_loads_each_plan_once_and_runs_it(engine: list[str]) -> None:
    cell = Cell("a", {"linkage": "x"}, {"hazard.rain_factor": [1.2]}, replications=2, seed=5)
    rows = run_cells([cell, Cell("a", hazard="b", seed=5)], progress=False)
    assert [row["failed"] for row in rows] == ["", "", ""]
    assert [row["evacuated_persons"] for row in rows] == [50.0, 51.0, 50.0]
    assert engine == [
        "load a {'hazard': None, 'overrides': {'hazard.rain_factor': [1.2]}}",
        "place toy",
        "load a {'hazard': 'b', 'overrides': {}}",
        "run a {'linkage': 'x'} 5 0 toy",
        "run a {'linkage': 'x'} 5 1 toy",
        "run a {} 5 0 toy",
    ]


def test_a_wrong_name_is_said_before_anything_runs(engine: list[str]) -> None:
    with pytest.raises(UnknownNameError, match="nowhere"):
        run_cells([Cell("a"), Cell("nowhere")], progress=False)
    assert not [call for call in engine if call.startswith("run")]


def test_plans_race_on_a_metric() -> None:
    chosen = select_plan(
        cells(),
        "evacuated_persons",
        indifference=10.0,
        is_lower_better=False,
        first_stage=4,
        measure=make_measure(),
    )
    assert (chosen.best, chosen.is_proven) == (1, True)
    assert chosen.replications == (4, 4)


def test_a_race_needs_every_figure() -> None:
    broken = [Cell("a", {"linkage": "broken"}), Cell("a", {"linkage": "separate"})]
    with pytest.raises(InputError, match="no team at all"):
        select_plan(
            broken,
            "evacuated_persons",
            indifference=1.0,
            is_lower_better=False,
            measure=make_measure(),
        )
    with pytest.raises(InputError, match="nothing to measure"):
        select_plan(
            cells(),
            "supply_share_24h",
            indifference=1.0,
            is_lower_better=False,
            measure=make_measure(),
        )
