"""Rain invented for a storm that never was: a bell of rain that travels with its centre.

For what-if storms only. Parametric rain of real ones comes out far too low this far north, so
the total is a lever and the track gives time and place alone.
"""

from collections.abc import Sequence

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S
from sim.hazards.geometry import FloatArray
from sim.hazards.typhoon.tracks import Track
from sim.place import Place

_KM_PER_DEGREE = 111.2


class InventedRain(Config):
    """Rain about a storm's centre, and how much of it falls."""

    total_mm: float = parameter(
        120.0,
        low=40.0,
        high=300.0,
        unit="mm",
        ge=0.0,
        source="what-if lever",
        description="Mean rain over the wettest county, in all.",
    )
    rise_km: float = parameter(
        60.0,
        low=30.0,
        high=120.0,
        unit="km",
        gt=0.0,
        description="Distance from the centre out to which the rain grows heavier.",
    )
    decay_km: float = parameter(
        150.0,
        low=80.0,
        high=300.0,
        unit="km",
        gt=0.0,
        description="Distance beyond that over which it falls to a third.",
    )


def invented_rain_mm(
    place: Place, tracks: Sequence[Track], *, n_hours: int, parameters: InventedRain
) -> FloatArray:
    """Return hourly rain over counties (H, C) [mm]; the wettest gets the total.

    Rate ~ 0.3 + 0.7 r/a for r < a, e^{-(r - a)/d} beyond, with the rise a and the decay d: the
    form of the rain climatology of Lonfat et al. 2004 and R-CLIPER (Tuleya et al. 2007),
    recalled, with lengths of our own.

    Parameters
    ----------
    place
        Place whose counties it rains on, at their seats.
    tracks
        Storms.
    n_hours
        Hours H of the scenario.
    parameters
        How much, how wide.
    """
    middle_s = (np.arange(n_hours, dtype=np.float64) + 0.5) * HOUR_S
    lat = np.array([county.lat for county in place.counties])
    lon = np.array([county.lon for county in place.counties])
    rate = np.zeros((n_hours, len(lat)))
    for track in tracks:
        storm = track.at(middle_s)
        there = np.isfinite(storm.lat)
        scale = np.cos(np.radians(storm.lat[there, None]))
        radius_km = _KM_PER_DEGREE * np.hypot(
            (lon - storm.lon[there, None]) * scale, lat - storm.lat[there, None]
        )
        inner = 0.3 + 0.7 * radius_km / parameters.rise_km
        outer = np.exp(-(radius_km - parameters.rise_km) / parameters.decay_km)
        rate[there] += np.where(radius_km < parameters.rise_km, inner, outer)
    most = float(rate.sum(axis=0).max(initial=0.0))
    scaled: FloatArray = rate * (parameters.total_mm / most if most > 0.0 else 0.0)
    return scaled
