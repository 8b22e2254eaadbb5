"""No flood: what wind and water do in a scenario in which it does not rain."""

import numpy as np

from sim.core.streams import Streams
from sim.hazards.flood.flood import Flood, hours_s
from sim.hazards.flood.levers import Levers
from sim.hazards.flood.points.parameters import PointParameters
from sim.hazards.flood.rain.field import RainField
from sim.hazards.flood.realisation import FloodRealisation
from sim.place import Place


def dry_flood(place: Place, *, horizon_s: float) -> FloodRealisation:
    """Return what happens where it does not rain at all: nothing.

    Parameters
    ----------
    place
        Place it does not rain on.
    horizon_s
        Length of the scenario [s].
    """
    time_s = hours_s(horizon_s)
    rain = RainField(
        np.zeros((len(time_s), len(place.counties))), np.zeros((len(time_s), len(place.zones)))
    )
    return Flood(points=PointParameters(n_points=0)).respond(
        place, rain, time_s=time_s, streams=Streams(0, 0), levers=Levers()
    )
