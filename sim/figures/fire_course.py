"""One fire hour by hour: what has burnt, what runs, what is made and held, by how many people."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import Lang
from sim.figures.fire_raster import largest_fire
from sim.figures.labels import label
from sim.figures.panels import count_axis, label_ends, share_calendar, stacked_sheet
from sim.figures.style import COLOURS, SMALL_PT, heading, say_nothing_happened, thousands
from sim.log import Event, EventLog
from sim.log.words import WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHTS_IN = (1.9, 1.7, 1.3, 1.3)


def fire_course(log: EventLog, *, lang: Lang = "zh", fire_id: str = "") -> "Figure":
    """Draw area, edge and line, people and border of a fire through time.

    Parameters
    ----------
    log
        Log of one run.
    lang
        ``"zh"`` or ``"en"``.
    fire_id
        Fire to draw; the largest if left out.
    """
    chosen = fire_id or largest_fire(log)
    sheet, panels = stacked_sheet(log, lang, "fire_course_title", _HEIGHTS_IN)
    grew = [event for event in log.of("FireGrew") if event.subject == chosen]
    made = [event for event in log.of("LineBuilt") if event.subject == chosen]
    fire, crews = COLOURS["closure"], COLOURS["evacuation"]
    rows = (
        (
            "fire_area",
            (
                ("fire_total", *_course(grew, "area_ha"), fire, "-"),
                ("fire_home", *_course(grew, "area_home_ha"), COLOURS["trapped"], "--"),
            ),
        ),
        (
            "fire_edge",
            (
                ("fire_running", *_course(grew, "edge_km"), fire, "-"),
                ("fire_made", *_summed(made, "line_km"), crews, "--"),
            ),
        ),
        ("fire_people", (("fire_crews", *_course(grew, "persons"), crews, "-"),)),
        ("fire_border_km", (("fire_held", *_course(grew, "held_km"), COLOURS["supply"], "-"),)),
    )
    for axes, (title, curves) in zip(panels, rows, strict=True):
        heading(axes, label(title, lang))
        _draw(axes, curves, log, lang)
    share_calendar(panels, log, lang)
    _mark_reports(panels[0], log, chosen, lang)
    return sheet


_Course = tuple[np.ndarray, np.ndarray]
_Curve = tuple[str, np.ndarray, np.ndarray, str, str]


def _course(events: list[Event], field: str) -> _Course:
    """Return times [s] and values of a field."""
    return (
        np.array([event.time_s for event in events]),
        np.array([float(event.data[field]) for event in events]),
    )


def _summed(events: list[Event], field: str) -> _Course:
    """Return times [s] and the running sum of a field."""
    time_s, value = _course(events, field)
    return time_s, np.cumsum(value)


def _draw(axes: "Axes", curves: tuple[_Curve, ...], log: EventLog, lang: Lang) -> None:
    most, ends = 0.0, []
    for name, time_s, value, colour, style in curves:
        if time_s.size:
            until_s = np.append(time_s, log.header.horizon_s)
            axes.step(
                until_s, np.append(value, value[-1]), where="post", color=colour, ls=style, lw=1.8
            )
            most = max(most, float(value.max()))
            ends.append((float(value[-1]), f"{label(name, lang)} {_shown(value[-1])}", colour))
    count_axis(axes, most)
    if ends:
        label_ends(axes, ends)
    else:
        say_nothing_happened(axes, label("fire_none", lang))


def _shown(value: float) -> str:
    return thousands(round(value) if value >= 100.0 else round(value, 1))  # noqa: PLR2004


def _mark_reports(axes: "Axes", log: EventLog, fire_id: str, lang: Lang) -> None:
    """Mark when each source reported the fire."""
    reports = [event for event in log.of("FireSighted") if event.subject == fire_id]
    for event in reports:
        axes.axvline(event.time_s, color=COLOURS["order"], lw=0.8, ls=":")
    if reports:
        axes.annotate(
            label("fire_seen", lang, source=WORDS[reports[0].data["source"]].in_(lang)),
            (reports[0].time_s, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            fontsize=SMALL_PT + 0.5,
            color=COLOURS["order"],
        )
