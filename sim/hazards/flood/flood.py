"""Flood from rain: reported rain totals become runoff, river stage, closed roads and loaded dikes.

One component that draws everything nature does before the run. It knows no agency, team or
order. Not a hydraulic model: no inundation maps, no gauge records, no backwater.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import Field

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.parameters import parameter
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.flood.exposure.links import LinkParameters, water_on_links_m
from sim.hazards.flood.exposure.nearness import zones_near_links
from sim.hazards.flood.exposure.zones import ZoneParameters, flood_zones, is_by_river
from sim.hazards.flood.points.parameters import PointParameters
from sim.hazards.flood.points.placing import place_points
from sim.hazards.flood.points.points import failure_times, point_loads
from sim.hazards.flood.rain.field import RainField, RainParameters, rain_field
from sim.hazards.flood.rain.reports import read_rain_reports
from sim.hazards.flood.realisation import FloodRealisation
from sim.hazards.flood.rivers.basins import BasinParameters, delineate
from sim.hazards.flood.rivers.flow import RiverParameters, channels, event_flow, stage_over_bank_m
from sim.hazards.flood.rivers.local_streams import stream_stage_m
from sim.hazards.flood.rivers.runoff import RunoffParameters
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.hazard import Hazard
from sim.place import Place


class Flood(Hazard):
    """Flood of one scenario.

    Parameters
    ----------
    reports
        Name of the CSV with reported rain totals, in the hazard's folder.
    """

    reports: str = "rain_reports.csv"
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
    basins: BasinParameters = Field(default_factory=BasinParameters)
    runoff: RunoffParameters = Field(default_factory=RunoffParameters)
    rivers: RiverParameters = Field(default_factory=RiverParameters)
    zones: ZoneParameters = Field(default_factory=ZoneParameters)
    links: LinkParameters = Field(default_factory=LinkParameters)
    points: PointParameters = Field(default_factory=PointParameters)

    def realise(
        self, place: Place, *, clock: Clock, horizon_s: float, streams: Streams, folder: Path
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

        Raises
        ------
        LiandongError
            If the reports cannot be read or name what the place does not hold.
        """
        if not place.counties or not place.zones:
            raise InputError(f"place '{place.name}': a flood needs counties and zones")
        n_hours = int(np.ceil(horizon_s / HOUR_S))
        time_s = np.arange(n_hours + 1, dtype=np.float64) * HOUR_S
        rain = rain_field(
            place,
            read_rain_reports(folder / self.reports, place=place, clock=clock),
            clock=clock,
            n_hours=n_hours,
            parameters=self.rain,
            rain_factor=self.rain_factor,
            streams=streams,
        )
        return self.respond(place, rain, time_s=time_s, streams=streams)

    def respond(
        self, place: Place, rain: RainField, *, time_s: FloatArray, streams: Streams
    ) -> FloodRealisation:
        """Return what a given rain does: everything that follows from it.

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
        """
        basins = delineate(place, self.basins)
        curve_number = self.curve_numbers(place)
        full = channels(basins, curve_number=curve_number, runoff=self.runoff, rivers=self.rivers)
        event = event_flow(
            basins,
            rain.county_mm_per_h,
            curve_number=curve_number,
            detention_h=full.detention_h,
            runoff=self.runoff,
            rivers=self.rivers,
        )
        stage = stage_over_bank_m(
            event.discharge_m3s,
            full_m3s=full.bankfull_m3s,
            depth_m=full.bankfull_depth_m,
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
        by_river = is_by_river(place, self.zones, river_km=basins.river_km)
        zone_stage = np.where(by_river, np.maximum(stream_stage, stage[:, home]), stream_stage)
        zones = flood_zones(
            place, zone_stage, time_s=time_s, parameters=self.zones, streams=streams
        )
        points = place_points(
            place, river_km=basins.river_km, parameters=self.points, streams=streams
        )
        loads = point_loads(
            time_s=time_s,
            dike_stage_m=np.concatenate([zone_stage, stage], axis=1),
            rain_mm_per_h=np.concatenate([rain.zone_mm_per_h, rain.county_mm_per_h], axis=1),
            stream_stage_m=both,
            rain_h=self.points.rain_h,
        )
        return FloodRealisation(
            clearing_s=self.clearing_s,
            time_s=time_s,
            rain_mm_per_h=rain.county_mm_per_h,
            zone_rain_mm_per_h=rain.zone_mm_per_h,
            zone_rain_factor=_ratio_of_totals(rain.zone_mm_per_h, over_county),
            county_basin=np.arange(len(place.counties), dtype=np.int64),
            zone_basin=home,
            link_basin=_county_index(place, [link.county_id for link in place.links]),
            discharge_m3s=event.discharge_m3s + self.rivers.base_flow_share * full.bankfull_m3s,
            stage_over_bank_m=stage,
            zone_stage_m=zone_stage,
            link_depth_m=self._water_on_links(place, stage, stream_stage, streams),
            zone_depth_m=zones.depth_m,
            zone_flood_time_s=zones.flood_time_s,
            zone_drain_time_s=zones.drain_time_s,
            zone_forecast_time_s=zones.forecast_time_s,
            zone_expected_flood_time_s=zones.expected_flood_time_s,
            zone_persons_at_risk=zones.persons_at_risk,
            points=replace(points, failure_time_s=failure_times(points, loads)),
            loads=loads,
            water_balance=event.balance,
        )

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
            f"{len(basins.county_id)} catchments, one per county, {n_linked} of them draining "
            f"into another; channels carry the flow of {self.rivers.bankfull_rain_mm:g} mm in "
            f"{self.rivers.bankfull_rain_h} h, and what exceeds it stands over the bank."
        )
        lines.append(
            f"{points.n_points} hazard points ({points.dike.share:.0%} dikes, "
            f"{points.slope.share:.0%} slopes, {points.reservoir.share:.0%} small reservoirs) "
            "are placed by rule, not by survey."
        )
        return lines

    def _water_on_links(
        self,
        place: Place,
        stage: FloatArray,
        stream_stage: FloatArray,
        streams: Streams,
    ) -> npt.NDArray[np.float32]:
        """Return the water on links (T, L) [m]: of the nearest zone's stream and a near river."""
        home = _county_index(place, [link.county_id for link in place.links])
        local = stream_stage[:, zones_near_links(place)]
        near = np.array(
            [link.river_distance_m <= self.links.river_near_m for link in place.links],
            dtype=np.bool_,
        )
        highest = np.where(near, np.maximum(local, stage[:, home]), local)
        depth = water_on_links_m(place, highest, parameters=self.links, streams=streams)
        return depth.astype(np.float32)


def _county_index(place: Place, county_ids: list[str]) -> IntArray:
    position = {county.county_id: index for index, county in enumerate(place.counties)}
    return np.array([position[county_id] for county_id in county_ids], dtype=np.int64)


def _ratio_of_totals(local: FloatArray, mean: FloatArray) -> FloatArray:
    total = mean.sum(axis=0)
    ratio = np.ones(len(total))
    np.divide(local.sum(axis=0), total, out=ratio, where=total > 0.0)
    return ratio
