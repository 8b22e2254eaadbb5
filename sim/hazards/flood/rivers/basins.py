"""Which catchment drains into which: one per county, linked along the rivers.

A county drains as one catchment into the river with the longest course inside it. Counties
that share this main river follow one another by the place where the river leaves them; a
river's last county passes its water to the river it joins. Courses are taken to run
downstream, as the shipped ones do. Rivers that enter the place from outside bring no flood.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import (
    BoolArray,
    FloatArray,
    IntArray,
    inside,
    nearest,
    plane_km,
)
from sim.place import County, Place, River


class BasinParameters(Config):
    """How counties are tied to rivers."""

    river_reach_km: float = parameter(
        30.0,
        low=10.0,
        high=60.0,
        unit="km",
        ge=0.0,
        description="A county without a river inside drains to one this near its seat, or to none.",
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
        description="Reaches between counties are taken to be at least this long.",
    )


@dataclass(frozen=True)
class Basins:
    """The catchments of a place, one per county and in the order of its counties.

    ``downstream`` (B,) indexes the next catchment, -1 at an outlet; ``order`` lists the
    catchments so that each comes after all that drain into it. ``river_id`` is empty for a
    closed basin. ``reach_km`` (B,) [km] is the river between a catchment's outlet and the
    next one's, 0 at an outlet. ``river_km`` (B,) [km] counts all rivers inside the county.
    ``reservoir_m3`` (B,) [m³] is the capacity of the reservoirs on the main river there.
    """

    county_id: tuple[str, ...]
    area_km2: FloatArray
    river_id: tuple[str, ...]
    river_km: FloatArray
    downstream: IntArray
    reach_km: FloatArray
    order: tuple[int, ...]
    reservoir_m3: FloatArray


@dataclass(frozen=True)
class _Course:
    """Vertices (V, 2) of one river from source to mouth, and the distance along it [km]."""

    river: River
    points_deg: FloatArray
    points_km: FloatArray
    along_km: FloatArray
    length_km: FloatArray


def delineate(place: Place, parameters: BasinParameters) -> Basins:
    """Return the catchments of a place and how they follow one another."""
    lat0 = float(np.mean([county.lat for county in place.counties]))
    courses = [_course(river, lat0) for river in place.rivers if river.courses]
    main, outlet_km, river_km = _main_rivers(place.counties, courses, lat0, parameters)
    downstream, reach_km = _follow(courses, main, outlet_km, parameters)
    return Basins(
        county_id=tuple(county.county_id for county in place.counties),
        area_km2=np.array([county.area_km2 for county in place.counties]),
        river_id=tuple(courses[index].river.river_id if index >= 0 else "" for index in main),
        river_km=river_km,
        downstream=downstream,
        reach_km=reach_km,
        order=_upstream_first(downstream),
        reservoir_m3=_reservoirs(place, courses, main, lat0),
    )


def _course(river: River, lat0: float) -> _Course:
    pieces = [np.asarray(piece, dtype=np.float64) for piece in river.courses]
    ordered = _in_sequence([plane_km(p[:, 0], p[:, 1], lat0_deg=lat0) for p in pieces])
    points_deg = np.concatenate([pieces[index] for index in ordered])
    points_km = plane_km(points_deg[:, 0], points_deg[:, 1], lat0_deg=lat0)
    step = np.hypot(*np.diff(points_km, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(step)])
    # Each vertex stands for half of the two segments it joins.
    length = np.zeros(len(along))
    length[:-1] += step / 2.0
    length[1:] += step / 2.0
    return _Course(river, points_deg, points_km, along, length)


def _in_sequence(pieces_km: list[FloatArray]) -> list[int]:
    """Return the order of a river's pieces: each starts where the one before ended."""
    left = list(range(len(pieces_km)))
    ends = np.array([piece[-1] for piece in pieces_km])
    starts = np.array([piece[0] for piece in pieces_km])
    gap = np.hypot(*(starts[:, None, :] - ends[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(gap, np.inf)
    # The source is the start that no other piece ends near.
    current = int(gap.min(axis=1).argmax()) if len(left) > 1 else 0
    sequence = []
    while True:
        sequence.append(current)
        left.remove(current)
        if not left:
            return sequence
        current = min(left, key=lambda piece: float(gap[piece, sequence[-1]]))


def _main_rivers(
    counties: tuple[County, ...], courses: list[_Course], lat0: float, parameters: BasinParameters
) -> tuple[list[int], FloatArray, FloatArray]:
    n = len(counties)
    main = [-1] * n
    outlet_km = np.zeros(n)
    river_km = np.zeros(n)
    if not courses:
        return main, outlet_km, river_km
    sizes = [len(course.along_km) for course in courses]
    owner = np.repeat(np.arange(len(courses)), sizes)
    points_deg = np.concatenate([course.points_deg for course in courses])
    points_km = np.concatenate([course.points_km for course in courses])
    along_km = np.concatenate([course.along_km for course in courses])
    length_km = np.concatenate([course.length_km for course in courses])
    seats = plane_km(
        [county.lon for county in counties], [county.lat for county in counties], lat0_deg=lat0
    )
    close, gap_km = nearest(seats, points_km)
    for index, county in enumerate(counties):
        within: BoolArray = inside(points_deg, county.boundary)
        by_river = np.bincount(owner[within], length_km[within], minlength=len(courses))
        river_km[index] = by_river.sum()
        if within.any():
            main[index] = int(by_river.argmax())
            outlet_km[index] = along_km[within & (owner == main[index])].max()
        elif gap_km[index] <= parameters.river_reach_km:
            main[index] = int(owner[close[index]])
            outlet_km[index] = along_km[close[index]]
    return main, outlet_km, river_km


def _follow(
    courses: list[_Course], main: list[int], outlet_km: FloatArray, parameters: BasinParameters
) -> tuple[IntArray, FloatArray]:
    joins = _confluences(courses, parameters.confluence_gap_km)
    downstream = np.full(len(main), -1, dtype=np.int64)
    reach_km = np.zeros(len(main))
    members: dict[int, list[int]] = {}
    for basin in sorted(range(len(main)), key=lambda item: float(outlet_km[item])):
        members.setdefault(main[basin], []).append(basin)
    for river, basins in sorted(members.items()):
        if river < 0:
            continue
        for upper, lower in pairwise(basins):
            downstream[upper] = lower
            reach_km[upper] = outlet_km[lower] - outlet_km[upper]
    for river, basins in sorted(members.items()):
        if river < 0:
            continue
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


def _confluences(courses: list[_Course], gap_km: float) -> list[tuple[int, float]]:
    """Return for each river the one it joins (-1: none) and where along that one [km].

    No river joins another at that one's mouth, and none joins a smaller one.
    """
    joins = []
    for river, course in enumerate(courses):
        best = (-1, 0.0)
        best_km = gap_km
        for other, candidate in enumerate(courses):
            if other == river or candidate.river.order > course.river.order:
                continue
            index, distance = nearest(course.points_km[-1:], candidate.points_km[:-1])
            if float(distance[0]) < best_km:
                best_km = float(distance[0])
                best = (other, float(candidate.along_km[int(index[0])]))
        joins.append(best)
    return joins


def _beyond(
    *,
    courses: list[_Course],
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


def _reservoirs(place: Place, courses: list[_Course], main: list[int], lat0: float) -> FloatArray:
    capacity = np.zeros(len(place.counties))
    if not place.reservoirs:
        return capacity
    points_deg = np.array([(item.lon, item.lat) for item in place.reservoirs])
    points_km = plane_km(points_deg[:, 0], points_deg[:, 1], lat0_deg=lat0)
    seats = plane_km(
        [county.lon for county in place.counties],
        [county.lat for county in place.counties],
        lat0_deg=lat0,
    )
    home, _ = nearest(points_km, seats)
    for index, county in enumerate(place.counties):
        home[inside(points_deg, county.boundary)] = index
    for item, basin in zip(place.reservoirs, home.tolist(), strict=True):
        river = main[basin]
        if river >= 0 and courses[river].river.river_id == item.river_id:
            capacity[basin] += item.capacity_m3
    return capacity
