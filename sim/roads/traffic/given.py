"""Routes given to vehicles, kept one after another, each once."""

from collections.abc import Sequence

import numpy as np

from sim.core.errors import InputError
from sim.roads.network import IntArray
from sim.roads.traffic.store import Store
from sim.roads.traffic.tables import NONE


class GivenRoutes:
    """The arcs that vehicles were told to drive.

    Parameters
    ----------
    store
        The tables.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._begins: dict[tuple[int, ...], int] = {}
        self._tail: list[int] = store.network.tail.tolist()
        self._head: list[int] = store.network.head.tolist()

    def keep(
        self, routes: Sequence[Sequence[int]], origins: Sequence[int], *, trips: Sequence[int]
    ) -> IntArray:
        """Return where the arcs of given routes begin in their table, NONE for an empty one."""
        begins = np.full(len(routes), NONE, dtype=np.int64)
        added: list[int] = []
        size = len(self._store.t.given_arcs)
        for place, (route, origin) in enumerate(zip(routes, origins, strict=True)):
            key = (origin, *route)
            if len(route) and key not in self._begins:
                self._check_route(route, origin, trip=trips[place])
                self._begins[key] = size + len(added)
                added += [*route, NONE]
            if len(route):
                begins[place] = self._begins[key]
        if added:
            given = np.concatenate([self._store.t.given_arcs, np.array(added, dtype=np.int64)])
            self._store.t = self._store.t._replace(given_arcs=given)
        return begins

    def _check_route(self, route: Sequence[int], origin: int, *, trip: int) -> None:
        node = origin
        for arc in route:
            if not 0 <= arc < len(self._tail) or self._tail[arc] != node:
                raise InputError(
                    f"trip {trip}: arc {arc} of its route does not begin at node {node}"
                )
            node = self._head[arc]
