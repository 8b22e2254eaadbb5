"""Cells of a raster in an event: short text that reads as ranges, row after row."""

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]


def cells_text(cells: BoolArray) -> str:
    """Return the cells that are True as ranges of their numbers: ``"3,17-20"``.

    Parameters
    ----------
    cells
        Raster (N, M); cells are numbered row after row from 0.
    """
    number = np.flatnonzero(cells.ravel())
    if not number.size:
        return ""
    breaks = np.flatnonzero(np.diff(number) != 1) + 1
    first = number[np.concatenate([[0], breaks])]
    last = number[np.concatenate([breaks - 1, [number.size - 1]])]
    return ",".join(
        f"{begin}-{end}" if end > begin else f"{begin}"
        for begin, end in zip(first.tolist(), last.tolist(), strict=True)
    )


def read_cells(text: str, shape: tuple[int, int]) -> BoolArray:
    """Return the raster (N, M) of such a text."""
    cells = np.zeros(shape[0] * shape[1], dtype=np.bool_)
    for part in text.split(",") if text else ():
        begin, _, end = part.partition("-")
        cells[int(begin) : int(end or begin) + 1] = True
    return cells.reshape(shape)
