"""How fast vehicles are carried over the roads of Jilin: prints one row of a table per case.

Run ``python benchmarks/traffic.py``. Trips start at random nodes over ten hours, bound for a
hundred destinations; in the second case a random link closes or reopens every seven minutes.
"""

from datetime import date
from time import perf_counter

import numpy as np

from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.place.reading import load_place
from sim.roads.network import Network
from sim.roads.traffic import Traffic

N_TRIPS = 40_000
N_DESTINATIONS = 100
DEPARTURES_S = 10 * HOUR_S
END_S = 10 * DAY_S
DAY = date(2019, 8, 12)


def measure(network: Network, *, n_changes: int) -> str:
    """Return one row: changes of the roads, arc traversals, seconds, traversals a second."""
    rng = Streams(seed=1, replication=0).get("benchmarks/traffic")
    traffic = Traffic(network)
    destinations = rng.choice(network.n_nodes, N_DESTINATIONS, replace=False)
    trips = zip(
        np.sort(rng.uniform(0, DEPARTURES_S, N_TRIPS)).tolist(),
        rng.integers(0, network.n_nodes, N_TRIPS).tolist(),
        rng.choice(destinations, N_TRIPS).tolist(),
        strict=True,
    )
    links = rng.integers(0, network.n_links, n_changes).tolist()
    # A time, the number of the trip or -1, and the two nodes or the link.
    events = [(start_s, trip, ends) for trip, (start_s, *ends) in enumerate(trips)]
    events += [((k + 1) * 2 * DEPARTURES_S / n_changes, -1, [links[k]]) for k in range(n_changes)]
    started = perf_counter()
    for time_s, trip, ends in sorted(events):
        while traffic.advance(time_s):
            pass
        if trip >= 0:
            traffic.depart(trip=trip, origin=ends[0], destination=ends[1], vehicle="car")
        elif traffic.is_closed(ends[0]):
            traffic.reopen(ends[0])
        else:
            traffic.close(ends[0])
    while traffic.advance(END_S):
        pass
    spent_s = perf_counter() - started
    traffic.check_conservation()
    n_traversals = int(traffic.entered.sum())
    return (
        f"| {n_changes} | {n_traversals:,} | {spent_s:.2f} | {n_traversals / spent_s:,.0f} "
        f"| {traffic.n_arrived:,} | {traffic.n_waiting:,} |"
    )


def main() -> None:
    """Print the table."""
    network = Network.from_place(load_place("jilin"), day=DAY)
    print(f"{network.n_nodes} nodes, {network.n_arcs} arcs, {N_TRIPS:,} trips")
    print("| road changes | arc traversals | seconds | traversals/s | arrived | waiting |")
    print("|---|---|---|---|---|---|")
    for n_changes in (0, 100, 200):
        print(measure(network, n_changes=n_changes))


if __name__ == "__main__":
    main()
