"""Trips as the quickest flow would have them: when each sets out, where to, and by which roads.

The best that central control could do with drivers who obey: the roads are shared out so that
nobody queues. Vehicles that are ready late keep their order and come as late as they are.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.core.errors import InputError
from sim.roads.network import FloatArray, IntArray, Network
from sim.roads.quickest_flow import quickest_flow
from sim.roads.traffic.trips import ANY, Trips


def planned(
    network: Network,
    trips: Trips,
    *,
    sinks: Sequence[int],
    passable: Sequence[bool] | None = None,
    step_s: float | None = None,
) -> Trips:
    """Return trips with departures, destinations and routes of the quickest flow to the sinks.

    At every origin the vehicle that is ready first takes the first slot. Assumes that all stand
    ready at time 0; whoever is later departs when ready. Those for whom the flow has no road
    keep their own departure and choice.

    Parameters
    ----------
    network
        The roads.
    trips
        All to `ANY`.
    sinks
        Nodes at which they may end.
    passable
        Which links the plan may use (L,); all built ones if left out.
    step_s
        Step of the flow over time [s]; as fine as can be computed if left out.

    Raises
    ------
    InputError
        If a trip has a destination of its own: then there is nothing to plan.
    """
    depart_s: FloatArray = np.array(trips.depart_s, dtype=np.float64)
    origins: IntArray = np.asarray(trips.origin, dtype=np.int64)
    destination: IntArray = np.array(trips.destination, dtype=np.int64)
    own = np.flatnonzero(destination != ANY)
    if own.size:
        raise InputError(
            f"trip {own[0]}: has destination {destination[own[0]]}; planned traffic needs "
            "a free choice of destination: ANY"
        )
    flow = quickest_flow(
        network,
        supplies=np.bincount(origins, minlength=network.n_nodes),
        destinations=list(sinks),
        passable=passable,
        step_s=step_s,
    )
    routes: list[Sequence[int]] = [()] * len(trips)
    arcs = [route.arcs.tolist() for route in flow.routes]
    for origin in np.unique(origins).tolist():
        slot_s, number = flow.departures(origin)
        mine = np.flatnonzero(origins == origin)
        mine = mine[np.argsort(depart_s[mine], kind="stable")][: len(slot_s)]
        depart_s[mine] = np.maximum(depart_s[mine], slot_s[: len(mine)])
        for trip, route in zip(mine.tolist(), number.tolist(), strict=False):
            routes[trip] = arcs[route]
            destination[trip] = flow.routes[route].destination
    return replace(trips, depart_s=depart_s, destination=destination, routes=routes)
