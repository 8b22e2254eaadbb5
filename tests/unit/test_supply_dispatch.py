"""Dispatch policies on a few depots and shelters, worked by hand."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.components import build
from sim.core.errors import InputError, ProblemsError
from sim.core.files import read_yaml
from sim.core.paths import shipped
from sim.supply import Goods, GoodsStandards, arrival_need
from sim.supply.dispatch import (
    DepotState,
    Dispatch,
    FairPull,
    NearestPull,
    PushOnForecast,
    ReservePull,
    Shipment,
    SupplyRequest,
    unmet,
)

YAMLS = sorted((shipped("conf") / "dispatch").glob("*.yaml"))
POLICIES = (NearestPull(), PushOnForecast(), FairPull(), ReservePull())


def depot(
    name: str, stock: Goods, *, county: str = "", free: int = 3, trucks: int = 3
) -> DepotState:
    return DepotState(name, f"n_{name}", county or name, "p", stock, stock, free, trucks)


def request(
    name: str,
    goods: Goods,
    *,
    persons: int = 100,
    county: str = "",
    raised_s: float = 0.0,
    request_id: str = "",
    expected: bool = False,
) -> SupplyRequest:
    return SupplyRequest(
        name, f"n_{name}", county or name, goods, persons, raised_s, request_id, expected
    )


def times(table: dict[tuple[str, str], float]) -> Callable[[str, str], float]:
    return lambda depot_id, shelter_id: table.get((depot_id, shelter_id), math.inf)


def everywhere(depot_id: str, shelter_id: str) -> float:
    return 3600.0 if depot_id and shelter_id else math.inf


def sent(shipments: list[Shipment]) -> list[tuple[str, str, Goods]]:
    return [(item.depot_id, item.shelter_id, item.goods) for item in shipments]


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.stem)
def test_every_yaml_is_a_dispatch_policy(path: Path) -> None:
    policy = build(read_yaml(path), where=path.name)
    assert isinstance(policy, Dispatch)
    assert policy.is_push == (path.stem == "push_on_forecast")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
def test_a_single_request_that_one_depot_can_serve_is_served_whole(policy: Dispatch) -> None:
    stock = {"quilt": 99.0, "tent": 9.0}
    shipments = policy.plan(
        now_s=0.0,
        requests=(request("s", {"quilt": 50.0, "tent": 3.0}, county="near"),),
        depots=(depot("far", stock), depot("near", stock)),
        travel_s=times({("far", "s"): 900.0, ("near", "s"): 300.0}),
    )
    assert sent(shipments) == [("near", "s", {"quilt": 50.0, "tent": 3.0})]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
def test_no_route_no_permission_no_truck_no_shipment(policy: Dispatch) -> None:
    asked = (request("s", {"quilt": 5.0}),)
    stocked = (depot("d", {"quilt": 9.0}),)
    assert policy.plan(now_s=0.0, requests=asked, depots=stocked, travel_s=times({})) == []
    assert (
        policy.plan(
            now_s=0.0,
            requests=asked,
            depots=stocked,
            travel_s=everywhere,
            allowed=lambda giver, asker: giver.county_id == asker.county_id,
        )
        == []
    )
    parked = (depot("d", {"quilt": 9.0}, free=0, trucks=0),)
    assert policy.plan(now_s=0.0, requests=asked, depots=parked, travel_s=everywhere) == []
    assert policy.plan(now_s=0.0, requests=(), depots=stocked, travel_s=everywhere) == []


def test_nearest_takes_what_is_missing_from_the_next_depot() -> None:
    asked = (request("s", {"water": 100.0, "quilt": 50.0}),)
    shipments = NearestPull().plan(
        now_s=0.0,
        requests=asked,
        depots=(
            depot("a", {"water": 30.0, "quilt": 80.0}),
            depot("b", {"water": 60.0}),
            depot("c", {"water": 60.0, "quilt": 80.0}),
        ),
        travel_s=times({("a", "s"): 1.0, ("b", "s"): 2.0, ("c", "s"): 3.0}),
    )
    assert sent(shipments) == [
        ("a", "s", {"water": 30.0, "quilt": 50.0}),
        ("b", "s", {"water": 60.0}),
        ("c", "s", {"water": 10.0}),
    ]
    assert unmet(asked, shipments) == ()


def test_nearest_serves_the_oldest_request_first_and_people_before_forecasts() -> None:
    asked = (
        request("x", {"quilt": 6.0}, raised_s=0.0, expected=True),
        request("y", {"quilt": 6.0}, raised_s=20.0),
        request("z", {"quilt": 6.0}, raised_s=10.0),
    )
    shipments = NearestPull().plan(
        now_s=30.0, requests=asked, depots=(depot("d", {"quilt": 14.0}),), travel_s=everywhere
    )
    assert sent(shipments) == [
        ("d", "z", {"quilt": 6.0}),
        ("d", "y", {"quilt": 6.0}),
        ("d", "x", {"quilt": 2.0}),
    ]
    assert [(left.shelter_id, left.goods) for left in unmet(asked, shipments)] == [
        ("x", {"quilt": 4.0})
    ]


def test_equal_distance_goes_by_identifier() -> None:
    asked = (request("s", {"quilt": 1.0}),)
    for order in (("b", "a", "c"), ("c", "b", "a")):
        depots = tuple(depot(name, {"quilt": 9.0}) for name in order)
        shipments = NearestPull().plan(
            now_s=0.0, requests=asked, depots=depots, travel_s=everywhere
        )
        assert [item.depot_id for item in shipments] == ["a"]


def test_a_depot_without_a_free_truck_counts_as_further_away() -> None:
    busy = depot("a", {"quilt": 9.0}, free=0)
    idle = depot("b", {"quilt": 9.0})
    travel_s = times({("a", "s"): 600.0, ("b", "s"): 1800.0})
    asked = (request("s", {"quilt": 1.0}),)

    def chosen(busy_wait_s: float) -> list[str]:
        policy = NearestPull(busy_wait_s=busy_wait_s)
        plan = policy.plan(now_s=0.0, requests=asked, depots=(busy, idle), travel_s=travel_s)
        return [item.depot_id for item in plan]

    assert chosen(1000.0) == ["a"]
    assert chosen(1300.0) == ["b"]


def test_forecast_goods_are_a_share_of_the_need_and_nothing_without_push() -> None:
    standards = GoodsStandards()
    half = PushOnForecast(push_share=0.5).forecast_goods(80, standards=standards)
    need = arrival_need(40, standards=standards)
    assert half == {key: float(math.ceil(amount)) for key, amount in need.items()}
    assert NearestPull().forecast_goods(80, standards=standards) == {}
    assert FairPull(push_share=1.0).is_push


def test_push_share_of_a_push_policy_is_positive() -> None:
    with pytest.raises(ProblemsError, match="push_share"):
        build(
            {"_target_": "sim.supply.dispatch.PushOnForecast", "push_share": 0.0}, where="dispatch"
        )


def test_reserve_is_kept_from_others_and_open_to_the_own_county() -> None:
    policy = ReservePull(reserve_share=0.3)
    stocked = (depot("d", {"quilt": 100.0}, county="own"),)
    other = request("o", {"quilt": 90.0}, county="other")
    own = request("w", {"quilt": 90.0}, county="own", raised_s=99.0)
    alone = policy.plan(now_s=0.0, requests=(other,), depots=stocked, travel_s=everywhere)
    assert sent(alone) == [("d", "o", {"quilt": 70.0})]
    both = policy.plan(now_s=0.0, requests=(other, own), depots=stocked, travel_s=everywhere)
    assert sent(both) == [("d", "w", {"quilt": 90.0})]


def test_reserve_does_not_melt_away_with_repeated_requests() -> None:
    policy = ReservePull(reserve_share=0.3)
    low = DepotState("d", "n", "own", "p", {"quilt": 30.0}, {"quilt": 100.0}, 1, 1)
    other = request("o", {"quilt": 5.0}, county="other")
    assert policy.plan(now_s=0.0, requests=(other,), depots=(low,), travel_s=everywhere) == []
    assert policy.reserve({"tent": 11.0}) == {"tent": 4.0}


def test_fair_gives_all_where_stock_suffices() -> None:
    asked = (request("x", {"quilt": 30.0}), request("y", {"quilt": 40.0}))
    stocked = (depot("a", {"quilt": 35.0}), depot("b", {"quilt": 35.0}))
    shipments = FairPull().plan(now_s=0.0, requests=asked, depots=stocked, travel_s=everywhere)
    assert unmet(asked, shipments) == ()


def test_fair_does_not_ration_those_who_share_no_depot_with_the_short() -> None:
    asked = (request("x", {"quilt": 50.0}), request("y", {"quilt": 50.0}))
    stocked = (depot("x", {"quilt": 10.0}), depot("y", {"quilt": 50.0}))
    shipments = FairPull().plan(
        now_s=0.0,
        requests=asked,
        depots=stocked,
        travel_s=everywhere,
        allowed=lambda giver, asker: giver.county_id == asker.county_id,
    )
    assert sorted(sent(shipments)) == [("x", "x", {"quilt": 10.0}), ("y", "y", {"quilt": 50.0})]


def test_fair_leaves_a_shared_depot_to_those_who_have_no_other() -> None:
    asked = (request("x", {"quilt": 50.0}), request("y", {"quilt": 50.0}))
    stocked = (depot("shared", {"quilt": 50.0}), depot("only_x", {"quilt": 50.0}))
    shipments = FairPull().plan(
        now_s=0.0,
        requests=asked,
        depots=stocked,
        travel_s=times({("shared", "x"): 1.0, ("only_x", "x"): 9.0, ("shared", "y"): 5.0}),
    )
    assert unmet(asked, shipments) == ()
    assert sorted(sent(shipments)) == [
        ("only_x", "x", {"quilt": 50.0}),
        ("shared", "y", {"quilt": 50.0}),
    ]


def test_fair_leaves_no_stock_idle_that_somebody_lacks() -> None:
    asked = (
        request("x", {"quilt": 40.0}, persons=400),
        request("y", {"quilt": 60.0}, persons=100),
    )
    stocked = (depot("both", {"quilt": 5.0}), depot("only_x", {"quilt": 60.0}))
    shipments = FairPull().plan(
        now_s=0.0,
        requests=asked,
        depots=stocked,
        travel_s=times({("both", "x"): 1.0, ("only_x", "x"): 2.0, ("both", "y"): 1.0}),
    )
    assert {(left.shelter_id, left.goods["quilt"]) for left in unmet(asked, shipments)} == {
        ("y", 55.0)
    }


def test_two_requests_of_one_shelter_are_told_apart_by_their_identifier() -> None:
    twin = (
        request("s", {"quilt": 4.0}, request_id="r1"),
        request("s", {"quilt": 9.0}, request_id="r2"),
    )
    stocked = (depot("d", {"quilt": 10.0}),)
    shipments = NearestPull().plan(now_s=0.0, requests=twin, depots=stocked, travel_s=everywhere)
    assert [(item.request_id, item.goods["quilt"]) for item in shipments] == [
        ("r1", 4.0),
        ("r2", 6.0),
    ]
    assert [(left.request_id, left.goods) for left in unmet(twin, shipments)] == [
        ("r2", {"quilt": 3.0})
    ]
    same = (twin[0], request("s", {"quilt": 9.0}, request_id="r1"))
    with pytest.raises(InputError, match="s / r1"):
        NearestPull().plan(now_s=0.0, requests=same, depots=stocked, travel_s=everywhere)
