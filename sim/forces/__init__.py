"""Rescue forces: who exists, what each can do, how fast and for how long."""

from sim.forces.productivity import ForceParameters
from sim.forces.staging import Staging
from sim.forces.teams import TeamPlan, muster

__all__ = ["ForceParameters", "Staging", "TeamPlan", "muster"]
