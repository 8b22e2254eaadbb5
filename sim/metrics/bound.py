r"""How far an evacuation stayed from the best that the roads allow: the bound of its clearance.

Pure functions of the log and its place. For every decision to evacuate, the quickest flow of
:mod:`sim.roads.bound` gives a time before which no plan of movement could have had all of its
evacuees in shelter. It is no forecast, and no aim either: it takes households to hear, pack and
start at once.

Why it is a lower bound
-----------------------
A *decision* is all orders given to zones of one county at one time. Its evacuees are those who
left these zones after the order and before the next one. Each of their vehicles

- begins at the node of its zone, at the order or later; the bound lets all begin at the order;
- drives roads that exist on the first day of the run, at or below their free speed and, arc by
  arc, within their capacity; the bound has all of them open and dry, with nobody else on them,
  has lanes lent by contraflow from the start, and takes a bus for a car;
- ends at a shelter. The bound lets it end at any shelter with room for all, except shelters
  that stand where people are ordered out themselves, unless some evacuees of the decision were
  in fact taken in there; so the shelters of the run are always among those of the bound.

Each step relaxes what happened, so the bound of a decision is no later than the arrival of its
last vehicle, counted from the order. Vehicles that were caught on the road by water never
arrive and are left out. Where roads have no capacity that binds (``traffic=free_flow``) an
arrival may come before the bound; the ratio may then fall below 1.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from sim.log import EventLog
from sim.metrics.evacuation import evacuation_clearance_s
from sim.metrics.memo import once_per_log_and_place
from sim.metrics.orders import newest_order_s
from sim.metrics.traffic import caught_by_zone
from sim.metrics.where import place_of
from sim.place import Place
from sim.roads.bound import ClearanceBound
from sim.roads.network import FloatArray, Network


@dataclass(slots=True)
class EvacuationDecision:
    """All orders to leave that one county gave at one time, and what came of them."""

    county_id: str
    time_s: float
    """When the orders were given [s]."""
    zone_ids: list[str] = field(default_factory=list)
    vehicles: dict[str, int] = field(default_factory=dict)
    """Vehicles that left each zone after the order and were not caught on the road."""
    shelter_ids: dict[str, None] = field(default_factory=dict)
    """Shelters at which its evacuees were taken in, in order of first arrival."""
    bound_s: float | None = None
    """Least time from the order to the last evacuee's being in shelter [s]; None where nobody
    left, or no road there is leads from a zone to a shelter."""


def evacuation_decisions(
    log: EventLog, *, place: Place | None = None
) -> tuple[EvacuationDecision, ...]:
    """Return every decision to evacuate with its bound, in order of time.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in; None loads the one its header names.
    """
    if not log.of("EvacuationOrdered"):
        return ()
    return _bounded(log, place_of(log, place))


def evacuation_bound_s(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return a time before which no plan of movement could have cleared every decision [s].

    The latest bound of all decisions. Since each decision's last evacuee arrives no sooner than
    its own bound, :func:`sim.metrics.evacuation.evacuation_clearance_s`, the time of the slowest
    of all decisions, is never less than the latest of all bounds. None where nobody who was
    ordered out left.
    """
    bounds = [one.bound_s for one in evacuation_decisions(log, place=place)]
    return max((bound for bound in bounds if bound is not None), default=None)


def evacuation_clearance_ratio(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return clearance time ÷ bound: how many times the least possible the evacuation took.

    Both numbers are those of the whole run, :func:`evacuation_clearance_s` and
    :func:`evacuation_bound_s`, so that the table's ratio is the ratio of the table. They may
    come from different decisions: no plan of movement could have brought the clearance below
    the latest bound, whichever decision turned out the slowest. Dividing decision by decision
    would say less, since the largest of those ratios is that of some village ten minutes from
    its shelter.

    At least 1, except where capacity does not bind (``traffic=free_flow``), or where the run
    stopped with evacuees on the road: they count as arriving at the horizon, and the ratio is
    then too low. None where there is no bound, or it is 0 because shelters stand next door.
    """
    clearance_s = evacuation_clearance_s(log)
    bound_s = evacuation_bound_s(log, place=place)
    return clearance_s / bound_s if clearance_s is not None and bound_s else None


@once_per_log_and_place
def _bounded(log: EventLog, place: Place) -> tuple[EvacuationDecision, ...]:
    decisions = _decisions(log, place)
    network = Network.from_place(place, day=log.header.clock.start.date())
    roads = ClearanceBound(network, capacity_veh_per_s=_capacities(log, network))
    steps = log.of("EvacuationOrdered", "ZoneDrained")
    n_seen = 0
    ordered_out: dict[str, None] = {}
    for decision in decisions:
        while n_seen < len(steps) and steps[n_seen].time_s <= decision.time_s:
            event = steps[n_seen]
            n_seen += 1
            if event.kind == "EvacuationOrdered":
                ordered_out[event.subject] = None
            else:
                ordered_out.pop(event.subject, None)
        decision.bound_s = _bound_s(decision, roads, network, place, ordered_out)
    return decisions


def _decisions(log: EventLog, place: Place) -> tuple[EvacuationDecision, ...]:
    """Return the decisions, with the vehicles that left and the shelters that took people in."""
    found: dict[tuple[str, float], EvacuationDecision] = {}
    for event in log.of("EvacuationOrdered"):
        county_id = place.zone(event.subject).county_id
        decision = found.setdefault(
            (county_id, event.time_s), EvacuationDecision(county_id, event.time_s)
        )
        decision.zone_ids.append(event.subject)
    groups: dict[tuple[str, int], _Group] = {}
    for event in log.of("GroupDeparted"):
        order_s = newest_order_s(log, event.subject, event.time_s)
        if order_s is not None:
            decision = found[place.zone(event.subject).county_id, order_s]
            group = groups.setdefault((event.subject, event.data["group"]), _Group(decision))
            group.persons += event.data["persons"]
            group.vehicles += event.data["vehicles"]
    for event in log.of("GroupArrived"):
        arrived = groups.get((event.data["zone"], event.data["group"]))
        if arrived is not None:
            arrived.arrived += event.data["persons"]
            arrived.decision.shelter_ids[event.subject] = None
    caught = caught_by_zone(log)
    for (zone, _), group in groups.items():
        vehicles = group.decision.vehicles
        vehicles[zone] = vehicles.get(zone, 0) + group.safe_vehicles(may_be_caught=zone in caught)
    return tuple(found.values())


@dataclass(slots=True)
class _Group:
    """People who left a zone together: those who left, those taken in, and their vehicles."""

    decision: EvacuationDecision
    persons: int = 0
    vehicles: int = 0
    arrived: int = 0

    def safe_vehicles(self, *, may_be_caught: bool) -> int:
        """Return how many of the vehicles surely were not caught on the road.

        Those still on the road at the end are among them, unless people of the zone were caught:
        the log tells neither of which group nor in how many vehicles, so that each person who
        did not arrive is then taken to have driven alone.
        """
        if not may_be_caught:
            return self.vehicles
        return max(self.vehicles - (self.persons - self.arrived), int(self.arrived > 0))


def _bound_s(
    decision: EvacuationDecision,
    roads: ClearanceBound,
    network: Network,
    place: Place,
    ordered_out: Collection[str],
) -> float | None:
    supplies = np.zeros(network.n_nodes, dtype=np.int64)
    for zone_id, n_vehicles in decision.vehicles.items():
        supplies[network.node_index(place.zone(zone_id).node_id)] += n_vehicles
    unsafe = {place.zone(zone_id).node_id for zone_id in ordered_out}
    nodes = {
        network.node_index(shelter.node_id): None
        for shelter in place.sites_of("shelter")
        if shelter.site_id in decision.shelter_ids or shelter.node_id not in unsafe
    }
    if not supplies.any() or not nodes:
        return None
    bound_s = roads.clearance_s(supplies=supplies, destinations=list(nodes))
    return bound_s if isfinite(bound_s) else None


def _capacities(log: EventLog, network: Network) -> FloatArray:
    """Return the capacity of every arc [veh/s], the lanes it was lent at any time among it (A,)."""
    capacity = network.capacity_veh_per_s.copy()
    for event in log.of("ContraflowBegan"):
        link = network.link_index(event.subject)
        towards = network.node_index(event.data["towards"])
        lent = (network.link == link) & (network.head == towards) & (network.reverse >= 0)
        capacity[lent] = (
            network.capacity_veh_per_s[lent] + network.capacity_veh_per_s[network.reverse[lent]]
        )
    return capacity
