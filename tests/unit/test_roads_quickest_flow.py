from math import inf
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from sim.core.errors import InputError, InvariantError
from sim.roads.flow_routes import bundles
from sim.roads.movement import Ways
from sim.roads.network import Network
from sim.roads.quickest_flow import QuickestFlow, quickest_flow, release_offsets_s
from sim.roads.time_expansion import TimedFlow, TimeExpansion

NEAR, FAR = 0, 1


def _network(
    ends: list[tuple[int, int]],
    n_nodes: int,
    *,
    length_m: float | list[float] = 1000.0,
    capacity_veh_per_s: float | list[float] = 0.1,
) -> Network:
    return Network.from_arcs(
        n_nodes=n_nodes,
        tail=[tail for tail, _ in ends],
        head=[head for _, head in ends],
        length_m=length_m,
        free_speed_mps=10.0,
        capacity_veh_per_s=capacity_veh_per_s,
    )


@pytest.fixture
def two_exits() -> Network:
    """Node 0 with a near exit, 10 steps of 10 s away, and a far one, 40 steps away."""
    return _network([(0, 1), (0, 2)], 3, length_m=[1000.0, 4000.0])


def _plan(
    network: Network, supplies: list[int], destinations: list[int], **more: object
) -> QuickestFlow:
    question: dict[str, Any] = {"step_s": 10.0, **more}
    return quickest_flow(network, supplies=supplies, destinations=destinations, **question)


def _n_on(flow: QuickestFlow, arc: int) -> int:
    return sum(route.n_vehicles for route in flow.routes if arc in route.arcs.tolist())


def test_two_exits_are_loaded_so_that_both_finish_together(two_exits: Network) -> None:
    flow = _plan(two_exits, [100, 0, 0], [1, 2])
    # See the bound worked out by hand: 65 over the near exit, the last arrives in step 74.
    assert (_n_on(flow, NEAR), _n_on(flow, FAR)) == (65, 35)
    assert flow.bound_s == 740.0
    assert flow.clearance_s == 750.0  # vehicles of the last step arrive before it ends
    assert flow.n_vehicles == 100
    assert not flow.n_left_behind.any()


def test_routes_come_in_order_of_time(two_exits: Network) -> None:
    flow = _plan(two_exits, [100, 0, 0], [1, 2])
    order = [(route.start_s, route.origin, route.destination) for route in flow.routes]
    assert order == sorted(order)
    assert order[0] == (0.0, 0, 1)


def test_nobody_sets_out_later_or_drives_farther_than_needed(two_exits: Network) -> None:
    flow = _plan(two_exits, [30, 0, 0], [1, 2])
    assert _n_on(flow, FAR) == 0
    offsets, _ = flow.departures(0)
    assert offsets.tolist() == [10.0 * k for k in range(30)]


def test_time_to_spare_is_no_reason_to_be_late() -> None:
    # Vehicle of node 3 needs 100 steps, so that those of node 0 might as well take the one slow
    # road as the two quick ones.
    network = _network(
        [(0, 2), (0, 1), (1, 2), (3, 2)], 4, length_m=[5000.0, 500.0, 500.0, 10000.0]
    )
    flow = _plan(network, [30, 0, 0, 1], [2])
    assert flow.clearance_s == 1010.0
    assert _n_on(flow, 0) == 0


def test_who_would_have_to_wait_under_way_starts_later_instead() -> None:
    # A wide road leads to a narrow one.
    network = _network([(0, 1), (1, 2)], 3, capacity_veh_per_s=[5.0, 0.1])
    flow = _plan(network, [20, 0, 0], [2])
    for route in flow.routes:
        assert route.n_vehicles == 1
        assert route.enter_s.tolist() == [route.start_s, route.start_s + 100.0]
    assert [route.start_s for route in flow.routes] == [10.0 * k for k in range(20)]


def test_parallel_roads_are_told_apart() -> None:
    network = _network([(0, 1), (0, 1), (0, 1)], 2, capacity_veh_per_s=[0.2, 0.1, 0.3])
    flow = _plan(network, [60, 0], [1])
    assert [_n_on(flow, arc) for arc in range(3)] == [20, 10, 30]
    for route in flow.routes:
        assert route.n_vehicles == [2, 1, 3][int(route.arcs[0])]


def test_vehicles_at_a_destination_stay_there() -> None:
    network = _network([(0, 1)], 2)
    flow = _plan(network, [3, 40], [1])
    (staying,) = (route for route in flow.routes if route.origin == 1)
    assert (staying.destination, staying.n_vehicles, staying.start_s) == (1, 40, 0.0)
    assert staying.arcs.size == 0
    assert release_offsets_s(flow, 1, 40).tolist() == [0.0] * 40
    # More than planned stay where they are as well.
    assert release_offsets_s(flow, 1, 42).tolist() == [0.0] * 42


def test_full_shelter_sends_its_own_people_on() -> None:
    network = _network([(0, 1), (1, 2)], 3)
    flow = _plan(network, [0, 9, 0], [1, 2], room=[4, 5])
    ends = dict.fromkeys((1, 2), 0)
    for route in flow.routes:
        ends[route.destination] += route.n_vehicles
    assert ends == {1: 4, 2: 5}
    assert release_offsets_s(flow, 1, 9).tolist() == [0.0] * 5 + [10.0, 20.0, 30.0, 40.0]


def test_those_without_road_or_room_are_left_behind_and_the_others_planned() -> None:
    network = _network([(0, 1), (2, 3)], 4)
    flow = _plan(network, [10, 0, 7, 0], [1], room=[8])
    assert flow.n_left_behind.tolist() == [2, 0, 7, 0]
    assert flow.bound_s == inf
    assert flow.n_vehicles == 8
    assert flow.clearance_s == 100.0 + 8 * 10.0
    # Who has no road is ready at once, and waits.
    assert release_offsets_s(flow, 2, 7).tolist() == [0.0] * 7


def test_nothing_to_move_gives_an_empty_plan(two_exits: Network) -> None:
    flow = _plan(two_exits, [0, 0, 0], [1])
    assert flow.routes == ()
    assert flow.bound_s == flow.clearance_s == 0.0


def test_plan_rounds_against_the_planner_and_bound_for_it() -> None:
    # 1.5 vehicles a step: one in the plan, two in the bound.
    network = _network([(0, 1)], 2, capacity_veh_per_s=0.15)
    plan, bound = (_plan(network, [30, 0], [1], rounding=each) for each in ("plan", "bound"))
    exact = 100.0 + 29 / 0.15
    assert bound.clearance_s == bound.bound_s == 100.0 + 14 * 10.0
    assert plan.bound_s == bound.bound_s < exact < plan.clearance_s
    assert plan.clearance_s == 100.0 + 30 * 10.0


def test_closures_widths_and_times_of_the_caller_count(two_exits: Network) -> None:
    closed = _plan(two_exits, [10, 0, 0], [1, 2], passable=np.array([False, True]))
    assert _n_on(closed, FAR) == 10
    narrow = _plan(two_exits, [10, 0, 0], [1, 2], capacity_veh_per_s=[0.0, 0.1])
    assert _n_on(narrow, FAR) == 10
    slow = _plan(two_exits, [10, 0, 0], [1, 2], time_s=[9000.0, 400.0])
    assert _n_on(slow, FAR) == 10


def test_step_left_out_is_doubled_until_narrow_roads_carry_a_vehicle() -> None:
    network = _network([(0, 1)], 2, capacity_veh_per_s=1 / 500.0)
    with pytest.raises(InputError, match="carries less than one vehicle per step"):
        _plan(network, [3, 0], [1], step_s=60.0)
    flow = _plan(network, [3, 0], [1], step_s=None)
    assert flow.step_s >= 500.0
    assert flow.bound_s <= 100.0 + 2 * 500.0 <= flow.clearance_s


def test_step_left_out_is_doubled_until_the_computation_is_small(
    two_exits: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = _plan(two_exits, [500, 0, 0], [1, 2], step_s=None)
    monkeypatch.setattr("sim.roads.time_expansion.MAX_ARCS_OVER_TIME", 40)
    coarse = _plan(two_exits, [500, 0, 0], [1, 2], step_s=None)
    assert fine.step_s == 10.0
    assert coarse.step_s > fine.step_s
    assert coarse.n_vehicles == 500


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rounding": "up"}, "rounding must be 'bound' or 'plan', got 'up'"),
        ({"step_s": -1.0}, "step_s must be above 0"),
        ({"room": [3, 3]}, "room has shape"),
    ],
)
def test_mistakes_are_named(two_exits: Network, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _plan(two_exits, [5, 0, 0], [1], **change)


def test_vehicles_of_one_step_take_turns_and_spread_over_it() -> None:
    network = _network([(0, 1), (0, 2)], 3, capacity_veh_per_s=[0.2, 0.4])
    flow = _plan(network, [60, 0, 0], [1, 2])
    offsets, routes = flow.departures(0)
    assert np.allclose(np.diff(offsets), 10.0 / 6)
    roads = [int(flow.routes[int(number)].arcs[0]) for number in routes[:6]]
    assert roads == [1, 0, 1, 1, 0, 1]


def test_more_vehicles_than_planned_go_on_as_the_plan_ended(two_exits: Network) -> None:
    flow = _plan(two_exits, [30, 0, 0], [1])
    assert release_offsets_s(flow, 0, 0).size == 0
    assert release_offsets_s(flow, 0, 3).tolist() == [0.0, 10.0, 20.0]
    assert release_offsets_s(flow, 0, 33).tolist() == [10.0 * k for k in range(33)]


def test_departures_nobody_planned_are_refused(two_exits: Network) -> None:
    flow = _plan(two_exits, [30, 0, 0], [1])
    assert release_offsets_s(flow, 2, 0).size == 0
    with pytest.raises(InputError, match="no vehicles were planned for node 2"):
        release_offsets_s(flow, 2, 1)
    with pytest.raises(InputError, match="no vehicles were planned for node 99"):
        release_offsets_s(flow, 99, 0)
    with pytest.raises(InputError, match="n must be at least 0, got -1"):
        release_offsets_s(flow, 0, -1)


def test_grid_of_a_city_size_loses_nobody_and_overloads_no_road() -> None:
    # 289 nodes, 1,088 one-way roads, 100,000 vehicles, some 200 steps.
    side = 17
    joined = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
    joined += [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
    rng = np.random.default_rng(1)
    network = _network(
        joined + [(head, tail) for tail, head in joined],
        side**2,
        length_m=rng.uniform(300.0, 3000.0, 2 * len(joined)).tolist(),
        capacity_veh_per_s=rng.choice([0.25, 0.5, 1.0], 2 * len(joined)).tolist(),
    )
    supplies = rng.multinomial(100_000, np.full(side**2, 1 / side**2))
    flow = _plan(
        network, supplies.tolist(), [0, side - 1, side**2 - side, side**2 - 1], step_s=60.0
    )
    assert flow.bound_s <= flow.clearance_s
    assert flow.clearance_s / flow.step_s >= 200
    started = np.zeros(side**2, dtype=np.int64)
    arcs: list[int] = []
    times: list[float] = []
    counts: list[int] = []
    for route in flow.routes:
        started[route.origin] += route.n_vehicles
        arcs += route.arcs.tolist()
        times += route.enter_s.tolist()
        counts += [route.n_vehicles] * len(route.arcs)
    assert (started == supplies).all()
    steps = np.round(np.array(times) / flow.step_s * 4096).astype(np.int64)
    _, place = np.unique(np.stack([arcs, steps]), axis=1, return_inverse=True)
    per_step = np.bincount(place, weights=counts)
    most = np.zeros(len(per_step))
    most[place] = network.capacity_veh_per_s[arcs] * flow.step_s
    assert (per_step <= most).all()


def _timed(flow: TimedFlow, change: np.ndarray) -> TimedFlow:
    return TimedFlow(
        n_arrived=flow.n_arrived,
        flow=csr_array(flow.flow.toarray() + change),
        capacity=flow.capacity,
        drive_tail=flow.drive_tail,
        drive_head=flow.drive_head,
        drive_arc=flow.drive_arc,
        drive_step=flow.drive_step,
        first_copy=flow.first_copy,
        last_copy=flow.last_copy,
        first_step=flow.first_step,
    )


@pytest.fixture
def round_about() -> tuple[TimeExpansion, TimedFlow]:
    """A flow from 0 to 2 past a roundabout 1, 3, 4 that is driven within a step."""
    network = _network(
        [(0, 1), (1, 3), (3, 4), (4, 1), (1, 2)],
        5,
        length_m=[100.0, 1.0, 1.0, 1.0, 100.0],
    )
    movement = Ways(network).movement(supplies=[5, 0, 0, 0, 0], destinations=[2])
    expansion = TimeExpansion(movement, step_s=10.0, rounding="bound")
    return expansion, expansion.flow(4)


def test_circles_within_a_step_are_left_out(round_about: tuple[TimeExpansion, TimedFlow]) -> None:
    expansion, flow = round_about
    change = np.zeros(flow.flow.shape, dtype=np.int64)
    at_first = {node: int(flow.first_copy[node]) for node in (1, 3, 4)}
    for tail, head in ((1, 3), (3, 4), (4, 1)):
        change[at_first[tail], at_first[head]] = 1
        change[at_first[head], at_first[tail]] = -1
    circling = _timed(flow, change)
    assert bundles(expansion, circling) == bundles(expansion, flow)
    arcs = {expansion.arcs[list(bundle.arcs)].tolist()[-1] for bundle in bundles(expansion, flow)}
    assert arcs == {4}


def test_flow_that_loses_vehicles_is_a_defect(
    round_about: tuple[TimeExpansion, TimedFlow],
) -> None:
    expansion, flow = round_about
    change = -flow.flow.toarray()
    n_copies = int(flow.last_copy[-1])
    change[n_copies:] = 0
    with pytest.raises(InvariantError, match="loses vehicles"):
        bundles(expansion, _timed(flow, change))
