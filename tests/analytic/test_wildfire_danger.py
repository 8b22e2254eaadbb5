"""The fire weather index gives the published test days of Van Wagner and Pickett (1985)."""

import numpy as np
import pytest

from sim.hazards.wildfire.weather.danger import (
    Danger,
    DangerParameters,
    Noon,
    before_season,
    equilibrium_moisture,
    next_day,
)

# Temperature, humidity, wind, rain of 13 to 18 April, and the six codes of each day.
DAYS = [
    ((17.0, 42.0, 25.0, 0.0), (87.7, 8.5, 19.0, 10.9, 8.5, 10.1)),
    ((20.0, 21.0, 25.0, 2.4), (86.2, 10.4, 23.6, 8.8, 10.4, 9.3)),
    ((8.5, 40.0, 17.0, 0.0), (87.0, 11.8, 26.1, 6.5, 11.7, 7.6)),
    ((6.5, 25.0, 6.0, 0.0), (88.8, 13.2, 28.2, 4.9, 13.1, 6.2)),
    ((13.0, 34.0, 24.0, 0.0), (89.1, 15.4, 31.5, 12.6, 15.3, 14.8)),
    ((6.0, 40.0, 22.0, 0.4), (88.7, 16.5, 33.5, 10.7, 16.4, 13.5)),
]


def noon(*values: float, month: int = 4) -> Noon:
    return Noon(*(np.array([value]) for value in values), month=month)


def test_the_published_days_come_out_to_a_tenth() -> None:
    codes = before_season(1, DangerParameters())
    for weather, published in DAYS:
        codes = next_day(codes, noon(*weather))
        found = [float(code[0]) for code in codes]
        assert found == pytest.approx(published, abs=0.06)


def test_rain_lowers_the_danger_and_wind_raises_it() -> None:
    before = Danger(*(np.array([value]) for value in (88.0, 20.0, 60.0, 5.0, 20.0, 10.0)))
    plain = next_day(before, noon(15.0, 40.0, 15.0, 0.0))
    windy = next_day(before, noon(15.0, 40.0, 35.0, 0.0))
    rainy = next_day(before, noon(15.0, 40.0, 15.0, 20.0))
    assert rainy.fwi < plain.fwi < windy.fwi
    assert rainy.dmc < plain.dmc
    assert rainy.dc < plain.dc


def test_classes_rise_with_the_index() -> None:
    classes = DangerParameters().class_of(np.array([0.0, 3.0, 8.0, 15.0, 25.0, 80.0]))
    assert classes.tolist() == [1, 2, 3, 4, 5, 5]


def test_fine_fuel_is_wetter_in_damp_air_and_joins_without_great_steps() -> None:
    """Simard's three parts meet within two percent of moisture."""
    humidity = np.linspace(0.02, 0.99, 500)
    moisture = equilibrium_moisture(np.full(500, 15.0), humidity)
    assert (np.diff(moisture) > -0.02).all()
    assert 0.04 <= float(np.interp(0.25, humidity, moisture)) <= 0.08
    assert moisture[-1] > 3.0 * moisture[100]
