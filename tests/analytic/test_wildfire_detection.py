"""Detection of fires: waiting times as for looks at a steady pace, and what can only help."""

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.clock import Clock
from sim.core.streams import Streams
from sim.hazards.wildfire.detection import DetectionNetwork, Look, Sighting, sightings
from sim.hazards.wildfire.weather.series import FireWeather

HOUR_S = 3600.0
N_FIRES = 2000
CHINA = timezone(timedelta(hours=8))
BLIND = Look(seen_share=0.0)


def weather(*, wind_mps: float = 3.0, humidity: float = 0.4) -> FireWeather:
    hours = np.arange(120)
    calm = np.ones(120)
    return FireWeather(
        time_s=hours * HOUR_S,
        temperature_c=10.0 * calm,
        humidity=humidity * calm,
        wind_mps=wind_mps * calm,
        wind_from_deg=270.0 * calm,
        rain_mm_per_h=0.0 * calm,
    )


def only(**looks: Look) -> DetectionNetwork:
    names = DetectionNetwork().sources()
    return DetectionNetwork(**{name: looks.get(name, BLIND) for name in names})


def seen(
    network: DetectionNetwork,
    number: int = 0,
    *,
    over: FireWeather | None = None,
    hour: int = 0,
    danger: int = 3,
    is_abroad: bool = False,
    ha_per_h: float = 1e6,
) -> tuple[Sighting, ...]:
    clock = Clock(datetime(2019, 4, 1, hour, tzinfo=CHINA))
    return sightings(
        fire_id=f"F{number}",
        start_s=0.0,
        area_ha=lambda time_s: ha_per_h * time_s / HOUR_S,
        danger=danger,
        is_abroad=is_abroad,
        clock=clock,
        weather=weather() if over is None else over,
        network=network,
        streams=Streams(7, 0),
    )


def waits_h(network: DetectionNetwork, danger: int = 3) -> np.ndarray:
    found = [seen(network, number, danger=danger) for number in range(N_FIRES)]
    return np.array([one[0].time_s / HOUR_S for one in found if one])


@pytest.mark.parametrize(("every_h", "share"), [(1.0, 0.5), (2.0, 0.9), (0.5, 0.2)])
def test_the_mean_wait_is_that_of_looks_at_a_steady_pace(every_h: float, share: float) -> None:
    """First look uniform in one interval, then a geometric number: T (1/p - 1/2).

    Within four standard errors of the mean of 2,000 fires.
    """
    look = Look(every_s=every_h * HOUR_S, seen_share=share, least_ha=0.0, delay_s=0.0)
    waits = waits_h(only(tower=look))
    error = waits.std(ddof=1) / np.sqrt(waits.size)
    assert waits.size >= 0.99 * N_FIRES
    assert abs(waits.mean() - every_h * (1.0 / share - 0.5)) < 4.0 * error


def test_the_share_of_ground_covered_is_the_share_of_fires_seen() -> None:
    """Four standard errors of a binomial share."""
    look = Look(every_s=600.0, seen_share=0.9, covered_share=0.3, least_ha=0.0)
    share = waits_h(only(camera=look)).size / N_FIRES
    assert abs(share - 0.3) < 4.0 * np.sqrt(0.3 * 0.7 / N_FIRES)


def test_patrols_look_more_often_the_higher_the_danger() -> None:
    """Two classes up at a factor of 1.5 the mean wait falls to 1 / 2.25, within a tenth of it."""
    look = Look(every_s=2 * HOUR_S, seen_share=0.7, least_ha=0.0, delay_s=0.0, danger_factor=1.5)
    network = only(patrol=look)
    assert waits_h(network).mean() / waits_h(network, danger=5).mean() == pytest.approx(
        2.25, rel=0.1
    )


def test_a_report_is_out_its_delay_after_the_look_and_no_fire_is_seen_too_small() -> None:
    look = Look(every_s=600.0, seen_share=1.0, least_ha=5.0, delay_s=900.0)
    found = seen(only(geostationary=look), ha_per_h=2.0)[0]
    assert found.source == "geostationary"
    assert found.area_ha == pytest.approx(2.0 * (found.time_s - 900.0) / HOUR_S)
    assert 5.0 <= found.area_ha < 5.0 + 2.0 * 600.0 / HOUR_S


def test_towers_see_nothing_before_it_is_light() -> None:
    look = Look(every_s=600.0, seen_share=1.0, least_ha=0.0, delay_s=0.0, by_night=False)
    network = only(tower=look)
    for number in range(50):
        light_s = (network.first_light_h + 24.0 - 20.0) * HOUR_S  # it starts at eight at night
        at_s = seen(network, number, hour=20)[0].time_s
        assert light_s <= at_s < light_s + 600.0


def test_cloud_blinds_satellites_and_wind_grounds_aircraft() -> None:
    damp, stormy = weather(humidity=0.95), weather(wind_mps=20.0)
    network = DetectionNetwork()
    for number in range(40):
        under_cloud = {one.source for one in seen(network, number, over=damp)}
        assert not under_cloud & {"geostationary", "polar"}
        in_storm = {one.source for one in seen(network, number, over=stormy)}
        assert "aircraft" not in in_storm
    assert "polar" in {one.source for number in range(40) for one in seen(network, number)}


@given(
    number=st.integers(0, 10_000),
    danger=st.integers(1, 5),
    is_abroad=st.booleans(),
    ha_per_h=st.floats(0.01, 100.0),
    blind=st.sampled_from(sorted(DetectionNetwork().sources())),
)
def test_one_source_less_changes_no_other(
    *, number: int, danger: int, is_abroad: bool, ha_per_h: float, blind: str
) -> None:
    case = {"danger": danger, "is_abroad": is_abroad, "ha_per_h": ha_per_h}
    network = DetectionNetwork()
    found = seen(network, number, **case)  # type: ignore[arg-type]  # each of its own type
    without = seen(network.model_copy(update={blind: BLIND}), number, **case)  # type: ignore[arg-type]
    assert without == tuple(one for one in found if one.source != blind)
    assert list(found) == sorted(found, key=lambda one: one.time_s)


@given(number=st.integers(0, 10_000), slow=st.floats(0.01, 10.0), factor=st.floats(1.0, 50.0))
def test_a_fire_that_grows_faster_is_seen_no_later(number: int, slow: float, factor: float) -> None:
    network = DetectionNetwork()
    small = {one.source: one.time_s for one in seen(network, number, ha_per_h=slow)}
    large = {one.source: one.time_s for one in seen(network, number, ha_per_h=slow * factor)}
    assert set(small) <= set(large)
    assert all(large[source] <= time_s for source, time_s in small.items())
