"""Goods from depot to shelter, on the place of three counties."""

from collections import Counter
from typing import Any

import pytest
from test_world_tiny import HOUR_S, ZoneWater, constant, tiny_plan, tiny_run, tiny_scenario

from sim.log import EventLog
from sim.scenario import Scenario
from sim.supply.commodities import GoodsStandards

FLOODED = ZoneWater(persons=300, forecast_h=10.0, expected_h=30.0, flood_h=30.0, drain_h=40.0)
SMALL: dict[str, Any] = {"layout__persons_total": 9000}
"""A depot small enough to release at the rate of small ones."""
AT_ONCE = {
    "shelter_supply": {"counting_s": 0.0, "dispatch_round_s": 0.0},
    "fleet": {"release_min_s": 3600.0, "release_mode_s": 3600.0, "release_max_s": 3600.0},
}


def evacuated(zone: str = "ZW", **values: Any) -> Scenario:  # noqa: ANN401  # of the scenario
    return tiny_scenario(zones={zone: FLOODED}, values={**AT_ONCE, **values})


def amounts(log: EventLog, kind: str) -> Counter[str]:
    """Return what each depot sent, all commodities counted alike."""
    total: Counter[str] = Counter()
    for event in log.of(kind):
        total[event.data.get("depot", event.subject)] += sum(event.data["goods"].values())
    return total


def test_the_first_truck_by_hand() -> None:
    """Asked for on arrival, released after an hour (loading takes less), 10 km at 20 m/s."""
    log = tiny_run(evacuated(), tiny_plan("unified", layout__county_ids=["west"], **SMALL))
    first_need = log.of("NeedArose")[0]
    departed = log.of("TruckDeparted")[0]
    assert departed.time_s == pytest.approx(first_need.time_s + 3600.0, abs=1e-6)
    delivered = log.of("GoodsDelivered")[0]
    unloading_s = delivered.time_s - departed.time_s - 500.0
    assert 600.0 <= unloading_s <= 600.0 + 480.0 * 5.0  # docking, and at most 5 t
    assert delivered.data["depot"] == "depot_west"
    assert {event.subject for event in log.of("GoodsDelivered")} == {"hill"}


def test_need_is_met_in_full_and_never_more_than_promised() -> None:
    log = tiny_run(evacuated(), tiny_plan("unified"))
    need: Counter[str] = Counter()
    for event in log.of("NeedArose"):
        need.update(event.data["need"])
    delivered: Counter[str] = Counter()
    for event in log.of("GoodsDelivered"):
        delivered.update(event.data["goods"])
    commodities = GoodsStandards().table.commodities
    durable = [item.key for item in commodities if item.is_durable and item.key in need]
    assert durable
    for key in durable:
        assert need[key] <= delivered[key] + 1e-9 < need[key] + 1.0 + 1e-9


@pytest.mark.parametrize(
    ("depots", "reach", "used"),
    [
        (["north"], "prefecture", {"depot_north"}),  # p1 has none of its own
        (["north", "east"], "prefecture", {"depot_east"}),
        (["north", "east"], "province", {"depot_east", "depot_north"}),
    ],
)
def test_how_far_goods_reach(depots: list[str], reach: str, used: set[str]) -> None:
    """Stock for 40 people a depot: the nearer one does not suffice for three hundred."""
    plan = tiny_plan(
        "unified",
        layout__county_ids=depots,
        layout__persons_total=40 * len(depots),
        linkage__goods_reach=reach,
    )
    log = tiny_run(evacuated(), plan)
    assert set(amounts(log, "GoodsReserved")) == used
    assert log.of("StockRanOut")


def test_a_slow_chain_holds_goods_back_by_its_length() -> None:
    """Three hops of half an hour; people have left on the bulletin of 08:00 in both."""
    zones = {"ZW": FLOODED._replace(forecast_h=3.0)}
    scenario = tiny_scenario(zones=zones, values=AT_ONCE)
    at_once, slow = constant("separate"), constant("separate", 30.0)
    goods = "linkage__chains__goods"
    departures = [
        tiny_run(scenario, tiny_plan("separate", **SMALL, **{**at_once, **chain}))
        .of("TruckDeparted")[0]
        .time_s
        for chain in ({}, {goods: slow[goods]})
    ]
    assert departures[1] - departures[0] == pytest.approx(3 * 1800.0, abs=1e-6)


def test_push_sends_goods_ahead_of_the_people_once() -> None:
    scenario = tiny_scenario(zones={"ZW": FLOODED}, values=AT_ONCE)
    push = tiny_run(scenario, tiny_plan(choices={"dispatch": "push_on_forecast"}))
    pull = tiny_run(scenario, tiny_plan(choices={"dispatch": "nearest_pull"}))
    ahead = [event for event in push.of("GoodsReserved") if event.time_s == 10 * HOUR_S]
    assert len(ahead) == 1
    assert ahead[0].data["shelter"] == "hill"
    assert ahead[0].time_s < push.of("NeedArose")[0].time_s
    assert push.of("GoodsDelivered")[0].time_s < pull.of("GoodsDelivered")[0].time_s
    assert pull.of("GoodsReserved")[0].time_s >= pull.of("NeedArose")[0].time_s
    for commodity in ("quilt", "bed"):
        both = [
            sum(event.data["goods"].get(commodity, 0.0) for event in log.of("GoodsReserved"))
            for log in (push, pull)
        ]
        assert both[0] >= both[1]  # what went ahead is not sent again, or little of it
        assert both[0] <= both[1] + 150.0


def test_push_needs_a_rule_that_foresees_it() -> None:
    plan = tiny_plan(
        choices={"dispatch": "push_on_forecast"}, linkage__prealert={"inspect_points": "blue"}
    )
    log = tiny_run(evacuated(), plan)
    assert log.of("GoodsReserved")[0].time_s >= log.of("NeedArose")[0].time_s


def test_each_truck_is_in_one_place_at_a_time() -> None:
    log = tiny_run(evacuated(), tiny_plan("unified", layout__n_trucks=3))
    out: Counter[str] = Counter()
    for event in log.of("TruckDeparted", "TruckReturned"):
        out[event.subject] += 1 if event.kind == "TruckDeparted" else -1
        assert out[event.subject] in (0, 1)
    assert len(out) <= 3
