"""Series, calendar ticks and spread labels behind the figures."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_figures_log import Script, header, synthetic_log

from sim.core.clock import Clock, parse_time
from sim.core.units import DAY_S, HOUR_S
from sim.figures.calendar import calendar_ticks, moment_text
from sim.figures.panels import spread
from sim.figures.series import (
    LevelSpan,
    Steps,
    bin_width_s,
    binned,
    cumulated,
    response_spans,
    standing,
)
from sim.log import events as ev

CLOCK = Clock(parse_time("2019-08-12T00:00:00+08:00"))


def test_bins_hold_every_event_once() -> None:
    log = synthetic_log()
    width_s = bin_width_s(log.header.horizon_s)
    horizon_s = log.header.horizon_s
    departed = binned(log.of("GroupDeparted"), horizon_s=horizon_s, width_s=width_s)
    persons = binned(log.of("GroupDeparted"), horizon_s=horizon_s, width_s=width_s, key="persons")
    assert departed.sum() == log.kinds()["GroupDeparted"]
    assert persons.sum() == sum(event.data["persons"] for event in log.of("GroupDeparted"))


def test_an_event_at_the_horizon_falls_into_the_last_bin() -> None:
    script = Script()
    script.add(100.0, ev.TeamTasked("T", "I", "rescue"))
    log = script.finish(header(horizon_s=100.0))
    assert list(binned(log, horizon_s=100.0, width_s=50.0)) == [0.0, 1.0]


@pytest.mark.parametrize("horizon_s", [HOUR_S, DAY_S, 8 * DAY_S, 60 * DAY_S, 400 * DAY_S])
def test_bins_are_few_enough_to_see(horizon_s: float) -> None:
    assert horizon_s / bin_width_s(horizon_s) <= 130


def test_a_second_warning_moves_a_county_to_its_new_level() -> None:
    script = Script()
    script.add(1.0, ev.WarningIssued("A", "blue", 50.0))
    script.add(2.0, ev.WarningIssued("B", "blue", 50.0))
    script.add(3.0, ev.WarningIssued("A", "red", 90.0))
    script.add(4.0, ev.WarningLifted("A"))
    script.add(5.0, ev.WarningLifted("C"))
    log = script.finish(header(horizon_s=10.0))
    steps = standing(
        log, begin="WarningIssued", end="WarningLifted", field="level", among=("blue", "red")
    )
    assert list(steps["blue"].value) == [1.0, 2.0, 1.0, 1.0, 1.0]
    assert list(steps["red"].value) == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_unknown_reasons_count_under_the_last() -> None:
    script = Script()
    script.add(1.0, ev.LinkClosed("L", "landslide dam"))
    log = script.finish(header(horizon_s=10.0))
    steps = standing(
        log, begin="LinkClosed", end="LinkReopened", field="reason", among=("flood", "other")
    )
    assert list(steps["other"].value) == [1.0]


def test_response_spans_give_the_highest_level_and_how_many_hold_it() -> None:
    script = Script()
    script.add(0.0, ev.ResponseRaised("P1", "IV"))
    script.add(5.0, ev.ResponseRaised("P2", "IV"))
    script.add(10.0, ev.ResponseRaised("P1", "II"))
    script.add(20.0, ev.ResponseEnded("P1"))
    script.add(30.0, ev.ResponseEnded("P2"))
    log = script.finish(header(horizon_s=50.0))
    assert response_spans(log, {"P1": "county", "P2": "county"}) == {
        "county": [
            LevelSpan(0.0, 5.0, "IV", 1),
            LevelSpan(5.0, 10.0, "IV", 2),
            LevelSpan(10.0, 20.0, "II", 1),
            LevelSpan(20.0, 30.0, "IV", 1),
        ]
    }


def test_steps_are_drawn_from_zero_to_the_horizon_without_instants() -> None:
    steps = Steps(np.array([5.0, 5.0, 7.0]), np.array([9.0, 1.0, 2.0])).to(10.0)
    assert list(steps.time_s) == [0.0, 5.0, 7.0, 10.0]
    assert list(steps.value) == [0.0, 1.0, 2.0, 2.0]


def test_cumulated_ends_at_the_total() -> None:
    log = synthetic_log()
    trapped = cumulated(log.of("PersonsTrapped"), key="persons")
    assert trapped.value[-1] == sum(event.data["persons"] for event in log.of("PersonsTrapped"))


@given(st.lists(st.floats(-1e3, 1e3), max_size=12), st.floats(1.0, 50.0))
def test_spread_labels_keep_their_order_and_distance(wanted: list[float], gap: float) -> None:
    placed = spread(sorted(wanted), gap)
    assert len(placed) == len(wanted)
    for low, high in pairwise(placed):
        assert high - low >= gap * (1.0 - 1e-9)


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([0.0, 20.0, 50.0], 10.0) == [0.0, 20.0, 50.0]


@pytest.mark.parametrize("horizon_s", [3 * HOUR_S, DAY_S, 4 * DAY_S, 8 * DAY_S, 90 * DAY_S])
def test_calendar_has_few_labels_on_round_local_times(horizon_s: float) -> None:
    late = Clock(parse_time("2019-08-12T05:30:00+08:00"))
    ticks, texts, minor = calendar_ticks(late, horizon_s, "zh")
    assert 2 <= len(ticks) == len(texts) <= 11
    assert all(0.0 <= time_s <= horizon_s for time_s in (*ticks, *minor))
    assert all(late.moment(time_s).minute == 0 for time_s in ticks)


def test_days_are_written_in_both_languages() -> None:
    assert calendar_ticks(CLOCK, 8 * DAY_S, "zh")[1][:2] == ["8月12日", "8月13日"]
    assert calendar_ticks(CLOCK, 8 * DAY_S, "en")[1][:2] == ["12 Aug", "13 Aug"]
    assert moment_text(CLOCK, 12.5 * HOUR_S, "en") == "12 Aug 12:30"
