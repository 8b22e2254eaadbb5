"""What a sensitivity study found: effects of factors on metrics, as tables."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.core.parameters import Assumption
from sim.core.text import Lang, Text
from sim.experiments.tables import find_metric

if TYPE_CHECKING:
    from rich.table import Table

Method = Literal["morris", "sobol"]
_FACTOR = Text("参数", "assumption")
_RANGE = Text("取值范围", "range")
_UNIT = Text("单位", "unit")
_SOURCE = Text("来源", "source")
_HEADS: dict[Method, tuple[Text, Text]] = {
    "morris": (Text("平均影响 μ*", "mean change μ*"), Text("非线性 σ", "spread σ")),
    "sobol": (Text("总效应 ST", "total share ST"), Text("一阶 S1", "own share S1")),
}


class Effect(NamedTuple):
    """How much one factor moves one metric.

    ``mean`` is μ* (Morris: mean absolute change over the factor's range, in the metric's unit) or
    ST (Sobol: share of the variance it takes part in); ``interval`` half its 95 % interval.
    ``other`` is σ (Morris: spread of the changes, of interaction and bends) or S1 (its own share).
    """

    metric: str
    factor: Assumption
    mean: float
    interval: float
    other: float


def effects_csv(effects: Sequence[Effect], method: Method) -> str:
    """Return effects as a table, one row per metric and factor."""
    heads = ("mu_star", "mu_star_conf", "sigma") if method == "morris" else ("ST", "ST_conf", "S1")
    rows: list[Sequence[object]] = [
        ("metric", "factor", "unit", "low", "default", "high", "source", *heads)
    ]
    for effect in effects:
        factor = effect.factor
        spread = (factor.low, factor.default, factor.high)
        measured = (effect.mean, effect.interval, effect.other)
        rows.append((effect.metric, factor.key, factor.unit, *spread, factor.source, *measured))
    return as_csv(rows)


def as_csv(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV text."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def by_metric(effects: Sequence[Effect]) -> Mapping[str, list[Effect]]:
    """Return effects sorted into metrics, in their order."""
    sorted_in: dict[str, list[Effect]] = {}
    for effect in effects:
        sorted_in.setdefault(effect.metric, []).append(effect)
    return sorted_in


def effects_table(
    effects: Sequence[Effect], *, method: Method, most: int = 10, lang: Lang = "en"
) -> "Table":
    """Return the effects on one metric for the terminal, the largest first.

    Parameters
    ----------
    effects
        Effects on one metric.
    method
        How they were found.
    most
        How many rows to show.
    lang
        ``"zh"`` or ``"en"``.
    """
    from rich.table import Table  # noqa: PLC0415  # only when something is shown

    metric = find_metric(effects[0].metric)
    table = Table(title=metric.heading(lang), title_justify="left")
    mean, other = _HEADS[method]
    for text, justify in ((_FACTOR, "left"), (_RANGE, "right"), (_UNIT, "left"),
                          (mean, "right"), (other, "right"), (_SOURCE, "left")):  # fmt: skip
        table.add_column(text.in_(lang), justify="right" if justify == "right" else "left")
    for effect in effects[:most]:
        factor = effect.factor
        table.add_row(
            factor.key,
            f"{factor.low:g} – {factor.high:g}",
            factor.unit,
            f"{effect.mean:,.4g} ± {effect.interval:,.2g}",
            f"{effect.other:,.4g}",
            factor.source,
        )
    return table
