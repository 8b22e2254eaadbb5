"""Goods and material are neither created nor lost, however depots and yards are filled again."""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "unit"))

from test_world_tiny import HOUR_S, ZoneWater, tiny_plan, tiny_run, tiny_scenario

from sim.hazards.flood.points.breach import BreachParameters, breach_depth_m
from sim.hazards.flood.points.points import HazardPoints, PointLoads, failure_times
from sim.log import EventLog
from sim.supply.restocking import to_order

hours = st.integers(1, 60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    persons_total=st.integers(9, 1200),
    review_h=hours,
    lead_h=st.lists(hours, min_size=3, max_size=3).map(sorted),
    reorder_share=st.floats(0.0, 1.0),
    reusable_share=st.floats(0.0, 1.0),
    linkage=st.sampled_from(("separate", "unified")),
    dispatch=st.sampled_from(("nearest_pull", "push_on_forecast", "fair_pull", "reserve_pull")),
)
def test_goods_are_conserved_with_restocking(
    persons_total: int,
    review_h: int,
    lead_h: list[int],
    reorder_share: float,
    reusable_share: float,
    linkage: str,
    dispatch: str,
) -> None:
    """At every moment a depot has promised no more than it held and received."""
    names = ("lead_min_s", "lead_mode_s", "lead_max_s")
    values = {
        "review_s": review_h * HOUR_S,
        "reorder_share": reorder_share,
        "reusable_share": reusable_share,
        "empty_s": 12 * HOUR_S,
        "cleaning_s": 12 * HOUR_S,
        **{name: hour * HOUR_S for name, hour in zip(names, lead_h, strict=True)},
    }
    water = ZoneWater(persons=300, forecast_h=10.0, expected_h=30.0, flood_h=30.0, drain_h=40.0)
    scenario = tiny_scenario(zones={"ZW": water}, hours=144, values={"restocking": values})
    plan = tiny_plan(linkage, choices={"dispatch": dispatch}, layout__persons_total=persons_total)
    log = tiny_run(scenario, plan)  # the world checks its own books at the end
    check_depots(log)
    check_orders(log)
    check_shelters(log)
    assert tiny_run(scenario, plan).digest() == log.digest()


def check_depots(log: EventLog) -> None:
    left: dict[tuple[str, str], float] = defaultdict(float)
    for event in log:
        if event.kind in {"StockPlaced", "StockReplenished", "GoodsReserved"}:
            goods = event.data["stock" if event.kind == "StockPlaced" else "goods"]
            sign = -1.0 if event.kind == "GoodsReserved" else 1.0
            for key, amount in goods.items():
                assert amount >= 0.0
                assert float(amount).is_integer()
                left[event.subject, key] += sign * amount
                assert left[event.subject, key] >= 0.0


def check_orders(log: EventLog) -> None:
    """What comes from outside was ordered, once; a depot never orders beyond its opening stock."""
    opening = {event.subject: event.data["stock"] for event in log.of("StockPlaced")}
    orders = {event.seq: event for event in log.of("StockOrdered")}
    for event in orders.values():
        for key, amount in event.data["goods"].items():
            assert 0.0 < amount <= opening[event.subject][key]
    outside = [e for e in log.of("StockReplenished") if e.data["source"] == "outside"]
    assert len({event.cause for event in outside}) == len(outside)
    for event in outside:
        ordered = orders[event.cause]
        assert (ordered.subject, ordered.data) == (event.subject, {"goods": event.data["goods"]})


def check_shelters(log: EventLog) -> None:
    """No shelter gives back what it did not receive, no depot more than was collected."""
    there: dict[tuple[str, str], float] = defaultdict(float)
    for event in log.of("GoodsDelivered", "GoodsCollected"):
        sign = 1.0 if event.kind == "GoodsDelivered" else -1.0
        for key, amount in event.data["goods"].items():
            there[event.subject, key] += sign * amount
            assert there[event.subject, key] >= 0.0
    for event in log.of("StockReplenished"):
        if event.data["source"] == "returned":
            collected = log[event.cause]
            assert collected.data["depot"] == event.subject
            for key, amount in event.data["goods"].items():
                assert amount <= collected.data["goods"][key]


amounts = st.fixed_dictionaries(
    {key: st.integers(0, 1000).map(float) for key in ("quilt", "water", "tent")}
)


@given(
    available=amounts,
    on_order=amounts,
    opening=amounts,
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_orders_fill_up_and_no_further(
    available: dict[str, float],
    on_order: dict[str, float],
    opening: dict[str, float],
    shares: tuple[float, float],
) -> None:
    low, high = (
        to_order(available, on_order, opening=opening, reorder_share=share)
        for share in sorted(shares)
    )
    assert set(low) <= set(high)
    for key, amount in high.items():
        assert amount > 0.0
        assert available[key] + on_order[key] + amount == opening[key]


@given(
    strength=st.lists(st.floats(0.1, 10.0), min_size=1, max_size=8),
    factor=st.floats(1.0, 3.0),
    walk=st.lists(st.floats(-1.0, 2.0), min_size=2, max_size=60),
)
def test_a_reinforced_point_never_fails_earlier(
    strength: list[float], factor: float, walk: list[float]
) -> None:
    n = len(strength)
    load = np.broadcast_to(np.cumsum(walk)[None, :, None], (3, len(walk), 1))
    zeros = np.zeros(n, dtype=np.int64)
    points = HazardPoints(
        point_ids=tuple(f"P{number}" for number in range(n)),
        kind=np.array(["dike"] * n),
        kind_index=zeros,
        county=zeros,
        zone=zeros,
        link=zeros - 1,
        basin=zeros,
        load_column=zeros,
        strength=np.array(strength),
        persons_behind=zeros,
        is_weak=np.ones(n, dtype=np.bool_),
        failure_time_s=np.full(n, np.inf),
    )
    loads = PointLoads(np.arange(len(walk)) * HOUR_S, load, load.max(axis=1))
    before, after = failure_times(points, loads), failure_times(points, loads, factor)
    assert (after >= before).all()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    fails_h=st.integers(11, 70),
    county_m3=st.sampled_from((0.0, 59.0, 60.0, 1000.0)),
    prefecture_m3=st.sampled_from((0.0, 60.0, 1000.0)),
    wait_h=st.integers(0, 30),
    lead_h=hours,
)
def test_the_dike_of_the_tiny_place(
    fails_h: int, county_m3: float, prefecture_m3: float, wait_h: int, lead_h: int
) -> None:
    """No material, no reinforcement; with it the dike fails later or never; books of material."""
    lead_s = {f"lead_{part}_s": lead_h * HOUR_S for part in ("min", "mode", "max")}
    held = {"county_m3": county_m3, "prefecture_m3": prefecture_m3, "wait_s": wait_h * HOUR_S}
    inspection = {"detection_share": 1.0, "materials": {**held, **lead_s}}
    log = tiny_run(
        tiny_scenario(dike=(float(fails_h), 10), values={"inspection": inspection}), tiny_plan()
    )
    reinforced = log.of("PointReinforced")
    drawn = log.of("MaterialDrawn")
    if county_m3 < 60.0 and prefecture_m3 < 60.0:
        assert reinforced == drawn == []
    for event in reinforced:
        assert log[event.cause].kind == "MaterialDrawn"
    for failed in log.of("HazardPointFailed"):
        earliest_h = fails_h * (1.6 if reinforced else 1.0)
        assert failed.time_s / HOUR_S >= earliest_h - 1e-6
    left = {"west": county_m3, "post_p1": prefecture_m3, "post_p2": prefecture_m3}
    for event in log.of("MaterialDrawn", "MaterialReplenished"):
        sign = -1.0 if event.kind == "MaterialDrawn" else 1.0
        left[event.subject] += sign * event.data["material_m3"]
        assert left[event.subject] >= 0.0


@given(
    stage=st.lists(st.floats(-3.0, 6.0), min_size=2, max_size=80),
    failure_h=st.floats(0.0, 80.0),
    strength_m=st.floats(0.1, 6.0),
    kind=st.sampled_from(("dike", "reservoir", "slope")),
)
def test_water_behind_a_breach_is_never_deeper_than_outside_has_been(
    stage: list[float], failure_h: float, strength_m: float, kind: str
) -> None:
    time_s = np.arange(len(stage)) * HOUR_S
    depth = breach_depth_m(
        time_s,
        np.array(stage),
        kind=kind,
        failure_s=failure_h * HOUR_S,
        strength_m=strength_m,
        parameters=BreachParameters(),
    )
    assert (depth >= 0.0).all()
    assert (depth[time_s < failure_h * HOUR_S] == 0.0).all()
    assert (depth <= max(strength_m, *stage)).all()
