"""The clearance bound against corridors and merges worked out by hand."""

from math import ceil, inf

import numpy as np
import pytest

from sim.roads.bound import clearance_bound_s, quickest_share_s
from sim.roads.network import Network


def _network(
    ends: list[tuple[int, int]],
    n_nodes: int,
    *,
    length_m: float | list[float] = 6000.0,
    capacity_veh_per_s: float | list[float] = 0.5,
) -> Network:
    return Network.from_links(
        node_ids=[f"n{i}" for i in range(n_nodes)],
        link_ids=[f"l{i}" for i in range(len(ends))],
        ends=ends,
        length_m=length_m,
        free_speed_mps=10.0,
        capacity_veh_per_s=capacity_veh_per_s,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@pytest.mark.parametrize("n_vehicles", [1, 2, 50, 301])
def test_corridor_takes_travel_time_and_one_headway_per_further_vehicle(n_vehicles: int) -> None:
    network = _network([(0, 1), (1, 2)], 3)
    bound = clearance_bound_s(network, supplies=[n_vehicles, 0, 0], destinations=[2], step_s=2.0)
    assert bound == 2 * 600.0 + (n_vehicles - 1) / 0.5


@pytest.mark.parametrize("step_s", [3.0, 7.0, 60.0, 250.0, 5000.0])
def test_any_step_stays_below_the_exact_clearance(step_s: float) -> None:
    network = _network([(0, 1)], 2)
    exact = 600.0 + 99 / 0.5
    bound = clearance_bound_s(network, supplies=[100, 0], destinations=[1], step_s=step_s)
    assert bound == pytest.approx(600.0 + (ceil(100 / ceil(0.5 * step_s)) - 1) * step_s)
    assert bound <= exact


def test_steps_cost_nothing_on_the_way_straight_to_the_destination() -> None:
    # Twenty roads of 7 s each, in steps of 10 s; five vehicles enter each step.
    network = _network([(i, i + 1) for i in range(20)], 21, length_m=70.0)
    bound = clearance_bound_s(network, supplies=[50, *[0] * 20], destinations=[20], step_s=10.0)
    assert bound == pytest.approx(20 * 7.0 + 9 * 10.0)


@pytest.mark.parametrize("capacity_veh_per_h", [900.0, 1200.0, 1400.0, 2000.0])
def test_step_left_out_loses_less_than_one_step_on_a_corridor(capacity_veh_per_h: float) -> None:
    capacity = capacity_veh_per_h / 3600.0
    network = _network([(0, 1)], 2, capacity_veh_per_s=capacity)
    bound = clearance_bound_s(network, supplies=[5000, 0], destinations=[1])
    exact = 600.0 + 4999 / capacity
    # With a whole number of vehicles per step, only part of the last step is lost.
    assert exact - 60.0 <= bound <= exact


def test_narrow_exit_binds_where_two_roads_merge() -> None:
    network = _network(
        [(0, 2), (1, 2), (2, 3)], 4, length_m=100.0, capacity_veh_per_s=[5.0, 5.0, 0.1]
    )
    bound = clearance_bound_s(network, supplies=[30, 50, 0, 0], destinations=[3], step_s=10.0)
    assert bound == 10.0 + 10.0 + 79 / 0.1


def test_two_exits_share_the_load_over_the_farther_one() -> None:
    # Roads of 10 and 40 steps at one vehicle a step: x over the near, 100 - x over the far
    # with 10 + x - 1 = 40 + 100 - x - 1, so x = 65 and the last arrives in step 74.
    network = _network([(0, 1), (0, 2)], 3, length_m=[1000.0, 4000.0], capacity_veh_per_s=0.1)
    bound = clearance_bound_s(network, supplies=[100, 0, 0], destinations=[1, 2], step_s=10.0)
    assert bound == 740.0


def test_room_of_a_near_shelter_sends_the_rest_farther() -> None:
    network = _network([(0, 1), (0, 2)], 3, length_m=[1000.0, 4000.0], capacity_veh_per_s=0.1)
    bound = clearance_bound_s(
        network, supplies=[100, 0, 0], destinations=[1, 2], step_s=10.0, room=[20, 500]
    )
    assert bound == 400.0 + 79 * 10.0


def test_parallel_roads_add_their_capacity() -> None:
    network = _network([(0, 1), (0, 1)], 2, capacity_veh_per_s=0.1)
    bound = clearance_bound_s(network, supplies=[100, 0], destinations=[1], step_s=10.0)
    assert bound == 600.0 + 49 * 10.0


def test_nothing_to_move_and_all_at_home_take_no_time() -> None:
    network = _network([(0, 1)], 2)
    assert clearance_bound_s(network, supplies=[0, 0], destinations=[1], step_s=10.0) == 0.0
    assert clearance_bound_s(network, supplies=[0, 9], destinations=[1], step_s=10.0) == 0.0


def test_closed_road_and_full_shelters_never_clear() -> None:
    network = _network([(0, 1)], 2)
    assert (
        clearance_bound_s(
            network, supplies=[5, 0], destinations=[1], step_s=10.0, passable=np.array([False])
        )
        == inf
    )
    assert (
        clearance_bound_s(network, supplies=[5, 0], destinations=[1], step_s=10.0, room=[4]) == inf
    )
    assert (
        clearance_bound_s(network, supplies=[5, 0], destinations=[1], step_s=10.0, room=[0]) == inf
    )


def test_roads_shorter_than_a_step_form_no_obstacle() -> None:
    network = _network([(0, 1), (1, 2), (2, 0), (2, 3)], 4, length_m=50.0)
    bound = clearance_bound_s(network, supplies=[40, 0, 0, 0], destinations=[3], step_s=20.0)
    # Two roads of 5 s, and ten vehicles a step through the last one.
    assert bound == pytest.approx(10.0 + 3 * 20.0)


def test_bound_is_never_below_the_travel_time_of_the_farthest() -> None:
    network = _network([(0, 2), (1, 2)], 3, length_m=[1000.0, 36000.0])
    bound = clearance_bound_s(network, supplies=[40, 1, 0], destinations=[2], step_s=9.0)
    assert bound == 3600.0


def test_opening_a_road_changes_no_rounding() -> None:
    # Were steps cut by travel times over open roads only, the short road's opening would shift
    # the clock of node 1 against that of node 0, and raise the bound from 70 s to 75 s.
    network = Network.from_arcs(
        n_nodes=3,
        tail=[1, 1, 0],
        head=[2, 2, 2],
        length_m=[15.0, 30.0, 55.0],
        free_speed_mps=1.0,
        capacity_veh_per_s=[0.2, 0.1, 0.2],
    )

    def bound(*, is_open: bool) -> float:
        return clearance_bound_s(
            network,
            supplies=[5, 3, 2],
            destinations=[2],
            step_s=10.0,
            passable=np.array([is_open, True, True]),
        )

    assert bound(is_open=True) <= bound(is_open=False)


def test_capacity_lent_by_contraflow_counts() -> None:
    network = _network([(0, 1)], 2, capacity_veh_per_s=0.1)
    lent = np.array([0.2, 0.0])
    bound = clearance_bound_s(
        network, supplies=[100, 0], destinations=[1], step_s=10.0, capacity_veh_per_s=lent
    )
    assert bound == 600.0 + 49 * 10.0
    back = clearance_bound_s(
        network, supplies=[0, 100], destinations=[0], step_s=10.0, capacity_veh_per_s=lent
    )
    assert back == inf


def test_slow_vehicles_have_travel_times_of_their_own() -> None:
    network = _network([(0, 1)], 2)
    bound = clearance_bound_s(
        network, supplies=[10, 0], destinations=[1], step_s=2.0, time_s=[900.0, inf]
    )
    assert bound == 900.0 + 9 * 2.0


def test_shares_of_a_corridor_arrive_one_headway_after_another() -> None:
    network = _network([(0, 1)], 2)
    bounds = quickest_share_s(
        network,
        supplies=[200, 0],
        destinations=[1],
        shares=(0.95, 0.5, 1.0, 0.001),
        step_s=2.0,
    )
    assert bounds.tolist() == [600.0 + 2.0 * (n - 1) for n in (190, 100, 200, 1)]


def test_share_already_at_its_destination_takes_no_time() -> None:
    network = _network([(0, 1)], 2)
    bounds = quickest_share_s(
        network, supplies=[60, 40], destinations=[1], shares=(0.4, 0.41, 1.0), step_s=2.0
    )
    assert bounds.tolist() == [0.0, 600.0, 600.0 + 59 * 2.0]


def test_vehicles_at_their_destination_leave_the_bound_of_others_as_it_is() -> None:
    network = _network([(0, 1)], 2)
    for n_home in (0, 40):
        bound = clearance_bound_s(network, supplies=[60, n_home], destinations=[1], step_s=7.0)
        assert bound == 600.0 + 14 * 7.0  # four vehicles a step


def test_share_that_no_road_leads_in_never_arrives() -> None:
    network = _network([(0, 1), (2, 3)], 4)
    bounds = quickest_share_s(
        network, supplies=[50, 0, 50, 0], destinations=[1], shares=(0.5, 0.51), step_s=2.0
    )
    assert bounds.tolist() == [600.0 + 49 * 2.0, inf]


def test_bridge_cut_far_from_the_rest_binds_only_those_behind_it() -> None:
    # Behind the bridge 30 vehicles at one per 10 s; the others at one per second elsewhere.
    network = _network(
        [(0, 2), (1, 2)], 3, length_m=[1000.0, 2000.0], capacity_veh_per_s=[1.0, 0.1]
    )
    bounds = quickest_share_s(
        network, supplies=[120, 30, 0], destinations=[2], shares=(0.8, 1.0), step_s=10.0
    )
    # In the step of 200 s, 11 tens and one from behind the bridge are in, in the next all twelve.
    assert bounds.tolist() == [210.0, 200.0 + 29 * 10.0]
