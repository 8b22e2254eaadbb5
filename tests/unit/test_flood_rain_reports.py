"""Reading rain reports: what is wrong, where, and what was probably meant."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import Clock
from sim.core.errors import InputError, ProblemsError, StorageError
from sim.core.paths import shipped
from sim.hazards.flood.rain.reports import COLUMNS, RainReport, read_rain_reports
from sim.place import Place, load_place

CLOCK = Clock(datetime.fromisoformat("2019-08-12T00:00:00+08:00"))
FOLDER = shipped("scenarios") / "lekima_krosa_2019"
GOOD = {
    "area_kind": "county",
    "area_id": "220112",
    "name": "双阳",
    "from": "2019-08-13T08:00:00+08:00",
    "to": "2019-08-17T12:00:00+08:00",
    "total_mm": "175.7",
}


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def read(tmp_path: Path, place: Place, *rows: dict[str, str]) -> tuple[RainReport, ...]:
    lines = [",".join(COLUMNS)]
    lines += [",".join({**GOOD, **row}.get(column, "") for column in COLUMNS) for row in rows]
    path = tmp_path / "rain.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_rain_reports(path, place=place, clock=CLOCK)


def test_a_good_row(tmp_path: Path, place: Place) -> None:
    (report,) = read(tmp_path, place, {})
    assert (report.from_h, report.to_h, report.total_mm) == (32, 132, 175.7)
    assert report.max_1h_mm is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"area_kind": "countty"}, "Did you mean 'county'"),
        ({"area_id": "220113x"}, "Did you mean '220113'"),
        ({"area_kind": "prefecture", "area_id": "2299"}, "unknown prefecture"),
        ({"from": "13 August"}, "not an ISO time"),
        ({"from": "2019-08-13T08:00:00"}, "no UTC offset"),
        ({"from": "2019-08-11T08:00:00+08:00"}, "before the scenario's start"),
        ({"to": "2019-08-13T08:10:00+08:00"}, "at least an hour"),
        ({"total_mm": ""}, "a total is needed"),
        ({"total_mm": "lots"}, "not a number"),
        ({"total_mm": "-3"}, "at least 0"),
        ({"total_mm": "nan"}, "at least 0"),
        ({"lat": "43.5"}, "both lat and lon"),
        ({"max_1h_mm": "300"}, "not between"),
    ],
)
def test_mistakes_name_their_row(
    tmp_path: Path, place: Place, row: dict[str, str], message: str
) -> None:
    with pytest.raises(ProblemsError, match=message) as caught:
        read(tmp_path, place, {}, row)
    assert caught.value.problems[0].row == 3
    assert caught.value.problems[0].file == "rain.csv"


def test_all_mistakes_are_told_together(tmp_path: Path, place: Place) -> None:
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, place, {"total_mm": "x"}, {"area_id": "1"}, {"from": "y"})
    assert [problem.row for problem in caught.value.problems] == [2, 3, 4]


def test_unreadable_files(tmp_path: Path, place: Place) -> None:
    with pytest.raises(StorageError, match="cannot read rain reports"):
        read_rain_reports(tmp_path / "none.csv", place=place, clock=CLOCK)
    path = tmp_path / "latin.csv"
    path.write_bytes("name\n双阳".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        read_rain_reports(path, place=place, clock=CLOCK)
    path.write_text("name,total_mm\nx,1\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="column is missing"):
        read_rain_reports(path, place=place, clock=CLOCK)


def test_shipped_prefecture_means_agree_with_the_reported_province_mean(place: Place) -> None:
    reports = read_rain_reports(FOLDER / "rain_reports.csv", place=place, clock=CLOCK)
    area: dict[str, float] = {}
    for county in place.counties:
        area[county.prefecture_id] = area.get(county.prefecture_id, 0.0) + county.area_km2
    for province in (report for report in reports if report.area_kind == "province"):
        window = (province.from_h, province.to_h)
        parts = [
            (report.total_mm, area[report.area_id])
            for report in reports
            if report.area_kind == "prefecture" and (report.from_h, report.to_h) == window
        ]
        totals, weights = np.array(parts).T
        mean = float((totals * weights).sum() / sum(area.values()))
        # A mean over gauges is not a mean over area: wet central Jilin has most gauges.
        assert 0.6 * province.total_mm < mean < 1.1 * province.total_mm
