"""Vehicles on the roads: a compiled kernel, the carrier around it, and runs of traffic alone."""

from sim.roads.traffic.carrier import Traffic
from sim.roads.traffic.contraflow import LanesMoved
from sim.roads.traffic.planning import planned
from sim.roads.traffic.reports import Arrival, Stranding
from sim.roads.traffic.simulation import simulate_trips
from sim.roads.traffic.trips import ANY, Passages, TripResults, Trips

__all__ = [
    "ANY",
    "Arrival",
    "LanesMoved",
    "Passages",
    "Stranding",
    "Traffic",
    "TripResults",
    "Trips",
    "planned",
    "simulate_trips",
]
