"""Checks between the tables of a place: references, lengths, connectivity, population.

What it is: pure functions from rows to problems. What it is not: a reader of files; single
cells are checked by :mod:`sim.place.tables`. Called by :mod:`sim.place.reading`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sim.core.errors import Problem, nearest_match
from sim.place.geometry import haversine_m
from sim.place.place import County, Link, Ring, Site, Zone
from sim.place.tables import TableRows, shown

STRAIGHT_TOLERANCE = 0.005
"""Share by which a link may fall short of the straight line: the sphere's error."""
STRAIGHT_SLACK_M = 10.0
"""The same for short links [m]: coordinates are often rounded to 0.0001 degrees."""
_EXAMPLES = 3


@dataclass(frozen=True)
class Draft:
    """Everything read from the files of one place, before it is known to fit together.

    Parameters
    ----------
    files
        File name of every table and shape, by key.
    tables
        Rows of every table and of the rivers, by key.
    boundaries, outline
        Shapes; empty where the place has none.
    capital_node_id
        Node from which every other must be reached; the first node when empty.
    checked_on
        Day on which every zone and site must be reached; None for no such check.
    population
        Stated population of the whole place [persons]; None for no such check.
    """

    files: Mapping[str, str]
    tables: Mapping[str, TableRows]
    boundaries: Mapping[str, tuple[Ring, ...]] = field(default_factory=dict)
    outline: tuple[Ring, ...] = ()
    capital_node_id: str = ""
    checked_on: date | None = None
    population: int | None = None


def check(draft: Draft, *, is_complete: bool) -> list[Problem]:
    """Return every problem between the tables.

    Parameters
    ----------
    draft
        What was read.
    is_complete
        Whether every row of every table was read without a problem; sums and connectivity are
        checked only then, for a missing row would bring follow-up problems.
    """
    problems = [
        *_references(draft),
        *_pairs(draft),
        *_lengths(draft),
        *_capabilities(draft),
    ]
    if is_complete and not problems:
        problems += [*_population(draft), *_connectivity(draft)]
    return problems


def reached_from(start: str, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the nodes joined to `start` by links open in both directions, itself included."""
    neighbours: dict[str, list[str]] = {}
    for one, other in pairs:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    seen = {start}
    frontier = [start]
    while frontier:
        for node_id in neighbours.get(frontier.pop(), ()):
            if node_id not in seen:
                seen.add(node_id)
                frontier.append(node_id)
    return frozenset(seen)


_REFERENCES = (
    ("counties", "seat_node_id", "nodes", "node"),
    ("nodes", "county_id", "counties", "county"),
    ("links", "from_id", "nodes", "node"),
    ("links", "to_id", "nodes", "node"),
    ("links", "road_class", "road_classes", "road class"),
    ("links", "county_id", "counties", "county"),
    ("links", "river_id", "rivers", "river"),
    ("zones", "county_id", "counties", "county"),
    ("zones", "node_id", "nodes", "node"),
    ("zones", "river_id", "rivers", "river"),
    ("sites", "county_id", "counties", "county"),
    ("sites", "node_id", "nodes", "node"),
    ("reservoirs", "river_id", "rivers", "river"),
)


def _references(draft: Draft) -> list[Problem]:
    known = {key: rows.ids for key, rows in draft.tables.items()}
    problems = []
    for key, column, target, noun in _REFERENCES:
        if draft.files.get(target) and not known[target]:
            continue  # the file could not be read, which is a problem of its own
        for row, record in draft.tables[key].rows:
            value = getattr(record, column)
            if value and value not in known[target]:
                problems.append(
                    Problem(
                        draft.files[key],
                        row,
                        column,
                        _unknown(value, known[target], noun, draft.files.get(target, "")),
                    )
                )
    counties = known["counties"]
    file = draft.files.get("boundaries", "")
    problems += [
        Problem(file, 0, "county_id", _unknown(key, counties, "county", draft.files["counties"]))
        for key in draft.boundaries
        if key and counties and key not in counties
    ]
    capital, nodes = draft.capital_node_id, known["nodes"]
    if capital and nodes and capital not in nodes:
        message = _unknown(capital, nodes, "node", draft.files["nodes"])
        problems.append(Problem("place.yaml", 0, "capital_node_id", message))
    return problems


def _unknown(value: str, known: Mapping[str, object], noun: str, file: str) -> str:
    hint = nearest_match(value, known)
    suggestion = f" Did you mean '{shown(hint)}'?" if hint else ""
    examples = ", ".join(shown(name) for name in list(known)[:_EXAMPLES])
    where = f" in {file}" if file else ""
    return f"unknown {noun} '{shown(value)}'.{suggestion} Known{where}: {examples}, …"


def _pairs(draft: Draft) -> list[Problem]:
    """Find links whose two ends are the same."""
    return [
        Problem(draft.files["links"], row, "to_id", f"the link begins and ends at '{link.to_id}'")
        for row, link in draft.tables["links"].rows
        if link.from_id == link.to_id
    ]


def _lengths(draft: Draft) -> list[Problem]:
    """Find links shorter than the straight line between their ends."""
    where = {node.node_id: (node.lat, node.lon) for node in draft.tables["nodes"].records()}
    rows: list[tuple[int, Link]] = [
        (row, link)
        for row, link in draft.tables["links"].rows
        if link.from_id in where and link.to_id in where
    ]
    if not rows:
        return []
    starts = [where[link.from_id] for _, link in rows]
    ends = [where[link.to_id] for _, link in rows]
    straight_m = haversine_m(
        [lat for lat, _ in starts],
        [lon for _, lon in starts],
        [lat for lat, _ in ends],
        [lon for _, lon in ends],
    )
    return [
        Problem(
            draft.files["links"],
            row,
            "length_m",
            f"{link.length_m:g} m is shorter than the straight line of {line_m:.0f} m "
            f"from '{link.from_id}' to '{link.to_id}'",
        )
        for (row, link), line_m in zip(rows, straight_m.tolist(), strict=True)
        if link.length_m < line_m * (1 - STRAIGHT_TOLERANCE) - STRAIGHT_SLACK_M
    ]


def _capabilities(draft: Draft) -> list[Problem]:
    rows: tuple[tuple[int, Site], ...] = draft.tables["sites"].rows
    message = "is blank; a team_base names what its teams can do, such as rescue"
    return [
        Problem(draft.files["sites"], row, "capability", message)
        for row, site in rows
        if site.kind == "team_base" and not site.capability
    ]


def _population(draft: Draft) -> list[Problem]:
    """Compare each county with its zones, and the place with its counties."""
    living: dict[str, int] = {}
    zones: tuple[Zone, ...] = draft.tables["zones"].records()
    for zone in zones:
        living[zone.county_id] = living.get(zone.county_id, 0) + zone.population
    rows: tuple[tuple[int, County], ...] = draft.tables["counties"].rows
    problems = [
        Problem(
            draft.files["counties"],
            row,
            "population",
            f"{county.population} persons, but its zones in {draft.files['zones']} "
            f"sum to {living.get(county.county_id, 0)}",
        )
        for row, county in rows
        if living.get(county.county_id, 0) != county.population
    ]
    total = sum(county.population for _, county in rows)
    if not problems and draft.population is not None and draft.population != total:
        message = f"{draft.population} persons, but {draft.files['counties']} sums to {total}"
        problems.append(Problem("place.yaml", 0, "population", message))
    return problems


def _connectivity(draft: Draft) -> list[Problem]:
    """Find what is cut off from the capital: nodes, and on the day of the check zones and sites."""
    links: tuple[Link, ...] = draft.tables["links"].records()
    nodes = list(draft.tables["nodes"].ids)
    capital = draft.capital_node_id or nodes[0]
    reached = reached_from(capital, ((link.from_id, link.to_id) for link in links))
    cut_off = [node_id for node_id in nodes if node_id not in reached]
    if cut_off:
        message = (
            f"{len(cut_off)} of {len(nodes)} nodes cannot be reached from '{capital}', "
            f"for example {_examples(cut_off)}"
        )
        return [Problem(draft.files["links"], 0, "", message)]
    day = draft.checked_on
    if day is None:
        return []
    reached = reached_from(
        capital,
        ((link.from_id, link.to_id) for link in links if link.opened is None or link.opened <= day),
    )
    problems = []
    for key in ("zones", "sites"):
        rows = draft.tables[key].rows
        away = [record.node_id for _, record in rows if record.node_id not in reached]
        if away:
            message = (
                f"{len(away)} of {len(rows)} {key} cannot be reached from '{capital}' on {day}, "
                f"for example those at {_examples(list(dict.fromkeys(away)))}"
            )
            problems.append(Problem(draft.files[key], 0, "node_id", message))
    return problems


def _examples(names: list[str]) -> str:
    return ", ".join(names[:_EXAMPLES]) + (", …" if len(names) > _EXAMPLES else "")
