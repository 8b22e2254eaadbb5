"""Series over time that figures draw: counts in bins, numbers standing, spans of levels.

Pure functions of the log. Where :mod:`sim.metrics` has a series, figures use that one; what
stands here is what only a picture needs.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.units import HOUR_S
from sim.log import Event, EventLog

FloatArray = NDArray[np.float64]

RESPONSE_ORDER = ("IV", "III", "II", "I")
_BIN_HOURS = (1, 2, 3, 6, 12, 24, 48, 120, 240)
_MAX_BINS = 130


class Steps(NamedTuple):
    """A right-continuous step series."""

    time_s: FloatArray
    """Times of change [s] (n,)."""
    value: FloatArray
    """Value from each time on (n,)."""

    def settled(self) -> "Steps":
        """Return the series with one value a moment, the last: what lasts 0 s is not drawn."""
        is_last = np.append(np.diff(self.time_s) > 0.0, [True])[: len(self.time_s)]
        return Steps(self.time_s[is_last], self.value[is_last])

    def to(self, horizon_s: float) -> "Steps":
        """Return the series from 0 at time 0 to the horizon, ready to be drawn."""
        if not len(self.time_s):
            return Steps(np.array([0.0, horizon_s]), np.zeros(2))
        time_s, value = self.settled()
        end_s = max(horizon_s, float(time_s[-1]))
        return Steps(
            np.concatenate(([0.0], time_s, [end_s])), np.concatenate(([0.0], value, value[-1:]))
        )


class LevelSpan(NamedTuple):
    """A stretch during which the highest level and the number of posts at it stay the same."""

    begin_s: float
    end_s: float
    level: str
    n_posts: int


def bin_width_s(horizon_s: float) -> float:
    """Return the width of the bins of a timeline [s]: whole hours, at most 130 bins."""
    hours = next((h for h in _BIN_HOURS if horizon_s <= h * HOUR_S * _MAX_BINS), _BIN_HOURS[-1])
    return hours * HOUR_S


def binned(
    events: Iterable[Event], *, horizon_s: float, width_s: float, key: str | None = None
) -> FloatArray:
    """Return how many events, or how much of a field of theirs, fall into each bin (n,).

    Parameters
    ----------
    events
        Events in any order.
    horizon_s
        End of the last bin, rounded up [s].
    width_s
        Width of a bin [s].
    key
        Field to sum; None counts events.
    """
    n_bins = max(math.ceil(horizon_s / width_s), 1)
    sums = np.zeros(n_bins)
    for event in events:
        index = min(int(event.time_s // width_s), n_bins - 1)
        sums[index] += 1.0 if key is None else float(event.data[key])
    return sums


def cumulated(events: Sequence[Event], *, key: str) -> Steps:
    """Return the running sum of a field of events in order."""
    times = np.array([event.time_s for event in events], dtype=float)
    return Steps(times, np.cumsum([float(event.data[key]) for event in events], dtype=float))


def standing(
    log: EventLog, *, begin: str, end: str, field: str = "", among: Sequence[str] = ("",)
) -> dict[str, Steps]:
    """Return how many subjects stand between a `begin` and an `end` event, by a field's value.

    Parameters
    ----------
    log
        Log of one run.
    begin, end
        Kinds of event; a second `begin` of a subject changes the value it counts under.
    field
        Field of the `begin` event to tell subjects apart by; "" counts all together.
    among
        Values told apart; a value not among them counts under the last.
    """
    now: dict[str, str] = {}
    counts = dict.fromkeys(among, 0)
    times: list[float] = []
    values: list[list[int]] = []
    for event in log.of(begin, end):
        if event.subject in now:
            counts[now.pop(event.subject)] -= 1
        if event.kind == begin:
            value = str(event.data[field]) if field else among[0]
            value = value if value in counts else among[-1]
            now[event.subject] = value
            counts[value] += 1
        times.append(event.time_s)
        values.append(list(counts.values()))
    table = np.array(values, dtype=float).reshape(-1, len(counts))
    time_s = np.array(times, dtype=float)
    return {value: Steps(time_s, table[:, index]) for index, value in enumerate(counts)}


def response_spans(log: EventLog, level_of: Mapping[str, str]) -> dict[str, list[LevelSpan]]:
    """Return, for each tier of command, when which response level was the highest.

    Parameters
    ----------
    log
        Log of one run.
    level_of
        Tier (county, prefecture, province, national) of each command post.
    """
    tiers: dict[str, list[Event]] = {}
    for event in log.of("ResponseRaised", "ResponseEnded"):
        tier = level_of.get(event.subject)
        if tier is not None:
            tiers.setdefault(tier, []).append(event)
    return {
        tier: _level_spans(events, horizon_s=log.header.horizon_s) for tier, events in tiers.items()
    }


def _level_spans(events: Sequence[Event], *, horizon_s: float) -> list[LevelSpan]:
    active: dict[str, str] = {}
    spans: list[LevelSpan] = []
    since_s, level, n_posts = 0.0, "", 0
    for event in events:
        if event.kind == "ResponseEnded":
            active.pop(event.subject, None)
        else:
            active[event.subject] = str(event.data["level"])
        highest = _highest(active.values())
        count = sum(one == highest for one in active.values())
        if (highest, count) == (level, n_posts):
            continue
        if level and event.time_s > since_s:
            spans.append(LevelSpan(since_s, event.time_s, level, n_posts))
        since_s, level, n_posts = event.time_s, highest, count
    if level and horizon_s > since_s:
        spans.append(LevelSpan(since_s, horizon_s, level, n_posts))
    return spans


def _highest(levels: Iterable[str]) -> str:
    known = [level for level in levels if level in RESPONSE_ORDER]
    return max(known, key=RESPONSE_ORDER.index) if known else ""
