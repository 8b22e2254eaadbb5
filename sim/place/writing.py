"""Records to CSV and GeoJSON text, always the same bytes for the same records.

What it is: the inverse of :mod:`sim.place.tables` and :mod:`sim.place.shapes`, for scripts that
build a place. What it is not: a writer of files; the caller decides where the text goes.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from sim.place.geometry import rings_contain
from sim.place.place import Ring
from sim.place.schema import TEXT_FIELDS, Table


def csv_text(
    table: Table,
    records: Iterable[object],
    *,
    remarks: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Return a table as CSV text with LF line ends.

    Parameters
    ----------
    table
        Definition of the columns.
    records
        Records of the table's type, in the order to be written.
    remarks
        Remark columns to append: header to {identifier: text}.
    """
    extra = dict(remarks or {})
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*(column.name for column in table.columns), *extra])
    for record in records:
        cells = _cells(record)
        key = cells[table.id_column]
        row = [cells[column.name] for column in table.columns]
        writer.writerow([*row, *(texts.get(key, "") for texts in extra.values())])
    return stream.getvalue()


def courses_text(features: Iterable[tuple[Mapping[str, object], tuple[Ring, ...]]]) -> str:
    """Return lines as a FeatureCollection of MultiLineStrings, one feature a line."""
    return _collection((properties, "MultiLineString", rings) for properties, rings in features)


def areas_text(features: Iterable[tuple[Mapping[str, object], tuple[Ring, ...]]]) -> str:
    """Return areas as a FeatureCollection of MultiPolygons, one feature a line.

    A ring whose first point lies within another ring is written as a hole of that ring.
    """
    return _collection(
        (properties, "MultiPolygon", _polygons(rings)) for properties, rings in features
    )


def _polygons(rings: tuple[Ring, ...]) -> list[list[Ring]]:
    outer = [ring for ring in rings if not _around(ring, rings)]
    return [[ring, *(hole for hole in rings if _around(hole, (ring,)))] for ring in outer]


def _around(ring: Ring, others: tuple[Ring, ...]) -> bool:
    lon, lat = ring[0]
    return any(other is not ring and rings_contain((other,), lat, lon) for other in others)


def _collection(features: Iterable[tuple[Mapping[str, object], str, object]]) -> str:
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": dict(properties),
                "geometry": {"type": kind, "coordinates": coordinates},
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, kind, coordinates in features
    ]
    body = ",\n".join(lines)
    return '{"type":"FeatureCollection","features":[\n' + body + "\n]}\n"


def _cells(record: object) -> dict[str, str]:
    cells: dict[str, str] = {}
    for item in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        value = getattr(record, item.name)
        if item.name in TEXT_FIELDS:
            cells.update(zip(TEXT_FIELDS[item.name], value, strict=True))
        else:
            cells[item.name] = _cell(value)
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
