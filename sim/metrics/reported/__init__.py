"""A run beside what was reported of the real event: the table, and how each figure is measured."""

from sim.metrics.reported.measures import INPUTS, MEASURES
from sim.metrics.reported.table import REPORTED_FILE, ReportedOutcome, beside_reported
from sim.metrics.reported.window import Window

__all__ = [
    "INPUTS",
    "MEASURES",
    "REPORTED_FILE",
    "ReportedOutcome",
    "Window",
    "beside_reported",
]
