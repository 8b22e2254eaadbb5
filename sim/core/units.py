"""Factors from the units people write to the SI units used inside."""

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
KM_M = 1000.0
KMH_MPS = 1000.0 / 3600.0
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS84 ellipsoid [m]."""
