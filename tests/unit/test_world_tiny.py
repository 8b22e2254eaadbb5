"""A world of three counties in which everything can be followed by hand.

`tiny_place`, `TinyFlood` and `tiny_world` also serve the other files on the world.

::

    W (west, p1) --20 km-- E (east, p1) --20 km-- N (north, p2)
    |
    10 km
    |
    H (hill, west): the shelter
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from pydantic import Field

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, InvariantError
from sim.core.streams import Streams
from sim.core.text import Text
from sim.decision import Decision
from sim.hazards.flood.exposure.zones import LowGround
from sim.hazards.flood.levers import Levers
from sim.hazards.flood.points.breach import BreachParameters
from sim.hazards.flood.points.points import HazardPoints, PointLoads, failure_times
from sim.hazards.flood.realisation import FloodRealisation
from sim.hazards.flood.rivers.balance import WaterBalance
from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.reservoirs import ReservoirCourse, Reservoirs
from sim.hazards.flood.warnings.zone_forecasts import ZoneForecasts
from sim.hazards.hazard import Hazard
from sim.hazards.link_losses import LinkLosses
from sim.hazards.nature import Nature
from sim.log import EventLog, events
from sim.place.place import County, Link, Node, Place, RoadClass, Site, Zone
from sim.run import run
from sim.scenario import Plan, Scenario, load_plan
from sim.world import World
from sim.world.census import Census
from sim.world.environment import Process

HOUR_S = 3600.0
START = "2019-08-12T00:00:00+08:00"
COUNTIES = {"west": ("W", "p1"), "east": ("E", "p1"), "north": ("N", "p2")}
NODES = {"W": (43.0, 125.0), "E": (43.0, 125.2), "N": (43.0, 125.4), "H": (43.08, 125.0)}
ZONES = {"W": "west", "E": "east", "N": "north", "H": "west"}
"""County of the zone at each node."""
LINKS = {"WE": ("W", "E", 20_000.0), "EN": ("E", "N", 20_000.0), "WH": ("H", "W", 10_000.0)}
SPEED_MPS = 20.0
JUST_M = 5e-324
"""Water just above or below the ground: the hour at which it comes or goes is that hour."""
NOTHING_LOST = LinkLosses(np.zeros(0), np.zeros(0, dtype=np.int64))


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
        nodes=tuple(Node(key, Text("", key), "town", *NODES[key], ZONES[key]) for key in NODES),
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
                population=500,
                river_id="",
                river_distance_m=0.0,
            )
            for node, name in ZONES.items()
        ),
        sites=sites,
        digest="tiny",
    )


EXACT = {"gauge_delay_s": 0.0, "radar_cv": 0.0, "nowcast_cv": 0.0, "outlook_cv": 0.0}
"""Monitoring that sees the rain as it is."""
NO_LEAD = {"warning_lead_s": 0.0, "outlook_lead_s": 0.0, **EXACT}
"""Monitoring that sees what has fallen, and nothing ahead."""


class ZoneWater(NamedTuple):
    """What the water does to one zone; times in hours."""

    persons: int = 300
    forecast_h: float | None = None
    expected_h: float | None = None
    flood_h: float | None = None
    drain_h: float | None = None
    depth_m: float = 1.0
    again_h: int = 0
    """How long after the first time all of it happens once more; 0 for never."""

    def spells(self) -> list["ZoneWater"]:
        """Return what happens the first time and, if at all, the second."""
        moved = {
            key: value + self.again_h
            for key in ("forecast_h", "expected_h", "flood_h", "drain_h")
            if (value := getattr(self, key)) is not None
        }
        return [self, self._replace(**moved)] if self.again_h else [self]


def tiny_basins(place: Place) -> Basins:
    """Return one catchment for each county, with a river of its own that flows nowhere."""
    ids = [county.county_id for county in place.counties]
    each, none = np.arange(len(ids)), np.zeros(len(ids))
    rivers = tuple(f"brook_{county_id}" for county_id in ids)
    return Basins(
        basin_id=tuple(f"{ids[number]}/{river}" for number, river in enumerate(rivers)),
        county=each,
        river_id=rivers,
        area_km2=none,
        river_km=none,
        outlet_km=none,
        downstream=np.full(len(ids), -1),
        reach_km=none,
        order=tuple(range(len(ids))),
        of_county=each,
        of_zone=np.array([ids.index(zone.county_id) for zone in place.zones]),
        of_link=np.zeros(len(place.links), dtype=np.int64),
        county_river_km=none,
    )


class TinyFlood(Hazard):
    """A flood written by hand: rain by county and hour, water by zone and link, one weak dike."""

    rain_mm_per_h: dict[str, dict[int, float]] = Field(default_factory=dict)
    zones: dict[str, ZoneWater] = Field(default_factory=dict)
    links: dict[str, tuple[int, int, float]] = Field(default_factory=dict)
    rivers: dict[str, dict[int, float]] = Field(default_factory=dict)
    """Stage over the bank of the river of a county by hour [m]; -1 in all others."""
    windy_h: tuple[int, ...] = ()
    """Hours in which helicopters stay on the ground."""
    dike: tuple[float, int] | None = None
    """Hour of its failure if nothing is done, and the people behind it."""

    def nature(
        self,
        place: Place,
        *,
        clock: Clock,  # noqa: ARG002  # part of the interface
        horizon_s: float,
        streams: Streams,  # noqa: ARG002
        folder: Path,  # noqa: ARG002
        levers: Levers,  # noqa: ARG002
    ) -> Nature:
        """Return what is written down, whatever the luck."""
        return Nature(self._written(place, horizon_s))

    def _written(self, place: Place, horizon_s: float) -> FloodRealisation:
        n_hours = round(horizon_s / HOUR_S)
        time_s = np.arange(n_hours + 1, dtype=np.float64) * HOUR_S
        rain = np.zeros((n_hours + 1, len(place.counties)))
        for name, hours in self.rain_mm_per_h.items():
            for hour, mm in hours.items():
                rain[hour, list(COUNTIES).index(name)] = mm
        water = [self.zones.get(zone.zone_id, ZoneWater(persons=0)) for zone in place.zones]
        county = np.array([list(COUNTIES).index(zone.county_id) for zone in place.zones])
        level = np.full((n_hours + 1, len(water)), -1.0)
        for column, zone in enumerate(water):
            for spell in zone.spells():
                if spell.flood_h is not None:
                    first = round(spell.flood_h)
                    last = n_hours + 1 if spell.drain_h is None else round(spell.drain_h)
                    level[first:last, column] = spell.depth_m
                    level[first, column] = JUST_M
                    level[last : last + 1, column] = -JUST_M
        on_links = np.zeros((n_hours + 1, len(place.links)), dtype=np.float32)
        for name, (first, last, metres) in self.links.items():
            on_links[first : last + 1, list(LINKS).index(name)] = metres
        stage = np.full_like(rain, -1.0)
        for name, hours in self.rivers.items():
            for hour, metres in hours.items():
                stage[hour, list(COUNTIES).index(name)] = metres
        points, loads = self._points(time_s, len(place.zones) + len(place.counties))
        return FloodRealisation(
            clearing_s=0.0,
            time_s=time_s,
            rain_mm_per_h=rain,
            zone_rain_mm_per_h=rain[:, county],
            wind_mps=np.zeros_like(rain),
            is_grounded=np.isin(np.arange(n_hours + 1), self.windy_h)[:, None]
            & np.ones(len(place.counties), dtype=np.bool_),
            zone_county=county,
            basins=tiny_basins(place),
            discharge_m3s=np.maximum(100.0 * (stage + 1.0), 0.0),
            bankfull_m3s=np.full(len(place.counties), 100.0),
            stage_over_bank_m=stage,
            reservoirs=ReservoirCourse.resting(Reservoirs.none(), n_hours + 1),
            zone_level_m=level,
            low_ground=LowGround(
                low_lying_persons=np.array([zone.persons for zone in water]),
                population=np.array([zone.persons for zone in water]),
                full_depth_m=1.0,
                least_concerned_share=1.0,
                ground_exponent=1.0,
            ),
            concerned_persons=np.array(
                [0 if zone.flood_h is None else zone.persons for zone in water]
            ),
            forecasts=_forecasts(water, n_hours),
            link_depth_m=on_links,
            lost_bridges=NOTHING_LOST,
            fallen_trees=NOTHING_LOST,
            points=points,
            breaches=BreachParameters(),
            loads=loads,
            water_balance=WaterBalance(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        )

    def _points(self, time_s: np.ndarray, n_columns: int) -> tuple[HazardPoints, PointLoads]:
        """Return one dike in west, beside WH, under a load that grows by 1 m an hour."""
        load = np.broadcast_to(time_s[:, None] / HOUR_S, (3, len(time_s), n_columns)).copy()
        fails_h, persons = self.dike or (np.inf, 0)
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
            persons_behind=np.array([persons]),
            is_weak=np.array([self.dike is not None]),
            failure_time_s=np.array([np.inf]),
        )
        loads = PointLoads(time_s, load, load.max(axis=1))
        return replace(points, failure_time_s=failure_times(points, loads)), loads


def _forecasts(water: list[ZoneWater], n_hours: int) -> ZoneForecasts:
    """Return hourly forecasts that name a zone from its forecast to its water, true or not."""
    begins_h = [zone.forecast_h for zone in water if zone.forecast_h is not None]
    hours = np.unique([*range(n_hours + 1), *begins_h])
    is_threatened = np.zeros((len(hours), len(water)), dtype=np.bool_)
    flood_s = np.full((len(hours), len(water)), np.inf)
    persons = np.zeros((len(hours), len(water)), dtype=np.int64)
    spells = [(column, spell) for column, zone in enumerate(water) for spell in zone.spells()]
    for column, zone in spells:
        if zone.forecast_h is None:
            continue
        expected_h = zone.expected_h if zone.expected_h is not None else zone.flood_h
        until_h = zone.flood_h if zone.flood_h is not None else expected_h
        assert expected_h is not None
        assert until_h is not None
        named = (hours >= zone.forecast_h) & (hours <= until_h)
        is_threatened[named, column] = True
        flood_s[named, column] = expected_h * HOUR_S
        persons[named, column] = zone.persons
    return ZoneForecasts(hours * HOUR_S, is_threatened, flood_s, persons)


def tiny_scenario(
    *,
    hours: int = 72,
    values: dict[str, Any] | None = None,
    **flood: Any,  # noqa: ANN401  # fields of TinyFlood
) -> Scenario:
    """Return a scenario of a handmade flood; `values` are those of the scenario itself."""
    return Scenario(
        name="tiny",
        title_zh="小",
        title_en="tiny",
        place="tiny",
        start=START,
        end=Clock(parse_time(START)).moment(hours * HOUR_S).isoformat(),
        hazard=TinyFlood(**flood),
        **(values or {}),
    )


def tiny_plan(
    linkage: str = "unified",
    *,
    choices: dict[str, str] | None = None,
    **overrides: Any,  # noqa: ANN401  # values of any kind, ``__`` for the dot
) -> Plan:
    """Return a plan with a depot in every county, simultaneous orders and teams at their bases."""
    chosen = {"linkage": linkage, "staging": "base", **(choices or {})}
    return load_plan(
        config_dir=None,
        **chosen,
        overrides={
            "layout.county_ids": list(COUNTIES),
            "layout.n_trucks": 9,
            **{key.replace("__", "."): value for key, value in overrides.items()},
        },
    )


def tiny_run(
    scenario: Scenario, plan: Plan, *decisions: Decision, place: Place | None = None
) -> EventLog:
    """Run the place under a scenario and a plan."""
    return run(scenario, plan, place=place or tiny_place(), decisions=decisions)


def tiny_world(
    scenario: Scenario | None = None, plan: Plan | None = None, *, place: Place | None = None
) -> World:
    """Return a world that has not begun."""
    return World(
        scenario or tiny_scenario(),
        plan or tiny_plan(),
        place or tiny_place(),
        streams=Streams(1, 0),
    )


def when_h(log: EventLog, kind: str, subject: str | None = None) -> list[float]:
    """Return when events happened, in hours to the second."""
    return [
        round(event.time_s) / HOUR_S
        for event in log.of(kind)
        if subject is None or event.subject == subject
    ]


def constant(linkage: str, minutes: float = 0.0) -> dict[str, Any]:
    """Return overrides that give every delay of a rule the same length [min]."""
    rule = load_plan(linkage=linkage).linkage
    same = [minutes] * 3
    return {
        **{f"linkage__information__{key}": same for key in ("share_min", "field_min")},
        "linkage__information__upward_min": same,
        "linkage__information__lags_min": {},
        "linkage__information__orders_min": {},
        "linkage__social_min": same,
        "linkage__consultation__duration_min": same,
        "linkage__military_min": same,
        **{
            f"linkage__chains__{kind}": {
                "mode": chain.mode,
                "hops": [{"level": hop.level, "decide_min": same} for hop in chain.hops],
            }
            for kind, chain in rule.chains.items()
        },
    }


def test_nothing_happens_when_nature_does_nothing() -> None:
    log = tiny_run(tiny_scenario(hours=24), tiny_plan())
    assert set(log.kinds()) == {"StockPlaced", "ConsultationHeld", "PointsInspected"}
    assert log.header.resources == {"teams": 6, "trucks": 9}


def test_vehicles_arrive_between_events_at_their_own_time() -> None:
    """20 km at 20 m/s are 1,000 s, whatever SimPy has to do meanwhile."""
    world = tiny_world()
    seen: list[tuple[str, float]] = []

    def tick(at_s: float) -> Process[None]:
        yield world.env.timeout(at_s)
        seen.append(("tick", world.env.now))

    def drive(start_s: float, destination: str) -> Process[None]:
        yield world.env.timeout(start_s)
        arrival = yield world.env.travel(
            origin=world.network.node_index("W"),
            destination=world.network.node_index(destination),
            vehicle="rescue",
        )
        assert arrival.travel_s == pytest.approx(world.env.now - start_s, abs=1e-6)
        seen.append((destination, world.env.now))

    for at_s in (999.0, 1001.0, 2499.0, 2501.0):
        world.env.process(tick(at_s))
    world.env.process(drive(0.0, "E"))
    world.env.process(drive(500.0, "N"))
    world.env.process(drive(700.0, "W"))
    world.env.run(until=3000.0)
    assert [name for name, _ in seen] == ["W", "tick", "E", "tick", "tick", "N", "tick"]
    times = [time_s for _, time_s in seen]
    assert times == pytest.approx([700.0, 999.0, 1000.0, 1001.0, 2499.0, 2500.0, 2501.0], abs=1e-6)


def test_a_road_cut_holds_vehicles_until_it_opens() -> None:
    world = tiny_world()
    link = world.network.link_index("WE")
    arrived: list[float] = []

    def drive() -> Process[None]:
        arrival = yield world.env.travel(
            origin=world.network.node_index("W"),
            destination=world.network.node_index("N"),
            vehicle="car",
        )
        arrived.extend((world.env.now, arrival.waited_s))

    def mend() -> Process[None]:
        yield world.env.timeout(5000.0)
        world.roads.mend(link, -1)

    world.roads.close(link, "breach", -1)
    world.env.process(drive())
    world.env.process(mend())
    world.env.run(until=10_000.0)
    assert arrived == pytest.approx([7000.0, 5000.0], abs=1e-6)


def test_a_road_opens_when_no_reason_is_left_and_says_how_long_it_was_closed() -> None:
    world = tiny_world()
    link = world.network.link_index("WE")
    steps: list[tuple[float, Callable[[], object]]] = [
        (0.0, lambda: world.roads.close(link, "flood", -1)),
        (100.0, lambda: world.roads.close(link, "breach", -1)),
        (150.0, lambda: world.roads.close(link, "breach", -1)),
        (200.0, lambda: world.roads.reopen(link, "flood", -1)),
        (300.0, lambda: world.roads.mend(link, -1)),
        (400.0, lambda: world.roads.close(link, "decision", -1)),
        (500.0, lambda: world.roads.mend(link, -1)),
    ]
    states = []
    for time_s, act in steps:
        if time_s:
            world.env.run(until=time_s)
        act()
        states.append((world.roads.is_closed(link), world.traffic.is_closed(link)))
    # a flood closes by its depth, which is not set here; a team does not lift a decision
    assert states == [
        (True, False), (True, True), (True, True), (True, True),
        (False, False), (True, True), (True, True),
    ]  # fmt: skip
    rows = [world.log.event(seq) for seq in range(len(world.log))]
    closed = [row.reason for row in rows if isinstance(row, events.LinkClosed)]
    assert closed == ["flood", "breach", "decision"]
    opened = [row.closed_s for row in rows if isinstance(row, events.LinkReopened)]
    assert opened == [300.0]


def test_the_nth_draw_of_a_name_is_its_own() -> None:
    alone, busy = tiny_world(), tiny_world()
    for number in range(5):
        busy.draw(f"other/{number}")
    first = [alone.draw("a"), alone.draw("a"), alone.draw("b")]
    assert [busy.draw("b"), busy.draw("a"), busy.draw("a")] == [first[2], first[0], first[1]]
    assert len(set(first)) == 3
    assert [alone.number("x"), alone.number("y"), alone.number("x")] == ["x/1", "y/1", "x/2"]


def test_people_are_counted_where_they_are() -> None:
    census = Census()
    census.settle("Z", 10)
    census.settle("Z", 5)
    census.move("Z", 6, source="at_home", target="on_the_road")
    census.move("Z", 4, source="at_home", target="trapped")
    census.rescue("Z", 3)
    census.check()
    zone = census.of("Z")
    assert (zone.at_home, zone.on_the_road, zone.trapped, zone.rescued) == (5, 6, 1, 3)
    with pytest.raises(InvariantError, match="6 persons cannot leave 'at_home'"):
        census.move("Z", 6, source="at_home", target="trapped")
    with pytest.raises(InvariantError, match="cannot leave"):
        census.move("Z", -1, source="at_home", target="trapped")
    zone.rescued -= 1
    with pytest.raises(InvariantError, match="14 persons, 15 at first"):
        census.check()


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("post_east", "county 'east' has no command_post of level 'county'"),
        ("post_p2", "county 'north' has no command_post of level 'prefecture'"),
        ("post_all", "county 'west' has no command_post of level 'province'"),
    ],
)
def test_a_county_without_a_post_is_named_before_anything_runs(missing: str, said: str) -> None:
    sites = tuple(item for item in SITES if item.site_id != missing)
    with pytest.raises(InputError, match=said):
        tiny_world(place=tiny_place(sites=sites))


def test_a_place_without_shelters_is_refused() -> None:
    sites = tuple(item for item in SITES if item.kind != "shelter")
    with pytest.raises(InputError, match="needs a site of kind 'shelter'"):
        tiny_world(place=tiny_place(sites=sites))


def test_the_run_ends_at_the_horizon_and_reports_its_progress() -> None:
    progress: list[float] = []
    world = tiny_world(tiny_scenario(hours=5))
    world.run(progress.append)
    assert progress == [HOUR_S * hour for hour in range(1, 6)]
    assert world.env.now == 5 * HOUR_S
