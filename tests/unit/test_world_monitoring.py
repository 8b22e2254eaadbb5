"""What monitoring makes known on the place of three counties, and what it sets in motion."""

import pytest
from test_world_tiny import (
    EXACT,
    HOUR_S,
    constant,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    when_h,
)

from sim.log import EventLog
from sim.log.sentences import sentence

BROOK = {20: 0.4, 21: 1.2, 22: 1.5, 23: 1.3, 24: 0.2}
"""Stage of the brook of west over its bank [m]; below it before and after."""


def brook_run(linkage: str = "unified", **monitoring: float) -> EventLog:
    scenario = tiny_scenario(rivers={"west": BROOK}, values={"monitoring": monitoring})
    return tiny_run(scenario, tiny_plan(linkage, **constant(linkage)))


def test_a_river_is_reported_as_it_rises_crests_and_falls() -> None:
    log = brook_run(river_gauge_delay_s=1800.0)
    rose = [(event.data["level"], event.data["over_m"]) for event in log.of("RiverRose")]
    assert rose == [("warning", 0.4), ("guarantee", 1.2)]
    assert when_h(log, "RiverRose") == [20.5, 21.5]
    (crest,) = log.of("RiverCrested")
    assert (crest.data["over_m"], crest.data["discharge_m3s"]) == (1.5, 250.0)
    assert when_h(log, "RiverCrested") == [23.5]
    assert when_h(log, "RiverFell") == [25.5]
    told = sentence(crest, clock=log.header.clock, lang="en")
    assert told == "west/brook_west crested 1.5 m over the bank, at 250 m³/s"


def test_the_report_of_a_river_is_late_by_its_delay() -> None:
    assert when_h(brook_run(river_gauge_delay_s=7200.0), "RiverFell") == [27.0]


def test_posts_respond_to_a_high_river_and_stand_down_when_it_has_fallen() -> None:
    log = brook_run(river_gauge_delay_s=1800.0)
    raised = [
        (event.time_s / HOUR_S, event.subject, event.data["level"])
        for event in log.of("ResponseRaised")
    ]
    assert raised == [
        (20.5, "post_west", "IV"),
        (21.5, "post_west", "III"),
        (21.5, "post_p1", "IV"),
        (21.5, "post_all", "IV"),
    ]
    assert set(when_h(log, "ResponseEnded")) == {25.5 + 2.0}  # held for two hours


def test_reports_of_rivers_travel_as_those_of_other_agencies() -> None:
    """Under separate agencies they wait for the bulletin of the next morning."""
    log = brook_run("separate", river_gauge_delay_s=1800.0)
    rose = log.of("RiverRose")[0].seq
    learned = {
        event.subject: event.time_s for event in log.of("FactLearned") if event.data["fact"] == rose
    }
    assert learned.pop("water") == log[rose].time_s
    assert set(learned.values()) == {32 * HOUR_S}


@pytest.mark.parametrize("extra_h", [0, 3])
def test_monitoring_works_lengthen_the_lead_of_warnings(extra_h: int) -> None:
    scenario = tiny_scenario(
        rain_mm_per_h={"west": {20: 60.0}},
        values={"monitoring": {**EXACT, "warning_lead_s": 7200.0, "outlook_lead_s": 0.0}},
    )
    plan = tiny_plan(mitigation__extra_lead_s=extra_h * HOUR_S)
    assert when_h(tiny_run(scenario, plan), "WarningIssued", "west")[0] == 18.0 - extra_h


def test_no_plan_changes_what_is_measured_and_forecast() -> None:
    """Warnings and their errors are drawn before the run."""
    scenario = tiny_scenario(
        rain_mm_per_h={"west": dict.fromkeys(range(20, 30), 9.0)}, rivers={"west": BROOK}
    )
    kinds = ("WarningIssued", "WarningLifted", "RiverRose", "RiverCrested", "RiverFell")
    told = [
        [(event.time_s, event.kind, event.data) for kind in kinds for event in log.of(kind)]
        for log in (tiny_run(scenario, tiny_plan(rule)) for rule in ("unified", "separate"))
    ]
    assert told[0] == told[1]
    assert len(told[0]) > len(BROOK)
