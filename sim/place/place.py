"""What a region is: inert records, indexed once, never changed by a run."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sim.core.errors import unknown_name
from sim.core.text import Text

Ring = tuple[tuple[float, float], ...]
"""One polyline or ring of (longitude, latitude) in degrees, WGS84."""


@dataclass(frozen=True, slots=True)
class County:
    """One county-level unit (county, county-level city or district)."""

    county_id: str
    name: Text
    prefecture_id: str
    prefecture: Text
    kind: str
    lat: float
    lon: float
    seat_node_id: str
    population: int
    area_km2: float
    forest_share: float
    cropland_share: float
    elevation_mean_m: float
    boundary: tuple[Ring, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Node:
    """One point of the road network."""

    node_id: str
    name: Text
    kind: str
    lat: float
    lon: float
    county_id: str


@dataclass(frozen=True, slots=True)
class RoadClass:
    """Attributes that all links of one class share."""

    class_id: str
    name: Text
    capacity_per_lane_veh_per_h: float
    jam_density_veh_per_m: float


@dataclass(frozen=True, slots=True)
class Link:
    """One road between two nodes, open in both directions.

    ``lanes`` counts one direction. ``opened`` is None where the road is older than any
    scenario. ``river_distance_m`` is the shortest distance to a river and ``river_id`` names it.
    """

    link_id: str
    from_id: str
    to_id: str
    ref: str
    road_class: str
    length_m: float
    lanes: int
    free_speed_mps: float
    opened: date | None
    river_id: str
    river_distance_m: float
    has_bridge: bool
    county_id: str


@dataclass(frozen=True, slots=True)
class Zone:
    """Where people live: a county seat or a town, reached at one road node."""

    zone_id: str
    name: Text
    kind: str
    lat: float
    lon: float
    county_id: str
    node_id: str
    population: int
    river_id: str
    river_distance_m: float


@dataclass(frozen=True, slots=True)
class Site:
    """A place that serves: depot, team_base, command_post, shelter, hospital or airport.

    ``capacity`` is persons for a shelter, beds for a hospital, teams for a base, working
    groups for a command post and 0 where it has no meaning. ``level`` is county, prefecture,
    province or national; ``capability`` names what a team base holds.
    """

    site_id: str
    kind: str
    name: Text
    node_id: str
    county_id: str
    level: str
    capability: str
    capacity: int


@dataclass(frozen=True, slots=True)
class River:
    """One river and its course."""

    river_id: str
    name: Text
    basin: str
    order: int
    courses: tuple[Ring, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reservoir:
    """One reservoir: what it holds when full and at its flood-limit level, and its outlets."""

    reservoir_id: str
    name: Text
    lat: float
    lon: float
    river_id: str
    capacity_m3: float
    limit_m3: float
    outlet_m3s: float


RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Place:
    """A whole region. Built by :func:`sim.place.reading.load_place`, which checks it."""

    name: str
    title: Text
    counties: tuple[County, ...]
    nodes: tuple[Node, ...]
    road_classes: tuple[RoadClass, ...]
    links: tuple[Link, ...]
    zones: tuple[Zone, ...]
    sites: tuple[Site, ...]
    rivers: tuple[River, ...] = ()
    reservoirs: tuple[Reservoir, ...] = ()
    outline: tuple[Ring, ...] = field(default=(), repr=False)
    digest: str = ""

    def __post_init__(self) -> None:
        """Index the records by identifier."""
        index = {
            "county": {record.county_id: record for record in self.counties},
            "node": {record.node_id: record for record in self.nodes},
            "link": {record.link_id: record for record in self.links},
            "zone": {record.zone_id: record for record in self.zones},
            "site": {record.site_id: record for record in self.sites},
            "river": {record.river_id: record for record in self.rivers},
            "road class": {record.class_id: record for record in self.road_classes},
        }
        object.__setattr__(self, "_index", index)

    def county(self, county_id: str) -> County:
        """Return a county by its identifier."""
        return self._find("county", county_id, County)

    def node(self, node_id: str) -> Node:
        """Return a node by its identifier."""
        return self._find("node", node_id, Node)

    def link(self, link_id: str) -> Link:
        """Return a link by its identifier."""
        return self._find("link", link_id, Link)

    def zone(self, zone_id: str) -> Zone:
        """Return a zone by its identifier."""
        return self._find("zone", zone_id, Zone)

    def site(self, site_id: str) -> Site:
        """Return a site by its identifier."""
        return self._find("site", site_id, Site)

    def river(self, river_id: str) -> River:
        """Return a river by its identifier."""
        return self._find("river", river_id, River)

    def road_class(self, class_id: str) -> RoadClass:
        """Return a road class by its identifier."""
        return self._find("road class", class_id, RoadClass)

    def sites_of(self, kind: str) -> tuple[Site, ...]:
        """Return the sites of one kind, in file order."""
        return tuple(site for site in self.sites if site.kind == kind)

    def zones_of(self, county_id: str) -> tuple[Zone, ...]:
        """Return the zones of one county, in file order."""
        return tuple(zone for zone in self.zones if zone.county_id == county_id)

    def population(self) -> int:
        """Return the people of the whole region [persons]."""
        return sum(county.population for county in self.counties)

    def links_open_on(self, day: date) -> tuple[Link, ...]:
        """Return the links already open to traffic on `day`."""
        return tuple(link for link in self.links if link.opened is None or link.opened <= day)

    def _find(self, noun: str, key: str, kind: type[RecordT]) -> RecordT:
        records: dict[str, object] = getattr(self, "_index")[noun]  # noqa: B009
        record = records.get(key)
        if not isinstance(record, kind):
            raise unknown_name(key, records, noun=noun, where=f"place '{self.name}'")
        return record
