"""The response timeline: warnings, response levels and what was done, on one calendar.

Each row of bars is scaled to its own peak, so that nine consultations show beside nine
thousand evacuees; the totals stand at the right. Not a list of events: the tabletop has one.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.calendar import calendar_axis
from sim.figures.labels import label
from sim.figures.series import (
    FloatArray,
    LevelSpan,
    bin_width_s,
    binned,
    response_spans,
    standing,
)
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PALE,
    PAPER,
    RESPONSE_COLOURS,
    SMALL_PT,
    TEXT_PT,
    WARNING_COLOURS,
    describe_run,
    describe_source,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    text_width_in,
    thousands,
    title_height_in,
)
from sim.log import EventLog
from sim.log.words import WORDS
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TIERS = ("national", "province", "prefecture", "county")

_WIDTH_IN, _LEFT_IN, _RIGHT_IN, _FOOT_IN = 11.5, 2.05, 1.65, 0.62
_WARNING_IN, _TIER_IN, _LANE_IN, _HEAD_IN = 1.35, 0.30, 0.34, 0.52
_BAR_SHARE = 0.84


class Lane(NamedTuple):
    """One row of the timeline: what is counted, and in which colour."""

    key: str
    kind: str
    field: str | None
    colour: str


LANES: tuple[Lane, ...] = (
    Lane("lane_consultations", "ConsultationHeld", None, COLOURS["command"]),
    Lane("lane_requests", "RequestRaised", None, COLOURS["command"]),
    Lane("lane_inspected", "PointsInspected", "points", COLOURS["command"]),
    Lane("lane_reinforced", "PointReinforced", None, COLOURS["command"]),
    Lane("lane_ordered", "EvacuationOrdered", "persons", COLOURS["evacuation"]),
    Lane("lane_departed", "GroupDeparted", "persons", COLOURS["evacuation"]),
    Lane("lane_trucks", "TruckDeparted", None, COLOURS["supply"]),
    Lane("lane_tasked", "TeamTasked", None, COLOURS["rescue"]),
    Lane("lane_rescued", "PersonsRescued", "persons", COLOURS["rescue"]),
    Lane("lane_closed", "LinkClosed", None, COLOURS["closure"]),
    Lane("lane_failed", "HazardPointFailed", None, COLOURS["closure"]),
    Lane("lane_trapped", "PersonsTrapped", "persons", COLOURS["closure"]),
)


def timeline_figure(log: EventLog, place: Place, *, lang: Lang = "zh") -> "Figure":
    """Draw the response timeline of a run.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in: it knows which tier a command post belongs to.
    lang
        ``"zh"`` or ``"en"``.
    """
    tiers = {site.site_id: site.level for site in place.sites if site.kind == "command_post"}
    spans = response_spans(log, tiers)
    shown = [
        tier for tier in TIERS if tier in spans or tier in ("province", "prefecture", "county")
    ]
    subtitle = describe_run(log.header, lang)
    heights = (_WARNING_IN, _TIER_IN * len(shown), _LANE_IN * len(LANES))
    total_in = title_height_in(subtitle) + _FOOT_IN + sum(heights) + len(heights) * _HEAD_IN
    with drawing():
        sheet = new_sheet(
            width_in=_WIDTH_IN,
            height_in=total_in,
            title=label("timeline_title", lang),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        panels = []
        top_in = total_in - title_height_in(subtitle)
        for height_in in heights:
            top_in -= _HEAD_IN + height_in
            panels.append(
                place_axes(
                    sheet,
                    left_in=_LEFT_IN,
                    bottom_in=top_in + 0.18,
                    width_in=_WIDTH_IN - _LEFT_IN - _RIGHT_IN,
                    height_in=height_in,
                )
            )
        warning_axes, response_axes, lane_axes = panels
        _draw_warnings(warning_axes, log, lang)
        _draw_responses(response_axes, shown, spans, lang)
        _label_spans(response_axes, shown, spans, log.header.horizon_s)
        _draw_lanes(lane_axes, log, lang)
        for axes in panels:
            calendar_axis(
                axes,
                clock=log.header.clock,
                horizon_s=log.header.horizon_s,
                lang=lang,
                labelled=axes is lane_axes,
            )
    return sheet


def _draw_warnings(axes: "Axes", log: EventLog, lang: Lang) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  # start-up

    heading(axes, label("warnings", lang))
    horizon_s = log.header.horizon_s
    levels = tuple(WARNING_COLOURS)
    steps = standing(log, begin="WarningIssued", end="WarningLifted", field="level", among=levels)
    below: FloatArray | None = None
    for level in reversed(levels):
        time_s, value = steps[level].to(horizon_s)
        floor = np.zeros_like(value) if below is None else below
        axes.fill_between(
            time_s,
            floor,
            floor + value,
            step="post",
            facecolor=WARNING_COLOURS[level],
            linewidth=0.0,
            label=WORDS[level].in_(lang),
        )
        below = floor + value
    most = float(below.max()) if below is not None else 0.0
    axes.set_ylim(0.0, max(most * 1.08, 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.legend(
        loc="center left",
        bbox_to_anchor=(1.01, 0.5),
        reverse=True,
        handlelength=1.2,
        borderaxespad=0.0,
    )
    if most == 0.0:
        say_nothing_happened(axes, label("nothing", lang))


def _draw_responses(
    axes: "Axes", shown: Sequence[str], spans: Mapping[str, Sequence[LevelSpan]], lang: Lang
) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415  # start-up

    heading(axes, label("responses", lang))
    for row, tier in enumerate(reversed(shown)):
        for span in spans.get(tier, ()):
            axes.barh(
                row,
                span.end_s - span.begin_s,
                left=span.begin_s,
                height=0.72,
                color=RESPONSE_COLOURS[span.level],
                edgecolor=PAPER,
                linewidth=0.6,
            )
    _rows(axes, [label(tier, lang) for tier in reversed(shown)])
    axes.legend(
        handles=[
            Patch(facecolor=colour, label=level)
            for level, colour in reversed(RESPONSE_COLOURS.items())
        ],
        loc="center left",
        bbox_to_anchor=(1.01, 0.5),
        ncols=2,
        handlelength=1.2,
        columnspacing=1.0,
        labelspacing=0.3,
        borderaxespad=0.0,
    )


def _label_spans(
    axes: "Axes", shown: Sequence[str], spans: Mapping[str, Sequence[LevelSpan]], horizon_s: float
) -> None:
    """Write level and number of posts into the stretches that are long enough for the text."""
    figure = axes.get_figure(root=True)
    if figure is None or not horizon_s:
        return
    in_per_s = axes.get_position().width * figure.get_size_inches()[0] / horizon_s
    for row, tier in enumerate(reversed(shown)):
        for span in spans.get(tier, ()):
            text = span.level if span.n_posts == 1 else f"{span.level} × {span.n_posts}"
            if text_width_in(figure, text, size_pt=SMALL_PT) + 0.06 < (
                (span.end_s - span.begin_s) * in_per_s
            ):
                axes.text(
                    (span.begin_s + span.end_s) / 2.0,
                    row,
                    text,
                    ha="center",
                    va="center_baseline",
                    fontsize=SMALL_PT,
                    color=PAPER if span.level in ("I", "II") else INK,
                )


def _draw_lanes(axes: "Axes", log: EventLog, lang: Lang) -> None:
    horizon_s = log.header.horizon_s
    width_s = bin_width_s(horizon_s)
    heading(axes, label("lanes", lang))
    axes.annotate(
        label("timeline_note", lang, hours=f"{width_s / HOUR_S:g}"),
        (1, 1),
        xytext=(0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=SMALL_PT,
        color=GREY,
    )
    for column, key in ((0.45, "total"), (1.0, "peak")):
        _beside(axes, column, len(LANES) - 0.42, label(key, lang), colour=GREY, size_pt=SMALL_PT)
    for row, lane in enumerate(reversed(LANES)):
        sums = binned(log.of(lane.kind), horizon_s=horizon_s, width_s=width_s, key=lane.field)
        peak = float(sums.max())
        axes.axhline(row - _BAR_SHARE / 2, color=PALE, lw=0.7, zorder=0.5)
        if peak > 0.0:
            floor = row - _BAR_SHARE / 2
            axes.stairs(
                floor + sums / peak * _BAR_SHARE,
                np.arange(len(sums) + 1) * width_s,
                baseline=floor,
                fill=True,
                color=lane.colour,
                linewidth=0.0,
            )
        shown = (float(sums.sum()), peak)
        for column, value in zip((0.45, 1.0), shown, strict=True):
            text = thousands(round(value)) if peak > 0.0 else "–"
            _beside(axes, column, row, text, colour=INK if peak > 0.0 else GREY, size_pt=TEXT_PT)
    _rows(axes, [label(lane.key, lang) for lane in reversed(LANES)])


def _beside(
    axes: "Axes", column: float, row: float, text: str, *, colour: str, size_pt: float
) -> None:
    """Write into one of the two columns right of the lanes, aligned to the right."""
    axes.annotate(
        text,
        (1, row),
        xytext=(column * (_RIGHT_IN - 0.35) * 72.0, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=size_pt,
        color=colour,
        annotation_clip=False,
    )


def _rows(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.5, len(names) - 0.5)
    axes.spines["left"].set_visible(False)
