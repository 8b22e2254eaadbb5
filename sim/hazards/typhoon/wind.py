"""Wind over a region as storms pass: Holland's profile, lent asymmetry by the storm's motion.

Sustained (10-minute) wind at 10 m over land. Says nothing of relief, of lulls and squalls, or
of the wide wind field of a storm that has turned extratropical.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.core.parameters import Config, parameter
from sim.hazards.geometry import BoolArray, FloatArray
from sim.hazards.typhoon.holland import (
    coriolis_per_s,
    gradient_wind_mps,
    radius_of_max_km,
    shape_b,
)
from sim.hazards.typhoon.tracks import Track

_KM_PER_DEGREE = 111.2


class WindParameters(Config):
    """From a storm's centre to the wind over land."""

    ambient_hpa: float = parameter(
        1010.0,
        low=1005.0,
        high=1015.0,
        unit="hPa",
        gt=0.0,
        description="Pressure of the air about a storm.",
    )
    surface_share: float = parameter(
        0.6,
        low=0.45,
        high=0.75,
        unit="1",
        gt=0.0,
        description="Sustained wind at 10 m over land over the gradient wind.",
    )
    radius_factor: float = parameter(
        1.5,
        low=1.0,
        high=2.5,
        unit="1",
        gt=0.0,
        description="Radius of the highest wind over that of a tropical storm: storms that come "
        "this far north have widened.",
    )
    motion_share: float = parameter(
        0.5,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Part of the storm's own speed that adds to the wind on its right.",
    )
    gust_factor: float = parameter(
        1.5,
        low=1.3,
        high=1.8,
        unit="1",
        ge=1.0,
        description="Gusts over the sustained wind, over rough land.",
    )
    grounding_mps: float = parameter(
        14.0,
        low=10.0,
        high=17.0,
        unit="m/s",
        gt=0.0,
        description="Sustained wind from which helicopters stay on the ground.",
    )


def wind_mps(
    tracks: Sequence[Track],
    *,
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    time_s: FloatArray,
    parameters: WindParameters,
) -> FloatArray:
    """Return the sustained wind (T, N) [m/s] at points (N,): of the storm that blows hardest.

    Parameters
    ----------
    tracks
        Storms; none means no wind.
    lat, lon
        Where (N,) [degrees].
    time_s
        When (T,) [s].
    parameters
        From the pressure to the wind over land.
    """
    north, east = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    highest = np.zeros((len(time_s), len(north)))
    for track in tracks:
        highest = np.maximum(highest, _of_storm(track, north, east, time_s, parameters))
    return highest


def _of_storm(
    track: Track, lat: FloatArray, lon: FloatArray, time_s: FloatArray, parameters: WindParameters
) -> FloatArray:
    storm = track.at(time_s)
    is_there = np.isfinite(storm.lat)
    wind = np.zeros((len(time_s), len(lat)))
    if not is_there.any():
        return wind
    centre_lat = storm.lat[is_there, None]
    scale = np.cos(np.radians(centre_lat))
    east_km = (lon - storm.lon[is_there, None]) * _KM_PER_DEGREE * scale
    north_km = (lat - centre_lat) * _KM_PER_DEGREE
    radius_km = np.hypot(east_km, north_km)
    deficit = np.maximum(parameters.ambient_hpa - storm.pressure_hpa[is_there], 0.0)
    reported = storm.wind_mps[is_there]
    # Without a reported wind the shape is that of B = 1.
    strongest = np.where(np.isfinite(reported), reported, 5.7 * np.sqrt(deficit))
    b = shape_b(strongest, deficit)
    radius_max = parameters.radius_factor * radius_of_max_km(strongest, storm.lat[is_there])
    gradient = gradient_wind_mps(
        radius_km,
        deficit_hpa=deficit[:, None],
        radius_max_km=radius_max[:, None],
        b=b[:, None],
        coriolis=coriolis_per_s(centre_lat),
    )
    motion_east, motion_north = track.motion_mps()
    east_mps = np.interp(time_s[is_there], track.time_s, motion_east)[:, None]
    north_mps = np.interp(time_s[is_there], track.time_s, motion_north)[:, None]
    # The wind turns against the clock about the centre: along the motion on its right.
    away = np.maximum(radius_km, 1e-6)
    along = (-north_km * east_mps + east_km * north_mps) / away
    share = np.divide(
        gradient, gradient.max(axis=1, keepdims=True), out=np.zeros_like(gradient),
        where=gradient > 0.0,
    )  # fmt: skip
    moving = gradient + parameters.motion_share * along * share
    wind[is_there] = parameters.surface_share * np.maximum(moving, 0.0)
    return wind


def is_grounded(wind: FloatArray, parameters: WindParameters) -> BoolArray:
    """Return where helicopters cannot fly, for winds of any shape [m/s]."""
    grounded: BoolArray = wind >= parameters.grounding_mps
    return grounded
