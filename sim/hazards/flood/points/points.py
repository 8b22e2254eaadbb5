"""Hazard points: dikes, slopes and small reservoirs that may give way, kept as arrays.

Each has a latent strength against its load, which nobody sees; an inspector can only tell
whether it is weak. What inspection and reinforcement do to it is the world's business.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hazards.crossing import first_above_s
from sim.hazards.geometry import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class HazardPoints:
    """All hazard points of a place, one entry of every array each (P,).

    Parameters
    ----------
    point_ids
        Identifiers: ``P-<county>-<D|S|R><number>``.
    kind
        ``dike``, ``slope`` or ``reservoir``.
    kind_index
        The same as an index of :data:`~sim.hazards.flood.points.parameters.KINDS`.
    county, zone, link, basin
        Indices into the place's counties, zones and links, and of the catchment; link -1 where
        a failure cuts no road.
    load_column
        Column of :class:`PointLoads` that a point feels.
    strength
        In the unit of the point's load ([m] or [mm]); latent: only the hazard may use it.
    persons_behind
        People behind or below the point.
    is_weak
        What a visit to the point can find.
    failure_time_s
        When it gives way if nothing is done [s]; inf for never.
    """

    point_ids: tuple[str, ...]
    kind: npt.NDArray[np.str_]
    kind_index: IntArray
    county: IntArray
    zone: IntArray
    link: IntArray
    basin: IntArray
    load_column: IntArray
    strength: FloatArray
    persons_behind: IntArray
    is_weak: BoolArray
    failure_time_s: FloatArray


@dataclass(frozen=True)
class PointLoads:
    """What bears on hazard points over time.

    Parameters
    ----------
    time_s
        Instants (T,) [s].
    load
        Load on points of each kind (3, T, Z + C), first by the stream of each zone, then in
        each county at large. Dikes: stage above the bank of the water beside them [m].
        Slopes: rain of the last days [mm]. Reservoirs: stage above the bank of the stream
        that fills them [m].
    peak
        Highest load (3, Z + C).
    """

    time_s: FloatArray
    load: FloatArray
    peak: FloatArray


def point_loads(
    *,
    time_s: FloatArray,
    dike_stage_m: FloatArray,
    rain_mm_per_h: FloatArray,
    stream_stage_m: FloatArray,
    rain_h: int,
) -> PointLoads:
    """Return the loads that stages and rain put on hazard points.

    Parameters
    ----------
    time_s
        Instants (T,) [s], hourly.
    dike_stage_m, rain_mm_per_h, stream_stage_m
        Of each zone and then of each county (T, Z + C) [m, mm/h, m].
    rain_h
        Time over which rain loads a slope [h].
    """
    total = np.cumsum(rain_mm_per_h, axis=0)
    recent = total.copy()
    recent[rain_h:] -= total[:-rain_h]
    load = np.stack([dike_stage_m, recent, stream_stage_m])
    return PointLoads(time_s, load, load.max(axis=1))


def failure_times(
    points: HazardPoints, loads: PointLoads, strength_factor: npt.ArrayLike = 1.0
) -> FloatArray:
    """Return when each point gives way (P,) [s], inf for never.

    The first moment its load exceeds strength x factor, linear between instants.

    Parameters
    ----------
    points
        Hazard points.
    loads
        What bears on them.
    strength_factor
        Factor on strength, one number or one per point (P,): reinforced points have more than 1.
    """
    strength = points.strength * np.asarray(strength_factor, dtype=np.float64)
    # Few points ever see a load near their strength: only those are followed in time.
    failing = np.flatnonzero(loads.peak[points.kind_index, points.load_column] > strength)
    series = loads.load[points.kind_index[failing], :, points.load_column[failing]].T
    moment = np.full(len(strength), np.inf)
    moment[failing] = first_above_s(series, strength[failing], loads.time_s)
    return moment
