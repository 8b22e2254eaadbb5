"""Typhoons: their tracks, the wind about them, and what the wind does to roads and aircraft."""

from sim.hazards.typhoon.tracks import Track, read_tracks
from sim.hazards.typhoon.typhoon import Typhoon, TyphoonParameters
from sim.hazards.typhoon.wind import WindParameters, is_grounded, wind_mps

__all__ = [
    "Track",
    "Typhoon",
    "TyphoonParameters",
    "WindParameters",
    "is_grounded",
    "read_tracks",
    "wind_mps",
]
