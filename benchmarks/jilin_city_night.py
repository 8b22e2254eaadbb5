"""A severe case: 300,000 people leave Jilin City in one night, two bridges being down.

Prints one row of a table per case: how soon they are out, beside the least time possible on the
same roads, and what contraflow is worth. With a folder as argument it draws the pictures too.
Run ``python benchmarks/jilin_city_night.py [FOLDER]``.

Assumed: the four districts are told at 20:00 by all channels and everybody obeys; people are
shared out by population; those without a car ride in full buses, one trip each, ready when they
are; every shelter outside the districts is a goal and nobody is turned away. The bridges are
those of Jilin's southern exit (L130) and of the southern ring expressway (L025). Contraflow runs
on the four remaining approaches to the ring.
"""

import sys
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from time import process_time

import numpy as np

from sim.core.clock import Clock, parse_time
from sim.core.streams import Streams
from sim.evacuation.behaviour import EvacuationBehaviour
from sim.evacuation.households import draw_households, leaving_times
from sim.place import Place
from sim.place.reading import load_place
from sim.roads.bound import clearance_bound_s, quickest_share_s
from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.traffic import ANY, Traffic, TripResults, Trips, simulate_trips
from sim.scenario import load_plan

DISTRICTS = ("220202", "220203", "220204", "220211")
PERSONS = 300_000
BRIDGES = ("L130", "L025")
CONTRAFLOW = {
    "L127": "X_G12_G202",
    "L128": "X_G12_G202",
    "L129": "X_JL_SW_G1212xG1211",
    "L131": "X_JL_NW_G1212",
}
DAY = date(2019, 8, 13)
ORDERED = "2019-08-13T20:00:00+08:00"
END_S = 4 * 86_400.0
MARSHALS_S = 1800.0


@dataclass(frozen=True)
class Case:
    """One way to drive out."""

    name_zh: str
    name_en: str
    choice: str
    is_cut: bool = True
    contraflow: dict[str, str] = field(default_factory=dict)


CASES = (
    Case("桥通，互不妨碍", "bridges up, free flow", "free_flow", is_cut=False),
    Case("桥通，随路况改道", "bridges up, reactive", "reactive", is_cut=False),
    Case("断两桥，走最短路", "two bridges down, fixed", "fixed"),
    Case("断两桥，随路况改道", "two bridges down, reactive", "reactive"),
    Case("断两桥，反向车道", "two bridges down, contraflow", "reactive", contraflow=CONTRAFLOW),
    Case("断两桥，统一规划", "two bridges down, planned", "planned"),
)


def evacuees(place: Place, network: Network) -> Trips:
    """Return the cars and buses of the night."""
    behaviour = EvacuationBehaviour(comply_red_share=1.0, comply_door_to_door_share=1.0)
    outreach = load_plan(outreach="extended").outreach
    streams = Streams(seed=1, replication=0)
    population = {county: place.county(county).population for county in DISTRICTS}
    columns: list[tuple[np.ndarray, int, str]] = []
    for county, people in population.items():
        persons = round(PERSONS * people / sum(population.values()))
        households = draw_households(f"night/{county}", persons, behaviour, streams)
        leave_s = leaving_times(households, behaviour=behaviour, outreach=outreach, level="red")
        last_s = leave_s[np.isfinite(leave_s)].max()
        leave_s = np.minimum(leave_s, last_s)  # whom no channel reaches goes with the neighbours
        node = network.node_index(place.county(county).seat_node_id)
        has_car = households.car >= behaviour.without_car_share
        columns.append((leave_s[has_car], node, "car"))
        waiting = np.sort(leave_s[~has_car])
        per_bus = behaviour.bus_persons / behaviour.household_persons
        last_aboard = [
            min(ceil((number + 1) * per_bus), len(waiting)) - 1
            for number in range(ceil(len(waiting) / per_bus))
        ]
        columns.append((waiting[last_aboard], node, "bus"))
    return Trips(
        depart_s=np.concatenate([times for times, _, _ in columns]),
        origin=np.concatenate([np.full(len(times), node) for times, node, _ in columns]),
        destination=np.full(sum(len(times) for times, _, _ in columns), ANY),
        vehicle=[name for times, _, name in columns for _ in times],
    )


def run(case: Case, network: Network, trips: Trips, sinks: list[int]) -> TripResults:
    """Drive one case."""

    def prepare(traffic: Traffic) -> None:
        for link, towards in case.contraflow.items():
            traffic.begin_contraflow(
                network.link_index(link),
                towards=network.node_index(towards),
                staffing_s=MARSHALS_S,
            )

    return simulate_trips(
        network,
        trips,
        routing=Driving(choice=case.choice),
        until_s=END_S,
        sinks=sinks,
        changes=[(0.0, prepare)],
        recorded_arcs=np.arange(network.n_arcs),
    )


def bounds_s(case: Case, network: Network, trips: Trips, sinks: list[int]) -> tuple[float, ...]:
    """Return the least times in which half, 95 % and all can be out [s]."""
    capacity = np.array(network.capacity_veh_per_s)
    for link, towards in case.contraflow.items():
        number, node = network.link_index(link), network.node_index(towards)
        arc = int(np.flatnonzero((network.link == number) & (network.head == node))[0])
        capacity[arc] *= 2.0
    supplies = np.bincount(trips.origin, minlength=network.n_nodes)
    ask = partial(
        quickest_share_s,
        network,
        supplies=supplies,
        destinations=sinks,
        capacity_veh_per_s=capacity,
    )
    half, most = ask(shares=(0.5, 0.95))
    whole = clearance_bound_s(
        network, supplies=supplies, destinations=sinks, capacity_veh_per_s=capacity
    )
    return float(half), float(most), whole


def row(case: Case, results: TripResults, bound: tuple[float, ...], cpu_s: float) -> str:
    """Return one row of the table."""
    arrived = results.arrived_s[np.isfinite(results.arrived_s)]
    t50, t95, clearance = np.quantile(arrived, (0.5, 0.95, 1.0))
    hours = " | ".join(f"{value / 3600:.1f}" for value in (t50, t95, clearance, *bound))
    moved = int(results.entered.sum())
    return (
        f"| {case.name_en} | {results.n_arrived:,} | {hours} | {clearance / bound[2]:.2f} "
        f"| {len(results.gridlocked)} | {cpu_s:.1f} | {moved / cpu_s / 1e6:.1f} |"
    )


def draw(
    folder: Path,
    place: Place,
    results: dict[str, TripResults],
    bounds: dict[str, tuple[float, ...]],
) -> None:
    """Draw congestion, volumes, a corridor and the clearance curve in both languages."""
    from sim.figures.clearance import clearance_curve  # noqa: PLC0415  # matplotlib: only if asked
    from sim.figures.congestion import congestion_map  # noqa: PLC0415
    from sim.figures.saving import save_figure  # noqa: PLC0415
    from sim.figures.traffic import link_volumes  # noqa: PLC0415
    from sim.figures.trajectories import time_space  # noqa: PLC0415

    clock = Clock(parse_time(ORDERED))
    jam = results["two bridges down, reactive"]
    bound = bounds["two bridges down, reactive"]
    network = jam.network
    start, middle = network.node_index("220204"), network.node_index("X_JL_SW_G1212xG1211")
    first = int(np.flatnonzero((network.tail == start) & (network.head == middle))[0])
    onwards = np.flatnonzero((network.tail == middle) & (network.head != start))
    second = int(onwards[np.argmax(jam.entered[onwards])])
    for lang in ("zh", "en"):
        figures = {
            "congestion": congestion_map(
                jam,
                place,
                at_s=4 * 3600.0,
                interval_s=1800.0,
                county_ids=(*DISTRICTS, "220221"),
                clock=clock,
                lang=lang,
            ),
            "volumes": link_volumes(jam, place=place, clock=clock, lang=lang),
            "corridor": time_space(jam, [first, second], place=place, clock=clock, lang=lang),
            "clearance": clearance_curve(
                jam,
                bounds_s=dict(zip((0.5, 0.95, 1.0), bound, strict=True)),
                clock=clock,
                lang=lang,
            ),
        }
        for name, figure in figures.items():
            save_figure(figure, folder / f"night_{name}_{lang}.png")


def main() -> None:
    """Print the table, and draw if a folder is given."""
    place = load_place("jilin")
    whole = Network.from_place(place, day=DAY)
    trips = evacuees(place, whole)
    sinks = [
        whole.node_index(site.node_id)
        for site in place.sites_of("shelter")
        if site.county_id not in DISTRICTS
    ]
    n_buses = sum(name == "bus" for name in trips.vehicle)
    print(f"{len(trips) - n_buses:,} cars and {n_buses:,} buses from {len(DISTRICTS)} districts")
    print(
        "| case | arrived | T50 h | T95 h | clearance h | bound 50 % h | bound 95 % h | bound h "
        "| clearance ÷ bound | gridlocked arcs | CPU s | million arcs/s |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    results, bounds = {}, {}
    for case in CASES:
        network = without(whole, BRIDGES) if case.is_cut else whole
        began_s = process_time()
        results[case.name_en] = run(case, network, trips, sinks)
        cpu_s = process_time() - began_s
        bounds[case.name_en] = bounds_s(case, network, trips, sinks)
        print(row(case, results[case.name_en], bounds[case.name_en], cpu_s), flush=True)
    if len(sys.argv) > 1:
        draw(Path(sys.argv[1]), place, results, bounds)


def without(network: Network, links: tuple[str, ...]) -> Network:
    """Return the network with some links not there."""
    is_built = np.array(network.is_built)
    is_built[[network.link_index(link) for link in links]] = False
    return replace(network, is_built=is_built)


if __name__ == "__main__":
    main()
