"""The sensitivity figure: for each metric, the assumptions that move it most, as bars."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import Lang
from sim.figures.labels import label
from sim.figures.style import (
    GREY,
    SERIES,
    TEXT_PT,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    text_width_in,
    thousands,
    title_height_in,
)
from sim.metrics import catalogue

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BAR_IN, _PLOT_IN, _EDGE_IN = 0.21, 4.6, 0.3
_HEAD_IN, _AXIS_IN, _FOOT_IN = 0.5, 0.42, 0.3


class Bar(NamedTuple):
    """One factor's effect on a metric, and half of its 95 % interval."""

    factor: str
    mean: float
    interval: float


def sensitivity_figure(
    effects: Mapping[str, Sequence[Bar]],
    *,
    method: str,
    n_factors: int,
    most: int = 10,
    lang: Lang = "zh",
) -> "Figure":
    """Draw the factors that move each metric most, one panel below the other.

    Parameters
    ----------
    effects
        Effects by metric of the catalogue, the largest first.
    method
        ``morris`` (mean absolute change over a factor's range) or ``sobol`` (total share of the
        variance).
    n_factors
        How many factors were varied.
    most
        How many bars a panel shows.
    lang
        ``"zh"`` or ``"en"``.
    """
    metrics = {metric.name: metric for metric in catalogue()}
    shown = {name: [bar for bar in bars[:most] if bar.mean > 0.0] for name, bars in effects.items()}
    subtitle = label(f"sensitivity_{method}", lang, n=n_factors)
    with drawing():
        probe = new_sheet(width_in=1.0, height_in=1.0, title="", subtitle="", footer="")
        names = [bar.factor for bars in shown.values() for bar in bars]
        left_in = (
            _EDGE_IN
            + 0.2
            + max((text_width_in(probe, name, size_pt=TEXT_PT) for name in names), default=1.0)
        )
        heights = {name: _BAR_IN * max(len(bars), 3) for name, bars in shown.items()}
        total_in = title_height_in(subtitle) + _FOOT_IN
        total_in += sum(heights.values()) + len(heights) * (_HEAD_IN + _AXIS_IN)
        sheet = new_sheet(
            width_in=left_in + _PLOT_IN + _EDGE_IN,
            height_in=total_in,
            title=label("sensitivity_title", lang),
            subtitle=subtitle,
            footer=label("sensitivity_footer", lang),
        )
        bottom_in = total_in - title_height_in(subtitle)
        for name, bars in shown.items():
            bottom_in -= _HEAD_IN + heights[name]
            axes = place_axes(
                sheet,
                left_in=left_in,
                bottom_in=bottom_in,
                width_in=_PLOT_IN,
                height_in=heights[name],
            )
            bottom_in -= _AXIS_IN
            is_share = method == "sobol"
            heading(
                axes, metrics[name].title.in_(lang) if is_share else metrics[name].heading(lang)
            )
            rows = [-float(row) for row in range(len(bars))]
            axes.barh(rows, [bar.mean for bar in bars], height=0.62, color=SERIES[0])
            axes.errorbar(
                [bar.mean for bar in bars],
                rows,
                xerr=[bar.interval for bar in bars],
                fmt="none",
                ecolor=GREY,
                lw=1.0,
            )
            axes.set_yticks(rows, [bar.factor for bar in bars])
            axes.set_ylim(-max(len(bars), 1) + 0.4, 0.6)
            axes.set_xlim(left=0.0)
            axes.xaxis.set_major_formatter(thousands)
            axes.tick_params(axis="y", length=0)
            axes.grid(visible=True, axis="x")
            if not bars:
                axes.set_xticks([])
                say_nothing_happened(axes, label("sensitivity_nothing", lang))
    return sheet
