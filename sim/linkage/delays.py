"""Delays of people who report, decide and sign."""

from math import sqrt
from typing import Annotated

from pydantic import AfterValidator

from sim.core.errors import InputError
from sim.core.units import MINUTE_S


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
