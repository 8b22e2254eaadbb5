"""Delays of people who report, decide and sign."""

from collections.abc import Sequence
from math import sqrt
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from sim.core.errors import InputError
from sim.core.units import MINUTE_S

FloatArray = NDArray[np.float64]

_GRID_STEPS = 2000
"""Steps of the grid on which the longest of several delays is averaged."""


def _ordered(delay: tuple[float, float, float]) -> tuple[float, float, float]:
    low, mode, high = delay
    if not 0.0 <= low <= mode <= high:
        raise InputError("a delay needs three minutes, 0 ≤ least ≤ likeliest ≤ most")
    return delay


Delay = Annotated[tuple[float, float, float], AfterValidator(_ordered)]
"""Triangular delay: least, likeliest and most [min]."""


def quantile_s(delay: Delay, uniform: float) -> float:
    """Return the `uniform`-quantile [s] of a triangular delay given in minutes.

    With width w = high − low and split c = (mode − low) / w the quantile is
    low + sqrt(u c) w below c and high − sqrt((1 − u)(1 − c)) w above.
    """
    low, mode, high = delay
    width = high - low
    if width == 0.0:
        return low * MINUTE_S
    split = (mode - low) / width
    if uniform < split:
        return (low + sqrt(uniform * split) * width) * MINUTE_S
    return (high - sqrt((1.0 - uniform) * (1.0 - split)) * width) * MINUTE_S


def mean_s(delay: Delay) -> float:
    """Return the mean [s] of a triangular delay given in minutes."""
    return sum(delay) / 3.0 * MINUTE_S


def mean_of_longest_s(delays: Sequence[Delay]) -> float:
    """Return the mean [s] of the longest of several independent delays given in minutes.

    E max = ∫ (1 − Π F(t)) dt from 0 to the most, by the midpoint rule on a fine grid.
    """
    most = max(high for _, _, high in delays)
    edges = np.linspace(0.0, most, _GRID_STEPS + 1)
    middles = (edges[1:] + edges[:-1]) / 2.0
    longer = 1.0 - np.prod([_share_within(delay, middles) for delay in delays], axis=0)
    return float(longer.mean()) * most * MINUTE_S


def _share_within(delay: Delay, minutes: FloatArray) -> FloatArray:
    """Return the share of a triangular delay that lies within some times [min] (T,)."""
    low, mode, high = delay
    share = np.where(minutes >= high, 1.0, 0.0)
    rising = (minutes > low) & (minutes < mode)
    falling = (minutes >= mode) & (minutes < high)
    since, until = minutes[rising] - low, high - minutes[falling]
    share[rising] = since / (high - low) * (since / (mode - low))
    share[falling] = 1.0 - until / (high - low) * (until / (high - mode))
    return share
