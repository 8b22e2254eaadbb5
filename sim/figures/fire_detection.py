"""How soon each source saw the fires of a run, and which saw them first."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.labels import label
from sim.figures.style import (
    COLOURS,
    SMALL_PT,
    describe_run,
    describe_source,
    drawing,
    new_sheet,
    place_axes,
    say_nothing_happened,
    title_height_in,
)
from sim.log import EventLog
from sim.log.words import WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_IN = 0.42
_WIDTH_IN, _LEFT_IN, _BELOW_IN = 10.4, 1.9, 1.0
_LEAST_H = 1.0 / 60.0

_Seen = list[tuple[float, bool]]
_Delays = dict[str, _Seen]


def fire_detection(log: EventLog, *, lang: Lang = "zh") -> "Figure":
    """Draw the time from the start of each fire to its report, source by source.

    A full mark is the first report of its fire, an open one a later report. Sources stand in the
    order of how many fires they saw first.

    Parameters
    ----------
    log
        Log of one run.
    lang
        ``"zh"`` or ``"en"``.
    """
    delays = sighting_delays_h(log)
    sources = sorted(delays, key=lambda source: (_n_first(delays[source]), source))
    height_in = _ROW_IN * max(len(sources), 2) + 0.5
    subtitle = describe_run(log.header, lang)
    with drawing():
        sheet = new_sheet(
            width_in=_WIDTH_IN,
            height_in=title_height_in(subtitle) + height_in + _BELOW_IN + 0.1,
            title=label("fire_detection_title", lang),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        axes = place_axes(
            sheet, left_in=_LEFT_IN, bottom_in=_BELOW_IN, width_in=6.6, height_in=height_in
        )
        _draw(axes, sources, delays, lang)
    return sheet


def _draw(axes: "Axes", sources: list[str], delays: _Delays, lang: Lang) -> None:
    """Draw one row for each source, and beside it how many fires it saw, and saw first."""
    if not sources:
        say_nothing_happened(axes, label("fire_unseen", lang))
        return
    for row, source in enumerate(sources):
        _draw_source(axes, row, np.array(delays[source]))
        axes.annotate(
            label(
                "fire_detection_row",
                lang,
                first=_n_first(delays[source]),
                reports=len(delays[source]),
            ),
            (1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL_PT,
        )
    axes.set_yticks(range(len(sources)), [WORDS[source].in_(lang) for source in sources])
    axes.set_ylim(-0.6, len(sources) - 0.4)
    axes.set_xscale("log")
    axes.set_xlabel(label("fire_detection_hours", lang))
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:g}")
    axes.grid(axis="x", lw=0.5, alpha=0.5)


def sighting_delays_h(log: EventLog) -> _Delays:
    """Return by source the hours from the start of fires to its report, and whether it was first.

    Parameters
    ----------
    log
        Log of one run.
    """
    started = {event.subject: event.time_s for event in log.of("FireStarted")}
    known: set[str] = set()
    delays: _Delays = {}
    for event in log.of("FireSighted"):
        hours = (event.time_s - started[event.subject]) / HOUR_S
        seen = delays.setdefault(str(event.data["source"]), [])
        seen.append((hours, event.subject not in known))
        known.add(event.subject)
    return delays


def _n_first(seen: _Seen) -> int:
    return sum(is_first for _, is_first in seen)


def _draw_source(axes: "Axes", row: int, seen: np.ndarray) -> None:
    """Draw the reports of one source (n, 2) in a row, spread a little so that none hides."""
    hours, is_first = np.maximum(seen[:, 0], _LEAST_H), seen[:, 1].astype(bool)
    offset = 0.28 * (np.argsort(np.argsort(hours, kind="stable")) % 3 - 1.0)
    for of, face in ((~is_first, "none"), (is_first, COLOURS["order"])):
        axes.scatter(
            hours[of], row + offset[of], s=26, facecolors=face, edgecolors=COLOURS["order"], lw=1.0
        )
    axes.plot([np.median(hours)] * 2, [row - 0.4, row + 0.4], color=COLOURS["closure"], lw=1.8)
