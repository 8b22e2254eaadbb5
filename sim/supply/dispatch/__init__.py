"""Dispatch policies (调度): which depot sends what to which shelter."""

from sim.supply.dispatch.base import Dispatch, unmet
from sim.supply.dispatch.fair_pull import FairPull
from sim.supply.dispatch.nearest_pull import NearestPull
from sim.supply.dispatch.push_on_forecast import PushOnForecast
from sim.supply.dispatch.records import DepotState, Shipment, SupplyRequest
from sim.supply.dispatch.reserve_pull import ReservePull

__all__ = [
    "DepotState",
    "Dispatch",
    "FairPull",
    "NearestPull",
    "PushOnForecast",
    "ReservePull",
    "Shipment",
    "SupplyRequest",
    "unmet",
]
