"""Distances against known answers, and against each other."""

import numpy as np
import pytest

from sim.core.units import EARTH_RADIUS_M
from sim.place.geometry import (
    distance_to_courses_m,
    haversine_m,
    line_to_courses_m,
    rings_contain,
)

DEGREE_M = EARTH_RADIUS_M * np.pi / 180


def test_haversine_of_a_degree_of_latitude_and_of_a_quarter_of_the_globe() -> None:
    assert haversine_m(43.0, 125.0, 44.0, 125.0) == pytest.approx(DEGREE_M, rel=1e-9)
    assert haversine_m(0.0, 0.0, 0.0, 90.0) == pytest.approx(90 * DEGREE_M, rel=1e-9)
    assert haversine_m(0.0, 0.0, 0.0, 180.0) == pytest.approx(180 * DEGREE_M, rel=1e-9)


def test_haversine_broadcasts() -> None:
    lat = np.array([43.0, 44.0, 45.0])
    found = haversine_m(43.0, 125.0, lat, 125.0)
    assert found.shape == (3,)
    assert np.allclose(found, [0.0, DEGREE_M, 2 * DEGREE_M])


def test_distance_to_the_middle_of_a_segment_and_to_its_end() -> None:
    course = ((125.0, 43.0), (125.0, 44.0))
    beside = distance_to_courses_m(43.5, 125.1, [course])
    assert beside == pytest.approx(float(haversine_m(43.5, 125.1, 43.5, 125.0)), rel=2e-3)
    beyond = distance_to_courses_m(44.1, 125.0, [course])
    assert beyond == pytest.approx(0.1 * DEGREE_M, rel=2e-3)
    assert distance_to_courses_m(43.5, 125.1, []) == np.inf


def test_a_line_that_crosses_is_at_distance_zero() -> None:
    course = ((125.0, 43.0), (125.0, 44.0))
    assert line_to_courses_m((43.5, 124.9), (43.5, 125.1), [course]) == (0.0, True)
    distance_m, crosses = line_to_courses_m((43.5, 125.1), (43.6, 125.3), [course])
    assert not crosses
    assert distance_m == pytest.approx(float(haversine_m(43.5, 125.1, 43.5, 125.0)), rel=5e-3)


def test_even_odd_containment_with_a_hole() -> None:
    outer = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0))
    hole = ((3.0, 3.0), (5.0, 3.0), (5.0, 5.0), (3.0, 5.0), (3.0, 3.0))
    assert rings_contain((outer, hole), 1.0, 1.0)
    assert not rings_contain((outer, hole), 4.0, 4.0)
    assert not rings_contain((outer, hole), 10.0, 4.0)
