"""The ladder: what each mechanism of linkage changes, on the way up, down, and as a fair share."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import Lang
from sim.figures.labels import label
from sim.figures.style import (
    GREY,
    MARKERS,
    SERIES,
    TEXT_PT,
    drawing,
    heading,
    new_sheet,
    place_axes,
    text_width_in,
    thousands,
    title_height_in,
)
from sim.linkage.mechanisms import MECHANISMS
from sim.metrics import catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_IN, _PLOT_IN, _GAP_IN, _EDGE_IN = 0.27, 4.4, 0.4, 0.3
_HEAD_IN, _AXIS_IN, _FOOT_IN, _LEGEND_IN = 0.5, 0.42, 0.3, 0.35
_MOST_COLUMNS = 2
_OFFSET = 0.24
WAYS = ("up", "down", "fair")


class Rung(NamedTuple):
    """One mechanism's worth in one metric: estimate and half its interval, by way."""

    mechanism: str
    worth: dict[str, tuple[float, float]]


def ladder_figure(
    rungs: Mapping[str, Sequence[Rung]], *, subtitle: str, lang: Lang = "zh"
) -> "Figure":
    """Draw the worth of every mechanism, one panel for each metric.

    Parameters
    ----------
    rungs
        Rungs by metric of the catalogue, in the order of the ladder; ways are ``up``, ``down``
        and, where it was estimated, ``fair``.
    subtitle
        What was climbed.
    lang
        ``"zh"`` or ``"en"``.
    """
    metrics = {metric.name: metric for metric in catalogue()}
    n_rows = max(len(found) for found in rungs.values())
    names = [MECHANISMS[rung.mechanism].name.in_(lang) for rung in next(iter(rungs.values()))]
    n_columns = min(len(rungs), _MOST_COLUMNS)
    height_in = _ROW_IN * n_rows
    with drawing():
        probe = new_sheet(width_in=1.0, height_in=1.0, title="", subtitle="", footer="")
        widths = [text_width_in(probe, name, size_pt=TEXT_PT) for name in names]
        left_in = _EDGE_IN + 0.2 + max(widths)
        total_in = title_height_in(subtitle) + _FOOT_IN + _LEGEND_IN
        total_in += ceil(len(rungs) / n_columns) * (_HEAD_IN + height_in + _AXIS_IN)
        sheet = new_sheet(
            width_in=left_in + n_columns * (_PLOT_IN + _GAP_IN) + _EDGE_IN,
            height_in=total_in,
            title=label("ladder_title", lang),
            subtitle=subtitle,
            footer=label("ladder_footer", lang),
        )
        top_in = total_in - title_height_in(subtitle) - _LEGEND_IN
        for number, (name, found) in enumerate(rungs.items()):
            row, column = divmod(number, n_columns)
            axes = place_axes(
                sheet,
                left_in=left_in + column * (_PLOT_IN + _GAP_IN),
                bottom_in=top_in - (row + 1) * (_HEAD_IN + height_in) - row * _AXIS_IN,
                width_in=_PLOT_IN,
                height_in=height_in,
            )
            heading(axes, metrics[name].heading(lang))
            _draw(axes, found, lang)
            axes.set_yticks([-float(place) for place in range(n_rows)], names if not column else [])
            if number == 0:
                axes.legend(
                    loc="lower left",
                    bbox_to_anchor=(0.0, 1.0 + (_HEAD_IN - 0.1) / height_in),
                    ncols=len(WAYS),
                    frameon=False,
                )
    return sheet


def _draw(axes: "Axes", found: Sequence[Rung], lang: Lang) -> None:
    ways = [way for way in WAYS if any(way in rung.worth for rung in found)]
    for place, way in enumerate(ways):
        offset = _OFFSET * (1 - place)
        shown = [(row, rung.worth[way]) for row, rung in enumerate(found) if way in rung.worth]
        axes.errorbar(
            [worth for _, (worth, _half) in shown],
            [offset - row for row, _ in shown],
            xerr=[half for _, (_worth, half) in shown],
            fmt=MARKERS[place],
            ms=3.5,
            lw=1.0,
            color=SERIES[place],
            label=label(f"ladder_{way}", lang),
        )
    axes.axvline(0.0, color=GREY, lw=0.8)
    axes.set_ylim(-len(found) + 0.4, 0.6)
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter(thousands)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x")
