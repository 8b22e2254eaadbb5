"""Metrics against closed forms."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EvacuationOrdered,
    GoodsDelivered,
    GroupArrived,
    GroupDeparted,
    NeedArose,
    PersonsRescued,
    PersonsTrapped,
)
from sim.metrics import bound, casualties, equity, evacuation, supply
from sim.place import Link, Node, Place, RoadClass, Site, Zone

HOUR_S = 3600.0
ROAD = Place(
    name="road",
    title=Text("一条路", "one road"),
    counties=(),
    nodes=tuple(Node(name, Text(name, name), "town", 43.0, 126.0, "C") for name in ("a", "b")),
    road_classes=(RoadClass("road", Text("路", "road"), 1800.0, 0.14),),
    links=(
        Link(
            "ab",
            "a",
            "b",
            "",
            "road",
            10_000.0,
            1,
            20.0,
            None,
            "",
            1e4,
            has_bridge=False,
            county_id="C",
        ),
    ),
    zones=(Zone("Z", Text("甲", "Z"), "town", 43.0, 126.0, "C", "a", 900, "", 1e4),),
    sites=(Site("S", "shelter", Text("乙", "S"), "b", "C", "county", "", 100),),
)
START = "2019-08-12T00:00:00+08:00"


def finish(recorder: Recorder, horizon_s: float) -> EventLog:
    return recorder.finish(Header("s", "", {}, "", "p", "", START, horizon_s, 1, 0))


@pytest.mark.parametrize("n", [2, 5, 60])
def test_gini_of_one_to_n(n: int) -> None:
    """For 1, 2 … n the coefficient is (n - 1) / (3 n)."""
    assert equity.gini(range(1, n + 1)) == pytest.approx((n - 1) / (3 * n))


def test_gini_of_the_extremes() -> None:
    assert equity.gini([0.0, 0.0, 0.0, 1.0]) == pytest.approx(0.75)
    assert equity.gini([0.4] * 7) == pytest.approx(0.0)
    assert equity.gini([0.0, 0.0]) == 0.0


def test_gini_equals_its_double_sum() -> None:
    values = Streams(1, 0).get("test/gini").random(40)
    pairs = np.abs(values[:, None] - values[None, :]).sum()
    assert equity.gini(values.tolist()) == pytest.approx(pairs / (2 * 40**2 * values.mean()))


def test_constant_rate_of_supply_leaves_a_triangle_of_unmet_need() -> None:
    """100 people, 100 units over 10 h in 1000 handovers: the area is 100 × 10 / 2."""
    recorder = Recorder()
    recorder.add(GroupArrived("S", 1, "Z", 100, 60.0), time_s=0.0)
    recorder.add(NeedArose("S", 100, {"quilt": 100.0}), time_s=0.0)
    steps = 1000
    for step in range(1, steps + 1):
        goods = {"quilt": 100.0 / steps}
        recorder.add(GoodsDelivered("S", 1, "D", "V", goods), time_s=step * 10 * HOUR_S / steps)
    unmet = supply.unmet_person_h(finish(recorder, 48 * HOUR_S))
    assert unmet == pytest.approx(500.0 * (1.0 + 1.0 / steps))


def test_deprivation_cost_of_water_grows_as_published() -> None:
    """exp(1.5031 + 0.1172 t) - exp(1.5031): 13.9 dollars at 12 h, 70.3 at 24 h, 1,241 at 48 h."""
    for hours, dollars in ((12.0, 13.9), (24.0, 70.3), (48.0, 1241.0)):
        recorder = Recorder()
        recorder.add(NeedArose("S", 1, {"water": 15.0}), time_s=0.0)
        cost = supply.deprivation_cost_usd(finish(recorder, hours * HOUR_S))
        assert cost == pytest.approx(dollars, rel=0.005)


def test_expected_deaths_follow_exponential_survival() -> None:
    recorder = Recorder()
    recorder.add(PersonsTrapped("Z", 100, "I"), time_s=0.0)
    recorder.add(PersonsRescued("I", "T", 60, "Z"), time_s=6 * HOUR_S)
    rate = casualties.MortalityParameters(flood_mortality_per_h=0.01)
    deaths = casualties.deaths_expected(finish(recorder, 24 * HOUR_S), mortality=rate)
    assert deaths == pytest.approx(60 * (1 - np.exp(-0.06)) + 40 * (1 - np.exp(-0.24)))


def test_quantiles_of_rayleigh_departures() -> None:
    """T50 and T95 of 20,000 draws lie within 4 standard errors of the distribution's own."""
    sigma_s, n = 1800.0, 20_000
    times = np.sort(Streams(3, 0).get("test/rayleigh").rayleigh(sigma_s, n))
    recorder = Recorder()
    recorder.add(EvacuationOrdered("Z", n, "red"), time_s=0.0)
    for group in range(n):
        recorder.add(GroupDeparted("Z", group, "S", 1, 1, "car"), time_s=0.0)
    for group, time_s in enumerate(times.tolist()):
        recorder.add(GroupArrived("S", group, "Z", 1, time_s), time_s=time_s)
    log = finish(recorder, 1e6)
    for share, measured in (
        (0.50, evacuation.evacuation_t50_s(log)),
        (0.95, evacuation.evacuation_t95_s(log)),
    ):
        exact = sigma_s * np.sqrt(-2.0 * np.log(1.0 - share))
        density = exact / sigma_s**2 * (1.0 - share)
        error = np.sqrt(share * (1.0 - share) / n) / density
        assert measured == pytest.approx(exact, abs=4.0 * error)


@pytest.mark.parametrize("n", [1, 2, 60])
def test_clearing_one_road_as_fast_as_it_can_has_ratio_1(n: int) -> None:
    """n cars over one road arrive within travel time + (n - 1) / capacity, and no sooner."""
    travel_s, capacity_per_s = 10_000.0 / 20.0, 0.5
    best_s = travel_s + (n - 1) / capacity_per_s
    recorder = Recorder()
    recorder.add(EvacuationOrdered("Z", n, "red"), time_s=50.0)
    for group in range(n):
        recorder.add(GroupDeparted("Z", group, "S", 1, 1, "car"), time_s=50.0)
    for group in range(n):
        time_s = 50.0 + travel_s + group / capacity_per_s
        recorder.add(GroupArrived("S", group, "Z", 1, travel_s), time_s=time_s)
    log = finish(recorder, 1e5)
    assert bound.evacuation_bound_s(log, place=ROAD) == pytest.approx(best_s)
    assert bound.evacuation_clearance_ratio(log, place=ROAD) == pytest.approx(1.0)
