"""Straight ways from a cell to those around it: which cells each runs through, and how far.

Fire travels along them. With many directions its shape is right: of an ellipse twice as long as
wide, 8 neighbours give 59 % of the area, 32 give 91 %, 80 give 97 %.
"""

from itertools import pairwise
from math import gcd
from typing import NamedTuple

import numpy as np

from sim.hazards.geometry import FloatArray, IntArray


class Rays(NamedTuple):
    """Ways to K neighbours, cell after cell.

    Parameters
    ----------
    row, column
        Offset of each neighbour (K,).
    east, north
        Direction of each way (K,), a unit vector.
    length
        Length of each way (K,) [sides of a cell].
    first
        Where the cells of each way begin in the next three (K + 1,).
    cell_row, cell_column
        Offsets of the cells a way enters, the last being the neighbour (S,).
    cell_length
        Way inside each (S,) [sides of a cell]; the half of the starting cell is in `own_length`.
    own_length
        Way inside the starting cell (K,) [sides of a cell].
    """

    row: IntArray
    column: IntArray
    east: FloatArray
    north: FloatArray
    length: FloatArray
    first: IntArray
    cell_row: IntArray
    cell_column: IntArray
    cell_length: FloatArray
    own_length: FloatArray


def rays(reach: int) -> Rays:
    """Return the ways to all cells within a number of rows and columns that none hides.

    Parameters
    ----------
    reach
        Rows and columns; 1 gives 8 ways, 2 gives 16, 3 gives 32, 5 gives 80.
    """
    ends = [
        (row, column)
        for row in range(-reach, reach + 1)
        for column in range(-reach, reach + 1)
        if gcd(abs(row), abs(column)) == 1
    ]
    cells: list[tuple[int, int, float]] = []
    first, own = [0], []
    for row, column in ends:
        pieces = _pieces(row, column)
        own.append(pieces[0][2])
        cells.extend(pieces[1:])
        first.append(len(cells))
    end_row, end_column = np.array(ends, dtype=np.int64).T
    length = np.hypot(end_row, end_column)
    return Rays(
        row=end_row,
        column=end_column,
        east=end_column / length,
        north=-end_row / length,
        length=length,
        first=np.array(first, dtype=np.int64),
        cell_row=np.array([cell[0] for cell in cells], dtype=np.int64),
        cell_column=np.array([cell[1] for cell in cells], dtype=np.int64),
        cell_length=np.array([cell[2] for cell in cells]),
        own_length=np.array(own),
    )


def _pieces(row: int, column: int) -> list[tuple[int, int, float]]:
    """Return cells and lengths of the way from the middle of a cell to that of another."""
    length = float(np.hypot(row, column))
    cuts = {0.0, 1.0}
    for span in (abs(row), abs(column)):
        cuts.update((number + 0.5) / span for number in range(span))
    at = sorted(cuts)
    pieces: list[tuple[int, int, float]] = []
    for begin, end in pairwise(at):
        middle = (begin + end) / 2.0
        cell = round(middle * row), round(middle * column)
        pieces.append((*cell, (end - begin) * length))
    return pieces
