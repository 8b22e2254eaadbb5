"""The ladder (机制阶梯) from one linkage rule to another, one mechanism at a time.

Under common random numbers every replication climbs from the lower rule to the higher, adding the
mechanisms in their order, and comes down again, taking them away in the same order. What a
mechanism is worth depends on what works beside it; its Shapley value, its mean worth over all
orders in which mechanisms could come, is the fair share. It is estimated without bias from one
random order and its reverse in each replication.

Source: Shapley 1953, A value for n-person games; Castro, Gómez and Tejada 2009 for sampling.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from math import isnan, nan
from pathlib import Path
from typing import NamedTuple

from sim.core.errors import InputError, LiandongError
from sim.core.files import write_text
from sim.core.streams import Streams
from sim.experiments.comparison import Interval, mean_interval
from sim.experiments.designs import Cell
from sim.experiments.effects import as_csv
from sim.experiments.runner import FAILED, Row, run_cells, tracked
from sim.linkage.mechanisms import MECHANISMS

Working = frozenset[str]
"""Names of the mechanisms that work as in the higher rule."""
Values = Mapping[tuple[int, Working], Sequence[float | None]]
"""Metrics by replication and working mechanisms."""
Outcome = Callable[[Sequence[Cell]], Sequence[Row]]
"""Runs cells and returns their rows."""

_BATCH = 4
"""Replications run between two writings of the file."""
_JOIN = "+"
OUTREACH = "outreach"


@dataclass(frozen=True)
class Ladder:
    """What is climbed, where, and what is looked at.

    Parameters
    ----------
    cell
        Scenario and all choices but linkage; its replications.
    low, high
        Names of the two rules.
    low_outreach, high_outreach
        Outreach before and with the mechanism of that name.
    mechanisms
        Steps, in order.
    metrics
        Names of the metrics.
    is_fair
        Whether to estimate Shapley values too, which about doubles the runs.
    """

    cell: Cell
    low: str
    high: str
    low_outreach: str
    high_outreach: str
    mechanisms: tuple[str, ...]
    metrics: tuple[str, ...]
    is_fair: bool

    def digest(self) -> str:
        """Return a short name of all that decides the value of one run."""
        cell = self.cell
        rules = (self.low, self.high, self.low_outreach, self.high_outreach)
        parts = (cell.label, cell.seed, rules, self.mechanisms, self.metrics)
        return blake2b(repr(parts).encode(), digest_size=6).hexdigest()

    def order(self, replication: int) -> tuple[str, ...]:
        """Return the random order in which mechanisms come in one replication."""
        stream = Streams(self.cell.seed, replication).get("ladder/order")
        return tuple(self.mechanisms[index] for index in stream.permutation(len(self.mechanisms)))

    def orders(self, replication: int) -> list[tuple[str, ...]]:
        """Return every order in which a replication adds mechanisms, one by one."""
        orders = [self.mechanisms, self.mechanisms[::-1]]
        if self.is_fair:
            drawn = self.order(replication)
            orders += [drawn, drawn[::-1]]
        return orders


class Worth(NamedTuple):
    """What one mechanism changes in one metric, on average, with 95 % intervals.

    None where it was not asked for, or no replication had a value before and after.

    ``up``: added to the lower rule and the mechanisms before it. ``down``: added to the mechanisms
    after it, which is what is lost by taking it away on the way down. ``fair``: its Shapley value.
    """

    metric: str
    mechanism: str
    up: Interval | None
    down: Interval | None
    fair: Interval | None


class Climb(NamedTuple):
    """A metric at the foot and at the top, and what each mechanism is worth."""

    metric: str
    foot: Interval | None
    top: Interval | None
    worths: tuple[Worth, ...]


def run_ladder(
    ladder: Ladder,
    folder: Path,
    *,
    n_jobs: int = 1,
    progress: bool = True,
    run: Outcome | None = None,
) -> list[Climb]:
    """Climb a ladder up and down in every replication; return what was found, by metric.

    What has been run is kept in `folder` and not run again: interrupted, it resumes, and with
    more replications it goes on.

    Parameters
    ----------
    ladder
        What is climbed.
    folder
        Where the outcomes are kept.
    n_jobs
        Worker processes.
    progress
        Whether to show a bar.
    run
        Runs cells; the simulator itself if left out.

    Raises
    ------
    LiandongError
        If a run fails.
    """
    path = folder / f"runs-{ladder.digest()}.csv"
    values = _read(path, ladder)
    replications = range(
        ladder.cell.first_replication, ladder.cell.first_replication + ladder.cell.replications
    )
    run = run or (lambda cells: run_cells(cells, n_jobs=n_jobs, progress=False))
    batches = [replications[first:][:_BATCH] for first in range(0, len(replications), _BATCH)]
    for batch in tracked(batches, len(batches), shown=progress):
        missing = [
            (number, working)
            for number in batch
            for working in dict.fromkeys(_visited(ladder, number))
            if (number, working) not in values
        ]
        if missing:
            rows = run([_cell(ladder, number, working) for number, working in missing])
            for key, row in zip(missing, rows, strict=True):
                values[key] = _measured(row, ladder)
            folder.mkdir(parents=True, exist_ok=True)
            write_text(path, as_csv(_table(ladder, values)))
    return [_climb(ladder, replications, values, column) for column in range(len(ladder.metrics))]


def _visited(ladder: Ladder, replication: int) -> Iterator[Working]:
    """Yield every set of working mechanisms that a replication passes."""
    for order in ladder.orders(replication):
        for n in range(len(order) + 1):
            yield frozenset(order[:n])


def _cell(ladder: Ladder, replication: int, working: Working) -> Cell:
    base = ladder.cell
    named = [name for name in ladder.mechanisms if name in working]
    rule = {"low": ladder.low, "high": ladder.high, "mechanisms": named}
    outreach = ladder.high_outreach if OUTREACH in working else ladder.low_outreach
    return Cell(
        scenario=base.scenario,
        choices={**base.choices, "linkage": "between", "outreach": outreach},
        scenario_overrides=base.scenario_overrides,
        plan_overrides={
            **base.plan_overrides,
            **{f"linkage.{key}": value for key, value in rule.items()},
        },
        replications=1,
        first_replication=replication,
        seed=base.seed,
    )


def _measured(row: Row, ladder: Ladder) -> tuple[float | None, ...]:
    if row[FAILED]:
        raise LiandongError(f"a run of the ladder failed: {row[FAILED]}")
    found = (row[metric] for metric in ladder.metrics)
    return tuple(None if value is None else float(str(value)) for value in found)


def _climb(ladder: Ladder, replications: range, values: Values, column: int) -> Climb:
    """Return the worth of every mechanism on one metric."""

    def value(number: int, working: Working) -> float:
        found = values[number, working][column]
        return nan if found is None else found

    every = frozenset(ladder.mechanisms)
    added: dict[str, tuple[list[float], list[float], list[float]]] = {
        name: ([], [], []) for name in ladder.mechanisms
    }
    for number in replications:
        marginals = [_marginals(order, partial(value, number)) for order in ladder.orders(number)]
        for name, (up, down, fair) in added.items():
            up.append(marginals[0][name])
            down.append(marginals[1][name])
            if ladder.is_fair:  # an order and its reverse make one sample
                fair.append((marginals[2][name] + marginals[3][name]) / 2.0)
    metric = ladder.metrics[column]
    return Climb(
        metric,
        _interval([value(number, frozenset()) for number in replications]),
        _interval([value(number, every) for number in replications]),
        tuple(
            Worth(metric, name, *(_interval(sample) for sample in samples))
            for name, samples in added.items()
        ),
    )


def _marginals(order: Sequence[str], value: Callable[[Working], float]) -> dict[str, float]:
    """Return what each mechanism adds when they come in an order."""
    reached = [value(frozenset(order[:n])) for n in range(len(order) + 1)]
    return {
        name: after - before for name, (before, after) in zip(order, pairwise(reached), strict=True)
    }


def _interval(sample: Sequence[float]) -> Interval | None:
    """Return the mean of what has a value, with its interval; None where nothing has."""
    known = [value for value in sample if not isnan(value)]
    return mean_interval(known) if known else None


def check_mechanisms(names: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of a ladder: those named, or all, in the order of the register.

    Raises
    ------
    InputError
        If one does not exist or is named twice.
    """
    for name in names:
        if name not in MECHANISMS:
            raise InputError(f"unknown mechanism '{name}'. Allowed: {', '.join(MECHANISMS)}")
    if len(set(names)) != len(names):
        raise InputError("a mechanism is named twice")
    return tuple(names) or tuple(MECHANISMS)


def _table(ladder: Ladder, values: Values) -> list[Sequence[object]]:
    """Return all outcomes as rows: replication, working mechanisms, metrics."""
    rows: list[Sequence[object]] = [("replication", "mechanisms", *ladder.metrics)]
    for (number, working), found in values.items():
        named = _JOIN.join(name for name in ladder.mechanisms if name in working)
        rows.append((number, named, *("" if one is None else repr(one) for one in found)))
    return rows


def _read(path: Path, ladder: Ladder) -> dict[tuple[int, Working], Sequence[float | None]]:
    if not path.is_file():
        return {}
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    if head[2:] != list(ladder.metrics):
        return {}
    return {
        (int(number), frozenset(named.split(_JOIN)) if named else frozenset()): tuple(
            float(one) if one else None for one in found
        )
        for number, named, *found in rows
    }
