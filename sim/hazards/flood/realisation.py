"""What one replication of the flood does, before anyone responds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hazards.flood.points.points import HazardPoints, PointLoads
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.geometry import FloatArray, IntArray


@dataclass(frozen=True)
class FloodRealisation:
    """Everything the water does in one replication, and what is forecast of it.

    Counties C, zones Z and links L are in the order of the place; there is one catchment B for
    each county. Arrays are read, never written.

    Parameters
    ----------
    clearing_s
        How long a road stays closed after the water has left it [s].
    time_s
        Instants (T,) [s], hourly from 0 to the end of the scenario.
    rain_mm_per_h
        Mean rain over each county (T, C) [mm/h] in the hour that ends at each instant.
    zone_rain_mm_per_h
        Local rain at each zone (T, Z) [mm/h], reported local maxima included.
    zone_rain_factor
        Local over county total (Z,); 1 where the county stays dry.
    county_basin, zone_basin, link_basin
        Catchment of each county (C,), zone (Z,) and link (L,).
    discharge_m3s
        Flow at each catchment's outlet (T, B) [m³/s], base flow included.
    stage_over_bank_m
        Stage of each catchment's river over its bank (T, B) [m], negative within the channel.
    zone_stage_m
        Stage over the bank of the stream or river at each zone (T, Z) [m].
    link_depth_m
        Water on each link (T, L) [m].
    zone_depth_m
        Water in the low-lying part of each zone (T, Z) [m].
    zone_flood_time_s, zone_drain_time_s
        When water enters a zone and has left it for good (Z,) [s]; inf for never.
    zone_forecast_time_s
        When a forecast first says that the zone may flood (Z,) [s]; inf for never.
    zone_expected_flood_time_s
        When that forecast says it will (Z,) [s]; inf without a forecast.
    zone_persons_at_risk
        People whom the peak, or the forecast peak, concerns (Z,).
    points
        Hazard points, with the time at which each gives way if nothing is done.
    loads
        What bears on the hazard points, for :func:`~sim.hazards.flood.failure_times`.
    water_balance
        Where the rain went.
    """

    clearing_s: float
    time_s: FloatArray
    rain_mm_per_h: FloatArray
    zone_rain_mm_per_h: FloatArray
    zone_rain_factor: FloatArray
    county_basin: IntArray
    zone_basin: IntArray
    link_basin: IntArray
    discharge_m3s: FloatArray
    stage_over_bank_m: FloatArray
    zone_stage_m: FloatArray
    link_depth_m: npt.NDArray[np.float32]
    zone_depth_m: FloatArray
    zone_flood_time_s: FloatArray
    zone_drain_time_s: FloatArray
    zone_forecast_time_s: FloatArray
    zone_expected_flood_time_s: FloatArray
    zone_persons_at_risk: IntArray
    points: HazardPoints
    loads: PointLoads
    water_balance: WaterBalance

    def local_rain_mm_per_h(self) -> FloatArray:
        """Return the highest local rain in each county (T, C) [mm/h], as a gauge there shows."""
        highest = self.rain_mm_per_h.copy()
        for zone, county in enumerate(self.zone_basin.tolist()):
            np.maximum(highest[:, county], self.zone_rain_mm_per_h[:, zone], out=highest[:, county])
        return highest
