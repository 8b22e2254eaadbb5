"""Rainstorm warning signals at and around their thresholds."""

import numpy as np
import pytest

from sim.hazards.flood import LEVELS, warning_level


def level_of(hours: list[float]) -> str:
    rain = np.zeros((24, 1))
    rain[6 : 6 + len(hours), 0] = hours
    return LEVELS[int(warning_level(rain).max())]


@pytest.mark.parametrize(
    ("hours", "level"),
    [
        ([49.9 / 12] * 12, ""),
        ([50.1 / 12] * 12, "blue"),
        ([50.1 / 13] * 13, ""),
        ([50.1 / 6] * 6, "yellow"),
        ([50.1 / 3] * 3, "orange"),
        ([70.1], "orange"),
        ([99.9 / 3] * 3, "orange"),
        ([100.1 / 3] * 3, "red"),
        ([120.0], "red"),
    ],
)
def test_thresholds(hours: list[float], level: str) -> None:
    assert level_of(hours) == level


def test_a_signal_ends_when_the_rain_leaves_its_window() -> None:
    rain = np.zeros((24, 2))
    rain[4, 1] = 60.0
    levels = warning_level(rain)
    assert levels.dtype == np.int8
    assert not levels[:, 0].any()
    assert levels[:, 1].tolist() == [0] * 4 + [3] * 3 + [2] * 3 + [1] * 6 + [0] * 8
