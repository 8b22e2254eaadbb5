"""Speed of fire spread, as a Markdown table: one run, hourly steps, and lines built meanwhile.

Run: ``python benchmarks/fire_spread.py``. 334 × 334 cells of 90 m, 80 ways from each, weather that
changes every hour, the ground of Hunchun made by rule; 48 hours. CPU seconds, least of three.
"""

from collections.abc import Callable
from time import process_time

import numpy as np

import sim
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.wildfire.outbreaks import Ground

HOURS = 48


def main() -> None:
    """Time each way of running the fire."""
    scenario = sim.load_scenario(
        "hunchun_border_fire_2019", overrides={"hazard.spread.wang.per_beaufort": 0.06}
    )
    place = sim.load_place("jilin")
    nature = scenario.nature(place, streams=Streams(1, 0), levers=sim.load_plan().levers())
    if nature.fires is None:
        raise LookupError(scenario.name)
    fires = nature.fires
    fire = fires.fires[0]
    fires.ground(fire).growth.run(HOUR_S + fire.start_s)  # compile
    print("| 334 × 334 cells, 48 h | CPU s | of one run |")
    print("|---|--:|--:|")
    one = _timed(lambda: fires.ground(fire), lambda ground: _steps(ground, fire.start_s, 1))
    for title, run in (
        ("one run", lambda ground: _steps(ground, fire.start_s, 1)),
        ("stopped and run on every hour", lambda ground: _steps(ground, fire.start_s, HOURS)),
        ("and a line of 40 cells closed every hour", lambda ground: _lines(ground, fire.start_s)),
    ):
        seconds = _timed(lambda: fires.ground(fire), run)
        print(f"| {title} | {seconds:.3f} | {seconds / one:.1f} |")


def _timed(prepare: Callable[[], Ground], run: Callable[[Ground], None]) -> float:
    """Return the least CPU time of three runs [s]."""
    seconds = []
    for _ in range(3):
        ground = prepare()
        began = process_time()
        run(ground)
        seconds.append(process_time() - began)
    return min(seconds)


def _steps(ground: Ground, start_s: float, n_steps: int) -> None:
    for step in range(1, n_steps + 1):
        ground.growth.run(start_s + step * HOURS / n_steps * HOUR_S)


def _lines(ground: Ground, start_s: float) -> None:
    """Close forty cells a little ahead of the fire, hour by hour."""
    growth = ground.growth
    for step in range(1, HOURS + 1):
        now_s = start_s + step * HOUR_S
        growth.run(now_s)
        soon = growth.ahead(now_s + HOUR_S)
        row, column = np.nonzero(np.isfinite(soon) & (soon > now_s))
        growth.close(row[:40], column[:40], from_s=now_s, critical_w_per_m=np.inf)


if __name__ == "__main__":
    main()
