"""When a rising and falling series passes a level."""

import numpy as np

from sim.hazards.geometry import FloatArray


def first_above_s(series: FloatArray, level: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return when each series (T, N) first rises above its level (N,) [s].

    Linear between instants; the first instant where it begins above; inf where it never does.
    """
    above = series > level
    first = above.argmax(axis=0)
    ever = above.any(axis=0)
    column = np.arange(series.shape[1])
    before = np.maximum(first - 1, 0)
    low, high = series[before, column], series[first, column]
    rise = np.where(high > low, high - low, 1.0)
    share = np.clip((level - low) / rise, 0.0, 1.0)
    moment = time_s[before] + share * (time_s[first] - time_s[before])
    return np.where(ever, moment, np.inf)


def last_above_s(series: FloatArray, level: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return when each series (T, N) last sinks to its level (N,) [s].

    inf where it never rises above the level, or is still above at the last instant.
    """
    moment = time_s[-1] - first_above_s(series[::-1], level, time_s[-1] - time_s[::-1])
    ends_above = series[-1] > level
    return np.where(ends_above | ~np.isfinite(moment), np.inf, moment)
