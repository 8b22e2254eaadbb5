"""Contraflow in a run: by plan with the first order of a county, by decision, and back again."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from test_world_evacuation import ALL_OBEY, FLOODED, sites_with
from test_world_tiny import (
    HOUR_S,
    ZoneWater,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.core.errors import InputError, UnknownNameError
from sim.decision import Decision
from sim.log import EventLog
from sim.log.events import DecisionTaken
from sim.place import Place
from sim.scenario import Plan, Scenario
from sim.world import lanes

MARSHALS_S = 1800.0


def contraflow_plan(*orders: tuple[str, str], traffic: str = "reactive", **more: Any) -> Plan:  # noqa: ANN401  # overrides of any kind
    listed = [{"link": link, "towards": towards} for link, towards in orders]
    return tiny_plan(
        choices={"traffic": traffic},
        traffic__contraflow=listed,
        traffic__marshals_s=MARSHALS_S,
        **more,
    )


def decision(time_s: float, lever: str, target: str, towards: str = "") -> Decision:
    return Decision.model_validate(
        {"time_s": time_s, "lever": lever, "target": target, "towards": towards}
    )


def by_car(persons: int = 300, *zones: str, **behaviour: Any) -> Scenario:  # noqa: ANN401
    """Return a scenario in which everybody has a car and obeys; water comes at 30:00."""
    values = {"behaviour": {**ALL_OBEY, "without_car_share": 0.0, **behaviour}}
    water = {name: FLOODED._replace(persons=persons) for name in zones or ("ZW",)}
    return tiny_scenario(zones=water, values=values)


def with_detour() -> Place:
    """Return the place with one more road, 40 km from H to E."""
    place = tiny_place()
    detour = replace(place.link("WE"), link_id="HE", from_id="H", to_id="E", length_m=40_000.0)
    return replace(place, links=(*place.links, detour))


def kinds_of(log: EventLog, link: str) -> list[str]:
    kinds = ("ContraflowOrdered", "ContraflowBegan", "ContraflowEnded")
    rows = [event for event in log.of(*kinds) if event.subject == link]
    return [event.kind.removeprefix("Contraflow") for event in rows]


def test_the_plans_contraflow_comes_with_the_first_order_of_its_county() -> None:
    """H, also of west, is ordered away two hours later: nothing more is ordered then."""
    zones = {"ZW": FLOODED, "ZH": ZoneWater(persons=90, forecast_h=12.0, expected_h=40.0)}
    log = tiny_run(tiny_scenario(zones=zones), contraflow_plan(("WH", "H")))
    assert when_h(log, "EvacuationOrdered") == [10.0, 12.0]
    (ordered,) = log.of("ContraflowOrdered")
    assert log[ordered.cause] == log.of("EvacuationOrdered")[0]
    assert (ordered.subject, ordered.data["towards"]) == ("WH", "H")
    assert ordered.time_s == 10 * HOUR_S
    (began,) = log.of("ContraflowBegan")
    assert log[began.cause] == ordered
    assert began.time_s == pytest.approx(10 * HOUR_S + MARSHALS_S)  # nobody to be drained
    assert log.of("ContraflowEnded") == []


def test_another_county_does_not_move_the_lanes() -> None:
    """All roads are of west; E is of east."""
    log = tiny_run(by_car(300, "ZE"), contraflow_plan(("WH", "H")))
    assert len(log.of("EvacuationOrdered")) == 1
    assert log.of("ContraflowOrdered", "ContraflowBegan") == []


def test_two_lanes_take_twice_the_cars() -> None:
    """2,000 cars, ready sooner than a lane of 900 an hour takes them, 10 km to the hill.

    Before the lanes move, no more arrive than by one; three quarters of an hour later many more.
    """
    scenario = by_car(6000, departure_median_s=1.0, departure_batch_s=60.0)
    place = sites_with(capacity=6000)
    logs = [
        tiny_run(scenario, contraflow_plan(*orders, traffic="fixed"), place=place)
        for orders in ((), (("WH", "H"),))
    ]

    def cars_by(log: EventLog, time_s: float) -> int:
        assert {event.subject for event in log.of("GroupArrived")} == {"hill"}
        rows = [event for event in log.of("GroupArrived") if event.time_s <= time_s]
        return sum(int(event.data["persons"]) for event in rows) // 3

    begin_s = 10 * HOUR_S
    moved_s, later_s = begin_s + MARSHALS_S, begin_s + 1.25 * HOUR_S
    one, two = (cars_by(log, moved_s) for log in logs)
    assert one == two > 0.8 * 0.25 * (MARSHALS_S - 500.0 - 60.0)
    one, two = (cars_by(log, later_s) for log in logs)
    assert one <= 0.25 * (later_s - begin_s - 500.0) + 1
    # groups count with their last car: those of 50 cars that are under way are not there yet
    assert two - one > 0.8 * 0.25 * (later_s - moved_s - 500.0)


def test_the_plan_of_departures_counts_on_the_lanes_ordered() -> None:
    world = tiny_world(by_car(), contraflow_plan(("WH", "H")))
    network = world.network
    (towards_h,) = np.flatnonzero(
        (network.link == network.link_index("WH")) & (network.head == network.node_index("H"))
    )
    before = lanes.capacity_veh_per_s(world)
    assert before.tolist() == network.capacity_veh_per_s.tolist()
    lanes.evacuating(world, "west", -1)
    ordered = lanes.capacity_veh_per_s(world)
    assert ordered[towards_h] == 2 * before[towards_h]
    assert ordered[network.reverse[towards_h]] == 0.0
    world.env.run(until=MARSHALS_S + 1.0)
    assert lanes.capacity_veh_per_s(world).tolist() == ordered.tolist()
    lanes.end(world, "WH", world.add(DecisionTaken("end_contraflow", target="WH")))
    assert lanes.capacity_veh_per_s(world).tolist() == before.tolist()


def test_trucks_wait_at_the_far_end_until_the_lanes_are_back() -> None:
    """Goods reach the hill with the lanes; the way back is shut until the decision of 40:00."""
    back = decision(40 * HOUR_S, "end_contraflow", "WH")
    log = tiny_run(by_car(), contraflow_plan(("WH", "H")), back)
    (ended,) = log.of("ContraflowEnded")
    assert log[ended.cause].subject == "end_contraflow"
    assert ended.time_s == pytest.approx(40 * HOUR_S + MARSHALS_S)
    delivered = [event for event in log.of("GoodsDelivered") if event.subject == "hill"]
    assert min(event.time_s for event in delivered) < 20 * HOUR_S
    began_s = log.of("ContraflowBegan")[0].time_s
    home = [event for event in log.of("TruckReturned") if log[event.cause].subject == "hill"]
    assert home != []
    assert all(not began_s < event.time_s < ended.time_s for event in home)
    never = tiny_run(by_car(), contraflow_plan(("WH", "H")))
    assert [e for e in never.of("TruckReturned") if never[e.cause].subject == "hill"] == []


def test_trucks_go_round_where_there_is_another_road() -> None:
    """H-E-W is 60 km instead of 10."""
    log = tiny_run(by_car(), contraflow_plan(("WH", "H")), place=with_detour())
    began_s = log.of("ContraflowBegan")[0].time_s
    home = [
        (event.time_s, log[event.cause].time_s)
        for event in log.of("TruckReturned")
        if log[event.cause].subject == "hill" and event.data["depot"] == "depot_west"
    ]
    assert home != []
    assert min(delivered_s for _, delivered_s in home) > began_s
    assert all(back_s - delivered_s >= 60_000.0 / 20.0 - 1e-6 for back_s, delivered_s in home)


def test_decisions_begin_and_end_contraflow_and_begin_it_again() -> None:
    log = tiny_run(
        tiny_scenario(hours=12),
        contraflow_plan(),
        decision(HOUR_S, "begin_contraflow", "WE", "E"),
        decision(HOUR_S + 60.0, "begin_contraflow", "WE", "W"),  # ordered already
        decision(3 * HOUR_S, "end_contraflow", "WE"),
        decision(3 * HOUR_S + 60.0, "end_contraflow", "WE"),  # it ends already
        decision(5 * HOUR_S, "begin_contraflow", "WE", "W"),
    )
    assert kinds_of(log, "WE") == ["Ordered", "Began", "Ended", "Ordered", "Began"]
    assert when_h(log, "ContraflowBegan") == [1.5, 5.5]
    assert when_h(log, "ContraflowEnded") == [3.5]
    assert [event.data["towards"] for event in log.of("ContraflowBegan")] == ["E", "W"]
    for event in log.of("ContraflowOrdered"):
        assert log[event.cause].subject == "begin_contraflow"
    for event in log.of("ContraflowBegan"):
        assert log[event.cause].kind == "ContraflowOrdered"
    (ended,) = log.of("ContraflowEnded")
    assert log[ended.cause] == log.of("DecisionTaken")[2]


def test_an_end_that_is_ordered_before_the_lanes_have_moved_is_not_forgotten() -> None:
    log = tiny_run(
        tiny_scenario(hours=12),
        contraflow_plan(),
        decision(HOUR_S, "begin_contraflow", "WE", "E"),
        decision(HOUR_S + 600.0, "end_contraflow", "WE"),
    )
    assert kinds_of(log, "WE") == ["Ordered", "Began", "Ended"]
    assert when_h(log, "ContraflowBegan") == [1.5]
    assert when_h(log, "ContraflowEnded") == [2.0]
    assert log[log.of("ContraflowBegan")[0].cause].kind == "ContraflowOrdered"
    assert log[log.of("ContraflowEnded")[0].cause].subject == "end_contraflow"


def test_an_end_without_a_beginning_does_nothing() -> None:
    log = tiny_run(
        tiny_scenario(hours=2), contraflow_plan(), decision(60.0, "end_contraflow", "WE")
    )
    assert kinds_of(log, "WE") == []
    assert len(log.of("DecisionTaken")) == 1


def test_a_decision_before_the_plan_is_not_repeated_by_it() -> None:
    early = decision(HOUR_S, "begin_contraflow", "WH", "W")
    log = tiny_run(by_car(), contraflow_plan(("WH", "H")), early)
    (ordered,) = log.of("ContraflowOrdered")
    assert ordered.data["towards"] == "W"


WRONG = [
    (("WHH", "H"), UnknownNameError, "Did you mean 'WH'"),
    (("WH", "E"), InputError, "link 'WH' does not lead to node 'E'; allowed: H, W"),
    (("WH", ""), InputError, "allowed: H, W"),
]


@pytest.mark.parametrize(("order", "error", "said"), WRONG)
def test_a_wrong_road_or_end_is_named_before_anything_runs(
    order: tuple[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said) as raised:
        tiny_world(plan=contraflow_plan(order))
    assert "traffic.contraflow" in str(raised.value)
    with pytest.raises(error, match=said) as raised:
        tiny_run(
            tiny_scenario(hours=2), contraflow_plan(), decision(1.0, "begin_contraflow", *order)
        )
    assert "decision 'begin_contraflow'" in str(raised.value)


def test_a_road_named_twice_or_not_yet_built_is_refused() -> None:
    with pytest.raises(InputError, match="link 'WH' stands there 2 times"):
        tiny_world(plan=contraflow_plan(("WH", "H"), ("WE", "E"), ("WH", "W")))
    place = tiny_place()
    later = tuple(
        replace(link, opened=date(2020, 1, 1)) if link.link_id == "EN" else link
        for link in place.links
    )
    with pytest.raises(InputError, match="link 'EN' is not open to traffic yet"):
        tiny_world(plan=contraflow_plan(("EN", "N")), place=replace(place, links=later))
