"""The clearance curve: vehicles ready, on the road and arrived, beside the least time possible.

The bound is that of :func:`sim.roads.bound.clearance_bound_s` or, for several shares at once, of
:func:`sim.roads.bound.quickest_share_s`; it is given, not computed here.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.text import Lang
from sim.figures.elapsed import describe_trips, nearest_minute, time_axis, traffic_sheet
from sim.figures.labels import label
from sim.figures.passages import FloatArray
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PAPER,
    SMALL_PT,
    TEXT_PT,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    thousands,
    title_height_in,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.roads.traffic import TripResults

SHARES = (0.5, 0.95, 1.0)
"""Shares of the vehicles whose arrival is marked."""

_LEFT_IN, _PLOT_IN, _RIGHT_IN, _HEIGHT_IN = 0.75, 7.6, 2.6, 3.7
_HEAD_IN, _FOOT_IN, _GAP_IN = 0.50, 0.88, 0.22
_END_SHARE = 1.03
_TABLE_TOP, _TABLE_STEP = 0.72, 0.085
_SAME_S = 1.0
_ROUNDING = 1e-9


class _Line(NamedTuple):
    key: str
    time_s: FloatArray
    colour: str
    style: str


class _Mark(NamedTuple):
    share: float
    actual_s: float | None
    bound_s: float | None

    @property
    def ratio(self) -> str:
        if self.actual_s is None or not self.bound_s:
            return "–"
        return f"{self.actual_s / self.bound_s:.2f}"


def clearance_curve(
    results: "TripResults | tuple[npt.ArrayLike, npt.ArrayLike]",
    *,
    bounds_s: float | Mapping[float, float] | None = None,
    start_s: float = 0.0,
    clock: Clock | None = None,
    lang: Lang = "zh",
    title: str = "",
) -> "Figure":
    """Draw which share of the vehicles is on the road and has arrived, with the least possible.

    Parameters
    ----------
    results
        Results of simulated trips; or departures and arrivals [s], nan = never (V,) each.
    bounds_s
        Least time from `start_s` [s] within which all vehicles can be in, or least times by share
        of the vehicles, e.g. ``{0.5: 1800.0, 0.95: 4000.0, 1.0: 4200.0}``.
    start_s
        Moment from which clearance and bound are counted [s].
    clock
        Calendar of time 0; None counts hours and minutes.
    lang
        ``"zh"`` or ``"en"``.
    title
        Title instead of the general one.

    Raises
    ------
    InputError
        If departures and arrivals differ in length, or a share is not above 0 and at most 1.
    """
    lines, n = _lines(results)
    arrived_s = lines[-1].time_s
    bounds = _checked_bounds(bounds_s)
    marks = [_mark(arrived_s, n, share, bounds, start_s) for share in SHARES]
    last_s = max(
        [start_s + max(bounds.values(), default=0.0)]
        + [float(line.time_s.max()) for line in lines if len(line.time_s)]
    )
    end_s = start_s + max((last_s - start_s) * _END_SHARE, 1.0)
    with drawing():
        sheet = _sheet(results, n, lang=lang, clock=clock, title=title)
        axes = place_axes(
            sheet,
            left_in=_LEFT_IN,
            bottom_in=_FOOT_IN,
            width_in=_PLOT_IN,
            height_in=_HEIGHT_IN,
        )
        time_axis(axes, begin_s=min(start_s, 0.0), end_s=end_s, lang=lang, clock=clock)
        heading(axes, label("clearance_panel", lang))
        axes.set_ylim(0.0, 1.06)
        axes.set_yticks((0.0, 0.25, 0.5, 0.75, 1.0), ("0%", "25%", "50%", "75%", "100%"))
        axes.grid(visible=True, axis="y")
        if not n:
            say_nothing_happened(axes, label("no_data", lang))
            return sheet
        _draw_lines(axes, lines, n, end_s, lang)
        _draw_bounds(axes, bounds, start_s, lang)
        axes.legend(
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=4,
            borderaxespad=0.3,
            handlelength=1.8,
            columnspacing=1.4,
        )
        _draw_marks(axes, marks, start_s)
        side = place_axes(
            sheet,
            left_in=_LEFT_IN + _PLOT_IN + _GAP_IN,
            bottom_in=_FOOT_IN,
            width_in=_RIGHT_IN - 2 * _GAP_IN,
            height_in=_HEIGHT_IN,
        )
        _write_table(side, marks, lang, n_missing=n - len(arrived_s), has_bound=bool(bounds))
    return sheet


def _lines(
    results: "TripResults | tuple[npt.ArrayLike, npt.ArrayLike]",
) -> tuple[list[_Line], int]:
    """Return the curves, arrivals last, as the sorted times of each, and how many vehicles."""
    if isinstance(results, tuple):
        departed, arrived = (np.asarray(values, dtype=float).reshape(-1) for values in results)
        ready = departed
    else:
        departed, arrived = results.departed_s, results.arrived_s
        ready = np.asarray(results.trips.depart_s, dtype=float)
    if len(departed) != len(arrived):
        raise InputError(f"{len(departed)} departures but {len(arrived)} arrivals")
    lines = [
        _Line("clearance_departed", _sorted(departed), COLOURS["departure"], "-"),
        _Line("clearance_arrived", _sorted(arrived), COLOURS["evacuation"], "-"),
    ]
    waits = np.where(np.isfinite(departed), departed, np.inf) - ready
    if len(waits) and float(np.max(waits)) > _SAME_S:
        lines.insert(0, _Line("clearance_ready", _sorted(ready), COLOURS["order"], "--"))
    return lines, len(arrived)


def _sorted(times_s: FloatArray) -> FloatArray:
    finite: FloatArray = np.sort(times_s[np.isfinite(times_s)])
    return finite


def _checked_bounds(bounds_s: float | Mapping[float, float] | None) -> dict[float, float]:
    """Return the finite bounds by share, smallest share first."""
    if bounds_s is None:
        return {}
    given = dict(bounds_s) if isinstance(bounds_s, Mapping) else {1.0: float(bounds_s)}
    for share in given:
        if not 0.0 < share <= 1.0:
            raise InputError(f"bounds_s: shares must be above 0 and at most 1, got {share}")
    return {share: float(given[share]) for share in sorted(given) if math.isfinite(given[share])}


def _mark(
    arrived_s: FloatArray, n: int, share: float, bounds: Mapping[float, float], start_s: float
) -> _Mark:
    wanted = int(np.ceil(share * n - _ROUNDING))
    actual_s = float(arrived_s[wanted - 1]) - start_s if 0 < wanted <= len(arrived_s) else None
    return _Mark(share, actual_s, bounds.get(share))


def _sheet(
    results: "TripResults | tuple[npt.ArrayLike, npt.ArrayLike]",
    n: int,
    *,
    lang: Lang,
    clock: Clock | None,
    title: str,
) -> "Figure":
    title = title or label("clearance_title", lang)
    width_in = _LEFT_IN + _PLOT_IN + _RIGHT_IN
    if isinstance(results, tuple):
        subtitle = label("clearance_vehicles", lang, n=thousands(n))
        height_in = title_height_in(subtitle) + _HEAD_IN + _HEIGHT_IN + _FOOT_IN
        return new_sheet(
            width_in=width_in, height_in=height_in, title=title, subtitle=subtitle, footer=""
        )
    height_in = title_height_in(describe_trips(results, lang, clock)) + _HEAD_IN
    return traffic_sheet(
        results,
        lang=lang,
        clock=clock,
        title=title,
        width_in=width_in,
        height_in=height_in + _HEIGHT_IN + _FOOT_IN,
    )


def _draw_lines(axes: "Axes", lines: Sequence[_Line], n: int, end_s: float, lang: Lang) -> None:
    begin_s = axes.get_xlim()[0]
    for line in lines:
        share = np.arange(1, len(line.time_s) + 1) / n
        last = float(share[-1]) if len(share) else 0.0
        axes.step(
            np.concatenate(([begin_s], line.time_s, [end_s])),
            np.concatenate(([0.0], share, [last])),
            where="post",
            color=line.colour,
            ls=line.style,
            lw=1.8,
            label=f"{label(line.key, lang)} {_percent(last)}",
        )


def _percent(share: float) -> str:
    """Return a share in percent, never 100 % where one is missing."""
    return f"{math.floor(share * 1000.0 + _ROUNDING) / 10.0:.4g}%"


def _draw_bounds(axes: "Axes", bounds: Mapping[float, float], start_s: float, lang: Lang) -> None:
    """Draw the least time for all as a line, and those for shares as points joined below it."""
    if len(bounds) > 1:
        axes.plot(
            [start_s + bound_s for bound_s in bounds.values()],
            list(bounds),
            color=COLOURS["bound"],
            ls=":",
            lw=1.3,
            marker="D",
            ms=4.5,
            mfc=PAPER,
            mew=1.2,
            zorder=4,
            label=label("clearance_at_best", lang),
        )
    if 1.0 not in bounds:
        return
    at_s = start_s + bounds[1.0]
    axes.axvline(at_s, color=COLOURS["bound"], lw=1.4, zorder=2.5)
    low, high = axes.get_xlim()
    is_left = (at_s - low) < 0.6 * (high - low)  # room for the text at its right
    axes.annotate(
        label("clearance_bound", lang, time=nearest_minute(bounds[1.0])),
        (at_s, 0.0),
        xycoords=("data", "axes fraction"),
        xytext=(4 if is_left else -4, 4),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="bottom",
        fontsize=SMALL_PT + 1.0,
        color=COLOURS["bound"],
        bbox={"fc": PAPER, "ec": "none", "alpha": 0.8, "pad": 1.0},
        zorder=5,
    )


def _draw_marks(axes: "Axes", marks: Sequence[_Mark], start_s: float) -> None:
    for mark in marks:
        if mark.actual_s is not None:
            at_s = start_s + mark.actual_s
            axes.plot([at_s, at_s], [0.0, mark.share], color=INK, lw=0.8, ls=":", zorder=2)
            axes.plot(
                [at_s],
                [mark.share],
                marker="o",
                ms=5.5,
                mfc=PAPER,
                mec=COLOURS["evacuation"],
                mew=1.6,
                zorder=6,
            )


def _write_table(
    axes: "Axes", marks: Sequence[_Mark], lang: Lang, *, n_missing: int, has_bound: bool
) -> None:
    """Write the marked times, their bounds and ratios beside the panel."""
    axes.set_axis_off()
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    names = {0.5: "T50", 0.95: "T95", 1.0: label("all_in", lang)}
    columns = [("", [names[mark.share] for mark in marks])]
    columns.append((label("column_actual", lang), [_shown(mark.actual_s) for mark in marks]))
    if has_bound:
        columns.append((label("column_bound", lang), [_shown(mark.bound_s) for mark in marks]))
        columns.append((label("column_ratio", lang), [mark.ratio for mark in marks]))
    places = ((0.0, "left"), (0.45, "right"), (0.73, "right"), (1.0, "right"))
    for (x, align), (title, texts) in zip(places, columns, strict=False):
        for row, text in enumerate((title, *texts)):
            axes.text(
                x,
                _TABLE_TOP - row * _TABLE_STEP,
                text,
                ha=align,
                va="center",
                fontsize=TEXT_PT if row else SMALL_PT + 0.5,
                color=INK if row else GREY,
            )

    if n_missing:
        axes.text(
            0.0,
            _TABLE_TOP - (len(marks) + 1.3) * _TABLE_STEP,
            label("clearance_never", lang, n=thousands(n_missing)),
            va="center",
            fontsize=TEXT_PT,
            color=COLOURS["closure"],
        )


def _shown(time_s: float | None) -> str:
    return "–" if time_s is None else nearest_minute(time_s)
