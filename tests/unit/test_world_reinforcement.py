"""Inspectors, material and machines at the weak dike of the place of three counties."""

from typing import Any

import numpy as np
import pytest
from test_world_tiny import (
    HOUR_S,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

import sim
from sim.core.streams import Streams
from sim.log import EventLog
from sim.scenario import Scenario
from sim.world import World, inspection, materials
from sim.world.environment import Process

ARRIVAL_H = 10.0 + 2200.0 / HOUR_S
"""First round until 10:00, then 1,200 s of turnout and 1,000 s of road."""


def dike(fails_h: float = 60.0, *, hours: int = 72, **held: Any) -> Scenario:  # noqa: ANN401
    values = {"detection_share": 1.0, "reinforced_strength_factor": 2.5, "materials": held}
    return tiny_scenario(dike=(fails_h, 100), hours=hours, values={"inspection": values})


def reinforced_h(log: EventLog) -> float:
    (event,) = log.of("PointReinforced")
    return event.time_s / HOUR_S


def test_the_county_gives_material_and_the_chain_of_causes_says_so() -> None:
    log = tiny_run(dike(), tiny_plan())
    (drawn,) = log.of("MaterialDrawn")
    assert (drawn.subject, drawn.data["point"]) == ("west", "P-west-D1")
    assert drawn.data["material_m3"] == 60.0
    assert drawn.time_s / HOUR_S == pytest.approx(ARRIVAL_H, abs=1e-6)
    assert log[drawn.cause].kind == "TeamArrived"
    (reinforced,) = log.of("PointReinforced")
    assert reinforced.cause == drawn.seq
    assert reinforced_h(log) == pytest.approx(ARRIVAL_H + 3.0, abs=1e-6)


def test_the_prefecture_gives_what_the_county_has_not_after_a_haul() -> None:
    """Its post stands in W, beside the point: two hours of loading and no drive."""
    log = tiny_run(dike(county_m3=59.0), tiny_plan())
    (drawn,) = log.of("MaterialDrawn")
    assert drawn.subject == "post_p1"
    assert reinforced_h(log) == pytest.approx(ARRIVAL_H + 2.0 + 3.0, abs=1e-6)


def test_without_material_nothing_is_reinforced_and_the_team_goes_home() -> None:
    log = tiny_run(dike(30.0, county_m3=0.0, prefecture_m3=0.0), tiny_plan())
    assert log.of("PointReinforced", "MaterialDrawn", "MaterialReplenished") == []
    (short,) = log.of("MaterialRanShort")
    assert (short.subject, short.data["needed_m3"]) == ("west", 60.0)
    (completed,) = (e for e in log.of("TaskCompleted") if e.data["task"] == "P-west-D1")
    assert completed.data["work_s"] == pytest.approx(12 * HOUR_S, abs=1e-6)
    assert when_h(log, "HazardPointFailed") == [30.0]


def test_a_team_leaves_a_point_that_gives_way_while_it_waits() -> None:
    log = tiny_run(dike(14.0, county_m3=0.0, prefecture_m3=0.0), tiny_plan())
    (completed,) = (e for e in log.of("TaskCompleted") if e.data["task"] == "P-west-D1")
    assert completed.time_s == pytest.approx(14 * HOUR_S, abs=1e-6)


def test_work_that_ends_too_late_reinforces_nothing_and_its_material_is_spent() -> None:
    log = tiny_run(dike(12.0), tiny_plan())
    assert len(log.of("MaterialDrawn")) == 1
    assert log.of("PointReinforced") == []
    (completed,) = (e for e in log.of("TaskCompleted") if e.data["task"] == "P-west-D1")
    assert completed.time_s == pytest.approx(12 * HOUR_S, abs=1e-6)


@pytest.mark.parametrize(("reach", "yards"), [("prefecture", 2), ("province", 3)])
def test_how_far_material_reaches(reach: str, yards: int) -> None:
    """West's own, then that of its prefecture in W, then that of the other in N."""
    world = tiny_world(plan=tiny_plan(linkage__goods_reach=reach))
    node = world.network.node_index("W")
    expected = ["west", "post_p1", "post_p2"][:yards]
    assert [yard.yard_id for yard in world.materials.in_order(world, "west", node)] == expected
    for yard_id in expected:
        found = materials.source(world, "west", node, 60.0)
        assert found is not None
        assert found.yard_id == yard_id
        found.stock.draw(found.stock.on_hand_m3)
    assert materials.source(world, "west", node, 60.0) is None


def test_a_yard_without_a_road_serves_nobody() -> None:
    world = tiny_world()
    world.roads.close(world.network.link_index("EN"), "breach", -1)
    node = world.network.node_index("W")
    in_order = [yard.yard_id for yard in world.materials.in_order(world, "west", node)]
    assert in_order == ["west", "post_p1"]


def test_the_drive_from_another_prefecture_counts() -> None:
    """40 km at 20 m/s from N."""
    world = tiny_world()
    yard = world.materials.of_prefecture("p2")
    node = world.network.node_index("W")
    assert materials.haul_s(world, yard, node) == pytest.approx(7200.0 + 2000.0)
    assert materials.haul_s(world, world.materials.of_county("west"), node) == 0.0


def emptied(world: World, *, filled_h: float) -> None:
    """Empty the yard of west at once, and have it filled at some hour."""
    yard = world.materials.of_county("west")
    yard.stock.draw(yard.stock.on_hand_m3)
    ordered_m3 = yard.stock.order(0.5)

    def fill() -> Process[None]:
        yield world.env.timeout(filled_h * HOUR_S)
        yard.stock.receive(ordered_m3)
        came, world.materials.came = world.materials.came, world.env.event()
        came.succeed()

    world.env.process(fill())


def log_of(world: World) -> list[tuple[float, str, Any]]:
    world.run()
    return [
        (round(world.log.time_of(seq) / HOUR_S, 6), type(event).__name__, event)
        for seq, event in ((seq, world.log.event(seq)) for seq in range(len(world.log)))
    ]


def test_a_team_at_the_point_begins_when_material_comes() -> None:
    world = tiny_world(dike(prefecture_m3=0.0))
    emptied(world, filled_h=15.0)
    rows = log_of(world)
    assert [hour for hour, kind, _ in rows if kind == "MaterialDrawn"] == [15.0]
    assert [hour for hour, kind, _ in rows if kind == "PointReinforced"] == [18.0]


def test_a_point_left_for_want_of_material_is_asked_for_again() -> None:
    world = tiny_world(dike(prefecture_m3=0.0, wait_s=3600.0))
    emptied(world, filled_h=30.0)
    rows = log_of(world)
    asked = [h for h, kind, e in rows if kind == "RequestRaised" and e.request_kind == "reinforce"]
    assert asked == [10.0, 30.0]
    (done_h,) = (hour for hour, kind, _ in rows if kind == "PointReinforced")
    assert done_h == pytest.approx(30.0 + 2200.0 / HOUR_S + 3.0, abs=0.02)


def test_points_queue_for_the_machines_of_their_county() -> None:
    """Its only machine is elsewhere until hour 14; then two hours with it and one by hand."""
    world = tiny_world(dike(n_machines_county=1))
    yard = world.materials.of_county("west")

    def elsewhere() -> Process[None]:
        with yard.machines.request() as turn:
            yield turn
            yield world.env.timeout(14.0 * HOUR_S)

    world.env.process(elsewhere())
    rows = log_of(world)
    assert [hour for hour, kind, _ in rows if kind == "PointReinforced"] == [17.0]


def test_yards_are_filled_again_after_their_lead() -> None:
    """60 of 100 m3 are gone: 60 are ordered and there after two days."""
    lead = {"lead_min_s": 48 * HOUR_S, "lead_mode_s": 48 * HOUR_S, "lead_max_s": 48 * HOUR_S}
    log = tiny_run(dike(county_m3=100.0, **lead), tiny_plan())
    (filled,) = log.of("MaterialReplenished")
    assert (filled.subject, filled.data["material_m3"]) == ("west", 60.0)
    assert filled.time_s / HOUR_S == pytest.approx(ARRIVAL_H + 48.0, abs=1e-6)
    assert log[filled.cause].kind == "MaterialDrawn"


# -- rounds of inspection ---------------------------------------------------------------------


def test_a_point_is_not_visited_again_within_the_gap() -> None:
    """One point, 25 visits a shift: once a morning, since 12 h must lie between two visits."""
    log = tiny_run(tiny_scenario(hours=72), tiny_plan())
    assert when_h(log, "PointsInspected") == [10.0, 34.0, 58.0]


def test_the_most_overdue_points_come_first_and_fresh_ones_not_at_all() -> None:
    """Of the shipped place: those of the wettest zones, of equal people and last visit."""
    world = World(
        sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-14T00:00:00+08:00"}),
        sim.load_plan(),
        sim.load_place("jilin"),
        streams=Streams(1, 0),
    )
    world.env.run(until=40.0 * HOUR_S)
    points, state = world.flood.points, world.points
    members = np.flatnonzero(points.persons_behind == 3)
    state.last_visit_s[members] = 0.0
    state.last_visit_s[members[0]] = world.env.now - world.scenario.inspection.gap_s + 1.0
    ranked = inspection._most_overdue(world, members)
    assert sorted(ranked.tolist()) == members[1:].tolist()
    rain_mm = world.flood.loads.load[1, 40, points.load_column[ranked]]
    assert (np.diff(rain_mm) <= 1e-9).all()
    assert rain_mm[0] > rain_mm[-1]


def test_no_visit_is_lost_to_rounding() -> None:
    """Three visits a shift of eight hours: 0.75 a round, three in four rounds."""
    values = {"inspectors_per_county": 2, "visit_s": 9600.0, "routine_share": 1.0, "gap_s": 0.0}
    log = tiny_run(tiny_scenario(hours=24, values={"inspection": values}), tiny_plan())
    assert when_h(log, "PointsInspected") == [12.0, 14.0, 16.0]
