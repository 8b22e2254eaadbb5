"""The region: counties, nodes, links, zones, sites, rivers; reading and checking them.

The records are here at once. ``load_place`` and ``check_place`` are fetched on first use, for
reading files brings pydantic and YAML along, which a program handling records does not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.place.place import County, Link, Node, Place, Reservoir, River, RoadClass, Site, Zone

if TYPE_CHECKING:
    from sim.place.reading import check_place, load_place

__all__ = [
    "County",
    "Link",
    "Node",
    "Place",
    "Reservoir",
    "River",
    "RoadClass",
    "Site",
    "Zone",
    "check_place",
    "load_place",
]


def __getattr__(name: str) -> object:
    """Fetch a reading function on first use."""
    if name in ("check_place", "load_place"):
        return getattr(import_module("sim.place.reading"), name)
    raise AttributeError(f"module 'sim.place' has no attribute '{name}'")
