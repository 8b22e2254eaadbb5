"""A fire put together again from the log: when each cell burnt, and where line was made.

Nothing here draws.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.units import HOUR_S, KM_M
from sim.log import Event, EventLog
from sim.log.cells import read_cells
from sim.place.geometry import local_xy_m


@dataclass(frozen=True)
class FireRaster:
    """One fire of a run.

    Parameters
    ----------
    start
        Its start.
    burnt_h
        Hours after its start by which each cell had burnt (N, M), NaN where it did not.
    is_line
        Cells crews closed (N, M).
    """

    start: Event
    burnt_h: NDArray[np.float64]
    is_line: NDArray[np.bool_]

    def half_km(self) -> tuple[float, float]:
        """Return half the width and height of the raster [km]."""
        data = self.start.data
        cell_km = float(data["cell_m"]) / KM_M / 2.0
        return data["n_columns"] * cell_km, data["n_rows"] * cell_km

    def xy_km(self, lon_deg: object, lat_deg: object) -> tuple[np.ndarray, np.ndarray]:
        """Return kilometres east and north of the raster's middle of points in degrees."""
        data = self.start.data
        x, y = local_xy_m(
            np.asarray(lat_deg, dtype=np.float64),
            np.asarray(lon_deg, dtype=np.float64),
            origin_lat=data["raster_lat_deg"],
            origin_lon=data["raster_lon_deg"],
        )
        return x / KM_M, y / KM_M


def largest_fire(log: EventLog) -> str:
    """Return the fire that burnt most; empty where none broke out."""
    area = {event.subject: event.data["area_ha"] for event in log.of("FireGrew")}
    return max(area, key=lambda name: (area[name], name)) if area else ""


def fire_raster(log: EventLog, fire_id: str) -> FireRaster:
    """Return a fire of a run.

    Parameters
    ----------
    log
        Log of the run.
    fire_id
        One of its fires.
    """
    start = next(event for event in log.of("FireStarted") if event.subject == fire_id)
    shape = int(start.data["n_rows"]), int(start.data["n_columns"])
    burnt_h = np.full(shape, np.nan)
    for event in log.of("FireGrew"):
        if event.subject == fire_id:
            cells = read_cells(event.data["cells"], shape)
            burnt_h[cells] = (event.time_s - start.time_s) / HOUR_S
    is_line = np.zeros(shape, dtype=np.bool_)
    for event in log.of("LineBuilt"):
        if event.subject == fire_id:
            is_line |= read_cells(event.data["cells"], shape)
    return FireRaster(start, burnt_h, is_line)
