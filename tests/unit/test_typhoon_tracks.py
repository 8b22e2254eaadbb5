"""Reading tracks, and where the centre is between fixes."""

from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, ProblemsError, StorageError, UnknownNameError
from sim.core.paths import shipped
from sim.hazards.typhoon import TyphoonParameters, read_tracks
from sim.hazards.typhoon.tracks import COLUMNS

CLOCK = Clock(parse_time("2019-09-06T00:00:00+08:00"))
HEADER = ",".join(COLUMNS) + "\n"
ROWS = (
    "A,甲,A,2019-09-06T00:00:00+08:00,40.0,125.0,980,25.0,s\n"
    "A,甲,A,2019-09-06T06:00:00+08:00,42.0,125.0,984,,s\n"
    "B,乙,B,2019-09-06T00:00:00+08:00,30.0,140.0,990,20.0,s\n"
)


def written(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "tracks.csv"
    path.write_text(header + rows, encoding="utf-8")
    return path


def test_the_centre_moves_evenly_between_fixes_and_is_nowhere_outside(tmp_path: Path) -> None:
    track, other = read_tracks(written(tmp_path, ROWS), clock=CLOCK)
    assert (track.storm_id, other.storm_id) == ("A", "B")
    there = track.at(np.array([-3600.0, 0.0, 10_800.0, 21_600.0, 25_200.0]))
    np.testing.assert_allclose(there.lat, [np.nan, 40.0, 41.0, 42.0, np.nan])
    np.testing.assert_allclose(there.pressure_hpa[1:4], [980.0, 982.0, 984.0])
    east, north = track.motion_mps()
    np.testing.assert_allclose(east, 0.0, atol=1e-12)
    np.testing.assert_allclose(north, 2.0 * 111_200.0 / 21_600.0)
    assert other.motion_mps()[0].tolist() == [0.0]


def test_a_course_moved_to_the_right_of_northward_motion_lies_further_east(tmp_path: Path) -> None:
    (track,) = read_tracks(written(tmp_path, ROWS), clock=CLOCK, storms=["A"])
    moved = track.shifted(100.0, 2.0)
    np.testing.assert_allclose(moved.lat, track.lat)
    assert (moved.lon - track.lon) * 111.2 * np.cos(np.radians(40.0)) == pytest.approx(
        100.0, rel=0.04
    )
    assert np.diff(moved.time_s) == pytest.approx(10_800.0)
    same = track.shifted(0.0, 1.0)
    for name in ("time_s", "lat", "lon"):
        np.testing.assert_array_equal(getattr(same, name), getattr(track, name))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS.replace("980", "98x"), r"tracks.csv:2.*pressure_hpa.*'98x' is not a number"),
        (ROWS.replace("984", ""), r":3.*pressure_hpa.*needed"),
        (ROWS.replace("42.0", "142.0"), r":3.*lat.*-90 to 90"),
        (ROWS.replace("T06:00:00+08:00", "T00:00:00+08:00"), r":3.*time.*does not lie after"),
        (ROWS.replace("T06:00:00+08:00", "T06:00:00"), r":3.*time.*offset"),
    ],
)
def test_mistakes_are_told_with_row_and_column(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(ProblemsError, match=message):
        read_tracks(written(tmp_path, rows), clock=CLOCK)


def test_missing_things_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="wind_mps"):
        read_tracks(written(tmp_path, "", HEADER.replace("wind_mps,", "")), clock=CLOCK)
    with pytest.raises(UnknownNameError, match="storm"):
        read_tracks(written(tmp_path, ROWS), clock=CLOCK, storms=["C"])
    with pytest.raises(StorageError, match="cannot read tracks"):
        read_tracks(tmp_path / "none.csv", clock=CLOCK)
    with pytest.raises(InputError, match="must lie in the hazard's folder"):
        TyphoonParameters(tracks="../tracks.csv").read(tmp_path, clock=CLOCK)
    assert TyphoonParameters().read(tmp_path, clock=CLOCK) == ()


@pytest.mark.parametrize(
    ("scenario", "storms"),
    [
        ("lekima_krosa_2019", {"LEKIMA", "KROSA"}),
        ("lingling_2019", {"LINGLING"}),
        ("flood_season_2019", {"LEKIMA", "KROSA", "LINGLING"}),
    ],
)
def test_the_storms_of_2019_ship(scenario: str, storms: set[str]) -> None:
    tracks = read_tracks(shipped("scenarios") / scenario / "tracks.csv", clock=CLOCK)
    assert {track.storm_id for track in tracks} == storms
    assert all((np.diff(track.time_s) > 0.0).all() for track in tracks)
