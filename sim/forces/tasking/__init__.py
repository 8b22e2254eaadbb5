"""Tasking (力量调派): which free team goes to which task."""

from sim.forces.tasking.base import Tasking, TaskNeed
from sim.forces.tasking.capability import CapabilityMatch
from sim.forces.tasking.lives import LivesFirst
from sim.forces.tasking.nearest import NearestTeam
from sim.forces.tasking.optimal import OptimalAssignment
from sim.forces.tasking.reserve import ReserveKeeping

__all__ = [
    "CapabilityMatch",
    "LivesFirst",
    "NearestTeam",
    "OptimalAssignment",
    "ReserveKeeping",
    "TaskNeed",
    "Tasking",
]
