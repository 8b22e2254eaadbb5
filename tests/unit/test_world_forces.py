"""Teams, hazard points and roads, on the place of three counties."""

from typing import Any

import pytest
from test_world_tiny import (
    HOUR_S,
    NO_LEAD,
    SITES,
    constant,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    when_h,
)

from sim.core.errors import ProblemsError
from sim.decision import Decision
from sim.log import EventLog
from sim.scenario import Scenario, make_scenario


def incident(persons: int, *, node: str = "E", county: str = "east", **more: Any) -> Scenario:  # noqa: ANN401
    values = {
        "incident_id": "crash",
        "time_s": 5 * HOUR_S,
        "node_id": node,
        "county_id": county,
        "persons": persons,
        "task": "water_rescue",
        **more,
    }
    return tiny_scenario(values={"incidents": [values]})


def sent(log: EventLog) -> list[str]:
    """Return the teams sent to the incident, in order."""
    return [event.subject for event in log.of("TeamTasked") if event.data["task"] == "crash"]


def test_teams_go_in_order_of_arrival_with_turnout_and_road_by_hand() -> None:
    """fire_east is in E: 300 s. fire_west 300 + 1,000 s; the boats of N 1,200 + 1,000 s."""
    log = tiny_run(incident(60), tiny_plan("unified"))
    assert sent(log) == ["fire_east/1", "fire_west/1", "boats_p2/1"]
    arrived = {event.subject: event.time_s - 5 * HOUR_S for event in log.of("TeamArrived")}
    assert arrived == pytest.approx(
        {"fire_east/1": 300.0, "fire_west/1": 1300.0, "boats_p2/1": 2200.0}, abs=1e-6
    )
    assert sum(event.data["persons"] for event in log.of("PersonsRescued")) == 60


def test_a_search_takes_one_person_after_another() -> None:
    log = tiny_run(incident(2, task="search"), tiny_plan("unified"))
    rescued = [event.time_s - 5 * HOUR_S for event in log.of("PersonsRescued")]
    assert rescued == pytest.approx([300.0 + 7200.0, 300.0 + 14_400.0], abs=1e-6)
    (completed,) = log.of("TaskCompleted")
    assert completed.data["work_s"] == pytest.approx(14_400.0, abs=1e-6)


def test_without_aid_a_county_has_its_own_teams_alone() -> None:
    log = tiny_run(incident(60), tiny_plan("separate", **constant("separate")))
    assert set(sent(log)) == {"fire_east/1"}


def test_a_team_is_not_sent_to_an_incident_that_is_over() -> None:
    """60 people want three teams; the only one allowed brings all out, and is sent once."""
    log = tiny_run(incident(60), tiny_plan("separate", **constant("separate")))
    assert sent(log) == ["fire_east/1"]
    assert sum(event.data["persons"] for event in log.of("PersonsRescued")) == 60
    assert [event.subject for event in log.of("RequestRaised")] == ["teams/crash/1"]


@pytest.mark.parametrize(
    ("aid", "teams"),
    [
        ("county", ["fire_east/1"]),
        ("prefecture", ["fire_east/1", "fire_west/1"]),
        ("province", ["fire_east/1", "fire_west/1", "boats_p2/1"]),
    ],
)
def test_aid_widens_who_comes(aid: str, teams: list[str]) -> None:
    plan = tiny_plan("separate", **constant("separate"), linkage__aid=aid)
    assert sent(tiny_run(incident(60), plan)) == teams


def test_the_military_comes_after_all_others_and_its_own_delay() -> None:
    at_once = constant("separate")
    delayed = {**at_once, "linkage__military_min": [45, 45, 45]}
    for overrides, delay_s in ((at_once, 0.0), (delayed, 2700.0)):
        log = tiny_run(incident(60), tiny_plan("separate", **overrides, linkage__military=True))
        assert sent(log)[:2] == ["fire_east/1", "army/1"]
        (tasked,) = (event for event in log.of("TeamTasked") if event.subject == "army/1")
        assert tasked.time_s == pytest.approx(5 * HOUR_S + delay_s, abs=1e-6)
    never = tiny_run(incident(60), tiny_plan("separate", **constant("separate")))
    assert "army/1" not in sent(never)


def test_another_team_is_sent_for_one_that_is_stuck() -> None:
    """fire_west is stuck in W, called back, and the boats come from the other side."""
    cut = Decision(time_s=5 * HOUR_S + 60.0, lever="close_road", target="WE")
    sites = tuple(item for item in SITES if item.site_id != "fire_east")
    log = tiny_run(incident(3), tiny_plan("unified"), cut, place=tiny_place(sites=sites))
    assert sent(log) == ["fire_west/1", "boats_p2/1"]
    assert [event.subject for event in log.of("TeamRecalled")] == ["fire_west/1"]
    assert [event.data["team"] for event in log.of("PersonsRescued")] == ["boats_p2/1"]


def test_a_stuck_team_is_called_back_and_comes_home() -> None:
    """The road from E to N is cut for good a minute after fire_west has set out for N."""
    scenario = incident(3, node="N", county="north")
    plan = tiny_plan("unified")
    cut = Decision(time_s=5 * HOUR_S + 360.0, lever="close_road", target="EN")
    log = tiny_run(scenario, plan, cut)
    # the boats of N itself come first and are not concerned
    assert sent(log) == ["boats_p2/1"]
    sites = tuple(item for item in SITES if item.site_id not in {"boats_p2", "fire_east"})
    log = tiny_run(scenario, plan, cut, place=tiny_place(sites=sites))
    (recalled,) = log.of("TeamRecalled")
    assert recalled.subject == "fire_west/1"
    # 40 km at 20 m/s expected, and two hours more
    assert recalled.data["waited_s"] == pytest.approx(2000.0 + 7200.0, abs=1e-6)
    # W to E on the way out, and back the same way
    (home,) = log.of("TeamAvailable")
    assert home.subject == "fire_west/1"
    assert home.time_s == pytest.approx(recalled.time_s + 1000.0, abs=1e-6)
    assert log.of("PersonsRescued", "TaskCompleted") == []


def test_a_team_whose_road_is_cut_during_the_turnout_is_not_left_waiting() -> None:
    scenario = incident(3, node="N", county="north")
    cut = Decision(time_s=5 * HOUR_S + 60.0, lever="close_road", target="EN")
    sites = tuple(item for item in SITES if item.site_id not in {"boats_p2", "fire_east"})
    log = tiny_run(scenario, tiny_plan("unified"), cut, place=tiny_place(sites=sites))
    (recalled,) = log.of("TeamRecalled")
    assert recalled.data["waited_s"] == pytest.approx(7200.0, abs=1e-6)


def test_a_long_task_earns_a_rest() -> None:
    """16 h of search, above the 12 h threshold: 8 h of rest before the team is ready again."""
    plan = tiny_plan("separate", **constant("separate"))
    log = tiny_run(incident(8, task="search"), plan)
    (completed,) = log.of("TaskCompleted")
    (available,) = (event for event in log.of("TeamAvailable"))
    assert available.time_s - completed.time_s == pytest.approx(8 * HOUR_S, abs=1e-6)


@pytest.mark.parametrize("same_id", [True, False])
def test_incidents_are_told_apart(*, same_id: bool) -> None:
    scenario = incident(2)
    values = scenario.values()
    second = {**values["incidents"][0], "time_s": 9 * HOUR_S}
    if not same_id:
        second["incident_id"] = "other"
    values["incidents"] = [*values["incidents"], second]
    values["hazard"] = {"_target_": "sim.hazards.flood.Flood"}
    if same_id:
        with pytest.raises(ProblemsError, match="'crash' occurs more than once"):
            make_scenario(values, folder=scenario.folder)
    else:
        assert len(make_scenario(values, folder=scenario.folder).incidents) == 2


def test_two_incidents_in_one_zone_are_both_served() -> None:
    """Word of the second may come before word of the first."""
    one = {"node_id": "E", "county_id": "east", "persons": 3, "task": "water_rescue"}
    incidents = [
        {"incident_id": f"i{number}", "time_s": 5 * HOUR_S + 60.0 * number, **one}
        for number in range(8)
    ]
    log = tiny_run(tiny_scenario(values={"incidents": incidents}), tiny_plan("integrated_2019"))
    trapped = [event.seq for event in log.of("PersonsTrapped")]
    county = [e.data["fact"] for e in log.of("FactLearned") if e.subject == "post_east"]
    heard = [seq for seq in county if seq in trapped]
    assert heard != sorted(heard)
    assert sum(event.data["persons"] for event in log.of("PersonsRescued")) == 24


# -- hazard points ------------------------------------------------------------------------------


def dike(*, fails_h: float = 30.0, detection: float = 1.0, factor: float = 1.6) -> Scenario:
    inspection = {"detection_share": detection, "reinforced_strength_factor": factor}
    return tiny_scenario(dike=(fails_h, 100), values={"inspection": inspection})


def test_a_weak_dike_nobody_finds_gives_way_at_its_hour() -> None:
    log = tiny_run(dike(detection=0.0), tiny_plan())
    assert when_h(log, "HazardPointFailed") == [30.0]
    assert log.of("PointReinforced") == []
    (closed,) = log.of("LinkClosed")
    assert (closed.subject, closed.data["reason"], closed.time_s) == ("WH", "breach", 30 * HOUR_S)


def test_a_dike_reinforced_in_time_gives_way_later_or_not_at_all() -> None:
    """The load grows by 1 m an hour and the strength is 30 m: 30 x 1.6 is reached at 48 h."""
    assert when_h(tiny_run(dike(factor=1.6), tiny_plan()), "HazardPointFailed") == [48.0]
    held = tiny_run(dike(factor=2.5), tiny_plan())
    assert held.of("HazardPointFailed") == []
    (reinforced,) = held.of("PointReinforced")
    assert reinforced.data["team"] == "diggers/1"
    # first round of inspection ends at 10:00; 1,200 s turnout, 1,000 s of road, 3 h of work
    assert reinforced.time_s == pytest.approx(10 * HOUR_S + 1200 + 1000 + 10_800, abs=1e-6)


def test_a_team_that_comes_too_late_reinforces_nothing() -> None:
    log = tiny_run(dike(fails_h=11.0), tiny_plan())
    assert when_h(log, "HazardPointFailed") == [11.0]
    assert log.of("PointReinforced") == []


def test_the_breach_is_mended_by_a_road_team_from_the_end_it_can_reach() -> None:
    """Turnout 1,200 s, E to W 1,000 s, six hours of work; H, the other end, is cut off."""
    log = tiny_run(dike(detection=0.0), tiny_plan())
    (mended,) = log.of("RepairCompleted")
    assert (mended.subject, mended.data["team"]) == ("WH", "menders/1")
    (reopened,) = log.of("LinkReopened")
    assert reopened.data["closed_s"] == pytest.approx(1200 + 1000 + 21_600, abs=1e-6)
    assert reopened.cause == mended.seq


def test_water_on_a_road_slows_closes_and_frees_it() -> None:
    scenario = tiny_scenario(links={"WE": (10, 12, 0.35), "EN": (20, 20, 0.1)})
    log = tiny_run(scenario, tiny_plan())
    assert when_h(log, "LinkFlooded", "WE") == when_h(log, "LinkClosed", "WE") == [10.0]
    assert when_h(log, "LinkReopened", "WE") == [13.0]
    assert log.of("LinkReopened")[0].data["closed_s"] == 3 * HOUR_S
    assert when_h(log, "LinkFlooded", "EN") == [20.0]
    assert when_h(log, "LinkClosed", "EN") == []


# -- staging ------------------------------------------------------------------------------------

ORANGE = {"west": {20: 60.0}}


def test_boats_move_to_the_threatened_county_before_they_are_needed() -> None:
    """Turnout 1,200 s and 40 km at 20 m/s: in W at 20:53 and, once tasked, on their way at once."""
    trapped = {
        "incident_id": "crash",
        "time_s": 30 * HOUR_S,
        "node_id": "W",
        "county_id": "west",
        "persons": 60,
        "task": "water_rescue",
    }
    scenario = tiny_scenario(
        values={"monitoring": NO_LEAD, "incidents": [trapped]}, rain_mm_per_h=ORANGE
    )
    forward = tiny_run(scenario, tiny_plan(choices={"staging": "forward"}))
    (staged,) = forward.of("TeamStaged")
    assert (staged.subject, staged.data["node"]) == ("boats_p2/1", "W")
    assert staged.time_s == pytest.approx(20 * HOUR_S + 1200 + 2000, abs=1e-6)
    arrived = {e.subject: e.time_s - 30 * HOUR_S for e in forward.of("TeamArrived")}
    assert arrived["boats_p2/1"] == pytest.approx(0.0, abs=1e-6)
    base = tiny_run(scenario, tiny_plan(choices={"staging": "base"}))
    assert base.of("TeamStaged") == []
    late = {e.subject: e.time_s - 30 * HOUR_S for e in base.of("TeamArrived")}
    assert late["boats_p2/1"] == pytest.approx(3200.0, abs=1e-6)


def test_staged_boats_go_home_when_all_is_calm_and_may_be_staged_again() -> None:
    """The warning of 20:00 is lifted in steps until 35:00; that of 50:00 stages them anew."""
    scenario = tiny_scenario(
        values={"monitoring": NO_LEAD}, rain_mm_per_h={"west": {20: 60.0, 50: 60.0}}
    )
    log = tiny_run(scenario, tiny_plan(choices={"staging": "forward"}))
    (lifted, *_) = log.of("WarningLifted")
    (home, *_) = log.of("TeamDemobilised")
    assert (home.subject, home.data["node"]) == ("boats_p2/1", "N")
    held_s = 2 * HOUR_S  # before a response ends
    assert home.time_s == pytest.approx(lifted.time_s + held_s + 2000.0, abs=1e-6)
    assert when_h(log, "TeamStaged") == pytest.approx(
        [hour + 3200.0 / HOUR_S for hour in (20, 50)], abs=1e-3
    )


def test_a_staged_team_is_chosen_for_being_there() -> None:
    """At home the boats would need 3,200 s and the fire team of W 300 s; staged, none at all."""
    trapped = {
        "incident_id": "crash",
        "time_s": 30 * HOUR_S,
        "node_id": "W",
        "county_id": "west",
        "persons": 3,
        "task": "water_rescue",
    }
    scenario = tiny_scenario(
        values={"monitoring": NO_LEAD, "incidents": [trapped]}, rain_mm_per_h=ORANGE
    )
    for staging, team in (("forward", "boats_p2/1"), ("base", "fire_west/1")):
        assert sent(tiny_run(scenario, tiny_plan(choices={"staging": staging}))) == [team]


def test_staging_waits_for_its_level_and_for_a_rule_that_foresees_it() -> None:
    scenario = tiny_scenario(values={"monitoring": NO_LEAD}, rain_mm_per_h=ORANGE)
    for linkage, overrides in (
        ("unified", {"staging__level": "red"}),
        ("unified", {"linkage__prealert": {"inspect_points": "blue"}}),
        ("separate", {}),
    ):
        plan = tiny_plan(linkage, choices={"staging": "forward"}, **overrides)
        assert tiny_run(scenario, plan).of("TeamStaged") == []
