"""Fair rationing when stock is short: those who lack most for each person come first."""

from collections.abc import Sequence
from math import floor

from sim.supply.dispatch.allocation import Allocation
from sim.supply.dispatch.base import Dispatch
from sim.supply.goods import round_to_sum

Pool = tuple[tuple[int, ...], tuple[int, ...]]
"""Requests and depots that share stock of one commodity, by position."""


class FairPull(Dispatch):
    """Stock is divided so that the worst lack per person is as small as it can be.

    For each commodity, and for each set of requests that draw on the same depots, what is
    lacking per person is levelled from the top (:func:`level_lack`). Each request then draws
    its part from the nearest depots; requests with fewer depots to choose from draw first.
    Where stock suffices, everybody gets all.
    """

    def allocate(self, allocation: Allocation) -> None:
        """Divide each commodity among those who can share it."""
        for group in allocation.by_urgency():
            for key in allocation.keys(group):
                for requests, depots in pools(allocation, group, key):
                    _divide(allocation, requests, depots, key)
                _give_rest(allocation, group, key)


def level_lack(lacking: Sequence[float], persons: Sequence[float], stock: float) -> list[float]:
    r"""Divide stock so that the largest lack per person is as small as it can be.

    .. math:: x_i = \max(0, l_i - \lambda p_i), \qquad \sum_i x_i = \min(X, \sum_i l_i)

    Parameters
    ----------
    lacking
        What each request lacks (n,).
    persons
        For how many people (n,), positive.
    stock
        What can be given.

    Returns
    -------
    list of float
        What each gets (n,).
    """
    if stock >= sum(lacking):
        return list(lacking)
    order = sorted(range(len(lacking)), key=lambda i: (-lacking[i] / persons[i], i))
    level = lacked = people = 0.0
    for rank, index in enumerate(order):
        lacked += lacking[index]
        people += persons[index]
        level = (lacked - stock) / people
        following = order[rank + 1] if rank + 1 < len(order) else None
        if following is None or level >= lacking[following] / persons[following]:
            break
    return [max(0.0, lacks - level * for_) for lacks, for_ in zip(lacking, persons, strict=True)]


def pools(allocation: Allocation, group: Sequence[int], key: str) -> list[Pool]:
    """Return the sets of requests, with their depots, that draw on common stock of a commodity.

    Requests that no stock can reach are left out.
    """
    pool_of_depot: dict[int, int] = {}
    members: dict[int, tuple[list[int], list[int]]] = {}
    for request in group:
        if allocation.wanted[request].get(key, 0.0) <= 0.0:
            continue
        depots = [d for d in allocation.near(request) if allocation.left[d].get(key, 0.0) > 0.0]
        if not depots:
            continue
        touched = sorted({pool_of_depot[d] for d in depots if d in pool_of_depot})
        joined: tuple[list[int], list[int]] = ([], [])
        for name in touched:
            requests, stocks = members.pop(name)
            joined[0].extend(requests)
            joined[1].extend(stocks)
        joined[0].append(request)
        joined[1].extend(d for d in depots if d not in pool_of_depot)
        members[request] = joined
        for depot in joined[1]:
            pool_of_depot[depot] = request
    rank = {request: position for position, request in enumerate(group)}
    return [
        (tuple(sorted(asking, key=rank.__getitem__)), tuple(sorted(stocks)))
        for asking, stocks in members.values()
    ]


def _divide(
    allocation: Allocation, requests: tuple[int, ...], depots: tuple[int, ...], key: str
) -> None:
    lacking = [allocation.wanted[request][key] for request in requests]
    persons = [_people(allocation, request) for request in requests]
    stock = sum(allocation.left[depot][key] for depot in depots)
    parts = level_lack(lacking, persons, stock)
    if stock < sum(lacking):
        parts = [float(part) for part in round_to_sum(parts, floor(stock))]
    few_first = sorted(range(len(requests)), key=lambda i: (len(allocation.near(requests[i])), i))
    for index in few_first:
        _draw(allocation, requests[index], key, parts[index])


def _give_rest(allocation: Allocation, group: Sequence[int], key: str) -> None:
    """Give what the division could not place to those who lack most for each person.

    A pool may hold depots that only some of its requests reach, so a part of a division can
    find its depots empty while others still have stock.
    """
    lack = {
        request: allocation.wanted[request].get(key, 0.0) / _people(allocation, request)
        for request in group
    }
    for request in sorted(group, key=lambda request: -lack[request]):
        _draw(allocation, request, key, allocation.wanted[request].get(key, 0.0))


def _draw(allocation: Allocation, request: int, key: str, amount: float) -> None:
    """Promise up to `amount` of one commodity to a request, from the nearest depots."""
    for depot in allocation.near(request):
        if amount <= 0.0:
            return
        before = allocation.wanted[request].get(key, 0.0)
        allocation.send(depot, request, at_most={key: amount})
        amount -= before - allocation.wanted[request].get(key, 0.0)


def _people(allocation: Allocation, request: int) -> float:
    return float(max(allocation.requests[request].persons, 1))
