"""Whatever stands in a file, reading gives a place or problems, never a traceback."""

import csv
import io
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.errors import Problem
from sim.place import schema
from sim.place.checking import Draft, check
from sim.place.reading import check_place
from sim.place.shapes import read_boundaries, read_outline, read_rivers
from sim.place.tables import TableRows, read_table

TINY = Path(__file__).parents[1] / "unit" / "test_place_tiny"
TABLES = {
    table.key: list(csv.reader(io.StringIO((TINY / f"{table.key}.csv").read_text("utf-8"))))
    for table in schema.TABLES
}
RIVERS = json.loads((TINY / "rivers.geojson").read_text("utf-8"))
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "nan", "-inf", "1e309", "-1", "0", "A", "B", "west", "stream"]),
    st.sampled_from(["9" * 5000, "1_0", "١", "0x10", "2019-02-30", "=1+1", "true", "\0", '"']),
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.integers().map(str),
)


def draft_of(sheets: dict[str, list[list[str]]], problems: list[Problem]) -> Draft:
    files = {key: f"{key}.csv" for key in sheets} | {"rivers": "rivers.geojson"}
    tables: dict[str, TableRows] = {}
    for table in schema.TABLES:
        stream = io.StringIO()
        csv.writer(stream).writerows(sheets[table.key])
        data = stream.getvalue().encode("utf-8", "surrogatepass")
        tables[table.key] = read_table(data, table, files[table.key], problems)
    data = json.dumps(RIVERS).encode()
    tables["rivers"] = read_rivers(data, "rivers.geojson", problems)
    return Draft(files=files, tables=tables)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_mutated_cell_gives_problems_at_most(data: st.DataObject) -> None:
    sheets = {key: [list(row) for row in rows] for key, rows in TABLES.items()}
    for _ in range(data.draw(st.integers(1, 3))):
        rows = sheets[data.draw(st.sampled_from(sorted(sheets)))]
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(CELLS)
    problems: list[Problem] = []
    draft = draft_of(sheets, problems)
    problems += check(draft, is_complete=not problems)
    for problem in problems:
        assert problem.file in draft.files.values()
        assert problem.row <= 10
        assert problem.message
        assert len(problem.message) < 1000


@given(st.binary(max_size=200), st.sampled_from(schema.TABLES))
@settings(max_examples=100, deadline=None)
def test_any_bytes_as_a_table(data: bytes, table: schema.Table) -> None:
    problems: list[Problem] = []
    rows = read_table(data, table, "any.csv", problems)
    assert problems or rows.rows


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_mutated_shape_gives_problems_at_most(data: st.DataObject) -> None:
    content = json.loads(json.dumps(RIVERS))
    feature = content["features"][0]
    target, key = data.draw(
        st.sampled_from(
            [
                (content, "features"),
                (feature, "geometry"),
                (feature, "properties"),
                (feature["properties"], "river_id"),
                (feature["properties"], "order"),
                (feature["geometry"], "type"),
                (feature["geometry"], "coordinates"),
                (feature["geometry"]["coordinates"], 1),
            ]
        )
    )
    target[key] = data.draw(JSON)
    text = json.dumps(content).encode()
    for read in (read_rivers, read_boundaries, read_outline):
        problems: list[Problem] = []
        found = read(text, "any.geojson", problems)
        assert problems or found


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_as_place_yaml(text: str) -> None:
    import tempfile  # noqa: PLC0415  # hypothesis runs many examples within one tmp_path

    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "place.yaml").write_text(text, encoding="utf-8")
        assert check_place(name)


def test_deeply_nested_files_are_problems(tmp_path: Path) -> None:
    problems: list[Problem] = []
    read_rivers(b"[" * 100_000, "deep.geojson", problems)
    assert len(problems) == 1
    (tmp_path / "place.yaml").write_text("[" * 20_000, encoding="utf-8")
    assert check_place(tmp_path)
