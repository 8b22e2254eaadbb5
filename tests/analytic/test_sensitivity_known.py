"""Sensitivity analysis against functions whose answers are known."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from sim.core.parameters import Assumption
from sim.experiments.designs import Cell
from sim.experiments.effects import Effect
from sim.experiments.runner import FAILED, Row
from sim.experiments.sensitivity import Study, run_study

METRIC = "evacuated_persons"


def factor(name: str, low: float, high: float) -> Assumption:
    return Assumption(f"scenario.{name}", 0.0, "1", low, high, "assumed", "")


def outcome(function: Callable[[list[float]], float]) -> Callable[[Sequence[Cell]], list[Row]]:
    """Return a runner of cells that puts their values through a function."""

    def run(cells: Sequence[Cell]) -> list[Row]:
        return [
            {
                METRIC: function([float(str(v)) for v in cell.scenario_overrides.values()]),
                FAILED: "",
            }
            for cell in cells
        ]

    return run


def effects_of(
    study: Study, function: Callable[[list[float]], float], folder: Path
) -> dict[str, Effect]:
    found = run_study(study, folder, run=outcome(function))
    return {effect.factor.key.removeprefix("scenario."): effect for effect in found}


def test_sobol_shares_of_ishigami(tmp_path: Path) -> None:
    """S1 0.314, 0.442, 0 and ST 0.558, 0.442, 0.244 for a = 7, b = 0.1 (Saltelli 2008)."""

    def ishigami(x: list[float]) -> float:
        return float(np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))

    factors = tuple(factor(name, -np.pi, np.pi) for name in "abc")
    study = Study(Cell("x"), factors, (METRIC,), "sobol", 1024)
    found = effects_of(study, ishigami, tmp_path)
    own = [found[name].other for name in "abc"]
    total = [found[name].mean for name in "abc"]
    np.testing.assert_allclose(own, [0.314, 0.442, 0.0], atol=0.04)
    np.testing.assert_allclose(total, [0.558, 0.442, 0.244], atol=0.04)


def test_morris_finds_the_slope_times_the_range_of_a_linear_function(tmp_path: Path) -> None:
    factors = (factor("a", 0.0, 2.0), factor("b", -1.0, 1.0), factor("c", 0.0, 10.0))
    study = Study(Cell("x"), factors, (METRIC,), "morris", 6)
    found = effects_of(study, lambda x: 3.0 * x[0] - 5.0 * x[1] + 0.0 * x[2], tmp_path)
    assert found["a"].mean == pytest.approx(6.0)
    assert found["b"].mean == pytest.approx(10.0)
    assert found["c"].mean == pytest.approx(0.0, abs=1e-12)
    assert all(effect.other == pytest.approx(0.0, abs=1e-9) for effect in found.values())
