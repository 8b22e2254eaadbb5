"""Shipped scenarios: read, told apart, bilingual, and their rain is what their reports say."""

import csv
import re
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from sim.checking import open_place
from sim.core.clock import parse_time
from sim.core.paths import shipped
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.flood import Flood
from sim.hazards.flood.rain.field import RainField, nearest_zone, rain_from_reports
from sim.hazards.flood.rain.reports import RainReport, read_rain_reports
from sim.log import EventLog, Header
from sim.metrics.reported import INPUTS, MEASURES, beside_reported
from sim.place import Place, load_place
from sim.scenario import Scenario, available_scenarios, load_scenario

RAINED = [
    name
    for name in available_scenarios()
    if (shipped("scenarios") / name / "rain_reports.csv").is_file()
]
REPORTED = [
    name
    for name in available_scenarios()
    if (shipped("scenarios") / name / "reported.csv").is_file()
]
CHINESE = re.compile("[\u4e00-\u9fff]")
EXACT = {
    "hazard.rain.rain_total_cv": 0.0,
    "hazard.rain.zone_rain_cv": 0.0,
    "hazard.rain.profile_shift_sd_h": 0.0,
}
N_REPLICATIONS = 12


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def rows_of(name: str, file: str) -> list[dict[str, str]]:
    with (shipped("scenarios") / name / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def reports_of(scenario: Scenario, place: Place) -> tuple[RainReport, ...]:
    return read_rain_reports(
        scenario.folder / "rain_reports.csv", place=place, clock=scenario.clock
    )


def rain_of(scenario: Scenario, place: Place, replication: int = 0) -> RainField:
    assert isinstance(scenario.hazard, Flood)
    return rain_from_reports(
        place,
        reports_of(scenario, place),
        clock=scenario.clock,
        n_hours=int(scenario.horizon_s / HOUR_S),
        parameters=scenario.hazard.rain,
        rain_factor=1.0,
        streams=Streams(1, replication),
    )


def within(rain_mm_per_h: npt.NDArray[np.float64], report: RainReport) -> npt.NDArray[np.float64]:
    """Return what fell in a report's window: the hour that ends at instant t is row t."""
    total: npt.NDArray[np.float64] = rain_mm_per_h[report.from_h + 1 : report.to_h + 1].sum(axis=0)
    return total


def overlap(one: RainReport, other: RainReport) -> bool:
    return one.from_h < other.to_h and other.from_h < one.to_h


@pytest.mark.parametrize("name", available_scenarios())
def test_it_is_bilingual_and_checks_out(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert CHINESE.search(scenario.title_zh)
    assert not CHINESE.search(scenario.title_en)
    assert (shipped("scenarios") / name / "SOURCES.md").is_file()
    assert open_place(scenario).counties


def test_digests_are_stable_and_all_different() -> None:
    first = [load_scenario(name).digest() for name in available_scenarios()]
    assert first == [load_scenario(name).digest() for name in available_scenarios()]
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("name", RAINED)
def test_area_totals_are_met_to_the_millimetre(name: str, place: Place) -> None:
    scenario = load_scenario(name, overrides=EXACT)
    reports = reports_of(scenario, place)
    rain = rain_of(scenario, place).county_mm_per_h
    n_checked = 0
    for report in reports:
        for index, county in enumerate(place.counties):
            own = [
                other
                for other in reports
                if other.area_kind == "county"
                and other.area_id == county.county_id
                and overlap(report, other)
            ]
            is_own = report.area_kind == "county" and report.area_id == county.county_id
            is_only = report.area_kind == "prefecture" and report.area_id == county.prefecture_id
            if is_own or (is_only and not own):
                assert within(rain, report)[index] == pytest.approx(report.total_mm, abs=0.01)
                n_checked += 1
    assert n_checked >= len([r for r in reports if r.area_kind in {"prefecture", "county"}])


@pytest.mark.parametrize("name", RAINED)
def test_the_highest_point_of_a_zone_is_met(name: str, place: Place) -> None:
    scenario = load_scenario(name, overrides=EXACT)
    zone_mm_per_h = rain_of(scenario, place).zone_mm_per_h
    points: dict[int, list[RainReport]] = {}
    for report in reports_of(scenario, place):
        if report.area_kind == "point" and (zone := nearest_zone(place, report)) is not None:
            points.setdefault(zone, []).append(report)
    for zone, of_zone in points.items():
        highest = max(of_zone, key=lambda report: report.total_mm)
        assert within(zone_mm_per_h, highest)[zone] == pytest.approx(highest.total_mm, abs=0.01)
        if highest.max_1h_mm is not None:
            assert zone_mm_per_h[:, zone].max() == pytest.approx(highest.max_1h_mm, abs=0.01)


@pytest.mark.parametrize("name", RAINED)
def test_totals_are_met_on_average(name: str, place: Place) -> None:
    """Mean over replications and wet counties within four standard errors of what was reported."""
    still = {"hazard.rain.profile_shift_sd_h": 0.0}
    scenario = load_scenario(name, overrides=still)
    exact = rain_of(load_scenario(name, overrides=EXACT), place).county_mm_per_h.sum(axis=0)
    wet = exact > 1.0
    ratios = np.array(
        [
            rain_of(scenario, place, replication).county_mm_per_h.sum(axis=0)[wet] / exact[wet]
            for replication in range(N_REPLICATIONS)
        ]
    )
    assert isinstance(scenario.hazard, Flood)
    cv = scenario.hazard.rain.rain_total_cv
    assert ratios.mean() == pytest.approx(1.0, abs=4.0 * cv / np.sqrt(ratios.size))
    assert ratios.std() == pytest.approx(cv, rel=0.25)


def test_yongji_gets_its_three_hours(place: Place) -> None:
    scenario = load_scenario("yongji_2017", overrides=EXACT)
    zone = next(
        index
        for index, zone in enumerate(place.zones)
        if zone.node_id == place.county("220221").seat_node_id
    )
    hourly = rain_of(scenario, place).zone_mm_per_h[:, zone]
    evening = scenario.clock.seconds(parse_time("2017-07-13T19:00:00+08:00")) / HOUR_S
    in_three_h = np.array([hourly[hour + 1 : hour + 4].sum() for hour in range(len(hourly) - 3)])
    assert hourly.sum() == pytest.approx(249.0, abs=0.01)
    assert in_three_h.argmax() == evening
    assert in_three_h.max() == pytest.approx(126.0, abs=0.01)


def test_roads_built_later_are_closed_in_2017(place: Place) -> None:
    before, after = load_scenario("yongji_2017"), load_scenario("flood_season_2019")
    n_open = [
        sum(
            link.opened is None or link.opened <= scenario.clock.start.date()
            for link in place.links
        )
        for scenario in (before, after)
    ]
    assert n_open[0] < n_open[1]


def test_the_season_is_the_storms_in_sequence() -> None:
    storms = ("lekima_krosa_2019", "lingling_2019")
    season = load_scenario("flood_season_2019")
    parts = [load_scenario(name) for name in storms]
    assert rows_of("flood_season_2019", "rain_reports.csv") == [
        row for name in storms for row in rows_of(name, "rain_reports.csv")
    ]
    hazards = [scenario.hazard for scenario in (season, *parts)]
    bursts = [hazard.rain.bursts for hazard in hazards if isinstance(hazard, Flood)]
    assert bursts[0] == tuple(burst for part in bursts[1:] for burst in part)
    assert season.start == parts[0].start
    assert season.end == parts[-1].end
    for one, other in pairwise(parts):
        assert one.clock.start.timestamp() + one.horizon_s < other.clock.start.timestamp()


@pytest.mark.parametrize("name", REPORTED)
def test_what_was_reported_is_readable_before_any_run(name: str, place: Place) -> None:
    scenario = load_scenario(name)
    header = Header(name, "", {}, "", "jilin", "", scenario.start, scenario.horizon_s, 1, 0)
    found = beside_reported(EventLog(header, ()), place, scenario.folder)
    rows = rows_of(name, "reported.csv")
    assert [row["key"] for row in rows] == [outcome.key for outcome in found]
    assert {row["metric"] for row in rows} <= {"", *INPUTS, *MEASURES}
    for row, outcome in zip(rows, found, strict=True):
        assert outcome.simulated in {None, 0.0}, row["key"]
        assert CHINESE.search(row["quantity_zh"]), row["key"]
        assert not CHINESE.search(row["quantity_en"]), row["key"]
        assert row["source"], row["key"]
        assert parse_time(row["period_from"]) <= parse_time(row["period_to"]), row["key"]
    assert any(outcome.is_compared for outcome in found)
