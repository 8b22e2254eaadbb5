"""Links of a TNTP file, and what becomes of them: roads to assign to, or roads to queue on."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S
from sim.roads.assignment import BprRoads
from sim.roads.network import FloatArray, IntArray, Network

# Keeps the lanes of a connector of "infinite" capacity within whole numbers.
_MOST_LANES = 1e9


class TntpLanes(Config):
    """What TNTP files do not say of a road, needed where vehicles queue.

    Parameters
    ----------
    capacity_veh_per_s
        Capacity of one lane [veh/s]; a link has as many as its capacity fills, at least one.
    jam_density_veh_per_m
        Vehicles standing on one metre of a lane [veh/m].
    """

    capacity_veh_per_s: float = parameter(
        1800.0 / HOUR_S,
        low=900.0 / HOUR_S,
        high=2200.0 / HOUR_S,
        unit="veh/s",
        description="Capacity of one lane, from which the lanes of a TNTP link are counted",
        gt=0,
    )
    jam_density_veh_per_m: float = parameter(
        0.14,
        low=0.12,
        high=0.16,
        unit="veh/m",
        description="Vehicles standing on one metre of a lane of a TNTP link",
        gt=0,
    )


@dataclass(frozen=True, eq=False)
class TntpNetwork:
    """Links of a network file, in the units of the file.

    Parameters
    ----------
    n_zones, n_nodes
        Number of zones Z and nodes N; zones are the first nodes.
    first_thru_node
        Trips begin and end at nodes below this one but never pass through them; counted from 0.
    tail, head
        Node at which each link begins and ends, counted from 0 (A,).
    capacity, length, free_flow_time, b, power
        The link's columns; its travel time is free_flow_time (1 + b (flow / capacity)^power)
        (A,).
    speed, toll, link_type
        Further columns, 0 where the file has none (A,). Nothing here uses them: what `speed`
        means differs from file to file, and what a driver gives for a toll is not in any.
    """

    n_zones: int
    n_nodes: int
    first_thru_node: int
    tail: IntArray
    head: IntArray
    capacity: FloatArray
    length: FloatArray
    free_flow_time: FloatArray
    b: FloatArray
    power: FloatArray
    speed: FloatArray
    toll: FloatArray
    link_type: FloatArray

    def roads(self) -> BprRoads:
        """Return the links for an assignment, in the units of the file.

        Raises
        ------
        InputError
            If a power lies between 0 and 1.
        """
        return BprRoads.from_arcs(
            n_nodes=self.n_nodes,
            tail=self.tail,
            head=self.head,
            free_time=self.free_flow_time,
            capacity=self.capacity,
            alpha=self.b,
            power=self.power,
            first_thru_node=self.first_thru_node,
        )

    def network(
        self,
        *,
        length_unit_m: float,
        time_unit_s: float,
        capacity_unit_veh_per_s: float = 1.0 / HOUR_S,
        shortest_length_m: float | None = None,
        shortest_time_s: float | None = None,
        lanes: TntpLanes | None = None,
    ) -> Network:
        """Return the links as roads on which vehicles queue; arc i is link i of the file.

        The speed of an arc is its length over its free-flow time. Where the file forbids to
        drive through zones, such a zone z has a second node N + z at which its leaving arcs
        begin, so that trips start from ``departure_nodes[z]`` and end at z.

        Parameters
        ----------
        length_unit_m, time_unit_s
            What one unit of length [m] and of time [s] in the file is.
        capacity_unit_veh_per_s
            What one unit of capacity in the file is [veh/s]; one vehicle an hour if left out.
        shortest_length_m, shortest_time_s
            Length [m] and time [s] given to links that are shorter, such as connectors of
            length 0 between a zone and its roads; if left out, a link of 0 is an error, since
            no vehicle finds room on it.
        lanes
            What is assumed of a lane.

        Raises
        ------
        InputError
            If a unit is not above 0, or a link has a length or time of 0 and nothing is said
            of how long it shall be.
        """
        lanes = lanes or TntpLanes()
        units = {
            "length_unit_m": length_unit_m,
            "time_unit_s": time_unit_s,
            "capacity_unit_veh_per_s": capacity_unit_veh_per_s,
            "shortest_length_m": 1.0 if shortest_length_m is None else shortest_length_m,
            "shortest_time_s": 1.0 if shortest_time_s is None else shortest_time_s,
        }
        for name, value in units.items():
            if not (isfinite(value) and value > 0):
                raise InputError(f"{name} must be a number above 0, got {value:g}")
        length_m = np.maximum(self.length * length_unit_m, shortest_length_m or 0.0)
        time_s = np.maximum(self.free_flow_time * time_unit_s, shortest_time_s or 0.0)
        self._refuse_zero(length_m, "length", "shortest_length_m")
        self._refuse_zero(time_s, "free_flow_time", "shortest_time_s")
        capacity = self.capacity * capacity_unit_veh_per_s
        n_lanes = np.clip(np.rint(capacity / lanes.capacity_veh_per_s), 1.0, _MOST_LANES)
        return Network.from_arcs(
            n_nodes=self.n_nodes + self.first_thru_node,
            tail=self.departure_nodes[self.tail],
            head=self.head,
            length_m=length_m,
            free_speed_mps=length_m / time_s,
            capacity_veh_per_s=capacity,
            lanes=n_lanes,
            jam_density_veh_per_m=n_lanes * lanes.jam_density_veh_per_m,
        )

    @property
    def departure_nodes(self) -> IntArray:
        """Node of :meth:`network` from which trips of a node start (N,)."""
        nodes = np.arange(self.n_nodes, dtype=np.int64)
        return np.where(nodes < self.first_thru_node, nodes + self.n_nodes, nodes)

    def _refuse_zero(self, values: FloatArray, column: str, remedy: str) -> None:
        empty = np.flatnonzero(values <= 0)
        if empty.size:
            link = int(empty[0])
            more = f" and {empty.size - 1} more" if empty.size > 1 else ""
            raise InputError(
                f"link {link + 1} ({self.tail[link] + 1} to {self.head[link] + 1}){more}: "
                f"{column} is 0, which leaves vehicles no room; give {remedy}=…"
            )
