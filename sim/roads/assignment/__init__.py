"""Static assignment: how a steady demand spreads over roads that slow down as they fill."""

from sim.roads.assignment.bpr import BprCurve, BprRoads
from sim.roads.assignment.demand import Demand
from sim.roads.assignment.equilibrium import Equilibrium, system_optimum, user_equilibrium

__all__ = ["BprCurve", "BprRoads", "Demand", "Equilibrium", "system_optimum", "user_equilibrium"]
