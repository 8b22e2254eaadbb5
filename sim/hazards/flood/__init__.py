"""Flood: rain, runoff, rivers, and what their water does to zones, roads and hazard points."""

from sim.hazards.flood.flood import Flood
from sim.hazards.flood.levers import Levers
from sim.hazards.flood.points.parameters import KINDS
from sim.hazards.flood.points.points import HazardPoints, PointLoads, failure_times
from sim.hazards.flood.realisation import FloodRealisation
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.flood.rivers.releases import ReleaseOrder, ReleaseRule
from sim.hazards.flood.warnings.signals import LEVELS, warning_level

__all__ = [
    "KINDS",
    "LEVELS",
    "Flood",
    "FloodRealisation",
    "HazardPoints",
    "Levers",
    "PointLoads",
    "ReleaseOrder",
    "ReleaseRule",
    "WaterBalance",
    "failure_times",
    "warning_level",
]
