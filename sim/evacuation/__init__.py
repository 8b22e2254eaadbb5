"""From an order to leave to people on the road: warning, compliance, departure, orders."""

from sim.evacuation.behaviour import EvacuationBehaviour
from sim.evacuation.buses import BusFleet
from sim.evacuation.households import Households, draw_households
from sim.evacuation.orders import EvacuationOrders
from sim.evacuation.outreach import Outreach

__all__ = [
    "BusFleet",
    "EvacuationBehaviour",
    "EvacuationOrders",
    "Households",
    "Outreach",
    "draw_households",
]
