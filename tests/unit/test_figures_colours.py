"""Colours that stand for different things stay apart for people with colour deficiencies."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from sim.figures.basemap import ROAD_STYLES, WARNING_ALPHA, warning_tint
from sim.figures.congestion import CLASS_COLOURS
from sim.figures.curves import CLOSURE_REASONS
from sim.figures.style import COLOURS, MARKERS, RESPONSE_COLOURS, SERIES, WARNING_COLOURS
from sim.figures.trajectories import SPEED_COLOURS

Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.0890])
CLEARLY_APART = 10.0
"""Least CIE 1976 colour difference; 2.3 is just noticeable."""

Colour = str | tuple[float, float, float]

GROUPS: dict[str, list[Colour]] = {
    "warnings": list(WARNING_COLOURS.values()),
    "warning tints and land": [*(warning_tint(level) for level in WARNING_COLOURS), "#F7F5F0"],
    "series": list(SERIES),
    "reasons": list(CLOSURE_REASONS.values()),
    "responses": list(RESPONSE_COLOURS.values()),
    "map": [COLOURS[key] for key in ("evacuation", "supply", "closure", "trapped")],
    "congestion, and roads and rivers beside it": [
        *CLASS_COLOURS,
        COLOURS["river"],
        ROAD_STYLES[0][0],
    ],
    "speeds": list(SPEED_COLOURS),
    "clearance curve": [COLOURS[key] for key in ("order", "departure", "evacuation", "bound")],
    "evacuation curves": [COLOURS[key] for key in ("order", "departure", "evacuation")],
}


def lab(colour: Colour, vision: Floats) -> Floats:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(vision @ linear, 0.0, 1.0) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16.0 / 116.0)
    return np.array([116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("group", GROUPS)
def test_colours_of_one_legend_stay_apart(group: str, vision: str) -> None:
    for one, other in combinations(GROUPS[group], 2):
        apart = np.linalg.norm(lab(one, VISION[vision]) - lab(other, VISION[vision]))
        assert apart > CLEARLY_APART, (one, other)


def test_warning_tints_deepen_with_the_level() -> None:
    assert list(WARNING_ALPHA) == list(WARNING_COLOURS) == ["blue", "yellow", "orange", "red"]
    assert list(WARNING_ALPHA.values()) == sorted(WARNING_ALPHA.values())


def test_response_levels_darken_with_the_level() -> None:
    lightness = [lab(colour, VISION["normal"])[0] for colour in RESPONSE_COLOURS.values()]
    assert lightness == sorted(lightness, reverse=True)


def test_jams_are_darker_than_free_flow() -> None:
    lightness = [lab(colour, VISION["normal"])[0] for colour in CLASS_COLOURS]
    assert lightness[1:] == sorted(lightness[1:], reverse=True)
    assert max(lightness[3:]) < min(lightness[:2])
    speeds = [lab(colour, VISION["normal"])[0] for colour in SPEED_COLOURS]
    assert speeds[:-1] == sorted(speeds[:-1])


def test_every_series_has_a_marker_of_its_own() -> None:
    assert len(set(MARKERS)) == len(MARKERS) == len(set(SERIES)) == len(SERIES)
