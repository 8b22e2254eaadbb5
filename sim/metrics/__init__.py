"""Figures computed from an event log: pure functions, one file per question."""

from sim.metrics import casualties, equity, evacuation, hazard, response, supply
from sim.metrics.catalogue import Metric, catalogue
from sim.metrics.summary import summary

__all__ = [
    "Metric",
    "casualties",
    "catalogue",
    "equity",
    "evacuation",
    "hazard",
    "response",
    "summary",
    "supply",
]
