"""Departure and hearing against their formulas."""

from typing import Literal, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core.streams import Streams
from sim.evacuation import EvacuationBehaviour, Outreach
from sim.evacuation.outreach import Channel
from sim.scenario import load_plan

MINUTE_S = 60.0


Curve = Literal["rayleigh", "sigmoid"]


@pytest.mark.parametrize("curve", get_args(Curve))
@pytest.mark.parametrize("median_s", [900.0, 2100.0, 5400.0])
def test_half_have_left_at_exactly_the_stated_median(median_s: float, curve: Curve) -> None:
    behaviour = EvacuationBehaviour(departure_median_s=median_s, departure_curve=curve)
    assert behaviour.departure_delay_s(np.array([0.5])) == pytest.approx([median_s], rel=1e-12)


def test_departure_is_rayleigh() -> None:
    """Quantiles are scipy's, for the scale that belongs to the median: median / √(2 ln 2)."""
    uniform = np.linspace(0.0, 0.999, 400)
    scale_s = 2100.0 / np.sqrt(2.0 * np.log(2.0))
    expected = stats.rayleigh.ppf(uniform, scale=scale_s)
    assert EvacuationBehaviour().departure_delay_s(uniform) == pytest.approx(expected, rel=1e-9)


def test_the_default_is_the_curve_of_the_literature() -> None:
    """F(t) = 1 − exp(−t² / 1800), t in minutes, whose median is 35 min (35.3 by the formula)."""
    minutes = EvacuationBehaviour().departure_delay_s(np.array([0.5])) / MINUTE_S
    share = 1.0 - np.exp(-(minutes**2) / 1800.0)
    assert share == pytest.approx([0.5], abs=0.01)


def test_half_of_many_drawn_households_have_left_at_the_median() -> None:
    """Within the 99.9 % interval of a share of 10,000."""
    uniform = Streams(3, 0).get("departures").random(10_000)
    left = float((EvacuationBehaviour().departure_delay_s(uniform) <= 2100.0).mean())
    assert left == pytest.approx(0.5, abs=3.29 * np.sqrt(0.25 / 10_000))


@pytest.mark.parametrize("steepness", [2.0, 4.0, 8.0])
def test_the_sigmoid_is_logistic_and_some_leave_at_once(steepness: float) -> None:
    """Quantiles are scipy's, of location m and scale m / k; a share 1 / (1 + e^k) has none left."""
    behaviour = EvacuationBehaviour(departure_curve="sigmoid", sigmoid_steepness=steepness)
    uniform = np.linspace(0.0, 0.999, 400)
    expected = stats.logistic.ppf(uniform, loc=2100.0, scale=2100.0 / steepness)
    delay_s = behaviour.departure_delay_s(uniform)
    assert delay_s == pytest.approx(np.maximum(expected, 0.0), rel=1e-9)
    at_once = 1.0 / (1.0 + np.exp(steepness))
    assert np.array_equal(delay_s == 0.0, uniform <= at_once)
    share = 1.0 / (1.0 + np.exp(-steepness * (delay_s / 2100.0 - 1.0)))
    later = uniform > at_once
    assert share[later] == pytest.approx(uniform[later], rel=1e-9)


def programme(*channels: tuple[float, float]) -> Outreach:
    names = ("door_to_door", "broadcast", "text_message", "social")
    return Outreach(
        **{
            name: Channel(coverage_share=coverage, time_constant_s=constant_s)
            for name, (coverage, constant_s) in zip(names, channels, strict=True)
        }
    )


def test_one_channel_alone_is_an_exponential_curve() -> None:
    one = programme((0.8, 1800.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    elapsed = np.array([0.0, 1800.0, 3600.0, 1e7])
    by_hand = [0.0, 0.8 * (1 - np.exp(-1.0)), 0.8 * (1 - np.exp(-2.0)), 0.8]
    assert one.heard_share(elapsed) == pytest.approx(by_hand, rel=1e-12)


def test_channels_combine_as_independent_ways_to_hear() -> None:
    """At one time constant of all four: 1 − (1 − k₁r)(1 − k₂r)(1 − k₃r)(1 − k₄r), r = 1 − 1/e."""
    four = programme((0.5, 600.0), (0.4, 600.0), (0.3, 600.0), (0.2, 600.0))
    r = 1.0 - np.exp(-1.0)
    by_hand = 1.0 - (1 - 0.5 * r) * (1 - 0.4 * r) * (1 - 0.3 * r) * (1 - 0.2 * r)
    assert four.heard_share(np.array([600.0])) == pytest.approx([by_hand], rel=1e-12)
    reached = 1.0 - 0.5 * 0.6 * 0.7 * 0.8
    assert four.heard_share(np.array([1e9])) == pytest.approx([reached], rel=1e-12)


SHARES = st.floats(0.0, 1.0)
CONSTANTS = st.floats(300.0, 14_400.0)
CHANNELS = st.lists(st.tuples(SHARES, CONSTANTS), min_size=4, max_size=4)


@given(channels=CHANNELS)
def test_ever_more_households_have_heard(channels: list[tuple[float, float]]) -> None:
    share = programme(*channels).heard_share(np.linspace(0.0, 1e5, 300))
    assert share[0] == 0.0
    assert np.all(np.diff(share) >= -1e-12)
    assert np.all((share >= 0.0) & (share <= 1.0))


@given(channels=CHANNELS)
def test_the_hearing_delay_inverts_the_heard_share(channels: list[tuple[float, float]]) -> None:
    """To a step of the table: a minute in the first six hours, then a quarter of an hour."""
    outreach = programme(*channels)
    uniform = np.linspace(0.0, 0.999, 200)
    delay_s = outreach.hearing_delay_s(uniform)
    reached = float(outreach.heard_share(np.array([259_200.0]))[0])
    heard = np.isfinite(delay_s)
    assert np.array_equal(heard, uniform <= reached)
    assert np.all(np.diff(delay_s[heard]) >= 0.0)
    step_s = np.where(delay_s[heard] < 21_600.0, 60.0, 900.0)
    earlier = outreach.heard_share(np.maximum(delay_s[heard] - step_s, 0.0))
    later = outreach.heard_share(delay_s[heard] + step_s)
    assert np.all(earlier <= uniform[heard] + 1e-12)
    assert np.all(uniform[heard] <= later + 1e-12)


def test_the_shipped_programme_is_inverted_to_two_in_a_thousand() -> None:
    outreach = load_plan(outreach="extended").outreach
    uniform = np.linspace(0.0, 0.95, 200)
    heard = outreach.heard_share(outreach.hearing_delay_s(uniform))
    assert heard == pytest.approx(uniform, abs=2e-3)


def test_who_is_knocked_at_and_when() -> None:
    outreach = programme((0.5, 1800.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0))
    delay_s = outreach.door_to_door_delay_s(np.array([0.0, 0.25, 0.499999, 0.5, 0.9]))
    assert delay_s[:2] == pytest.approx([0.0, 1800.0 * np.log(2.0)], rel=1e-12)
    assert 1800.0 * 12 < delay_s[2] < np.inf
    assert list(delay_s[3:]) == [np.inf, np.inf]
    nobody = programme((0.0, 1800.0), (0.9, 60.0), (0.0, 1.0), (0.0, 1.0))
    assert np.isinf(nobody.door_to_door_delay_s(np.array([1e-9, 0.5]))).all()
