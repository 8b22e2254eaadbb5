"""What vehicles that passed recorded arcs tell of those arcs: volumes, occupancy, names.

Pure functions of the results of :func:`sim.roads.traffic.simulate_trips`; nothing here draws.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError
from sim.core.text import Lang
from sim.core.units import HOUR_S

if TYPE_CHECKING:
    from sim.place import Place
    from sim.roads.network import Network
    from sim.roads.traffic import TripResults

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class ArcSeries(NamedTuple):
    """Volume and occupancy of K arcs in n intervals."""

    edges_s: FloatArray
    """Limits of the intervals [s] (n + 1,)."""
    volume_veh_per_h: FloatArray
    """Vehicles that left each arc at its end [veh/h] (K, n)."""
    occupancy_share: FloatArray
    """Mean share of an arc's room that vehicles took, 0–1 (K, n)."""


def recorded_arcs(results: "TripResults") -> IntArray:
    """Return the arcs of which passages are known (K,).

    Raises
    ------
    InputError
        If there are none.
    """
    arcs = np.unique(results.passages.arc).astype(np.int64)
    if not arcs.size:
        raise InputError(
            "no passages were recorded, or nobody passed; name the arcs to watch with "
            "simulate_trips(…, recorded_arcs=…)"
        )
    return arcs


def busiest(results: "TripResults", n: int) -> IntArray:
    """Return the recorded arcs that most vehicles passed, the busiest first (at most n,)."""
    arcs = recorded_arcs(results)
    passed = np.bincount(results.passages.arc, minlength=results.network.n_arcs)[arcs]
    return arcs[np.argsort(-passed, kind="stable")][:n]


def checked_arcs(results: "TripResults", arcs: Sequence[int]) -> IntArray:
    """Return indices of arcs as an array.

    Raises
    ------
    InputError
        If one is no arc of the network, or none is given.
    """
    found = np.asarray(arcs, dtype=np.int64).reshape(-1)
    n_arcs = results.network.n_arcs
    bad = found[(found < 0) | (found >= n_arcs)]
    if bad.size:
        raise InputError(f"arc {bad[0]} is no arc; allowed: 0 to {n_arcs - 1}")
    if not found.size:
        raise InputError("no arcs given")
    return found


def end_of_traffic_s(results: "TripResults") -> float:
    """Return when the last vehicle arrived, or the end of the simulation if some have not [s]."""
    arrived = results.arrived_s[np.isfinite(results.arrived_s)]
    is_over = len(arrived) and len(arrived) == len(results.arrived_s)
    return float(arrived.max()) if is_over else results.until_s


def arc_series(
    results: "TripResults", arcs: Sequence[int], *, interval_s: float, end_s: float | None = None
) -> ArcSeries:
    """Return volume and occupancy of recorded arcs over time.

    Parameters
    ----------
    results
        Results with passages.
    arcs
        Arcs wanted (K,).
    interval_s
        Length of an interval [s].
    end_s
        End of the last interval, rounded up to a whole one [s]; None takes the end of the traffic.

    Raises
    ------
    InputError
        If the interval is not above 0.
    """
    if not interval_s > 0.0:
        raise InputError(f"interval_s must be above 0, got {interval_s}")
    end_s = end_of_traffic_s(results) if end_s is None else end_s
    n = max(int(np.ceil(end_s / interval_s - 1e-9)), 1)
    edges_s: FloatArray = np.arange(n + 1, dtype=np.float64) * interval_s
    watched_s = np.maximum(np.diff(np.minimum(edges_s, results.until_s)), 1e-9)
    network, rows = results.network, ByArc(results)
    volume = np.zeros((len(arcs), n))
    share = np.zeros((len(arcs), n))
    for row, arc in enumerate(arcs):
        passed = rows.of(int(arc))
        left_s = passed.left_s[np.isfinite(passed.left_s)]
        volume[row] = np.histogram(left_s, edges_s)[0] * (HOUR_S / interval_s)
        inside_s = time_inside_s(passed, edges_s, until_s=results.until_s)
        room_pcu = float(network.length_m[arc] * network.jam_density_veh_per_m[arc])
        share[row] = np.diff(inside_s) / watched_s / room_pcu
    return ArcSeries(edges_s, volume, share)


class Passed(NamedTuple):
    """Passages of one arc, in order of leaving."""

    trip: IntArray
    entered_s: FloatArray
    left_s: FloatArray
    """Not a number for vehicles inside when the simulation ended."""
    pcu: FloatArray


class ByArc:
    """Passages sorted by arc, so that each arc's are found at once."""

    def __init__(self, results: "TripResults") -> None:
        passages = results.passages
        self._order = np.argsort(passages.arc, kind="stable")
        self._starts = np.searchsorted(
            passages.arc[self._order], np.arange(results.network.n_arcs + 1)
        )
        self._passages = passages
        self._pcu = vehicle_pcu(results)

    def of(self, arc: int) -> Passed:
        """Return the passages of one arc; none if it was not recorded."""
        rows = self._order[self._starts[arc] : self._starts[arc + 1]]
        trip = self._passages.trip[rows].astype(np.int64)
        return Passed(
            trip, self._passages.entered_s[rows], self._passages.left_s[rows], self._pcu[trip]
        )


def vehicle_pcu(results: "TripResults") -> FloatArray:
    """Return the room each vehicle takes, in cars (V,); 1 for a class that is not shipped."""
    from sim.roads.vehicles import VEHICLE_CLASSES  # noqa: PLC0415  # brings pydantic along

    pcu = {one.name: one.pcu for one in VEHICLE_CLASSES}
    named = results.trips.vehicle
    n = len(results.arrived_s)
    names = [named] * n if isinstance(named, str) else list(named)
    return np.array([pcu.get(name, 1.0) for name in names], dtype=np.float64)


def arc_name(network: "Network", arc: int, place: "Place | None", lang: Lang) -> str:
    """Return how people name an arc: from where to where, and the road's number if it has one.

    A reference without a digit says what kind of road it is, and is no number.
    """
    tail, head = (network.node_ids[int(ends[arc])] for ends in (network.tail, network.head))
    if place is None:
        return f"{tail} → {head}"
    known = {link.link_id: link.ref for link in place.links}
    ref = known.get(network.link_ids[int(network.link[arc])], "")
    ends = " → ".join(node_name(node_id, place, lang) for node_id in (tail, head))
    return f"{ends} ({ref})" if any(mark.isdigit() for mark in ref) else ends


def node_name(node_id: str, place: "Place | None", lang: Lang) -> str:
    """Return the name of a node, or its identifier where it has none."""
    return (place.node(node_id).name.in_(lang) or node_id) if place is not None else node_id


def time_inside_s(passed: Passed, times_s: FloatArray, *, until_s: float) -> FloatArray:
    """Return the time all vehicles spent inside up to each of some times [PCU s] (n,).

    The sum over vehicles of (t - entered)⁺ less that of (t - left)⁺.
    """
    times_s = np.minimum(times_s, until_s)
    spent = np.zeros(len(times_s))
    left_s = np.where(np.isfinite(passed.left_s), passed.left_s, np.inf)
    for sign, moment_s in ((1.0, passed.entered_s), (-1.0, left_s)):
        order = np.argsort(moment_s, kind="stable")
        sorted_s, pcu = moment_s[order], passed.pcu[order]
        n_finite = int(np.isfinite(sorted_s).sum())
        weight = np.concatenate(([0.0], np.cumsum(pcu[:n_finite])))
        moment = np.concatenate(([0.0], np.cumsum((pcu * sorted_s)[:n_finite])))
        count = np.searchsorted(sorted_s[:n_finite], times_s, side="right")
        spent += sign * (weight[count] * times_s - moment[count])
    return spent
