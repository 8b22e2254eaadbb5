"""Cells in which a line is made: at the fire's edge, on a ring ahead of it, along the border."""

import numpy as np

from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.hazards.wildfire.landscape.landscape import Landscape

CHAIN_SHARE = np.pi / 4.0
"""Length of a line over that of its cells that share sides: the mean over its directions of
1 / (|cos| + |sin|) is 0.79."""


def ring(inside: BoolArray, *, within: BoolArray) -> BoolArray:
    """Return the cells around an area (N, M), sharing sides with one another.

    Parameters
    ----------
    inside
        The area (N, M).
    within
        Cells in which a line makes sense (N, M).
    """
    grown = inside.copy()
    grown[1:] |= inside[:-1]
    grown[:-1] |= inside[1:]
    wide = grown.copy()
    wide[:, 1:] |= grown[:, :-1]
    wide[:, :-1] |= grown[:, 1:]
    return np.asarray(wide & ~inside & within)


def from_the_tail(
    row: IntArray, column: IntArray, *, middle: tuple[float, float], heading: tuple[float, float]
) -> IntArray:
    """Return the order in which cells are reached from a fire's tail along both flanks.

    Parameters
    ----------
    row, column
        Cells (n,).
    middle
        Row and column of the fire's middle.
    heading
        Where it runs: rows and columns of a step that way.
    """
    away_row, away_column = row - middle[0], column - middle[1]
    turn = np.arctan2(
        heading[1] * away_row - heading[0] * away_column,
        -(heading[0] * away_row + heading[1] * away_column),
    )
    return np.argsort(np.abs(turn), kind="stable")


def border_cells(landscape: Landscape) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the cells along the border, and the length of border each stands for [m].

    In the order of the border; cells on both sides share sides with the next.
    """
    rows, columns, lengths = [], [], []
    for piece in landscape.border_m:
        row, column = landscape.grid.chain(piece[:, 0], piece[:, 1])
        if row.size:
            length_m = float(np.hypot(*np.diff(piece, axis=0).T).sum())
            rows.append(row)
            columns.append(column)
            lengths.append(np.full(row.size, length_m / row.size))
    if not rows:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(lengths)


def nearby_minimum(field: FloatArray, reach: int) -> FloatArray:
    """Return the least value within some cells of each (N, M); inf is a value like any other.

    Only where a finite value is near is anything worked out.
    """
    from scipy.ndimage import minimum_filter  # noqa: PLC0415  # slow to import

    least = np.full(field.shape, np.inf)
    is_finite = np.isfinite(field)
    rows, columns = np.flatnonzero(is_finite.any(axis=1)), np.flatnonzero(is_finite.any(axis=0))
    if rows.size:
        part = (
            slice(max(rows[0] - reach, 0), rows[-1] + reach + 1),
            slice(max(columns[0] - reach, 0), columns[-1] + reach + 1),
        )
        least[part] = minimum_filter(field[part], size=2 * reach + 1, mode="nearest")
    return least


def nearby_maximum(field: FloatArray, reach: int) -> FloatArray:
    """Return the greatest value within some cells of each (N, M), of values 0 or above."""
    return np.maximum(-nearby_minimum(np.where(field > 0.0, -field, np.inf), reach), 0.0)
