"""A congested grid in this package and in UXsim, side by side: travel times and speed.

Run ``python benchmarks/uxsim_side_by_side.py`` with the extra `benchmark` installed. Trips
between random nodes on the edge of a 20 × 20 grid of 1 km roads set out during one hour. `given`:
each vehicle is told a random one of its shortest routes, the same in both, so that only queues
differ. `reactive`: drivers choose for themselves, with news every 300 s; each simulator has its
own idea of who hears what. Travel times are compared with UXsim's single vehicles; its platoons
of five, which it advises for large networks, set out as fives, in both simulators.
"""

import argparse
from itertools import product
from statistics import fmean

import numpy as np
from two_simulators import Outcome, Problem, alone, ours, uxsim

from sim.core.streams import Streams
from sim.core.units import HOUR_S

SIDE = 20
LENGTH_M = 1000.0
SPEED_MPS = 20.0
UNTIL_S = 9000.0

CASES = ("given", "reactive")
STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def problem(case: str, *, n_vehicles: int, platoon: int) -> Problem:
    """Return the grid and its trips; vehicles that set out together fill a platoon."""
    arcs = [
        (row * SIDE + column, (row + down) * SIDE + column + right)
        for row, column in product(range(SIDE), range(SIDE))
        for down, right in STEPS
        if 0 <= row + down < SIDE and 0 <= column + right < SIDE
    ]
    tail, head = np.array(arcs, dtype=np.int64).T
    rng = Streams(seed=1, replication=0).get("benchmarks/grid")
    size = n_vehicles // platoon
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    edge = np.flatnonzero(np.isin(rows, (0, SIDE - 1)) | np.isin(columns, (0, SIDE - 1)))
    begin = rng.integers(0, len(edge), size)
    end = (begin + rng.integers(1, len(edge), size)) % len(edge)
    origin, destination = edge[begin], edge[end]
    depart_s = np.sort(rng.integers(0, int(HOUR_S) // platoon, size)) * float(platoon)
    routes = None
    if case == "given":
        number = {ends: arc for arc, ends in enumerate(arcs)}
        routes = [
            staircase(int(o), int(d), number, rng)
            for o, d in zip(origin, destination, strict=True)
            for _ in range(platoon)
        ]
    return Problem(
        tail=tail,
        head=head,
        length_m=np.full(len(arcs), LENGTH_M),
        free_speed_mps=np.full(len(arcs), SPEED_MPS),
        depart_s=np.repeat(depart_s, platoon),
        origin=np.repeat(origin, platoon),
        destination=np.repeat(destination, platoon),
        routes=routes,
        until_s=UNTIL_S,
    )


def staircase(
    origin: int, destination: int, number: dict[tuple[int, int], int], rng: np.random.Generator
) -> list[int]:
    """Return the arcs of one of the shortest routes, all orders of turns equally likely."""
    down = destination // SIDE - origin // SIDE
    right = destination % SIDE - origin % SIDE
    steps = [int(np.sign(down)) * SIDE] * abs(down) + [int(np.sign(right))] * abs(right)
    route, node = [], origin
    for step in rng.permutation(np.array(steps, dtype=np.int64)).tolist():
        route.append(number[node, node + step])
        node += step
    return route


def row(name: str, outcomes: list[Outcome]) -> str:
    """Return the row of one simulator: means over seeds, but the least times and most memory."""
    spread_s = max(one.mean_s for one in outcomes) - min(one.mean_s for one in outcomes)
    return (
        f"| {name} | {min(one.n_arrived for one in outcomes):,} "
        f"| {fmean(one.mean_s for one in outcomes):,.1f} | {spread_s:.1f} "
        f"| {fmean(one.clearance_s for one in outcomes):,.0f} "
        f"| {fmean(one.n_traversals for one in outcomes):,.0f} "
        f"| {min(one.cpu_s for one in outcomes):.2f} | {rate(outcomes):,.0f} "
        f"| {min(one.loop_cpu_s for one in outcomes):.2f} | {loop_rate(outcomes):,.0f} "
        f"| {max(one.peak_mib for one in outcomes):,.0f} |"
    )


def rate(outcomes: list[Outcome]) -> float:
    """Return the arcs traversed per second of processor time, of the quickest seed."""
    return max(one.n_traversals / one.cpu_s for one in outcomes)


def loop_rate(outcomes: list[Outcome]) -> float:
    """Return the same for the loop alone."""
    return max(one.n_traversals / one.loop_cpu_s for one in outcomes)


def compare(case: str, *, n_vehicles: int, platoon: int, seeds: list[int]) -> str:
    """Run both simulators on a case, by turns, and return its table."""
    task = problem(case, n_vehicles=n_vehicles, platoon=platoon)
    mine, theirs = [], []
    for seed in seeds:
        mine.append(alone(ours, task, seed=seed))
        theirs.append(alone(uxsim, task, seed=seed, platoon=platoon))
    mean = fmean(one.mean_s for one in mine) / fmean(one.mean_s for one in theirs) - 1.0
    memory = max(one.peak_mib for one in mine) / max(one.peak_mib for one in theirs)
    return (
        f"{n_vehicles:,} vehicles, {case} routes, {len(seeds)} seeds\n\n"
        "| simulator | arrived | mean travel time, s | range over seeds, s | last arrival, s "
        "| arcs traversed | CPU s | traversals per CPU s | loop alone, CPU s "
        "| traversals per CPU s | peak MiB |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        f"{row('this package', mine)}\n"
        f"{row(f'UXsim C++, deltan {platoon}', theirs)}\n\n"
        f"Travel time {mean:+.1%}, traversals per CPU second × {rate(mine) / rate(theirs):.1f}, "
        f"against its loop alone × {rate(mine) / loop_rate(theirs):.1f}, memory × {memory:.2f}.\n"
    )


def main() -> None:
    """Print a table for each case."""
    parser = argparse.ArgumentParser(description="Compare with UXsim on a grid.")
    parser.add_argument("--vehicles", type=int, nargs="+", default=[57_000, 100_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--platoons", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    chosen = parser.parse_args()
    for case, n_vehicles, platoon in product(chosen.cases, chosen.vehicles, chosen.platoons):
        print(compare(case, n_vehicles=n_vehicles, platoon=platoon, seeds=chosen.seeds), flush=True)


if __name__ == "__main__":
    main()
