"""How strong a fire must be to get over a road, a river, a firebreak or a built line.

By contact of flames or by sparks that fall short of the other side. Not by brands that fly for
hundreds of metres.
"""

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import FloatArray

_KILO = 1000.0
_WILSON = "form Wilson 1988 (113 grass fires, breaks of 1.5-15 m); coefficients recalled"


class BreachParameters(Config):
    r"""Probability that fire gets over a break: 1 / (1 + exp(-z)), z = a + b I - c w.

    I is the fireline intensity and w the width of the break.
    """

    constant: float = parameter(
        1.36,
        low=0.5,
        high=2.5,
        unit="1",
        source=_WILSON,
        description="a: log odds that a feeble fire gets over a break of no width.",
    )
    per_kw_per_m: float = parameter(
        0.00036,
        low=0.0002,
        high=0.0006,
        unit="m/kW",
        gt=0.0,
        source=_WILSON,
        description="b: log odds by intensity.",
    )
    per_m: float = parameter(
        0.38,
        low=0.25,
        high=0.5,
        unit="1/m",
        gt=0.0,
        source=_WILSON,
        description="c: log odds by width.",
    )
    tested_m: float = parameter(
        100.0,
        low=50.0,
        high=200.0,
        unit="m",
        gt=0.0,
        description="Length of break for which that probability holds: the side of a test block.",
    )


def critical_w_per_m(
    width_m: npt.ArrayLike, luck: npt.ArrayLike, *, length_m: float, parameters: BreachParameters
) -> FloatArray:
    """Return the fireline intensity from which fire gets over stretches of a break [W/m].

    The break of a stretch has one luck: what a fire of some intensity gets over, a fiercer one
    gets over too. Over a stretch of another length than was tested, the probability that it
    holds is that of the tested one to the power of their ratio.

    Parameters
    ----------
    width_m
        Width of the break at each stretch (n,) [m].
    luck
        One draw in [0, 1) for each (n,), made outside.
    length_m
        Length of each stretch [m].
    parameters
        Probabilities.
    """
    held = 1.0 - np.asarray(luck, dtype=np.float64)
    breached = 1.0 - held ** (parameters.tested_m / length_m)
    breached = np.clip(breached, 1e-12, 1.0 - 1e-12)
    log_odds = np.log(breached / (1.0 - breached))
    needed = (
        log_odds - parameters.constant + parameters.per_m * np.asarray(width_m)
    ) / parameters.per_kw_per_m
    return np.asarray(np.maximum(needed, 0.0) * _KILO)
