"""How fast a static assignment converges: prints one row of a table per relative gap.

Run ``python benchmarks/assignment.py NET TRIPS`` with a network and a trip table in TNTP form,
or without arguments on square grids made here. Times and flows are in the units of the files;
on the grids they are seconds and vehicles a second. Compiling is not counted.
"""

import sys
from time import process_time

import numpy as np

from sim.core.errors import LiandongError
from sim.core.streams import Streams
from sim.roads.assignment import BprRoads, Demand, system_optimum, user_equilibrium
from sim.roads.tntp import read_tntp_network, read_tntp_trips

GAPS = (1e-4, 1e-6, 1e-8, 1e-10)
# Nodes along an edge of the grid, zones, and vehicles a second in all.
GRIDS = ((10, 24, 10.0), (20, 60, 20.0), (30, 100, 30.0))


def grid(n_edge: int, n_zones: int, total_veh_per_s: float) -> tuple[BprRoads, Demand]:
    """Return a square grid of two-way streets and a demand between random nodes of it."""
    rng = Streams(seed=1, replication=0).get("benchmarks/assignment")
    node = np.arange(n_edge * n_edge).reshape(n_edge, n_edge)
    one = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    other = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    n_arcs = 2 * len(one)
    roads = BprRoads.from_arcs(
        n_nodes=node.size,
        tail=np.concatenate([one, other]),
        head=np.concatenate([other, one]),
        free_time=rng.uniform(20.0, 60.0, n_arcs),
        capacity=rng.choice([0.25, 0.5, 1.0], n_arcs),
    )
    zones = rng.choice(node.size, n_zones, replace=False)
    origin, destination = (ends.ravel() for ends in np.meshgrid(zones, zones))
    amount = rng.exponential(1.0, origin.size)
    return roads, Demand.from_pairs(origin, destination, amount * total_veh_per_s / amount.sum())


def measure(name: str, roads: BprRoads, demand: Demand) -> None:
    """Print one row per relative gap, and one for the system optimum."""
    cases = [(user_equilibrium, "equilibrium", gap) for gap in GAPS]
    for assign, aim, gap in [*cases, (system_optimum, "optimum", GAPS[-1])]:
        started = process_time()
        found = assign(roads, demand, gap=gap)
        spent_s = process_time() - started
        print(
            f"| {name} | {roads.n_arcs:,} | {len(demand.amount):,} | {aim} "
            f"| {found.total_travel_time:,.3f} | {found.beckmann:,.3f} "
            f"| {found.relative_gap:.1e} | {found.n_iterations} | {spent_s:.3f} |",
            flush=True,
        )


def main(arguments: list[str]) -> None:
    """Print the table for two files, or for the grids if none are given."""
    if len(arguments) not in {0, 2}:
        sys.exit("usage: python benchmarks/assignment.py [NET TRIPS]")
    user_equilibrium(*grid(4, 6, 2.0))
    print(
        "| network | arcs | pairs | aim | total travel time | Beckmann objective "
        "| relative gap | iterations | CPU seconds |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    if arguments:
        network = read_tntp_network(arguments[0])
        measure("file", network.roads(), read_tntp_trips(arguments[1], network.n_zones))
        return
    for n_edge, n_zones, total_veh_per_s in GRIDS:
        measure(f"grid {n_edge}×{n_edge}", *grid(n_edge, n_zones, total_veh_per_s))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LiandongError as error:
        sys.exit(str(error))
