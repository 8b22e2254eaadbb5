"""A place read from a folder: values, optional files, digest; writing is the inverse."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from sim.core.errors import Problem, UnknownNameError
from sim.core.text import Text
from sim.place import Place, load_place, schema
from sim.place.shapes import read_boundaries
from sim.place.tables import read_table
from sim.place.writing import areas_text, csv_text

TINY = Path(__file__).parent / "test_place_tiny"


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place(TINY)


def test_values_arrive_in_their_types(place: Place) -> None:
    link = place.link("AC")
    assert (link.lanes, link.length_m, link.opened) == (1, 15000.0, date(2015, 6, 30))
    assert place.link("AB").has_bridge is True
    assert place.link("AB").opened is None
    assert place.node("C").name == Text("", "Mill Town")
    assert place.node("C").name.in_("zh") == "Mill Town"
    assert place.river("stream").courses[0][0] == (125.1, 43.2)
    assert place.title.in_("zh") == "小地方"


def test_records_are_found_by_identifier_or_named_nearest(place: Place) -> None:
    assert place.zone("ZB").population == 1000
    with pytest.raises(UnknownNameError, match="Did you mean 'shelter_C'"):
        place.site("shelter_D")


def test_links_open_on_a_day(place: Place) -> None:
    assert [link.link_id for link in place.links_open_on(date(2019, 8, 12))] == ["AB", "AC", "CD"]
    assert len(place.links_open_on(date(2020, 9, 15))) == 4


def test_boundaries_belong_to_their_counties(place: Place) -> None:
    assert place.county("east").boundary[0][0] == (125.1, 42.9)
    assert len(place.outline) == 1


def test_shapes_and_reservoirs_are_optional(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "bare")
    path = tmp_path / "bare" / "place.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[: lines.index("files:")]), encoding="utf-8")
    for name in ("links.csv", "zones.csv"):
        table = tmp_path / "bare" / name
        table.write_text(
            table.read_text(encoding="utf-8").replace(",stream,", ",,"), encoding="utf-8"
        )
    bare = load_place(tmp_path / "bare")
    assert (bare.rivers, bare.reservoirs, bare.outline) == ((), (), ())
    assert bare.county("west").boundary == ()


def test_digest_is_that_of_the_bytes(tmp_path: Path, place: Place) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(TINY, copy)
    assert load_place(copy).digest == place.digest
    text = (copy / "sites.csv").read_text(encoding="utf-8")
    (copy / "sites.csv").write_text(text.replace(",,80", ",,81"), encoding="utf-8")
    assert load_place(copy).digest != place.digest


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: str(table.key))
def test_writing_is_the_inverse_of_reading(place: Place, table: schema.Table) -> None:
    records = getattr(place, table.key)
    problems: list[Problem] = []
    text = csv_text(table, records)
    again = read_table(text.encode(), table, "again.csv", problems)
    assert problems == []
    assert csv_text(table, again.records()) == text
    if table.key != "counties":  # boundaries are in another file
        assert again.records() == records


def test_a_hole_is_written_inside_its_ring() -> None:
    outer = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0))
    hole = ((3.0, 3.0), (5.0, 3.0), (5.0, 5.0), (3.0, 3.0))
    island = ((20.0, 0.0), (21.0, 0.0), (21.0, 1.0), (20.0, 0.0))
    text = areas_text([({"county_id": "x"}, (hole, outer, island))])
    problems: list[Problem] = []
    read = read_boundaries(text.encode(), "x.geojson", problems)
    assert problems == []
    assert read == {"x": (outer, hole, island)}
