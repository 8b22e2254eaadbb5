"""Choosing factors, resuming, tables and mistakes of a sensitivity study."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from sim.cli import main
from sim.core.errors import InputError, LiandongError, UnknownNameError
from sim.core.parameters import Assumption
from sim.experiments import sensitivity
from sim.experiments.designs import Cell
from sim.experiments.effects import Effect, by_metric, effects_csv, effects_table
from sim.experiments.runner import FAILED, Row
from sim.experiments.sensitivity import LEVER, Study, check_metrics, choose_factors, run_study
from sim.figures import save_figure
from sim.figures.sensitivity import Bar, sensitivity_figure

FACTORS = (
    Assumption("scenario.a", 1.0, "m", 0.0, 2.0, "assumed", "A."),
    Assumption("scenario.b", 3, "persons", 1.0, 9.0, "assumed", "B."),
)
METRIC = "evacuated_persons"


class Runner:
    """Runs cells by hand and remembers how many."""

    def __init__(self, *, fails_after: int = 10_000) -> None:
        self.n = 0
        self.fails_after = fails_after
        self.cells: list[Cell] = []

    def __call__(self, cells: Sequence[Cell]) -> list[Row]:
        self.n += len(cells)
        self.cells += cells
        if self.n > self.fails_after:
            raise KeyboardInterrupt
        return [
            {METRIC: float(str(cell.scenario_overrides["a"])), FAILED: ""}
            for cell in cells
            for _ in range(cell.replications)
        ]


def test_factors_are_the_register_s_and_levers_only_by_name() -> None:
    hazard = choose_factors(["scenario.hazard.*"])
    assert len(hazard) > 60
    assert all(row.key.startswith("scenario.hazard.") for row in hazard)
    assert all(row.source != LEVER for row in hazard)
    materials = choose_factors(["scenario.inspection.*"])
    assert not any(row.key.endswith("lead_mode_s") for row in materials)
    (lever,) = choose_factors(["scenario.hazard.rain_factor"])
    assert lever.source == LEVER
    both = choose_factors(["scenario.hazard.zones.*", "scenario.hazard.zones.threshold_m"])
    assert len({row.key for row in both}) == len(both)


def test_unknown_patterns_and_metrics_are_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'scenario\.hazard\.clearing_s'"):
        choose_factors(["scenario.hazard.clearin_s"])
    with pytest.raises(UnknownNameError, match="evacuated_persons"):
        check_metrics(["evacuated_person"])


def test_whole_numbers_stay_whole_and_seeds_are_the_same_everywhere(tmp_path: Path) -> None:
    runner = Runner()
    run_study(Study(Cell("x", seed=7), FACTORS, (METRIC,), n=3), tmp_path, run=runner)
    assert runner.n == 3 * (2 + 1)
    for cell in runner.cells:
        assert isinstance(cell.scenario_overrides["b"], int)
        assert 1 <= cell.scenario_overrides["b"] <= 9
        assert cell.seed == 7


def test_an_interrupted_study_goes_on_where_it_stopped(tmp_path: Path) -> None:
    study = Study(Cell("x"), FACTORS, (METRIC,), n=20)
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path, run=Runner(fails_after=40))
    rest = Runner()
    resumed = run_study(study, tmp_path, run=rest)
    assert rest.n == 60 - 32
    assert run_study(study, tmp_path, run=Runner(fails_after=0)) == resumed
    assert run_study(study, tmp_path / "new", run=Runner()) == resumed


def test_a_point_that_fails_stops_the_study_with_its_reason(tmp_path: Path) -> None:
    def failing(cells: Sequence[Cell]) -> list[Row]:
        return [{FAILED: "InputError: no"} for _ in cells]

    with pytest.raises(LiandongError, match="InputError: no"):
        run_study(Study(Cell("x"), FACTORS, (METRIC,)), tmp_path, run=failing)


def test_without_salib_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(sensitivity, "import_module", missing)
    with pytest.raises(InputError, match=r"pip install 'liandong\[sensitivity\]'"):
        run_study(Study(Cell("x"), FACTORS, (METRIC,)), tmp_path, run=Runner())


def test_effects_as_tables_and_pictures_in_both_languages(tmp_path: Path) -> None:
    effects = [Effect(METRIC, FACTORS[0], 120.0, 10.0, 3.0), Effect(METRIC, FACTORS[1], 0, 0, 0)]
    assert list(by_metric(effects)) == [METRIC]
    text = effects_csv(effects, "morris").splitlines()
    assert text[0].endswith("mu_star,mu_star_conf,sigma")
    assert text[1].startswith("evacuated_persons,scenario.a,m,0.0,1.0,2.0,assumed,120.0")
    assert effects_table(effects, method="sobol", lang="zh").row_count == 2
    bars = {
        METRIC: [Bar("scenario.a", 120.0, 10.0), Bar("scenario.b", 30.0, 4.0)],
        "trapped_persons": [],
    }
    for lang in ("zh", "en"):
        figure = sensitivity_figure(bars, method="morris", n_factors=2, lang=lang)
        assert len(figure.axes[0].patches) == 2
        with Image.open(save_figure(figure, tmp_path / f"{lang}.png")) as picture:
            assert min(picture.size) > 300


def test_the_command_refuses_lists_and_helps() -> None:
    runner = CliRunner()
    assert "Morris" in runner.invoke(main, ["sensitivity", "--help"]).output
    told = runner.invoke(main, ["sensitivity", "linkage=separate,unified"])
    assert told.exit_code == 1
    assert "takes one value" in told.output + (told.stderr or "")
