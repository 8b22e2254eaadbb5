"""Cells of an experiment: replications of one plan brought to a mean with its interval.

Pure arithmetic for the comparison figure; paired differences are the business of
:mod:`sim.experiments`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.units import HOUR_S, MINUTE_S
from sim.metrics import Metric

CONFIDENCE = 0.95
Row = Mapping[str, object]
"""One replication: choices, metrics, and why it failed if it did."""

_SHORT_S = 2.0 * HOUR_S


class Cell(NamedTuple):
    """Mean and interval of one plan; no bounds where there is one replication only."""

    mean: float
    low: float | None
    high: float | None
    n: int


Cells = dict[str, dict[str, Cell]]
"""Cells by the value of one choice, then of another."""


def cells_of(
    rows: Sequence[Row], *, metric: str, by: str, colour_by: str, factor: float = 1.0
) -> Cells:
    """Return the cell of every pair of values of two columns, in order of first mention.

    Parameters
    ----------
    rows
        One mapping per replication; rows without a number for the metric are left out.
    metric
        Column with the metric.
    by, colour_by
        Columns with the choices.
    factor
        From the metric's unit to the one shown.
    """
    values: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        group = values.setdefault(str(row.get(by)), {}).setdefault(str(row.get(colour_by)), [])
        value = number(row, metric)
        if value is not None:
            group.append(value * factor)
    return {
        one: {other: mean_interval(group) for other, group in groups.items() if group}
        for one, groups in values.items()
    }


def number(row: Row, metric: str) -> float | None:
    """Return a row's metric, or None where the run failed or there was nothing to measure."""
    value = row.get(metric)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return None


def mean_interval(values: Sequence[float]) -> Cell:
    r"""Return the mean with its t interval, :math:`\bar x \pm t_{n-1} s / \sqrt n`.

    Assumes independent replications; normal, or many of them.
    """
    sample = np.asarray(values, dtype=float)
    n = len(sample)
    mean = float(sample.mean())
    if n == 1:
        return Cell(mean, None, None, n)
    from scipy.special import stdtrit  # noqa: PLC0415  # start-up

    quantile = float(stdtrit(n - 1, (1.0 + CONFIDENCE) / 2.0))
    half = quantile * float(sample.std(ddof=1)) / math.sqrt(n)
    return Cell(mean, mean - half, mean + half, n)


def shown_unit(metric: Metric, rows: Sequence[Row]) -> tuple[float, str]:
    """Return the factor to the unit that people read, and that unit's symbol."""
    if metric.unit == "s":
        found = [abs(value) for row in rows if (value := number(row, metric.name)) is not None]
        is_short = bool(found) and max(found) < _SHORT_S
        return (1.0 / MINUTE_S, "min") if is_short else (1.0 / HOUR_S, "h")
    if metric.unit == "1":
        return (100.0, "%") if "share" in metric.name else (1.0, "")
    return 1.0, metric.unit
