"""What a planner is asked to move, and over which roads: the checked input of a quickest flow.

:class:`Ways` holds the usable arcs of a network, indexed once for many questions;
:class:`Movement` adds the vehicles and where they may go. Neither knows steps of time or flows:
see :mod:`sim.roads.time_expansion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from sim.core.errors import InputError
from sim.roads.network import BoolArray, FloatArray, IntArray, Network

_MAX_VEHICLES = 2**29
"""The maximum flow counts vehicles in 32 bits."""


class Ways:
    """The usable arcs of a network with their travel times and capacities.

    Parameters
    ----------
    network
        The roads.
    passable
        Whether a link can be used (L,); all built links if left out.
    capacity_veh_per_s
        Vehicles that can enter each arc [veh/s], 0 = not usable (A,); the network's own if left
        out. Give it for contraflow, or for vehicles that count as more or less than one car.
    time_s
        Travel time of each arc [s], above 0, inf = not usable (A,); a car's on the empty road if
        left out.

    Raises
    ------
    InputError
        If an argument has the wrong shape or sign.
    """

    def __init__(
        self,
        network: Network,
        *,
        passable: npt.ArrayLike | None = None,
        capacity_veh_per_s: npt.ArrayLike | None = None,
        time_s: npt.ArrayLike | None = None,
    ) -> None:
        self.network = network
        is_open = network.is_built if passable is None else np.asarray(passable)
        if is_open.shape != (network.n_links,) or is_open.dtype != np.bool_:
            raise InputError(
                f"clearance bound: passable must hold True or False for {network.n_links} links"
            )
        time = (
            network.length_m / network.free_speed_mps
            if time_s is None
            else _per_arc(time_s, name="time_s", network=network)
        )
        if (time <= 0).any():
            raise InputError("clearance bound: time_s must be above 0")
        capacity = (
            network.capacity_veh_per_s
            if capacity_veh_per_s is None
            else _per_arc(capacity_veh_per_s, name="capacity_veh_per_s", network=network)
        )
        if (capacity < 0).any() or np.isinf(capacity).any():
            raise InputError("clearance bound: capacity_veh_per_s must be finite and at least 0")
        # A closed road keeps its place here, so that the clocks of nodes (see Movement) do not
        # depend on what is closed.
        kept = network.is_built[network.link] & np.isfinite(time) & (network.tail != network.head)
        self.arcs: IntArray = np.flatnonzero(kept)
        """Arc of the network (U,)."""
        self.tail, self.head = network.tail[kept], network.head[kept]
        self.time_s: FloatArray = time[kept]
        self.capacity_veh_per_s: FloatArray = capacity[kept]
        self.is_usable: BoolArray = is_open[network.link[kept]] & (self.capacity_veh_per_s > 0)
        """Whether the arc is open and has a capacity (U,)."""
        self.onwards = JoinedArcs(self.tail, self.head, n_nodes=network.n_nodes)
        self.backwards = JoinedArcs(self.head, self.tail, n_nodes=network.n_nodes)

    def movement(
        self,
        *,
        supplies: npt.ArrayLike,
        destinations: Sequence[int],
        room: npt.ArrayLike | None = None,
    ) -> "Movement":
        """Check what is to be moved.

        Parameters
        ----------
        supplies
            Whole vehicles that stand at each node (N,).
        destinations
            Indices of nodes that take vehicles in (D,).
        room
            Vehicles that each destination can take (D,); no limit if left out.

        Raises
        ------
        InputError
            If an argument has the wrong shape or sign, or there are too many vehicles.
        """
        waiting = _whole(supplies, name="supplies", size=self.network.n_nodes)
        n_vehicles = int(waiting.sum())
        if n_vehicles > _MAX_VEHICLES:
            raise InputError(f"clearance bound: {n_vehicles:,} vehicles, allowed {_MAX_VEHICLES:,}")
        ends = np.array(
            [self.network.check_node(node, noun="destination") for node in destinations],
            dtype=np.int64,
        )
        if not ends.size or np.unique(ends).size != ends.size:
            raise InputError("clearance bound: destinations must be given, each once")
        taken = (
            np.full(len(ends), n_vehicles, dtype=np.int64)
            if room is None
            else np.minimum(_whole(room, name="room", size=len(ends)), n_vehicles)
        )
        potential = nearest(self.backwards.graph(self.time_s), ends)
        taking = ends[taken > 0]
        to_go = (
            potential
            if self.is_usable.all() and len(taking) == len(ends)
            else nearest(
                self.backwards.graph(np.where(self.is_usable, self.time_s, np.inf)), taking
            )
        )
        # Whoever reaches a destination without limit stops there, so no road out of it matters.
        is_final = np.zeros(self.network.n_nodes, dtype=np.bool_)
        is_final[ends[taken == n_vehicles]] = True
        moving = np.where(is_final, 0, waiting)
        is_away = (waiting > 0) & np.isfinite(potential)
        is_away[ends] = False
        return Movement(
            ways=self,
            moving=moving,
            at_home=waiting - moving,
            destinations=taking,
            room=taken[taken > 0],
            potential_s=potential,
            phase_s=float(potential[is_away].min()) if is_away.any() else 0.0,
            to_go_s=to_go,
            is_kept=self.is_usable & ~is_final[self.tail] & np.isfinite(potential[self.head]),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Movement:
    """Vehicles, where they may go, and a clock for every node.

    Travel times are counted from node to node on clocks that differ by the travel time to the
    nearest destination, φ: a vehicle that drives straight there keeps the same reading all the
    way. Cutting time into steps by these clocks rounds only the time lost by detours, instead of
    every road, and is as valid: any constants φ would do. They are taken with all roads open and
    room at all destinations, so that opening a road or making room changes no rounding.

    Parameters
    ----------
    ways
        The roads.
    moving
        Vehicles at each node that have to leave it or need room there (N,).
    at_home
        Vehicles at a destination without limit, which need not move (N,).
    destinations, room
        Nodes that take vehicles in, and how many (D,).
    potential_s
        φ, travel time to the nearest destination with all roads open [s], inf = none (N,).
    phase_s
        φ of the nearest node from which vehicles have to drive [s]. A step begins there at time 0,
        so that rounding to steps takes nothing from its bound.
    to_go_s
        Travel time to the nearest destination with room as the roads are [s], inf = none (N,).
    is_kept
        Whether an arc of `ways` can be of use (U,).
    """

    ways: Ways
    moving: IntArray
    at_home: IntArray
    destinations: IntArray
    room: IntArray
    potential_s: FloatArray
    phase_s: float
    to_go_s: FloatArray
    is_kept: BoolArray

    @property
    def n_home(self) -> int:
        """Vehicles that need not move."""
        return int(self.at_home.sum())

    @property
    def n_vehicles(self) -> int:
        """All vehicles, those that need not move included."""
        return int(self.moving.sum()) + self.n_home

    @property
    def has_limits(self) -> bool:
        """Whether a destination may be full before all have come."""
        return bool((self.room < self.n_vehicles).any())

    def soonest_s(self, n_arrived: int) -> float:
        """Return when so many vehicles could have arrived on empty, endlessly wide roads [s]."""
        if n_arrived <= self.n_home:
            return 0.0
        origins = np.flatnonzero(self.moving)
        origins = origins[np.argsort(self.to_go_s[origins], kind="stable")]
        arrived = self.n_home + np.cumsum(self.moving[origins])
        return float(self.to_go_s[origins[np.searchsorted(arrived, n_arrived)]])

    def only(self, moving: IntArray) -> "Movement":
        """Return the same movement with fewer moving vehicles (N,)."""
        return replace(self, moving=moving)


class JoinedArcs:
    """Arcs sorted into the rows of a graph once, parallel ones joined.

    Parameters
    ----------
    row, column
        Where an arc begins and ends (U,).
    n_nodes
        Number of nodes, N.
    """

    def __init__(self, row: IntArray, column: IntArray, *, n_nodes: int) -> None:
        self._n_nodes = n_nodes
        self._order = np.lexsort((column, row))
        row, column = row[self._order], column[self._order]
        is_first = np.ones(len(row), dtype=np.bool_)
        is_first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        self._starts = np.flatnonzero(is_first)
        self._row, self._column = row[is_first], column[is_first].astype(np.int32)

    def graph(
        self, weight: FloatArray, *, source: tuple[IntArray, FloatArray] | None = None
    ) -> csr_array:
        """Return the least weight between every pair of joined nodes (N, N), zeros included.

        Parameters
        ----------
        weight
            Weight of each arc, inf where it is not there (U,).
        source
            Nodes that one more node, N, is joined to, and the weights; none if left out.
        """
        size = self._n_nodes
        if self._starts.size:
            least = np.minimum.reduceat(weight[self._order], self._starts)
        else:
            least = np.zeros(0, dtype=np.float64)
        kept = np.isfinite(least)
        pointer = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(self._row[kept], minlength=size), out=pointer[1:])
        data, columns = least[kept], self._column[kept]
        if source is not None:
            nodes, weights = source
            size += 1
            data = np.concatenate([data, weights])
            columns = np.concatenate([columns, nodes.astype(np.int32)])
            pointer = np.append(pointer, np.int32(len(data)))
        return csr_array((data, columns, pointer), shape=(size, size))


def nearest(graph: csr_array, sources: IntArray) -> FloatArray:
    """Return the distance from the nearest of some nodes to every node, inf = none (N,)."""
    if not sources.size:
        return np.full(graph.shape[0], np.inf)
    distance: FloatArray = dijkstra(graph, indices=sources, min_only=True)
    return distance


def _per_arc(values: npt.ArrayLike, *, name: str, network: Network) -> FloatArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (network.n_arcs,) or np.isnan(numbers).any():
        raise InputError(f"clearance bound: {name} must hold one number for {network.n_arcs} arcs")
    return numbers


def _whole(values: npt.ArrayLike, *, name: str, size: int) -> IntArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (size,):
        raise InputError(f"clearance bound: {name} has shape {numbers.shape}, expected ({size},)")
    if not (np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))).all():
        raise InputError(f"clearance bound: {name} must be whole numbers of at least 0")
    return numbers.astype(np.int64)
