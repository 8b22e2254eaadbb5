"""Tables of an experiment for the terminal: means with their intervals, and comparisons.

Shows only; every figure is made in :mod:`sim.experiments.comparison`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.core.errors import unknown_name
from sim.core.text import Lang, Text
from sim.experiments.comparison import Comparison, mean_interval
from sim.experiments.runner import FAILED
from sim.metrics import Metric, catalogue

if TYPE_CHECKING:
    from rich.table import Table

_RUNS = Text("次数", "runs")
_FAILED = Text("失败", "failed")
_SCENARIO = Text("情景", "scenario")
_METRIC = Text("指标", "metric")
_PLAN = Text("方案", "plan")
_PLAN_MEAN = Text("方案均值", "plan mean")
_BASELINE_MEAN = Text("基准均值", "baseline mean")
_DIFFERENCE = Text(r"差值 \[区间]", r"difference \[interval]")
_P = Text("校正 p", "adjusted p")
_PAIRS = Text("配对数", "pairs")
_VERDICT = Text("结论", "verdict")
_BETTER = Text("更好", "better")
_WORSE = Text("更差", "worse")
_CHANGED = Text("有差异", "differs")
_UNCLEAR = Text("未见显著差异", "not distinguishable")
_ALPHA = 0.05


def results_table(
    rows: Sequence[Mapping[str, object]],
    *,
    metrics: Sequence[str],
    by: Sequence[str],
    lang: Lang = "en",
) -> "Table":
    """Return plans × metrics: the mean over replications ± half its 95 % interval.

    Parameters
    ----------
    rows
        Rows of :func:`sim.experiments.runner.run_cells`.
    metrics
        Names of the metrics shown.
    by
        Columns that tell plans apart.
    lang
        ``"zh"`` or ``"en"``.

    Raises
    ------
    UnknownNameError
        If the catalogue has no such metric.
    """
    from rich.table import Table  # noqa: PLC0415  # only when a table is shown

    shown = [find_metric(name) for name in metrics]
    table = Table(*by)
    for header in (_RUNS, _FAILED):
        table.add_column(header.in_(lang), justify="right")
    for metric in shown:
        table.add_column(_header(metric, lang), justify="right", overflow="fold")
    groups: dict[tuple[object, ...], list[Mapping[str, object]]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(column) for column in by), []).append(row)
    for plan, members in groups.items():
        failed = sum(bool(row.get(FAILED)) for row in members)
        cells = [_mean_cell(members, metric) for metric in shown]
        table.add_row(*(str(part) for part in plan), str(len(members)), str(failed), *cells)
    return table


def comparison_table(comparisons: Sequence[Comparison], *, lang: Lang = "en") -> "Table":
    """Return one line per comparison: both means, the paired difference, and a verdict.

    The verdict uses Holm's adjusted p at 5 %; "not distinguishable" is not "equal".
    """
    from rich.table import Table  # noqa: PLC0415

    table = Table()
    for header in (_SCENARIO, _METRIC, _PLAN):
        table.add_column(header.in_(lang))
    for header in (_PLAN_MEAN, _BASELINE_MEAN, _DIFFERENCE, _P, _PAIRS):
        table.add_column(header.in_(lang), justify="right")
    table.add_column(_VERDICT.in_(lang))
    for one in comparisons:
        metric = find_metric(one.metric)
        table.add_row(
            one.scenario,
            _header(metric, lang),
            " ".join(f"{key}={value}" for key, value in one.plan.items()),
            metric.shown(one.plan_mean),
            metric.shown(one.baseline_mean),
            _difference_cell(one, metric),
            "–" if one.p_adjusted is None else f"{one.p_adjusted:.3g}",
            "0" if one.difference is None else str(one.difference.n),
            verdict(one, metric).in_(lang),
        )
    return table


def verdict(comparison: Comparison, metric: Metric) -> Text:
    """Return whether a plan is better than the baseline, worse, or cannot be told from it."""
    difference = comparison.difference
    p_adjusted = comparison.p_adjusted
    if difference is None or p_adjusted is None or p_adjusted > _ALPHA or difference.mean == 0.0:
        return _UNCLEAR
    if metric.better == "none":
        return _CHANGED
    return _BETTER if (difference.mean < 0.0) == (metric.better == "low") else _WORSE


def find_metric(name: str) -> Metric:
    """Return a metric of the catalogue by its name.

    Raises
    ------
    UnknownNameError
        If there is none; the message gives the nearest match.
    """
    for metric in catalogue():
        if metric.name == name:
            return metric
    raise unknown_name(name, [metric.name for metric in catalogue()], noun="metric")


def _header(metric: Metric, lang: Lang) -> str:
    return metric.heading(lang).replace("[", r"\[")


def _mean_cell(rows: Sequence[Mapping[str, object]], metric: Metric) -> str:
    values = [float(str(row[metric.name])) for row in rows if row.get(metric.name) is not None]
    if not values:
        return metric.shown(None)
    interval = mean_interval(values)
    half = interval.half_width
    return metric.shown(interval.estimate) + ("" if half is None else f" ± {metric.shown(half)}")


def _difference_cell(comparison: Comparison, metric: Metric) -> str:
    difference = comparison.difference
    if difference is None:
        return metric.shown(None)
    sign = "+" if difference.mean > 0.0 else ""
    if difference.low is None:
        return sign + metric.shown(difference.mean)
    low, high = metric.shown(difference.low), metric.shown(difference.high)
    return rf"{sign}{metric.shown(difference.mean)} \[{low}, {high}]"
