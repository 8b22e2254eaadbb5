"""Weather over fires: tables read and refused, errors that persist, springs as asked for."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import Clock
from sim.core.errors import ProblemsError
from sim.core.streams import Streams
from sim.hazards.wildfire.weather.series import (
    FireWeather,
    SpringWeather,
    WeatherErrors,
    perturbed,
    read_fire_weather,
    spring_weather,
)

CLOCK = Clock(datetime(2019, 3, 18, 12, tzinfo=timezone(timedelta(hours=8))))
HEADER = "time,temperature_c,humidity_share,wind_mps,wind_from_deg,rain_mm_per_h\n"
DAY_S = 86_400.0


def read(folder: Path, *rows: str, horizon_s: float = 12 * 3600.0) -> FireWeather:
    path = folder / "weather.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_fire_weather(path, clock=CLOCK, horizon_s=horizon_s)


def spring(spring: SpringWeather, *, seed: int = 1, days: int = 400) -> FireWeather:
    return spring_weather(
        name="p", clock=CLOCK, horizon_s=days * DAY_S, spring=spring, streams=Streams(seed, 0)
    )


def test_between_two_rows_all_changes_steadily_and_the_wind_as_a_vector(tmp_path: Path) -> None:
    """Half way from a north wind to an east wind as strong it blows from the north-east."""
    weather = read(
        tmp_path,
        "2019-03-18T12:00:00+08:00,10,0.2,6,0,0",
        "2019-03-18T16:00:00+08:00,2,0.6,6,90,1",
    )
    assert weather.temperature_c[2] == pytest.approx(6.0)
    assert weather.humidity[2] == pytest.approx(0.4)
    assert weather.wind_from_deg[2] == pytest.approx(45.0)
    assert weather.wind_mps[2] == pytest.approx(6.0 / np.sqrt(2.0))
    assert weather.wind_from_deg[4:] == pytest.approx(90.0)
    assert len(weather.time_s) == 13


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2019-03-18T12:00:00+08:00,10,20,6,0,0", "humidity_share"),
        ("2019-03-18T12:00:00+08:00,warm,0.2,6,0,0", "temperature_c"),
        ("2019-03-18T12:00:00+08:00,10,0.2,-1,0,0", "wind_mps"),
        ("2019-03-18T12:00:00,10,0.2,6,0,0", "time"),
    ],
)
def test_a_wrong_value_is_named_with_its_row_and_column(
    tmp_path: Path, row: str, column: str
) -> None:
    with pytest.raises(ProblemsError) as error:
        read(tmp_path, row)
    assert [(one.file, one.row, one.column) for one in error.value.problems] == [
        ("weather.csv", 2, column)
    ]


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="after the row above"):
        read(
            tmp_path,
            "2019-03-18T14:00:00+08:00,10,0.2,6,0,0",
            "2019-03-18T12:00:00+08:00,10,0.2,6,0,0",
        )


def test_errors_have_the_mean_spread_and_memory_asked_for(tmp_path: Path) -> None:
    """Over 300 replications: the mean wind within 4 standard errors, the rest within a tenth."""
    table = read(tmp_path, "2019-03-18T12:00:00+08:00,10,0.5,6,180,0", horizon_s=48 * 3600.0)
    errors = WeatherErrors(wind_cv=0.3, direction_sd_deg=15.0, humidity_sd=0.05)
    drawn = [
        perturbed(table, name="all", errors=errors, streams=Streams(1, number))
        for number in range(300)
    ]
    wind = np.array([one.wind_mps for one in drawn])
    turn = np.array([one.wind_from_deg for one in drawn]) - 180.0
    error = wind[:, 24].std(ddof=1) / np.sqrt(len(drawn))
    assert abs(wind[:, 24].mean() - 6.0) < 4.0 * error
    assert wind.std() / wind.mean() == pytest.approx(0.3, rel=0.1)
    assert turn.std() == pytest.approx(15.0, rel=0.1)
    lag = int(errors.memory_s / 3600.0)
    kept = np.corrcoef(turn[:, :-lag].ravel(), turn[:, lag:].ravel())[0, 1]
    assert kept == pytest.approx(np.exp(-1.0), abs=0.1)


def test_a_spring_has_the_share_of_rain_days_and_the_dry_afternoons_asked_for() -> None:
    wanted = SpringWeather(rain_day_share=0.25)
    weather = spring(wanted, days=2000)
    of_day = (12 + np.arange(len(weather.time_s))) % 24
    noons = weather.rain_mm_per_h[of_day == 12]
    assert (noons > 0.0).mean() == pytest.approx(0.25, abs=0.05)
    assert weather.temperature_c.mean() == pytest.approx(wanted.temperature_c, abs=1.0)
    assert weather.humidity[of_day == 15].mean() < weather.humidity[of_day == 3].mean()
    assert weather.wind_mps[of_day == 15].mean() > weather.wind_mps[of_day == 3].mean()
    assert ((weather.humidity >= 0.1) & (weather.humidity <= 1.0)).all()


def test_a_spring_is_the_same_for_the_same_seed_alone() -> None:
    one, again = spring(SpringWeather()), spring(SpringWeather())
    assert all(
        np.array_equal(getattr(one, name), getattr(again, name)) for name in FireWeather.FIELDS
    )
    other = spring(SpringWeather(), seed=2)
    assert not np.array_equal(one.wind_mps, other.wind_mps)
