"""Which links and zones lie near each other, by straight distance on a plane."""

import numpy as np

from sim.hazards.geometry import FloatArray, IntArray, nearest, plane_km
from sim.place import Place


def links_near_zones(place: Place, n_near: int) -> IntArray:
    """Return the links nearest to each zone by their midpoints (Z, n), -1 without links."""
    if not place.links:
        return np.full((len(place.zones), 1), -1, dtype=np.int64)
    lat0 = place.zones[0].lat
    midpoints = link_midpoints_km(place, lat0_deg=lat0)
    zones = plane_km(
        [zone.lon for zone in place.zones], [zone.lat for zone in place.zones], lat0_deg=lat0
    )
    gap = zones[:, None, :] - midpoints[None, :, :]
    square = np.einsum("nmk,nmk->nm", gap, gap)
    ranked: IntArray = np.argsort(square, axis=1, kind="stable")[:, :n_near]
    return ranked


def link_midpoints_km(place: Place, *, lat0_deg: float) -> FloatArray:
    """Return the point (L, 2) [km] halfway between the ends of each link."""
    index = {node.node_id: position for position, node in enumerate(place.nodes)}
    ends = np.array([(index[link.from_id], index[link.to_id]) for link in place.links])
    nodes = plane_km(
        [node.lon for node in place.nodes], [node.lat for node in place.nodes], lat0_deg=lat0_deg
    )
    middle: FloatArray = nodes[ends].mean(axis=1)
    return middle


def zones_near_links(place: Place) -> IntArray:
    """Return the zone nearest to each link's midpoint (L,): its stream floods the link."""
    lat0 = place.zones[0].lat
    zones = plane_km(
        [zone.lon for zone in place.zones], [zone.lat for zone in place.zones], lat0_deg=lat0
    )
    if not place.links:
        return np.zeros(0, dtype=np.int64)
    return nearest(link_midpoints_km(place, lat0_deg=lat0), zones)[0]
