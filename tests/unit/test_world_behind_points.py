"""People behind hazard points: moved under a warning, met by the failure if they stay."""

from typing import Any

from test_world_evacuation import ALL_OBEY, persons
from test_world_tiny import HOUR_S, tiny_plan, tiny_run, tiny_scenario, when_h

from sim.log import EventLog

WET = {"west": dict.fromkeys(range(20, 24), 30.0)}
"""120 mm in four hours: the warning for it comes before."""
NO_MATERIAL: dict[str, Any] = {"county_m3": 0.0, "prefecture_m3": 0.0}


def run_with(
    *, detection: float = 1.0, level: str = "blue", rain: bool = True, fails_h: float = 30.0
) -> EventLog:
    scenario = tiny_scenario(
        hours=96,
        dike=(fails_h, 100),
        rain_mm_per_h=WET if rain else {},
        values={
            "behaviour": ALL_OBEY,
            "inspection": {"detection_share": detection, "materials": NO_MATERIAL},
        },
    )
    return tiny_run(scenario, tiny_plan(evacuation__points_level=level))


def test_they_leave_when_the_point_is_known_weak_and_a_warning_is_on() -> None:
    log = run_with()
    (order,) = log.of("EvacuationOrdered")
    warned = when_h(log, "WarningIssued", "west")[0]
    assert order.data["persons"] == 100
    assert order.time_s >= warned * HOUR_S
    assert persons(log, "GroupArrived") == 100
    (failed,) = log.of("HazardPointFailed")
    assert failed.data["persons"] == 0
    assert log.of("PersonsTrapped") == []
    assert log.of("PersonsReturned") == []  # the breach keeps the county on its feet


def test_they_go_home_a_day_after_the_county_has_stood_down() -> None:
    log = run_with(fails_h=500.0)
    (ended,) = when_h(log, "ResponseEnded", "post_west")
    assert when_h(log, "PersonsReturned") == [ended + 24.0]
    assert persons(log, "PersonsReturned") == 100


def test_nobody_leaves_without_a_warning_or_for_a_point_nobody_found() -> None:
    for log in (run_with(rain=False), run_with(detection=0.0), run_with(level="never")):
        assert log.of("EvacuationOrdered") == []
        (failed,) = log.of("HazardPointFailed")
        assert failed.data["persons"] == 100
        assert 0 < persons(log, "PersonsTrapped") < 40
