"""What must hold for any storm: wind, trees, and the rain that goes with it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.core.streams import Streams
from sim.hazards.flood.rain.invented import InventedRain, invented_rain_mm
from sim.hazards.typhoon import Track, WindParameters, is_grounded, wind_mps
from sim.hazards.typhoon.damage import TreeParameters, fallen_trees
from sim.place import Place, load_place

SETTINGS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TIME_S = np.arange(49.0) * 3600.0


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def storm(lat: float, lon: float, pressure_hpa: float, wind: float) -> Track:
    """Return a storm that runs north-east for two days."""
    fixes = np.linspace(0.0, 1.0, 9)
    return Track(
        "S",
        fixes * 48.0 * 3600.0,
        lat + 8.0 * fixes,
        lon + 6.0 * fixes,
        np.full(9, pressure_hpa),
        np.full(9, wind),
    )


STORMS = st.builds(
    storm,
    lat=st.floats(34.0, 46.0),
    lon=st.floats(118.0, 132.0),
    pressure_hpa=st.floats(950.0, 1015.0),
    wind=st.floats(8.0, 50.0) | st.just(float("nan")),
)


@SETTINGS
@given(track=STORMS)
def test_wind_is_finite_never_negative_and_never_beyond_reason(place: Place, track: Track) -> None:
    lat = [county.lat for county in place.counties]
    lon = [county.lon for county in place.counties]
    wind = wind_mps([track], lat=lat, lon=lon, time_s=TIME_S, parameters=WindParameters())
    assert np.isfinite(wind).all()
    assert (wind >= 0.0).all()
    assert wind.max() < 80.0
    nothing = wind_mps([], lat=lat, lon=lon, time_s=TIME_S, parameters=WindParameters())
    assert not nothing.any()
    both = wind_mps([track, track], lat=lat, lon=lon, time_s=TIME_S, parameters=WindParameters())
    np.testing.assert_array_equal(both, wind)
    assert (is_grounded(1.2 * wind, WindParameters()) >= is_grounded(wind, WindParameters())).all()


@SETTINGS
@given(seed=st.integers(0, 1000), gust=st.floats(5.0, 45.0))
def test_more_wind_fells_the_same_trees_sooner_and_more(
    place: Place, seed: int, gust: float
) -> None:
    rise = np.linspace(0.0, gust, len(TIME_S))[:, None] * np.ones(len(place.links))
    fewer, more = (
        fallen_trees(
            place,
            factor * rise,
            time_s=TIME_S,
            parameters=TreeParameters(),
            streams=Streams(seed, 0),
        )
        for factor in (1.0, 1.3)
    )
    sooner = dict(zip(more.link.tolist(), more.time_s.tolist(), strict=True))
    for link, time_s in zip(fewer.link.tolist(), fewer.time_s.tolist(), strict=True):
        assert sooner[link] <= time_s
    assert (np.diff(more.time_s) >= 0.0).all()


@SETTINGS
@given(track=STORMS, total_mm=st.floats(0.0, 400.0))
def test_invented_rain_has_the_total_it_was_given(
    place: Place, track: Track, total_mm: float
) -> None:
    parameters = InventedRain(total_mm=total_mm)
    rain = invented_rain_mm(place, [track], n_hours=48, parameters=parameters)
    assert rain.shape == (48, len(place.counties))
    assert (rain >= 0.0).all()
    assert rain.sum(axis=0).max() == pytest.approx(total_mm)
    assert not invented_rain_mm(place, [], n_hours=48, parameters=parameters).any()
