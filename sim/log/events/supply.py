"""What happens to relief goods and the trucks that carry them."""

from dataclasses import dataclass

from sim.log.events.event_type import EventType


@dataclass(frozen=True, slots=True)
class StockPlaced(EventType):
    """A depot (subject) held this stock at the start."""

    stock: dict[str, float]


@dataclass(frozen=True, slots=True)
class NeedArose(EventType):
    """People at a shelter (subject) came to need more of some commodities."""

    persons: int
    need: dict[str, float]


@dataclass(frozen=True, slots=True)
class NeedForeseen(EventType):
    """A shelter (subject) counted what tomorrow will take, to ask for it ahead."""

    persons: int
    need: dict[str, float]


@dataclass(frozen=True, slots=True)
class GoodsReserved(EventType):
    """A depot (subject) was told to send goods to a shelter under a shipment number."""

    shipment: int
    shelter: str
    goods: dict[str, float]


@dataclass(frozen=True, slots=True)
class TruckDeparted(EventType):
    """A loaded truck (subject) left a depot for a shelter."""

    shipment: int
    depot: str
    shelter: str
    goods: dict[str, float]
    load_s: float = 0.0


@dataclass(frozen=True, slots=True)
class GoodsDelivered(EventType):
    """Goods were handed over at a shelter (subject)."""

    shipment: int
    depot: str
    truck: str
    goods: dict[str, float]
    unload_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TruckReturned(EventType):
    """A truck (subject) is back at its depot."""

    depot: str


@dataclass(frozen=True, slots=True)
class StockRanOut(EventType):
    """A depot (subject) could no longer serve what it was asked for."""

    commodity: str


@dataclass(frozen=True, slots=True)
class StockOrdered(EventType):
    """A depot (subject) that ran low ordered goods from outside the place."""

    goods: dict[str, float]


@dataclass(frozen=True, slots=True)
class StockReplenished(EventType):
    """Goods came into a depot (subject). Source: outside, or returned by shelters."""

    goods: dict[str, float]
    source: str


@dataclass(frozen=True, slots=True)
class GoodsCollected(EventType):
    """Durables were taken out of an empty shelter (subject) for a depot, to be cleaned."""

    depot: str
    goods: dict[str, float]
