"""Trips under way: what the caller said about each, and its row in the kernel's table."""

from dataclasses import dataclass

import numpy as np

from sim.core.errors import InputError, InvariantError
from sim.roads.network import IntArray
from sim.roads.traffic import tables
from sim.roads.traffic.store import FIRST_ROWS, Store


@dataclass(slots=True)
class Move:
    """What the caller said about a trip under way."""

    number: int
    slot: int
    origin: int
    vehicle_class: int
    n_vehicles: int
    departed_s: float


class TripBook:
    """All trips under way, by number and by row.

    Parameters
    ----------
    store
        The tables.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.by_number: dict[int, Move] = {}
        self.n_scheduled = 0
        self._slots: list[Move | None] = [None] * FIRST_ROWS
        self._free_slots = list(range(FIRST_ROWS - 1, -1, -1))

    def begin_scheduled(self, n_vehicles: int) -> None:
        """Give the first rows to scheduled trips, which have no other number."""
        self.n_scheduled = n_vehicles
        self._slots, self._free_slots = [None] * n_vehicles, []

    def take_slot(
        self, trip: int, *, origin: int, vehicle_class: int, n_vehicles: int, now_s: float
    ) -> int:
        """Enter a trip and return its row."""
        if not self._free_slots:
            size = len(self._slots)
            longer = max(2 * size, FIRST_ROWS)
            self._slots += [None] * (longer - size)
            self._free_slots = list(range(longer - 1, size - 1, -1))
            self._store.t = self._store.t._replace(
                trips=tables.longer(self._store.t.trips, longer),
                arrivals=np.zeros(longer, dtype=np.int64),
            )
        slot = self._free_slots.pop()
        move = Move(trip, slot, origin, vehicle_class, n_vehicles, now_s)
        self._slots[slot] = self.by_number[trip] = move
        row = self._store.t.trips[slot]
        row["departed_s"] = row["arrived_s"] = np.nan
        row["n_left"], row["is_tagged"] = n_vehicles, 1
        return slot

    def moving(self, trip: int) -> Move:
        """Return a trip under way, or raise :class:`InputError`."""
        move = self.by_number.get(trip)
        if move is None:
            raise InputError(f"trip {trip} is not under way")
        return move

    def at(self, slot: int) -> Move:
        """Return the trip of a row."""
        move = self._slots[slot]
        if move is None:
            raise InvariantError(f"no trip in row {slot}")
        return move

    def number(self, slot: int) -> int:
        """Return the number of a trip; that of a scheduled one is its row."""
        return slot if slot < self.n_scheduled else self.at(slot).number

    def left(self, move: Move) -> int:
        """Return how many vehicles of a trip have not arrived."""
        return int(self._store.t.trips["n_left"][move.slot])

    def vehicles_of(self, move: Move) -> IntArray:
        """Return the rows of the vehicles of a trip (K,)."""
        vehicles = self._store.t.vehicles
        return np.flatnonzero((vehicles["state"] != tables.FREE) & (vehicles["trip"] == move.slot))

    def end(self, move: Move) -> None:
        """Strike a trip out."""
        del self.by_number[move.number]
        self._slots[move.slot] = None
        self._free_slots.append(move.slot)
