"""The working copy in which a dispatch policy gives goods out.

Keeps what is left at depots and of requests, so that no policy can promise a thing twice.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from sim.core.errors import InputError
from sim.supply.dispatch.records import DepotState, Shipment, SupplyRequest
from sim.supply.goods import Goods


class Allocation:
    """What remains while goods are given out. Depots and requests go by their position.

    Parameters
    ----------
    now_s
        The present [s].
    requests, depots
        As given to the policy; never changed.
    travel_s
        Travel time from depot to shelter [s].
    allowed
        Whether a depot may serve a request.
    busy_wait_s
        Time added to the travel of a depot whose trucks are all out [s].

    Raises
    ------
    InputError
        If two requests of one shelter carry the same identifier, or two depots do.
    """

    def __init__(
        self,
        *,
        now_s: float,
        requests: Sequence[SupplyRequest],
        depots: Sequence[DepotState],
        travel_s: Callable[[str, str], float],
        allowed: Callable[[DepotState, SupplyRequest], bool],
        busy_wait_s: float,
    ) -> None:
        self.now_s = now_s
        self.requests = tuple(requests)
        self.depots = tuple(depots)
        self.left: list[Goods] = [dict(depot.available) for depot in depots]
        """What each depot can still promise."""
        self.wanted: list[Goods] = [dict(request.goods) for request in requests]
        """What each request still lacks."""
        self._travel_s = travel_s
        self._allowed = allowed
        self._busy_wait_s = busy_wait_s
        self._sent: dict[tuple[int, int], Goods] = {}
        self._near: dict[int, tuple[int, ...]] = {}
        _check_distinct([(request.shelter_id, request.request_id) for request in requests])
        _check_distinct([(depot.depot_id,) for depot in depots])

    def by_urgency(self) -> tuple[tuple[int, ...], ...]:
        """Return the requests in groups, people present before people expected.

        Within a group the request made first comes first, then by shelter and request.
        """

        def age(index: int) -> tuple[float, str, str]:
            request = self.requests[index]
            return (request.raised_s, request.shelter_id, request.request_id)

        order = sorted(range(len(self.requests)), key=age)
        present = tuple(i for i in order if not self.requests[i].is_forecast)
        expected = tuple(i for i in order if self.requests[i].is_forecast)
        return tuple(group for group in (present, expected) if group)

    def keys(self, indices: Sequence[int]) -> tuple[str, ...]:
        """Return the commodities that these requests ask for, in order of first mention."""
        return tuple(dict.fromkeys(key for i in indices for key in self.wanted[i]))

    def near(self, request: int) -> tuple[int, ...]:
        """Return the depots that may and can reach a request, the nearest first."""
        found = self._near.get(request)
        if found is None:
            found = self._near[request] = self._sorted_depots(request)
        return found

    def send(
        self,
        depot: int,
        request: int,
        *,
        at_most: Mapping[str, float] | None = None,
        keep: Mapping[str, float] | None = None,
    ) -> None:
        """Promise a request as much of what it lacks as a depot can give.

        Parameters
        ----------
        depot, request
            Their positions.
        at_most
            Upper limit for each commodity; a commodity not named gets nothing. None: no limit.
        keep
            What must stay at the depot.
        """
        left, wanted = self.left[depot], self.wanted[request]
        for key, lacking in wanted.items():
            spare = left.get(key, 0.0) - (keep.get(key, 0.0) if keep else 0.0)
            limit = lacking if at_most is None else min(lacking, at_most.get(key, 0.0))
            amount = min(spare, limit)
            if amount > 0.0:
                goods = self._sent.setdefault((depot, request), {})
                goods[key] = goods.get(key, 0.0) + amount
                left[key] -= amount
                wanted[key] -= amount

    def send_nearest(self, request: int) -> None:
        """Serve a request from the nearest depots, as far as they can."""
        for depot in self.near(request):
            if not self.lacks(request):
                return
            self.send(depot, request)

    def lacks(self, request: int) -> bool:
        """Return whether a request still lacks anything."""
        return any(amount > 0.0 for amount in self.wanted[request].values())

    def shipments(self) -> list[Shipment]:
        """Return what was promised, in order of first promise."""
        return [
            Shipment(
                depot_id=self.depots[depot].depot_id,
                shelter_id=self.requests[request].shelter_id,
                request_id=self.requests[request].request_id,
                goods={key: goods[key] for key in self.wanted[request] if key in goods},
            )
            for (depot, request), goods in self._sent.items()
        ]

    def _sorted_depots(self, request: int) -> tuple[int, ...]:
        asked = self.requests[request]
        reach: list[tuple[float, str, int]] = []
        for position, depot in enumerate(self.depots):
            if depot.n_trucks <= 0 or not self._allowed(depot, asked):
                continue
            time_s = self._travel_s(depot.depot_id, asked.shelter_id)
            if isfinite(time_s):
                wait_s = 0.0 if depot.n_trucks_free > 0 else self._busy_wait_s
                reach.append((time_s + wait_s, depot.depot_id, position))
        return tuple(position for _, _, position in sorted(reach))


def _check_distinct(names: Sequence[tuple[str, ...]]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for name in names:
        if name in seen:
            shown = " / ".join(name)
            raise InputError(f"dispatch: '{shown}' stands twice; identifiers must differ")
        seen[name] = 1
