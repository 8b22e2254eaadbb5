"""Nearest depot with stock, first come first served."""

from sim.supply.dispatch.allocation import Allocation
from sim.supply.dispatch.base import Dispatch


class NearestPull(Dispatch):
    """Each request is served by the nearest depots that still have what it lacks.

    Requests come in order of age. What one depot cannot give, the next nearest gives.
    """

    def allocate(self, allocation: Allocation) -> None:
        """Serve the requests one after another."""
        for group in allocation.by_urgency():
            for request in group:
                allocation.send_nearest(request)
