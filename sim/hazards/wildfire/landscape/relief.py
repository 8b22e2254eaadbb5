"""How steep ground is and which way it falls, from its height."""

import numpy as np

from sim.hazards.geometry import FloatArray
from sim.hazards.wildfire.landscape.grid import Grid


def fall_of(height_m: FloatArray, grid: Grid) -> tuple[FloatArray, FloatArray]:
    """Return steepness and the direction of fall (N, M), in whole and in tens of degrees.

    Parameters
    ----------
    height_m
        Height of the ground (N, M) [m]; NaN where it is not known, and beside that.
    grid
        Raster.
    """
    down_rows, right = np.gradient(height_m, grid.cell_m)
    steep = np.degrees(np.arctan(np.hypot(down_rows, right)))
    falls_to = np.degrees(np.arctan2(-right, down_rows)) % 360.0
    return np.asarray(np.round(steep)), np.asarray(np.round(falls_to / 10.0) * 10.0 % 360.0)
