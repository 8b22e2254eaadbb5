"""Panels of curves: a sheet of stacked axes, lines named at their ends, one calendar.

Shared by the curve figures; knows matplotlib and layout, nothing of what a curve means.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import Lang
from sim.figures.calendar import calendar_axis
from sim.figures.labels import label
from sim.figures.series import Steps
from sim.figures.style import (
    GREY,
    SMALL_PT,
    TEXT_PT,
    describe_run,
    describe_source,
    drawing,
    new_sheet,
    place_axes,
    say_nothing_happened,
    thousands,
    title_height_in,
)
from sim.log import EventLog

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _LEFT_IN, _RIGHT_IN, _FOOT_IN = 11.0, 0.95, 1.75, 0.62
_HEAD_IN = 0.46
_GRID_GAP_IN, _GRID_RIGHT_IN = 0.95, 0.45
_OWN_CALENDAR_IN, _GRID_LEGEND_IN = 0.28, 0.30
_END_GAP_PT = 13.0


class Curve(NamedTuple):
    """One line of a panel."""

    text: str
    steps: Steps
    colour: str
    style: str = "-"


def stacked_sheet(
    log: EventLog, lang: Lang, title: str, heights_in: Sequence[float], *, n_columns: int = 1
) -> tuple["Figure", list["Axes"]]:
    """Return a sheet with one wide panel on top and rows of `n_columns` panels below it."""
    subtitle = describe_run(log.header, lang)
    total_in = title_height_in(subtitle) + _FOOT_IN + sum(heights_in) + len(heights_in) * _HEAD_IN
    if n_columns > 1:  # small panels carry their own calendar, and a legend stands above them
        total_in += _OWN_CALENDAR_IN * (len(heights_in) - 1) + _GRID_LEGEND_IN
    panels: list[Axes] = []
    with drawing():
        sheet = new_sheet(
            width_in=_WIDTH_IN,
            height_in=total_in,
            title=label(title, lang),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        bottom_in = total_in - title_height_in(subtitle)
        for row, height_in in enumerate(heights_in):
            bottom_in -= _HEAD_IN + height_in
            if row and n_columns > 1:
                bottom_in -= _OWN_CALENDAR_IN + (_GRID_LEGEND_IN if row == 1 else 0.0)
            columns = n_columns if row else 1
            right_in = _RIGHT_IN if columns == 1 else _GRID_RIGHT_IN
            width_in = (_WIDTH_IN - _LEFT_IN - right_in - (columns - 1) * _GRID_GAP_IN) / columns
            panels += [
                place_axes(
                    sheet,
                    left_in=_LEFT_IN + column * (width_in + _GRID_GAP_IN),
                    bottom_in=bottom_in + 0.16,
                    width_in=width_in,
                    height_in=height_in,
                )
                for column in range(columns)
            ]
    return sheet, panels


def draw_curves(axes: "Axes", curves: Sequence[Curve], log: EventLog, lang: Lang) -> None:
    """Draw step curves over the whole run, each named with its last value at its end."""
    most = 0.0
    ends = []
    for curve in curves:
        time_s, value = curve.steps.to(log.header.horizon_s)
        axes.step(time_s, value, where="post", color=curve.colour, ls=curve.style, lw=1.8)
        most = max(most, float(value.max()))
        ends.append((float(value[-1]), f"{curve.text} {thousands(round(value[-1]))}", curve.colour))
    count_axis(axes, most)
    if most == 0.0:
        say_nothing_happened(axes, label("nothing", lang))
    else:
        label_ends(axes, ends)


def label_ends(axes: "Axes", ends: Sequence[tuple[float, str, str]]) -> None:
    """Write what each line is at its right end, spread apart where lines end together."""
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    height_pt = axes.get_position().height * figure.get_size_inches()[1] * 72.0
    low, high = axes.get_ylim()
    ranked = sorted(ends, key=lambda end: end[0])
    wanted = [(value - low) / (high - low) * height_pt for value, _, _ in ranked]
    for at_pt, (_, text, colour) in zip(spread(wanted, _END_GAP_PT), ranked, strict=True):
        axes.annotate(
            text,
            (1, 0),
            xytext=(6, at_pt),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=TEXT_PT,
            annotation_clip=False,
        )


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Return positions at least `gap` apart, as near as can be to those wanted (ascending)."""
    clusters: list[tuple[float, int]] = []
    for one in wanted:
        clusters.append((one, 1))
        while len(clusters) > 1:
            (low, n_low), (high, n_high) = clusters[-2:]
            if high - low >= gap * (n_low + n_high) / 2.0:
                break
            middle = (low * n_low + high * n_high) / (n_low + n_high)
            clusters[-2:] = [(middle, n_low + n_high)]
    return [middle + gap * (index - (n - 1) / 2.0) for middle, n in clusters for index in range(n)]


def note(axes: "Axes", text: str) -> None:
    """Write a remark above the right edge of a panel, in line with its heading."""
    axes.annotate(
        text,
        (1, 1),
        xytext=(0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=SMALL_PT + 0.5,
        color=GREY,
        annotation_clip=False,
    )


def count_axis(axes: "Axes", most: float, *, n_ticks: int = 5) -> None:
    """Give a panel a vertical axis of whole numbers from 0 to a little above `most`."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415  # start-up

    axes.set_ylim(0.0, max(most * 1.08, 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=n_ticks, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.grid(visible=True, axis="y")


def share_calendar(panels: Sequence["Axes"], log: EventLog, lang: Lang) -> None:
    """Give stacked panels one calendar, labelled under the lowest."""
    for axes in panels:
        calendar_axis(
            axes,
            clock=log.header.clock,
            horizon_s=log.header.horizon_s,
            lang=lang,
            labelled=axes is panels[-1],
        )
