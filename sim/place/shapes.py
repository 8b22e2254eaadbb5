"""GeoJSON files to rings and courses, collecting every problem.

What it is: a reader of the few geometries a place needs (lines and areas, WGS84). What it is
not: a general GeoJSON library. Called by :mod:`sim.place.reading`.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.core.errors import Problem
from sim.core.text import Text
from sim.place.place import Ring, River
from sim.place.tables import TableRows, decoded, shown

_DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LINES = ("LineString", "MultiLineString")
_AREAS = ("Polygon", "MultiPolygon")
_LEAST_LINE = 2
_LEAST_RING = 4


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its number in the file counted from 1, its properties and its rings."""

    number: int
    properties: Mapping[str, Any]
    rings: tuple[Ring, ...]


def read_rivers(data: bytes, file: str, problems: list[Problem]) -> TableRows:
    """Read rivers: lines with river_id, name_zh, name_en, basin and order.

    The rows carry the number of the feature, counted from 1, in place of a line.
    """
    rows: list[tuple[int, River]] = []
    ids: dict[str, int] = {}
    for feature in _features(data, file, problems, kinds=_LINES):
        before = len(problems)
        words = {
            key: _word(feature, key, file, problems)
            for key in ("river_id", "name_zh", "name_en", "basin")
        }
        order = feature.properties.get("order")
        if not isinstance(order, int) or isinstance(order, bool) or not 1 <= order <= 9:  # noqa: PLR2004  # nine Strahler orders exist on land
            message = "must be a whole number from 1 (main river) to 9"
            problems.append(Problem(file, 0, f"features[{feature.number}].order", message))
        if ids.setdefault(words["river_id"], feature.number) != feature.number:
            message = f"'{shown(words['river_id'])}' stands twice; give one MultiLineString"
            problems.append(Problem(file, 0, f"features[{feature.number}].river_id", message))
        if len(problems) == before and isinstance(order, int):
            name = Text(words["name_zh"], words["name_en"])
            river = River(words["river_id"], name, words["basin"], order, feature.rings)
            rows.append((feature.number, river))
    return TableRows(rows=tuple(rows), ids=ids)


def read_boundaries(data: bytes, file: str, problems: list[Problem]) -> dict[str, tuple[Ring, ...]]:
    """Read the area of every county: polygons with county_id."""
    areas: dict[str, tuple[Ring, ...]] = {}
    for feature in _features(data, file, problems, kinds=_AREAS):
        county_id = _word(feature, "county_id", file, problems)
        areas[county_id] = areas.get(county_id, ()) + feature.rings
    return areas


def read_outline(data: bytes, file: str, problems: list[Problem]) -> tuple[Ring, ...]:
    """Read the outline of the whole region: polygons, properties ignored."""
    return tuple(
        ring for feature in _features(data, file, problems, kinds=_AREAS) for ring in feature.rings
    )


def _word(feature: Feature, key: str, file: str, problems: list[Problem]) -> str:
    value = feature.properties.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    problems.append(Problem(file, 0, f"features[{feature.number}].{key}", "must be a text"))
    return ""


def _features(
    data: bytes, file: str, problems: list[Problem], *, kinds: tuple[str, ...]
) -> Iterator[Feature]:
    text = decoded(data, file, problems)
    if text is None:
        return
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        problems.append(Problem(file, error.lineno, "", f"not valid JSON: {error.msg}"))
        return
    except (RecursionError, ValueError):
        problems.append(Problem(file, 0, "", "not valid JSON: nested too deep or number too long"))
        return
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        problems.append(Problem(file, 0, "features", "must be a list of at least one feature"))
        return
    for number, item in enumerate(features, start=1):
        feature = item if isinstance(item, dict) else {}
        properties = feature.get("properties")
        rings = _rings(feature.get("geometry"), kinds)
        where = f"features[{number}].geometry"
        if isinstance(rings, str):
            problems.append(Problem(file, 0, where, rings))
            continue
        yield Feature(number, properties if isinstance(properties, dict) else {}, rings)


def _rings(geometry: object, kinds: tuple[str, ...]) -> tuple[Ring, ...] | str:
    """Return the lines or rings of a geometry, or what is wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in kinds:
        return f"must be a {' or '.join(kinds)}"
    least = _LEAST_RING if kinds == _AREAS else _LEAST_LINE
    rings: list[Ring] = []
    for points in _flat(geometry.get("coordinates"), _DEPTHS[kind]):
        ring = _ring(points)
        if ring is None:
            return "coordinates must be [longitude, latitude] within ±180 and ±90 degrees"
        if len(ring) < least:
            return f"a line or ring has {len(ring)} points, at least {least} are needed"
        rings.append(ring)
    return tuple(rings) or "holds no coordinates"


def _flat(coordinates: object, depth: int) -> Iterator[object]:
    if depth == 1:
        yield coordinates
        return
    for part in coordinates if isinstance(coordinates, list) else [None]:
        yield from _flat(part, depth - 1)


def _ring(points: object) -> Ring | None:
    if not isinstance(points, list):
        return None
    ring = []
    for point in points:
        if not isinstance(point, list) or len(point) not in (2, 3):
            return None
        lon, lat = point[0], point[1]
        if type(lon) not in (int, float) or type(lat) not in (int, float):
            return None
        if not (math.isfinite(lon) and abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004  # degrees
            return None
        ring.append((float(lon), float(lat)))
    return tuple(ring)
