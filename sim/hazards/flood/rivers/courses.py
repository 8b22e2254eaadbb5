"""Courses of rivers as chains of vertices from source to mouth, and where they join.

Courses are taken to run downstream, as the shipped ones do.
"""

from dataclasses import dataclass

import numpy as np

from sim.hazards.geometry import FloatArray, nearest, plane_km
from sim.place import Place, River


@dataclass(frozen=True)
class Course:
    """Vertices (V, 2) of one river from source to mouth, and the distance along it [km]."""

    river: River
    points_deg: FloatArray
    points_km: FloatArray
    along_km: FloatArray
    length_km: FloatArray


def courses_of(place: Place) -> list[Course]:
    """Return the courses of all rivers of a place that have one."""
    lat0 = mean_lat(place)
    return [_course(river, lat0) for river in place.rivers if river.courses]


def mean_lat(place: Place) -> float:
    """Return the latitude [degrees] at which east-west distances of a place are taken."""
    return float(np.mean([county.lat for county in place.counties]))


def _course(river: River, lat0: float) -> Course:
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
    return Course(river, points_deg, points_km, along, length)


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


def confluences(courses: list[Course], gap_km: float) -> list[tuple[int, float]]:
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
