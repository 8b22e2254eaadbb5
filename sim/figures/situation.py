"""What a map shows: the log of a run, or its state at one moment, brought onto the place.

Pure functions of the log and the place; nothing here draws. Road volumes are not in the log,
so movement is shown as zone → shelter and depot → shelter, never along the roads.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sim.log import Event, EventLog
from sim.metrics.traffic import link_of_incident
from sim.place import Place

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""

Arcs = dict[tuple[Point, Point], float]


@dataclass(slots=True)
class Trapped:
    """People caught at one point."""

    trapped: float = 0.0
    rescued: float = 0.0

    @property
    def all_are_out(self) -> bool:
        """Return whether everybody caught here was rescued."""
        return self.rescued >= self.trapped


@dataclass(slots=True)
class Situation:
    """Everything a map shows beside the base map."""

    closed_links: list[str] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)
    """Warning level by county."""
    flows: Arcs = field(default_factory=dict)
    """Persons from a zone's to a shelter's position."""
    trucks: Arcs = field(default_factory=dict)
    """Truck trips from a depot's to a shelter's position."""
    depots: list[Point] = field(default_factory=list)
    shelters: dict[Point, float] = field(default_factory=dict)
    """Persons by the position of their shelter."""
    failed: dict[Point, int] = field(default_factory=dict)
    trapped: dict[Point, Trapped] = field(default_factory=dict)
    n_unlocated: int = 0
    """Failures and trappings whose position nothing tells."""


class Positions:
    """Where an identifier lies: a zone, site, node, link or county."""

    def __init__(self, place: Place) -> None:
        nodes = {node.node_id: (node.lon, node.lat) for node in place.nodes}
        self._points: dict[str, Point] = {
            county.county_id: (county.lon, county.lat) for county in place.counties
        }
        self._points.update(nodes)
        for link in place.links:
            (lon_a, lat_a), (lon_b, lat_b) = nodes[link.from_id], nodes[link.to_id]
            self._points[link.link_id] = ((lon_a + lon_b) / 2, (lat_a + lat_b) / 2)
        self._points.update({site.site_id: nodes[site.node_id] for site in place.sites})
        self._points.update({zone.zone_id: (zone.lon, zone.lat) for zone in place.zones})

    def of(self, *ids: str) -> Point | None:
        """Return the position of the first identifier that has one."""
        return next((self._points[one] for one in ids if one in self._points), None)


def situation(
    log: EventLog, place: Place, *, time_s: float | None = None, by_county: bool = False
) -> Situation:
    """Return what happened over the whole run, or how things stand at one moment.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in.
    time_s
        Moment of the snapshot [s]; None takes the whole run: every road ever closed, everyone
        moved, the highest warning of each county.
    by_county
        Whether truck trips, failures and trapped people are summed over a county and drawn at
        its seat, as suits a map of the whole region.
    """
    positions = Positions(place)
    state = Situation()
    rows = list(log) if time_s is None else [event for event in log if event.time_s <= time_s]
    by_kind: dict[str, list[Event]] = {}
    for event in rows:
        by_kind.setdefault(event.kind, []).append(event)
    is_now = time_s is not None
    _roads(state, rows, is_now=is_now)
    _warnings(state, rows, is_now=is_now)
    _people(state, by_kind, positions, is_now=is_now)
    county_of: dict[str, str] = {}
    if by_county:
        county_of = {zone.zone_id: zone.county_id for zone in place.zones}
        county_of.update({site.site_id: site.county_id for site in place.sites})
    _goods(state, by_kind, positions, is_now=is_now, county_of=county_of)
    _harm(state, by_kind, positions, county_of)
    return state


def within(state: Situation, place: Place, is_inside: Callable[[Point], bool]) -> Situation:
    """Return what of a situation touches a part of the region.

    Parameters
    ----------
    state
        Situation of the whole region.
    place
        The region.
    is_inside
        Whether a point lies in the part.
    """
    positions = Positions(place)
    rings = {county.county_id: county.boundary for county in place.counties}
    ends = {link.link_id: (link.from_id, link.to_id) for link in place.links}

    def touching(arcs: Arcs) -> Arcs:
        return {pair: value for pair, value in arcs.items() if any(map(is_inside, pair))}

    def is_near(*ids: str) -> bool:
        points = (positions.of(one) for one in ids)
        return any(point is not None and is_inside(point) for point in points)

    return replace(
        state,
        closed_links=[one for one in state.closed_links if is_near(one, *ends.get(one, ()))],
        warnings={
            county: level
            for county, level in state.warnings.items()
            if is_near(county) or any(is_inside(p) for ring in rings.get(county, ()) for p in ring)
        },
        flows=touching(state.flows),
        trucks=touching(state.trucks),
        depots=[point for point in state.depots if is_inside(point)],
        shelters={point: n for point, n in state.shelters.items() if is_inside(point)},
        failed={point: n for point, n in state.failed.items() if is_inside(point)},
        trapped={point: one for point, one in state.trapped.items() if is_inside(point)},
    )


def most_affected_prefecture(log: EventLog, place: Place) -> list[str]:
    """Return the counties of the prefecture that most people left; none where nobody did."""
    county_of = {zone.zone_id: zone.county_id for zone in place.zones}
    prefecture_of = {county.county_id: county.prefecture_id for county in place.counties}
    left: dict[str, float] = {}
    for event in log.of("GroupDeparted"):
        prefecture = prefecture_of.get(county_of.get(event.subject, ""))
        if prefecture is not None:
            left[prefecture] = left.get(prefecture, 0.0) + event.data["persons"]
    if not left:
        return []
    most = min(left, key=lambda prefecture: (-left[prefecture], prefecture))
    return [county.county_id for county in place.counties if county.prefecture_id == most]


def _roads(state: Situation, rows: Iterable[Event], *, is_now: bool) -> None:
    closed: dict[str, None] = {}
    for event in rows:
        if event.kind == "LinkClosed":
            closed[event.subject] = None
        elif event.kind == "LinkReopened" and is_now:
            closed.pop(event.subject, None)
    state.closed_links = list(closed)


_LEVELS = ("blue", "yellow", "orange", "red")


def _warnings(state: Situation, rows: Iterable[Event], *, is_now: bool) -> None:
    for event in rows:
        county = event.subject
        if event.kind == "WarningIssued" and event.data["level"] in _LEVELS:
            level = event.data["level"]
            known = state.warnings.get(county, level)
            is_kept = not is_now and _LEVELS.index(known) > _LEVELS.index(level)
            state.warnings[county] = known if is_kept else level
        elif event.kind == "WarningLifted" and is_now:
            state.warnings.pop(county, None)


def _people(
    state: Situation, by_kind: dict[str, list[Event]], positions: Positions, *, is_now: bool
) -> None:
    on_road: dict[tuple[str, int], tuple[str, float]] = {}
    for event in by_kind.get("GroupDeparted", []):
        key = (event.subject, event.data["group"])
        before = on_road.get(key, ("", 0.0))[1]
        on_road[key] = (event.data["shelter"], before + event.data["persons"])
    for event in by_kind.get("GroupArrived", []):
        persons = float(event.data["persons"])
        key = (event.data["zone"], event.data["group"])
        if key in on_road:
            shelter, left = on_road[key]
            on_road[key] = (shelter, left - persons)
        if not is_now:
            _flow(state, positions, event.data["zone"], event.subject, persons)
        _house(state, positions, event.subject, persons)
    for (zone, _), (shelter, left) in on_road.items():
        _flow(state, positions, zone, shelter, left)
    if is_now:
        for event in by_kind.get("PersonsReturned", []):
            _house(state, positions, event.subject, -float(event.data["persons"]))
    state.shelters = {point: persons for point, persons in state.shelters.items() if persons > 0.0}


def _flow(state: Situation, positions: Positions, zone: str, shelter: str, persons: float) -> None:
    start, end = positions.of(zone), positions.of(shelter)
    if start is not None and end is not None and persons > 0.0:
        state.flows[start, end] = state.flows.get((start, end), 0.0) + persons


def _house(state: Situation, positions: Positions, shelter: str, persons: float) -> None:
    point = positions.of(shelter)
    if point is not None:
        state.shelters[point] = state.shelters.get(point, 0.0) + persons


def _goods(
    state: Situation,
    by_kind: dict[str, list[Event]],
    positions: Positions,
    *,
    is_now: bool,
    county_of: Mapping[str, str],
) -> None:
    depots: dict[str, None] = {}
    for event in by_kind.get("StockPlaced", []):
        if any(amount > 0.0 for amount in event.data["stock"].values()):
            depots[event.subject] = None
    arrived = {
        (event.data["truck"], event.data["shipment"]) for event in by_kind.get("GoodsDelivered", [])
    }
    for event in by_kind.get("TruckDeparted", []):
        depots[event.data["depot"]] = None
        if is_now and (event.subject, event.data["shipment"]) in arrived:
            continue
        shelter = event.data["shelter"]
        start, end = (
            positions.of(event.data["depot"]),
            positions.of(county_of.get(shelter, shelter)),
        )
        if start is not None and end is not None:
            state.trucks[start, end] = state.trucks.get((start, end), 0.0) + 1.0
    points = [positions.of(depot) for depot in depots]
    state.depots = [point for point in points if point is not None]


def _harm(
    state: Situation,
    by_kind: dict[str, list[Event]],
    positions: Positions,
    county_of: Mapping[str, str],
) -> None:
    for event in by_kind.get("HazardPointFailed", []):
        data = event.data
        near = (data["county"],) if county_of else (data["link"], data["zone"], data["county"])
        point = positions.of(*near)
        if point is None:
            state.n_unlocated += 1
        else:
            state.failed[point] = state.failed.get(point, 0) + 1
    nodes = {event.subject: event.data["node"] for event in by_kind.get("IncidentOccurred", [])}
    where: dict[str, Point] = {}
    for event in by_kind.get("PersonsTrapped", []):
        incident = event.data["incident"] or event.subject
        zone = county_of.get(event.subject, event.subject)
        road = "" if county_of else link_of_incident(incident)
        point = positions.of(nodes.get(incident, ""), road, zone)
        if point is None:
            state.n_unlocated += 1
            continue
        where[incident] = point
        state.trapped.setdefault(point, Trapped()).trapped += event.data["persons"]
    for event in by_kind.get("PersonsRescued", []):
        point = where.get(event.subject)
        if point is not None:
            state.trapped[point].rescued += event.data["persons"]
