import numpy as np
import pytest

from sim.roads.network import Network
from sim.roads.routing import ARRIVED, NO_ROUTE, Routes


def _network(ends: list[tuple[int, int]], n_nodes: int) -> Network:
    return Network.from_links(
        node_ids=[f"n{i}" for i in range(n_nodes)],
        link_ids=[f"l{i}" for i in range(len(ends))],
        ends=ends,
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


SQUARE = [(0, 1), (1, 3), (0, 2), (2, 3)]


def test_equal_routes_are_settled_by_the_lower_arc() -> None:
    routes = Routes(_network(SQUARE, 4), time_s=np.full(8, 10.0))
    assert routes.tree(3).next_arc == [0, 2, 6, ARRIVED]


def test_a_tie_made_by_a_speed_up_is_settled_by_the_lower_arc_as_well() -> None:
    slow_first = np.full(8, 10.0)
    slow_first[0] = 11.0
    routes = Routes(_network(SQUARE, 4), time_s=slow_first)
    assert routes.tree(3).next_arc[0] == 4
    routes.update(np.array([0]), time_s=np.array([10.0]))
    assert routes.tree(3).next_arc[0] == 0


def test_the_quicker_of_parallel_links_is_taken_and_the_other_when_it_closes() -> None:
    routes = Routes(
        _network([(0, 1), (0, 1), (1, 2)], 3), time_s=np.array([9.0, 9.0, 5.0, 5.0, 1.0, 1.0])
    )
    tree = routes.tree(2)
    assert tree.next_arc == [2, 4, ARRIVED]
    assert routes.times_to(2).tolist() == [6.0, 1.0, 0.0]
    tree.n_users = 1
    routes.update(np.array([2, 3]), time_s=np.array([np.inf, np.inf]))
    assert tree.next_arc == [0, 4, ARRIVED]


def test_unreached_nodes_have_no_route_and_infinite_times() -> None:
    routes = Routes(_network([(0, 1), (2, 3)], 4), time_s=np.full(4, 10.0))
    assert routes.tree(1).next_arc == [0, ARRIVED, NO_ROUTE, NO_ROUTE]
    assert routes.times_to(1).tolist() == [10.0, 0.0, np.inf, np.inf]


def test_only_trees_that_use_a_closed_arc_are_computed_again() -> None:
    routes = Routes(_network(SQUARE, 4), time_s=np.array([1.0, 1, 1, 1, 1, 1, 5, 5]))
    for node in range(4):
        routes.tree(node)
    before = routes.n_trees_computed
    routes.update(np.array([6]), time_s=np.array([np.inf]))  # 2 -> 3, used by no tree
    for node in range(4):
        routes.tree(node)
    assert routes.n_trees_computed == before
    routes.update(np.array([2]), time_s=np.array([np.inf]))  # 1 -> 3, on the way to 3 alone
    for node in range(4):
        routes.tree(node)
    assert routes.n_trees_computed == before + 1


def test_a_tree_in_use_is_repaired_at_once_in_the_same_list() -> None:
    routes = Routes(_network(SQUARE, 4), time_s=np.array([1.0, 1, 1, 1, 5, 5, 5, 5]))
    tree = routes.tree(3)
    kept = tree.next_arc
    tree.n_users = 1
    routes.update(np.array([0]), time_s=np.array([np.inf]))
    assert kept is tree.next_arc
    assert kept[0] == 4


def test_an_update_that_changes_nothing_computes_nothing() -> None:
    routes = Routes(_network(SQUARE, 4), time_s=np.full(8, 10.0))
    routes.tree(0)
    routes.update(np.arange(8), time_s=np.full(8, 10.0))
    routes.tree(0)
    assert routes.n_trees_computed == 1


def test_more_trees_than_the_first_tables_hold() -> None:
    n_nodes = 50
    network = _network([(i, i + 1) for i in range(n_nodes - 1)], n_nodes)
    routes = Routes(network, time_s=np.full(network.n_arcs, 2.0))
    for node in range(n_nodes):
        routes.tree(node)
    expected = 2.0 * np.abs(np.subtract.outer(np.arange(n_nodes), np.arange(n_nodes)))
    for node in range(n_nodes):
        assert routes.times_to(node) == pytest.approx(expected[node], abs=0)


def test_times_are_a_read_only_copy() -> None:
    routes = Routes(_network([(0, 1)], 2), time_s=np.full(2, 10.0))
    times = routes.times_to(1)
    with pytest.raises(ValueError, match="read-only"):
        times[0] = 0.0
    routes.update(np.array([0]), time_s=np.array([20.0]))
    assert times[0] == 10.0
