"""From an order to leave to people on the road: warning, compliance, departure, orders."""

from sim.evacuation.households import EvacuationBehaviour, Households, draw_households
from sim.evacuation.orders import EvacuationOrders
from sim.evacuation.outreach import Outreach

__all__ = [
    "EvacuationBehaviour",
    "EvacuationOrders",
    "Households",
    "Outreach",
    "draw_households",
]
