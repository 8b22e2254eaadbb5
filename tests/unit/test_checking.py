"""Checks of a user's data: every problem with its file, row, column and nearest match."""

import csv
import shutil
from pathlib import Path

import pytest

from sim.checking import check_folder, open_place
from sim.core.errors import ProblemsError, StorageError
from sim.core.paths import shipped
from sim.scenario import load_scenario

SCENARIO = "lekima_krosa_2019"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    for path in shipped("scenarios").joinpath("jilin").iterdir():
        if path.suffix in {".csv", ".geojson", ".yaml"}:
            shutil.copy(path, folder)
    return folder


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    return shutil.copytree(shipped("scenarios") / SCENARIO, tmp_path / "mine")


def set_cell(path: Path, row: int, column: str, value: str) -> None:
    """Change one cell; the header is row 1."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", ["jilin", SCENARIO])
def test_what_is_shipped_has_no_problems(name: str) -> None:
    assert check_folder(Path(name)) == []
    assert check_folder(shipped("scenarios") / name) == []


def test_a_copy_has_no_problems_under_any_name(scenario: Path, tmp_path: Path) -> None:
    other = scenario.rename(tmp_path / "我的 情景 (1)")
    assert check_folder(other) == []
    assert check_folder(other / "scenario.yaml") == []


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "problem"),
    [
        ("sites.csv", 2, "kind", "depo", "Did you mean 'depot'"),
        ("sites.csv", 2, "capacity", "-5", "expected a whole number at least 0"),
        ("sites.csv", 3, "site_id", "DEPOT_220102", "already stands in row 2"),
        ("zones.csv", 5, "node_id", "22010x", "Did you mean '220106'"),
        ("zones.csv", 5, "population", "many", "not a whole number"),
        ("links.csv", 3, "length_m", "1", "shorter than the straight line"),
    ],
)
def test_a_broken_cell_is_named_by_file_row_and_column(
    place: Path, file: str, row: int, column: str, value: str, problem: str
) -> None:
    set_cell(place / file, row, column, value)
    found = check_folder(place)
    assert [(one.file, one.row, one.column) for one in found] == [(file, row, column)]
    assert problem in found[0].message


def test_a_depot_that_no_road_reaches_is_a_problem(place: Path) -> None:
    with (place / "nodes.csv").open("a", encoding="utf-8") as stream:
        stream.write("ISLAND,孤岛,Island,county_seat,42.0,126.0,220102\n")
    set_cell(place / "sites.csv", 2, "node_id", "ISLAND")
    found = check_folder(place)
    assert [one.file for one in found] == ["links.csv"]
    assert "cannot be reached" in found[0].message
    assert "ISLAND" in found[0].message


def test_a_run_names_the_folder_of_a_broken_place(place: Path) -> None:
    set_cell(place / "sites.csv", 2, "kind", "depo")
    with pytest.raises(ProblemsError) as caught:
        open_place(load_scenario(SCENARIO, overrides={"place": str(place)}))
    assert str(caught.value).startswith(f"{place / 'sites.csv'}:2: kind: 'depo' is not allowed")


@pytest.mark.parametrize(
    ("file", "old", "new", "problems"),
    [
        ("scenario.yaml", "end:", "ende:", ["Field required", "Did you mean 'end'"]),
        ("scenario.yaml", "place: jilin", "place: jiln", ["Did you mean 'jilin'"]),
        ("scenario.yaml", 'end: "2019-08-20', 'end: "2019-08-02', ["must lie after start"]),
        ("scenario.yaml", "12T00:00:00+08:00", "12T00:00:00", ["has no UTC offset; write"]),
        ("scenario.yaml", '"2019-08-12T00:00:00+08:00"', "2019-13-45", ["scenario.yaml"]),
        ("scenario.yaml", "name:", "name: [", ["scenario.yaml:"]),
        ("scenario.yaml", f"hazard: {SCENARIO}", "hazard: lekima", [f"Did you mean '{SCENARIO}'"]),
        ("hazard.yaml", "spread_h: 3.0", "spread_h: -3.0", ["rain.bursts.0.spread_h"]),
        ("hazard.yaml", "spread_h: 3.0", "spred_h: 3.0", ["Did you mean 'spread_h'"]),
        ("hazard.yaml", "sim.hazards.flood.Flood", "os.system", ["must begin with 'sim.'"]),
        ("hazard.yaml", "rain_reports.csv", "rain.csv", ["cannot read rain reports"]),
    ],
)
def test_a_broken_scenario_is_reported(
    scenario: Path, file: str, old: str, new: str, problems: list[str]
) -> None:
    replace(scenario / file, old, new)
    found = check_folder(scenario)
    assert len(found) == len(problems)
    for one, problem in zip(found, problems, strict=True):
        assert problem in str(one)


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("area_kind", "prefectur", "Did you mean 'prefecture'"),
        ("total_mm", "-3", "needs a number of at least 0"),
        ("from", "2019-08-13T06:00:00", "has no UTC offset"),
    ],
)
def test_a_broken_rain_report_is_named(
    scenario: Path, column: str, value: str, problem: str
) -> None:
    set_cell(scenario / "rain_reports.csv", 4, column, value)
    found = check_folder(scenario)
    assert [(one.file, one.row, one.column) for one in found] == [("rain_reports.csv", 4, column)]
    assert problem in found[0].message


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("metric", "warning_orang_time", "Did you mean 'warning_orange_time'"),
        ("value", "soon", "reported.csv:3"),
        ("area_kind", "provinc", "Did you mean 'province'"),
    ],
)
def test_reported_figures_are_read_before_the_run_not_after(
    scenario: Path, column: str, value: str, problem: str
) -> None:
    set_cell(scenario / "reported.csv", 3, column, value)
    with pytest.raises(ProblemsError, match=problem):
        open_place(load_scenario(scenario))
    assert problem in str(check_folder(scenario)[0])


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({}, []),
        ({"node_id": "22010x"}, ["incidents.0.node_id"]),
        ({"county_id": "99", "time_s": 9e8}, ["incidents.0.county_id", "incidents.0.time_s"]),
    ],
)
def test_incidents_refer_to_the_place_and_the_period(
    changes: dict[str, object], columns: list[str]
) -> None:
    incident = {"incident_id": "a", "time_s": 9.0, "node_id": "220102", "county_id": "220102"}
    changed = {"incidents": [{**incident, "persons": 3, **changes}]}
    scenario = load_scenario(SCENARIO, overrides=changed)
    if not columns:
        assert open_place(scenario).name == "jilin"
        return
    with pytest.raises(ProblemsError) as caught:
        open_place(scenario)
    assert [problem.column for problem in caught.value.problems] == columns


def test_a_variant_beside_the_scenario_is_checked_itself(scenario: Path) -> None:
    variant = scenario / "variant.yaml"
    shutil.copy(scenario / "scenario.yaml", variant)
    replace(variant, "place: jilin", "place: jiln")
    assert check_folder(scenario) == []
    assert "Did you mean 'jilin'" in str(check_folder(variant)[0])


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("min", r"Did you mean '.*mine'"),
        ("nothing/here", "Give the path of a folder with place.yaml or scenario.yaml"),
        ("mine/reported.csv", "is a file; give the folder"),
        ("", "holds neither place.yaml nor scenario.yaml"),
    ],
)
def test_nothing_to_check_is_said(scenario: Path, name: str, problem: str) -> None:
    with pytest.raises(StorageError, match=problem):
        check_folder(scenario.parent / name)


def test_results_of_a_shipped_name_do_not_hide_what_is_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / SCENARIO).mkdir()
    monkeypatch.chdir(tmp_path)
    assert check_folder(Path(SCENARIO)) == []
