"""Which zones the water reaches, when, how many people that concerns, and what was forecast.

A zone has a low-lying part beside its stream or river. Water enters it when the stage passes a
threshold that is drawn once per zone: no inundation map exists. Forecasts are drawn here too,
before the run, so that no rule can tell them from the truth.
"""

from dataclasses import dataclass

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.crossing import first_above_s, last_above_s
from sim.hazards.draws import lognormal_factor, normals, uniforms
from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.place import Place


class ZoneParameters(Config):
    """Low-lying parts of zones and what is forecast for them."""

    stream_area_km2: float = parameter(
        80.0,
        low=30.0,
        high=200.0,
        unit="km2",
        gt=0.0,
        description="Catchment of the stream that runs through a zone.",
    )
    storm_area_share: float = parameter(
        0.7,
        low=0.4,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the local departure from the county's rain that a whole stream "
        "catchment sees: a gauge stands for less ground than that.",
    )
    river_reach_m: float = parameter(
        6000.0,
        low=2000.0,
        high=12_000.0,
        unit="m",
        ge=0.0,
        description="A river this near a town can flood its low-lying part, beside its own stream.",
    )
    threshold_m: float = parameter(
        0.4,
        low=0.2,
        high=0.9,
        unit="m",
        gt=0.0,
        description="Mean stage above the bank at which water enters the low-lying part.",
    )
    threshold_cv: float = parameter(
        0.8,
        low=0.4,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of the threshold between zones.",
    )
    seat_protection_m: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="m",
        ge=0.0,
        description="Added to the threshold of a county seat, which has dikes.",
    )
    low_lying_share: float = parameter(
        0.016,
        low=0.008,
        high=0.04,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Mean share of a zone's people who live in its low-lying part.",
    )
    low_lying_cv: float = parameter(
        0.8,
        low=0.4,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of that share between zones.",
    )
    low_lying_population: float = parameter(
        300_000.0,
        low=100_000.0,
        high=1_000_000.0,
        unit="persons",
        gt=0.0,
        description="Above this population the low-lying part grows with its square root only.",
    )
    full_depth_m: float = parameter(
        1.0,
        low=0.5,
        high=2.0,
        unit="m",
        gt=0.0,
        description="Depth at which the whole low-lying part is under water.",
    )
    least_concerned_share: float = parameter(
        0.3,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the low-lying part that the shallowest flood concerns.",
    )
    forecast_lead_h: float = parameter(
        9.0,
        low=3.0,
        high=18.0,
        unit="h",
        ge=0.0,
        description="Median time from the first forecast to the water.",
    )
    forecast_lead_spread: float = parameter(
        0.5,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of that time.",
    )
    forecast_missed_share: float = parameter(
        0.1,
        low=0.0,
        high=0.3,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the zones reached by water that no forecast named.",
    )
    forecast_error_h: float = parameter(
        2.0,
        low=0.5,
        high=4.0,
        unit="h",
        ge=0.0,
        description="Standard deviation of the forecast time of flooding.",
    )
    false_alarm_margin_m: float = parameter(
        0.25,
        low=0.1,
        high=0.6,
        unit="m",
        ge=0.0,
        description="A zone whose stage stays this little below its threshold may be forecast.",
    )
    false_alarm_share: float = parameter(
        0.6,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of those zones that are forecast to flood.",
    )


@dataclass(frozen=True)
class ZoneFlood:
    """What the water does to zones and what is forecast; fields as in `FloodRealisation`."""

    depth_m: FloatArray
    flood_time_s: FloatArray
    drain_time_s: FloatArray
    forecast_time_s: FloatArray
    expected_flood_time_s: FloatArray
    persons_at_risk: IntArray


def is_by_river(place: Place, parameters: ZoneParameters, *, river_km: FloatArray) -> BoolArray:
    """Return which zones (Z,) have people beside the river of their county.

    Zones within `river_reach_m` of a river; and the zones at county seats where a river runs
    through the county at all (`river_km` (C,) [km] above 0), since they stand for the
    villages too.
    """
    has_river = {
        county.county_id
        for county, length in zip(place.counties, river_km.tolist(), strict=True)
        if length > 0.0
    }
    near = np.array([zone.river_distance_m <= parameters.river_reach_m for zone in place.zones])
    through = np.array([zone.county_id in has_river for zone in place.zones])
    by_river: BoolArray = near | (is_seat(place) & through)
    return by_river


def is_seat(place: Place) -> BoolArray:
    """Return which zones (Z,) lie at the seat of their county."""
    seats = {county.seat_node_id for county in place.counties}
    return np.array([zone.node_id in seats for zone in place.zones], dtype=np.bool_)


def thresholds_m(place: Place, parameters: ZoneParameters, streams: Streams) -> FloatArray:
    """Return the stage above the bank (Z,) [m] at which water enters each zone."""
    factor = lognormal_factor(
        normals(streams, "zone_threshold", [zone.zone_id for zone in place.zones]),
        cv=parameters.threshold_cv,
    )
    return parameters.threshold_m * factor + is_seat(place) * parameters.seat_protection_m


def flood_zones(
    place: Place,
    stage_m: FloatArray,
    *,
    time_s: FloatArray,
    parameters: ZoneParameters,
    streams: Streams,
) -> ZoneFlood:
    """Return what a stage above the bank (T, Z) [m] does to zones.

    Forecast time = time of flooding less a lognormal lead; a false alarm counts from the
    peak instead. The forecast time of flooding errs by a normal amount, and never lies
    before the forecast itself.
    """
    ids = [zone.zone_id for zone in place.zones]
    threshold = thresholds_m(place, parameters, streams)
    depth = np.maximum(stage_m - threshold, 0.0)
    peak = stage_m.max(axis=0) - threshold
    flood_time = first_above_s(stage_m, threshold, time_s)
    lead_s = (
        parameters.forecast_lead_h
        * HOUR_S
        * np.exp(parameters.forecast_lead_spread * normals(streams, "forecast_lead", ids))
    )
    error_s = parameters.forecast_error_h * HOUR_S * normals(streams, "forecast_error", ids)
    chance = uniforms(streams, "forecast", ids)
    is_flooded = np.isfinite(flood_time)
    is_hit = is_flooded & (chance >= parameters.forecast_missed_share)
    is_close = ~is_flooded & (peak > -parameters.false_alarm_margin_m)
    is_false = is_close & (chance < parameters.false_alarm_share)
    is_forecast = is_hit | is_false
    due = np.where(is_flooded, flood_time, time_s[stage_m.argmax(axis=0)])
    forecast = np.where(is_forecast, np.maximum(due - lead_s, 0.0), np.inf)
    expected = np.where(is_forecast, np.maximum(due + error_s, forecast), np.inf)
    concerned = np.clip(
        np.maximum(peak, 0.0) / parameters.full_depth_m, parameters.least_concerned_share, 1.0
    )
    persons = np.where(
        is_flooded | is_false, low_lying_persons(place, parameters, streams) * concerned, 0.0
    )
    return ZoneFlood(
        depth_m=depth,
        flood_time_s=flood_time,
        drain_time_s=last_above_s(stage_m, threshold, time_s),
        forecast_time_s=forecast,
        expected_flood_time_s=expected,
        persons_at_risk=np.rint(persons).astype(np.int64),
    )


def low_lying_persons(place: Place, parameters: ZoneParameters, streams: Streams) -> FloatArray:
    """Return how many people (Z,) live in the low-lying part of each zone.

    share x population, the population beyond `low_lying_population` counting by its square root;
    never more than the zone holds.
    """
    population = np.array([zone.population for zone in place.zones], dtype=np.float64)
    share = parameters.low_lying_share * lognormal_factor(
        normals(streams, "zone_low_lying", [zone.zone_id for zone in place.zones]),
        cv=parameters.low_lying_cv,
    )
    limit = parameters.low_lying_population
    exposed = np.where(population > limit, np.sqrt(population * limit), population)
    return np.minimum(share * exposed, population)
