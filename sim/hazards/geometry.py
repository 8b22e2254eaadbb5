"""Flat distances and point-in-polygon tests on a region of a few hundred kilometres.

Not a geodesy library: one equirectangular plane for the whole place, good to about 1 % over
the size of a province, which is far better than any other number in the flood model.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.core.units import KM_M
from sim.place.geometry import local_xy_m

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def cells_where(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """Return rows and columns of a raster's true cells (N, M), row after row.

    What `numpy.nonzero` gives, ten times faster where few cells are true.
    """
    row, column = np.divmod(np.flatnonzero(mask), mask.shape[1])
    return row, column


def plane_km(lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike, *, lat0_deg: float) -> FloatArray:
    """Return flat coordinates (N, 2) [km] of points given in degrees.

    Parameters
    ----------
    lon_deg, lat_deg
        Longitudes and latitudes (N,) [degrees].
    lat0_deg
        Latitude [degrees] at which east-west distances are true.
    """
    east_m, north_m = local_xy_m(lat_deg, lon_deg, origin_lat=lat0_deg, origin_lon=0.0)
    return np.stack([east_m, north_m], axis=-1) / KM_M


def nearest(points_km: FloatArray, targets_km: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return for each point (N, 2) the nearest target (M, 2): its index and distance [km]."""
    gap = points_km[:, None, :] - targets_km[None, :, :]
    square = np.einsum("nmk,nmk->nm", gap, gap)
    index = square.argmin(axis=1)
    return index, np.sqrt(square[np.arange(len(points_km)), index])


def inside(points_deg: FloatArray, rings_deg: Sequence[Sequence[tuple[float, float]]]) -> BoolArray:
    """Return which points (N, 2) lie inside a polygon of rings, by the even-odd rule.

    Holes need no mark: a point in a hole crosses an even number of edges.
    """
    hit = np.zeros(len(points_deg), dtype=np.bool_)
    for ring in rings_deg:
        corners = np.asarray(ring, dtype=np.float64)
        near = np.flatnonzero(
            (points_deg >= corners.min(axis=0)).all(axis=1)
            & (points_deg <= corners.max(axis=0)).all(axis=1)
        )
        if not len(near):
            continue
        x, y = points_deg[near, 0, None], points_deg[near, 1, None]
        x0, y0 = corners[:, 0], corners[:, 1]
        x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
        crosses = (y0 > y) != (y1 > y)
        # A level edge never crosses a level ray, so its division is of no consequence.
        rise = np.where(y1 == y0, 1.0, y1 - y0)
        left = x < (x1 - x0) * (y - y0) / rise + x0
        hit[near] ^= (np.count_nonzero(crosses & left, axis=1) % 2).astype(np.bool_)
    return hit
