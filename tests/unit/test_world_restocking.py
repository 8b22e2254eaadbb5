"""Depots that run low are restocked; empty shelters give back their durables."""

from collections import Counter
from typing import Any

import pytest
from test_world_tiny import HOUR_S, ZoneWater, tiny_plan, tiny_run, tiny_scenario, tiny_world

from sim.core.errors import InvariantError
from sim.log import EventLog, events
from sim.scenario import Plan, Scenario
from sim.world import World, restocking, shelters
from sim.world.environment import Process

FLOODED = ZoneWater(persons=300, forecast_h=10.0, expected_h=30.0, flood_h=30.0, drain_h=40.0)


def lead(hours: float) -> dict[str, float]:
    return {f"lead_{part}_s": hours * HOUR_S for part in ("min", "mode", "max")}


def flooded(*, hours: int = 96, **values: Any) -> Scenario:  # noqa: ANN401  # of restocking
    return tiny_scenario(
        zones={"ZW": FLOODED},
        hours=hours,
        values={"restocking": {"review_s": 6 * HOUR_S, **lead(10.0), **values}},
    )


def small(persons: int = 330, **more: Any) -> Plan:  # noqa: ANN401
    """Return a plan with a third of the goods in each county: too little for three hundred."""
    return tiny_plan("unified", layout__persons_total=persons, layout__days_of_supply=1.0, **more)


def opening(log: EventLog, depot: str) -> dict[str, float]:
    (placed,) = (event for event in log.of("StockPlaced") if event.subject == depot)
    return dict(placed.data["stock"])


def test_a_depot_that_runs_low_orders_up_to_its_opening_stock() -> None:
    log = tiny_run(flooded(), small())
    first = log.of("StockOrdered")[0]
    assert first.time_s % (6 * HOUR_S) == 0.0
    assert log[first.cause].kind == "GoodsReserved"
    assert log[first.cause].subject == first.subject
    reserved: Counter[str] = Counter()
    for event in log.of("GoodsReserved"):
        if event.subject == first.subject and event.seq < first.seq:
            reserved.update(event.data["goods"])
    stock = opening(log, first.subject)
    expected = {
        key: float(reserved[key]) for key, held in stock.items() if held - reserved[key] < held / 2
    }
    assert first.data["goods"] == expected != {}
    came = next(event for event in log.of("StockReplenished") if event.cause == first.seq)
    assert came.time_s == pytest.approx(first.time_s + 10 * HOUR_S, abs=1e-6)
    assert (came.subject, came.data["source"]) == (first.subject, "outside")
    assert came.data["goods"] == first.data["goods"]


def test_a_shelter_is_served_from_what_came_in() -> None:
    """Stock for 330 people for a day, and 300 people for two days and more."""
    with_it, without = (
        tiny_run(flooded(is_on=is_on, hours=72), small()) for is_on in (True, False)
    )
    delivered = [
        sum(event.data["goods"].get("water", 0.0) for event in log.of("GoodsDelivered"))
        for log in (with_it, without)
    ]
    held = sum(opening(without, f"depot_{name}")["water"] for name in ("west", "east", "north"))
    assert delivered[1] <= held < delivered[0]


def test_switched_off_nothing_comes() -> None:
    log = tiny_run(flooded(is_on=False, hours=240), small())
    assert log.of("StockRanOut")
    assert log.of("StockOrdered", "StockReplenished", "GoodsCollected") == []


def test_what_a_layout_does_not_stock_is_never_ordered() -> None:
    log = tiny_run(
        flooded(), tiny_plan("unified", layout__persons_total=330, layout__days_of_supply=0.0)
    )
    assert log.of("StockOrdered")
    for event in log.of("StockOrdered"):
        assert not {"water", "food"} & set(event.data["goods"])


def test_durables_come_back_cleaned_when_a_shelter_stands_empty() -> None:
    values = {"empty_s": 12 * HOUR_S, "cleaning_s": 24 * HOUR_S, "reusable_share": 0.8}
    log = tiny_run(flooded(hours=240, **values), tiny_plan("unified"))
    (collected,) = log.of("GoodsCollected")
    home = log.of("PersonsReturned")[-1]
    assert collected.subject == "hill"
    assert 12.0 <= (collected.time_s - home.time_s) / HOUR_S <= 12.0 + 2 * 6.0
    delivered: Counter[str] = Counter()
    for event in log.of("GoodsDelivered"):
        delivered.update(event.data["goods"])
    durables = {key: delivered[key] for key in ("quilt", "coat", "tent") if delivered[key]}
    assert collected.data["goods"] == durables
    (back,) = (event for event in log.of("StockReplenished") if event.data["source"] == "returned")
    assert (back.subject, back.cause) == (collected.data["depot"], collected.seq)
    assert back.subject == "depot_west"  # 9 km from the shelter; the others lie further
    assert back.time_s == pytest.approx(collected.time_s + 24 * HOUR_S, abs=1e-6)
    assert back.data["goods"] == {key: 0.8 * amount // 1 for key, amount in durables.items()}


def lived_in(world: World, *spans_h: tuple[float, float]) -> None:
    """Have 30 people in the shelter on the hill during some spans, then run to the end."""
    shelter = world.shelters["hill"]

    def live() -> Process[None]:
        for come_h, leave_h in spans_h:
            yield world.env.timeout(come_h * HOUR_S - world.env.now)
            shelters.take_in(world, shelter, 30, -1)
            yield world.env.timeout(leave_h * HOUR_S - world.env.now)
            shelters.send_home(world, shelter, 30, -1)

    world.env.process(live())
    world.run()


def needed(world: World, commodity: str) -> list[float]:
    rows = [world.log.event(seq) for seq in range(len(world.log))]
    return [
        row.need[commodity]
        for row in rows
        if isinstance(row, events.NeedArose) and commodity in row.need
    ]


@pytest.mark.parametrize(("gap_h", "quilts"), [(20.0, [30.0]), (100.0, [30.0, 30.0])])
def test_who_comes_after_the_clearing_needs_durables_anew(
    gap_h: float, quilts: list[float]
) -> None:
    """What was left behind serves those who come before it, and is then delivered again."""
    world = tiny_world(
        tiny_scenario(hours=240, values={"restocking": {"empty_s": 48 * HOUR_S}}), tiny_plan()
    )
    lived_in(world, (10.0, 40.0), (40.0 + gap_h, 200.0))
    assert needed(world, "quilt") == quilts
    assert world.shelters["hill"].received["quilt"] == sum(quilts)


def test_nobody_is_served_who_has_gone_home() -> None:
    """Stock for six people: the others lack durables, go home, and lack them no more."""
    scenario = tiny_scenario(
        hours=240, values={"restocking": {"empty_s": 24 * HOUR_S, **lead(120.0)}}
    )
    world = tiny_world(scenario, small(18))
    lived_in(world, (10.0, 40.0))
    shelter = world.shelters["hill"]
    assert shelter.outstanding() == {}
    assert shelter.received["quilt"] < 30.0


def test_goods_on_the_road_as_a_shelter_is_cleared_serve_those_who_come_next() -> None:
    world = tiny_world()
    shelter = world.shelters["hill"]
    shelter.need = {"quilt": 30.0, "water": 450.0}
    shelter.promised = {"quilt": 30.0, "water": 300.0}
    shelter.received = {"quilt": 20.0, "water": 300.0}
    restocking._clear(world, shelter)
    assert shelter.need == {"quilt": 20.0, "water": 300.0}
    assert world.restocking.taken["hill"] == {"quilt": 20.0}
    assert shelter.outstanding() == {}
    shelter.need["quilt"] += 15.0
    assert shelter.outstanding() == {"quilt": 5.0}


def test_the_books_refuse_goods_from_nowhere() -> None:
    world = tiny_world()
    world.depots["depot_west"].stock.receive({"quilt": 1.0})
    with pytest.raises(InvariantError, match=r"1\.0 of quilt taken in, 0\.0 came"):
        restocking.check(world)
    other = tiny_world()
    other.restocking.taken["hill"] = {"quilt": 1.0}
    with pytest.raises(InvariantError, match=r"only 0\.0 received"):
        restocking.check(other)
