"""Replays of past floods beside what was reported, the season under two rules, works compared.

Run: ``python benchmarks/flood_events.py events``, ``season [N]`` or ``works [N]`` (N replications,
default 5). Prints Markdown tables; nothing in the model is tuned to the figures reported.
"""

import sys
from statistics import fmean

import sim
from sim.experiments.designs import grid
from sim.experiments.runner import run_cells
from sim.metrics.reported import beside_reported

EVENTS = ("lekima_krosa_2019", "lingling_2019", "yongji_2017")
SEASON = "flood_season_2019"
SEASON_METRICS = {
    "evacuated_persons": "moved",
    "exposed_persons": "met by water",
    "trapped_persons": "trapped",
    "rescued_persons": "rescued",
    "deaths_expected": "expected deaths",
    "inspection_person_turns": "person-turns inspecting",
    "hazard_points_failed": "points failed",
    "points_reinforced": "points reinforced",
    "supply_share_12h": "need met 12 h",
}
WORKS = ["none", "dikes", "warning", "bridges", "relocation", "all"]
WORKS_METRICS = {
    "evacuated_persons": "moved",
    "exposed_persons": "met by water",
    "trapped_persons": "trapped",
    "deaths_expected": "expected deaths",
    "hazard_points_failed": "points failed",
    "closed_link_h": "closed link-hours",
}
REPORTED = {
    "evacuated_persons": "59,000",
    "rescued_persons": "67",
    "deaths_expected": "0",
    "inspection_person_turns": "119,800",
}


def events() -> None:
    """Print what each event's replay gives beside the reports (seed 1, default plan)."""
    plan = sim.load_plan()
    print("| event | what | reported | simulated | unit | confidence |")
    print("|---|---|--:|--:|---|:-:|")
    for name in EVENTS:
        scenario = sim.load_scenario(name)
        place = sim.load_place(scenario.place)
        log = sim.run(scenario, plan, place=place)
        for row in beside_reported(log, place, scenario.folder):
            if row.is_compared:
                print(
                    f"| {name} | {row.quantity.en} | {row.reported_shown} | {row.simulated_shown} "
                    f"| {row.unit} | {row.confidence} |"
                )


def season(replications: int) -> None:
    """Print the season's totals under the rule of 2019 and under separate agencies."""
    rules = ["integrated_2019", "separate"]
    cells = grid(SEASON, {"linkage": rules}, replications=replications)
    rows = run_cells(cells, n_jobs=2, progress=False)
    print(f"Mean of {replications} replications, seed 1.\n")
    print("| | reported | " + " | ".join(rules) + " |")
    print("|---|--:|" + "--:|" * len(rules))
    for metric, title in SEASON_METRICS.items():
        means = []
        for rule in rules:
            values = [row[metric] for row in rows if row["linkage"] == rule]
            means.append(fmean(float(str(value)) for value in values))
        shown = [f"{mean:,.2f}" if mean < 20 else f"{mean:,.0f}" for mean in means]  # noqa: PLR2004
        print(f"| {title} | {REPORTED.get(metric, '')} | " + " | ".join(shown) + " |")


def works(replications: int) -> None:
    """Print what each of the mitigation works changes in the flood of Yongji, 2017."""
    cells = grid("yongji_2017", {"mitigation": WORKS}, replications=replications)
    rows = run_cells(cells, n_jobs=2, progress=False)
    print(f"Mean of {replications} replications, seed 1.\n")
    print("| `mitigation=` | " + " | ".join(WORKS_METRICS.values()) + " |")
    print("|---|" + "--:|" * len(WORKS_METRICS))
    for choice in WORKS:
        means = [
            fmean(float(str(row[metric])) for row in rows if row["mitigation"] == choice)
            for metric in WORKS_METRICS
        ]
        print(f"| {choice} | " + " | ".join(f"{mean:,.0f}" for mean in means) + " |")


def main() -> None:
    """Print what is asked for."""
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 5  # noqa: PLR2004
    if sys.argv[1:2] == ["season"]:
        season(replications)
    elif sys.argv[1:2] == ["works"]:
        works(replications)
    else:
        events()


if __name__ == "__main__":
    main()
