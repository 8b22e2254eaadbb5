"""Supply coverage and equity on logs written by hand, over two counties with three shelters."""

import numpy as np
import pytest

from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EventType,
    GoodsCollected,
    GoodsDelivered,
    GroupArrived,
    NeedArose,
    PersonsReturned,
)
from sim.metrics import equity, supply
from sim.place import Place
from sim.place.place import County, Site

HOUR_S = 3600.0


def county(county_id: str) -> County:
    name = Text(county_id, county_id)
    return County(county_id, name, "p", name, "county", 43.0, 125.0, "n", 1, 1.0, 0.0, 0.0, 0.0)


def shelter(site_id: str, county_id: str) -> Site:
    return Site(site_id, "shelter", Text(site_id, site_id), "n", county_id, "county", "", 100)


PLACE = Place(
    name="toy",
    title=Text("玩具", "toy"),
    counties=(county("east"), county("west")),
    nodes=(),
    road_classes=(),
    links=(),
    zones=(),
    sites=(shelter("E1", "east"), shelter("E2", "east"), shelter("W1", "west")),
)


class FirstNeed(NeedArose):
    """A need that came with the people who have it."""


def log_of(*events: tuple[float, EventType], horizon_h: float = 48.0) -> EventLog:
    """Write events at their hours; the first need of people is written after their arrival."""
    recorder = Recorder()
    for time_h, event in events:
        if isinstance(event, FirstNeed):
            arrived = GroupArrived(event.subject, len(recorder), "Z", event.persons, 600.0)
            recorder.add(arrived, time_s=time_h * HOUR_S)
            need_arose = NeedArose(event.subject, event.persons, event.need)
            recorder.add(need_arose, time_s=time_h * HOUR_S)
        else:
            recorder.add(event, time_s=time_h * HOUR_S)
    return recorder.finish(
        Header("s", "", {}, "", "p", "", "2019-08-12T00:00:00+08:00", horizon_h * HOUR_S, 1, 0)
    )


def need(site: str, persons: int, **goods: float) -> FirstNeed:
    return FirstNeed(site, persons, goods)


def deliver(site: str, **goods: float) -> GoodsDelivered:
    return GoodsDelivered(site, 1, "D", "V", goods)


def test_commodities_weigh_equally_whatever_their_unit() -> None:
    log = log_of(
        (0.0, need("E1", 10, quilt=10, water=150)), (1.0, deliver("E1", quilt=10, water=75))
    )
    assert supply.supply_share_12h(log) == pytest.approx(0.75)


def test_shelters_weigh_by_people_and_age_runs_from_their_own_first_need() -> None:
    log = log_of(
        (0.0, need("E1", 30, quilt=30)),
        (1.0, deliver("E1", quilt=30)),
        (20.0, need("W1", 10, quilt=10)),
        (31.9, deliver("W1", quilt=2)),
        (32.1, deliver("W1", quilt=8)),
    )
    assert supply.supply_share_12h(log) == pytest.approx((30 + 2) / 40)
    assert supply.supply_share_24h(log) == pytest.approx(1.0)


def test_shelters_not_watched_long_enough_are_left_out() -> None:
    log = log_of((0.0, need("E1", 10, quilt=10)), (40.0, need("W1", 90, quilt=90)), horizon_h=48.0)
    assert supply.supply_share_12h(log) == 0.0
    assert supply.share_after(log, age_s=49 * HOUR_S) is None


def test_a_surplus_makes_up_for_nothing() -> None:
    log = log_of(
        (0.0, need("E1", 10, quilt=10, tent=2)),
        (0.0, need("W1", 10, quilt=10)),
        (1.0, deliver("E1", quilt=500)),
    )
    assert supply.supply_share_12h(log) == pytest.approx((10 * 0.5 + 0) / 20)


def test_a_renewal_for_people_already_counted_adds_no_people() -> None:
    log = log_of(
        (0.0, need("E1", 10, water=150)),
        (1.0, deliver("E1", water=150)),
        (24.0, NeedArose("E1", 10, {"water": 150})),
    )
    series = supply.supply_series(log)
    assert series.need_persons.tolist() == [10, 10, 10, 10]
    assert series.share.tolist() == pytest.approx([1.0, 0.0, 1.0, 0.5])
    assert supply.unmet_person_h(log) == pytest.approx(10 * 1 + 5 * 24)


def test_the_renewal_at_the_end_of_the_day_is_not_yet_due() -> None:
    log = log_of(
        (0.3, need("E1", 10, water=150)),
        (1.0, deliver("E1", water=150)),
        (24.3, NeedArose("E1", 10, {"water": 150})),
    )
    assert supply.supply_share_24h(log) == 1.0


def test_unmet_hours_end_with_delivery_return_or_horizon() -> None:
    log = log_of(
        (0.0, need("E1", 10, quilt=10, water=10)),
        (2.0, deliver("E1", quilt=10)),
        (6.0, PersonsReturned("E1", 4)),
        (16.0, PersonsReturned("E1", 6)),
        (20.0, need("W1", 8, quilt=8)),
        horizon_h=25.0,
    )
    expected = 10 * 2 + 5 * 4 + 3 * 10 + 8 * 5
    assert supply.unmet_person_h(log) == pytest.approx(expected)


def test_durables_taken_out_of_an_empty_shelter_serve_nobody_later() -> None:
    """4 people lack their quilts for 3 h before they are delivered anew."""
    log = log_of(
        (0.0, deliver("E1", quilt=10)),
        (0.0, need("E1", 10, quilt=10)),
        (10.0, PersonsReturned("E1", 10)),
        (12.0, GoodsCollected("E1", "depot", {"quilt": 10.0})),
        (20.0, need("E1", 4, quilt=4)),
        (23.0, deliver("E1", quilt=4)),
        horizon_h=30.0,
    )
    assert supply.unmet_person_h(log) == pytest.approx(4 * 3)


def test_goods_waiting_before_the_need_serve_it_at_once() -> None:
    log = log_of((0.0, deliver("E1", quilt=10)), (5.0, need("E1", 10, quilt=10)))
    assert supply.unmet_person_h(log) == 0.0
    assert supply.supply_first_worst_s(log, place=PLACE) == 0.0


def test_first_supply_is_by_county_and_the_unserved_count_to_the_horizon() -> None:
    log = log_of(
        (0.0, need("E1", 10, quilt=10)),
        (1.0, need("E2", 10, quilt=10)),
        (4.0, deliver("E2", quilt=1)),
        (10.0, need("W1", 10, quilt=10)),
    )
    assert supply.first_supply_by_county(log, place=PLACE) == {
        "east": 4 * HOUR_S,
        "west": 38 * HOUR_S,
    }
    assert supply.supply_first_median_s(log, place=PLACE) == 21 * HOUR_S
    assert supply.supply_first_worst_s(log, place=PLACE) == 38 * HOUR_S
    assert supply.counties_unsupplied(log, place=PLACE) == 1


def test_coverage_and_gini_are_by_county() -> None:
    log = log_of(
        (0.0, need("E1", 30, quilt=30)),
        (0.0, need("E2", 10, quilt=10)),
        (0.0, need("W1", 10, quilt=10)),
        (1.0, deliver("E1", quilt=30)),
        (1.0, deliver("W1", quilt=5)),
    )
    shares = supply.coverage_by_county(log, age_s=24 * HOUR_S, place=PLACE)
    assert shares == {"east": pytest.approx(0.75), "west": pytest.approx(0.5)}
    assert equity.gini_24h(log, place=PLACE) == pytest.approx(0.25 / (2 * 1.25))
    assert equity.gini_12h(log, place=PLACE) == equity.gini_24h(log, place=PLACE)


def test_nothing_needed_is_nothing_to_measure() -> None:
    log = log_of((0.0, deliver("E1", quilt=10)))
    assert supply.supply_share_24h(log) is None
    assert supply.unmet_person_h(log) is None
    assert supply.supply_first_median_s(log, place=PLACE) is None
    assert supply.deprivation_cost_usd(log) is None
    assert equity.gini_24h(log, place=PLACE) is None


def test_steps_of_one_commodity() -> None:
    log = log_of(
        (0.0, need("E1", 10, quilt=10, water=5)),
        (1.0, deliver("E1", water=5)),
        (2.0, deliver("E1", quilt=4)),
    )
    times, needed, delivered = supply.commodity_steps(log, shelter="E1", commodity="quilt")
    assert (times / HOUR_S).tolist() == [0.0, 2.0]
    assert needed.tolist() == [10.0, 10.0]
    assert delivered.tolist() == [0.0, 4.0]
    assert np.size(supply.commodity_steps(log, shelter="E1", commodity="bed")[0]) == 0


def test_no_wait_counts_for_longer_than_people_live_without_water() -> None:
    costs = [
        supply.deprivation_cost_usd(log_of((0.0, need("E1", 10, water=100)), horizon_h=hours))
        for hours in (100.0, 120.0, 1200.0)
    ]
    assert costs[0] is not None
    assert costs[1] is not None
    assert costs[0] < costs[1]
    assert costs[2] == pytest.approx(costs[1])


def test_deliveries_end_the_oldest_deprivation_first() -> None:
    parts = (
        (0.0, need("E1", 10, water=100)),
        (10.0, need("E1", 10, water=100)),
        (20.0, deliver("E1", water=150)),
    )
    cost = supply.deprivation_cost_usd(log_of(*parts, horizon_h=30.0))
    a, b = 1.5031, 0.1172
    waits = [(10, 20.0), (5, 10.0), (5, 20.0)]
    expected = sum(p * (np.exp(a + b * h) - np.exp(a)) for p, h in waits)
    assert cost == pytest.approx(expected)
