"""A world of three counties in which everything can be followed by hand.

`tiny_place`, `TinyFlood` and `tiny_world` also serve the other files on the world.

::

    W (west, p1) --20 km-- E (east, p1) --20 km-- N (north, p2)
    |
    10 km
    |
    H (hill, west): the shelter
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.clock import Clock
from sim.core.errors import InputError, InvariantError
from sim.core.parameters import Config
from sim.core.streams import Streams
from sim.core.text import Text
from sim.decision import Decision
from sim.hazards.flood.balance import WaterBalance
from sim.hazards.flood.hazard_points import HazardPoints, PointLoads, failure_times
from sim.hazards.flood.realisation import FloodRealisation
from sim.hazards.hazard import Hazard
from sim.log import EventLog
from sim.place.place import County, Link, Node, Place, RoadClass, Site, Zone
from sim.run import run
from sim.scenario import Plan, Scenario, load_plan
from sim.world import World
from sim.world.census import Census
from sim.world.repair import Roads

HOUR_S = 3600.0
START = "2019-08-12T00:00:00+08:00"
COUNTIES = {"west": ("W", "p1"), "east": ("E", "p1"), "north": ("N", "p2")}
NODES = {"W": (43.0, 125.0), "E": (43.0, 125.2), "N": (43.0, 125.4), "H": (43.08, 125.0)}
LINKS = {"WE": ("W", "E", 20_000.0), "EN": ("E", "N", 20_000.0), "WH": ("W", "H", 10_000.0)}
SPEED_MPS = 20.0


def site(
    site_id: str, kind: str, node: str, county: str, level: str, *, can: str = "", n: int = 1
) -> Site:
    return Site(site_id, kind, Text(site_id, site_id), node, county, level, can, n)


SITES = (
    *(site(f"post_{name}", "command_post", COUNTIES[name][0], name, "county") for name in COUNTIES),
    site("post_p1", "command_post", "W", "west", "prefecture"),
    site("post_p2", "command_post", "N", "north", "prefecture"),
    site("post_all", "command_post", "N", "north", "province"),
    site("fire_west", "team_base", "W", "west", "county", can="rescue"),
    site("fire_east", "team_base", "E", "east", "county", can="rescue"),
    site("boats_p2", "team_base", "N", "north", "prefecture", can="water_rescue"),
    site("army", "team_base", "N", "north", "military", can="rescue"),
    site("diggers", "team_base", "E", "east", "prefecture", can="engineering"),
    site("menders", "team_base", "E", "east", "prefecture", can="road_repair"),
    *(site(f"depot_{name}", "depot", COUNTIES[name][0], name, "county") for name in COUNTIES),
    site("hill", "shelter", "H", "west", "county", n=1000),
    site("hall", "shelter", "N", "north", "county", n=1000),
)


def tiny_place(*, sites: tuple[Site, ...] = SITES) -> Place:
    """Return the place; roads of 20 m/s."""
    return Place(
        name="tiny",
        title=Text("", "tiny"),
        counties=tuple(
            County(
                county_id=name,
                name=Text("", name),
                prefecture_id=prefecture,
                prefecture=Text("", prefecture),
                kind="county",
                lat=NODES[node][0],
                lon=NODES[node][1],
                seat_node_id=node,
                population=1000,
                area_km2=100.0,
                forest_share=0.0,
                cropland_share=0.0,
                elevation_mean_m=200.0,
            )
            for name, (node, prefecture) in COUNTIES.items()
        ),
        nodes=tuple(
            Node(key, Text("", key), "town", *NODES[key], "west" if key == "H" else "east")
            for key in NODES
        ),
        road_classes=(RoadClass("road", Text("", "road"), 900.0, 0.14),),
        links=tuple(
            Link(
                link_id=key,
                from_id=tail,
                to_id=head,
                ref="",
                road_class="road",
                length_m=length_m,
                lanes=1,
                free_speed_mps=SPEED_MPS,
                opened=None,
                river_id="",
                river_distance_m=9e9,
                has_bridge=False,
                county_id="west",
            )
            for key, (tail, head, length_m) in LINKS.items()
        ),
        zones=tuple(
            Zone(
                zone_id=f"Z{node}",
                name=Text("", f"Z{node}"),
                kind="county_seat",
                lat=NODES[node][0],
                lon=NODES[node][1],
                county_id=name,
                node_id=node,
                population=1000,
                river_id="",
                river_distance_m=0.0,
            )
            for name, (node, _) in COUNTIES.items()
        ),
        sites=sites,
        digest="tiny",
    )


class ZoneWater(Config):
    """What the water does to one zone; times in hours."""

    persons: int = 300
    forecast_h: float | None = None
    expected_h: float | None = None
    flood_h: float | None = None
    drain_h: float | None = None
    depth_m: float = 1.0


class TinyFlood(Hazard):
    """A flood written by hand: rain by county and hour, water by zone and link, one weak dike."""

    rain_mm_per_h: dict[str, dict[int, float]] = {}
    zones: dict[str, ZoneWater] = {}
    links: dict[str, tuple[int, int, float]] = {}
    dike_fails_h: float | None = None
    dike_persons: int = 100

    def realise(
        self,
        place: Place,
        *,
        clock: Clock,  # noqa: ARG002  # part of the interface
        horizon_s: float,
        streams: Streams,  # noqa: ARG002
        folder: Path,  # noqa: ARG002
    ) -> FloodRealisation:
        """Return what is written down, whatever the luck."""
        n_hours = round(horizon_s / HOUR_S)
        time_s = np.arange(n_hours + 1) * HOUR_S
        shape = (n_hours + 1, len(place.counties))
        rain, depth = np.zeros(shape), np.zeros(shape)
        for name, hours in self.rain_mm_per_h.items():
            for hour, mm in hours.items():
                rain[hour, list(COUNTIES).index(name)] = mm
        water = [self.zones.get(zone.zone_id, ZoneWater(persons=0)) for zone in place.zones]
        for index, zone in enumerate(water):
            if zone.flood_h is not None:
                depth[round(zone.flood_h) :, index] = zone.depth_m
        on_links = np.zeros((n_hours + 1, len(place.links)), dtype=np.float32)
        for name, (first, last, metres) in self.links.items():
            on_links[first : last + 1, list(LINKS).index(name)] = metres
        points, loads = self._points(time_s, len(place.zones) + len(place.counties))
        index = np.arange(len(place.counties))
        return FloodRealisation(
            clearing_s=0.0,
            time_s=time_s,
            rain_mm_per_h=rain,
            zone_rain_mm_per_h=rain.copy(),
            zone_rain_factor=np.ones(len(water)),
            county_basin=index,
            zone_basin=index,
            link_basin=np.zeros(len(place.links), dtype=np.int64),
            discharge_m3s=np.zeros(shape),
            stage_over_bank_m=np.zeros(shape),
            zone_stage_m=np.zeros(shape),
            link_depth_m=on_links,
            zone_depth_m=depth,
            zone_flood_time_s=_seconds([zone.flood_h for zone in water]),
            zone_drain_time_s=_seconds([zone.drain_h for zone in water]),
            zone_forecast_time_s=_seconds([zone.forecast_h for zone in water]),
            zone_expected_flood_time_s=_seconds([zone.expected_h for zone in water]),
            zone_persons_at_risk=np.array([zone.persons for zone in water]),
            points=points,
            loads=loads,
            water_balance=WaterBalance(0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        )

    def _points(self, time_s: np.ndarray, n_columns: int) -> tuple[HazardPoints, PointLoads]:
        """Return one dike in west, beside WH, under a load that grows by 1 m an hour."""
        load = np.broadcast_to(time_s[:, None] / HOUR_S, (3, len(time_s), n_columns)).copy()
        fails_h = np.inf if self.dike_fails_h is None else self.dike_fails_h
        first = np.array([0])
        points = HazardPoints(
            point_ids=("P-west-D1",),
            kind=np.array(["dike"]),
            kind_index=first,
            county=first,
            zone=first,
            link=np.array([2]),
            basin=first,
            load_column=first,
            strength=np.array([fails_h]),
            persons_behind=np.array([self.dike_persons]),
            is_weak=np.array([True]),
            failure_time_s=np.array([np.inf]),
        )
        loads = PointLoads(time_s, load, load.max(axis=1))
        return replace(points, failure_time_s=failure_times(points, loads)), loads


def _seconds(hours: list[float | None]) -> np.ndarray:
    return np.array([np.inf if hour is None else hour * HOUR_S for hour in hours])


def tiny_scenario(*, hours: int = 72, values: dict[str, Any] | None = None, **flood: Any) -> Scenario:  # noqa: ANN401
    """Return a scenario of a handmade flood; `values` are those of the scenario itself."""
    end = Clock(_start()).moment(hours * HOUR_S).isoformat()
    return Scenario(
        name="tiny",
        title_zh="小",
        title_en="tiny",
        place="tiny",
        start=START,
        end=end,
        hazard=TinyFlood(**flood),
        **(values or {}),
    )


def _start() -> Any:  # noqa: ANN401  # a datetime
    return Scenario.model_fields and Clock.__init__ and __import__("datetime").datetime.fromisoformat(START)


def tiny_plan(linkage: str = "unified", **overrides: Any) -> Plan:  # noqa: ANN401
    """Return a plan with a depot in every county; overrides with ``__`` for the dot."""
    return load_plan(
        linkage=linkage,
        overrides={
            "layout._target_": "sim.supply.layouts.Counties",
            "layout.county_ids": list(COUNTIES),
            "layout.n_trucks": 9,
            **{key.replace("__", "."): value for key, value in overrides.items()},
        },
    )


def tiny_run(scenario: Scenario, plan: Plan, *decisions: Decision, place: Place | None = None) -> EventLog:
    return run(scenario, plan, place=place or tiny_place(), decisions=decisions)


def tiny_world(scenario: Scenario, plan: Plan, *, place: Place | None = None) -> World:
    return World(scenario, plan, place or tiny_place(), streams=Streams(1, 0))


def test_nothing_happens_when_nature_does_nothing() -> None:
    log = tiny_run(tiny_scenario(hours=24), tiny_plan())
    assert set(log.kinds()) <= {"StockPlaced", "ConsultationHeld", "PointsInspected"}
