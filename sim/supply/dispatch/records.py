"""Records that dispatch policies read and write: requests, depots, shipments."""

from dataclasses import dataclass

from sim.supply.goods import Goods


@dataclass(frozen=True, slots=True)
class SupplyRequest:
    """Goods that a shelter asks for and that nobody has yet promised.

    ``persons`` is how many people they are for, ``raised_s`` when the request was made [s].
    ``request_id`` tells requests of one shelter apart; ``is_forecast`` marks goods sent ahead
    of people, which give way to people already there.
    """

    shelter_id: str
    node_id: str
    county_id: str
    goods: Goods
    persons: int
    raised_s: float
    request_id: str = ""
    is_forecast: bool = False


@dataclass(frozen=True, slots=True)
class DepotState:
    """A depot as the dispatcher sees it.

    ``available`` is what can still be promised, ``opening`` what the depot held at the start.
    """

    depot_id: str
    node_id: str
    county_id: str
    prefecture_id: str
    available: Goods
    opening: Goods
    n_trucks_free: int
    n_trucks: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods that a depot shall send to a shelter for one request; any number of truckloads."""

    depot_id: str
    shelter_id: str
    request_id: str
    goods: Goods

    def serves(self, request: SupplyRequest) -> bool:
        """Return whether this shipment is for a request."""
        return (self.shelter_id, self.request_id) == (request.shelter_id, request.request_id)
