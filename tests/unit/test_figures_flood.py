"""A flood made by hand for the figures: three counties on one river, and what befell them."""

import warnings
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any, cast

import numpy as np
from matplotlib.figure import Figure
from test_figures_log import Script, header
from test_figures_situation import county, name, site, zone

from sim.core.units import HOUR_S
from sim.hazards.flood import FloodRealisation
from sim.hazards.flood.points.parameters import KINDS
from sim.hazards.flood.points.points import HazardPoints
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.reservoirs import ReservoirCourse
from sim.hazards.link_losses import LinkLosses
from sim.log import EventLog
from sim.log import events as ev
from sim.place import Link, Node, Place, Reservoir, River, RoadClass

N_HOURS = 48
RAINY_H = {"A": range(5, 15), "B": range(10, 30)}
KIND_OF_POINT = [0] * 6 + [1] * 3 + [2]
COUNTY_OF_POINT = [0, 0, 0, 0, 1, 1, 0, 1, 1, 2]


def small_link(link_id: str, *, opened: date | None = None) -> Link:
    return Link(
        link_id=link_id, from_id=f"N{link_id[0]}", to_id=f"N{link_id[1]}", ref="G1",
        road_class="national", length_m=1e5, lanes=2, free_speed_mps=20.0, opened=opened,
        river_id="", river_distance_m=1e4, has_bridge=False, county_id=link_id[0],
    )  # fmt: skip


@lru_cache(maxsize=1)
def small_place() -> Place:
    """Return three counties in a row, joined by two roads and one that is not built yet."""
    counties = tuple(county(one, "P", 125.0 + 0.7 * i, 44.0) for i, one in enumerate("ABC"))
    nodes = tuple(
        Node(f"N{one.county_id}", one.name, "seat", one.lat, one.lon, one.county_id)
        for one in counties
    )
    return Place(
        name="small",
        title=name("small"),
        counties=counties,
        nodes=nodes,
        road_classes=(RoadClass("national", name("national"), 1400.0, 0.14),),
        links=(small_link("AB"), small_link("BC"), small_link("AC", opened=date(2030, 1, 1))),
        zones=tuple(zone(f"Z{one.county_id}", one.county_id, one.lon, 44.05) for one in counties),
        sites=(site("SA", "shelter", "A"),),
        rivers=(River("main", name("Main"), "sea", 1, (((124.8, 44.0), (126.6, 44.0)),)),),
        reservoirs=(Reservoir("dam", name("Dam"), 44.0, 125.0, "main", 2e6, 1.5e6, 80.0),),
    )


def hump(begin_h: int, peak: float) -> np.ndarray:
    """Return a course (T,) that rises for six hours from 0 to a peak and falls for ten."""
    hours = np.arange(N_HOURS + 1) - begin_h
    course: np.ndarray = peak * np.clip(np.minimum(hours / 6.0, (16.0 - hours) / 10.0), 0.0, None)
    return course


def handmade(*, is_wet: bool = True) -> FloodRealisation:
    """Return a flood that A's river overflows in, B's does not, and C never notices."""
    rain = np.zeros((N_HOURS + 1, 3))
    if is_wet:
        rain[RAINY_H["A"], 0] = 6.0
        rain[RAINY_H["B"], 1] = 2.0
    factor = 1.0 if is_wet else 0.0
    flow = factor * np.stack([hump(8, 90.0), hump(14, 30.0), hump(20, 0.0)], axis=1)
    full = np.full(3, 50.0)
    depth = np.zeros((N_HOURS + 1, 3), dtype=np.float32)
    depth[10:15, 0], depth[15:21, 0], depth[18, 0] = 0.2, 0.5, 1.5
    depth[16:18, 2] = 2.0  # on the road that does not exist yet
    level = np.full((N_HOURS + 1, 3), -1.0)
    level[12:26, 0] = 0.6
    stored = 1e6 + factor * np.cumsum(hump(8, 60.0))[:, None] * 1e3
    return _with_unused_rest(
        clearing_s=6 * HOUR_S,
        time_s=np.arange(N_HOURS + 1) * HOUR_S,
        rain_mm_per_h=rain,
        zone_rain_mm_per_h=rain,
        wind_mps=np.zeros_like(rain),
        zone_county=np.arange(3),
        basins=basins(),
        discharge_m3s=10.0 + flow,
        bankfull_m3s=full,
        stage_over_bank_m=(10.0 + flow - full) / 20.0,
        reservoirs=ReservoirCourse(
            factor * hump(8, 60.0)[:, None], factor * hump(12, 25.0)[:, None], stored
        ),
        zone_level_m=level if is_wet else np.full_like(level, -1.0),
        concerned_persons=np.zeros(3, dtype=np.int64),
        link_depth_m=depth if is_wet else np.zeros_like(depth),
        lost_bridges=LinkLosses.in_order(np.zeros(0), np.zeros(0, dtype=np.int64)),
        fallen_trees=LinkLosses.in_order(np.zeros(0), np.zeros(0, dtype=np.int64)),
        points=points(),
    )


def _with_unused_rest(**known: object) -> FloodRealisation:
    """Return a realisation of which only what figures read is there."""
    unread = dict.fromkeys((field.name for field in fields(FloodRealisation)), cast("Any", None))
    return FloodRealisation(**{**unread, **known})


def basins() -> Basins:
    return Basins(
        basin_id=("A/main", "B/main", "C/main"),
        county=np.arange(3),
        river_id=("main",) * 3,
        area_km2=np.array([10.0, 20.0, 30.0]),
        river_km=np.full(3, 48.0),
        outlet_km=np.array([48.0, 96.0, 144.0]),
        downstream=np.array([1, 2, -1]),
        reach_km=np.array([48.0, 48.0, 0.0]),
        order=(0, 1, 2),
        of_county=np.arange(3),
        of_zone=np.arange(3),
        of_link=np.arange(3),
        county_river_km=np.full(3, 48.0),
    )


def points() -> HazardPoints:
    kind, where = np.array(KIND_OF_POINT), np.array(COUNTY_OF_POINT)
    n = len(kind)
    return HazardPoints(
        point_ids=tuple(f"P{number}" for number in range(n)),
        kind=np.array(KINDS)[kind],
        kind_index=kind,
        county=where,
        zone=where,
        link=np.full(n, -1),
        basin=where,
        load_column=where,
        strength=np.ones(n),
        persons_behind=np.ones(n, dtype=np.int64),
        is_weak=np.ones(n, dtype=np.bool_),
        failure_time_s=np.full(n, np.inf),
    )


@lru_cache(maxsize=1)
def flood_log() -> EventLog:
    script = Script()
    for hour, event in (
        (2, ev.PointsInspected("A", 40, 80, 4)),
        (4, ev.PointsInspected("B", 40, 80, 1)),
        (9, ev.PointReinforced("P0", "A", "T1")),
        (12, ev.LinkClosed("BC", "tree")),
        (13, ev.HazardPointFailed("P1", "dike", "A", "ZA", "", 4)),
        (14, ev.HazardPointFailed("P2", "dike", "A", "ZA", "", 4)),
        (15, ev.LinkClosed("AB", "flood")),
        (16, ev.HazardPointFailed("P9", "reservoir", "C", "gone", "", 4)),
        (20, ev.ZoneFlooded("ZB", 0.4, 12)),
        (27, ev.LinkReopened("AB", 12 * HOUR_S)),
        (30, ev.ZoneDrained("ZB")),
        (33, ev.LinkReopened("BC", 21 * HOUR_S)),
    ):
        script.add(hour * HOUR_S, event)
    return script.finish(header("small", N_HOURS * HOUR_S))


def calm_log() -> EventLog:
    return Script().finish(header("small", N_HOURS * HOUR_S))


def without_reservoirs(realisation: FloodRealisation) -> FloodRealisation:
    none = np.zeros((N_HOURS + 1, 1))
    return replace(realisation, reservoirs=ReservoirCourse(none, none, none))


def strictly(figure: Figure) -> bytes:
    """Return a figure as PNG; a missing glyph, as any warning, is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue()


def texts_of(figure: Figure) -> list[str]:
    """Return all that is written on a sheet."""
    found = [text.get_text() for axes in figure.axes for text in axes.texts]
    return [*found, *(text.get_text() for text in figure.texts)]
