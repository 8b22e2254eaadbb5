"""Flood from rain: reported rain totals become runoff, river stage, closed roads and loaded dikes.

One component that draws everything nature does before the run. It knows no agency, team or
order. Not a hydraulic model: no inundation maps, no gauge records, no backwater.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
from pydantic import Field

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.parameters import parameter
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.flood.exposure.bridges import BridgeParameters, bridge_strength_m, lost_bridges
from sim.hazards.flood.exposure.links import LinkParameters, water_on_links_m
from sim.hazards.flood.exposure.nearness import zones_near_links
from sim.hazards.flood.exposure.zones import (
    ZoneParameters,
    is_by_river,
    low_ground,
    thresholds_m,
)
from sim.hazards.flood.levers import Levers
from sim.hazards.flood.points.breach import BreachParameters
from sim.hazards.flood.points.parameters import PointParameters
from sim.hazards.flood.points.placing import place_points
from sim.hazards.flood.points.points import failure_times, point_loads
from sim.hazards.flood.rain.field import (
    RainField,
    RainParameters,
    rain_field,
    rain_from_reports,
)
from sim.hazards.flood.rain.invented import InventedRain, invented_rain_mm
from sim.hazards.flood.rain.reports import read_rain_reports
from sim.hazards.flood.realisation import FloodRealisation
from sim.hazards.flood.rivers.basins import BasinParameters, Basins, delineate
from sim.hazards.flood.rivers.channels import (
    RiverParameters,
    bankfull_depth_m,
    stage_over_bank_m,
)
from sim.hazards.flood.rivers.flow import (
    RiverFlow,
    channel_flow_m3s,
    local_flow,
    river_flow,
)
from sim.hazards.flood.rivers.local_streams import stream_stage_m
from sim.hazards.flood.rivers.reservoirs import ReservoirParameters, place_reservoirs
from sim.hazards.flood.rivers.runoff import RunoffParameters
from sim.hazards.flood.warnings.zone_forecasts import ForecastParameters, zone_forecasts
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.hazard import Hazard
from sim.hazards.link_losses import LinkLosses
from sim.hazards.nature import Nature
from sim.hazards.typhoon import Typhoon, TyphoonParameters, is_grounded
from sim.place import Place


class Flood(Hazard):
    """Flood of one scenario.

    Parameters
    ----------
    reports
        Name of the CSV with reported rain totals, in the hazard's folder.
    invents_rain
        Whether rain is invented about the tracks of storms instead of read from reports.
    """

    reports: str = "rain_reports.csv"
    invents_rain: bool = False
    rain_factor: float = parameter(
        1.0,
        low=0.5,
        high=2.0,
        unit="1",
        ge=0.0,
        source="what-if lever",
        description="Factor on all rain; 1 is the reported rain.",
    )
    clearing_s: float = parameter(
        21_600.0,
        low=3600.0,
        high=86_400.0,
        unit="s",
        ge=0.0,
        description="A road closed by water stays closed this long after the water has left it: "
        "checked, and cleared of silt.",
    )
    rain: RainParameters = Field(default_factory=RainParameters)
    invented: InventedRain = Field(default_factory=InventedRain)
    typhoon: TyphoonParameters = Field(default_factory=TyphoonParameters)
    basins: BasinParameters = Field(default_factory=BasinParameters)
    runoff: RunoffParameters = Field(default_factory=RunoffParameters)
    rivers: RiverParameters = Field(default_factory=RiverParameters)
    reservoirs: ReservoirParameters = Field(default_factory=ReservoirParameters)
    zones: ZoneParameters = Field(default_factory=ZoneParameters)
    forecasts: ForecastParameters = Field(default_factory=ForecastParameters)
    links: LinkParameters = Field(default_factory=LinkParameters)
    bridges: BridgeParameters = Field(default_factory=BridgeParameters)
    points: PointParameters = Field(default_factory=PointParameters)
    breaches: BreachParameters = Field(default_factory=BreachParameters)

    def nature(
        self,
        place: Place,
        *,
        clock: Clock,
        horizon_s: float,
        streams: Streams,
        folder: Path,
        levers: Levers,
    ) -> Nature:
        """Return what the flood does, and nothing else."""
        return Nature(
            self.realise(
                place,
                clock=clock,
                horizon_s=horizon_s,
                streams=streams,
                folder=folder,
                levers=levers,
            )
        )

    def realise(
        self,
        place: Place,
        *,
        clock: Clock,
        horizon_s: float,
        streams: Streams,
        folder: Path,
        levers: Levers,
    ) -> FloodRealisation:
        """Return what the flood does in one replication.

        Parameters
        ----------
        place
            Place it happens in; needs counties and zones.
        clock
            Calendar of the scenario.
        horizon_s
            Length of the scenario [s].
        streams
            Random streams of the replication.
        folder
            Folder that holds the rain reports.
        levers
            What people have decided that changes what it does.

        Raises
        ------
        LiandongError
            If the reports cannot be read or name what the place does not hold.
        """
        if not place.counties or not place.zones:
            raise InputError(f"place '{place.name}': a flood needs counties and zones")
        time_s = hours_s(horizon_s)
        n_hours = len(time_s) - 1
        tracks = self.typhoon.read(folder, clock=clock)
        if self.invents_rain:
            rain = rain_field(
                place,
                invented_rain_mm(place, tracks, n_hours=n_hours, parameters=self.invented),
                n_hours=n_hours,
                parameters=self.rain,
                rain_factor=self.rain_factor,
                streams=streams,
            )
        else:
            rain = rain_from_reports(
                place,
                read_rain_reports(folder / self.reports, place=place, clock=clock),
                clock=clock,
                n_hours=n_hours,
                parameters=self.rain,
                rain_factor=self.rain_factor,
                streams=streams,
            )
        wind = Typhoon.over(place, tracks, time_s=time_s, parameters=self.typhoon, streams=streams)
        response = self.respond(place, rain, time_s=time_s, streams=streams, levers=levers)
        return replace(
            response,
            wind_mps=wind.wind_mps,
            is_grounded=is_grounded(wind.wind_mps, self.typhoon.wind),
            fallen_trees=wind.fallen_trees,
        )

    def respond(
        self,
        place: Place,
        rain: RainField,
        *,
        time_s: FloatArray,
        streams: Streams,
        levers: Levers,
    ) -> FloodRealisation:
        """Return what a given rain does: everything that follows from it, in still air.

        Parameters
        ----------
        place
            Place it rains on.
        rain
            Rain of counties and zones.
        time_s
            Instants (T,) [s], hourly.
        streams
            Random streams of the replication.
        levers
            What people have decided that changes what it does.
        """
        mitigation = levers.mitigation
        basins = delineate(place, self.basins)
        curve_number = self.curve_numbers(place)
        flow, full_m3s = self._flow(place, basins, rain.county_mm_per_h, levers)
        stage = stage_over_bank_m(
            flow.discharge_m3s,
            full_m3s=full_m3s,
            depth_m=bankfull_depth_m(full_m3s, self.rivers),
            rivers=self.rivers,
        )
        home = _county_index(place, [zone.county_id for zone in place.zones])
        over_county = rain.county_mm_per_h[:, home]
        over_stream = over_county + self.zones.storm_area_share * (rain.zone_mm_per_h - over_county)
        # One column for the stream of each zone, then one for an ordinary stream of each county.
        both = stream_stage_m(
            np.concatenate([over_stream, rain.county_mm_per_h], axis=1),
            area_km2=self.zones.stream_area_km2,
            curve_number=np.concatenate([curve_number[home], curve_number]),
            runoff=self.runoff,
            rivers=self.rivers,
        )
        stream_stage = both[:, : len(home)]
        by_river = is_by_river(place, self.zones, river_km=basins.county_river_km)
        at_river = np.maximum(stream_stage, stage[:, basins.of_zone])
        zone_stage = np.where(by_river, at_river, stream_stage)
        level = zone_stage - thresholds_m(
            place, self.zones, streams, dike_raise_m=mitigation.dike_raise_m
        )
        ground = low_ground(place, self.zones, streams, relocated_share=mitigation.relocated_share)
        forecasts = zone_forecasts(
            level,
            rest_m=level[0],
            time_s=time_s,
            persons_at=ground.persons,
            zone_ids=[zone.zone_id for zone in place.zones],
            parameters=self.forecasts,
            streams=streams,
            extra_lead_s=mitigation.extra_lead_s,
        )
        points = place_points(
            place,
            river_km=basins.county_river_km,
            parameters=self.points,
            streams=streams,
            mitigation=mitigation,
        )
        loads = point_loads(
            time_s=time_s,
            dike_stage_m=np.concatenate([zone_stage, stage[:, basins.of_county]], axis=1),
            rain_mm_per_h=np.concatenate([rain.zone_mm_per_h, rain.county_mm_per_h], axis=1),
            stream_stage_m=both,
            rain_h=self.points.rain_h,
        )
        link_stage = self._stage_at_links_m(place, stage[:, basins.of_link], stream_stage)
        return FloodRealisation(
            clearing_s=self.clearing_s,
            time_s=time_s,
            rain_mm_per_h=rain.county_mm_per_h,
            zone_rain_mm_per_h=rain.zone_mm_per_h,
            wind_mps=np.zeros_like(rain.county_mm_per_h),
            is_grounded=np.zeros(rain.county_mm_per_h.shape, dtype=np.bool_),
            zone_county=home,
            basins=basins,
            discharge_m3s=flow.discharge_m3s + self.rivers.base_flow_share * full_m3s,
            bankfull_m3s=full_m3s,
            reservoirs=flow.reservoirs,
            stage_over_bank_m=stage,
            zone_level_m=level,
            low_ground=ground,
            concerned_persons=ground.persons(level.max(axis=0), np.arange(len(place.zones))),
            forecasts=forecasts,
            link_depth_m=water_on_links_m(
                place, link_stage, parameters=self.links, streams=streams
            ).astype(np.float32),
            lost_bridges=lost_bridges(
                link_stage,
                bridge_strength_m(place, self.bridges, streams, mitigation=mitigation),
                time_s=time_s,
            ),
            fallen_trees=LinkLosses.in_order(np.zeros(0), np.zeros(0, dtype=np.int64)),
            points=replace(points, failure_time_s=failure_times(points, loads)),
            breaches=self.breaches,
            loads=loads,
            water_balance=flow.balance,
        )

    def _flow(
        self, place: Place, basins: Basins, county_mm_per_h: FloatArray, levers: Levers
    ) -> tuple[RiverFlow, FloatArray]:
        """Return the flow of all rivers, and what their channels just carry (B,) [m³/s]."""
        curve_number = self.curve_numbers(place)[basins.county]
        full_m3s = channel_flow_m3s(
            basins, curve_number=curve_number, runoff=self.runoff, rivers=self.rivers
        )
        flow = river_flow(
            basins,
            local_flow(
                basins,
                county_mm_per_h[:, basins.county],
                curve_number=curve_number,
                runoff=self.runoff,
            ),
            rivers=self.rivers,
            reservoirs=place_reservoirs(place, basins, self.reservoirs),
            rule=levers.release,
            orders=levers.orders,
            bankfull_m3s=full_m3s,
        )
        return flow, full_m3s

    def curve_numbers(self, place: Place) -> FloatArray:
        """Return the curve number of each county (C,): the mean over its land cover."""
        forest = np.array([county.forest_share for county in place.counties])
        cropland = np.array([county.cropland_share for county in place.counties])
        other = np.maximum(1.0 - forest - cropland, 0.0)
        mixed: FloatArray = (
            forest * self.runoff.cn_forest
            + cropland * self.runoff.cn_cropland
            + other * self.runoff.cn_other
        ) / (forest + cropland + other)
        return mixed

    def explain(self, place: Place, *, clock: Clock, folder: Path) -> list[str]:
        """Return what the flood will do, in sentences, before anything runs."""
        reports = read_rain_reports(folder / self.reports, place=place, clock=clock)
        used = [report for report in reports if report.area_kind != "province"]
        basins = delineate(place, self.basins)
        n_linked = int((basins.downstream >= 0).sum())
        points = self.points
        lines = []
        lines.append(
            f"Rain follows {len(used)} reported totals of {self.reports}, times "
            f"{self.rain_factor:g}, in {len(self.rain.bursts)} assumed bursts; county totals vary "
            f"between replications by {self.rain.rain_total_cv:.0%}."
        )
        if used:
            wettest = max(used, key=lambda report: report.total_mm)
            first, last = min(item.from_h for item in used), max(item.to_h for item in used)
            lines.append(
                f"It falls between {clock.label(first * HOUR_S)} and {clock.label(last * HOUR_S)}; "
                f"the highest total is {wettest.total_mm:g} mm at {wettest.name}."
            )
        lines.append(
            f"{len(basins.basin_id)} catchments, one for each county and river, {n_linked} drain "
            f"into another; channels carry the flow of {self.rivers.bankfull_rain_mm:g} mm in "
            f"{self.rivers.bankfull_rain_h} h, and what exceeds it stands over the bank."
        )
        lines.append(
            f"{points.n_points} hazard points ({points.dike.share:.0%} dikes, "
            f"{points.slope.share:.0%} slopes, {points.reservoir.share:.0%} small reservoirs) "
            "are placed by rule, not by survey."
        )
        return lines

    def _stage_at_links_m(
        self, place: Place, river_stage: FloatArray, stream_stage: FloatArray
    ) -> FloatArray:
        """Return the stage over the bank at links (T, L) [m]: a zone's stream or a near river."""
        local = stream_stage[:, zones_near_links(place)]
        near = np.array(
            [link.river_distance_m <= self.links.river_near_m for link in place.links],
            dtype=np.bool_,
        )
        return np.where(near, np.maximum(local, river_stage), local)


def hours_s(horizon_s: float) -> FloatArray:
    """Return the full hours from the start until a scenario is over (T,) [s]."""
    return np.arange(int(np.ceil(horizon_s / HOUR_S)) + 1, dtype=np.float64) * HOUR_S


def _county_index(place: Place, county_ids: list[str]) -> IntArray:
    position = {county.county_id: index for index, county in enumerate(place.counties)}
    return np.array([position[county_id] for county_id in county_ids], dtype=np.int64)
