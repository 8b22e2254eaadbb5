"""Hazard points by county: how many of each kind, and what inspectors and the flood made of them.

Where they lie is the realisation's; what was found, reinforced and lost is in the log. Nothing
here draws.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from sim.hazards.flood import FloodRealisation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Point = tuple[float, float]

_PER_KM2 = 100.0


@dataclass(frozen=True)
class PointCounts:
    """Hazard points of a place, county by county.

    Parameters
    ----------
    kinds
        Kinds of point, K of them.
    number
        Points of each kind in each county (K, C).
    per_100_km2
        The same over the county's area (K, C) [1/(100 km²)].
    found, reinforced, failed_by_county
        Weak points found, points reinforced and points that failed in each county (C,).
    failed
        Failures of each kind by the position of the zone they struck, or of the county's seat.
    """

    kinds: tuple[str, ...]
    number: IntArray
    per_100_km2: FloatArray
    found: IntArray
    reinforced: IntArray
    failed_by_county: IntArray
    failed: Mapping[str, Mapping[Point, int]]

    def n_failed(self, kind: str) -> int:
        """Return how many points of a kind failed."""
        return sum(self.failed[kind].values())


def point_counts(realisation: "FloodRealisation", place: Place, log: EventLog) -> PointCounts:
    """Count the hazard points of a run.

    Parameters
    ----------
    realisation
        What nature did, with the points.
    place
        The place they are in.
    log
        Log of the run.
    """
    from sim.hazards.flood.points.parameters import KINDS  # noqa: PLC0415  # brings pydantic along

    points, n_counties = realisation.points, len(place.counties)
    number = np.stack(
        [
            np.bincount(points.county[points.kind_index == index], minlength=n_counties)
            for index in range(len(KINDS))
        ]
    ).astype(np.int64)
    area_km2 = np.array([county.area_km2 for county in place.counties])
    index_of = {county.county_id: index for index, county in enumerate(place.counties)}
    found, reinforced, lost = np.zeros((3, n_counties), dtype=np.int64)
    for event in log.of("PointsInspected"):
        if event.subject in index_of:
            found[index_of[event.subject]] += event.data["weak_found"]
    for event in log.of("PointReinforced"):
        if event.data["county"] in index_of:
            reinforced[index_of[event.data["county"]]] += 1
    for event in log.of("HazardPointFailed"):
        if event.data["county"] in index_of:
            lost[index_of[event.data["county"]]] += 1
    return PointCounts(
        kinds=KINDS,
        number=number,
        per_100_km2=_PER_KM2 * number / area_km2,
        found=found,
        reinforced=reinforced,
        failed_by_county=lost,
        failed=_failed(place, log, KINDS),
    )


def _failed(place: Place, log: EventLog, kinds: tuple[str, ...]) -> dict[str, dict[Point, int]]:
    where: dict[str, Point] = {one.county_id: (one.lon, one.lat) for one in place.counties}
    where.update({zone.zone_id: (zone.lon, zone.lat) for zone in place.zones})
    failed: dict[str, dict[Point, int]] = {kind: {} for kind in kinds}
    for event in log.of("HazardPointFailed"):
        kind, data = str(event.data["kind_of_point"]), event.data
        point = where.get(data["zone"]) or where.get(data["county"])
        if point is not None and kind in failed:
            failed[kind][point] = failed[kind].get(point, 0) + 1
    return failed


def density_limits(most: float) -> list[float]:
    """Return five limits between classes of density, each twice the one below.

    The highest is the largest power of two not above `most`, and at least 1/16.
    """
    top = 2.0 ** max(np.floor(np.log2(max(most, 1e-9))), -4.0)
    return [float(top) / 2.0**step for step in range(4, -1, -1)]
