"""Four linkage rules × four layouts on the 2019 replay, one seed, as a Markdown table.

Run: ``python benchmarks/linkage_by_layout.py [N]`` for N replications (default 1); each cell is
the mean over replications, all cells under common random numbers.
"""

import sys
from statistics import fmean

from sim.experiments.designs import grid
from sim.experiments.runner import run_cells
from sim.experiments.tables import find_metric

LINKAGES = ["separate", "consultation", "integrated_2019", "unified"]
LAYOUTS = ["central", "prefectures", "counties_15", "uniform"]
METRICS = {
    "evacuated_persons": "sheltered",
    "exposed_persons": "met by water",
    "trapped_persons": "trapped",
    "deaths_expected": "expected deaths",
    "supply_share_12h": "need met 12 h",
    "supply_share_24h": "need met 24 h",
    "supply_first_median_s": "first goods, median h",
    "supply_first_worst_s": "first goods, worst h",
    "unmet_person_h": "unmet person-hours",
    "gini_24h": "Gini 24 h",
    "dispatch_delay_median_s": "request to departure, median h",
    "hazard_points_failed": "points failed",
    "closed_link_h": "closed link-hours",
}
_HOUR_S = 3600.0


def main() -> None:
    """Run the grid and print one row per cell."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    cells = grid(
        "lekima_krosa_2019", {"linkage": LINKAGES, "layout": LAYOUTS}, replications=replications
    )
    rows = run_cells(cells, n_jobs=2 if replications > 1 else 1, progress=False)
    print("| linkage | layout | " + " | ".join(METRICS.values()) + " |")
    print("|---|---" + "|--:" * len(METRICS) + "|")
    for cell in cells:
        members = [
            row for row in rows if all(row[key] == value for key, value in cell.choices.items())
        ]
        shown = [_shown(name, [row[name] for row in members]) for name in METRICS]
        print(f"| {cell.choices['linkage']} | {cell.choices['layout']} | {' | '.join(shown)} |")


def _shown(name: str, values: list[object]) -> str:
    numbers = [float(str(value)) for value in values if value is not None]
    if not numbers:
        return "–"
    mean = fmean(numbers)
    metric = find_metric(name)
    if metric.unit == "s":
        return f"{mean / _HOUR_S:.1f}"
    if metric.unit == "1":
        return f"{mean:.0%}" if name.startswith("supply") else f"{mean:.2f}"
    return f"{mean:,.1f}" if name == "deaths_expected" else f"{mean:,.0f}"


if __name__ == "__main__":
    main()
