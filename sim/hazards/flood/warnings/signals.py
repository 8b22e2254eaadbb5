"""Rainstorm warning signals: blue, yellow, orange and red from rain.

The signal's rain threshold only; who issues it, and how long before, is the world's business.
"""

import numpy as np
import numpy.typing as npt

from sim.hazards.geometry import FloatArray

LEVELS = ("", "blue", "yellow", "orange", "red")
"""Name of each level; level 0 is no signal."""
THRESHOLDS = ((12, 50.0), (6, 50.0), (3, 50.0), (3, 100.0))
"""Hours and rain [mm] of blue, yellow, orange and red.

Source: China Meteorological Administration, order 16 (2007), rainstorm warning signals.
"""


def warning_level(rain_mm_per_h: FloatArray) -> npt.NDArray[np.int8]:
    """Return the highest signal (T, C) whose rain has fallen, 0 to 4.

    Blue 50 mm in 12 h, yellow 50 mm in 6 h, orange 50 mm in 3 h, red 100 mm in 3 h.

    Parameters
    ----------
    rain_mm_per_h
        Rain (T, C) [mm/h] in the hour that ends at each instant.
    """
    total = np.concatenate(
        [np.zeros((1, *rain_mm_per_h.shape[1:])), np.cumsum(rain_mm_per_h, axis=0)]
    )
    level = np.zeros(rain_mm_per_h.shape, dtype=np.int8)
    for number, (hours, least_mm) in enumerate(THRESHOLDS, start=1):
        start = np.maximum(np.arange(1, len(total)) - hours, 0)
        level[total[1:] - total[start] >= least_mm] = number
    return level
