"""Calendar time in, seconds out, and back."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError

START = parse_time("2019-08-12T00:00:00+08:00")


def test_an_offset_is_kept_and_compared() -> None:
    assert Clock(START).seconds(parse_time("2019-08-12T00:00:00+00:00")) == 8 * 3600.0
    assert Clock(START).seconds(parse_time("2019-08-11T16:00:00Z")) == 0.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019-08-12T05:00:00", "2019-08-12T05:00:00+08:00"),
        ("2019-08-12", "2019-08-12T00:00:00+08:00"),
    ],
)
def test_a_time_without_offset_is_refused_with_one_that_can_be_read(text: str, said: str) -> None:
    with pytest.raises(InputError, match="no UTC offset") as raised:
        parse_time(text, where="scenario.yaml")
    assert str(raised.value).startswith("scenario.yaml: ")
    assert said in str(raised.value)
    assert parse_time(said).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["", "yesterday", "2019-13-01T00:00:00+08:00", "12.08.2019"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not an ISO time"):
        parse_time(text)


@given(
    seconds=st.integers(-(10**8), 10**8),
    offset_h=st.integers(-11, 12),
)
def test_round_trip(seconds: int, offset_h: int) -> None:
    clock = Clock(datetime(2019, 8, 12, tzinfo=timezone(timedelta(hours=offset_h))))
    assert clock.seconds(clock.moment(float(seconds))) == seconds


def test_label_is_local_to_the_scenario() -> None:
    assert Clock(START).label(3 * 86400.0 + 5 * 3600.0 + 8 * 60.0) == "08-15 05:08"
