"""How standing water slows and stops vehicles.

Pure functions of depth; where the water is comes from the hazards.
"""

import numpy as np
import numpy.typing as npt

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.core.units import KMH_MPS

FloatArray = npt.NDArray[np.float64]

# The depth-disruption curve of Pregnolato, Ford, Wilkinson and Dawson 2017 (Transportation
# Research Part D 55, 67-81): v [km/h] = a w² - b w + c with the depth w in mm.
_A_KMH_PER_MM2 = 0.0009
_B_KMH_PER_MM = 0.5529
_C_KMH = 86.9448
_LOWEST_MM = _B_KMH_PER_MM / (2 * _A_KMH_PER_MM2)
_MM_PER_M = 1000.0


class FloodedRoad(Component):
    """What a depth reported for a whole link means for its length.

    Links are up to tens of kilometres long, and water stands at their low points.
    """

    flooded_length_m: float = parameter(
        1000.0,
        low=200.0,
        high=20000.0,
        unit="m",
        description="Length of a link under water when its low point is flooded; "
        "the rest of the link stays dry, and a shorter link is flooded throughout",
        gt=0,
    )


def flooded_speed_mps(free_speed_mps: npt.ArrayLike, *, depth_m: npt.ArrayLike) -> FloatArray:
    """Return the speed at which vehicles pass water they can ford [m/s].

    v = min(v_free, 0.0009 w² - 0.5529 w + 86.9448) km/h, w in mm; v_free where it is dry.
    Beyond the lowest point of the parabola (307 mm, 2.0 km/h) the speed stays at that lowest
    value: the published curve ends at 300 mm, and deeper water is no faster.

    Parameters
    ----------
    free_speed_mps
        Speed on the dry road [m/s].
    depth_m
        Depth of the water [m], broadcast against the speed.

    References
    ----------
    Pregnolato, M., Ford, A., Wilkinson, S. M., Dawson, R. J. (2017). The impact of flooding on
    road transport: a depth-disruption function. Transportation Research Part D 55, 67-81.
    """
    free = np.asarray(free_speed_mps, dtype=np.float64)
    depth = np.asarray(depth_m, dtype=np.float64)
    depth_mm = np.minimum(depth * _MM_PER_M, _LOWEST_MM)
    curve = (_A_KMH_PER_MM2 * depth_mm - _B_KMH_PER_MM) * depth_mm + _C_KMH
    return np.where(depth > 0, np.minimum(free, curve * KMH_MPS), free)


def passage_time_s(
    length_m: npt.ArrayLike,
    free_speed_mps: npt.ArrayLike,
    *,
    depth_m: npt.ArrayLike,
    fords_m: float,
    flooded_length_m: float,
) -> FloatArray:
    """Return the time to drive along links with water at their low points [s].

    t = (L - f) / v_free + f / v(w) with f = min(L, flooded length); infinite where the depth
    reaches what the vehicle fords.

    Parameters
    ----------
    length_m
        Length of the links [m].
    free_speed_mps
        Speed of the vehicle on the dry link [m/s].
    depth_m
        Depth of the water at the low point [m].
    fords_m
        Depth that stops the vehicle [m].
    flooded_length_m
        Length under water [m].
    """
    length = np.asarray(length_m, dtype=np.float64)
    free = np.asarray(free_speed_mps, dtype=np.float64)
    depth = np.asarray(depth_m, dtype=np.float64)
    wet = np.where(depth > 0, np.minimum(length, flooded_length_m), 0.0)
    time_s = (length - wet) / free + wet / flooded_speed_mps(free, depth_m=depth)
    return np.where(depth < fords_m, time_s, np.inf)
