"""How measurements and forecasts err: lognormal in size, persistent in time.

Shapes of errors only; which of them belongs to which instrument is said where it is used.
"""

import numpy as np

from sim.hazards.geometry import FloatArray


def lognormal_sd(cv: float) -> float:
    """Return the standard deviation of the logarithm for a coefficient of variation."""
    return float(np.sqrt(np.log1p(cv * cv)))


def persistent(fresh: FloatArray, *, keep: float) -> FloatArray:
    """Return errors of which each keeps part of the one before, from independent ones.

    e(0) = f(0), e(k) = keep e(k-1) + √(1 - keep²) f(k): AR(1) along the first axis, so that the
    variance stays what it was.

    Parameters
    ----------
    fresh
        Independent errors (K, ...), in order of time.
    keep
        Correlation of neighbours, 0 to 1.
    """
    error = np.empty_like(fresh)
    error[0] = fresh[0]
    added = float(np.sqrt(1.0 - keep * keep))
    for number in range(1, len(fresh)):
        error[number] = keep * error[number - 1] + added * fresh[number]
    return error
