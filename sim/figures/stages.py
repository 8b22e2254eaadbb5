"""Where the time went: stages of responses as a waterfall of means and as a Gantt chart.

The waterfall shows, for each kind of request, how the mean time from fact to end of work adds up;
the Gantt chart the slowest responses one by one, on the calendar.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.calendar import calendar_axis
from sim.figures.labels import label
from sim.figures.style import (
    PAPER,
    SMALL_PT,
    TEXT_PT,
    describe_run,
    describe_source,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    text_width_in,
    title_height_in,
)
from sim.linkage.chain import REQUEST_KINDS
from sim.log import EventLog
from sim.log.words import WORDS, names_of, spoken
from sim.metrics.response import Response, responses
from sim.metrics.stages import STAGES
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STAGE_COLOURS: dict[str, str] = {
    "detect": "#882255",
    "report": "#CC79A7",
    "queue": "#D55E00",
    "decide": "#E69F00",
    "mobilise": "#F0E442",
    "load": "#009E73",
    "travel": "#56B4E9",
    "work": "#0072B2",
}
"""One colour for each stage, from the palette that colour-blind people can tell apart."""

_WIDTH_IN, _EDGE_IN, _BAR_IN, _HEAD_IN, _AXIS_IN, _FOOT_IN = 10.5, 0.3, 0.24, 0.5, 0.55, 0.35
_LEGEND_IN = 0.35


def waterfall_figure(log: EventLog, *, lang: Lang = "zh") -> "Figure":
    """Draw how the mean time of each kind of request adds up, stage after stage.

    Parameters
    ----------
    log
        Log of one run.
    lang
        ``"zh"`` or ``"en"``.
    """
    groups = {
        kind: found
        for kind in REQUEST_KINDS
        if (found := [one for one in responses(log) if one.request_kind == kind])
    }
    subtitle = describe_run(log.header, lang)
    height_in = _BAR_IN * len(STAGES)
    total_in = title_height_in(subtitle) + _FOOT_IN
    total_in += max(len(groups), 1) * (_HEAD_IN + height_in + _AXIS_IN)
    with drawing():
        sheet = new_sheet(
            width_in=_WIDTH_IN,
            height_in=total_in,
            title=label("stages_title", lang),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        top_in = total_in - title_height_in(subtitle)
        for number, (kind, found) in enumerate(groups.items() or [("", [])]):
            axes = place_axes(
                sheet,
                left_in=1.3,
                bottom_in=top_in - (number + 1) * (_HEAD_IN + height_in) - number * _AXIS_IN,
                width_in=_WIDTH_IN - 1.3 - 0.8,
                height_in=height_in,
            )
            if not found:
                say_nothing_happened(axes, label("stages_none", lang))
                continue
            heading(axes, label("stages_kind", lang, kind=WORDS[kind].in_(lang), n=len(found)))
            _waterfall(axes, found, lang)
    return sheet


def _waterfall(axes: "Axes", found: Sequence[Response], lang: Lang) -> None:
    begin_h = 0.0
    for row, stage in enumerate(STAGES):
        mean_h = sum(one.spent_s()[stage] for one in found) / len(found) / HOUR_S
        axes.barh(-row, mean_h, left=begin_h, height=0.72, color=STAGE_COLOURS[stage])
        begin_h += mean_h
        axes.text(begin_h, -row, f"  {mean_h:.2f}", va="center", size=SMALL_PT)
    axes.set_yticks(
        [-float(row) for row in range(len(STAGES))], [label(stage, lang) for stage in STAGES]
    )
    axes.set_xlim(0.0, begin_h * 1.08 or 1.0)
    axes.set_xlabel(label("stages_hours", lang))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x")


def gantt_figure(log: EventLog, place: Place, *, most: int = 30, lang: Lang = "zh") -> "Figure":
    """Draw the slowest responses as bars of stages on the calendar.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in, for names.
    most
        How many responses are shown.
    lang
        ``"zh"`` or ``"en"``.
    """
    slowest = sorted(responses(log), key=lambda one: (-one.total_s, one.request))[:most]
    shown = sorted(slowest, key=lambda one: (one.fact_s, one.request))
    names = names_of(place)
    rows = [spoken(one.request, lang=lang, names=names) for one in shown]
    subtitle = describe_run(log.header, lang)
    height_in = _BAR_IN * max(len(shown), 4)
    total_in = title_height_in(subtitle) + _LEGEND_IN + height_in + _AXIS_IN + _FOOT_IN + 0.3
    with drawing():
        probe = new_sheet(width_in=1.0, height_in=1.0, title="", subtitle="", footer="")
        widths = [text_width_in(probe, row, size_pt=TEXT_PT) for row in rows]
        left_in = _EDGE_IN + 0.15 + max(widths, default=1.0)
        sheet = new_sheet(
            width_in=left_in + _WIDTH_IN - 2.0,
            height_in=total_in,
            title=label("gantt_title", lang),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        axes = place_axes(
            sheet,
            left_in=left_in,
            bottom_in=_FOOT_IN + _AXIS_IN,
            width_in=_WIDTH_IN - 2.0 - _EDGE_IN,
            height_in=height_in,
        )
        if not shown:
            say_nothing_happened(axes, label("stages_none", lang))
            return sheet
        _gantt(axes, shown, lang)
        axes.set_yticks([-float(row) for row in range(len(rows))], rows)
        calendar_axis(axes, clock=log.header.clock, horizon_s=log.header.horizon_s, lang=lang)
    return sheet


def _gantt(axes: "Axes", shown: Sequence[Response], lang: Lang) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415  # start-up

    for row, one in enumerate(shown):
        axes.barh(
            [-row] * len(one.steps),
            [step.length_s for step in one.steps],
            left=[step.begin_s for step in one.steps],
            color=[STAGE_COLOURS[step.stage] for step in one.steps],
            height=0.72,
            edgecolor=PAPER,
            linewidth=0.2,
        )
    axes.set_ylim(-len(shown) + 0.4, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.legend(
        handles=[Patch(color=STAGE_COLOURS[stage], label=label(stage, lang)) for stage in STAGES],
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=len(STAGES),
        frameon=False,
    )
