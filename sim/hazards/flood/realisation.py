"""What one replication of the flood does, before anyone responds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.hazards.crossing import first_above_s
from sim.hazards.flood.exposure.zones import LowGround
from sim.hazards.flood.points.breach import BreachParameters
from sim.hazards.flood.points.points import HazardPoints, PointLoads
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.reservoirs import ReservoirCourse
from sim.hazards.flood.warnings.zone_forecasts import ZoneForecasts
from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.hazards.link_losses import LinkLosses


@dataclass(frozen=True)
class FloodRealisation:
    """Everything wind and water do in one replication, and what is forecast of it.

    Counties C, zones Z and links L are in the order of the place, catchments B and reservoirs R
    in their own. Arrays are read, never written.

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
    wind_mps
        Sustained wind at each county's seat (T, C) [m/s].
    is_grounded
        Whether that wind keeps helicopters on the ground (T, C).
    zone_county
        County of each zone (Z,).
    basins
        Catchments and how they follow one another.
    discharge_m3s
        Flow at each catchment's outlet (T, B) [m³/s], base flow included.
    bankfull_m3s
        What each channel just carries (B,) [m³/s].
    stage_over_bank_m
        Stage of each catchment's river over its bank (T, B) [m], negative within the channel.
    reservoirs
        What became of the reservoirs (T, R).
    zone_level_m
        Water above the lowest ground of each zone (T, Z) [m], negative while it stays below.
    low_ground
        How many people of each zone water of a depth concerns.
    concerned_persons
        How many the highest water concerns (Z,).
    forecasts
        What is forecast for zones, and when.
    link_depth_m
        Water on each link (T, L) [m].
    lost_bridges, fallen_trees
        Links that lose their bridge or are blocked by trees, and when.
    points
        Hazard points, with the time at which each gives way if nothing is done.
    breaches
        What the water does where one has failed.
    loads
        What bears on the hazard points, for :func:`~sim.hazards.flood.failure_times`.
    water_balance
        Where the rain went.
    """

    clearing_s: float
    time_s: FloatArray
    rain_mm_per_h: FloatArray
    zone_rain_mm_per_h: FloatArray
    wind_mps: FloatArray
    is_grounded: BoolArray
    zone_county: IntArray
    basins: Basins
    discharge_m3s: FloatArray
    bankfull_m3s: FloatArray
    stage_over_bank_m: FloatArray
    reservoirs: ReservoirCourse
    zone_level_m: FloatArray
    low_ground: LowGround
    concerned_persons: IntArray
    forecasts: ZoneForecasts
    link_depth_m: npt.NDArray[np.float32]
    lost_bridges: LinkLosses
    fallen_trees: LinkLosses
    points: HazardPoints
    breaches: BreachParameters
    loads: PointLoads
    water_balance: WaterBalance

    def step_at(self, time_s: float) -> int:
        """Return the index of the newest instant at a time [s]."""
        return int(np.searchsorted(self.time_s, time_s, side="right")) - 1

    def persons_in_reach(self, zone: int) -> int:
        """Return how many people of a zone live so low that water or a forecast reaches them.

        At least those of its low-lying part.
        """
        return max(
            int(self.low_ground.low_lying_persons[zone]),
            int(self.concerned_persons[zone]),
            int(self.forecasts.persons[:, zone].max(initial=0)),
        )

    def flood_times_s(self) -> FloatArray:
        """Return when water first enters each zone (Z,) [s]; inf for never."""
        return first_above_s(self.zone_level_m, np.zeros(self.zone_level_m.shape[1]), self.time_s)

    def local_rain_mm_per_h(self) -> FloatArray:
        """Return the highest local rain in each county (T, C) [mm/h], as a gauge there shows."""
        highest = self.rain_mm_per_h.copy()
        for zone, county in enumerate(self.zone_county.tolist()):
            np.maximum(highest[:, county], self.zone_rain_mm_per_h[:, zone], out=highest[:, county])
        return highest
