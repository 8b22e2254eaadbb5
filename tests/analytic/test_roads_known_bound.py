"""The clearance bound against corridors and merges worked out by hand."""

from math import ceil, inf

import numpy as np
import pytest

from sim.roads.bound import clearance_bound_s
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
    by_hand = (600 // step_s + ceil(100 / ceil(0.5 * step_s)) - 1) * step_s
    assert bound == by_hand
    assert bound <= exact


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
    assert bound == 3 * 20.0  # ten vehicles a step through the last road
