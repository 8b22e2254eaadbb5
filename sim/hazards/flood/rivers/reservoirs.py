"""Reservoirs (水库): where they lie on the rivers, what they hold, and what became of it."""

from dataclasses import dataclass

import numpy as np

from sim.core.parameters import Config, parameter
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.courses import courses_of, mean_lat
from sim.hazards.geometry import FloatArray, IntArray, nearest, plane_km
from sim.place import Place


class ReservoirParameters(Config):
    """How full reservoirs are when the rain begins, and how far they may be drawn down."""

    start_share: float = parameter(
        0.9,
        low=0.6,
        high=1.0,
        unit="1",
        ge=0.0,
        description="Storage at the start over the storage at the limit level.",
    )
    least_share: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="1",
        ge=0.0,
        description="Storage below which nothing more is released, over that at the limit level.",
    )


@dataclass(frozen=True)
class Reservoirs:
    """The reservoirs of a place that lie on a river of a catchment, upstream first in each.

    Parameters
    ----------
    reservoir_id
        Names, R of them.
    basin
        Catchment of each (R,).
    share_above
        Share of the own runoff of that catchment that enters above the dam (R,).
    capacity_m3, limit_m3, start_m3, least_m3
        Storage when full, at the limit level, at the start, and at its lowest (R,) [m³].
    outlet_m3s
        Largest controlled release (R,) [m³/s].
    """

    reservoir_id: tuple[str, ...]
    basin: IntArray
    share_above: FloatArray
    capacity_m3: FloatArray
    limit_m3: FloatArray
    start_m3: FloatArray
    least_m3: FloatArray
    outlet_m3s: FloatArray

    @classmethod
    def none(cls) -> "Reservoirs":
        """Return no reservoirs at all."""
        nothing = np.zeros(0)
        return cls((), np.zeros(0, dtype=np.int64), *(nothing for _ in range(6)))


@dataclass(frozen=True)
class ReservoirCourse:
    """What became of the reservoirs (T, R): inflow and release [m³/s] above base flow, storage."""

    inflow_m3s: FloatArray
    release_m3s: FloatArray
    storage_m3: FloatArray

    @classmethod
    def resting(cls, reservoirs: Reservoirs, n_times: int) -> "ReservoirCourse":
        """Return reservoirs that nothing flows into yet."""
        shape = (n_times, len(reservoirs.basin))
        return cls(np.zeros(shape), np.zeros(shape), np.tile(reservoirs.start_m3, (n_times, 1)))


def place_reservoirs(place: Place, basins: Basins, parameters: ReservoirParameters) -> Reservoirs:
    """Return where the reservoirs of a place lie on its rivers.

    A reservoir belongs to the first catchment of its river that ends at or below it, or to the
    last one. One on a river that drains nothing is left out.
    """
    lat0 = mean_lat(place)
    courses = {course.river.river_id: course for course in courses_of(place)}
    found: list[tuple[int, float, float, int]] = []
    for number, reservoir in enumerate(place.reservoirs):
        course = courses.get(reservoir.river_id)
        if course is None:
            continue
        here = plane_km([reservoir.lon], [reservoir.lat], lat0_deg=lat0)
        along_km = float(course.along_km[int(nearest(here, course.points_km)[0][0])])
        on_river = [
            basin
            for basin, river_id in enumerate(basins.river_id)
            if river_id == reservoir.river_id
        ]
        on_river.sort(key=lambda item: float(basins.outlet_km[item]))
        if on_river:
            below = (basin for basin in on_river if basins.outlet_km[basin] >= along_km)
            basin = next(below, on_river[-1])
            left_km = max(float(basins.outlet_km[basin]) - along_km, 0.0)
            share = 1.0 - min(left_km / max(float(basins.river_km[basin]), left_km, 1e-9), 1.0)
            found.append((basin, share, along_km, number))
    found.sort()
    chosen = [place.reservoirs[number] for *_, number in found]
    limit = np.array([reservoir.limit_m3 for reservoir in chosen])
    return Reservoirs(
        reservoir_id=tuple(reservoir.reservoir_id for reservoir in chosen),
        basin=np.array([basin for basin, *_ in found], dtype=np.int64),
        share_above=np.array([share for _, share, *_ in found]),
        capacity_m3=np.array([reservoir.capacity_m3 for reservoir in chosen]),
        limit_m3=limit,
        start_m3=parameters.start_share * limit,
        least_m3=parameters.least_share * limit,
        outlet_m3s=np.array([reservoir.outlet_m3s for reservoir in chosen]),
    )
