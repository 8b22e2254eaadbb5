"""Which order people left under: a zone may be ordered away more than once in a season."""

from bisect import bisect_right

from sim.log import EventLog
from sim.metrics.memo import once_per_log


@once_per_log
def _orders(log: EventLog) -> dict[str, list[float]]:
    orders: dict[str, list[float]] = {}
    for event in log.of("EvacuationOrdered"):
        orders.setdefault(event.subject, []).append(event.time_s)
    return orders


def newest_order_s(log: EventLog, zone_id: str, time_s: float) -> float | None:
    """Return when a zone was last ordered to leave, at a time or before it [s]; None for never."""
    orders = _orders(log).get(zone_id, [])
    number = bisect_right(orders, time_s)
    return orders[number - 1] if number else None
