"""Wang Zhengfei's model and the tables of rates: factors by fuel, and the whole formula."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.hazards.wildfire.landscape.grid import Grid
from sim.hazards.wildfire.landscape.landscape import Landscape
from sim.hazards.wildfire.spread.fuels import FUEL_MODELS, wind_share
from sim.hazards.wildfire.spread.rates import SpreadParameters, spread_tables
from sim.hazards.wildfire.spread.wang import (
    WangParameters,
    beaufort,
    heat_per_area_j_m2,
    initial_rate_mps,
)
from sim.hazards.wildfire.weather.series import FireWeather

# Bounds of the forces of wind 1-11 [m/s], World Meteorological Organization (Manual on Codes).
FORCES = (0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7)
# 20 °C and 40 %, wind force B: 0.598 + 0.047 B + 0.54 - 0.304 m/min.
STILL_M_PER_MIN = 0.834


def rates_m_per_min(
    fuel: int, wind_mps: float, slope_deg: int, *, model: Literal["wang", "rothermel"] = "wang"
) -> tuple[float, float]:
    """Return the rate ahead and back of a fire with a south wind up a slope that rises north."""
    landscape = Landscape(
        grid=Grid(43.0, 131.0, 50.0, 1, 1),
        fuel=np.array([[fuel]], dtype=np.int8),
        slope_deg=np.array([[slope_deg]], dtype=np.int16),
        aspect_deg=np.array([[180]], dtype=np.int16),
        barrier_m=np.zeros((1, 1), dtype=np.float32),
        is_home=np.ones((1, 1), dtype=np.bool_),
        border_m=(),
        source="one cell",
    )
    hour = (0.0, 20.0, 0.4, wind_mps, 180.0, 0.0)
    weather = FireWeather(*(np.array([value]) for value in hour))
    tables = spread_tables(
        landscape, weather, start_s=0.0, n_hours=1, parameters=SpreadParameters(model=model)
    )
    still, east, north = tables.slowness_s_per_m[0, 0]
    assert east == pytest.approx(0.0, abs=1e-9 * still)
    return 60.0 / (still - north), 60.0 / (still + north)


@pytest.mark.parametrize("force", range(1, 12))
def test_the_middle_of_each_force_of_wind_is_that_force(force: int) -> None:
    middle_mps = (FORCES[force - 1] + FORCES[force]) / 2.0
    assert beaufort(np.array([middle_mps]))[0] == pytest.approx(force, abs=0.25)


@pytest.mark.parametrize(
    ("numbers", "factor"),
    [((1, 2, 3), 1.6), ((4, 5, 6, 7), 1.8), ((8,), 0.8), ((9,), 1.2), ((10, 11, 12, 13), 1.0)],
)
def test_a_fuel_burns_by_its_factor_in_still_air(numbers: tuple[int, ...], factor: float) -> None:
    for number in numbers:
        ahead, back = rates_m_per_min(number, 0.0, 0)
        assert ahead == pytest.approx(STILL_M_PER_MIN * factor, rel=1e-6)
        assert back == pytest.approx(ahead, rel=1e-6)


@pytest.mark.parametrize(("wind_mps", "slope_deg"), [(4.0, 0), (12.0, 0), (0.0, 25), (5.0, 20)])
def test_wind_and_slope_push_ahead_and_hold_back_as_the_formula_has_it(
    wind_mps: float, slope_deg: int
) -> None:
    """R = R0 Ks exp(±(0.1783 V + 3.533 tan^1.2 φ)), with the wind and against it."""
    force = (wind_mps / 0.836) ** (2.0 / 3.0)
    still = (STILL_M_PER_MIN + 0.047 * force) * 1.2
    pull = 0.1783 * wind_mps + 3.533 * np.tan(np.radians(slope_deg)) ** 1.2
    ahead, back = rates_m_per_min(9, wind_mps, slope_deg)
    assert ahead == pytest.approx(still * np.exp(pull), rel=1e-6)
    assert back == pytest.approx(still * np.exp(-pull), rel=1e-6)


def test_a_fire_as_long_as_it_may_be_goes_no_slower_at_its_head() -> None:
    """Under 20 m/s the ellipse is 6 times as long as wide: its back is faster than the formula."""
    still = (STILL_M_PER_MIN + 0.047 * (20.0 / 0.836) ** (2.0 / 3.0)) * 1.2
    ahead, back = rates_m_per_min(9, 20.0, 0)
    assert ahead == pytest.approx(still * np.exp(0.1783 * 20.0), rel=1e-6)
    assert back > still * np.exp(-0.1783 * 20.0)
    e = np.sqrt(1.0 - 1.0 / 36.0)
    assert back / ahead == pytest.approx((1.0 - e) / (1.0 + e), rel=1e-6)


@pytest.mark.parametrize("fuel", sorted(FUEL_MODELS))
@pytest.mark.parametrize("wind_mps", [5.0, 15.0, 30.0])
def test_no_fire_of_rothermel_outruns_the_wind_at_its_flames(fuel: int, wind_mps: float) -> None:
    ahead, _ = rates_m_per_min(fuel, wind_mps, 0, model="rothermel")
    still, _ = rates_m_per_min(fuel, 0.0, 0, model="rothermel")
    at_flames = wind_mps * wind_share(FUEL_MODELS[fuel], under_trees=0.2) * 60.0
    assert ahead <= max(at_flames, still) * (1.0 + 1e-9)
    assert ahead > still


def test_the_wind_holds_back_short_grass_in_a_storm() -> None:
    """At 36 m/s Rothermel's formula alone would have it outrun the wind."""
    ahead, _ = rates_m_per_min(1, 36.0, 0, model="rothermel")
    share = wind_share(FUEL_MODELS[1], under_trees=0.2)
    assert ahead == pytest.approx(36.0 * share * 60.0, rel=1e-6)


def test_damp_frost_does_not_burn() -> None:
    air = (np.array([-10.0]), np.array([0.0]), np.array([1.0]))
    assert initial_rate_mps(*air, parameters=WangParameters())[0] == 0.0


def test_heat_by_area_follows_load_and_the_share_that_burns() -> None:
    """Short grass by hand: 0.74 tons an acre, 0.166 kg/m², of which 60 % at 18.6 MJ/kg."""
    grass = FUEL_MODELS[1]
    assert heat_per_area_j_m2(grass, parameters=WangParameters()) == pytest.approx(1.85e6, rel=0.01)
    half = heat_per_area_j_m2(grass, parameters=WangParameters(consumed_share=0.3))
    assert half == pytest.approx(heat_per_area_j_m2(grass, parameters=WangParameters()) / 2.0)


@given(
    st.floats(-30.0, 40.0),
    st.floats(0.0, 10.0),
    st.floats(0.0, 30.0),
    st.floats(0.0, 10.0),
    st.floats(0.0, 1.0),
)
def test_warmth_and_wind_never_slow_a_fire_of_wang(
    temperature_c: float, warmer_c: float, wind_mps: float, more_mps: float, humidity: float
) -> None:
    rates = initial_rate_mps(
        temperature_c + np.array([0.0, warmer_c, 0.0]),
        wind_mps + np.array([0.0, 0.0, more_mps]),
        np.full(3, humidity),
        parameters=WangParameters(),
    )
    assert (rates >= rates[0]).all()
    assert beaufort(np.array([wind_mps + more_mps]))[0] >= beaufort(np.array([wind_mps]))[0]


@given(st.floats(-30.0, 40.0), st.floats(0.0, 30.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_wang_is_never_negative_and_slower_in_damp_air(
    temperature_c: float, wind_mps: float, humidity: float, damper: float
) -> None:
    def rate(damp: float) -> float:
        return float(
            initial_rate_mps(
                np.array([temperature_c]),
                np.array([wind_mps]),
                np.array([damp]),
                parameters=WangParameters(),
            )[0]
        )

    assert 0.0 <= rate(max(humidity, damper)) <= rate(min(humidity, damper))
