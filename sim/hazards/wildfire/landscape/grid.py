"""A raster on the ground: square cells, the first row in the north.

A plane tangent at the raster's middle stands for the ground, right to about 0.5 % within
100 km. Not a map projection: rasters of a user are taken onto it by nearest cell.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.core.units import EARTH_RADIUS_M
from sim.hazards.geometry import FloatArray, IntArray
from sim.place.geometry import local_xy_m


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells (N, M) about a middle.

    Parameters
    ----------
    lat_deg, lon_deg
        The middle of the raster [degrees].
    cell_m
        Length of a cell's side [m].
    n_rows, n_columns
        Cells from north to south and from west to east.
    """

    lat_deg: float
    lon_deg: float
    cell_m: float
    n_rows: int
    n_columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns."""
        return self.n_rows, self.n_columns

    @property
    def cell_ha(self) -> float:
        """Return the area of a cell [ha]."""
        return self.cell_m**2 / 1e4

    def xy_m(self, lon_deg: npt.ArrayLike, lat_deg: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return metres east and north of the middle of points given in degrees."""
        return local_xy_m(lat_deg, lon_deg, origin_lat=self.lat_deg, origin_lon=self.lon_deg)

    def lon_lat_deg(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return longitude and latitude [degrees] of points in metres from the middle."""
        scale = EARTH_RADIUS_M * np.pi / 180.0
        lat = self.lat_deg + np.asarray(y_m, dtype=np.float64) / scale
        lon = self.lon_deg + np.asarray(x_m, dtype=np.float64) / (
            scale * np.cos(np.radians(self.lat_deg))
        )
        return lon, lat

    def row_column(self, x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> tuple[IntArray, IntArray]:
        """Return the cell that holds each point; outside the raster it is no cell of it."""
        column = np.floor(np.asarray(x_m) / self.cell_m + self.n_columns / 2.0)
        row = np.floor(self.n_rows / 2.0 - np.asarray(y_m) / self.cell_m)
        return row.astype(np.int64), column.astype(np.int64)

    def middle_xy_m(
        self, row: npt.ArrayLike, column: npt.ArrayLike
    ) -> tuple[FloatArray, FloatArray]:
        """Return the middles of cells, in metres east and north of the raster's own."""
        x = (np.asarray(column) + 0.5 - self.n_columns / 2.0) * self.cell_m
        y = (self.n_rows / 2.0 - 0.5 - np.asarray(row)) * self.cell_m
        return x, y

    def contains(self, row: npt.ArrayLike, column: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which cells lie in the raster."""
        row, column = np.asarray(row), np.asarray(column)
        return np.asarray(
            (row >= 0) & (row < self.n_rows) & (column >= 0) & (column < self.n_columns)
        )

    def chain(self, x_m: FloatArray, y_m: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the cells that a polyline enters, in order, each sharing a side with the next.

        Nothing slips through such a chain at a corner. Cells outside the raster are left out;
        a cell entered twice stands once, where it is first entered.

        Parameters
        ----------
        x_m, y_m
            Corners of the polyline (p,), in metres from the middle.
        """
        column_at = np.asarray(x_m) / self.cell_m + self.n_columns / 2.0
        row_at = self.n_rows / 2.0 - np.asarray(y_m) / self.cell_m
        cells: dict[tuple[int, int], None] = {}
        for first in range(len(row_at) - 1):
            for cell in _entered(
                row_at[first], column_at[first], row_at[first + 1], column_at[first + 1]
            ):
                cells[cell] = None
        if not cells:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        row, column = np.array(list(cells), dtype=np.int64).T
        inside = self.contains(row, column)
        return row[inside], column[inside]


def _entered(row_a: float, col_a: float, row_b: float, col_b: float) -> list[tuple[int, int]]:
    """Return the cells a segment enters, side by side, in order."""
    row, column = int(np.floor(row_a)), int(np.floor(col_a))
    end_row, end_column = int(np.floor(row_b)), int(np.floor(col_b))
    d_row, d_col = row_b - row_a, col_b - col_a
    step_row, step_column = (1 if d_row > 0 else -1), (1 if d_col > 0 else -1)
    next_row = ((row + (step_row > 0)) - row_a) / d_row if d_row else np.inf
    next_column = ((column + (step_column > 0)) - col_a) / d_col if d_col else np.inf
    cells = [(row, column)]
    for _ in range(abs(end_row - row) + abs(end_column - column)):
        if next_row < next_column:
            row += step_row
            next_row += step_row / d_row
        else:
            column += step_column
            next_column += step_column / d_col
        cells.append((row, column))
    return cells
