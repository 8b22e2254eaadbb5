"""What must hold for the clearance bound and its plan on any small network."""

import heapq
from collections import Counter
from dataclasses import dataclass, replace
from math import inf

import numpy as np
import numpy.typing as npt
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from sim.roads.bound import clearance_bound_s, quickest_share_s
from sim.roads.network import Network
from sim.roads.quickest_flow import QuickestFlow, quickest_flow

STEP_S = 10.0
SHARES = (0.1, 0.5, 0.95, 1.0)


@dataclass(frozen=True)
class Case:
    """A network with something to move."""

    network: Network
    supplies: npt.NDArray[np.int64]
    destinations: list[int]
    room: npt.NDArray[np.int64] | None
    passable: npt.NDArray[np.bool_]

    def bound_s(self, step_s: float | None = STEP_S) -> float:
        return clearance_bound_s(
            self.network,
            supplies=self.supplies,
            destinations=self.destinations,
            step_s=step_s,
            passable=self.passable,
            room=self.room,
        )

    def shares_s(self, step_s: float | None = STEP_S) -> npt.NDArray[np.float64]:
        return quickest_share_s(
            self.network,
            supplies=self.supplies,
            destinations=self.destinations,
            shares=SHARES,
            step_s=step_s,
            passable=self.passable,
            room=self.room,
        )

    def plan(self, step_s: float | None) -> QuickestFlow:
        return quickest_flow(
            self.network,
            supplies=self.supplies,
            destinations=self.destinations,
            step_s=step_s,
            passable=self.passable,
            room=self.room,
        )

    @property
    def time_s(self) -> npt.NDArray[np.float64]:
        return self.network.length_m / self.network.free_speed_mps


@st.composite
def cases(draw: st.DrawFn, *, in_steps: bool = False) -> Case:
    """Draw up to 10 one-way roads, parallel ones and loops included, between up to 6 nodes.

    With `in_steps`, travel times are whole steps and capacities whole vehicles per step.
    """
    n_nodes = draw(st.integers(2, 6))
    node = st.integers(0, n_nodes - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=1, max_size=10))
    n_arcs = len(ends)

    def each(values: st.SearchStrategy[float]) -> list[float]:
        return draw(st.lists(values, min_size=n_arcs, max_size=n_arcs))

    if in_steps:
        times = each(st.integers(1, 4).map(lambda steps: STEP_S * steps))
        capacities = each(st.integers(1, 3).map(lambda vehicles: vehicles / STEP_S))
    else:
        times = each(st.floats(0.5, 60.0))
        capacities = each(st.floats(0.02, 1.0))
    destinations = draw(st.lists(node, min_size=1, max_size=3, unique=True))
    room = st.lists(st.integers(0, 30), min_size=len(destinations), max_size=len(destinations))
    return Case(
        network=Network.from_arcs(
            n_nodes=n_nodes,
            tail=[tail for tail, _ in ends],
            head=[head for _, head in ends],
            length_m=[10.0 * time_s for time_s in times],
            free_speed_mps=10.0,
            capacity_veh_per_s=capacities,
        ),
        supplies=np.array(draw(st.lists(st.integers(0, 12), min_size=n_nodes, max_size=n_nodes))),
        destinations=destinations,
        room=draw(st.none() | room.map(np.array)),
        passable=np.array(each(st.sampled_from([True, True, True, False]))),
    )


def _waiting_bound_s(case: Case) -> float:
    """Return the optimum where all is in whole steps, from a plain graph in which all may wait."""
    network, n_nodes, n_vehicles = case.network, case.network.n_nodes, int(case.supplies.sum())
    steps = np.round(case.time_s / STEP_S).astype(int)
    per_step = np.round(network.capacity_veh_per_s * STEP_S).astype(int)
    room = [n_vehicles] * len(case.destinations) if case.room is None else case.room.tolist()
    # Each vehicle alone needs at most 4 steps per node; one after another, that often.
    latest = 4 * n_nodes * (n_vehicles + 1)

    def n_arrived(n_steps: int) -> int:
        source = n_nodes * (n_steps + 1)
        sink, first_end = source + 1, source + 2
        joins: list[tuple[int, int, int]] = []
        for k in range(n_steps + 1):
            joins += [(v + k * n_nodes, v + (k + 1) * n_nodes, n_vehicles) for v in range(n_nodes)]
            joins += [
                (tail + k * n_nodes, head + (k + taken) * n_nodes, most)
                for tail, head, taken, most, is_open in zip(
                    network.tail, network.head, steps, per_step, case.passable, strict=True
                )
                if is_open and k + taken <= n_steps and tail != head
            ]
        joins = [join for join in joins if join[1] < source]
        joins += [(source, v, n) for v, n in enumerate(case.supplies.tolist())]
        for place, node in enumerate(case.destinations):
            joins.append((node + n_steps * n_nodes, first_end + place, n_vehicles))
            joins.append((first_end + place, sink, room[place]))
        tail, head, most = np.array(joins).T
        size = first_end + len(room)
        graph = coo_array((most.astype(np.int32), (tail, head)), shape=(size, size)).tocsr()
        return int(maximum_flow(graph, source, sink).flow_value)

    if n_arrived(latest) < n_vehicles:
        return inf
    low, high = 0, latest
    while low < high:
        middle = (low + high) // 2
        if n_arrived(middle) >= n_vehicles:
            high = middle
        else:
            low = middle + 1
    return low * STEP_S


@settings(max_examples=60, deadline=None)
@given(cases(in_steps=True))
def test_bound_is_the_optimum_with_waiting_where_nothing_is_rounded(case: Case) -> None:
    assert np.isclose(case.bound_s(), _waiting_bound_s(case), rtol=0.0, atol=1e-6)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from([1.0, 7.3, 60.0]), st.data())
def test_opening_a_road_never_worsens_the_bound(
    case: Case, step_s: float, data: st.DataObject
) -> None:
    opened = case.passable.copy()
    opened[data.draw(st.integers(0, len(opened) - 1))] = True
    assert replace(case, passable=opened).bound_s(step_s) <= case.bound_s(step_s)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from([1.0, 7.3, 60.0]), st.data())
def test_more_capacity_or_room_never_worsens_the_bound(
    case: Case, step_s: float, data: st.DataObject
) -> None:
    gain = data.draw(
        st.lists(
            st.sampled_from([1.0, 1.5, 4.0]),
            min_size=case.network.n_arcs,
            max_size=case.network.n_arcs,
        )
    )
    wider = replace(
        case.network,
        capacity_veh_per_s=case.network.capacity_veh_per_s * np.array(gain),
    )
    before = case.shares_s(step_s) + 1e-6
    assert (replace(case, network=wider).shares_s(step_s) <= before).all()
    assert (replace(case, room=None).shares_s(step_s) <= before).all()


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from([1.0, 10.0, None]))
def test_share_bounds_grow_with_the_share_up_to_the_clearance_bound(
    case: Case, step_s: float | None
) -> None:
    bounds = case.shares_s(step_s)
    assert (bounds[1:] >= bounds[:-1]).all()
    assert bounds[-1] == case.bound_s(step_s)


@given(
    st.lists(st.floats(1.0, 300.0), min_size=1, max_size=4),
    st.floats(0.02, 2.0),
    st.integers(1, 200),
    st.floats(0.5, 400.0) | st.none(),
)
def test_bound_stays_below_the_exact_clearance_of_a_corridor(
    times_s: list[float], capacity_veh_per_s: float, n_vehicles: int, step_s: float | None
) -> None:
    n_arcs = len(times_s)
    network = Network.from_arcs(
        n_nodes=n_arcs + 1,
        tail=np.arange(n_arcs),
        head=np.arange(1, n_arcs + 1),
        length_m=times_s,
        free_speed_mps=1.0,
        capacity_veh_per_s=capacity_veh_per_s,
    )
    bound = clearance_bound_s(
        network, supplies=[n_vehicles] + [0] * n_arcs, destinations=[n_arcs], step_s=step_s
    )
    exact = sum(times_s) + (n_vehicles - 1) / capacity_veh_per_s
    assert sum(times_s) - 1e-6 <= bound <= exact + 1e-6


def _arrivals_s(case: Case, flow: QuickestFlow, *, at_once: bool) -> list[float]:
    """Drive the routes of a plan with headways on every road, first come, first served."""
    events: list[tuple[float, int, int]] = []
    routes: list[list[int]] = []
    for origin in range(case.network.n_nodes):
        for start_s, number in zip(*flow.departures(origin), strict=True):
            events.append((0.0 if at_once else float(start_s), len(routes), 0))
            routes.append(flow.routes[int(number)].arcs.tolist())
    heapq.heapify(events)
    free_s = np.zeros(case.network.n_arcs)
    arrivals: list[float] = []
    while events:
        now_s, vehicle, place = heapq.heappop(events)
        if place == len(routes[vehicle]):
            arrivals.append(now_s)
            continue
        arc = routes[vehicle][place]
        entered_s = max(now_s, free_s[arc])
        free_s[arc] = entered_s + 1 / case.network.capacity_veh_per_s[arc]
        heapq.heappush(events, (float(entered_s + case.time_s[arc]), vehicle, place + 1))
    return arrivals


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from([1.0, 10.0, 45.0, None]), st.booleans())
def test_nobody_beats_the_bounds(case: Case, step_s: float | None, at_once: bool) -> None:  # noqa: FBT001  # drawn
    flow = case.plan(None)
    assume(not flow.n_left_behind.any())
    arrivals = _arrivals_s(case, flow, at_once=at_once)
    n_vehicles = int(case.supplies.sum())
    assert len(arrivals) == n_vehicles
    for share, bound in zip(SHARES, case.shares_s(step_s), strict=True):
        count = int(np.ceil(share * n_vehicles - 1e-9))
        assert bound <= (arrivals[count - 1] if count else 0.0) + 1e-6


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from([50.0, 75.5, 200.0, None]))
def test_plan_keeps_to_travel_times_and_capacities_and_loses_nobody(
    case: Case, step_s: float | None
) -> None:
    flow = case.plan(step_s)
    network = case.network
    room = dict.fromkeys(case.destinations, int(case.supplies.sum()))
    if case.room is not None:
        room = dict(zip(case.destinations, case.room.tolist(), strict=True))
    started = np.zeros(network.n_nodes, dtype=np.int64)
    entered: Counter[tuple[int, int]] = Counter()
    clocks: dict[int, float] = {}
    for route in flow.routes:
        assert route.n_vehicles > 0
        assert route.start_s >= 0
        started[route.origin] += route.n_vehicles
        room[route.destination] -= route.n_vehicles
        here, ready_s = route.origin, route.start_s
        for arc, enter_s in zip(route.arcs.tolist(), route.enter_s.tolist(), strict=True):
            assert network.tail[arc] == here
            assert case.passable[arc]
            # In time for the road, and not a whole step too early.
            assert ready_s - 1e-6 <= enter_s < ready_s + flow.step_s - 1e-7
            step = (enter_s - clocks.setdefault(arc, enter_s)) / flow.step_s
            assert abs(step - round(step)) < 1e-6
            entered[arc, round(step)] += route.n_vehicles
            here, ready_s = int(network.head[arc]), enter_s + case.time_s[arc]
        assert here == route.destination
        # Who sets out last in a step arrives less than a step after the first.
        assert ready_s + (flow.step_s if route.arcs.size else 0.0) <= flow.clearance_s + 1e-6
    assert (started + flow.n_left_behind == case.supplies).all()
    assert min(room.values()) >= 0
    for (arc, _), n_vehicles in entered.items():
        assert n_vehicles <= network.capacity_veh_per_s[arc] * flow.step_s + 1e-6
    assert (flow.bound_s == inf) == bool(flow.n_left_behind.any())
    if flow.bound_s < inf:
        assert flow.bound_s <= flow.clearance_s


@settings(max_examples=50, deadline=None)
@given(cases(), st.sampled_from(["bound", "plan"]))
def test_same_question_same_plan(case: Case, rounding: str) -> None:
    first, second = (
        quickest_flow(
            case.network,
            supplies=case.supplies,
            destinations=case.destinations,
            passable=case.passable,
            room=case.room,
            rounding="plan" if rounding == "plan" else "bound",
        )
        for _ in range(2)
    )
    assert [repr(route) for route in first.routes] == [repr(route) for route in second.routes]
