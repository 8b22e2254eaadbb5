"""Mutual aid with a donor reserve: a depot keeps something back for its own county."""

from math import ceil

from sim.core.parameters import parameter
from sim.supply.dispatch.allocation import Allocation
from sim.supply.dispatch.base import Dispatch
from sim.supply.goods import Goods

_FLOAT_NOISE = 1e-6


class ReservePull(Dispatch):
    """Own county first; others get what exceeds a depot's reserve, nearest first.

    The reserve is a share of what the depot held at the start, so it does not melt away with
    every request that draws on the depot.
    """

    reserve_share: float = parameter(
        0.3,
        low=0.0,
        high=0.7,
        unit="1",
        description="Share of a depot's opening stock kept for its own county.",
        ge=0,
        le=1,
    )

    def allocate(self, allocation: Allocation) -> None:
        """Serve own counties in full, then the others from what exceeds the reserves."""
        reserves = [self.reserve(depot.opening) for depot in allocation.depots]
        for group in allocation.by_urgency():
            for request in group:
                for depot in allocation.near(request):
                    if _is_own(allocation, depot, request):
                        allocation.send(depot, request)
            for request in group:
                for depot in allocation.near(request):
                    if not _is_own(allocation, depot, request):
                        allocation.send(depot, request, keep=reserves[depot])

    def reserve(self, opening: Goods) -> Goods:
        """Return what a depot keeps for its own county, in whole units."""
        return {
            key: float(ceil(amount * self.reserve_share - _FLOAT_NOISE))
            for key, amount in opening.items()
        }


def _is_own(allocation: Allocation, depot: int, request: int) -> bool:
    return allocation.depots[depot].county_id == allocation.requests[request].county_id
