"""Levers pulled by a person: each does what it says, in the log, and names the decision."""

import pytest
from test_world_tiny import HOUR_S, ZoneWater, tiny_plan, tiny_run, tiny_scenario, when_h

import sim
from sim.core.errors import InputError, UnknownNameError
from sim.decision import Decision
from sim.log import EventLog
from sim.log.causes import nearest_causes
from sim.log.words import WORDS
from sim.place import Place
from sim.scenario import Plan, Scenario
from sim.world.decisions import LEVERS

WHEN_S = 30_000.0
DECISIONS = {
    "order_evacuation": Decision(time_s=WHEN_S, lever="order_evacuation", target="Z_220422"),
    "close_road": Decision(time_s=WHEN_S + 60.0, lever="close_road", target=""),
    "stage_teams": Decision(time_s=WHEN_S + 120.0, lever="stage_teams", target="220112"),
    "send_goods": Decision(time_s=WHEN_S + 180.0, lever="send_goods", target="", persons=500),
    "raise_response": Decision(
        time_s=WHEN_S + 240.0, lever="raise_response", target="POST_22", level="I"
    ),
    "order_release": Decision(
        time_s=WHEN_S + 270.0, lever="order_release", target="fengman", release_m3s=2000.0
    ),
    "begin_contraflow": Decision(time_s=WHEN_S + 300.0, lever="begin_contraflow", target=""),
    "end_contraflow": Decision(time_s=WHEN_S + 2 * HOUR_S, lever="end_contraflow", target=""),
}
EFFECTS = {
    "order_evacuation": {"EvacuationOrdered", "GroupDeparted", "GroupArrived", "NeedArose"},
    "close_road": {"LinkClosed"},
    "stage_teams": {"TeamStaged"},
    "send_goods": {"GoodsReserved", "TruckDeparted", "GoodsDelivered"},
    "raise_response": {"ResponseRaised"},
    "order_release": {"ReleaseOrdered"},
    "begin_contraflow": {"ContraflowOrdered", "ContraflowBegan"},
    "end_contraflow": {"ContraflowEnded"},
}


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-15T00:00:00+08:00"})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sim.load_plan()


@pytest.fixture(scope="module")
def log(scenario: Scenario, plan: Plan, place: Place) -> EventLog:
    """Return one run in which every lever is pulled."""
    targets = {"close_road": place.links[0].link_id}
    targets["send_goods"] = place.sites_of("shelter")[0].site_id
    targets["begin_contraflow"] = targets["end_contraflow"] = place.links[1].link_id
    towards = {"begin_contraflow": place.links[1].to_id}
    decisions = [
        decision.model_copy(
            update={"target": targets.get(name, decision.target), "towards": towards.get(name, "")}
        )
        for name, decision in DECISIONS.items()
    ]
    return sim.run(scenario, plan, place=place, decisions=decisions[::-1])


def test_every_lever_is_tried() -> None:
    assert set(DECISIONS) == set(EFFECTS) == set(LEVERS)
    assert set(LEVERS) <= set(WORDS)


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_does_something_visible(log: EventLog, lever: str) -> None:
    (taken,) = (event for event in log.of("DecisionTaken") if event.subject == lever)
    assert taken.time_s == DECISIONS[lever].time_s
    decision_of = nearest_causes(log, ["DecisionTaken"])
    effects = {event.kind for event in log if decision_of[event.seq] == taken.seq}
    assert EFFECTS[lever] <= effects
    first = next(event for event in log if event.cause == taken.seq)
    assert first.time_s - taken.time_s < 3 * HOUR_S


def test_decisions_are_taken_in_order_of_time_and_recorded(log: EventLog) -> None:
    assert [event.subject for event in log.of("DecisionTaken")] == list(DECISIONS)
    recorded = [Decision.model_validate(values) for values in log.header.decisions]
    assert [decision.time_s for decision in recorded] == sorted(
        decision.time_s for decision in DECISIONS.values()
    )


@pytest.mark.parametrize(
    ("lever", "target", "hint"),
    [
        ("order_evacuation", "Zw", "ZW"),
        ("close_road", "WEE", "WE"),
        ("begin_contraflow", "WEE", "WE"),
        ("end_contraflow", "WEE", "WE"),
        ("stage_teams", "wst", "west"),
        ("send_goods", "hil", "hill"),
        ("raise_response", "post_wst", "post_west"),
    ],
)
def test_an_unknown_target_names_the_nearest(lever: str, target: str, hint: str) -> None:
    decision = Decision.model_validate({"time_s": 1.0, "lever": lever, "target": target})
    with pytest.raises(UnknownNameError, match=f"Did you mean '{hint}'") as raised:
        tiny_run(tiny_scenario(hours=2), tiny_plan(), decision)
    assert f"decision '{lever}'" in str(raised.value)


@pytest.mark.parametrize("time_s", [2 * HOUR_S, 3 * HOUR_S])
def test_a_decision_after_the_end_is_refused(time_s: float) -> None:
    decision = Decision(time_s=time_s, lever="stage_teams", target="west")
    with pytest.raises(InputError, match="does not lie before the scenario's end"):
        tiny_run(tiny_scenario(hours=2), tiny_plan(), decision)


FLOODED = ZoneWater(persons=300, forecast_h=10.0, expected_h=30.0, flood_h=30.0, drain_h=40.0)


def test_an_order_of_a_person_comes_before_that_of_the_rule() -> None:
    early = Decision(time_s=2 * HOUR_S, lever="order_evacuation", target="ZW")
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan(), early)
    assert when_h(log, "EvacuationOrdered", "ZW") == [2.0]
    assert when_h(log, "GroupDeparted")[0] < 4.0


def test_an_order_where_nobody_is_at_risk_moves_nobody() -> None:
    """Who is at risk is a matter of luck: the same decisions must do under every replication."""
    order = Decision(time_s=2 * HOUR_S, lever="order_evacuation", target="ZE")
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan(), order)
    assert [event.data["target"] for event in log.of("DecisionTaken")] == ["ZE"]
    assert when_h(log, "EvacuationOrdered", "ZE") == []


def test_raising_a_response_never_lowers_it() -> None:
    rise = Decision(time_s=3600.0, lever="raise_response", target="post_west", level="I")
    less = Decision(time_s=7200.0, lever="raise_response", target="post_west", level="IV")
    log = tiny_run(tiny_scenario(hours=5), tiny_plan(), less, rise)
    assert [event.data["level"] for event in log.of("ResponseRaised")] == ["I"]
    assert len(log.of("DecisionTaken")) == 2


def test_a_raised_response_sends_out_the_inspectors() -> None:
    rise = Decision(time_s=3600.0, lever="raise_response", target="post_west", level="III")
    visits = []
    for decisions in ((), (rise,)):
        log = tiny_run(tiny_scenario(hours=24), tiny_plan(), *decisions)
        visits.append(len(log.of("PointsInspected")))
    assert visits[0] < visits[1]  # by day and night


def test_a_road_closed_by_decision_stops_everybody_and_stays_closed() -> None:
    close = Decision(time_s=3600.0, lever="close_road", target="WH")
    log = tiny_run(tiny_scenario(zones={"ZW": FLOODED}), tiny_plan(), close)
    assert log.of("LinkReopened", "RepairCompleted") == []
    assert {event.subject for event in log.of("GroupArrived")} == {"hall"}


def test_goods_are_sent_from_the_nearest_depot_for_so_many_people() -> None:
    one = Decision(time_s=3600.0, lever="send_goods", target="hall", persons=50)
    log = tiny_run(tiny_scenario(hours=10), tiny_plan(), one)
    (reserved,) = log.of("GoodsReserved")
    assert reserved.subject == "depot_north"
    twice = tiny_run(tiny_scenario(hours=10), tiny_plan(), one.model_copy(update={"persons": 100}))
    for key, amount in twice.of("GoodsReserved")[0].data["goods"].items():
        assert amount == pytest.approx(2 * reserved.data["goods"][key], abs=2.0)


def test_teams_are_staged_on_order_where_the_plan_would_not() -> None:
    order = Decision(time_s=3600.0, lever="stage_teams", target="west")
    log = tiny_run(tiny_scenario(hours=10), tiny_plan(choices={"staging": "base"}), order)
    assert [event.subject for event in log.of("TeamStaged")] == ["boats_p2/1"]
