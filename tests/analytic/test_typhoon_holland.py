"""Holland's profile against what it must give, and the wind of known storms."""

import numpy as np
import pytest

from sim.hazards.typhoon.holland import (
    AIR_KG_PER_M3,
    coriolis_per_s,
    gradient_wind_mps,
    radius_of_max_km,
    shape_b,
)

RADII = np.linspace(1.0, 600.0, 6000)


@pytest.mark.parametrize("b", [0.9, 1.4, 2.2])
@pytest.mark.parametrize("radius_max_km", [20.0, 64.0, 120.0])
def test_the_maximum_lies_at_its_radius(b: float, radius_max_km: float) -> None:
    wind = gradient_wind_mps(RADII, deficit_hpa=40.0, radius_max_km=radius_max_km, b=b)
    assert RADII[wind.argmax()] == pytest.approx(radius_max_km, abs=0.2)
    peak = np.sqrt(b * 4000.0 / (AIR_KG_PER_M3 * np.e))
    assert wind.max() == pytest.approx(peak, rel=1e-4)
    inner, outer = wind[radius_max_km >= RADII], wind[radius_max_km <= RADII]
    assert (np.diff(inner) >= 0.0).all()
    assert (np.diff(outer) <= 0.0).all()


def test_the_turning_earth_slows_the_wind_and_pulls_the_maximum_in_by_a_few_percent() -> None:
    f = coriolis_per_s(42.0)
    assert float(f) == pytest.approx(9.76e-5, rel=0.01)
    still = gradient_wind_mps(RADII, deficit_hpa=40.0, radius_max_km=64.0, b=1.4)
    turning = gradient_wind_mps(RADII, deficit_hpa=40.0, radius_max_km=64.0, b=1.4, coriolis=f)
    assert (turning < still).all()
    assert 0.85 * 64.0 < RADII[turning.argmax()] <= 64.0


def test_no_deficit_no_wind() -> None:
    wind = gradient_wind_mps(
        RADII, deficit_hpa=0.0, radius_max_km=64.0, b=1.4, coriolis=coriolis_per_s(42.0)
    )
    assert not wind.any()


def test_the_shape_gives_back_the_highest_wind() -> None:
    b = shape_b(35.0, 45.0)
    wind = gradient_wind_mps(50.0, deficit_hpa=45.0, radius_max_km=50.0, b=b)
    assert float(wind) == pytest.approx(35.0)


def test_stronger_storms_are_tighter_and_northern_ones_wider() -> None:
    assert float(radius_of_max_km(0.0, 0.0)) == pytest.approx(46.4)
    assert radius_of_max_km(50.0, 20.0) < radius_of_max_km(25.0, 20.0)
    assert radius_of_max_km(25.0, 42.0) > radius_of_max_km(25.0, 20.0)
