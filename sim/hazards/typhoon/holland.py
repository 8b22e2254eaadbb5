"""The wind about a typhoon's centre that balances its pressure: Holland's profile (1980)."""

import numpy as np
import numpy.typing as npt

from sim.hazards.geometry import FloatArray

AIR_KG_PER_M3 = 1.15
"""Density of moist air near the sea (Holland 1980)."""
_EARTH_RAD_PER_S = 7.292e-5
_PA_PER_HPA = 100.0
_LEAST_B, _MOST_B = 0.8, 2.5


def coriolis_per_s(lat: npt.ArrayLike) -> FloatArray:
    """Return the Coriolis parameter f = 2 Ω sin φ [1/s] at latitudes [degrees]."""
    f: FloatArray = 2.0 * _EARTH_RAD_PER_S * np.sin(np.radians(np.asarray(lat, dtype=np.float64)))
    return f


def gradient_wind_mps(
    radius_km: npt.ArrayLike,
    *,
    deficit_hpa: npt.ArrayLike,
    radius_max_km: npt.ArrayLike,
    b: npt.ArrayLike,
    coriolis: npt.ArrayLike = 0.0,
) -> FloatArray:
    """Return the gradient wind [m/s] at a distance from the centre.

    V = √[(B/ρ) (Rm/r)^B Δp e^{−(Rm/r)^B} + (r f / 2)²] − r f / 2 (Holland 1980). Without
    rotation of the earth (f = 0) it is largest at Rm, where it is √(B Δp / (ρ e)).

    Parameters
    ----------
    radius_km
        Distance r from the centre [km].
    deficit_hpa
        Pressure deficit Δp of the centre [hPa]; none makes no wind.
    radius_max_km
        Radius Rm of the highest wind [km].
    b
        Shape B of the profile.
    coriolis
        Coriolis parameter f [1/s].
    """
    radius_m = np.maximum(np.asarray(radius_km, dtype=np.float64), 1e-3) * 1000.0
    relative = (np.asarray(radius_max_km) * 1000.0 / radius_m) ** np.asarray(b)
    deficit_pa = np.maximum(np.asarray(deficit_hpa), 0.0) * _PA_PER_HPA
    turning = radius_m * np.abs(coriolis) / 2.0
    pressure = np.asarray(b) / AIR_KG_PER_M3 * relative * deficit_pa * np.exp(-relative)
    wind: FloatArray = np.sqrt(pressure + turning**2) - turning
    return wind


def shape_b(wind_max_mps: npt.ArrayLike, deficit_hpa: npt.ArrayLike) -> FloatArray:
    """Return the shape B = ρ e V² / Δp that gives the highest wind, within 0.8 to 2.5."""
    deficit_pa = np.maximum(np.asarray(deficit_hpa, dtype=np.float64), 1e-6) * _PA_PER_HPA
    b = AIR_KG_PER_M3 * np.e * np.asarray(wind_max_mps) ** 2 / deficit_pa
    return np.clip(b, _LEAST_B, _MOST_B)


def radius_of_max_km(wind_max_mps: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
    """Return the radius of the highest wind Rm = 46.4 e^{−0.0155 V + 0.0169 φ} [km].

    Willoughby, Darling and Rahn 2006 (Monthly Weather Review 134, 1102-1120), equation 7a.

    Parameters
    ----------
    wind_max_mps
        Highest gradient wind V [m/s].
    lat
        Latitude φ [degrees].
    """
    exponent = -0.0155 * np.asarray(wind_max_mps, dtype=np.float64) + 0.0169 * np.abs(lat)
    radius: FloatArray = 46.4 * np.exp(exponent)
    return radius
