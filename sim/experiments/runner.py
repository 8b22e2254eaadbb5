"""Runs the cells of an experiment, on one core or many, into one tidy table.

One row per replication: what was chosen, the metrics, and why it failed if it did. The rows
depend on the cells alone, not on how many workers ran them or in which order.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sim.core.errors import InvariantError, LiandongError
from sim.experiments.designs import Cell
from sim.metrics import summary
from sim.place import Place

if TYPE_CHECKING:
    from sim.scenario import Plan, Scenario

ItemT = TypeVar("ItemT")
Row = dict[str, object]
Measure = Callable[[Cell, int], dict[str, float | None]]
"""Runs one replication of a cell and returns its figures: ``measure(cell, replication)``."""

FAILED = "failed"
"""Column that says why a replication has no figures; empty for one that has."""

_RUN_ERRORS = (LiandongError, ArithmeticError, LookupError, ValueError)
# What one replication's data can bring about. A TypeError or an AttributeError is a defect in
# the code, hits every replication alike, and must stop the sweep.


class Job(NamedTuple):
    """One replication of one cell."""

    cell: Cell
    replication: int


def run_and_summarise(cell: Cell, replication: int) -> dict[str, float | None]:
    """Run one replication of a cell and return the summary of its log."""
    from sim.run import run  # noqa: PLC0415  # the engine: only where something is run

    scenario, plan, place = _loaded(_key(cell))
    log = run(scenario, plan, seed=cell.seed, replication=replication, place=place)
    return summary(log, place=place)


def jobs_of(cells: Iterable[Cell]) -> list[Job]:
    """Return the replications of all cells, in order."""
    return [
        Job(cell, cell.first_replication + index)
        for cell in cells
        for index in range(cell.replications)
    ]


def run_cells(
    cells: Sequence[Cell],
    *,
    n_jobs: int = 1,
    progress: bool = True,
    measure: Measure = run_and_summarise,
) -> list[Row]:
    """Run every replication of every cell under common random numbers.

    Parameters
    ----------
    cells
        What to run; see :func:`sim.experiments.designs.grid`.
    n_jobs
        Worker processes; 1 runs here, -1 takes all cores.
    progress
        Whether to show a progress bar on standard error.
    measure
        How one replication is run and measured; the default loads scenario and plan, runs
        them and takes every metric of the catalogue.

    Returns
    -------
    rows
        One per replication, in the order of the cells: the cell's columns, ``seed``,
        ``replication``, every metric, and ``failed`` with the reason where the run or its
        metrics failed. A failed row has no metric.

    Raises
    ------
    LiandongError
        If a scenario, plan or override is not acceptable: said before anything runs.
    """
    if measure is run_and_summarise:
        for cell in cells:
            _loaded(_key(cell))
    jobs = jobs_of(cells)
    if n_jobs == 1:
        return list(tracked((run_job(job, measure) for job in jobs), len(jobs), shown=progress))
    from joblib import Parallel, delayed  # noqa: PLC0415  # only for a parallel run

    rows = Parallel(n_jobs=n_jobs, backend="loky", return_as="generator")(
        delayed(run_job)(job, measure) for job in jobs
    )
    return list(tracked(rows, len(jobs), shown=progress))


def run_job(job: Job, measure: Measure) -> Row:
    """Run one replication and return its row."""
    row: Row = {**job.cell.columns, "seed": job.cell.seed, "replication": job.replication}
    try:
        figures = measure(job.cell, job.replication)
    except InvariantError:
        raise  # our defect, not a failed replication
    except _RUN_ERRORS as error:
        return {**row, FAILED: f"{type(error).__name__}: {error}"}
    return {**row, **figures, FAILED: ""}


def tracked(items: Iterable[ItemT], total: int, *, shown: bool) -> Iterable[ItemT]:
    """Return items as they come, with a progress bar of replications on standard error."""
    from rich.console import Console  # noqa: PLC0415  # only when something is run
    from rich.progress import track  # noqa: PLC0415

    return track(
        items,
        description="replications",
        total=total,
        console=Console(stderr=True),
        disable=not shown,
    )


def _key(cell: Cell) -> str:
    """Return what scenario and plan are read from, as text: values may be lists."""
    changes = (cell.scenario_overrides, cell.plan_overrides)
    parts = (cell.scenario, cell.hazard, cell.choices, *changes)
    return json.dumps(parts, default=dict, sort_keys=True)


@lru_cache(maxsize=64)
def _loaded(key: str) -> "tuple[Scenario, Plan, Place]":
    """Read scenario, plan and place once per worker: all are inert."""
    from sim.scenario import load_plan, load_scenario  # noqa: PLC0415

    name, hazard, choices, scenario_overrides, plan_overrides = json.loads(key)
    scenario = load_scenario(name, hazard=hazard or None, overrides=scenario_overrides)
    plan = load_plan(overrides=plan_overrides, **choices)
    return scenario, plan, _place(scenario.place)


@lru_cache(maxsize=2)
def _place(name: str) -> Place:
    from sim.place.reading import load_place  # noqa: PLC0415

    return load_place(name)
