"""The border of the place: which cells lie inside, and its course across a raster."""

import numpy as np

from sim.hazards.geometry import BoolArray, FloatArray
from sim.hazards.wildfire.landscape.grid import Grid
from sim.place import Place
from sim.place.place import Ring


def inside_rings(rings: tuple[Ring, ...], grid: Grid) -> BoolArray:
    """Return which cells' middles lie inside an area given by its rings (N, M).

    By the even-odd rule, row by row: a cell is inside if an odd number of edges cross its row
    west of it.
    """
    _, y_m = grid.middle_xy_m(np.arange(grid.n_rows), 0)
    east_m, _ = grid.middle_xy_m(0, np.arange(grid.n_columns))
    is_inside = np.zeros(grid.shape, dtype=np.bool_)
    for ring in rings:
        lon, lat = np.asarray(ring, dtype=np.float64).T
        x, y = grid.xy_m(lon, lat)
        x_next, y_next = np.roll(x, -1), np.roll(y, -1)
        for row, at_m in enumerate(y_m.tolist()):
            crosses = (y > at_m) != (y_next > at_m)
            if crosses.any():
                share = (at_m - y[crosses]) / (y_next[crosses] - y[crosses])
                at_x = np.sort(x[crosses] + share * (x_next[crosses] - x[crosses]))
                is_inside[row] ^= np.searchsorted(at_x, east_m) % 2 == 1
    return is_inside


def border_inside(place: Place, grid: Grid) -> tuple[FloatArray, ...]:
    """Return the outline of a place as far as it crosses a raster, in pieces.

    Each piece is a polyline (p, 2) of metres east and north of the raster's middle, clipped to
    it, in the order of the outline.
    """
    half_x = grid.n_columns * grid.cell_m / 2.0
    half_y = grid.n_rows * grid.cell_m / 2.0
    pieces: list[FloatArray] = []
    for ring in place.outline:
        lon, lat = np.asarray(ring, dtype=np.float64).T
        x, y = grid.xy_m(lon, lat)
        piece: list[tuple[float, float]] = []
        for number in range(len(x) - 1):
            cut = _clipped(x[number : number + 2], y[number : number + 2], half_x, half_y)
            if cut is None or (piece and not np.allclose(piece[-1], cut[0])):
                _keep(pieces, piece)
                piece = []
            if cut is not None:
                piece.extend(cut if not piece else cut[1:])
        _keep(pieces, piece)
    return tuple(pieces)


def _keep(pieces: list[FloatArray], piece: list[tuple[float, float]]) -> None:
    if len(piece) > 1:
        pieces.append(np.array(piece))


def _clipped(
    x: FloatArray, y: FloatArray, half_x: float, half_y: float
) -> list[tuple[float, float]] | None:
    """Return the part of a segment inside a rectangle about the origin (Liang and Barsky)."""
    dx, dy = float(x[1] - x[0]), float(y[1] - y[0])
    begin, end = 0.0, 1.0
    for step, gap in (
        (-dx, x[0] + half_x),
        (dx, half_x - x[0]),
        (-dy, y[0] + half_y),
        (dy, half_y - y[0]),
    ):
        if step == 0.0:
            if gap < 0.0:
                return None
        elif step < 0.0:
            begin = max(begin, float(gap) / step)
        else:
            end = min(end, float(gap) / step)
    if begin >= end:
        return None
    return [(float(x[0]) + share * dx, float(y[0]) + share * dy) for share in (begin, end)]
