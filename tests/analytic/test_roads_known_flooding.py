"""Speed in standing water against the published curve."""

import numpy as np
import pytest

from sim.core.units import KMH_MPS
from sim.roads.flooding import flooded_speed_mps, passage_time_s

FAST = 200 * KMH_MPS
DEPTHS_M = np.linspace(0.0, 1.0, 2001)


@pytest.mark.parametrize(
    ("depth_mm", "speed_kmh"),
    [(1e-6, 86.9448), (100.0, 40.6548), (150.0, 24.2598), (300.0, 2.0748)],
)
def test_points_of_the_published_curve(depth_mm: float, speed_kmh: float) -> None:
    speed = float(flooded_speed_mps(FAST, depth_m=depth_mm / 1000))
    assert speed / KMH_MPS == pytest.approx(speed_kmh, abs=1e-5)


def test_dry_road_is_driven_at_its_own_speed() -> None:
    speeds = np.array([5.0, 20.0, FAST])
    assert (flooded_speed_mps(speeds, depth_m=0.0) == speeds).all()


def test_slow_road_is_no_faster_for_the_water() -> None:
    assert float(flooded_speed_mps(5.0, depth_m=0.05)) == 5.0


def test_deeper_is_never_faster_and_never_standing() -> None:
    for free in (5.0, 15.0, FAST):
        speeds = flooded_speed_mps(free, depth_m=DEPTHS_M)
        assert (np.diff(speeds) <= 0).all()
        assert (speeds > 0).all()


def test_only_the_low_point_is_driven_slowly() -> None:
    wet_kmh = 0.0009 * 200**2 - 0.5529 * 200 + 86.9448
    expected = 9000 / 20 + 1000 / (wet_kmh * KMH_MPS)
    time_s = passage_time_s(10_000.0, 20.0, depth_m=0.2, fords_m=0.3, flooded_length_m=1000.0)
    assert float(time_s) == pytest.approx(expected, rel=1e-12)


def test_short_link_is_flooded_throughout() -> None:
    wet_kmh = 0.0009 * 200**2 - 0.5529 * 200 + 86.9448
    time_s = passage_time_s(400.0, 20.0, depth_m=0.2, fords_m=0.3, flooded_length_m=1000.0)
    assert float(time_s) == pytest.approx(400 / (wet_kmh * KMH_MPS), rel=1e-12)


def test_a_class_stops_at_the_depth_it_fords_and_not_before() -> None:
    depths = np.array([0.0, 0.299, 0.3, 0.499, 0.5])
    car = passage_time_s(5000.0, 20.0, depth_m=depths, fords_m=0.3, flooded_length_m=500.0)
    rescue = passage_time_s(5000.0, 20.0, depth_m=depths, fords_m=0.5, flooded_length_m=500.0)
    assert np.isfinite(car).tolist() == [True, True, False, False, False]
    assert np.isfinite(rescue).tolist() == [True, True, True, True, False]
    assert (np.diff(rescue) >= 0).all()
