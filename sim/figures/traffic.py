"""Pictures of traffic: volumes and occupancy, time and space, clearance with its bound, congestion.

>>> from sim.figures import traffic
>>> traffic.link_volumes(results, place=place, lang="zh")
>>> traffic.time_space(results, arcs=corridor, place=place)
>>> traffic.clearance_curve(results, bounds_s=bound_s)
>>> traffic.congestion_map(results, place, at_s=7200.0)

All are drawn from what :func:`sim.roads.traffic.simulate_trips` returns. What stands here is the
heat map of volumes; the others have modules of their own.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.clock import Clock
from sim.core.text import Lang
from sim.core.units import MINUTE_S
from sim.figures.clearance import clearance_curve
from sim.figures.congestion import congestion_map
from sim.figures.elapsed import describe_trips, time_axis, traffic_sheet
from sim.figures.labels import label
from sim.figures.passages import (
    ArcSeries,
    FloatArray,
    arc_name,
    arc_series,
    busiest,
    checked_arcs,
)
from sim.figures.style import (
    GREY,
    HEADING_PT,
    INK,
    SMALL_PT,
    TEXT_PT,
    drawing,
    heading,
    place_axes,
    text_width_in,
    thousands,
    title_height_in,
)
from sim.figures.trajectories import time_space

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.place import Place
    from sim.roads.traffic import TripResults

__all__ = ["clearance_curve", "congestion_map", "link_volumes", "time_space"]

_PANEL_IN, _ROW_IN, _HEAD_IN, _FOOT_IN = 4.1, 0.29, 0.56, 0.88
_EDGE_IN, _COLUMN_IN, _GAP_IN = 0.35, 0.62, 0.42
_BAR_IN, _BAR_HEIGHT_IN = 1.5, 0.09
_LEAST_PANEL_IN = 1.2
_SMALL_LABELS = 6
_ROUND = (1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class Heat(NamedTuple):
    """How one of the two panels looks."""

    key: str
    colours: str
    most: float
    is_share: bool


def link_volumes(
    results: "TripResults",
    arcs: Sequence[int] | None = None,
    *,
    busiest_n: int = 15,
    interval_s: float = 600.0,
    place: "Place | None" = None,
    clock: Clock | None = None,
    lang: Lang = "zh",
    title: str = "",
) -> "Figure":
    """Draw volume and occupancy of road sections over time, one row each.

    Parameters
    ----------
    results
        Results with recorded passages.
    arcs
        Arcs to show, from top to bottom; None takes those that most vehicles passed.
    busiest_n
        How many of the busiest to show where none are named.
    interval_s
        Length of a cell [s].
    place
        Place that names nodes and roads; None shows identifiers.
    clock
        Calendar of time 0; None counts hours and minutes.
    lang
        ``"zh"`` or ``"en"``.
    title
        Title instead of the general one.

    Raises
    ------
    InputError
        If no passages were recorded, or an arc does not exist.
    """
    shown = busiest(results, busiest_n) if arcs is None else checked_arcs(results, arcs)
    series = arc_series(results, shown.tolist(), interval_s=interval_s)
    names = [arc_name(results.network, arc, place, lang) for arc in shown.tolist()]
    passed = np.bincount(results.passages.arc, minlength=results.network.n_arcs)[shown]
    general = label("volumes_title" if arcs is None else "volumes_title_chosen", lang)
    with drawing():
        sheet, panels = _sheet(results, names, lang=lang, clock=clock, title=title or general)
        most = float(series.volume_veh_per_h.max(initial=0.0))
        for axes, heat, values, column in (
            (
                panels[0],
                Heat("volume_panel", "GnBu", _round_above(most), is_share=False),
                series.volume_veh_per_h,
                [thousands(int(n)) for n in passed],
            ),
            (
                panels[1],
                Heat("occupancy_panel", "YlOrBr", 1.0, is_share=True),
                series.occupancy_share,
                [f"{peak:.0%}" for peak in series.occupancy_share.max(axis=1)],
            ),
        ):
            _draw_heat(axes, heat, values, series, lang)
            _write_column(axes, column, "column_peak" if heat.is_share else "column_passed", lang)
            time_axis(
                axes,
                end_s=float(series.edges_s[-1]),
                lang=lang,
                clock=clock,
                most_labels=_SMALL_LABELS,
            )
            axes.grid(visible=False)
        _write_rows(panels, names)
        _write_note(panels[1], interval_s, lang)
    return sheet


def _sheet(
    results: "TripResults", names: Sequence[str], *, lang: Lang, clock: Clock | None, title: str
) -> tuple["Figure", list["Axes"]]:
    """Return the sheet and two panels, with room on the left for the longest name."""
    head_in = title_height_in(describe_trips(results, lang, clock)) + _HEAD_IN
    panel_in = max(_ROW_IN * len(names), _LEAST_PANEL_IN)
    height_in = head_in + panel_in + _FOOT_IN
    probe = traffic_sheet(
        results, lang=lang, clock=clock, title=title, width_in=10.0, height_in=height_in
    )
    names_in = max(text_width_in(probe, name, size_pt=TEXT_PT) for name in names) + 0.12
    width_in = _EDGE_IN + names_in + 2 * (_PANEL_IN + _COLUMN_IN) + _GAP_IN + 0.1
    sheet = traffic_sheet(
        results, lang=lang, clock=clock, title=title, width_in=width_in, height_in=height_in
    )
    panels = [
        place_axes(
            sheet,
            left_in=_EDGE_IN + names_in + number * (_PANEL_IN + _COLUMN_IN + _GAP_IN),
            bottom_in=_FOOT_IN,
            width_in=_PANEL_IN,
            height_in=panel_in,
        )
        for number in range(2)
    ]
    return sheet, panels


def _draw_heat(axes: "Axes", heat: Heat, values: FloatArray, series: ArcSeries, lang: Lang) -> None:
    n_rows = len(values)
    mesh = axes.pcolormesh(
        series.edges_s,
        np.arange(n_rows + 1),
        np.minimum(values, heat.most),
        cmap=heat.colours,
        vmin=0.0,
        vmax=heat.most,
    )
    axes.hlines(np.arange(1, n_rows), 0.0, series.edges_s[-1], colors="#FFFFFF", linewidths=1.2)
    axes.set_ylim(n_rows, 0)
    axes.spines[["left", "bottom"]].set_visible(False)
    heading(axes, label(heat.key, lang))
    sheet = axes.get_figure(root=True)
    if sheet is None:
        return
    width_in, height_in = sheet.get_size_inches()
    box = axes.get_position()
    bar = place_axes(
        sheet,
        left_in=box.x1 * width_in - _BAR_IN - 0.15,
        bottom_in=box.y1 * height_in + 0.22,
        width_in=_BAR_IN,
        height_in=_BAR_HEIGHT_IN,
    )
    ticks = (0.0, heat.most / 2.0, heat.most)
    sheet.colorbar(mesh, cax=bar, orientation="horizontal")
    bar.set_xticks(
        ticks, [f"{tick:.0%}" if heat.is_share else thousands(round(tick)) for tick in ticks]
    )
    bar.tick_params(axis="x", labelsize=SMALL_PT, length=2, pad=1.5)
    bar.set_frame_on(False)


def _round_above(value: float) -> float:
    """Return a round number not below a value, whose half is round as well; at least 2."""
    power = 10.0 ** math.floor(math.log10(max(value, 2.0)))
    return next(nice * power for nice in _ROUND if nice * power >= value)


def _write_rows(panels: Sequence["Axes"], names: Sequence[str]) -> None:
    rows = np.arange(len(names)) + 0.5
    panels[0].set_yticks(rows, names)
    panels[1].set_yticks(rows, [""] * len(names))
    for axes in panels:
        axes.tick_params(axis="y", length=0)


def _write_column(axes: "Axes", texts: Sequence[str], key: str, lang: Lang) -> None:
    """Write one number per row right of a panel, under a heading."""
    at_pt = (_COLUMN_IN - 0.06) * 72.0
    rows = [(-0.55, label(key, lang), GREY, SMALL_PT)]
    rows += [(row + 0.5, text, INK, TEXT_PT) for row, text in enumerate(texts)]
    for row, text, colour, size_pt in rows:
        axes.annotate(
            text,
            (1, row),
            xytext=(at_pt, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=size_pt,
            color=colour,
            annotation_clip=False,
        )


def _write_note(axes: "Axes", interval_s: float, lang: Lang) -> None:
    axes.annotate(
        label("volumes_note", lang, minutes=f"{interval_s / MINUTE_S:g}"),
        (1, 0),
        xytext=(0, -HEADING_PT * 2.0),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=SMALL_PT + 0.5,
        color=GREY,
        annotation_clip=False,
    )
