"""Which assumed values matter: Morris screening of many, Sobol shares of a few.

Factors are the rows of the assumptions register, varied over their own ranges around one
scenario and plan. Every sample point meets the same seeds. Sampling and analysis are SALib's
(Herman and Usher 2017), an extra: ``pip install 'liandong[sensitivity]'``.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.assumptions import assumptions_register
from sim.core.errors import InputError, LiandongError, nearest_match, unknown_name
from sim.core.files import write_text
from sim.core.parameters import Assumption
from sim.experiments.designs import Cell
from sim.experiments.effects import Effect, Method, as_csv
from sim.experiments.runner import FAILED, Row, run_cells
from sim.metrics import catalogue

if TYPE_CHECKING:
    from types import ModuleType

FloatArray = npt.NDArray[np.float64]
Outcome = Callable[[Sequence[Cell]], Sequence[Row]]

LEVER = "what-if lever"
"""Source of values that are choices and not assumptions: they are left out."""
TIED = ("_min_s", "_mode_s", "_max_s")
"""Ends of names of values that are tied to each other: least, likeliest and most of a delay."""
_SCENARIO = "scenario."
_LEVELS = 4
_BATCH = 32
"""Sample points between two savings of what has been run."""


@dataclass(frozen=True)
class Study:
    """What is varied, how, and what is looked at.

    Parameters
    ----------
    cell
        Scenario, plan and replications of every sample point.
    factors
        What is varied.
    metrics
        Names of the metrics looked at.
    method
        ``morris`` or ``sobol``.
    n
        Trajectories (Morris: n (k + 1) points) or base samples (Sobol: n (k + 2), n a power of 2).
    """

    cell: Cell
    factors: tuple[Assumption, ...]
    metrics: tuple[str, ...]
    method: Method = "morris"
    n: int = 4

    @property
    def problem(self) -> dict[str, Any]:
        """Return the factors as SALib wants them."""
        return {
            "num_vars": len(self.factors),
            "names": [factor.key for factor in self.factors],
            "bounds": [[factor.low, factor.high] for factor in self.factors],
        }

    def digest(self) -> str:
        """Return what tells this study from others."""
        state = json.dumps([self.cell.columns, self.problem, self.method, self.n,
                            self.cell.seed, self.cell.replications], sort_keys=True)  # fmt: skip
        return blake2b(state.encode(), digest_size=5).hexdigest()


def choose_factors(patterns: Sequence[str]) -> tuple[Assumption, ...]:
    """Return the assumptions of scenarios whose keys match patterns such as ``scenario.hazard.*``.

    Levers, which are choices and no assumptions, and the least, likeliest and most of a delay,
    which cannot be varied one by one, only where they are named in full.

    Raises
    ------
    InputError
        If a pattern matches nothing.
    """
    register = [row for row in assumptions_register() if row.key.startswith(_SCENARIO)]
    chosen: dict[str, Assumption] = {}
    for pattern in patterns:
        matched = [
            row
            for row in register
            if row.key == pattern
            or (fnmatch(row.key, pattern) and row.source != LEVER and not row.key.endswith(TIED))
        ]
        if not matched:
            hint = nearest_match(pattern, [row.key for row in register])
            raise InputError(
                f"no assumption matches '{pattern}'."
                + (f" Did you mean '{hint}'?" if hint else "")
                + " `liandong list assumptions` shows them all"
            )
        chosen.update((row.key, row) for row in matched)
    return tuple(chosen.values())


def check_metrics(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of metrics, each of them known.

    Raises
    ------
    UnknownNameError
        If the catalogue has no such metric.
    """
    known = [metric.name for metric in catalogue()]
    for name in names:
        if name not in known:
            raise unknown_name(name, known, noun="metric")
    return tuple(names)


def sample(study: Study) -> FloatArray:
    """Return the sample points (n, k) of a study, each value within its factor's range."""
    module = _salib(f"SALib.sample.{study.method}")
    if study.method == "morris":
        points = module.sample(study.problem, study.n, num_levels=_LEVELS, seed=study.cell.seed)
    else:
        points = module.sample(
            study.problem, study.n, calc_second_order=False, seed=study.cell.seed
        )
    return np.asarray(points, dtype=np.float64)


def analyse(study: Study, points: FloatArray, values: FloatArray, metric: str) -> list[Effect]:
    """Return the effect of every factor on a metric, the largest first.

    Parameters
    ----------
    study
        What was varied.
    points
        Sample points (n, k).
    values
        The metric at each (n,).
    metric
        Its name.
    """
    module = _salib(f"SALib.analyze.{study.method}")
    if not np.ptp(values):
        return [Effect(metric, factor, 0.0, 0.0, 0.0) for factor in study.factors]
    if study.method == "morris":
        found = module.analyze(
            study.problem, points, values, num_levels=_LEVELS, seed=study.cell.seed
        )
        columns = found["mu_star"], found["mu_star_conf"], found["sigma"]
    else:
        found = module.analyze(study.problem, values, calc_second_order=False, seed=study.cell.seed)
        columns = found["ST"], found["ST_conf"], found["S1"]
    effects = [
        Effect(metric, factor, *(float(column[index]) for column in columns))
        for index, factor in enumerate(study.factors)
    ]
    return sorted(effects, key=lambda effect: -effect.mean)


def run_study(
    study: Study,
    folder: Path,
    *,
    n_jobs: int = 1,
    progress: bool = True,
    run: Outcome | None = None,
) -> list[Effect]:
    """Run a study and return its effects, metric by metric.

    What has been run is kept in `folder` and not run again: interrupted, it resumes.

    Parameters
    ----------
    study
        What is varied, how, and what is looked at.
    folder
        Where the outcomes of sample points are kept.
    n_jobs
        Worker processes.
    progress
        Whether to show a bar.
    run
        Runs cells; the simulator itself if left out.

    Raises
    ------
    LiandongError
        If a point cannot be run.
    """
    points = sample(study)
    path = folder / f"points-{study.digest()}.csv"
    outcomes = _read(path, study.metrics)
    run = run or (lambda cells: run_cells(cells, n_jobs=n_jobs, progress=progress))
    while len(outcomes) < len(points):
        batch = points[len(outcomes) : len(outcomes) + _BATCH]
        cells = [_cell(study, point) for point in batch]
        outcomes += _means(run(cells), study)
        folder.mkdir(parents=True, exist_ok=True)
        write_text(
            path, as_csv([study.metrics, *([repr(value) for value in row] for row in outcomes)])
        )
    values = np.array(outcomes)
    return [
        effect
        for column, metric in enumerate(study.metrics)
        for effect in analyse(study, points, values[:, column], metric)
    ]


def _cell(study: Study, point: FloatArray) -> Cell:
    """Return the study's cell with the factors of one sample point."""
    values: dict[str, object] = {}
    for factor, value in zip(study.factors, point.tolist(), strict=True):
        is_whole = isinstance(factor.default, int) and not isinstance(factor.default, bool)
        values[factor.key.removeprefix(_SCENARIO)] = round(value) if is_whole else value
    base = study.cell
    return Cell(
        scenario=base.scenario,
        choices=base.choices,
        scenario_overrides={**base.scenario_overrides, **values},
        plan_overrides=base.plan_overrides,
        hazard=base.hazard,
        replications=base.replications,
        first_replication=base.first_replication,
        seed=base.seed,
    )


def _means(rows: Sequence[Row], study: Study) -> list[list[float]]:
    """Return the mean of each metric over the replications of every cell; no value counts as 0."""
    n = study.cell.replications
    means = []
    for first in range(0, len(rows), n):
        group = rows[first : first + n]
        for row in group:
            if row[FAILED]:
                raise LiandongError(f"a sample point could not be run: {row[FAILED]}")
        means.append(
            [float(np.mean([_number(row[metric]) for row in group])) for metric in study.metrics]
        )
    return means


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _read(path: Path, metrics: Sequence[str]) -> list[list[float]]:
    if not path.is_file():
        return []
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    if head != list(metrics):
        return []
    return [[float(cell) for cell in row] for row in rows]


def _salib(name: str) -> "ModuleType":
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise InputError(
            "a sensitivity study needs SALib: pip install 'liandong[sensitivity]'"
        ) from None
