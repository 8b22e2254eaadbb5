"""Hourly rain over counties and zones that agrees with every reported total.

The reports say how much fell in a window; the shape within it is assumed. Where windows
overlap, the hourly series is the one nearest to the assumed shape that gives all of them
(iterative proportional fitting). What no report covers stays dry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import field_validator

from sim.core.clock import Clock, parse_time
from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.draws import lognormal_factor, normals
from sim.hazards.flood.rain.reports import RainReport
from sim.hazards.geometry import BoolArray, FloatArray, nearest, plane_km
from sim.place import Place

_FIT_ROUNDS = 200
_FIT_TOLERANCE = 1e-12
_SHARPEST_POWER = 64.0
_DRY_MM = 1e-9
"""Less rain than this in a window is none: scaling it up would only scale rounding."""


class Burst(Config):
    """One spell of heavier rain in the assumed shape.

    Parameters
    ----------
    peak
        ISO time of its centre, with UTC offset.
    """

    peak: str
    spread_h: float = parameter(
        4.0,
        low=2.0,
        high=8.0,
        unit="h",
        gt=0.0,
        description="Standard deviation of the burst in time.",
    )
    weight: float = parameter(
        1.0,
        low=0.3,
        high=3.0,
        unit="1",
        ge=0.0,
        description="Peak intensity relative to the other bursts.",
    )

    @field_validator("peak")
    @classmethod
    def _iso(cls, value: str) -> str:
        return parse_time(value, where="bursts: peak").isoformat()


class RainParameters(Config):
    """Shape of the rain in time and space, and how far replications differ.

    Parameters
    ----------
    bursts
        Spells of heavier rain; without any, each window's rain falls evenly.
    """

    bursts: tuple[Burst, ...] = ()
    steady_share: float = parameter(
        0.08,
        low=0.0,
        high=0.5,
        unit="1",
        ge=0.0,
        description="Intensity between bursts relative to a burst of weight 1 at its peak.",
    )
    profile_shift_sd_h: float = parameter(
        1.0,
        low=0.0,
        high=3.0,
        unit="h",
        ge=0.0,
        description="Standard deviation of the time by which a replication moves all bursts.",
    )
    local_sharpness: float = parameter(
        1.6,
        low=1.0,
        high=2.5,
        unit="1",
        gt=0.0,
        description="Power to which a county's hourly rain is raised for one place in it: a mean "
        "over a county is smoother than any gauge. Totals stay.",
    )
    rain_total_cv: float = parameter(
        0.1,
        low=0.0,
        high=0.3,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of a county's total about the reported one.",
    )
    zone_rain_cv: float = parameter(
        0.25,
        low=0.0,
        high=0.5,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of a zone's rain about its county's mean.",
    )
    point_area_share: float = parameter(
        0.6,
        low=0.3,
        high=0.9,
        unit="1",
        ge=0.0,
        le=1.0,
        description="County mean over the highest point, where only the point was reported.",
    )


@dataclass(frozen=True)
class RainField:
    """Rain of one replication in the hour that ends at each instant.

    ``county_mm_per_h`` (T, C) [mm/h] means over counties, ``zone_mm_per_h`` (T, Z) [mm/h]
    local rain at zones, reported local maxima included.
    """

    county_mm_per_h: FloatArray
    zone_mm_per_h: FloatArray


def rain_from_reports(
    place: Place,
    reports: Sequence[RainReport],
    *,
    clock: Clock,
    n_hours: int,
    parameters: RainParameters,
    rain_factor: float,
    streams: Streams,
) -> RainField:
    """Return the rain of one replication, such that it agrees with every report.

    A county's own report replaces its prefecture's within its window. A county with nothing
    but a point report gets `point_area_share` of it. Totals are multiplied by
    `rain_factor` and by a lognormal factor of mean 1 per county.

    Parameters
    ----------
    place
        Place whose counties and zones it rains on.
    reports
        Reported totals.
    clock
        Calendar of the scenario.
    n_hours
        Hours of the scenario; T = n_hours + 1, and nothing falls before instant 0.
    parameters
        Shape and spread.
    rain_factor
        What-if factor on all rain, 1 for the reported.
    streams
        Random streams of the replication.
    """
    n_long = max([n_hours, *(report.to_h for report in reports)])
    shift_h = parameters.profile_shift_sd_h * float(normals(streams, "rain", ["shift"])[0])
    shape = assumed_shape(parameters, clock=clock, n_hours=n_long, shift_h=shift_h)
    county_mm = _county_totals(place, reports, shape, parameters)

    def add_maxima(zone_mm: FloatArray) -> None:
        _add_local_maxima(place, reports, county_mm, zone_mm, shape)

    return rain_field(
        place,
        county_mm,
        n_hours=n_hours,
        parameters=parameters,
        rain_factor=rain_factor,
        streams=streams,
        add_maxima=add_maxima,
    )


def rain_field(
    place: Place,
    county_mm: FloatArray,
    *,
    n_hours: int,
    parameters: RainParameters,
    rain_factor: float,
    streams: Streams,
    add_maxima: Callable[[FloatArray], None] | None = None,
) -> RainField:
    """Return the rain of one replication about a mean over counties (H, C) [mm].

    Parameters
    ----------
    place
        Place whose counties and zones it rains on.
    county_mm
        Mean hourly rain of each county (H, C) [mm].
    n_hours
        Hours of the scenario.
    parameters
        Spread.
    rain_factor
        What-if factor on all rain.
    streams
        Random streams of the replication.
    add_maxima
        Puts local maxima into the rain at zones (H, Z) [mm].
    """
    county_ids = [county.county_id for county in place.counties]
    factor = rain_factor * lognormal_factor(
        normals(streams, "rain", county_ids), cv=parameters.rain_total_cv
    )
    position = {county_id: index for index, county_id in enumerate(county_ids)}
    home = np.array([position[zone.county_id] for zone in place.zones], dtype=np.int64)
    zone_factor = lognormal_factor(
        normals(streams, "zone_rain", [zone.zone_id for zone in place.zones]),
        cv=parameters.zone_rain_cv,
    )
    zone_mm = raised(county_mm, power=parameters.local_sharpness)[:, home] * zone_factor
    if add_maxima is not None:
        add_maxima(zone_mm)
    return RainField(
        _with_origin(county_mm * factor, n_hours), _with_origin(zone_mm * factor[home], n_hours)
    )


def assumed_shape(
    parameters: RainParameters, *, clock: Clock, n_hours: int, shift_h: float
) -> FloatArray:
    """Return the assumed relative intensity (H,) of each hour: bursts over a steady rain."""
    middle_h = np.arange(n_hours) + 0.5
    shape = np.full(n_hours, parameters.steady_share if parameters.bursts else 1.0)
    for burst in parameters.bursts:
        peak_h = clock.seconds(parse_time(burst.peak)) / HOUR_S + shift_h
        shape += burst.weight * np.exp(-0.5 * ((middle_h - peak_h) / burst.spread_h) ** 2)
    return shape


def fitted(shape: FloatArray, windows: Sequence[tuple[int, int, float]]) -> FloatArray:
    """Return the hourly rain (H,) nearest to a shape (H,) that gives the totals of windows.

    Iterative proportional fitting (Deming and Stephan 1940): each window in turn is scaled to
    its total until nothing moves. Hours outside all windows are dry. Windows that contradict
    one another are met in order, so the last one holds; a wet window that an earlier report made
    dry is filled evenly.

    Parameters
    ----------
    shape
        Relative intensity of each hour.
    windows
        First hour, hour after the last, and total [mm].
    """
    covered = np.zeros(len(shape), dtype=np.bool_)
    for start, end, _ in windows:
        covered[start:end] = True
    rain = np.where(covered, shape, 0.0)
    for _ in range(_FIT_ROUNDS):
        worst = 0.0
        for start, end, total in windows:
            present = float(rain[start:end].sum())
            if present > _DRY_MM:
                rain[start:end] *= total / present
            else:
                rain[start:end] = total / (end - start)
            worst = max(worst, abs(present - total))
        if worst <= _FIT_TOLERANCE:
            break
    return rain


def sharpened(rain: FloatArray, *, peak: float) -> FloatArray:
    """Return rain (H,) of the same total whose highest hour is `peak`, by raising it to a power.

    Where hours tie, so that no power reaches the peak, the first of them takes it and the others
    share the rest. A peak below the mean over the hours gives the mean.
    """
    total = float(rain.sum())
    relative = rain / rain.max()
    low, high = 0.0, _SHARPEST_POWER
    for _ in range(60):
        power = (low + high) / 2.0
        if total / float((relative**power).sum()) < peak:
            low = power
        else:
            high = power
    shaped = raised(rain, power=high)
    top = int(shaped.argmax())
    if shaped[top] < peak - _FIT_TOLERANCE * total and shaped[top] < total:
        shaped = shaped * ((total - peak) / (total - shaped[top]))
        shaped[top] = peak
    return shaped


def raised(rain: FloatArray, *, power: float) -> FloatArray:
    """Return rain (H,) or (H, N) raised to a power, each column with its total kept."""
    peak = rain.max(axis=0)
    shape = np.where(rain > 0.0, (rain / np.where(peak > 0.0, peak, 1.0)) ** power, 0.0)
    total = shape.sum(axis=0)
    scaled: FloatArray = shape * (rain.sum(axis=0) / np.where(total > 0.0, total, 1.0))
    return scaled


def _county_totals(
    place: Place, reports: Sequence[RainReport], shape: FloatArray, parameters: RainParameters
) -> FloatArray:
    rain_mm = np.zeros((len(shape), len(place.counties)))
    cache: dict[str, tuple[FloatArray, BoolArray]] = {}
    for index, county in enumerate(place.counties):
        if county.prefecture_id not in cache:
            cache[county.prefecture_id] = _of_area(
                reports, "prefecture", county.prefecture_id, shape
            )
        wide, wide_covers = cache[county.prefecture_id]
        own, own_covers = _of_area(reports, "county", county.county_id, shape)
        series = np.where(own_covers, own, wide)
        covers = wide_covers | own_covers
        lone = np.zeros(len(shape))
        for report in reports:
            inside = slice(report.from_h, report.to_h)
            is_point = report.area_kind == "point" and report.area_id == county.county_id
            if is_point and not covers[inside].any():
                total = parameters.point_area_share * report.total_mm
                lone = np.maximum(lone, fitted(shape, [(report.from_h, report.to_h, total)]))
        rain_mm[:, index] = series + lone
    return rain_mm


def _of_area(
    reports: Sequence[RainReport], kind: str, area_id: str, shape: FloatArray
) -> tuple[FloatArray, BoolArray]:
    windows = [
        (report.from_h, report.to_h, report.total_mm)
        for report in reports
        if report.area_kind == kind and report.area_id == area_id
    ]
    covers = np.zeros(len(shape), dtype=np.bool_)
    for start, end, _ in windows:
        covers[start:end] = True
    return fitted(shape, windows), covers


def _add_local_maxima(
    place: Place,
    reports: Sequence[RainReport],
    county_mm: FloatArray,
    zone_mm: FloatArray,
    shape: FloatArray,
) -> None:
    """Replace, within its window, the rain of the zone nearest to each reported point.

    The highest point is written last, so that it stands where several share a zone.
    """
    points = [report for report in reports if report.area_kind == "point"]
    position = {county.county_id: index for index, county in enumerate(place.counties)}
    for report in sorted(points, key=lambda item: item.total_mm):
        zone = nearest_zone(place, report)
        if zone is None:
            continue
        window = slice(report.from_h, report.to_h)
        local = county_mm[window, position[report.area_id]]
        if local.sum() <= 0.0:
            local = shape[window]
        local = local * (report.total_mm / local.sum())
        if report.max_1h_mm is not None:
            local = sharpened(local, peak=report.max_1h_mm)
        zone_mm[window, zone] = local


def nearest_zone(place: Place, report: RainReport) -> int | None:
    """Return the zone nearest to a reported point, within the county the report names.

    Without a position it is the county's seat; None in a county without zones.
    """
    zones = [index for index, zone in enumerate(place.zones) if zone.county_id == report.area_id]
    if not zones:
        return None
    if report.lat is None or report.lon is None:
        seat = place.county(report.area_id).seat_node_id
        return next((index for index in zones if place.zones[index].node_id == seat), zones[0])
    there = plane_km([report.lon], [report.lat], lat0_deg=report.lat)
    zone_km = plane_km(
        [place.zones[index].lon for index in zones],
        [place.zones[index].lat for index in zones],
        lat0_deg=report.lat,
    )
    return zones[int(nearest(there, zone_km)[0][0])]


def _with_origin(rain: FloatArray, n_hours: int) -> FloatArray:
    """Cut hours (H, N) to the scenario and put the dry instant 0 before them."""
    return np.concatenate([np.zeros((1, rain.shape[1])), rain[:n_hours]])
