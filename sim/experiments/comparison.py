r"""Which plan is better, by how much, and how sure: paired comparison of replications.

Pure arithmetic on figures of replications. Plans met the same storms, so replication r of one
plan is compared with replication r of the other, and the storm's own variance drops out.
Nothing is resampled: quantile intervals come from order statistics, which hold for any
distribution.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.errors import InputError, unknown_name

CONFIDENCE = 0.95
Runs = Mapping[object, Mapping[str, object]]
"""Rows of one plan by (scenario, seed, replication)."""

_KEY_COLUMNS = ("scenario", "seed", "replication")


class Interval(NamedTuple):
    """An estimate with its confidence interval; no bounds where the data are too few."""

    estimate: float
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """Return half the width of the interval, None where there is no interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0


class Difference(NamedTuple):
    """Mean of paired differences, with interval and two-sided p of there being none."""

    mean: float
    low: float | None
    high: float | None
    p_value: float | None
    n: int


class Comparison(NamedTuple):
    """One plan against the baseline on one metric."""

    metric: str
    scenario: str
    plan: Mapping[str, object]
    plan_mean: float | None
    baseline_mean: float | None
    difference: Difference | None
    """Plan minus baseline; None where no pair was complete."""
    p_adjusted: float | None
    """Holm's adjusted p over all comparisons made in one call."""
    n_dropped: int
    """Pairs left out because a run failed or had nothing to measure."""


def mean_interval(values: Sequence[float], *, confidence: float = CONFIDENCE) -> Interval:
    r"""Return the mean with its t interval, :math:`\bar x \pm t_{n-1} s / \sqrt n`.

    Assumes replications are independent; normal, or many.

    Raises
    ------
    InputError
        If there are no values.
    """
    sample = _sample(values)
    n = len(sample)
    mean = float(sample.mean())
    if n == 1:
        return Interval(mean, None, None, n)
    half = _t_quantile(confidence, n - 1) * float(sample.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def paired_difference(
    values: Sequence[float], baseline: Sequence[float], *, confidence: float = CONFIDENCE
) -> Difference:
    """Return the mean of ``values - baseline`` with its paired t interval and p.

    Parameters
    ----------
    values, baseline
        One figure per replication (n,), in the same order of replications.
    confidence
        Confidence of the interval, 0–1.

    Raises
    ------
    InputError
        If the two differ in length or are empty.
    """
    if len(values) != len(baseline):
        raise InputError(f"pairs needed: {len(values)} values against {len(baseline)}")
    differences = _sample(values) - _sample(baseline)
    mean, low, high, n = mean_interval(differences.tolist(), confidence=confidence)
    if n == 1:
        return Difference(mean, None, None, None, n)
    error = float(differences.std(ddof=1)) / math.sqrt(n)
    if error == 0.0:  # a difference that is the same every time is certain, or certainly none
        return Difference(mean, low, high, 1.0 if mean == 0.0 else 0.0, n)
    from scipy.stats import t as student  # noqa: PLC0415  # start-up

    return Difference(mean, low, high, float(2.0 * student.sf(abs(mean) / error, n - 1)), n)


def quantile_interval(
    values: Sequence[float], share: float, *, confidence: float = CONFIDENCE
) -> Interval:
    r"""Return a quantile with a distribution-free interval from order statistics.

    The interval :math:`[x_{(l)}, x_{(u)}]` covers the quantile q with probability
    :math:`P(l \le B < u)`, B binomial (n, q); l and u are the tightest ranks that leave at
    most half of 1 - confidence on either side. Too few values to reach an end give no bounds.

    Source: Conover, Practical Nonparametric Statistics, section 3.2.

    Parameters
    ----------
    values
        Figures of independent replications (n,).
    share
        Which quantile, 0–1 exclusive.
    confidence
        Least probability of covering it.

    Raises
    ------
    InputError
        If there are no values or `share` is not inside 0–1.
    """
    if not 0.0 < share < 1.0:
        raise InputError(f"a quantile lies between 0 and 1, got {share}")
    from scipy.stats import binom  # noqa: PLC0415  # start-up

    ordered = np.sort(_sample(values))
    n = len(ordered)
    estimate = float(np.quantile(ordered, share, method="inverted_cdf"))
    tail = (1.0 - confidence) / 2.0
    below = binom.cdf(np.arange(n), n, share)  # P(B <= k) for k = 0 … n - 1
    lower_ranks = np.flatnonzero(below <= tail)  # P(B < l) <= tail for l = k + 1
    upper_ranks = np.flatnonzero(1.0 - below <= tail)  # P(B >= u) <= tail for u = k + 1
    if not len(lower_ranks) or not len(upper_ranks):
        return Interval(estimate, None, None, n)
    low, high = ordered[lower_ranks[-1]], ordered[upper_ranks[0]]
    return Interval(estimate, float(low), float(high), n)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p values, in the order given.

    Rejecting all with an adjusted p of at most α keeps the chance of any false rejection
    within α, however the tests depend on each other.

    Source: Holm 1979, A simple sequentially rejective multiple test procedure.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min((len(p_values) - rank) * p_values[index], 1.0))
        adjusted[index] = largest
    return adjusted


def replications_needed(
    values: Sequence[float], half_width: float, *, confidence: float = CONFIDENCE
) -> int:
    r"""Return how many replications a t interval of this half width will need.

    The smallest n ≥ 2 with :math:`t_{n-1} s / \sqrt n \le h`, taking the standard deviation s
    of the values at hand as if it were known. For a comparison, pass the differences.

    Raises
    ------
    InputError
        If there are fewer than two values or the half width is not positive.
    """
    sample = _sample(values)
    if len(sample) < 2:  # noqa: PLR2004  # one value has no spread
        raise InputError("at least two replications are needed to judge their spread")
    if half_width <= 0.0:
        raise InputError(f"the half width must be positive, got {half_width}")
    spread = float(sample.std(ddof=1))

    def is_enough(n: int) -> bool:
        return _t_quantile(confidence, n - 1) * spread <= half_width * math.sqrt(n)

    enough = 2
    while not is_enough(enough):
        enough *= 2
    short = enough // 2
    while enough - short > 1:
        middle = (enough + short) // 2
        short, enough = (short, middle) if is_enough(middle) else (middle, enough)
    return enough


def compare(
    rows: Sequence[Mapping[str, object]],
    metrics: Sequence[str],
    *,
    by: Sequence[str],
    baseline: Mapping[str, object],
    confidence: float = CONFIDENCE,
) -> list[Comparison]:
    """Compare every plan with a baseline on every metric, pair by pair.

    Parameters
    ----------
    rows
        Rows of :func:`sim.experiments.runner.run_cells`.
    metrics
        Names of the metrics.
    by
        Columns that tell plans apart, e.g. ``["linkage", "layout"]``.
    baseline
        The values of those columns for the plan to compare with.
    confidence
        Confidence of the intervals.

    Raises
    ------
    UnknownNameError
        If a metric is in no row.
    InputError
        If no row has the baseline's values.
    """
    for metric in metrics:
        if not any(metric in row for row in rows):
            known = [key for key in (rows[0] if rows else {}) if key not in {*by, *_KEY_COLUMNS}]
            raise unknown_name(metric, known, noun="metric", where="these rows")
    base = tuple(baseline.get(column) for column in by)
    plans: dict[tuple[object, tuple[object, ...]], dict[object, Mapping[str, object]]] = {}
    for row in rows:
        plan = tuple(row.get(column) for column in by)
        run = tuple(row.get(column) for column in _KEY_COLUMNS)
        plans.setdefault((row.get("scenario"), plan), {})[run] = row
    if not any(plan == base for _, plan in plans):
        raise InputError(f"no row has the baseline {dict(baseline)}")
    found = [
        _compare_runs(metric, runs, plans[scenario, base], confidence=confidence)._replace(
            scenario=str(scenario), plan=dict(zip(by, plan, strict=True))
        )
        for metric in metrics
        for (scenario, plan), runs in plans.items()
        if plan != base and (scenario, base) in plans
    ]
    tested = [index for index, one in enumerate(found) if _p(one) is not None]
    adjusted = holm([_p(found[index]) or 0.0 for index in tested])
    for index, p_adjusted in zip(tested, adjusted, strict=True):
        found[index] = found[index]._replace(p_adjusted=p_adjusted)
    return found


def _compare_runs(
    metric: str, plan_runs: Runs, base_runs: Runs, *, confidence: float
) -> Comparison:
    pairs = [
        (float(str(row[metric])), float(str(base_runs[run][metric])))
        for run, row in plan_runs.items()
        if run in base_runs
        and row.get(metric) is not None
        and base_runs[run].get(metric) is not None
    ]
    values, base = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Comparison(
        metric=metric,
        scenario="",
        plan={},
        plan_mean=float(np.mean(values)) if pairs else None,
        baseline_mean=float(np.mean(base)) if pairs else None,
        difference=paired_difference(values, base, confidence=confidence) if pairs else None,
        p_adjusted=None,
        n_dropped=len({**plan_runs, **base_runs}) - len(pairs),
    )


def _p(comparison: Comparison) -> float | None:
    return None if comparison.difference is None else comparison.difference.p_value


def _sample(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not len(values):
        raise InputError("no values to compare")
    return np.asarray(values, dtype=np.float64)


def _t_quantile(confidence: float, degrees: int) -> float:
    if not 0.0 < confidence < 1.0:
        raise InputError(f"confidence lies between 0 and 1, got {confidence}")
    from scipy.stats import t as student  # noqa: PLC0415  # start-up

    return float(student.ppf((1.0 + confidence) / 2.0, degrees))
