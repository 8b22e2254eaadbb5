"""The state of the roads now: water, closures, lanes, and what a vehicle can therefore pass.

It has no clock and no vehicles; :mod:`sim.roads.traffic` holds one and moves vehicles over it.
"""

from math import isfinite

import numpy as np

from sim.core.errors import InputError
from sim.roads.flooding import FloodedRoad, passage_time_s
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.vehicles import VehicleClass


class RoadState:
    """Depth of water, closure and remaining lanes of every link.

    A link is passable for a vehicle class where it is built, not closed by decision or damage,
    and its water is shallower than the class fords.

    Parameters
    ----------
    network
        The roads.
    flooding
        How a depth reported for a link is spread over its length.
    """

    def __init__(self, network: Network, *, flooding: FloodedRoad) -> None:
        self._network = network
        self._flooded_length_m = flooding.flooded_length_m
        self._depth_m = np.zeros(network.n_links)
        self._is_closed = np.zeros(network.n_links, dtype=np.bool_)
        self._capacity_share = np.ones(network.n_links)
        self._is_shut = np.zeros(network.n_arcs, dtype=np.bool_)
        self._has_both = np.zeros(network.n_arcs, dtype=np.bool_)
        self._is_changed = np.zeros(network.n_links, dtype=np.bool_)
        self.has_changes = False

    def set_depth(self, link: int, depth_m: float) -> None:
        """Set the depth of water on a link [m].

        Raises
        ------
        InputError
            If the link does not exist or the depth is negative or not finite.
        """
        self._network.check_link(link)
        if not (isfinite(depth_m) and depth_m >= 0):
            raise InputError(
                f"link '{self._network.link_ids[link]}': depth_m must be finite and at least 0, "
                f"got {depth_m}"
            )
        if self._depth_m[link] != depth_m:
            self._depth_m[link] = depth_m
            self._mark(link)

    def set_closed(self, link: int, *, is_closed: bool) -> None:
        """Close or reopen a link by decision or damage.

        Raises
        ------
        InputError
            If the link does not exist.
        """
        self._network.check_link(link)
        if self._is_closed[link] != is_closed:
            self._is_closed[link] = is_closed
            self._mark(link)

    def set_capacity_share(self, link: int, share: float) -> None:
        """Leave a share of a link's lanes in both directions, 1 = all.

        Raises
        ------
        InputError
            If the link does not exist or the share is not above 0 and at most 1.
        """
        self._network.check_link(link)
        if not 0.0 < share <= 1.0:
            raise InputError(
                f"link '{self._network.link_ids[link]}': share of capacity must be above 0 and "
                f"at most 1, got {share}; to leave nothing, close the link"
            )
        if self._capacity_share[link] != share:
            self._capacity_share[link] = share
            self._mark(link)

    def set_contraflow(self, arc: int, *, is_shut: bool, has_both: bool) -> None:
        """Shut an arc for the sake of the opposite one, or give it the lanes of both.

        Parameters
        ----------
        arc
            Index of the arc.
        is_shut
            Nobody may enter it.
        has_both
            It runs on the lanes of both directions.
        """
        self._is_shut[arc] = is_shut
        self._has_both[arc] = has_both
        self._mark(int(self._network.link[arc]))
        self._mark(int(self._network.link[self._network.reverse[arc]]))

    def capacity_share(self, link: int) -> float:
        """Return the share of a link's lanes that is left."""
        return float(self._capacity_share[self._network.check_link(link)])

    def capacity_veh_per_s(self, arcs: IntArray) -> FloatArray:
        """Return the cars that can enter or leave some arcs [veh/s] (K,)."""
        return self._of_both(self._network.capacity_veh_per_s, arcs)

    def room_veh(self, arcs: IntArray) -> FloatArray:
        """Return the cars that can stand on some arcs (K,)."""
        return (
            self._of_both(self._network.jam_density_veh_per_m, arcs)
            * (self._network.length_m[arcs])
        )

    def depth_m(self, link: int) -> float:
        """Return the depth of water on a link [m]."""
        return float(self._depth_m[self._network.check_link(link)])

    def is_closed(self, link: int) -> bool:
        """Return whether a link is closed by decision or damage."""
        return bool(self._is_closed[self._network.check_link(link)])

    def is_passable(self, link: int, vehicle: VehicleClass) -> bool:
        """Return whether a vehicle class may enter a link."""
        self._network.check_link(link)
        return bool(
            self._network.is_built[link]
            and not self._is_closed[link]
            and self._depth_m[link] < vehicle.fords_m
        )

    def passable(self, vehicle: VehicleClass) -> BoolArray:
        """Return which links a vehicle class may enter (L,)."""
        is_open: BoolArray = self._network.is_built & ~self._is_closed
        return is_open & (self._depth_m < vehicle.fords_m)

    def arc_times_s(self, vehicle: VehicleClass, *, arcs: IntArray) -> FloatArray:
        """Return the time a vehicle class needs on some arcs [s], inf = not passable (K,).

        Parameters
        ----------
        vehicle
            The class.
        arcs
            Indices of the arcs (K,).
        """
        network = self._network
        links = network.link[arcs]
        time_s = passage_time_s(
            network.length_m[arcs],
            np.minimum(network.free_speed_mps[arcs], vehicle.max_speed_mps),
            depth_m=self._depth_m[links],
            fords_m=vehicle.fords_m,
            flooded_length_m=self._flooded_length_m,
        )
        is_open = network.is_built[links] & ~self._is_closed[links] & ~self._is_shut[arcs]
        return np.where(is_open, time_s, np.inf)

    def take_changes(self) -> IntArray:
        """Return the arcs of all links changed since the last call, in order (K,)."""
        arcs = np.flatnonzero(self._is_changed[self._network.link])
        self._is_changed[:] = False
        self.has_changes = False
        return arcs

    def _of_both(self, values: FloatArray, arcs: IntArray) -> FloatArray:
        own = values[arcs] * self._capacity_share[self._network.link[arcs]]
        opposite = self._network.reverse[arcs]
        share = self._capacity_share[self._network.link[opposite]]
        return own + np.where(self._has_both[arcs], values[opposite] * share, 0.0)

    def _mark(self, link: int) -> None:
        self._is_changed[link] = True
        self.has_changes = True
