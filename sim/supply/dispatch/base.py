"""What every dispatch policy (调度) sees and answers: requests, depots, shipments.

A policy is pure: it draws nothing, changes nothing it is given, and ties are broken by
identifiers. It says what should go where; trucks, bays and roads are the world's business.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.core.units import HOUR_S
from sim.supply.commodities import GoodsStandards
from sim.supply.dispatch.allocation import Allocation
from sim.supply.dispatch.records import DepotState, Shipment, SupplyRequest
from sim.supply.goods import Goods, lessened, total_of
from sim.supply.needs import arrival_need, whole_units

TravelTime = Callable[[str, str], float]
"""Travel time [s] from a depot to a shelter, by their identifiers; inf where there is no road."""
Allowed = Callable[[DepotState, SupplyRequest], bool]
"""Whether the linkage rule lets this depot serve this request."""


def any_depot(depot: DepotState, request: SupplyRequest) -> bool:  # noqa: ARG001  # by contract
    """Let every depot serve every request."""
    return True


class Dispatch(Component):
    """Policy that decides which depot sends what to which shelter."""

    push_share: float = parameter(
        0.0,
        low=0.0,
        high=1.0,
        unit="1",
        description="Share of the expected need sent ahead on a forecast; 0 waits for requests.",
        ge=0,
        le=1,
    )
    busy_wait_s: float = parameter(
        1.0 * HOUR_S,
        low=0.0,
        high=4.0 * HOUR_S,
        unit="s",
        description="Time by which a depot counts as further away while all its trucks are out.",
        ge=0,
    )

    @property
    def is_push(self) -> bool:
        """Return whether goods are sent ahead on a forecast."""
        return self.push_share > 0.0

    def forecast_goods(self, persons_expected: float, *, standards: GoodsStandards) -> Goods:
        """Return what to send ahead to a shelter at which people are expected, in whole units.

        Empty where the policy waits for requests.
        """
        need = arrival_need(persons_expected * self.push_share, standards=standards)
        return whole_units(need)

    def plan(
        self,
        *,
        now_s: float,
        requests: Sequence[SupplyRequest],
        depots: Sequence[DepotState],
        travel_s: TravelTime,
        allowed: Allowed = any_depot,
    ) -> list[Shipment]:
        """Return the shipments to order now.

        Parameters
        ----------
        now_s
            The present [s].
        requests
            What shelters still ask for, goods already on the way taken off.
        depots
            What depots can still promise.
        travel_s
            Travel time from depot to shelter as the dispatcher believes it to be.
        allowed
            Whom the linkage rule lets serve whom.

        Returns
        -------
        list of Shipment
            At most one for each depot and request, in the order in which they were decided.
            Never more than is available, nor than is asked for; a depot without trucks sends
            nothing. What is not shipped stays a request: see :func:`unmet`.
        """
        allocation = Allocation(
            now_s=now_s,
            requests=requests,
            depots=depots,
            travel_s=travel_s,
            allowed=allowed,
            busy_wait_s=self.busy_wait_s,
        )
        self.allocate(allocation)
        return allocation.shipments()

    @abstractmethod
    def allocate(self, allocation: Allocation) -> None:
        """Send goods from depots to requests, in the working copy that `allocation` is."""


def unmet(
    requests: Sequence[SupplyRequest], shipments: Sequence[Shipment]
) -> tuple[SupplyRequest, ...]:
    """Return what is still asked for once these shipments are on their way.

    Requests that are wholly served are dropped; the others keep their order.
    """
    left = []
    for request in requests:
        sent = total_of(item.goods for item in shipments if item.serves(request))
        goods = lessened(request.goods, sent)
        if goods:
            left.append(replace(request, goods=goods))
    return tuple(left)
