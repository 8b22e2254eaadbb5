"""How full or how slow each arc is, and where that is worst: what the congestion map shows.

Pure functions of the results of :func:`sim.roads.traffic.simulate_trips`; nothing here draws.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.errors import InputError
from sim.core.units import EARTH_RADIUS_M, MINUTE_S
from sim.figures.basemap import Point, Window, window_of
from sim.figures.passages import ByArc, FloatArray, IntArray, recorded_arcs, time_inside_s

if TYPE_CHECKING:
    from sim.place import Place
    from sim.roads.traffic import TripResults

_SHARES = (0.10, 0.25, 0.50, 0.75)
_DELAYS_MIN = (1.0, 5.0, 15.0, 30.0)
_MOST_SHARE = 0.9
_LEAST_SPAN_M = 20_000.0
_MARGIN_SHARE = 0.10
_WIDEST, _NARROWEST = 1.6, 0.75


class Congestion(NamedTuple):
    """What the map colours."""

    value: FloatArray
    """Share of room taken, or delay per vehicle [min]; not a number on arcs nobody used (A,)."""
    weight: FloatArray
    """Vehicles on an arc, or their delay summed: how much an arc matters (A,)."""
    limits: tuple[float, ...]
    """Lower limits of the classes from the second on."""
    is_share: bool

    @property
    def number(self) -> IntArray:
        """Return the class of each arc, -1 where nobody drove (A,)."""
        number = np.searchsorted(self.limits, np.nan_to_num(self.value), side="right")
        found: IntArray = np.where(np.isfinite(self.value), number, -1).astype(np.int64)
        return found


def delays(results: "TripResults") -> Congestion:
    """Return the mean delay per vehicle that entered an arc [min]."""
    used = results.entered > 0
    minutes = np.full(len(used), np.nan)
    minutes[used] = results.delay_s[used] / results.entered[used] / MINUTE_S
    return Congestion(minutes, results.delay_s, _DELAYS_MIN, is_share=False)


def occupancy(results: "TripResults", at_s: float, interval_s: float) -> Congestion:
    """Return the mean share of each arc's room that vehicles took from a moment on.

    Raises
    ------
    InputError
        If the moment is not within the simulation, or no passages were recorded.
    """
    if not 0.0 <= at_s < results.until_s:
        raise InputError(f"at_s = {at_s:g} lies outside the simulation, 0 to {results.until_s:g} s")
    if not interval_s > 0.0:
        raise InputError(f"interval_s must be above 0, got {interval_s}")
    network, rows = results.network, ByArc(results)
    times_s = np.array([at_s, min(at_s + interval_s, results.until_s)])
    share = np.full(network.n_arcs, np.nan)
    weight = np.zeros(network.n_arcs)
    for arc in recorded_arcs(results).tolist():
        inside_s = time_inside_s(rows.of(arc), times_s, until_s=results.until_s)
        mean_pcu = float(inside_s[1] - inside_s[0]) / float(times_s[1] - times_s[0])
        if mean_pcu > 0.0:
            room_pcu = float(network.length_m[arc] * network.jam_density_veh_per_m[arc])
            share[arc] = mean_pcu / room_pcu
            weight[arc] = mean_pcu
    return Congestion(share, weight, _SHARES, is_share=True)


def congested_window(
    shown: Congestion, results: "TripResults", points: Sequence[Point], place: "Place"
) -> Window:
    """Return the window round most of the congestion; round all arcs used where there is none.

    Most: the arcs that matter most, up to 90 % of all the weight of congested arcs, so that one
    short queue far away does not make the rest small.
    """
    number = shown.number
    arcs = np.flatnonzero(number >= 1)
    if arcs.size:
        arcs = arcs[np.argsort(-shown.weight[arcs], kind="stable")]
        reached = np.cumsum(shown.weight[arcs])
        arcs = arcs[: int(np.searchsorted(reached, _MOST_SHARE * reached[-1])) + 1]
    else:
        arcs = np.flatnonzero((number >= 0) | (results.entered > 0))
    if not arcs.size:
        return window_of(place)
    ends = np.unique(np.concatenate((results.network.tail[arcs], results.network.head[arcs])))
    lon, lat = np.array([points[int(node)] for node in ends]).T
    middle_lat = float(lat.min() + lat.max()) / 2.0
    to_m = math.radians(1.0) * EARTH_RADIUS_M
    across = to_m * math.cos(math.radians(middle_lat))
    width = max(float(np.ptp(lon)) * across, _LEAST_SPAN_M) * (1.0 + 2.0 * _MARGIN_SHARE)
    height = max(float(np.ptp(lat)) * to_m, _LEAST_SPAN_M) * (1.0 + 2.0 * _MARGIN_SHARE)
    width = max(width, height * _NARROWEST)
    height = max(height, width / _WIDEST)
    middle_lon = float(lon.min() + lon.max()) / 2.0
    half_lon, half_lat = width / across / 2.0, height / to_m / 2.0
    return Window(
        middle_lon - half_lon, middle_lon + half_lon, middle_lat - half_lat, middle_lat + half_lat
    )
