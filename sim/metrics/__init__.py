"""Figures computed from an event log: pure functions, one file per question."""

from sim.metrics import bound, casualties, equity, evacuation, hazard, response, supply, traffic
from sim.metrics.catalogue import Metric, catalogue
from sim.metrics.summary import summary

__all__ = [
    "Metric",
    "bound",
    "casualties",
    "catalogue",
    "equity",
    "evacuation",
    "hazard",
    "response",
    "summary",
    "supply",
    "traffic",
]
