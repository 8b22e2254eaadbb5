"""Which assumptions matter in the 2019 replay: Morris screening, as Markdown tables.

Run: ``python benchmarks/sensitivity.py [T] [FOLDER]`` for T trajectories (default 3) and the folder
of the pictures. Takes every assumption about hazard, monitoring, people, forces and inspection.
The first four days, in which most of the water comes.
"""

import sys
from pathlib import Path

from sim.experiments.designs import Cell
from sim.experiments.effects import by_metric
from sim.experiments.sensitivity import Study, choose_factors, run_study
from sim.experiments.tables import find_metric
from sim.figures import save_figure
from sim.figures.sensitivity import Bar, sensitivity_figure
from sim.terminal import SENSITIVE

FACTORS = [
    f"scenario.{group}.*" for group in ("hazard", "monitoring", "behaviour", "forces", "inspection")
]
SHOWN = 8


def main() -> None:
    """Run the study and print the largest effects on each metric."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    study = Study(
        Cell("lekima_krosa_2019", scenario_overrides={"end": "2019-08-16T00:00:00+08:00"}),
        choose_factors(FACTORS),
        SENSITIVE,
        "morris",
        n,
    )
    effects = by_metric(run_study(study, Path("results/sensitivity"), n_jobs=2, progress=False))
    print(f"{len(study.factors)} assumptions, {n * (len(study.factors) + 1)} runs.\n")
    print("| metric | assumption | range | mean change | spread |")
    print("|---|---|---|--:|--:|")
    for metric, group in effects.items():
        for effect in group[:SHOWN]:
            factor = effect.factor
            print(
                f"| {find_metric(metric).heading('en')} | `{factor.key}` "
                f"| {factor.low:g}–{factor.high:g} {factor.unit} "
                f"| {effect.mean:,.4g} ± {effect.interval:,.2g} | {effect.other:,.3g} |"
            )
    if len(sys.argv) > 2:  # noqa: PLR2004  # the folder is given
        bars = {
            metric: [Bar(effect.factor.key, effect.mean, effect.interval) for effect in group]
            for metric, group in effects.items()
        }
        for lang in ("en", "zh"):
            figure = sensitivity_figure(
                bars, method="morris", n_factors=len(study.factors), lang=lang
            )
            path = Path(sys.argv[2]) / f"sensitivity_{lang}.png"
            save_figure(figure, path, is_compact=True)


if __name__ == "__main__":
    main()
