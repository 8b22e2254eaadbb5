"""What must hold for any stock, any load and any dispatch."""

import copy
import math
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.core.errors import InvariantError
from sim.supply import FleetParameters, GoodsStandards, Stock, lessened, total_of, truckloads
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
from sim.supply.dispatch.fair_pull import level_lack
from sim.supply.goods import Goods, apportion

TABLE = GoodsStandards().table
POLICIES = (NearestPull(), PushOnForecast(), FairPull(), ReservePull(reserve_share=0.4))
amounts = st.integers(0, 500).map(float)
few_keys = st.sampled_from(("water", "quilt", "tent"))
some_goods = st.dictionaries(few_keys, amounts, max_size=3)
any_goods = st.dictionaries(st.sampled_from(TABLE.keys), st.integers(0, 3_000).map(float))


class Case(NamedTuple):
    requests: tuple[SupplyRequest, ...]
    depots: tuple[DepotState, ...]
    travel_s: Callable[[str, str], float]
    allowed: Callable[[DepotState, SupplyRequest], bool]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    counties = st.sampled_from(("c1", "c2", "c3"))
    depots = []
    for number in range(draw(st.integers(0, 4))):
        opening = draw(some_goods)
        available = {
            key: float(draw(st.integers(0, int(amount)))) for key, amount in opening.items()
        }
        trucks = draw(st.integers(0, 3))
        depots.append(
            DepotState(
                f"d{number}", "n", draw(counties), "p", available, opening,
                draw(st.integers(0, trucks)), trucks,
            )
        )  # fmt: skip
    requests = [
        SupplyRequest(
            f"s{number}", "n", draw(counties), draw(some_goods), draw(st.integers(0, 300)),
            float(draw(st.integers(0, 3))), "", draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    seconds = st.sampled_from((60.0, 600.0, 6000.0, math.inf))
    table = {
        (depot.depot_id, request.shelter_id): (draw(seconds), draw(st.booleans()))
        for depot in depots
        for request in requests
    }
    return Case(
        tuple(requests),
        tuple(depots),
        lambda depot_id, shelter_id: table[depot_id, shelter_id][0],
        lambda depot, request: table[depot.depot_id, request.shelter_id][1],
    )


def plan(policy: Dispatch, case: Case) -> list[Shipment]:
    return policy.plan(
        now_s=10.0,
        requests=case.requests,
        depots=case.depots,
        travel_s=case.travel_s,
        allowed=case.allowed,
    )


def can_reach(case: Case, depot: DepotState, request: SupplyRequest) -> bool:
    return (
        depot.n_trucks > 0
        and case.allowed(depot, request)
        and math.isfinite(case.travel_s(depot.depot_id, request.shelter_id))
    )


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_no_policy_sends_what_is_not_there_or_not_asked_for(policy: Dispatch, case: Case) -> None:
    before = copy.deepcopy((case.requests, case.depots))
    shipments = plan(policy, case)
    assert (case.requests, case.depots) == before
    assert shipments == plan(policy, case)
    pairs = [(item.depot_id, item.shelter_id) for item in shipments]
    assert len(set(pairs)) == len(pairs)
    depots = {depot.depot_id: depot for depot in case.depots}
    requests = {request.shelter_id: request for request in case.requests}
    for item in shipments:
        assert item.goods
        assert all(amount > 0.0 and amount.is_integer() for amount in item.goods.values())
        assert can_reach(case, depots[item.depot_id], requests[item.shelter_id])
    for depot in case.depots:
        gone = total_of(item.goods for item in shipments if item.depot_id == depot.depot_id)
        assert all(amount <= depot.available.get(key, 0.0) for key, amount in gone.items())
    left = {request.shelter_id: request.goods for request in unmet(case.requests, shipments)}
    for request in case.requests:
        came = total_of(item.goods for item in shipments if item.serves(request))
        assert all(amount <= request.goods.get(key, 0.0) for key, amount in came.items())
        remaining = left.get(request.shelter_id, {})
        for key, amount in request.goods.items():
            assert came.get(key, 0.0) + remaining.get(key, 0.0) == amount


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_nothing_useful_stays_idle_beyond_a_reserve(policy: Dispatch, case: Case) -> None:
    shipments = plan(policy, case)
    for depot in case.depots:
        gone = total_of(item.goods for item in shipments if item.depot_id == depot.depot_id)
        spare = lessened(depot.available, gone)
        kept = policy.reserve(depot.opening) if isinstance(policy, ReservePull) else {}
        for request in unmet(case.requests, shipments):
            if can_reach(case, depot, request):
                reserve = kept if request.county_id != depot.county_id else {}
                for key in request.goods:
                    assert spare.get(key, 0.0) <= reserve.get(key, 0.0)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_the_order_of_the_input_changes_nothing(policy: Dispatch, case: Case) -> None:
    turned = case._replace(requests=case.requests[::-1], depots=case.depots[::-1])

    def flat(shipments: list[Shipment]) -> list[tuple[str, str, list[tuple[str, float]]]]:
        return sorted(
            (item.depot_id, item.shelter_id, sorted(item.goods.items())) for item in shipments
        )

    assert flat(plan(policy, case)) == flat(plan(policy, turned))


@given(
    requests=st.lists(st.tuples(st.integers(1, 500), st.integers(1, 400)), min_size=1, max_size=8),
    stock=st.integers(0, 2000),
)
def test_levelling_gives_all_and_no_one_above_the_level(
    requests: list[tuple[int, int]], stock: int
) -> None:
    lacking = [float(lacks) for lacks, _ in requests]
    persons = [float(people) for _, people in requests]
    given_ = level_lack(lacking, persons, float(stock))
    assert math.isclose(sum(given_), min(float(stock), sum(lacking)), abs_tol=1e-6)
    after = [
        (lacks - part) / for_ for lacks, part, for_ in zip(lacking, given_, persons, strict=True)
    ]
    assert all(-1e-9 <= part <= lacks for part, lacks in zip(given_, lacking, strict=True))
    served = [rest for rest, part in zip(after, given_, strict=True) if part > 1e-9]
    if served and stock < sum(lacking):
        assert max(after) <= min(served) + 1e-6


@given(st.integers(0, 200_000), st.lists(st.floats(0.0, 1e7), min_size=1, max_size=60))
def test_apportioning_is_exact_and_within_one(total: int, weights: list[float]) -> None:
    weight = sum(weights)
    assume(weight > 1e-6)
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, share in zip(parts, weights, strict=True):
        assert abs(part - total * share / weight) < 1.0 + 1e-6


@given(
    goods=any_goods,
    payload_kg=st.floats(150.0, 10_000.0),
    volume_m3=st.floats(1.0, 40.0),
)
@settings(max_examples=80, deadline=None)
def test_truckloads_lose_nothing_and_overload_nothing(
    goods: Goods, payload_kg: float, volume_m3: float
) -> None:
    fleet = FleetParameters(payload_kg=payload_kg, volume_m3=volume_m3)
    loads = truckloads(goods, table=TABLE, fleet=fleet)
    wanted = {key: amount for key, amount in goods.items() if amount > 0.0}
    assert total_of(loads) == wanted
    for load in loads:
        assert load
        assert all(amount > 0.0 and amount.is_integer() for amount in load.values())
        assert TABLE.mass_kg(load) <= payload_kg * (1.0 + 1e-9)
        assert TABLE.volume_m3(load) <= volume_m3 * (1.0 + 1e-9)
    later: Goods = {}
    for load in reversed(loads):
        for key in later:
            with_one_more = total_of((load, {key: 1.0}))
            assert TABLE.mass_kg(with_one_more) > payload_kg * (1.0 - 1e-9) or TABLE.volume_m3(
                with_one_more
            ) > volume_m3 * (1.0 - 1e-9), (
                "a truck left with room for goods that a later one carried"
            )


deeds = st.lists(
    st.tuples(st.sampled_from(("receive", "reserve", "release", "issue")), some_goods), max_size=25
)


@given(initial=some_goods, steps=deeds)
def test_stock_is_conserved_under_any_deeds(initial: Goods, steps: list[tuple[str, Goods]]) -> None:
    stock = Stock("d", initial)
    came, left = Goods(), Goods()
    for deed, goods in steps:
        before = copy.deepcopy(stock)
        try:
            getattr(stock, deed)(goods)
        except InvariantError:
            assert stock == before
            continue
        if deed == "receive":
            came = total_of((came, goods))
        if deed == "issue":
            left = total_of((left, goods))
    for key, amount in stock.on_hand.items():
        assert amount == initial.get(key, 0.0) + came.get(key, 0.0) - left.get(key, 0.0)
        assert 0.0 <= stock.reserved[key] <= amount
        assert stock.available()[key] == amount - stock.reserved[key]
