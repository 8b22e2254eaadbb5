"""Triangular delays of people, and the longest of several."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.linkage.delays import Delay, mean_of_longest_s, mean_s, quantile_s

MINUTES = st.floats(0.0, 10_000.0)
DELAYS = st.lists(MINUTES, min_size=3, max_size=3).map(
    lambda minutes: (min(minutes), sorted(minutes)[1], max(minutes))
)
UNIFORM = st.floats(0.0, 1.0, exclude_max=True)


@pytest.mark.parametrize(
    ("delay", "uniform", "minutes"),
    [
        ((10.0, 20.0, 60.0), 0.0, 10.0),
        ((10.0, 20.0, 60.0), 0.2, 20.0),  # the mode is the (mode − low) / width quantile
        ((0.0, 10.0, 20.0), 0.5, 10.0),
        ((0.0, 10.0, 20.0), 0.125, 5.0),
        ((0.0, 10.0, 20.0), 0.875, 15.0),
        ((0.0, 0.0, 10.0), 0.75, 5.0),  # falling: 1 − (1 − x / 10)² = 0.75
        ((0.0, 10.0, 10.0), 0.25, 5.0),  # rising: (x / 10)² = 0.25
        ((7.0, 7.0, 7.0), 0.3, 7.0),
    ],
)
def test_quantiles_known_by_hand(
    delay: tuple[float, float, float], uniform: float, minutes: float
) -> None:
    assert quantile_s(delay, uniform) == pytest.approx(minutes * 60.0, abs=1e-9)


@given(delay=DELAYS, first=UNIFORM, second=UNIFORM)
def test_quantiles_rise_with_the_draw_and_stay_within(
    delay: tuple[float, float, float], first: float, second: float
) -> None:
    low_s, high_s = sorted((quantile_s(delay, first), quantile_s(delay, second)))
    assert quantile_s(delay, min(first, second)) <= quantile_s(delay, max(first, second)) + 1e-6
    assert delay[0] * 60.0 - 1e-6 <= low_s <= high_s <= delay[2] * 60.0 + 1e-6


@given(delay=DELAYS.filter(lambda delay: delay[2] - delay[0] > 1.0), uniform=UNIFORM)
def test_quantiles_agree_with_scipy(delay: tuple[float, float, float], uniform: float) -> None:
    low, mode, high = delay
    reference = stats.triang(c=(mode - low) / (high - low), loc=low, scale=high - low)
    assert quantile_s(delay, uniform) == pytest.approx(
        60.0 * float(reference.ppf(uniform)), rel=1e-6, abs=1e-3
    )


@given(delay=DELAYS)
def test_the_mean_is_the_mean_of_the_quantiles(delay: tuple[float, float, float]) -> None:
    grid = (np.arange(2000) + 0.5) / 2000
    by_hand = float(np.mean([quantile_s(delay, float(u)) for u in grid]))
    assert mean_s(delay) == pytest.approx(by_hand, rel=1e-3, abs=1e-6)


@given(delay=DELAYS)
def test_the_longest_of_one_is_that_one(delay: tuple[float, float, float]) -> None:
    assert mean_of_longest_s([delay]) == pytest.approx(mean_s(delay), rel=2e-3, abs=1e-6)


@pytest.mark.parametrize(
    "delays",
    [
        [(10.0, 20.0, 60.0), (10.0, 20.0, 60.0)],
        [(5.0, 10.0, 20.0), (5.0, 10.0, 30.0), (10.0, 20.0, 60.0)],
        [(0.0, 0.0, 0.0), (5.0, 5.0, 5.0)],
        [(0.0, 100.0, 100.0), (0.0, 0.0, 100.0)],
    ],
)
def test_the_longest_of_several_agrees_with_drawing(
    delays: list[tuple[float, float, float]],
) -> None:
    """Within 4 standard errors of 20,000 drawn sittings, and never below the slowest alone."""
    rng = np.random.default_rng(5)
    draws = np.array([[quantile_s(delay, u) for u in rng.random(20_000)] for delay in delays])
    longest = draws.max(axis=0)
    slack = 4.0 * longest.std() / np.sqrt(longest.size) + 1.0
    assert mean_of_longest_s(delays) == pytest.approx(float(longest.mean()), abs=slack)
    assert mean_of_longest_s(delays) >= max(mean_s(delay) for delay in delays) - 1.0


@pytest.mark.parametrize("minutes", [[3, 2, 5], [1, 6, 5], [-1, 2, 5], [1, 2], [1, 2, "x"]])
def test_a_delay_is_three_ordered_minutes(minutes: list[object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Delay).validate_python(minutes)
