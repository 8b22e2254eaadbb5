"""Counts of the vehicles on the roads, and the proof that none is missing."""

import numpy as np

from sim.core.errors import InvariantError
from sim.roads.network import FloatArray, IntArray, Network
from sim.roads.traffic import tables
from sim.roads.traffic.book import TripBook
from sim.roads.traffic.observation import find_gridlock
from sim.roads.traffic.store import Store
from sim.roads.traffic.tables import Tables
from sim.roads.traffic.trips import Passages


class Counts:
    """What can be counted at any moment.

    Parameters
    ----------
    store, book
        The tables, and the trips under way.
    """

    def __init__(self, store: Store, book: TripBook) -> None:
        self.network: Network = store.network
        self._store = store
        self._book = book
        self._delay_s = np.zeros(store.network.n_arcs)

    @property
    def _t(self) -> Tables:
        return self._store.t

    @property
    def _clock(self) -> np.void:
        return self._store.clock

    @property
    def entered(self) -> IntArray:
        """Vehicles that entered each arc so far (A,)."""
        return self._t.arcs["entered"].copy()

    @property
    def inside(self) -> IntArray:
        """Vehicles on each arc now (A,)."""
        return self._t.arcs["n"].astype(np.int64)

    @property
    def delay_s(self) -> FloatArray:
        """Delay of all vehicles that have left each arc so far, summed [s] (A,)."""
        return self._t.arcs["delay_s"].copy()

    @property
    def expected_delay_s(self) -> FloatArray:
        """Delay of a car that entered each arc at the time of the last report [s] (A,)."""
        return self._delay_s.copy()

    @property
    def n_departed(self) -> int:
        """Vehicles that departed so far."""
        return self._store.n_departed

    @property
    def n_arrived(self) -> int:
        """Vehicles that arrived so far."""
        return int(self._clock["n_arrived"])

    @property
    def n_under_way(self) -> int:
        """Vehicles departed and neither arrived nor abandoned, those waiting included."""
        return self._store.n_under_way

    @property
    def n_waiting(self) -> int:
        """Vehicles that stand at a node without a route."""
        return int(self._clock["n_waiting"])

    @property
    def n_stranded(self) -> int:
        """Vehicles stuck on a closed or flooded road."""
        return int((self._t.vehicles["state"] == tables.STRANDED).sum())

    @property
    def waiting(self) -> tuple[int, ...]:
        """Trips with a vehicle that stands at a node without a route, by number."""
        slots = np.unique(self._t.vehicles["trip"][self._t.vehicles["state"] == tables.WAITING])
        return tuple(sorted(self._book.number(slot) for slot in slots.tolist()))

    def is_under_way(self, trip: int) -> bool:
        """Return whether a trip has departed and not arrived."""
        return trip in self._book.by_number

    def gridlocked(self) -> IntArray:
        """Return the arcs whose first vehicles wait for one another in a circle (K,)."""
        is_locked = np.zeros(self.network.n_arcs, dtype=np.bool_)
        find_gridlock(self._t, is_locked, np.empty(len(is_locked), dtype=np.int64))
        return np.flatnonzero(is_locked)

    def check_conservation(self) -> None:
        """Count all vehicles anew, and raise :class:`InvariantError` where one is missing."""
        counted = np.bincount(self._t.vehicles["state"], minlength=6)
        under_way = int(counted[1:].sum())
        if not (
            self.n_under_way == under_way == int(self._t.n_users.sum())
            and counted[tables.INSIDE] == int(self._t.arcs["n"].sum()) == self._clock["n_inside"]
            and counted[tables.WAITING] == self.n_waiting
            and under_way
            == sum(self._book.left(move) for move in self._book.by_number.values())
            + int(self._t.trips["n_left"][: self._book.n_scheduled].sum())
        ):
            raise InvariantError(
                f"{self._store.n_departed} vehicles departed, but {self.n_arrived} arrived, "
                f"{self._store.n_abandoned} were abandoned and {under_way} are under way "
                f"(by state: {counted.tolist()})"
            )

    def scheduled_times(self, n_vehicles: int) -> tuple[FloatArray, FloatArray]:
        """Return when scheduled vehicles entered a road and arrived [s], nan = not yet (V,)."""
        trips = self._t.trips[:n_vehicles]
        return trips["departed_s"].copy(), trips["arrived_s"].copy()

    def passages(self) -> Passages:
        """Return all passages of recorded arcs so far; of those still inside at the end."""
        left = self._t.passages[: self._clock["n_passages"]]
        vehicles = self._t.vehicles
        is_inside = vehicles["state"] == tables.INSIDE
        is_inside[is_inside] = self._t.arcs["is_recorded"][vehicles["arc"][is_inside]] == 1
        inside = vehicles[is_inside]
        return Passages(
            arc=np.concatenate([left["arc"], inside["arc"]]).astype(np.int64),
            trip=np.concatenate([left["trip"], inside["trip"]]).astype(np.int64),
            entered_s=np.concatenate([left["entered_s"], inside["entered_s"]]),
            left_s=np.concatenate([left["left_s"], np.full(len(inside), np.nan)]),
        )
