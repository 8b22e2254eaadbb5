"""The border fire of 2019 under four plans beside what was reported, as a Markdown table.

Run: ``python benchmarks/border_fire.py [N]`` for N replications (default 4). Each cell is the mean
with its 95 % interval (Student's t); all plans meet the same fires.
"""

import sys
from collections.abc import Sequence

import numpy as np

from sim.experiments.designs import grid
from sim.experiments.runner import run_cells

SCENARIO = "hunchun_border_fire_2019"
PLANS = {"linkage": ["separate", "integrated_2019"], "staging": ["base", "key_forests"]}
METRICS = {
    "border_held_km": ("border held, km", 1.0, "17"),
    "burnt_home_ha": ("burnt at home, ha", 1.0, "–"),
    "first_crew_s": ("first crew, h", 3600.0, "–"),
    "fire_persons_peak": ("people, at most", 1.0, "640"),
    "fire_line_km": ("line made, km", 1.0, "–"),
    "crews_overrun_persons": ("overrun, persons", 1.0, "0"),
}


def main() -> None:
    """Run the plans and print one row each."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    cells = grid(SCENARIO, PLANS, replications=replications)
    rows = run_cells(cells, n_jobs=2, progress=False)
    print("| linkage | staging | " + " | ".join(title for title, _, _ in METRICS.values()) + " |")
    print("|---|---" + "|--:" * len(METRICS) + "|")
    print("| reported | | " + " | ".join(reported for _, _, reported in METRICS.values()) + " |")
    for cell in cells:
        members = [
            row for row in rows if all(row[key] == value for key, value in cell.choices.items())
        ]
        shown = [
            _shown([float(str(row[name])) / unit for row in members if row[name] is not None])
            for name, (_, unit, _) in METRICS.items()
        ]
        print(f"| {cell.choices['linkage']} | {cell.choices['staging']} | {' | '.join(shown)} |")


def _shown(values: Sequence[float]) -> str:
    """Return the mean and half the width of its 95 % interval."""
    from scipy.stats import t  # noqa: PLC0415  # slow to import

    if len(values) < 2:  # noqa: PLR2004  # one run has no interval
        return f"{values[0]:,.1f}" if values else "–"
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{np.mean(values):,.1f} ± {half:,.1f}"


if __name__ == "__main__":
    main()
