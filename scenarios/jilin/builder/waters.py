"""Rivers, reservoirs, and how far from a river a point or a road is."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from builder.facts import Facts, Rules
from sim.core.text import Text
from sim.place.geometry import Floats, distance_to_courses_m, line_to_courses_m
from sim.place.place import Reservoir, River


def slug(name: str) -> str:
    """Return a name in lower-case ASCII letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).replace("’", "").replace("'", "")
    letters = plain.encode("ascii", "ignore").decode().lower()
    return "_".join("".join(c if c.isalnum() else " " for c in letters).split())


def river_id_of(name_en: str) -> str:
    """Return ``second_songhua`` for ``Second Songhua River``."""
    return slug(name_en.split("(", maxsplit=1)[0].replace("River", ""))


def rivers(facts: Facts) -> list[River]:
    """Return the rivers in the order of the raw file."""
    return [
        River(
            river_id=river_id_of(properties["name_en"]),
            name=Text(properties["name_zh"], properties["name_en"]),
            basin=properties["basin"],
            order=int(properties["order"]),
            courses=courses,
        )
        for properties, courses in facts.features("rivers.geojson")
    ]


def reservoirs(facts: Facts, rules: Rules, waters: Sequence[River]) -> list[Reservoir]:
    """Return the reservoirs, each on the river its raw row names, limit and outlet by rule."""
    known = {river.river_id for river in waters}
    records = []
    for row in facts.rows("reservoirs.csv"):
        river_id = rules["reservoir_rivers"].get(row["river"], river_id_of(row["river"]))
        if river_id not in known:
            raise ValueError(f"reservoirs.csv: no river '{river_id}' for {row['name_en']}")
        capacity_m3 = float(row["total_capacity_Mm3"]) * 1e6
        outlet_m3s = rules["reservoir_outlet_m3s_at_1km3"] * (capacity_m3 / 1e9) ** (2.0 / 3.0)
        records.append(
            Reservoir(
                reservoir_id=slug(row["name_en"]),
                name=Text(row["name_zh"], f"{row['name_en']} Reservoir"),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                river_id=river_id,
                capacity_m3=capacity_m3,
                limit_m3=float(round(rules["reservoir_limit_share"] * capacity_m3)),
                outlet_m3s=float(round(outlet_m3s)),
            )
        )
    return records


@dataclass(frozen=True)
class Stream:
    """A river as arrays, made once for many distances."""

    river_id: str
    courses: tuple[Floats, ...]


def streams(waters: Sequence[River]) -> list[Stream]:
    """Return the rivers as arrays."""
    return [
        Stream(river.river_id, tuple(np.asarray(course) for course in river.courses))
        for river in waters
    ]


def nearest_to_point(waters: Sequence[Stream], lat: float, lon: float) -> tuple[str, float]:
    """Return the nearest river of a point and its distance [m], to the metre."""
    found = [(distance_to_courses_m(lat, lon, river.courses), river.river_id) for river in waters]
    distance_m, river_id = min(found)
    return river_id, float(round(distance_m))


def nearest_to_line(
    waters: Sequence[Stream],
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    border_ids: Sequence[str],
) -> tuple[str, float, bool]:
    """Return the nearest river of a straight line, its distance [m] and whether there is a bridge.

    A line that crosses a river inside the province has a bridge over it. A line drawn across a
    border river is only the chord of a road that follows the bank: near it, no bridge.
    """
    found = []
    for river in waters:
        distance_m, crosses = line_to_courses_m(start, end, river.courses)
        bridge = crosses and river.river_id not in border_ids
        found.append((not bridge, distance_m, river.river_id))
    no_bridge, distance_m, river_id = min(found)
    return river_id, float(round(distance_m)), not no_bridge
