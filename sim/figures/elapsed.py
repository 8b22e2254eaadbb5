"""Sheets of traffic run alone: an axis of time elapsed, and what the trips came to.

Traffic run by :func:`sim.roads.traffic.simulate_trips` has no calendar, unless a clock is given.
"""

from math import ceil, floor
from typing import TYPE_CHECKING

from sim.core.clock import Clock
from sim.core.text import Lang
from sim.core.units import DAY_S, HOUR_S, MINUTE_S
from sim.figures.calendar import calendar_axis, moment_text
from sim.figures.labels import label
from sim.figures.style import new_sheet, thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.roads.traffic import TripResults

_STEPS_S = (
    *(1.0, 2.0, 5.0, 10.0, 30.0),
    *(MINUTE_S * minutes for minutes in (1, 2, 5, 10, 20, 30)),
    *(HOUR_S * hours for hours in (1, 2, 3, 6, 12)),
)
_MAX_LABELS = 9


def elapsed(time_s: float) -> str:
    """Return a time as hours and minutes, e.g. ``1:30``; with seconds where it is short."""
    minutes, seconds = divmod(round(time_s), int(MINUTE_S))
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if seconds else f"{hours}:{minutes:02d}"


def nearest_minute(time_s: float) -> str:
    """Return a time to the nearest minute, or to the second where it is less than ten minutes."""
    is_short = time_s < 10 * MINUTE_S
    return elapsed(time_s if is_short else round(time_s / MINUTE_S) * MINUTE_S)


def time_text(time_s: float, lang: Lang, clock: Clock | None) -> str:
    """Return a moment on the calendar where there is one, else the time elapsed."""
    return nearest_minute(time_s) if clock is None else moment_text(clock, time_s, lang)


def time_axis(
    axes: "Axes",
    *,
    end_s: float,
    lang: Lang,
    clock: Clock | None,
    begin_s: float = 0.0,
    most_labels: int = _MAX_LABELS,
) -> None:
    """Show the horizontal axis as time elapsed, or as calendar time.

    Parameters
    ----------
    axes
        Axes whose x values are times [s].
    begin_s, end_s
        Ends of the axis [s].
    lang
        ``"zh"`` or ``"en"``.
    clock
        Calendar of time 0; None counts hours and minutes.
    most_labels
        How many labels there is room for.
    """
    if clock is not None:
        calendar_axis(axes, clock=clock, horizon_s=end_s, lang=lang, most_labels=most_labels)
        axes.set_xlim(begin_s, end_s)
        return
    span_s = end_s - begin_s
    days = (DAY_S * n for n in range(1, 400))
    step_s = next((s for s in (*_STEPS_S, *days) if span_s <= s * most_labels), DAY_S * 400)
    first, last = ceil(begin_s / step_s - 1e-9), floor(end_s / step_s + 1e-9)
    ticks = [step_s * number for number in range(first, last + 1)]
    axes.set_xlim(begin_s, end_s)
    axes.set_xticks(ticks, [elapsed(tick) for tick in ticks])
    axes.set_xlabel(label("elapsed", lang))
    axes.grid(visible=True, axis="x", which="major")


def describe_trips(results: "TripResults", lang: Lang, clock: Clock | None) -> str:
    """Return one line: how many vehicles set out, and what became of them."""
    if len(results.arrived_s) and results.n_arrived == len(results.arrived_s):
        return label(
            "traffic_all_arrived",
            lang,
            n=thousands(results.n_arrived),
            time=time_text(float(results.arrived_s.max()), lang, clock),
        )
    text = label(
        "traffic_subtitle",
        lang,
        n=thousands(len(results.arrived_s)),
        time=time_text(results.until_s, lang, clock),
        arrived=thousands(results.n_arrived),
        under_way=thousands(results.n_under_way),
    )
    stuck = (results.n_waiting, results.n_stranded, len(results.gridlocked))
    if any(stuck):
        text += label(
            "traffic_stuck",
            lang,
            waiting=thousands(stuck[0]),
            stranded=thousands(stuck[1]),
            locked=thousands(stuck[2]),
        )
    return text


def traffic_sheet(
    results: "TripResults",
    *,
    lang: Lang,
    clock: Clock | None,
    title: str,
    width_in: float,
    height_in: float,
) -> "Figure":
    """Return an empty sheet that says what was simulated."""
    network = results.network
    return new_sheet(
        width_in=width_in,
        height_in=height_in,
        title=title,
        subtitle=describe_trips(results, lang, clock),
        footer=label(
            "traffic_footer",
            lang,
            nodes=thousands(network.n_nodes),
            arcs=thousands(network.n_arcs),
        ),
    )
