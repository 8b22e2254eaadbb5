"""Networks and trips made up for measuring: no real place, but its proportions.

A town is a grid of streets of which a quarter are missing, with lengths, speeds and lanes
drawn as in a Chinese county: half of the streets slow and narrow, one in seven an artery. The
people of its middle leave for shelters on a ring around it.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sim.core.streams import Streams
from sim.roads.network import Network
from sim.roads.traffic import Trips

MEAN_DEPARTURE_S = 3600.0
STREETS_KEPT = 0.75
WIDE_MPS = 20.0
MIDDLE = 0.2
RING = (0.35, 0.4)
"""Radius of the middle, and of the ring of shelters, as shares of the town's side."""


def town(n_arcs: int) -> tuple[Network, np.ndarray]:
    """Return a town of about so many arcs, and the positions of its nodes (N, 2)."""
    rng = Streams(seed=1, replication=0).get(f"benchmarks/town/{n_arcs}")
    side = round((n_arcs / 3.0) ** 0.5)
    nodes = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.stack([nodes[:, :-1].ravel(), nodes[:, 1:].ravel()], axis=1),
            np.stack([nodes[:-1].ravel(), nodes[1:].ravel()], axis=1),
        ]
    )
    ends = ends[rng.random(len(ends)) < STREETS_KEPT]
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(side * side,) * 2)
    _, part = connected_components(graph, directed=False)
    kept = part == np.bincount(part).argmax()
    number = np.cumsum(kept) - 1
    ends = number[ends[kept[ends[:, 0]]]]
    speed_mps = rng.choice([11.0, 16.7, 22.2], len(ends), p=[0.5, 0.35, 0.15])
    lanes = np.where(speed_mps > WIDE_MPS, 2, 1)
    network = Network.from_links(
        node_ids=[str(node) for node in range(int(kept.sum()))],
        link_ids=[str(link) for link in range(len(ends))],
        ends=[(int(a), int(b)) for a, b in ends],
        length_m=np.clip(rng.lognormal(np.log(600.0), 0.7, len(ends)), 100.0, 8000.0),
        free_speed_mps=speed_mps,
        capacity_veh_per_s=lanes * 0.4,
        lanes=lanes,
        jam_density_veh_per_m=lanes * 0.14,
    )
    row, column = np.nonzero(kept.reshape(side, side))
    return network, np.stack([row, column], axis=1) / side - 0.5


def evacuation(position: np.ndarray, *, n_vehicles: int, n_shelters: int) -> Trips:
    """Return trips from the middle of a town to the nearest of its shelters as the crow flies."""
    rng = Streams(seed=1, replication=0).get(f"benchmarks/evacuation/{n_vehicles}")
    away = np.hypot(*position.T)
    ring = np.flatnonzero((away > RING[0]) & (away < RING[1]))
    shelters = rng.choice(ring, n_shelters, replace=False)
    origin = rng.choice(np.flatnonzero(away < MIDDLE), n_vehicles)
    apart = ((position[origin, np.newaxis] - position[shelters]) ** 2).sum(axis=2)
    return Trips(
        depart_s=np.sort(rng.gamma(2.0, MEAN_DEPARTURE_S / 2.0, n_vehicles)),
        origin=origin,
        destination=shelters[apart.argmin(axis=1)],
    )
