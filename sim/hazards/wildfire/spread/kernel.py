"""The compiled loop of fire spread: least travel time over the raster, from the front on.

Fire runs along straight ways (:mod:`.rays`) at the speed of each cell it passes through, hour
by hour. Whatever it reaches burns at the earliest such time (Dijkstra's algorithm on a graph
whose edges take a time that depends on when they are entered). A way ends in a cell that is
closed before fire is through it, unless the fire that comes is too strong for what closes it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.compiled import compiled, inlined
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.wildfire.spread.rays import Rays

HOUR_S = 3600.0
_NEVER = np.inf


class Tables(NamedTuple):
    """What the loop reads: rates by hour and class of ground, and the class of each cell.

    Parameters
    ----------
    class_of
        Class of each cell (N M,), row after row, -1 where nothing burns.
    n_rows, n_columns
        N and M.
    slowness_s_per_m
        By hour and class (H, K, 3): s = s0 - s1 east - s2 north along a unit vector; infinite
        s0 where nothing spreads in that hour.
    heat_j_m2
        Heat per area by class (H, K) [J/m²].
    start_s
        When the first hour begins [s].
    cell_m
        Side of a cell [m].
    """

    class_of: npt.NDArray[np.int32]
    n_rows: int
    n_columns: int
    slowness_s_per_m: FloatArray
    heat_j_m2: FloatArray
    start_s: float
    cell_m: float


class Front(NamedTuple):
    """What the loop changes, by cell (N M,), row after row.

    Parameters
    ----------
    arrival_s
        When each burns [s], as far as is known; inf for never. What lies in the future holds
        unless something is closed or opened.
    rate_mps
        How fast the fire ran where it entered [m/s].
    closed_s
        From when on a cell stops fire [s]; inf if nothing closes it.
    critical_w_per_m
        Fireline intensity that passes a closed cell all the same [W/m].
    heap, place
        Cells to burn next, a binary heap by arrival, and where in it each cell stands, -1 for
        nowhere.
    n_heap
        How many cells are on the heap (1,).
    """

    arrival_s: FloatArray
    rate_mps: FloatArray
    closed_s: FloatArray
    critical_w_per_m: FloatArray
    heap: IntArray
    place: IntArray
    n_heap: IntArray


@inlined
def _lift(front: Front, at: int) -> None:
    """Move an entry of the heap up to where it belongs."""
    cell = front.heap[at]
    time_s = front.arrival_s[cell]
    while at > 0:
        parent = (at - 1) >> 1
        above = front.heap[parent]
        if front.arrival_s[above] <= time_s:
            break
        front.heap[at] = above
        front.place[above] = at
        at = parent
    front.heap[at] = cell
    front.place[cell] = at


@inlined
def _take_first(front: Front) -> int:
    """Take the cell that burns first off the heap."""
    first = int(front.heap[0])
    front.place[first] = -1
    front.n_heap[0] -= 1
    n = front.n_heap[0]
    if n == 0:
        return first
    cell = front.heap[n]
    time_s = front.arrival_s[cell]
    at = 0
    child = 1
    while child < n:
        if (
            child + 1 < n
            and front.arrival_s[front.heap[child + 1]] < front.arrival_s[front.heap[child]]
        ):
            child += 1
        below = front.heap[child]
        if time_s <= front.arrival_s[below]:
            break
        front.heap[at] = below
        front.place[below] = at
        at = child
        child = 2 * at + 1
    front.heap[at] = cell
    front.place[cell] = at
    return first


@inlined
def _run_along(  # a way is described by all of these
    tables: Tables, rays: Rays, front: Front, cell: int, ray: int, known_s: float
) -> tuple[float, float]:
    """Return when fire from a cell comes to the end of a way [s], and its pace there [s/m].

    inf if it does not come, or not before it has been there anyway.
    """
    n_columns = tables.n_columns
    row, column = cell // n_columns, cell % n_columns
    east, north = rays.east[ray], rays.north[ray]
    last_hour = tables.slowness_s_per_m.shape[0] - 1
    time_s = front.arrival_s[cell]
    hour = min(max(int((time_s - tables.start_s) // HOUR_S), 0), last_hour)
    ground = tables.class_of[cell]
    at, came_w_per_m = cell, _NEVER
    left_m = rays.own_length[ray] * tables.cell_m
    piece = rays.first[ray] - 1
    while True:
        slow = tables.slowness_s_per_m[hour, ground]
        pace = slow[0] - slow[1] * east - slow[2] * north
        hour_end_s = tables.start_s + (hour + 1) * HOUR_S
        if time_s + left_m * pace > hour_end_s and hour < last_hour:
            if pace < _NEVER:  # fire that stands still goes no way at all
                left_m -= max(hour_end_s - time_s, 0.0) / pace
            time_s = max(time_s, hour_end_s)
            hour += 1
            continue
        time_s += left_m * pace
        piece += 1
        if not time_s < known_s:
            return _NEVER, pace
        if time_s >= front.closed_s[at] and came_w_per_m < front.critical_w_per_m[at]:
            return _NEVER, pace
        if piece == rays.first[ray + 1]:
            return time_s, pace
        at = (row + rays.cell_row[piece]) * n_columns + column + rays.cell_column[piece]
        came_w_per_m = tables.heat_j_m2[hour, ground] / pace
        ground = tables.class_of[at]
        if ground < 0:
            return _NEVER, pace
        left_m = rays.cell_length[piece] * tables.cell_m


@compiled
def _run_from(tables: Tables, rays: Rays, front: Front, cell: int) -> None:
    """Let fire run from a cell along all its ways."""
    row, column = cell // tables.n_columns, cell % tables.n_columns
    began_s = front.arrival_s[cell]
    for ray in range(len(rays.row)):
        end_row, end_column = row + rays.row[ray], column + rays.column[ray]
        if not (0 <= end_row < tables.n_rows and 0 <= end_column < tables.n_columns):
            continue
        end = end_row * tables.n_columns + end_column
        known_s = front.arrival_s[end]
        if tables.class_of[end] < 0 or known_s <= began_s:
            continue
        time_s, pace = _run_along(tables, rays, front, cell, ray, known_s)
        if time_s < known_s:
            front.arrival_s[end] = time_s
            front.rate_mps[end] = 1.0 / pace
            if front.place[end] < 0:
                front.place[end] = front.n_heap[0]
                front.heap[front.n_heap[0]] = end
                front.n_heap[0] += 1
            _lift(front, front.place[end])


@compiled
def run_from(tables: Tables, rays: Rays, front: Front, cells: IntArray) -> None:
    """Let fire run anew from cells that have burnt (n,)."""
    for cell in cells:
        _run_from(tables, rays, front, cell)


@compiled
def pile(front: Front, cells: IntArray) -> None:
    """Make the heap of cells that burn next (n,), and of nothing else."""
    for number in range(front.n_heap[0]):
        front.place[front.heap[number]] = -1
    front.n_heap[0] = 0
    for cell in cells:
        front.heap[front.n_heap[0]] = cell
        front.place[cell] = front.n_heap[0]
        front.n_heap[0] += 1
        _lift(front, front.place[cell])


@compiled
def burn(tables: Tables, rays: Rays, front: Front, until_s: float) -> None:
    """Burn the cells on the heap, first come first, until a time [s]."""
    while front.n_heap[0] and front.arrival_s[front.heap[0]] <= until_s:
        _run_from(tables, rays, front, _take_first(front))
