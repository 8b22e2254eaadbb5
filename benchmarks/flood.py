"""How long nature takes: catchments, ten days of rivers over the province, a whole realisation.

Run: ``python benchmarks/flood.py``. Prints a Markdown table, best of five, CPU time of one core.
"""

import time
from collections.abc import Callable
from typing import cast

import numpy as np

from sim.core.streams import Streams
from sim.hazards.flood import Flood, Levers, ReleaseRule
from sim.hazards.flood.rivers.basins import BasinParameters, delineate
from sim.hazards.flood.rivers.channels import bankfull_depth_m, stage_over_bank_m
from sim.hazards.flood.rivers.flow import channel_flow_m3s, local_flow, river_flow
from sim.hazards.flood.rivers.reservoirs import ReservoirParameters, place_reservoirs
from sim.place import load_place
from sim.scenario import load_scenario

TEN_DAYS_H = 240
REPEATS = 5


def best_ms(work: Callable[[], object]) -> float:
    """Return the least CPU time of some repeats [ms]."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000.0 * min(times)


def main() -> None:
    """Time each part and print the table."""
    place = load_place("jilin")
    scenario = load_scenario("lekima_krosa_2019")
    flood = cast("Flood", scenario.hazard)
    basins = delineate(place, BasinParameters())
    curve_number = flood.curve_numbers(place)[basins.county]
    full = channel_flow_m3s(
        basins, curve_number=curve_number, runoff=flood.runoff, rivers=flood.rivers
    )
    reservoirs = place_reservoirs(place, basins, ReservoirParameters())
    rain = np.random.default_rng(1).gamma(0.2, 6.0, (TEN_DAYS_H + 1, len(basins.basin_id)))
    rain[0] = 0.0

    def rivers(rule: ReleaseRule) -> None:
        flow = river_flow(
            basins,
            local_flow(basins, rain, curve_number=curve_number, runoff=flood.runoff),
            rivers=flood.rivers,
            reservoirs=reservoirs,
            rule=rule,
            bankfull_m3s=full,
        )
        stage_over_bank_m(
            flow.discharge_m3s,
            full_m3s=full,
            depth_m=bankfull_depth_m(full, flood.rivers),
            rivers=flood.rivers,
        )

    n_basins, n_lakes = len(basins.basin_id), len(reservoirs.basin)
    rows = {
        f"catchments of the province ({n_basins})": lambda: delineate(place, BasinParameters()),
        f"ten days of rain, {n_basins} catchments, {n_lakes} reservoirs": lambda: rivers(
            ReleaseRule()
        ),
        "the same, releasing ahead of inflow": lambda: rivers(ReleaseRule(rule="pre_release")),
        "all of nature, eight days of August 2019": lambda: scenario.nature(
            place, streams=Streams(1, 0), levers=Levers()
        ),
    }
    print("| what | CPU ms |")
    print("|---|--:|")
    for name, work in rows.items():
        print(f"| {name} | {best_ms(work):.0f} |")


if __name__ == "__main__":
    main()
