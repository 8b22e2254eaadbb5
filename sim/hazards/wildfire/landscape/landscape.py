"""The ground a fire burns on: what grows there, how steep it is, and what stops a fire."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hazards.geometry import BoolArray, FloatArray
from sim.hazards.wildfire.landscape.grid import Grid

UNBURNABLE = 0
"""Fuel of cells in which nothing burns: water, bare rock, built-up ground."""


@dataclass(frozen=True)
class Landscape:
    """Fuel, slope and barriers of one district (N, M), read and never written.

    Parameters
    ----------
    grid
        Where the cells lie.
    fuel
        Fuel model of each cell, 1–13 of the standard set, or `UNBURNABLE`.
    slope_deg
        Steepness of each cell [degrees], in whole degrees.
    aspect_deg
        Direction in which each slope falls [degrees clockwise from north], 0–359.
    barrier_m
        Width of the road, river or firebreak that runs through a cell [m], 0 for none. Cells of
        one barrier share sides, so that no corner lets a fire through.
    is_home
        Cells that belong to the place, on this side of its border.
    border_m
        The border inside the raster: polylines (p, 2) of metres east and north of its middle,
        each long enough to matter.
    source
        Where all this comes from, in words.
    """

    grid: Grid
    fuel: npt.NDArray[np.int8]
    slope_deg: npt.NDArray[np.int16]
    aspect_deg: npt.NDArray[np.int16]
    barrier_m: npt.NDArray[np.float32]
    is_home: BoolArray
    border_m: tuple[FloatArray, ...]
    source: str

    def can_burn(self) -> BoolArray:
        """Return the cells with fuel and without a barrier (N, M)."""
        return np.asarray((self.fuel != UNBURNABLE) & (self.barrier_m == 0.0))
