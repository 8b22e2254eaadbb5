"""One fire on one landscape: it starts, it runs until a time, lines are put in its way."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.core.errors import InvariantError
from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.hazards.wildfire.spread.kernel import HOUR_S, Front, Tables, burn, pile, run_from
from sim.hazards.wildfire.spread.rays import rays

REACH = 5
"""Rows and columns to the farthest neighbour a way leads to: 80 ways."""


@dataclass
class Growth:
    """A fire that has burnt until `now_s` and can be run on.

    Running on in many steps gives what one step gives. Whatever is closed is closed from now
    on: the past cannot be changed.

    Parameters
    ----------
    tables
        Rates and classes of ground.
    barrier_critical_w_per_m
        Intensity that passes each cell with a barrier (N, M) [W/m]; 0 where there is none.
    reach
        Rows and columns to the farthest neighbour.
    """

    tables: Tables
    barrier_critical_w_per_m: FloatArray
    reach: int = REACH
    now_s: float = field(default=-np.inf, init=False)
    _front: Front = field(init=False)
    _trial: Front = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the raster with nothing burnt."""
        n = self.tables.class_of.size
        critical = self.barrier_critical_w_per_m.astype(np.float64).ravel()
        self._rays = rays(self.reach)
        self._ignited_s = np.full(n, np.inf)
        self._front = Front(
            arrival_s=np.full(n, np.inf),
            rate_mps=np.zeros(n),
            closed_s=np.where(critical > 0.0, -np.inf, np.inf),
            critical_w_per_m=critical,
            heap=np.zeros(n, dtype=np.int64),
            place=np.full(n, -1, dtype=np.int64),
            n_heap=np.zeros(1, dtype=np.int64),
        )
        self._trial = Front._make(array.copy() for array in self._front)._replace(
            closed_s=self._front.closed_s, critical_w_per_m=self._front.critical_w_per_m
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns of the raster."""
        return self.tables.n_rows, self.tables.n_columns

    def arrival_s(self) -> FloatArray:
        """Return when each cell burnt until now (N, M) [s], inf where it has not."""
        return self._arrival_s(self._front, self.now_s)

    def burnt(self) -> BoolArray:
        """Return which cells have burnt until now (N, M)."""
        return np.asarray(self._front.arrival_s <= self.now_s).reshape(self.shape)

    def ahead(self, until_s: float) -> FloatArray:
        """Return when each cell would burn until a later time if nothing were done (N, M) [s]."""
        return self._arrival_s(self._try(until_s), until_s)

    def outlook(self, until_s: float) -> tuple[FloatArray, FloatArray]:
        """Return when each cell would burn [s], and with which fireline intensity [W/m] (N, M).

        inf and 0 where none comes until that time.
        """
        trial = self._try(until_s)
        return self._arrival_s(trial, until_s), self._intensity_w_per_m(trial, until_s)

    def _try(self, until_s: float) -> Front:
        """Return the front as it would be at a later time; good until the next trial."""
        front, trial = self._front, self._trial
        n_waiting = int(front.n_heap[0])
        trial.n_heap[0] = n_waiting
        trial.heap[:n_waiting] = front.heap[:n_waiting]
        for mine, its in (
            (trial.place, front.place),
            (trial.arrival_s, front.arrival_s),
            (trial.rate_mps, front.rate_mps),
        ):
            np.copyto(mine, its)
        burn(self.tables, self._rays, trial, float(until_s))
        return trial

    def _arrival_s(self, front: Front, until_s: float) -> FloatArray:
        return np.where(front.arrival_s <= until_s, front.arrival_s, np.inf).reshape(self.shape)

    def ignite(self, row: npt.ArrayLike, column: npt.ArrayLike, time_s: float) -> None:
        """Set cells on fire at a time not yet past [s]; what burns already goes on burning.

        Raises
        ------
        InvariantError
            If the fire has been run beyond that time.
        """
        if time_s < self.now_s:
            raise InvariantError(f"cannot start a fire at {time_s} s: it has burnt to {self.now_s}")
        front = self._front
        cell = np.unique(self._flat(row, column))
        cell = cell[(self.tables.class_of[cell] >= 0) & (front.arrival_s[cell] > time_s)]
        front.arrival_s[cell] = self._ignited_s[cell] = time_s
        waiting = front.heap[: front.n_heap[0]]
        pile(front, np.union1d(waiting, cell))

    def run(self, until_s: float) -> None:
        """Let it burn until a time [s]."""
        if until_s > self.now_s:
            burn(self.tables, self._rays, self._front, float(until_s))
            self.now_s = until_s

    def close(
        self,
        row: IntArray,
        column: IntArray,
        *,
        from_s: npt.ArrayLike,
        critical_w_per_m: npt.ArrayLike,
    ) -> None:
        """Close cells against fire from times on [s], none of them past.

        A cell that is closed already stays so, and holds the stronger of both.

        Parameters
        ----------
        row, column
            Cells (n,).
        from_s
            When each is closed (n,) [s].
        critical_w_per_m
            Fireline intensity that passes each (n,) [W/m].

        Raises
        ------
        InvariantError
            If a time is past.
        """
        front, cell = self._front, self._flat(row, column)
        if not cell.size:
            return
        if float(np.min(from_s)) < self.now_s:
            raise InvariantError(f"a line cannot be closed before {self.now_s} s")
        np.minimum.at(front.closed_s, cell, from_s)
        np.maximum.at(front.critical_w_per_m, cell, critical_w_per_m)
        self._expect_anew(row, column)

    def _flat(self, row: npt.ArrayLike, column: npt.ArrayLike) -> IntArray:
        return np.atleast_1d(np.asarray(row, dtype=np.int64) * self.shape[1] + np.asarray(column))

    def _expect_anew(self, row: IntArray, column: IntArray) -> None:
        """Find again when cells will burn to which a way through some cells leads or led."""
        front = self._front
        ends = self._near(row, column, self.reach) & (front.arrival_s > self.now_s)
        starts = self._near(row, column, 2 * self.reach) & (front.arrival_s <= self.now_s)
        front.arrival_s[ends] = self._ignited_s[ends]
        waiting = front.heap[: front.n_heap[0]]
        pile(front, waiting[np.isfinite(front.arrival_s[waiting])])
        run_from(self.tables, self._rays, front, np.flatnonzero(starts))

    def _near(self, row: IntArray, column: IntArray, reach: int) -> BoolArray:
        """Return which cells (N M,) lie within some rows and columns of others."""
        near = np.zeros(self.shape, dtype=np.bool_)
        for at_row, at_column in zip(np.atleast_1d(row), np.atleast_1d(column), strict=True):
            near[
                max(at_row - reach, 0) : at_row + reach + 1,
                max(at_column - reach, 0) : at_column + reach + 1,
            ] = True
        return near.ravel()

    def is_over(self) -> bool:
        """Return whether nothing more will burn unless something is opened or set on fire."""
        return int(self._front.n_heap[0]) == 0

    def area_ha(self) -> float:
        """Return the area burnt until now [ha]."""
        n_burnt = int((self._front.arrival_s <= self.now_s).sum())
        return n_burnt * self.tables.cell_m**2 / 1e4

    def intensity_w_per_m(self) -> FloatArray:
        """Return the fireline intensity with which fire entered each cell (N, M) [W/m], or 0."""
        return self._intensity_w_per_m(self._front, self.now_s)

    def _intensity_w_per_m(self, front: Front, until_s: float) -> FloatArray:
        tables = self.tables
        intensity = np.zeros(front.arrival_s.shape)
        cell = np.flatnonzero(front.arrival_s <= until_s)
        hour = (front.arrival_s[cell] - tables.start_s) // HOUR_S
        hour = np.clip(hour, 0, len(tables.heat_j_m2) - 1).astype(np.int64)
        intensity[cell] = tables.heat_j_m2[hour, tables.class_of[cell]] * front.rate_mps[cell]
        return intensity.reshape(self.shape)
