"""Counties, and the nodes of the road network: those of the road table and the new ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from builder.facts import Facts, Row, Rules
from builder.waters import slug
from sim.core.text import Text
from sim.place.geometry import Floats, distance_to_courses_m, haversine_m, rings_contain
from sim.place.place import County, Node

SETTLED = ("county_seat", "town")


@dataclass(frozen=True)
class Points:
    """Nodes, and what became of every town.

    Parameters
    ----------
    nodes
        Nodes of the road table in their order, then new towns, then new airports.
    new
        The nodes that the road table does not hold.
    persons
        Largest GeoNames population of the towns represented by a node [persons].
    airports
        Node of every airport, in the order of facilities.csv.
    n_matched
        Towns represented by a node of the road table.
    n_outside
        New towns that lie in no county's polygon.
    """

    nodes: tuple[Node, ...]
    new: tuple[Node, ...]
    persons: dict[str, int]
    airports: tuple[tuple[Row, str], ...]
    n_matched: int
    n_outside: int


@dataclass(frozen=True)
class Area:
    """The area of a county as arrays, made once for many points."""

    county_id: str
    rings: tuple[Floats, ...]

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north bound [deg]."""
        points = np.concatenate(self.rings)
        west, south = points.min(axis=0).tolist()
        east, north = points.max(axis=0).tolist()
        return west, south, east, north

    def holds(self, lat: float, lon: float) -> bool:
        """Return whether a point lies inside; the bounding box first, for speed."""
        west, south, east, north = self.box
        in_box = west <= lon <= east and south <= lat <= north
        return in_box and rings_contain(self.rings, lat, lon)


def counties(facts: Facts) -> list[County]:
    """Return the counties with their boundaries."""
    shapes = {
        str(item["adcode"]): rings for item, rings in facts.features("county_boundaries.geojson")
    }
    return [
        County(
            county_id=row["adcode"],
            name=Text(row["name_zh"], row["name_en"]),
            prefecture_id=row["adcode"][:4],
            prefecture=Text(row["prefecture_zh"], row["prefecture_en"]),
            kind=row["kind"],
            lat=float(row["seat_lat"]),
            lon=float(row["seat_lon"]),
            seat_node_id=row["adcode"],
            population=int(row["population_2020"]),
            area_km2=float(row["area_km2"]),
            forest_share=float(row["forest_share"]),
            cropland_share=float(row["cropland_share"]),
            elevation_mean_m=float(row["elevation_mean_m"]),
            boundary=shapes[row["adcode"]],
        )
        for row in facts.rows("counties.csv")
    ]


def areas_of(units: Sequence[County]) -> list[Area]:
    """Return the counties' areas as arrays."""
    return [
        Area(unit.county_id, tuple(np.asarray(ring) for ring in unit.boundary)) for unit in units
    ]


def county_at(areas: Sequence[Area], lat: float, lon: float) -> tuple[str, bool]:
    """Return the county of a point and whether the point lies inside it; else the nearest."""
    for area in areas:
        if area.holds(lat, lon):
            return area.county_id, True
    nearest = min(
        areas, key=lambda area: (distance_to_courses_m(lat, lon, area.rings), area.county_id)
    )
    return nearest.county_id, False


def points(facts: Facts, rules: Rules, areas: Sequence[Area]) -> Points:
    """Return the nodes: the road table's, then a new one for every town and airport it lacks."""
    base = [_road_node(row, areas) for row in facts.rows("road_nodes.csv")]
    near_m = rules.values["match_distance_m"]
    persons: dict[str, int] = {}
    n_outside = 0
    missing: list[Row] = []
    towns = facts.rows("towns.csv")
    for row in towns:
        match = _same_place(row, (node for node in base if node.kind in SETTLED), near_m)
        if match is None:
            missing.append(row)
        else:
            persons[match] = max(persons.get(match, 0), int(row["population_geonames"]))
    new: list[Node] = []
    taken = {node.node_id for node in base}
    names = [slug(row["name_en"]) for row in missing]
    for row, name in zip(missing, names, strict=True):
        county_id, inside = county_at(areas, float(row["lat"]), float(row["lon"]))
        n_outside += not inside
        node_id = "T_" + row["name_en"].translate(_PLAIN).replace(" ", "")
        if node_id in taken or names.count(name) > 1:
            node_id += f"_{county_id}"
        taken.add(node_id)
        persons[node_id] = int(row["population_geonames"])
        new.append(_new_node(node_id, "town", Text(row["name_zh"], row["name_en"]), row, county_id))
    airports: list[tuple[Row, str]] = []
    for row in facts.rows("facilities.csv"):
        here = _same_place(row, (node for node in base if node.kind == "airport"), near_m)
        if here is None:
            county_id, _ = county_at(areas, float(row["lat"]), float(row["lon"]))
            here = "A_" + row["code"].split("/")[-1]
            new.append(_new_node(here, "airport", Text("", row["name"]), row, county_id))
        airports.append((row, here))
    return Points(
        nodes=(*base, *new),
        new=tuple(new),
        persons=persons,
        airports=tuple(airports),
        n_matched=len(towns) - len(missing),
        n_outside=n_outside,
    )


_PLAIN = str.maketrans({"’": "", "'": "", "ü": "u"})


def _road_node(row: Row, areas: Sequence[Area]) -> Node:
    lat, lon = float(row["lat"]), float(row["lon"])
    return Node(
        node_id=row["node"],
        name=Text(row["name_zh"], row["name_en"].replace("_", " ")),
        kind=row["kind"],
        lat=lat,
        lon=lon,
        county_id=row["adcode"] or county_at(areas, lat, lon)[0],
    )


def _new_node(node_id: str, kind: str, name: Text, row: Row, county_id: str) -> Node:
    return Node(node_id, name, kind, float(row["lat"]), float(row["lon"]), county_id)


def _same_place(row: Row, candidates: Iterable[Node], near_m: float) -> str | None:
    nodes = list(candidates)
    distance_m = haversine_m(
        float(row["lat"]),
        float(row["lon"]),
        np.array([node.lat for node in nodes]),
        np.array([node.lon for node in nodes]),
    )
    best = int(distance_m.argmin())
    return nodes[best].node_id if distance_m[best] <= near_m else None
