"""Reports of river gauges along hydrographs written by hand."""

import numpy as np

from sim.hazards.flood.warnings.river_gauges import RiverGauges, RiverReport
from sim.hazards.monitoring import MonitoringParameters

PARAMETERS = MonitoringParameters(guarantee_over_bank_m=1.0, fall_below_m=0.1, crest_drop_m=0.05)


def read(*stages_m: float, is_gauged: bool = True) -> list[tuple[int, str, float]]:
    """Return hour, kind and stage of every report of one gauge; the flow is ten times the stage."""
    gauges = RiverGauges(np.array([False, is_gauged]), PARAMETERS)
    told: list[tuple[int, str, float]] = []
    for hour, over_m in enumerate(stages_m):
        over = np.array([9.0, over_m])
        for report in gauges.read(over, 10.0 * over):
            assert report.basin == 1
            assert report.discharge_m3s == 10.0 * report.over_m
            told.append((hour, report.kind, report.over_m))
    return told


def test_a_flood_is_told_in_order() -> None:
    assert read(-1.0, 0.2, 0.8, 1.3, 1.5, 1.4, 0.9, 0.1, -0.05, -0.2, -1.0) == [
        (1, "warning", 0.2),
        (3, "guarantee", 1.3),
        (5, "crest", 1.5),
        (9, "fall", -0.2),
    ]


def test_a_sudden_flood_is_told_at_once() -> None:
    assert read(-1.0, 1.2, -1.0) == [
        (1, "warning", 1.2),
        (1, "guarantee", 1.2),
        (2, "crest", 1.2),
        (2, "fall", -1.0),
    ]


def test_a_ripple_is_no_crest_and_a_higher_one_is_the_next() -> None:
    stages = (-1.0, 0.5, 0.48, 0.6, 0.5, 0.55, 0.8, 0.7, -0.5)
    assert [(hour, kind) for hour, kind, _ in read(*stages)] == [
        (1, "warning"),
        (4, "crest"),
        (7, "crest"),
        (8, "fall"),
    ]


def test_about_the_bank_nothing_is_told_twice() -> None:
    assert read(0.02, -0.02, 0.02, -0.05, 0.03) == [(0, "warning", 0.02), (3, "crest", 0.02)]


def test_the_next_flood_is_a_new_one() -> None:
    kinds = [kind for _, kind, _ in read(0.5, -0.5, 0.3, -0.5)]
    assert kinds == ["warning", "crest", "fall"] * 2


def test_within_its_bank_or_without_a_gauge_a_river_is_not_in_the_reports() -> None:
    assert read(-1.0, -0.001, 0.0, -1.0) == []
    assert read(-1.0, 2.0, -1.0, is_gauged=False) == []


def test_several_rivers_are_told_by_kind_and_in_their_order() -> None:
    gauges = RiverGauges(np.ones(3, dtype=np.bool_), PARAMETERS)
    reports = gauges.read(np.array([2.0, -1.0, 0.5]), np.array([20.0, 1.0, 5.0]))
    assert reports == [
        RiverReport("warning", 0, 2.0, 20.0),
        RiverReport("warning", 2, 0.5, 5.0),
        RiverReport("guarantee", 0, 2.0, 20.0),
    ]
