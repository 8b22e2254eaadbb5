"""Evacuation times and casualties on logs written by hand."""

import numpy as np
import pytest

from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EvacuationOrdered,
    EventType,
    GroupArrived,
    GroupDeparted,
    HazardPointFailed,
    PersonsRescued,
    PersonsTrapped,
    ZoneFlooded,
    ZoneThreatened,
)
from sim.metrics import casualties, evacuation

HOUR_S = 3600.0


def log_of(*events: tuple[float, EventType], horizon_s: float = 100_000.0) -> EventLog:
    recorder = Recorder()
    for time_s, event in events:
        recorder.add(event, time_s=time_s)
    return recorder.finish(
        Header("s", "", {}, "", "p", "", "2019-08-12T00:00:00+08:00", horizon_s, 1, 0)
    )


def departed(zone: str, group: int, persons: int) -> GroupDeparted:
    return GroupDeparted(zone, group, "S1", persons, persons // 3, "car")


def arrived(zone: str, group: int, persons: int) -> GroupArrived:
    return GroupArrived("S1", group, zone, persons, 600.0)


def evacuation_log() -> EventLog:
    """Ten people after 100 s, fifty after 200 s, forty after 900 s: two zones, own orders."""
    return log_of(
        (0.0, EvacuationOrdered("A", 60, "red")),
        (50.0, departed("A", 1, 10)),
        (100.0, arrived("A", 1, 10)),
        (500.0, EvacuationOrdered("B", 90, "red")),
        (600.0, departed("B", 2, 50)),
        (650.0, EvacuationOrdered("B", 90, "red")),
        (700.0, arrived("B", 2, 50)),
        (800.0, departed("A", 3, 40)),
        (900.0, arrived("A", 3, 40)),
    )


def test_times_run_from_the_first_order_of_each_zone_and_weigh_persons() -> None:
    log = evacuation_log()
    assert evacuation.evacuated_persons(log) == 100
    assert evacuation.evacuation_t50_s(log) == 200.0
    assert evacuation.evacuation_t95_s(log) == 900.0
    assert evacuation.evacuation_clearance_s(log) == 900.0


def test_quantile_is_the_first_time_that_reaches_the_share() -> None:
    values, weights = np.array([30.0, 10.0, 20.0]), np.array([1.0, 1.0, 2.0])
    assert evacuation.weighted_quantile(values, weights, 0.25) == 10.0
    assert evacuation.weighted_quantile(values, weights, 0.26) == 20.0
    assert evacuation.weighted_quantile(values, weights, 0.75) == 20.0
    assert evacuation.weighted_quantile(values, weights, 1.0) == 30.0


def test_those_still_on_the_road_count_as_arriving_at_the_horizon() -> None:
    log = log_of(
        (100.0, EvacuationOrdered("A", 20, "red")),
        (200.0, departed("A", 1, 20)),
        (300.0, arrived("A", 1, 12)),
        horizon_s=1100.0,
    )
    assert evacuation.en_route_persons(log) == 8
    assert evacuation.evacuation_t50_s(log) == 200.0
    assert evacuation.evacuation_t95_s(log) == 1000.0


def test_leaving_without_an_order_counts_as_evacuated_but_has_no_time() -> None:
    log = log_of((10.0, departed("A", 1, 5)), (20.0, arrived("A", 1, 5)))
    assert evacuation.evacuated_persons(log) == 5
    assert evacuation.evacuation_t50_s(log) is None


def test_time_counts_from_the_newest_order_at_departure() -> None:
    """Those who left before any order have none to count from."""
    log = log_of(
        (10.0, departed("A", 1, 5)),
        (20.0, arrived("A", 1, 5)),
        (30.0, EvacuationOrdered("A", 5, "red")),
        (40.0, departed("A", 2, 5)),
        (50.0, EvacuationOrdered("A", 9, "red")),
        (60.0, departed("A", 3, 4)),
        (90.0, arrived("A", 2, 5)),
        (95.0, arrived("A", 3, 4)),
    )
    assert evacuation.evacuation_clearance_s(log) == 60.0
    assert evacuation.evacuation_quantile_s(log, 0.4) == 45.0


def test_people_taken_in_twice_are_no_more_than_all() -> None:
    log = log_of(
        (0.0, ZoneThreatened("A", 10, 100.0)),
        (1.0, ZoneThreatened("B", 10, 100.0)),
        *((time_s, arrived("A", number, 10)) for number, time_s in enumerate((20.0, 900.0))),
    )
    assert evacuation.evacuated_share(log) == 0.5


def test_curves_accumulate_persons() -> None:
    times, persons = evacuation.arrival_curve(evacuation_log())
    assert times.tolist() == [100.0, 700.0, 900.0]
    assert persons.tolist() == [10.0, 60.0, 100.0]
    assert evacuation.departure_curve(evacuation_log())[1].tolist() == [10.0, 60.0, 100.0]


def test_nobody_left() -> None:
    log = log_of((0.0, EvacuationOrdered("A", 60, "red")))
    assert evacuation.evacuated_persons(log) == 0
    assert evacuation.evacuation_t95_s(log) is None
    assert evacuation.arrival_curve(log)[0].size == 0


def test_a_zone_flooded_twice_exposes_its_people_once() -> None:
    log = log_of(
        (0.0, ZoneFlooded("A", 0.4, 30)),
        (5.0, ZoneFlooded("A", 0.9, 70)),
        (6.0, ZoneFlooded("B", 0.9, 1)),
        (7.0, HazardPointFailed("H", "dike", "C", "A", "L", 9)),
    )
    assert casualties.exposed_persons(log) == 80


def test_the_first_trapped_are_the_first_rescued() -> None:
    log = log_of(
        (0.0, PersonsTrapped("A", 10, "I1")),
        (2 * HOUR_S, PersonsTrapped("A", 5, "I1")),
        (2 * HOUR_S, PersonsTrapped("B", 4, "I2")),
        (3 * HOUR_S, PersonsRescued("I1", "T1", 12, "A")),
        horizon_s=10 * HOUR_S,
    )
    assert casualties.trapped_persons(log) == 19
    assert casualties.rescued_persons(log) == 12
    hours = [(persons, spell / HOUR_S) for persons, spell in casualties.trapped_spells(log)]
    assert hours == [(10, 3.0), (2, 1.0), (3, 8.0), (4, 8.0)]


def test_faster_rescue_means_fewer_expected_deaths() -> None:
    def deaths(rescue_h: float) -> float:
        return casualties.deaths_expected(
            log_of(
                (0.0, PersonsTrapped("A", 10, "I1")),
                (rescue_h * HOUR_S, PersonsRescued("I1", "T1", 10, "A")),
            )
        )

    assert 0.0 < deaths(1.0) < deaths(6.0) < 10.0
    assert casualties.deaths_expected(log_of()) == 0.0


def test_half_the_trapped_die_in_one_half_life() -> None:
    rate = casualties.MortalityParameters(flood_mortality_per_h=np.log(2.0) / 5.0)
    log = log_of((0.0, PersonsTrapped("A", 10, "I1")), horizon_s=5 * HOUR_S)
    assert casualties.deaths_expected(log, mortality=rate) == pytest.approx(5.0)
