"""Traffic alone: a table of trips in, arrays of departures, arrivals, counts and delays out.

For analysts who want no disaster around it. The same kernel, routing and rules as in a full run.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError, unknown_name
from sim.core.streams import Streams
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import IntArray, Network
from sim.roads.traffic.carrier import Traffic
from sim.roads.traffic.planning import planned
from sim.roads.traffic.trips import ANY, TripResults, Trips
from sim.roads.vehicles import VEHICLE_CLASSES, VehicleClass

Change = tuple[float, Callable[[Traffic], object]]
"""A time [s] and what is done to the traffic then, e.g. ``lambda traffic: traffic.close(7)``."""


def simulate_trips(
    network: Network,
    trips: Trips,
    *,
    routing: Driving,
    until_s: float,
    seed: int = 1,
    sinks: Sequence[int] = (),
    changes: Sequence[Change] = (),
    classes: Sequence[VehicleClass] = VEHICLE_CLASSES,
    flooding: FloodedRoad | None = None,
    recorded_arcs: npt.ArrayLike = (),
    on_progress: Callable[[float], None] | None = None,
) -> TripResults:
    """Drive trips over a network and return what became of them.

    Parameters
    ----------
    network
        From a place (:meth:`Network.from_place`), from arrays (:meth:`Network.from_arcs`,
        :meth:`Network.from_links`) or from a file (:func:`sim.roads.tntp.read_tntp`).
    trips
        The vehicles.
    routing
        How drivers choose routes and hinder one another; under ``planned`` all trips must go to
        `ANY` and follow the quickest flow over the open network (:func:`planned`).
    until_s
        When to stop [s]; vehicles still under way then are counted.
    seed
        Decides by lot which drivers hear of delays.
    sinks
        Nodes at which trips to `ANY` end.
    changes
        What is done to the roads, and when.
    classes, flooding
        Vehicle classes and flooded roads, as for :class:`Traffic`.
    recorded_arcs
        Arcs whose passages are kept.
    on_progress
        Called now and then with the time reached [s].

    Raises
    ------
    InputError
        If a time, node, arc or route of a trip is not acceptable; the message names the trip.
    UnknownNameError
        If a vehicle class does not exist.
    """
    traffic = Traffic(
        network, classes, driving=routing, flooding=flooding, streams=Streams(seed, 0)
    )
    _check(trips, network, until_s=until_s, has_sinks=bool(len(sinks)))
    for time_s, _ in changes:
        if not (np.isfinite(time_s) and time_s >= 0.0):
            raise InputError(f"changes: times must be finite and at least 0, got {time_s}")
    asked = trips
    if routing.choice == "planned":
        trips = planned(network, trips, sinks=sinks)
    traffic.record(np.asarray(recorded_arcs, dtype=np.int64))
    kinds = _kinds(trips, classes)
    traffic.schedule(
        depart_s=np.asarray(trips.depart_s, dtype=np.float64),
        origin=np.asarray(trips.origin, dtype=np.int64),
        destination=np.asarray(trips.destination, dtype=np.int64),
        vehicle_class=kinds,
        sinks=sinks,
        routes=trips.routes,
    )
    for time_s, act in sorted(changes, key=lambda change: change[0]):
        if time_s <= until_s:
            while traffic.now_s < time_s:
                traffic.advance(time_s)
            act(traffic)
    step_s = max((until_s - traffic.now_s) / 100.0, 1.0)
    while traffic.now_s < until_s:
        traffic.advance(min(until_s, traffic.now_s + step_s) if on_progress else until_s)
        if on_progress is not None:
            on_progress(traffic.now_s)
    traffic.check_conservation()
    departed_s, arrived_s = traffic.scheduled_times(len(trips))
    return TripResults(
        network=network,
        trips=asked,
        until_s=until_s,
        departed_s=departed_s,
        arrived_s=arrived_s,
        entered=traffic.entered,
        delay_s=traffic.delay_s,
        n_waiting=traffic.n_waiting,
        n_stranded=traffic.n_stranded,
        n_under_way=traffic.n_under_way,
        gridlocked=traffic.gridlocked(),
        passages=traffic.passages(),
    )


def _kinds(trips: Trips, classes: Sequence[VehicleClass]) -> IntArray:
    index = {vehicle.name: number for number, vehicle in enumerate(classes)}
    names = [trips.vehicle] if isinstance(trips.vehicle, str) else list(trips.vehicle)
    for name in dict.fromkeys(names):
        if name not in index:
            raise unknown_name(name, index, noun="vehicle class")
    numbers = np.array([index[name] for name in names], dtype=np.int64)
    return np.broadcast_to(numbers, (len(trips),)).copy() if len(numbers) == 1 else numbers


def _check(trips: Trips, network: Network, *, until_s: float, has_sinks: bool) -> None:
    n = len(trips)
    for name in ("depart_s", "origin", "destination"):
        shape = np.shape(getattr(trips, name))
        if shape != (n,):
            raise InputError(f"trips: {name} has shape {shape}, expected ({n},) as depart_s has")
    if not isinstance(trips.vehicle, str) and len(trips.vehicle) != n:
        raise InputError(f"trips: vehicle has {len(trips.vehicle)} rows, depart_s {n}")
    if trips.routes is not None and len(trips.routes) != n:
        raise InputError(f"trips: routes has {len(trips.routes)} rows, depart_s {n}")
    if not (np.isfinite(until_s) and until_s >= 0.0):
        raise InputError(f"until_s must be finite and at least 0, got {until_s}")
    depart_s = np.asarray(trips.depart_s, dtype=np.float64)
    _refuse(~(np.isfinite(depart_s) & (depart_s >= 0.0)), depart_s, "depart_s", "0 or more")
    for name in ("origin", "destination"):
        nodes = np.asarray(getattr(trips, name), dtype=np.float64)
        lowest = ANY if name == "destination" and has_sinks else 0
        allowed = f"a node, 0 to {network.n_nodes - 1}"
        if name == "destination" and not has_sinks:
            allowed += ", or ANY with sinks"
        is_node = (nodes >= lowest) & (nodes < network.n_nodes) & (nodes == np.floor(nodes))
        _refuse(~is_node, getattr(trips, name), name, allowed)


def _refuse(is_bad: npt.NDArray[np.bool_], values: npt.ArrayLike, name: str, allowed: str) -> None:
    bad = np.flatnonzero(is_bad)
    if bad.size:
        raise InputError(
            f"trip {bad[0]}: {name} is {np.asarray(values)[bad[0]]}, allowed: {allowed}"
            + (f" ({bad.size} such trips)" if bad.size > 1 else "")
        )
