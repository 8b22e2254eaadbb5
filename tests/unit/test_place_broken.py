"""Every kind of broken table gives a problem that says file, row, column and what is allowed."""

import shutil
from pathlib import Path

import pytest

from sim.core.errors import LiandongError, Problem, ProblemsError, UnknownNameError
from sim.place import check_place, load_place

TINY = Path(__file__).parent / "test_place_tiny"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "tiny"
    shutil.copytree(TINY, copy)
    return copy


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_the_unbroken_place_has_no_problem(folder: Path) -> None:
    assert check_place(folder) == []
    assert load_place(folder).population() == 3000


CELLS: list[tuple[str, tuple[str, str], tuple[int, str], list[str]]] = [
    # file, (old, new), (row, column), words of the message
    (
        "nodes.csv",
        ("B,东城,East Seat,county_seat,43.0", "B,东城,East Seat,county_seat,93.0"),
        (3, "lat"),
        ["93.0", "at most 90"],
    ),
    ("nodes.csv", ("43.0,125.2,east", "43.0,east,east"), (3, "lon"), ["'east' is not a number"]),
    ("nodes.csv", ("43.0,125.2,east", "43.0,NaN,east"), (3, "lon"), ["'NaN' is not a number"]),
    ("nodes.csv", ("43.0,125.2,east", "43.0,inf,east"), (3, "lon"), ["'inf' is not a number"]),
    ("nodes.csv", ("43.0,125.2,east", "43.0,1e999,east"), (3, "lon"), ["out of range"]),
    ("nodes.csv", ("43.0,125.2,east", "43.0,,east"), (3, "lon"), ["is blank"]),
    ("nodes.csv", ("C,,Mill Town", "C,,"), (4, "name_zh"), ["name_zh and name_en are both blank"]),
    (
        "nodes.csv",
        ("125.2,east", "125.2,eats"),
        (3, "county_id"),
        ["unknown county 'eats'", "Did you mean 'east'"],
    ),
    ("counties.csv", ("125.0,A,2000", "125.0,AA,2000"), (2, "seat_node_id"), ["unknown node 'AA'"]),
    ("counties.csv", ("A,2000", "A,2000.5"), (2, "population"), ["'2000.5' is not a whole number"]),
    ("counties.csv", ("A,2000", "A,-3"), (2, "population"), ["at least 0"]),
    ("counties.csv", ("A,2000", "A,2_000"), (2, "population"), ["not a whole number"]),
    ("counties.csv", ("800,0.3", "800,1.3"), (2, "forest_share"), ["at most 1"]),
    ("counties.csv", ("A,2000,800", "A,2000,0"), (2, "area_km2"), ["above 0"]),
    ("counties.csv", ("A,2000", "A,2001"), (2, "population"), ["2001 persons", "sum to 2000"]),
    (
        "links.csv",
        ("national,18000", "nationel,18000"),
        (2, "road_class"),
        ["Did you mean 'national'"],
    ),
    ("links.csv", ("national,18000", "national,0"), (2, "length_m"), ["above 0"]),
    (
        "links.csv",
        ("national,18000", "national,15000"),
        (2, "length_m"),
        ["shorter than the straight line of 16"],
    ),
    ("links.csv", ("18000,2,22.2", "18000,0,22.2"), (2, "lanes"), ["above 0"]),
    ("links.csv", ("18000,2,22.2", "18000,2,-1"), (2, "free_speed_mps"), ["above 0"]),
    ("links.csv", ("2015-06-30", "30/06/2015"), (3, "opened"), ["not a date such as"]),
    ("links.csv", ("2015-06-30", "2015-06-31"), (3, "opened"), ["not a date such as"]),
    ("links.csv", ("stream,0,1,west", "stream,0,maybe,west"), (2, "has_bridge"), ["not 0 or 1"]),
    (
        "links.csv",
        ("stream,0,1,west", "steam,0,1,west"),
        (2, "river_id"),
        ["unknown river 'steam'", "Did you mean 'stream'"],
    ),
    ("links.csv", ("AC,A,C", "AB,A,C"), (3, "link_id"), ["'AB' already stands in row 2"]),
    ("links.csv", ("AC,A,C", "AC,A,A"), (3, "to_id"), ["begins and ends at 'A'"]),
    ("links.csv", ("west,a bridge", "west,a bridge,2"), (2, ""), ["15 cells, the header has 14"]),
    ("road_classes.csv", ("1400,0.14", "0,0.14"), (2, "capacity_per_lane_veh_per_h"), ["above 0"]),
    ("zones.csv", ("A,1500", "Z,1500"), (2, "node_id"), ["unknown node 'Z'"]),
    (
        "sites.csv",
        ("depot_A,depot,", "depot_A,depott,"),
        (2, "kind"),
        ["Did you mean 'depot'", "shelter"],
    ),
    (
        "sites.csv",
        ("east,county,rescue", "east,country,rescue"),
        (4, "level"),
        ["Did you mean 'county'"],
    ),
    (
        "sites.csv",
        ("east,county,rescue", "east,county,"),
        (4, "capability"),
        ["is blank; a team_base"],
    ),
    (
        "sites.csv",
        ("post_A,command_post,指挥部", "post\tA,command_post,指挥部"),
        (3, "site_id"),
        ["control character"],
    ),
    ("reservoirs.csv", ("stream,2000000", "stream,0"), (2, "capacity_m3"), ["above 0"]),
]


@pytest.mark.parametrize(("file", "change", "where", "words"), CELLS)
def test_a_broken_cell(
    folder: Path, file: str, change: tuple[str, str], where: tuple[int, str], words: list[str]
) -> None:
    edit(folder, file, *change)
    problem = only(check_place(folder))
    assert (problem.file, problem.row, problem.column) == (file, *where)
    for word in words:
        assert word in problem.message


HEADERS = [
    (
        "nodes.csv",
        "node_id,name_zh",
        "node_id,nam_zh",
        ["unknown column 'nam_zh'", "Did you mean 'name_zh'", "name_zh: this column is missing"],
    ),
    (
        "nodes.csv",
        "kind,lat,lon",
        "kind,lat,lat",
        ["lat: this column stands twice", "lon: this column is missing"],
    ),
    (
        "sites.csv",
        "level,capability",
        "level,skill",
        ["unknown column 'skill'", "capability: this column is missing"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), HEADERS)
def test_a_broken_header(folder: Path, file: str, old: str, new: str, words: list[str]) -> None:
    edit(folder, file, old, new)
    told = "\n".join(str(problem) for problem in check_place(folder))
    for word in words:
        assert word in told
    assert f"{file}:1: " in told


def test_problems_of_several_files_are_reported_together(folder: Path) -> None:
    edit(folder, "nodes.csv", "B,东城,East Seat,county_seat,43.0", "B,东城,East Seat,town,north")
    edit(folder, "zones.csv", "A,1500", "A,many")
    edit(folder, "sites.csv", "C,west,county,,80", "C,west,county,,-80")
    files = [problem.file for problem in check_place(folder)]
    assert files == ["nodes.csv", "zones.csv", "sites.csv"]  # node B stays known to the links
    with pytest.raises(ProblemsError) as caught:
        load_place(folder)
    assert len(caught.value.problems) == 3


def test_nodes_cut_off_are_counted_and_named(folder: Path) -> None:
    edit(folder, "links.csv", "AB,A,B,G1", "AB,A,C,G1")
    edit(folder, "links.csv", "BD,B,D", "BD,C,D")
    problem = only(check_place(folder))
    assert problem.message.startswith("1 of 4 nodes cannot be reached from 'A', for example B")


def test_zones_and_sites_must_be_reached_on_the_day_of_the_check(folder: Path) -> None:
    edit(folder, "links.csv", "18000,2,22.2,,", "18000,2,22.2,2020-01-01,")
    told = [str(problem) for problem in check_place(folder)]
    assert len(told) == 2
    assert "1 of 3 zones cannot be reached from 'A' on 2019-08-12" in told[0]
    assert "1 of 4 sites cannot be reached from 'A' on 2019-08-12" in told[1]


def test_population_of_the_place_must_be_the_sum(folder: Path) -> None:
    edit(folder, "place.yaml", "population: 3000", "population: 2999")
    problem = only(check_place(folder))
    assert (problem.file, problem.column) == ("place.yaml", "population")


@pytest.mark.parametrize(
    "name", ["../nodes.csv", "/etc/passwd", "..", ".", "sub/nodes.csv", "C:nodes.csv", "a\\b.csv"]
)
def test_no_file_outside_the_folder_is_opened(folder: Path, name: str) -> None:
    edit(folder, "place.yaml", "files:", f"files:\n  nodes: '{name}'")
    told = [str(problem) for problem in check_place(folder) if problem.file == "place.yaml"]
    assert any("must be the name of a file in the same folder" in line for line in told)


def test_a_link_to_a_file_outside_is_not_followed(folder: Path) -> None:
    outside = folder.parent / "outside.csv"
    (folder / "nodes.csv").rename(outside)
    (folder / "nodes.csv").symlink_to(outside)
    assert "must be the name of a file in the same folder" in str(check_place(folder)[0])


def test_a_missing_file_is_one_problem(folder: Path) -> None:
    (folder / "nodes.csv").unlink()
    problem = only(check_place(folder))
    assert (problem.file, problem.row) == ("nodes.csv", 0)
    assert "cannot be read" in problem.message


def test_an_unknown_key_of_place_yaml_names_the_nearest(folder: Path) -> None:
    edit(folder, "place.yaml", "checked_on:", "checkd_on:")
    problem = only(check_place(folder))
    assert problem.column == "checkd_on"
    assert "Did you mean 'checked_on'" in problem.message


@pytest.mark.parametrize("text", ["", "[1, 2]", "name: [", "name: x\nchecked_on: 2019-13-45\n"])
def test_a_broken_place_yaml_is_a_problem(folder: Path, text: str) -> None:
    (folder / "place.yaml").write_text(text, encoding="utf-8")
    assert {problem.file for problem in check_place(folder)} == {"place.yaml"}


def test_a_table_saved_in_another_encoding(folder: Path) -> None:
    text = (folder / "nodes.csv").read_text(encoding="utf-8")
    (folder / "nodes.csv").write_bytes(text.encode("gb18030"))
    problem = only(check_place(folder))
    assert (problem.row, problem.message) == (2, "not UTF-8 text; save the file as UTF-8")


def test_byte_order_mark_and_windows_line_ends_are_tolerated(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert check_place(folder) == []
    assert load_place(folder).nodes == load_place(TINY).nodes


def test_an_empty_table_is_a_problem(folder: Path) -> None:
    (folder / "sites.csv").write_bytes(b"")
    assert "is empty" in only(check_place(folder)).message


def test_a_quote_left_open_is_a_problem(folder: Path) -> None:
    edit(folder, "sites.csv", "depot_A,depot,", 'depot_A,depot,"')
    assert "not valid CSV" in only(check_place(folder)).message


RIVERS = [
    ('"order": 2', '"order": 0', "features[1].order"),
    ('"basin": "Songhua"', '"basin": ""', "features[1].basin"),
    ("[125.11, 43.1]", "[125.11, NaN]", "features[1].geometry"),
    ("[125.11, 43.1]", "[125.11, 430.1]", "features[1].geometry"),
    ("[125.11, 43.1]", '[125.11, "north"]', "features[1].geometry"),
    ("LineString", "Point", "features[1].geometry"),
    ('"features": [', '"fetures": [', "features"),
    ("]}}\n]}", "]}}\n]", ""),
]


@pytest.mark.parametrize(("old", "new", "column"), RIVERS)
def test_a_broken_river(folder: Path, old: str, new: str, column: str) -> None:
    edit(folder, "rivers.geojson", old, new)
    problems = [item for item in check_place(folder) if item.file == "rivers.geojson"]
    assert only(problems).column == column


def test_a_boundary_of_an_unknown_county(folder: Path) -> None:
    edit(folder, "boundaries.geojson", '"west"', '"wset"')
    assert "Did you mean 'west'" in only(check_place(folder)).message


def test_a_name_that_nothing_carries() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'jilin'"):
        load_place("jiling")
    with pytest.raises(LiandongError):
        check_place(Path("no") / "such" / "folder")
