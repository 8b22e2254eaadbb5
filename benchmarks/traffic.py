"""How fast vehicles move over made-up towns of any size, and how much memory that takes.

Run ``python benchmarks/traffic.py``; with a folder as argument the growth is drawn there. Every
case runs in a process of its own, so that its peak memory is its own; the kernel has been run
once on a small town before the clock starts. A traversal is one vehicle passing one arc. CPU
seconds include building the tables and all routing.
"""

import json
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

import numpy as np
from road_networks import evacuation, town

from sim.roads.driving import Driving
from sim.roads.traffic import simulate_trips

N_SHELTERS = 20
END_S = 4 * 86_400.0
MAIN = ((50_000, 100_000, "free_flow"), (50_000, 100_000, "fixed"), (50_000, 100_000, "reactive"))
BY_VEHICLES = tuple((50_000, n, "reactive") for n in (10_000, 30_000, 100_000, 300_000, 1_000_000))
BY_ARCS = tuple((n, 100_000, "reactive") for n in (5_000, 15_000, 50_000, 100_000, 200_000))


def measure(n_arcs: int, n_vehicles: int, choice: str) -> dict[str, float]:
    """Return what one case took, in this process."""
    small, position = town(600)
    simulate_trips(
        small,
        evacuation(position, n_vehicles=300, n_shelters=3),
        routing=Driving(choice=choice),
        until_s=END_S,
    )
    network, position = town(n_arcs)
    trips = evacuation(position, n_vehicles=n_vehicles, n_shelters=N_SHELTERS)
    before_mib = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    began_s = process_time()
    results = simulate_trips(network, trips, routing=Driving(choice=choice), until_s=END_S)
    return {
        "arcs": network.n_arcs,
        "vehicles": n_vehicles,
        "arrived": results.n_arrived,
        "gridlocked": len(results.gridlocked),
        "clearance_h": float(np.nanmax(results.arrived_s)) / 3600.0,
        "traversals": int(results.entered.sum()),
        "cpu_s": process_time() - began_s,
        "before_mib": before_mib,
        "peak_mib": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    }


def apart(case: tuple[int, int, str]) -> dict[str, float]:
    """Return what one case took in a process of its own."""
    command = [sys.executable, __file__, "--case", *map(str, case)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def row(case: tuple[int, int, str], took: dict[str, float]) -> str:
    """Return one row of the table."""
    per_s = took["traversals"] / took["cpu_s"]
    return (
        f"| {case[2]} | {took['arcs']:,} | {took['vehicles']:,} | {took['arrived']:,} "
        f"| {took['gridlocked']} | {took['clearance_h']:.1f} | {took['traversals']:,} "
        f"| {took['cpu_s']:.2f} | {per_s / 1e6:.2f} | {took['peak_mib']:.0f} |"
    )


def draw(folder: Path, series: dict[str, list[dict[str, float]]]) -> None:
    """Draw cost per traversal and memory over vehicles and arcs."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # only if asked

    from sim.figures.saving import save_figure  # noqa: PLC0415

    sheet = Figure(figsize=(10, 4), layout="constrained")
    cost, memory = sheet.subplots(1, 2)
    for (name, rows), marker in zip(series.items(), ("o", "s"), strict=True):
        size = [took[name] for took in rows]
        spent = [took["cpu_s"] / took["traversals"] * 1e9 for took in rows]
        cost.plot(size, spent, marker=marker, label=f"by {name}")
        memory.plot(size, [took["peak_mib"] for took in rows], marker=marker, label=f"by {name}")
    for axes, title in ((cost, "CPU per traversal [ns]"), (memory, "peak memory [MiB]")):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_title(title, loc="left")
        axes.set_xlabel("vehicles on 50,000 arcs, arcs under 100,000 vehicles")
        axes.grid(visible=True, which="both", alpha=0.3)
        axes.legend()
    save_figure(sheet, folder / "traffic_growth.png")


def main() -> None:
    """Print the table, and draw if a folder is given."""
    if sys.argv[1:2] == ["--case"]:
        n_arcs, n_vehicles, choice = sys.argv[2:]
        print(json.dumps(measure(int(n_arcs), int(n_vehicles), choice)))
        return
    print(
        "| routes | arcs | vehicles | arrived | gridlocked arcs | clearance h | traversals "
        "| CPU s | million/s | peak MiB |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    taken: dict[tuple[int, int, str], dict[str, float]] = {}
    for case in dict.fromkeys((*MAIN, *BY_VEHICLES, *BY_ARCS)):
        taken[case] = apart(case)
        print(row(case, taken[case]), flush=True)
    if len(sys.argv) > 1:
        series = {
            "vehicles": [taken[case] for case in BY_VEHICLES],
            "arcs": [taken[case] for case in BY_ARCS],
        }
        draw(Path(sys.argv[1]), series)


if __name__ == "__main__":
    main()
