"""The columns of the place tables: one definition for reading, checking and writing.

What it is: data. What it is not: code that opens files (see :mod:`sim.place.tables`) or that
compares one table with another (see :mod:`sim.place.checking`).
"""

from dataclasses import dataclass
from typing import Any, Literal

from sim.place.place import County, Link, Node, Reservoir, RoadClass, Site, Zone

CellKind = Literal["text", "int", "float", "bool", "date"]

SITE_KINDS = ("airport", "command_post", "depot", "hospital", "shelter", "team_base")
SITE_LEVELS = ("county", "military", "national", "prefecture", "province", "social")

TEXT_FIELDS = {"name": ("name_zh", "name_en"), "prefecture": ("prefecture_zh", "prefecture_en")}
"""Fields of a record that two columns hold, Chinese and English; one of the two may be blank."""

REMARK_COLUMNS = ("note", "source")
"""Columns any table may carry for the reader's sake; their content is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what a cell may hold.

    Parameters
    ----------
    name
        Header, ending in the unit where the value has one.
    kind
        How a cell is read.
    low, high
        Bounds of a number, both included unless `is_positive`.
    is_positive
        Whether 0 is not allowed.
    may_be_blank
        Whether an empty cell has a meaning.
    allowed
        Closed list of words; empty when any text is allowed.
    """

    name: str
    kind: CellKind = "text"
    low: float | None = None
    high: float | None = None
    is_positive: bool = False
    may_be_blank: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its key in place.yaml, its columns, its identifier and its record type."""

    key: str
    noun: str
    id_column: str
    columns: tuple[Column, ...]
    record: type[Any]

    def default_file(self) -> str:
        """Return the file name used when place.yaml gives none."""
        return f"{self.key}.csv"


def _names(*fields: str) -> tuple[Column, ...]:
    return tuple(
        Column(column, may_be_blank=True) for field in fields for column in TEXT_FIELDS[field]
    )


_POSITION = (
    Column("lat", "float", low=-90, high=90),
    Column("lon", "float", low=-180, high=180),
)
_RIVER = (
    Column("river_id", may_be_blank=True),
    Column("river_distance_m", "float", low=0),
)

COUNTIES = Table(
    key="counties",
    noun="county",
    id_column="county_id",
    record=County,
    columns=(
        Column("county_id"),
        *_names("name"),
        Column("prefecture_id"),
        *_names("prefecture"),
        Column("kind"),
        *_POSITION,
        Column("seat_node_id"),
        Column("population", "int", low=0),
        Column("area_km2", "float", is_positive=True),
        Column("forest_share", "float", low=0, high=1),
        Column("cropland_share", "float", low=0, high=1),
        Column("elevation_mean_m", "float", low=-500, high=9000),
    ),
)

NODES = Table(
    key="nodes",
    noun="node",
    id_column="node_id",
    record=Node,
    columns=(
        Column("node_id"),
        *_names("name"),
        Column("kind"),
        *_POSITION,
        Column("county_id"),
    ),
)

ROAD_CLASSES = Table(
    key="road_classes",
    noun="road class",
    id_column="class_id",
    record=RoadClass,
    columns=(
        Column("class_id"),
        *_names("name"),
        Column("capacity_per_lane_veh_per_h", "float", is_positive=True, high=10_000),
        Column("jam_density_veh_per_m", "float", is_positive=True, high=1),
    ),
)

LINKS = Table(
    key="links",
    noun="link",
    id_column="link_id",
    record=Link,
    columns=(
        Column("link_id"),
        Column("from_id"),
        Column("to_id"),
        Column("ref", may_be_blank=True),
        Column("road_class"),
        Column("length_m", "float", is_positive=True, high=5_000_000),
        Column("lanes", "int", is_positive=True, high=20),
        Column("free_speed_mps", "float", is_positive=True, high=100),
        Column("opened", "date", may_be_blank=True),
        *_RIVER,
        Column("has_bridge", "bool"),
        Column("county_id"),
    ),
)

ZONES = Table(
    key="zones",
    noun="zone",
    id_column="zone_id",
    record=Zone,
    columns=(
        Column("zone_id"),
        *_names("name"),
        Column("kind"),
        *_POSITION,
        Column("county_id"),
        Column("node_id"),
        Column("population", "int", low=0),
        *_RIVER,
    ),
)

SITES = Table(
    key="sites",
    noun="site",
    id_column="site_id",
    record=Site,
    columns=(
        Column("site_id"),
        Column("kind", allowed=SITE_KINDS),
        *_names("name"),
        Column("node_id"),
        Column("county_id"),
        Column("level", allowed=SITE_LEVELS),
        Column("capability", may_be_blank=True),
        Column("capacity", "int", low=0),
    ),
)

RESERVOIRS = Table(
    key="reservoirs",
    noun="reservoir",
    id_column="reservoir_id",
    record=Reservoir,
    columns=(
        Column("reservoir_id"),
        *_names("name"),
        *_POSITION,
        Column("river_id", may_be_blank=True),
        Column("capacity_m3", "float", is_positive=True),
        Column("limit_m3", "float", is_positive=True),
        Column("outlet_m3s", "float", low=0),
    ),
)

TABLES = (COUNTIES, NODES, ROAD_CLASSES, LINKS, ZONES, SITES, RESERVOIRS)
"""Every table, in the order in which they are read and reported."""

OPTIONAL_TABLES = ("reservoirs",)
SHAPES = ("rivers", "boundaries", "outline")
"""GeoJSON files, all optional."""
