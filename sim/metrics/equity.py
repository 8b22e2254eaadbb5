"""Whether some counties were served at the expense of others.

Pure functions of the log. Equity says nothing about level: everybody served equally badly is
perfectly equal, so read it beside the satisfied share.
"""

from collections.abc import Sequence

import numpy as np

from sim.core.units import HOUR_S
from sim.log import EventLog
from sim.metrics.supply import coverage_by_county
from sim.place import Place


def gini(values: Sequence[float]) -> float:
    r"""Return the Gini coefficient of non-negative values.

    .. math:: G = \frac{\sum_i \sum_j |x_i - x_j|}{2 n^2 \bar x}

    0 when all are equal, all zero included; 1 - 1/n when one has everything.

    Parameters
    ----------
    values
        At least one value (n,).
    """
    ranked = np.sort(np.asarray(values, dtype=float))
    n = len(ranked)
    total = float(ranked.sum())
    if total <= 0.0:
        return 0.0
    ranks = np.arange(1, n + 1)
    return float(max(np.sum((2 * ranks - n - 1) * ranked) / (n * total), 0.0))


def gini_12h(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return the Gini coefficient of the counties' satisfied shares after 12 h of need."""
    return _gini_after(log, age_s=12.0 * HOUR_S, place=place)


def gini_24h(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return the Gini coefficient of the counties' satisfied shares after 24 h of need."""
    return _gini_after(log, age_s=24.0 * HOUR_S, place=place)


def _gini_after(log: EventLog, *, age_s: float, place: Place | None) -> float | None:
    shares = coverage_by_county(log, age_s=age_s, place=place)
    return gini(list(shares.values())) if shares else None
