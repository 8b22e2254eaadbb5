"""How long until a post knows, under each way of sharing, on the place of three counties."""

from typing import Any

import pytest
from test_world_tiny import (
    EXACT,
    HOUR_S,
    NO_LEAD,
    ZoneWater,
    constant,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.log import EventLog, events
from sim.log.picture import Fact
from sim.scenario import Scenario
from sim.world import response

AT_ONCE = {"monitoring": {**NO_LEAD, "lift_after_s": 3600.0}}
POSTS = ("post_west", "post_p1", "post_all")
ALL_POSTS = (*POSTS, "post_east", "post_north", "post_p2")


def threatened(*hours: float, **flood: Any) -> Scenario:  # noqa: ANN401
    """Return a scenario in which the zones are forecast to flood, one at each hour."""
    zones = {
        name: ZoneWater(forecast_h=hour, expected_h=60.0)
        for name, hour in zip(("ZW", "ZE"), hours, strict=False)
    }
    return tiny_scenario(zones=zones, values=AT_ONCE, **flood)


def learned_h(log: EventLog, kind: str, subject: str) -> dict[str, float]:
    """Return when each post learned the first event of a kind about a subject [h]."""
    fact = next(event for event in log.of(kind) if event.subject == subject)
    return {
        event.subject: round(event.time_s) / HOUR_S
        for event in log.of("FactLearned")
        if event.data["fact"] == fact.seq and event.subject in ALL_POSTS
    }


def test_under_unified_command_everybody_knows_at_once() -> None:
    log = tiny_run(threatened(10.0), tiny_plan("unified"))
    assert learned_h(log, "ZoneThreatened", "ZW") == dict.fromkeys(POSTS, 10.0)
    assert when_h(log, "EvacuationOrdered") == [10.0]


def test_continuous_sharing_climbs_level_by_level() -> None:
    plan = tiny_plan("integrated_2019", **constant("integrated_2019", 30.0))
    log = tiny_run(threatened(10.0), plan)
    assert learned_h(log, "ZoneThreatened", "ZW") == {
        "post_west": 10.5,
        "post_p1": 11.0,
        "post_all": 11.5,
    }
    # half an hour to know, half an hour for the joint sitting
    assert when_h(log, "EvacuationOrdered") == [11.0]


@pytest.mark.parametrize(
    ("forecast_h", "known_h"),
    [
        (3.0, 9.0),  # in the bulletin of 08:00, which takes an hour
        (7.99, 9.0),
        (8.5, 33.0),  # too late for that bulletin, although it is not out yet
        (10.0, 33.0),
        (32.5, 57.0),
    ],
)
def test_a_bulletin_tells_what_was_known_when_it_was_written(
    forecast_h: float, known_h: float
) -> None:
    plan = tiny_plan("separate", **constant("separate", 60.0))
    log = tiny_run(threatened(forecast_h), plan)
    assert learned_h(log, "ZoneThreatened", "ZW") == dict.fromkeys(POSTS, known_h)


ORANGE_AT_20 = {"west": {20: 60.0}}


def test_a_rising_warning_calls_a_consultation_that_shares_all_there_is() -> None:
    plan = tiny_plan("consultation", **constant("consultation", 60.0))
    log = tiny_run(threatened(18.0, rain_mm_per_h=ORANGE_AT_20), plan)
    assert when_h(log, "WarningIssued", "west")[0] == 20.0
    assert learned_h(log, "WarningIssued", "west") == dict.fromkeys(POSTS, 21.0)
    assert learned_h(log, "ZoneThreatened", "ZW") == dict.fromkeys(POSTS, 21.0)


def test_what_comes_while_they_sit_is_taken_up_next() -> None:
    plan = tiny_plan("consultation", **constant("consultation", 60.0))
    log = tiny_run(threatened(18.0, 20.5, rain_mm_per_h=ORANGE_AT_20), plan)
    assert learned_h(log, "ZoneThreatened", "ZW") == dict.fromkeys(POSTS, 21.0)
    known = learned_h(log, "ZoneThreatened", "ZE")
    assert known == {"post_east": 22.0, "post_p1": 22.0, "post_all": 22.0}


def test_another_prefecture_is_not_told_before_the_daily_round() -> None:
    """A sitting of p1 does not share what is on the table of p2; that of 08:00 shares all."""
    zones = {"ZN": ZoneWater(forecast_h=18.0, expected_h=60.0)}
    scenario = tiny_scenario(zones=zones, values=AT_ONCE, rain_mm_per_h=ORANGE_AT_20)
    log = tiny_run(scenario, tiny_plan("consultation", **constant("consultation", 60.0)))
    assert learned_h(log, "WarningIssued", "west")["post_all"] == 21.0
    assert set(learned_h(log, "ZoneThreatened", "ZN").values()) == {33.0}


def test_the_field_reports_through_its_own_channel_under_every_rule() -> None:
    zones = {"ZW": ZoneWater(flood_h=10.0, drain_h=20.0)}
    for linkage in ("separate", "consultation", "integrated_2019"):
        log = tiny_run(tiny_scenario(zones=zones), tiny_plan(linkage, **constant(linkage, 30.0)))
        known = learned_h(log, "ZoneFlooded", "ZW")
        assert known == {"post_west": 10.5, "post_p1": 11.0, "post_all": 11.5}


def test_agencies_and_the_field_have_each_their_delay() -> None:
    zones = {"ZW": ZoneWater(forecast_h=10.0, expected_h=20.0, flood_h=20.0, drain_h=40.0)}
    overrides = constant("integrated_2019")
    overrides["linkage__information__lags_min"] = {"water>emergency": [60.0] * 3}
    overrides["linkage__information__field_min"] = [120.0] * 3
    log = tiny_run(tiny_scenario(zones=zones), tiny_plan("integrated_2019", **overrides))
    assert set(learned_h(log, "ZoneThreatened", "ZW").values()) == {11.0}
    assert set(learned_h(log, "ZoneFlooded", "ZW").values()) == {22.0}


def test_news_of_the_same_weight_does_not_raise_a_response_again() -> None:
    """Water in E ten hours after W: only the post of E had not risen for it yet."""
    zones = {
        "ZW": ZoneWater(flood_h=10.0, drain_h=60.0),
        "ZE": ZoneWater(flood_h=20.0, drain_h=60.0),
    }
    plan = tiny_plan(linkage__triggers={"hold_h": 72.0})
    raised = tiny_run(tiny_scenario(zones=zones), plan).of("ResponseRaised")
    late = [(event.subject, event.data["level"]) for event in raised if event.time_s > 15 * HOUR_S]
    assert late == [("post_east", "III"), ("post_east", "II")]
    assert len({(event.subject, event.data["level"]) for event in raised}) == len(raised)


def test_warnings_rise_with_the_rain_and_are_lifted_after_it() -> None:
    """60 mm in one hour: orange for the 3 h it counts, yellow to 6 h, blue to 12 h."""
    log = tiny_run(threatened(rain_mm_per_h=ORANGE_AT_20), tiny_plan())
    issued = [
        (round(event.time_s / HOUR_S), event.data["level"]) for event in log.of("WarningIssued")
    ]
    # each lower level comes an hour late: it must have held for lift_after_s
    assert issued == [(20, "orange"), (24, "yellow"), (27, "blue")]
    assert when_h(log, "WarningLifted") == [33.0]


def test_lead_and_outlook_come_before_the_rain() -> None:
    leads = {"warning_lead_s": 7200.0, "outlook_lead_s": 36_000.0, **EXACT}
    scenario = tiny_scenario(values={"monitoring": leads}, rain_mm_per_h=ORANGE_AT_20)
    issued = [
        (round(event.time_s / HOUR_S), event.data["level"], event.data["rain_mm"])
        for event in tiny_run(scenario, tiny_plan()).of("WarningIssued")
    ]
    assert issued[:2] == [(10, "blue", 60.0), (18, "orange", 60.0)]


def test_responses_rise_with_the_news_and_end_when_all_is_calm() -> None:
    log = tiny_run(threatened(rain_mm_per_h=ORANGE_AT_20), tiny_plan())
    raised = {event.subject: event.data["level"] for event in log.of("ResponseRaised")}
    assert raised == {"post_west": "III", "post_p1": "IV", "post_all": "IV"}
    assert sorted(event.subject for event in log.of("ResponseEnded")) == sorted(raised)
    # orange calls for III and, a level up, IV; from 24 h yellow for IV and none; lifted at 33 h;
    # and each time two hours must pass
    (lowered,) = log.of("ResponseLowered")
    assert (lowered.subject, lowered.data["level"]) == ("post_west", "IV")
    assert lowered.time_s == 26 * HOUR_S
    assert when_h(log, "ResponseEnded") == [26.0, 26.0, 35.0]
    assert when_h(log, "ResponseEnded", "post_west") == [35.0]


def test_a_response_does_not_end_while_water_stands() -> None:
    zones = {"ZW": ZoneWater(flood_h=30.0, drain_h=50.0)}
    scenario = tiny_scenario(zones=zones, values=AT_ONCE, rain_mm_per_h=ORANGE_AT_20)
    log = tiny_run(scenario, tiny_plan())
    assert when_h(log, "WarningLifted") == [33.0]
    assert [hour for hour in when_h(log, "ResponseEnded") if hour > 30.0] == [52.0] * 3


def test_a_response_is_not_lowered_for_a_lull_shorter_than_the_hold() -> None:
    """Warnings lifted at 33 h with a hold of twelve hours, and rain again at 40 h."""
    rain = {"west": {20: 60.0, 40: 60.0}}
    for hold_h, n_raised in ((2.0, 2), (12.0, 1)):
        plan = tiny_plan(linkage__triggers={"hold_h": hold_h})
        log = tiny_run(threatened(rain_mm_per_h=rain), plan)
        to_three = [
            event
            for event in log.of("ResponseRaised")
            if event.subject == "post_west" and event.data["level"] == "III"
        ]
        assert len(to_three) == n_raised


def test_old_news_of_a_warning_does_not_change_what_is_in_force() -> None:
    world = tiny_world()
    post = world.posts.at("county", "west")
    red = world.add(events.WarningIssued("west", level="red", rain_mm=100.0))
    blue = world.add(events.WarningIssued("west", level="blue", rain_mm=50.0))
    lifted = world.add(events.WarningLifted("west"))
    for seq, expected in ((blue, "blue"), (red, "blue"), (lifted, "none")):
        post.picture.learn(Fact(seq, world.log.event(seq), 0.0, 0.0, seq))
        assert response.known_warning(world, "west") == expected
