"""Links: the rows of the road table, and connectors to the places it does not reach."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

import numpy as np

from builder.facts import Facts, Row, Rules
from builder.points import Area, Points, county_at
from builder.waters import Stream, nearest_to_line
from sim.core.units import KM_M, KMH_MPS
from sim.place.checking import reached_from
from sim.place.geometry import haversine_m, local_xy_m
from sim.place.place import Link, Node

OPEN_YEAR = 2019
_DATE = re.compile(r"(?<!\d)(\d{4})(?:-(0[1-9]|1[0-2])(?!\d)(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Road:
    """One road before its surroundings are known."""

    link_id: str
    from_id: str
    to_id: str
    ref: str
    road_class: str
    length_m: float
    lanes: int
    free_speed_mps: float
    opened: date | None


@dataclass(frozen=True)
class Roads:
    """Every link, and what the rules did.

    Parameters
    ----------
    links
        Rows of the road table in their order, then connectors.
    n_merged
        Rows that repeat another row under a second road number.
    raised
        Links made as long as the straight line, with the shortfall [m].
    n_connectors
        Links added by rule.
    n_second
        Places with a second connector.
    """

    links: tuple[Link, ...]
    n_merged: int
    raised: tuple[tuple[str, float], ...]
    n_connectors: int
    n_second: int


def opening(text: str, exceptions: Mapping[str, date]) -> date | None:
    """Return the last day a text can mean, or None for an empty text.

    ``1996-2002`` is 2002-12-31, ``2018-10`` is 2018-10-31, ``by 2016`` is 2016-12-31.
    """
    if text in exceptions:
        return exceptions[text]
    days = [
        date(
            int(year),
            int(month or 12),
            int(day or monthrange(int(year), int(month or 12))[1]),
        )
        for year, month, day in _DATE.findall(text)
    ]
    if text and not days:
        raise ValueError(f"roads.csv: no date in '{text}'")
    return max(days) if days else None


def roads(
    facts: Facts, rules: Rules, places: Points, areas: Sequence[Area], waters: Sequence[Stream]
) -> Roads:
    """Return the links of the place."""
    nodes = {node.node_id: node for node in places.nodes}
    base, n_merged = _table_roads(facts, rules)
    base, raised = _at_least_straight(base, nodes)
    connectors, n_second = _connectors(base, rules, places)
    connectors += _island_connectors([*base, *connectors], rules, places)
    links = tuple(
        _with_surroundings(road, nodes, rules, areas, waters) for road in [*base, *connectors]
    )
    return Roads(links, n_merged, raised, len(connectors), n_second)


def _table_roads(facts: Facts, rules: Rules) -> tuple[list[Road], int]:
    exceptions = rules["opened_exceptions"]
    shared = {second: first for first, second in rules["shared_refs"]}
    found: dict[tuple[str, frozenset[str]], int] = {}
    result: list[Road] = []
    n_merged = 0
    for number, row in enumerate(facts.rows("roads.csv"), start=1):
        ends = frozenset((row["from"], row["to"]))
        first = found.get((shared.get(row["ref"], ""), ends))
        if first is not None:
            result[first] = replace(result[first], ref=f"{result[first].ref}/{row['ref']}")
            n_merged += 1
            continue
        found[row["ref"], ends] = len(result)
        opened = opening(row["opened"], exceptions)
        if (opened is None or opened.year <= OPEN_YEAR) != (row["open_in_2019"] == "1"):
            raise ValueError(f"roads.csv row {number}: opened and open_in_2019 disagree")
        result.append(_table_road(number, row, opened))
    return result, n_merged


def _table_road(number: int, row: Row, opened: date | None) -> Road:
    return Road(
        link_id=f"L{number:03d}",
        from_id=row["from"],
        to_id=row["to"],
        ref=row["ref"],
        road_class=row["class"],
        length_m=round(float(row["length_km"]) * KM_M, 1),
        lanes=int(row["lanes_both_directions"]) // 2,
        free_speed_mps=round(float(row["free_speed_kmh"]) * KMH_MPS, 3),
        opened=opened,
    )


def _straight_m(start: Node, end: Node) -> float:
    return float(haversine_m(start.lat, start.lon, end.lat, end.lon))


def _at_least_straight(
    given: Sequence[Road], nodes: Mapping[str, Node]
) -> tuple[list[Road], tuple[tuple[str, float], ...]]:
    result, raised = [], []
    for road in given:
        least_m = float(ceil(_straight_m(nodes[road.from_id], nodes[road.to_id])))
        if road.length_m < least_m:
            raised.append((road.link_id, round(least_m - road.length_m, 1)))
            result.append(replace(road, length_m=least_m))
        else:
            result.append(road)
    return result, tuple(raised)


def _connector(number: int, start: Node, end: Node, rules: Rules) -> Road:
    value = rules.values
    return Road(
        link_id=f"C_{start.node_id.removeprefix('T_')}_{number}",
        from_id=start.node_id,
        to_id=end.node_id,
        ref="",
        road_class="county_road",
        length_m=float(ceil(_straight_m(start, end) * value["detour_factor"])),
        lanes=int(value["county_road_lanes"]),
        free_speed_mps=round(value["county_road_speed_kmh"] * KMH_MPS, 3),
        opened=None,
    )


def _connectors(base: Sequence[Road], rules: Rules, places: Points) -> tuple[list[Road], int]:
    """Join each new place to the nearest road node, and to a second one on its far side.

    The first partner is the nearest node of the road table that is reached from the capital on
    the day of the check. The second is the nearest such node or new town, no farther than
    `second_connector_max_m`, seen under an angle of at least `second_connector_angle_deg` from
    the first: then a road passes through the place and losing one end does not cut it off.
    Airports have the first alone.
    """
    value = rules.values
    day = rules["place"]["checked_on"]
    capital = next(iter(rules["prefecture_seats"].values()))
    pairs = [
        (road.from_id, road.to_id) for road in base if road.opened is None or road.opened <= day
    ]
    reached = reached_from(capital, pairs)
    fixed = [
        node for node in places.nodes if node.node_id in reached and node.kind != "province_border"
    ]
    partners = [*fixed, *(node for node in places.new if node.kind == "town")]
    first_of = {node.node_id: _by_distance(node, fixed)[0][1] for node in places.new}
    joined = {frozenset((node_id, other.node_id)) for node_id, other in first_of.items()}
    result, n_second = [], 0
    for node in places.new:
        first = first_of[node.node_id]
        result.append(_connector(1, node, first, rules))
        for distance_m, other in _by_distance(node, partners):
            if node.kind != "town" or distance_m > value["second_connector_max_m"]:
                break
            if _angle_deg(node, first, other) < value["second_connector_angle_deg"]:
                continue
            pair = frozenset((node.node_id, other.node_id))
            if pair not in joined:
                joined.add(pair)
                result.append(_connector(2, node, other, rules))
            n_second += 1
            break
    return result, n_second


def _island_connectors(given: Sequence[Road], rules: Rules, places: Points) -> list[Road]:
    """Join every part of the network that no link joins to the rest, by the shortest line."""
    capital = next(iter(rules["prefecture_seats"].values()))
    result: list[Road] = []
    while True:
        pairs = [(road.from_id, road.to_id) for road in [*given, *result]]
        reached = reached_from(capital, pairs)
        inside = [
            node
            for node in places.nodes
            if node.node_id in reached and node.kind != "province_border"
        ]
        outside = [node for node in places.nodes if node.node_id not in reached]
        if not outside:
            return result
        near = [(node, *_by_distance(node, inside)[0]) for node in outside]
        start, _, end = min(near, key=lambda item: (item[1], item[0].node_id))
        result.append(_connector(1, start, end, rules))


def _by_distance(node: Node, others: Sequence[Node]) -> list[tuple[float, Node]]:
    rest = [other for other in others if other.node_id != node.node_id]
    distance_m = haversine_m(
        node.lat,
        node.lon,
        np.array([other.lat for other in rest]),
        np.array([other.lon for other in rest]),
    )
    order = np.argsort(distance_m, kind="stable")
    return [(float(distance_m[i]), rest[i]) for i in order]


def _angle_deg(node: Node, one: Node, other: Node) -> float:
    x, y = local_xy_m(
        [one.lat, other.lat], [one.lon, other.lon], origin_lat=node.lat, origin_lon=node.lon
    )
    turn = np.degrees(np.arctan2(y[1], x[1]) - np.arctan2(y[0], x[0]))
    return float(abs((turn + 180) % 360 - 180))


def _with_surroundings(
    road: Road,
    nodes: Mapping[str, Node],
    rules: Rules,
    areas: Sequence[Area],
    waters: Sequence[Stream],
) -> Link:
    start, end = nodes[road.from_id], nodes[road.to_id]
    river_id, distance_m, has_bridge = nearest_to_line(
        waters,
        (start.lat, start.lon),
        (end.lat, end.lon),
        border_ids=rules["border_rivers"],
    )
    county_id, _ = county_at(areas, (start.lat + end.lat) / 2, (start.lon + end.lon) / 2)
    return Link(
        link_id=road.link_id,
        from_id=road.from_id,
        to_id=road.to_id,
        ref=road.ref,
        road_class=road.road_class,
        length_m=road.length_m,
        lanes=road.lanes,
        free_speed_mps=road.free_speed_mps,
        opened=road.opened,
        river_id=river_id,
        river_distance_m=distance_m,
        has_bridge=has_bridge,
        county_id=county_id,
    )
