"""The calendar axis: simulation seconds shown as local days and hours.

Ticks are placed in the scenario's own time zone, whatever the machine's; names of months do
not depend on the machine's locale.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from sim.core.clock import Clock
from sim.core.text import Lang
from sim.core.units import DAY_S, HOUR_S
from sim.figures.labels import MONTHS_EN, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MAX_LABELS = 10
_HOUR_STEPS = (1, 2, 3, 6, 12)
_DAY_STEPS = (1, 2, 3, 5, 10, 20, 50, 100)


def calendar_axis(
    axes: "Axes",
    *,
    clock: Clock,
    horizon_s: float,
    lang: Lang,
    labelled: bool = True,
    most_labels: int = _MAX_LABELS,
) -> None:
    """Show the horizontal axis from 0 to the horizon as calendar time.

    Parameters
    ----------
    axes
        Axes whose x values are simulation time [s].
    clock
        Calendar of the run.
    horizon_s
        End of the axis [s].
    lang
        ``"zh"`` or ``"en"``.
    labelled
        Whether ticks carry text; stacked panels label only the lowest.
    most_labels
        How many labels there is room for.
    """
    ticks, texts, minor = calendar_ticks(clock, horizon_s, lang, most_labels=most_labels)
    axes.set_xlim(0.0, horizon_s)
    axes.set_xticks(ticks, texts if labelled else [""] * len(texts))
    axes.set_xticks(minor, minor=True)
    axes.tick_params(axis="x", which="minor", length=2)
    axes.grid(visible=True, axis="x", which="major")


def calendar_ticks(
    clock: Clock, horizon_s: float, lang: Lang, *, most_labels: int = _MAX_LABELS
) -> tuple[list[float], list[str], list[float]]:
    """Return major ticks [s], their texts, and minor ticks [s] between 0 and the horizon."""
    step_h = next((h for h in _HOUR_STEPS if horizon_s <= h * HOUR_S * most_labels), 0)
    if step_h:
        ticks = _every(clock, horizon_s, step_h * HOUR_S)
        return ticks, _hour_texts(clock, ticks, lang), []
    n_days = horizon_s / DAY_S
    step_d = next((d for d in _DAY_STEPS if n_days <= d * most_labels), _DAY_STEPS[-1])
    ticks = _every(clock, horizon_s, step_d * DAY_S)
    minor_s = 6 * HOUR_S if step_d == 1 else DAY_S
    minor = [time_s for time_s in _every(clock, horizon_s, minor_s) if time_s not in ticks]
    return ticks, [day_text(clock, time_s, lang) for time_s in ticks], minor


def day_text(clock: Clock, time_s: float, lang: Lang) -> str:
    """Return the day of a simulation time [s]: ``8月15日`` or ``15 Aug``."""
    moment = clock.moment(time_s)
    return label(
        "day", lang, month=moment.month, day=moment.day, month_name=MONTHS_EN[moment.month - 1]
    )


def moment_text(clock: Clock, time_s: float, lang: Lang) -> str:
    """Return the day and the time of day of a simulation time [s]."""
    return f"{day_text(clock, time_s, lang)} {clock.moment(time_s):%H:%M}"


def _every(clock: Clock, horizon_s: float, step_s: float) -> list[float]:
    """Return the times [s] in 0…horizon that lie whole steps from the first local midnight."""
    midnight = clock.start.replace(hour=0, minute=0, second=0, microsecond=0)
    time_s = (midnight - clock.start) / timedelta(seconds=1)
    ticks = []
    while time_s <= horizon_s:
        if time_s >= 0.0:
            ticks.append(time_s)
        time_s += step_s
    return ticks


def _hour_texts(clock: Clock, ticks: list[float], lang: Lang) -> list[str]:
    """Return times of day, the day beneath the first of each day."""
    texts, last_day = [], ""
    for time_s in ticks:
        day = day_text(clock, time_s, lang)
        hour = f"{clock.moment(time_s):%H:%M}"
        texts.append(hour if day == last_day else f"{hour}\n{day}")
        last_day = day
    return texts
