"""How a flood wave travels and flattens: Muskingum reaches.

Linear and unsteady, so no backwater and no dike breach acts on the wave.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.core.errors import InputError
from sim.hazards.geometry import FloatArray


class MuskingumCoefficients(NamedTuple):
    """Weights of O₂ = c0 I₂ + c1 I₁ + c2 O₁; they sum to 1."""

    c0: float
    c1: float
    c2: float


def muskingum_coefficients(*, k_h: float, x: float, step_h: float) -> MuskingumCoefficients:
    """Return the Muskingum weights of one reach.

    c0 = (Δt - 2KX) / D, c1 = (Δt + 2KX) / D, c2 = (2K(1 - X) - Δt) / D with
    D = 2K(1 - X) + Δt (McCarthy 1938).

    Parameters
    ----------
    k_h
        Travel time K of the reach [h].
    x
        Weight X of the inflow in the storage, 0 (reservoir) to 0.5 (pure shift).
    step_h
        Time step Δt [h].
    """
    divisor = 2.0 * k_h * (1.0 - x) + step_h
    return MuskingumCoefficients(
        (step_h - 2.0 * k_h * x) / divisor,
        (step_h + 2.0 * k_h * x) / divisor,
        (2.0 * k_h * (1.0 - x) - step_h) / divisor,
    )


def n_subreaches(*, k_h: float, x: float, step_h: float) -> int:
    """Return into how many equal parts a reach is cut so that no weight is negative.

    Needs 2 K X / n ≤ Δt ≤ 2 K (1 - X) / n; a reach shorter than a step allows n = 1 only, and
    :func:`route` then lengthens it to the shortest travel time the step can carry.
    """
    return max(1, math.ceil(2.0 * k_h * x / step_h - 1e-9))


class RoutedReach(NamedTuple):
    """Outflow (T,) [m³/s] of a reach and the water in it (T,) [m³]."""

    outflow_m3s: FloatArray
    storage_m3: FloatArray


def route(inflow_m3s: FloatArray, *, k_h: float, x: float, step_h: float) -> RoutedReach:
    """Route a hydrograph through one reach that is empty at the start.

    Each part of the reach is a Muskingum step, applied as a convolution with its impulse
    response c0, (c1 + c0 c2) c2ⁿ, which is the same recursion in closed form. Its storage is
    K (X I + (1 - X) O).

    Parameters
    ----------
    inflow_m3s
        Inflow (T,) [m³/s] at instants one step apart, 0 before the first.
    k_h, x, step_h
        As in :func:`muskingum_coefficients`, K being that of the whole reach.

    Raises
    ------
    InputError
        If X is not within 0 to 0.5 or K is not positive.
    """
    if not 0.0 <= x <= 0.5 or k_h <= 0.0:  # noqa: PLR2004  # the range of Muskingum's X
        raise InputError(
            f"Muskingum reach with K = {k_h} h and X = {x}: needs K > 0 and 0 ≤ X ≤ 0.5"
        )
    n_parts = n_subreaches(k_h=k_h, x=x, step_h=step_h)
    part_h = max(k_h / n_parts, step_h / (2.0 * (1.0 - x)))
    weights = muskingum_coefficients(k_h=part_h, x=x, step_h=step_h)
    n_times = len(inflow_m3s)
    response = np.empty(n_times)
    response[0] = weights.c0
    response[1:] = (weights.c1 + weights.c0 * weights.c2) * weights.c2 ** np.arange(n_times - 1)
    storage = np.zeros(n_times)
    flow = inflow_m3s
    for _ in range(n_parts):
        outflow = np.convolve(flow, response)[:n_times]
        storage += part_h * 3600.0 * (x * flow + (1.0 - x) * outflow)
        flow = outflow
    return RoutedReach(flow, storage)
