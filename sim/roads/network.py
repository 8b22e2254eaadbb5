"""The road network as arrays of directed arcs.

Every undirected link of a place gives two arcs: link i runs forwards as arc 2i and backwards as
arc 2i + 1. A network of one-way arcs has one link per arc. The network is fixed for a whole run;
what closes or floods is the business of :mod:`sim.roads.traffic`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError, unknown_name
from sim.core.units import HOUR_S
from sim.place.place import Link, Place

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Network:
    """Directed arcs between the nodes of a place.

    Parameters
    ----------
    node_ids
        Identifiers of the N nodes, in the order of the place.
    link_ids
        Identifiers of the L links, in the order of the place, so that an array with one value
        per link of the place can be used with the index of a link here.
    tail, head
        Node at which an arc begins and ends (A,).
    link
        Link to which an arc belongs (A,).
    length_m, free_speed_mps
        Length [m] and speed of a car on the empty, dry road [m/s] (A,).
    capacity_veh_per_s
        Vehicles that can enter or leave an arc [veh/s] (A,).
    lanes
        Lanes of the arc's own direction (A,).
    jam_density_veh_per_m
        Vehicles standing on one metre of all lanes of the arc [veh/m] (A,).
    is_built
        Whether a link exists on the day of the scenario (L,). A link not yet built keeps its
        index and is never passable.
    """

    node_ids: tuple[str, ...]
    link_ids: tuple[str, ...]
    tail: IntArray
    head: IntArray
    link: IntArray
    length_m: FloatArray
    free_speed_mps: FloatArray
    capacity_veh_per_s: FloatArray
    lanes: IntArray
    jam_density_veh_per_m: FloatArray
    is_built: BoolArray
    reverse: IntArray = field(init=False)
    """Arc of the opposite carriageway, -1 where there is none (A,)."""

    def __post_init__(self) -> None:
        """Index the identifiers, check the arrays and make them read-only."""
        for name in _PER_ARC:
            _seal(getattr(self, name), name=name, size=len(self.tail))
        _seal(self.is_built, name="is_built", size=len(self.link_ids))
        _check_range(self.tail, len(self.node_ids), name="tail")
        _check_range(self.head, len(self.node_ids), name="head")
        _check_range(self.link, len(self.link_ids), name="link")
        for name in _POSITIVE:
            values = getattr(self, name)
            bad = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
            if bad.size:
                arc = int(bad[0])
                raise InputError(
                    f"link '{self.link_ids[int(self.link[arc])]}': {name} must be above 0, "
                    f"got {values[arc]:g}"
                )
        reverse = _opposites(self.tail, self.head)
        _seal(reverse, name="reverse", size=len(self.tail))
        object.__setattr__(self, "reverse", reverse)
        object.__setattr__(self, "_node_index", _index(self.node_ids, noun="node"))
        object.__setattr__(self, "_link_index", _index(self.link_ids, noun="link"))

    @classmethod
    def from_place(cls, place: Place, *, day: date) -> "Network":
        """Build the arcs of a place as they stood on a day.

        Parameters
        ----------
        place
            The region.
        day
            Links opened to traffic after this day are kept but never passable.

        Raises
        ------
        UnknownNameError
            If a link names a node or road class that the place does not have.
        InputError
            If a length, speed, capacity or number of lanes is not above zero.
        """
        nodes = _index([node.node_id for node in place.nodes], noun="node")
        classes = [place.road_class(link.road_class) for link in place.links]
        lanes = np.array([link.lanes for link in place.links], dtype=np.int64)
        per_lane = np.array([row.capacity_per_lane_veh_per_h for row in classes], dtype=np.float64)
        density = np.array([row.jam_density_veh_per_m for row in classes], dtype=np.float64)
        built = {link.link_id for link in place.links_open_on(day)}
        return cls.from_links(
            node_ids=tuple(nodes),
            link_ids=tuple(link.link_id for link in place.links),
            ends=[_ends(link, nodes) for link in place.links],
            length_m=[link.length_m for link in place.links],
            free_speed_mps=[link.free_speed_mps for link in place.links],
            capacity_veh_per_s=lanes * per_lane / HOUR_S,
            lanes=lanes,
            jam_density_veh_per_m=lanes * density,
            is_built=[link.link_id in built for link in place.links],
        )

    @classmethod
    def from_links(
        cls,
        *,
        node_ids: Sequence[str],
        link_ids: Sequence[str],
        ends: Sequence[tuple[int, int]],
        length_m: npt.ArrayLike,
        free_speed_mps: npt.ArrayLike,
        capacity_veh_per_s: npt.ArrayLike,
        lanes: npt.ArrayLike,
        jam_density_veh_per_m: npt.ArrayLike,
        is_built: npt.ArrayLike = True,
    ) -> "Network":
        """Build both arcs of links that are alike in both directions.

        Parameters
        ----------
        node_ids, link_ids
            Identifiers of the N nodes and L links.
        ends
            Indices of the two nodes of each link.
        length_m, free_speed_mps, capacity_veh_per_s, lanes, jam_density_veh_per_m
            As for the arcs, one value per link or one for all; of one direction.
        is_built
            Whether each link exists, or one value for all.

        Raises
        ------
        InputError
            If an end is no node, or a value is not above zero.
        """
        n_links = len(link_ids)
        joined = np.array(ends, dtype=np.int64).reshape(-1, 2)
        if joined.size and not 0 <= joined.min() <= joined.max() < len(node_ids):
            raise InputError(f"network: ends of links must lie in 0 to {len(node_ids) - 1}")

        def both(values: npt.ArrayLike) -> FloatArray:
            one_way = np.asarray(values, dtype=np.float64)
            return np.repeat(
                np.broadcast_to(one_way, (n_links,)) if not one_way.ndim else one_way, 2
            )

        return cls(
            node_ids=tuple(node_ids),
            link_ids=tuple(link_ids),
            tail=joined.reshape(-1).copy(),
            head=joined[:, ::-1].reshape(-1).copy(),
            link=np.repeat(np.arange(n_links, dtype=np.int64), 2),
            length_m=both(length_m),
            free_speed_mps=both(free_speed_mps),
            capacity_veh_per_s=both(capacity_veh_per_s),
            lanes=both(lanes).astype(np.int64),
            jam_density_veh_per_m=both(jam_density_veh_per_m),
            is_built=np.array(np.broadcast_to(np.asarray(is_built, dtype=np.bool_), (n_links,))),
        )

    @classmethod
    def from_arcs(
        cls,
        *,
        n_nodes: int,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        length_m: npt.ArrayLike,
        free_speed_mps: npt.ArrayLike,
        capacity_veh_per_s: npt.ArrayLike,
        lanes: npt.ArrayLike = 1,
        jam_density_veh_per_m: npt.ArrayLike = 0.14,
    ) -> "Network":
        """Build a network of one-way arcs; arc i is link i.

        Parameters
        ----------
        n_nodes
            Number of nodes, N; their identifiers are ``"0"``, ``"1"``, …
        tail, head
            Node at which each arc begins and ends (A,).
        length_m, free_speed_mps, capacity_veh_per_s, lanes, jam_density_veh_per_m
            As for the arcs, one value per arc or one for all; of all lanes together.

        Raises
        ------
        InputError
            If an end is no node, or a value is not above zero.
        """
        begin = np.array(tail, dtype=np.int64).reshape(-1)

        def each(values: npt.ArrayLike) -> FloatArray:
            return np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), begin.shape))

        return cls(
            node_ids=tuple(str(node) for node in range(n_nodes)),
            link_ids=tuple(str(arc) for arc in range(len(begin))),
            tail=begin,
            head=np.array(head, dtype=np.int64).reshape(-1),
            link=np.arange(len(begin), dtype=np.int64),
            length_m=each(length_m),
            free_speed_mps=each(free_speed_mps),
            capacity_veh_per_s=each(capacity_veh_per_s),
            lanes=each(lanes).astype(np.int64),
            jam_density_veh_per_m=each(jam_density_veh_per_m),
            is_built=np.ones(len(begin), dtype=np.bool_),
        )

    @property
    def n_nodes(self) -> int:
        """Number of nodes, N."""
        return len(self.node_ids)

    @property
    def n_links(self) -> int:
        """Number of links, L."""
        return len(self.link_ids)

    @property
    def n_arcs(self) -> int:
        """Number of arcs, A."""
        return len(self.tail)

    def node_index(self, node_id: str) -> int:
        """Return the index of a node.

        Raises
        ------
        UnknownNameError
            If no node carries the identifier.
        """
        return _find(self, "_node_index", node_id, noun="node")

    def link_index(self, link_id: str) -> int:
        """Return the index of a link.

        Raises
        ------
        UnknownNameError
            If no link carries the identifier.
        """
        return _find(self, "_link_index", link_id, noun="link")

    def check_node(self, node: int, *, noun: str = "node") -> int:
        """Return the index of a node, or raise :class:`InputError` where there is no such node."""
        if not 0 <= node < len(self.node_ids):
            raise InputError(f"{noun} {node} is no node; allowed: 0 to {len(self.node_ids) - 1}")
        return int(node)

    def check_link(self, link: int) -> int:
        """Return the index of a link, or raise :class:`InputError` where there is no such link."""
        if not 0 <= link < len(self.link_ids):
            raise InputError(f"link {link} is no link; allowed: 0 to {len(self.link_ids) - 1}")
        return int(link)


_POSITIVE = ("length_m", "free_speed_mps", "lanes", "capacity_veh_per_s", "jam_density_veh_per_m")
_PER_ARC = ("tail", "head", "link", *_POSITIVE)


def _seal(values: npt.NDArray[np.generic], *, name: str, size: int) -> None:
    if values.shape != (size,):
        raise InputError(f"network: {name} has shape {values.shape}, expected ({size},)")
    values.setflags(write=False)


def _check_range(values: IntArray, size: int, *, name: str) -> None:
    if values.size and not 0 <= values.min() <= values.max() < size:
        raise InputError(f"network: {name} must lie in 0 to {size - 1}")


def _opposites(tail: IntArray, head: IntArray) -> IntArray:
    """Pair the k-th arc from a to b with the k-th from b to a; -1 where there is none."""
    reverse = np.full(len(tail), -1, dtype=np.int64)
    size = int(max(tail.max(initial=0), head.max(initial=0))) + 1
    there, back = tail * size + head, head * size + tail
    order = np.argsort(there, kind="stable")
    keys = there[order]
    # Rank of each arc among those with the same ends, and where those with opposite ends begin.
    rank = np.arange(len(keys)) - np.searchsorted(keys, keys)
    first = np.searchsorted(keys, back[order])
    count = np.searchsorted(keys, back[order], side="right") - first
    paired = (rank < count) & (tail != head)[order]
    reverse[order[paired]] = order[(first + rank)[paired]]
    return reverse


def _index(ids: Sequence[str], *, noun: str) -> dict[str, int]:
    index: dict[str, int] = {}
    for position, identifier in enumerate(ids):
        if index.setdefault(identifier, position) != position:
            raise InputError(f"network: {noun} '{identifier}' is listed twice")
    return index


def _ends(link: Link, nodes: dict[str, int]) -> tuple[int, int]:
    for node_id in (link.from_id, link.to_id):
        if node_id not in nodes:
            raise unknown_name(node_id, nodes, noun="node", where=f"link '{link.link_id}'")
    return nodes[link.from_id], nodes[link.to_id]


def _find(network: Network, table: str, key: str, *, noun: str) -> int:
    index: dict[str, int] = getattr(network, table)
    if key not in index:
        raise unknown_name(key, index, noun=noun, where="the road network")
    return index[key]
