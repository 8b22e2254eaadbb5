"""Hourly rain from reported totals: every report is met, what none covers stays dry."""

from datetime import datetime

import numpy as np
import pytest

from sim.core.clock import Clock
from sim.core.streams import Streams
from sim.core.text import Text
from sim.hazards.flood.rain.field import (
    Burst,
    RainField,
    RainParameters,
    assumed_shape,
    fitted,
    nearest_zone,
    rain_from_reports,
    raised,
    sharpened,
)
from sim.hazards.flood.rain.reports import RainReport
from sim.place import County, Node, Place, Zone

CLOCK = Clock(datetime.fromisoformat("2019-08-12T00:00:00+08:00"))
EXACT = RainParameters(rain_total_cv=0.0, zone_rain_cv=0.0, profile_shift_sd_h=0.0)
BURST = Burst(peak="2019-08-12T20:00:00+08:00")


def county(county_id: str, prefecture_id: str, lon: float) -> County:
    return County(
        county_id=county_id,
        name=Text(county_id, county_id),
        prefecture_id=prefecture_id,
        prefecture=Text(prefecture_id, prefecture_id),
        kind="county",
        lat=43.0,
        lon=lon,
        seat_node_id=f"N{county_id}",
        population=200_000,
        area_km2=2500.0,
        forest_share=0.2,
        cropland_share=0.8,
        elevation_mean_m=250.0,
    )


def zone(zone_id: str, county_id: str, node_id: str, lon: float) -> Zone:
    return Zone(
        zone_id, Text(zone_id, zone_id), "town", 43.0, lon, county_id, node_id, 50_000, "r", 800.0
    )


PLACE = Place(
    name="three",
    title=Text("三县", "three"),
    counties=(
        county("1101", "11", 125.0),
        county("1102", "11", 126.0),
        county("1201", "12", 127.0),
    ),
    nodes=tuple(
        Node(f"N{name}", Text(name, name), "county_seat", 43.0, lon, name)
        for name, lon in (("1101", 125.0), ("1102", 126.0), ("1201", 127.0))
    ),
    road_classes=(),
    links=(),
    zones=(
        zone("east", "1101", "other", 125.3),
        zone("seat", "1101", "N1101", 125.0),
        zone("b", "1102", "N1102", 126.0),
        zone("c", "1201", "N1201", 127.0),
    ),
    sites=(),
)


def report(
    kind: str, area: str, window: tuple[int, int], total: float, **extra: float
) -> RainReport:
    return RainReport(
        area_kind=kind,
        area_id=area,
        name=area,
        lat=extra.get("lat"),
        lon=extra.get("lon"),
        from_h=window[0],
        to_h=window[1],
        total_mm=total,
        max_1h_mm=extra.get("max_1h_mm"),
    )


def rained(
    *reports: RainReport, parameters: RainParameters = EXACT, replication: int = 0
) -> RainField:
    return rain_from_reports(
        PLACE,
        reports,
        clock=CLOCK,
        n_hours=96,
        parameters=parameters,
        rain_factor=1.0,
        streams=Streams(1, replication),
    )


def test_overlapping_windows_are_both_met() -> None:
    shape = assumed_shape(RainParameters(bursts=(BURST,)), clock=CLOCK, n_hours=60, shift_h=0.0)
    rain = fitted(shape, [(6, 30, 82.2), (14, 53, 112.6)])
    assert rain[6:30].sum() == pytest.approx(82.2, abs=1e-6)
    assert rain[14:53].sum() == pytest.approx(112.6, abs=1e-6)
    assert not rain[:6].any()
    assert not rain[53:].any()
    assert rain[6:53].min() > 0.0


def test_overlap_with_a_drier_later_report_is_met_too() -> None:
    rain = fitted(np.ones(60), [(6, 30, 14.7), (14, 53, 7.4)])
    assert rain[6:30].sum() == pytest.approx(14.7, abs=1e-6)
    assert rain[14:53].sum() == pytest.approx(7.4, abs=1e-6)


def test_a_window_reported_dry_and_then_wet_gets_its_rain() -> None:
    rain = fitted(np.ones(20), [(0, 10, 0.0), (0, 20, 5.0)])
    assert rain[:10].sum() == pytest.approx(0.0, abs=1e-6)
    assert rain.sum() == pytest.approx(5.0, abs=1e-6)


def test_bursts_stand_out_where_they_are_put() -> None:
    shape = assumed_shape(RainParameters(bursts=(BURST,)), clock=CLOCK, n_hours=48, shift_h=2.0)
    assert shape.argmax() in {21, 22}


def test_prefecture_totals_reach_its_counties_and_no_other() -> None:
    field = rained(report("prefecture", "11", (6, 30), 40.0))
    np.testing.assert_allclose(field.county_mm_per_h.sum(axis=0), [40.0, 40.0, 0.0], atol=1e-9)
    assert not field.county_mm_per_h[:7].any()  # instant 7 closes the hour from 6 to 7
    assert field.county_mm_per_h[7, 0] > 0.0
    assert not field.zone_mm_per_h[:, 3].any()


def test_a_countys_own_report_replaces_its_prefectures_within_its_window() -> None:
    field = rained(
        report("prefecture", "11", (6, 30), 40.0), report("county", "1101", (12, 60), 175.7)
    )
    own, other = field.county_mm_per_h[:, 0], field.county_mm_per_h[:, 1]
    assert own[13:61].sum() == pytest.approx(175.7)
    np.testing.assert_allclose(own[:13], other[:13], atol=1e-12)
    assert other.sum() == pytest.approx(40.0)


def test_a_point_without_area_report_wets_its_county_in_part() -> None:
    field = rained(report("point", "1201", (24, 48), 82.0))
    assert field.county_mm_per_h[:, 2].sum() == pytest.approx(0.6 * 82.0)
    assert field.zone_mm_per_h[:, 3].sum() == pytest.approx(82.0)


def test_local_maxima_stand_at_the_nearest_zone() -> None:
    field = rained(
        report("prefecture", "11", (6, 30), 40.0),
        report("point", "1101", (6, 30), 172.9, lat=43.0, lon=125.28, max_1h_mm=70.1),
    )
    assert field.zone_mm_per_h[:, 0].sum() == pytest.approx(172.9)
    assert field.zone_mm_per_h[:, 0].max() == pytest.approx(70.1, rel=0.01)
    assert field.zone_mm_per_h[:, 1].sum() == pytest.approx(40.0)
    assert field.county_mm_per_h[:, 0].sum() == pytest.approx(40.0)


def test_a_point_without_position_stands_at_the_seat() -> None:
    assert nearest_zone(PLACE, report("point", "1101", (0, 9), 50.0)) == 1
    assert nearest_zone(PLACE, report("point", "1101", (0, 9), 50.0, lat=43.0, lon=125.29)) == 0


def test_the_highest_of_several_points_at_one_zone_holds() -> None:
    points = [report("point", "1201", (0, 24), total) for total in (266.6, 184.2)]
    field = rained(report("prefecture", "12", (0, 24), 100.0), *points)
    assert field.zone_mm_per_h[:, 3].sum() == pytest.approx(266.6)


def test_raising_to_a_power_keeps_totals() -> None:
    rain = np.array([[0.0, 1.0], [0.0, 4.0], [0.0, 2.0]])
    sharp = raised(rain, power=1.6)
    np.testing.assert_allclose(sharp.sum(axis=0), [0.0, 7.0])
    assert sharp[1, 1] > 4.0


@pytest.mark.parametrize("hours", [[1.0, 4.0, 2.0], [3.5, 3.5], [0.0, 2.0, 2.0, 2.0, 1.0]])
@pytest.mark.parametrize("peak", [4.0, 5.0, 6.9])
def test_sharpening_meets_the_reported_peak(hours: list[float], peak: float) -> None:
    peaked = sharpened(np.array(hours), peak=peak)
    assert peaked.sum() == pytest.approx(7.0)
    assert peaked.max() == pytest.approx(peak, abs=1e-6)
    assert peaked.min() >= 0.0


def test_replications_scatter_about_the_reported_total() -> None:
    parameters = RainParameters(rain_total_cv=0.2)
    totals = np.array(
        [
            rained(
                report("prefecture", "11", (6, 30), 40.0),
                parameters=parameters,
                replication=replication,
            )
            .county_mm_per_h[:, 0]
            .sum()
            for replication in range(200)
        ]
    )
    standard_error = 0.2 * 40.0 / np.sqrt(200)
    assert totals.mean() == pytest.approx(40.0, abs=4 * standard_error)
    assert 0.15 < totals.std() / totals.mean() < 0.25
