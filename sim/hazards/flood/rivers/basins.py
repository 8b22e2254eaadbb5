"""Catchments (流域): one for each county and river in it, and which drains into which.

A county is shared out among the rivers inside it: every bit of ground drains to the nearest.
Catchments of one river follow one another by the place where the river leaves their county; a
river's last one passes its water to the river it joins. Rivers that enter the place from
outside bring no flood. Not a hydrological delineation: no terrain was used.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.core.parameters import Config, parameter
from sim.hazards.flood.exposure.nearness import link_midpoints_km
from sim.hazards.flood.rivers.courses import Course, confluences, courses_of, mean_lat
from sim.hazards.geometry import BoolArray, FloatArray, IntArray, inside, nearest, plane_km
from sim.place import County, Place

_CLOSED = -1


class BasinParameters(Config):
    """How counties are shared out among rivers."""

    river_reach_km: float = parameter(
        30.0,
        low=10.0,
        high=60.0,
        unit="km",
        ge=0.0,
        description="A county without a river inside drains to one this near its seat, or to none.",
    )
    least_river_km: float = parameter(
        8.0,
        low=3.0,
        high=20.0,
        unit="km",
        ge=0.0,
        description="A river with less than this inside a county drains none of it, unless it is "
        "the longest there.",
    )
    confluence_gap_km: float = parameter(
        35.0,
        low=10.0,
        high=60.0,
        unit="km",
        ge=0.0,
        description="A river joins another whose course passes this near its last point.",
    )
    shortest_reach_km: float = parameter(
        5.0,
        low=1.0,
        high=20.0,
        unit="km",
        gt=0.0,
        description="Reaches between catchments are taken to be at least this long.",
    )
    grid_km: float = parameter(
        4.0,
        low=2.0,
        high=10.0,
        unit="km",
        gt=0.0,
        source="resolution, not a fact",
        description="Spacing of the points by which a county is shared out among its rivers.",
    )


@dataclass(frozen=True)
class Basins:
    """The catchments of a place, county by county.

    Parameters
    ----------
    basin_id
        ``<county>/<river>``; the river is empty for a closed catchment.
    county, river_id
        County (B,) and river of each.
    area_km2
        Areas (B,) [km²]; those of a county add up to its own.
    river_km
        River inside each (B,) [km].
    outlet_km
        Where along its river each ends (B,) [km from the source].
    downstream
        The next catchment (B,), -1 at an outlet.
    reach_km
        River between a catchment's outlet and the next one's (B,) [km], 0 at an outlet.
    order
        The catchments, each after all that drain into it.
    of_county
        The largest catchment of each county (C,).
    of_zone, of_link
        Catchment in which each zone (Z,) and the middle of each link (L,) lies.
    county_river_km
        All rivers inside each county (C,) [km].
    """

    basin_id: tuple[str, ...]
    county: IntArray
    river_id: tuple[str, ...]
    area_km2: FloatArray
    river_km: FloatArray
    outlet_km: FloatArray
    downstream: IntArray
    reach_km: FloatArray
    order: tuple[int, ...]
    of_county: IntArray
    of_zone: IntArray
    of_link: IntArray
    county_river_km: FloatArray


@dataclass(frozen=True)
class _Vertices:
    """Vertices (V,) of all courses together: where, of which course, how far along, how long."""

    deg: FloatArray
    km: FloatArray
    course: IntArray
    along_km: FloatArray
    length_km: FloatArray

    @classmethod
    def of(cls, courses: list[Course]) -> "_Vertices":
        """Return the vertices of courses, one after the other."""
        none = np.zeros((0, 2))
        sizes = [len(course.along_km) for course in courses]
        return cls(
            np.concatenate([none, *(course.points_deg for course in courses)]),
            np.concatenate([none, *(course.points_km for course in courses)]),
            np.repeat(np.arange(len(courses)), sizes),
            np.concatenate([[], *(course.along_km for course in courses)]),
            np.concatenate([[], *(course.length_km for course in courses)]),
        )


@dataclass(frozen=True)
class _Share:
    """The part of one county that drains to one course (-1: to none)."""

    county: int
    course: int
    area_km2: float
    river_km: float
    outlet_km: float


def delineate(place: Place, parameters: BasinParameters) -> Basins:
    """Return the catchments of a place and how they follow one another."""
    lat0 = mean_lat(place)
    courses = courses_of(place)
    vertices = _Vertices.of(courses)
    within = [inside(vertices.deg, county.boundary) for county in place.counties]
    shares = [
        share
        for index, county in enumerate(place.counties)
        for share in _shared_out(county, index, vertices, within[index], lat0, parameters)
    ]
    course = np.array([share.course for share in shares], dtype=np.int64)
    outlet_km = np.array([share.outlet_km for share in shares])
    downstream, reach_km = _follow(courses, course, outlet_km, parameters)
    counties = np.array([share.county for share in shares], dtype=np.int64)
    rivers = tuple(
        courses[index].river.river_id if index != _CLOSED else "" for index in course.tolist()
    )
    area_km2 = np.array([share.area_km2 for share in shares])
    order = np.lexsort((-area_km2, counties))
    position = {county.county_id: index for index, county in enumerate(place.counties)}
    nearest_of = _Nearest(vertices, course, counties)
    zones_km = plane_km(
        [zone.lon for zone in place.zones], [zone.lat for zone in place.zones], lat0_deg=lat0
    )
    links_km = link_midpoints_km(place, lat0_deg=lat0) if place.links else np.zeros((0, 2))
    return Basins(
        basin_id=tuple(
            f"{place.counties[index].county_id}/{river}"
            for index, river in zip(counties.tolist(), rivers, strict=True)
        ),
        county=counties,
        river_id=rivers,
        area_km2=area_km2,
        river_km=np.array([share.river_km for share in shares]),
        outlet_km=outlet_km,
        downstream=downstream,
        reach_km=reach_km,
        order=_upstream_first(downstream),
        of_county=order[np.searchsorted(counties[order], np.arange(len(place.counties)))],
        of_zone=nearest_of(zones_km, [position[zone.county_id] for zone in place.zones]),
        of_link=nearest_of(links_km, [position[link.county_id] for link in place.links]),
        county_river_km=np.array([float(vertices.length_km[mask].sum()) for mask in within]),
    )


def _shared_out(
    county: County,
    index: int,
    vertices: _Vertices,
    within: BoolArray,
    lat0: float,
    parameters: BasinParameters,
) -> list[_Share]:
    """Return the parts of a county, one for each river inside that drains any of it."""
    seat = plane_km([county.lon], [county.lat], lat0_deg=lat0)
    if not len(vertices.km):
        return [_Share(index, _CLOSED, county.area_km2, 0.0, 0.0)]
    if not within.any():
        close, gap_km = nearest(seat, vertices.km)
        if gap_km[0] > parameters.river_reach_km:
            return [_Share(index, _CLOSED, county.area_km2, 0.0, 0.0)]
        vertex = int(close[0])
        course, along = int(vertices.course[vertex]), float(vertices.along_km[vertex])
        return [_Share(index, course, county.area_km2, 0.0, along)]
    inner = np.flatnonzero(within)
    river_km = np.bincount(vertices.course[inner], vertices.length_km[inner])
    kept = np.flatnonzero(river_km >= parameters.least_river_km)
    if not len(kept):
        kept = np.array([int(river_km.argmax())])
    inner = inner[np.isin(vertices.course[inner], kept)]
    ground = _ground_km(county, seat, lat0, parameters.grid_km)
    close, _ = nearest(ground, vertices.km[inner])
    drained = np.bincount(vertices.course[inner][close], minlength=kept.max() + 1)
    # A river that no point of the ground is nearest to still has its banks.
    weight = np.maximum(drained[kept], 1).astype(np.float64)
    area = county.area_km2 * weight / weight.sum()
    return [
        _Share(
            index,
            int(course),
            float(share),
            float(river_km[course]),
            float(vertices.along_km[inner[vertices.course[inner] == course]].max()),
        )
        for course, share in zip(kept.tolist(), area.tolist(), strict=True)
    ]


def _ground_km(county: County, seat: FloatArray, lat0: float, grid_km: float) -> FloatArray:
    """Return evenly spaced points (G, 2) [km] inside a county; its seat where none is inside."""
    corners = np.concatenate([np.asarray(ring, dtype=np.float64) for ring in county.boundary])
    low, high = corners.min(axis=0), corners.max(axis=0)
    west_km, east_km = plane_km([low[0], high[0]], [low[1], high[1]], lat0_deg=lat0)
    n = np.maximum(np.ceil((east_km - west_km) / grid_km).astype(int), 1)
    lon, lat = np.meshgrid(
        low[0] + (np.arange(n[0]) + 0.5) * (high[0] - low[0]) / n[0],
        low[1] + (np.arange(n[1]) + 0.5) * (high[1] - low[1]) / n[1],
    )
    points = np.stack([lon.ravel(), lat.ravel()], axis=1)
    points = points[inside(points, county.boundary)]
    if not len(points):
        return seat
    return plane_km(points[:, 0], points[:, 1], lat0_deg=lat0)


class _Nearest:
    """Finds the catchment of points: that of the nearest river in their county."""

    def __init__(self, vertices: _Vertices, course: IntArray, county: IntArray) -> None:
        self._vertices = vertices
        self._course = course
        self._county = county

    def __call__(self, points_km: FloatArray, county: list[int]) -> IntArray:
        """Return the catchment (N,) of points (N, 2) in their counties (N,)."""
        where = np.asarray(county, dtype=np.int64)
        found = np.zeros(len(where), dtype=np.int64)
        for index in np.unique(where):
            here = np.flatnonzero(where == index)
            basins = np.flatnonzero(self._county == index)
            found[here] = basins[0]
            if len(basins) > 1:
                rivers = np.flatnonzero(np.isin(self._vertices.course, self._course[basins]))
                close, _ = nearest(points_km[here], self._vertices.km[rivers])
                of_course = dict(zip(self._course[basins].tolist(), basins.tolist(), strict=True))
                found[here] = [of_course[c] for c in self._vertices.course[rivers][close].tolist()]
        return found


def _follow(
    courses: list[Course], course: IntArray, outlet_km: FloatArray, parameters: BasinParameters
) -> tuple[IntArray, FloatArray]:
    """Return the next catchment of each (B,), and the river between them (B,) [km]."""
    joins = confluences(courses, parameters.confluence_gap_km)
    downstream = np.full(len(course), -1, dtype=np.int64)
    reach_km = np.zeros(len(course))
    members: dict[int, list[int]] = {}
    for basin in np.argsort(outlet_km, kind="stable").tolist():
        if course[basin] != _CLOSED:
            members.setdefault(int(course[basin]), []).append(basin)
    for basins in members.values():
        for upper, lower in pairwise(basins):
            downstream[upper] = lower
            reach_km[upper] = outlet_km[lower] - outlet_km[upper]
    for river, basins in sorted(members.items()):
        last = basins[-1]
        target, distance = _beyond(
            courses=courses,
            joins=joins,
            members=members,
            outlet_km=outlet_km,
            river=river,
            last=last,
        )
        # Two mouths beside each other must not pass their water round in a circle.
        if target >= 0 and last not in _path(downstream, target):
            downstream[last] = target
            reach_km[last] = distance
    linked = downstream >= 0
    reach_km[linked] = np.maximum(reach_km[linked], parameters.shortest_reach_km)
    return downstream, reach_km


def _beyond(
    *,
    courses: list[Course],
    joins: list[tuple[int, float]],
    members: dict[int, list[int]],
    outlet_km: FloatArray,
    river: int,
    last: int,
) -> tuple[int, float]:
    """Return the first catchment below the mouth of a river, and how far it is [km]."""
    distance = float(courses[river].along_km[-1] - outlet_km[last])
    seen = {river}
    target, at_km = joins[river]
    while target >= 0 and target not in seen:
        for basin in members.get(target, []):
            if outlet_km[basin] >= at_km:
                return basin, distance + float(outlet_km[basin]) - at_km
        seen.add(target)
        distance += float(courses[target].along_km[-1]) - at_km
        target, at_km = joins[target]
    return -1, 0.0


def _path(downstream: IntArray, basin: int) -> list[int]:
    """Return a catchment and all that its water passes."""
    path = []
    while basin >= 0:
        path.append(basin)
        basin = int(downstream[basin])
    return path


def _upstream_first(downstream: IntArray) -> tuple[int, ...]:
    waiting = np.bincount(downstream[downstream >= 0], minlength=len(downstream))
    ready = [basin for basin in range(len(downstream)) if waiting[basin] == 0]
    order = []
    while ready:
        basin = ready.pop(0)
        order.append(basin)
        target = int(downstream[basin])
        if target >= 0:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return tuple(order)
