"""The raw facts and the rules, read as they stand."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.core.files import read_yaml
from sim.place.place import Ring

Row = Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """The content of rules.yaml."""

    content: Mapping[str, Any]

    @cached_property
    def values(self) -> dict[str, float]:
        """Every number of the rules by its key."""
        return {item["key"]: float(item["value"]) for item in self.content["values"]}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  # lists and mappings of the file
        return self.content[key]


@dataclass(frozen=True)
class Facts:
    """The raw tables and shapes.

    Parameters
    ----------
    folder
        The folder raw/.
    """

    folder: Path

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a raw CSV file, in file order."""
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def features(self, name: str) -> list[tuple[Mapping[str, Any], tuple[Ring, ...]]]:
        """Return properties and lines or rings of every feature of a raw GeoJSON file."""
        content = json.loads((self.folder / name).read_text(encoding="utf-8"))
        if content["type"] == "GeometryCollection":
            return [({}, _lines(geometry)) for geometry in content["geometries"]]
        return [(item["properties"], _lines(item["geometry"])) for item in content["features"]]


def read_rules(path: Path) -> Rules:
    """Read rules.yaml."""
    return Rules(content=read_yaml(path))


def _lines(geometry: Mapping[str, Any]) -> tuple[Ring, ...]:
    coordinates = geometry["coordinates"]
    depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
    lines = [coordinates] if depth[geometry["type"]] == 0 else coordinates
    if depth[geometry["type"]] == 2:  # noqa: PLR2004  # polygons of rings of points
        lines = [ring for polygon in coordinates for ring in polygon]
    return tuple(tuple((float(lon), float(lat)) for lon, lat in line) for line in lines)
