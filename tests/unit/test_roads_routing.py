import numpy as np
import pytest

from sim.roads.network import Network
from sim.roads.routing import Routes
from sim.roads.trees import ARRIVED, NO_ROUTE


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


def _routes(
    ends: list[tuple[int, int]], n_nodes: int, time_s: list[float], *, n_lots: int = 0
) -> Routes:
    times = np.array([time_s], dtype=np.float64)
    errors = np.ones((n_lots, times.shape[1]))
    return Routes(_network(ends, n_nodes), time_s=times, errors=errors)


def _next(routes: Routes, *sinks: int, perception: int = 0) -> list[int]:
    number = routes.destination(sinks)
    routes.prepare(number, 0, is_guided=perception == 0)
    following: list[int] = routes.next_arc[routes.row[number, 0, perception]].tolist()
    return following


def test_equal_routes_are_settled_by_the_lower_arc() -> None:
    assert _next(_routes(SQUARE, 4, [10.0] * 8), 3) == [0, 2, 6, ARRIVED]


def test_a_tie_made_by_a_speed_up_is_settled_by_the_lower_arc_as_well() -> None:
    routes = _routes(SQUARE, 4, [11.0] + [10.0] * 7)
    assert _next(routes, 3)[0] == 4
    routes.change(np.array([0]), time_s=np.array([[10.0]]))
    assert _next(routes, 3)[0] == 0


def test_the_quicker_of_parallel_links_is_taken_and_the_other_when_it_closes() -> None:
    routes = _routes([(0, 1), (0, 1), (1, 2)], 3, [9.0, 9.0, 5.0, 5.0, 1.0, 1.0])
    assert _next(routes, 2) == [2, 4, ARRIVED]
    assert routes.times_to(routes.destination([2]), 0).tolist() == [6.0, 1.0, 0.0]
    routes.change(np.array([2, 3]), time_s=np.full((1, 2), np.inf))
    assert _next(routes, 2) == [0, 4, ARRIVED]


def test_unreached_nodes_have_no_route_and_infinite_times() -> None:
    routes = _routes([(0, 1), (2, 3)], 4, [10.0] * 4)
    assert _next(routes, 1) == [0, ARRIVED, NO_ROUTE, NO_ROUTE]
    assert routes.times_to(0, 0).tolist() == [10.0, 0.0, np.inf, np.inf]


def test_of_several_sinks_the_quickest_counts() -> None:
    routes = _routes([(0, 1), (1, 2), (2, 3)], 4, [1.0, 1.0, 5.0, 5.0, 1.0, 1.0])
    assert _next(routes, 0, 3) == [ARRIVED, 1, 4, ARRIVED]
    assert routes.destination([0, 3]) == routes.destination((0, 3))


def test_only_trees_that_use_a_closed_arc_are_grown_again() -> None:
    routes = _routes(SQUARE, 4, [1.0, 1, 1, 1, 1, 1, 5, 5])
    numbers = [routes.destination([node]) for node in range(4)]
    for number in numbers:
        routes.times_to(number, 0)
    before = routes.n_trees_grown
    routes.change(np.array([6]), time_s=np.array([[np.inf]]))  # 2 -> 3, used by no tree
    for number in numbers:
        routes.times_to(number, 0)
    assert routes.n_trees_grown == before
    routes.change(np.array([2]), time_s=np.array([[np.inf]]))  # 1 -> 3, on the way to 3 alone
    for number in numbers:
        routes.times_to(number, 0)
    assert routes.n_trees_grown == before + 1


def test_a_tree_in_use_is_repaired_at_once_and_an_unused_one_when_asked_for() -> None:
    routes = _routes(SQUARE, 4, [1.0, 1, 1, 1, 5, 5, 5, 5])
    _next(routes, 3)
    row = int(routes.row[0, 0, 0])
    routes.change(np.array([0]), time_s=np.array([[np.inf]]))
    assert routes.next_arc[row, 0] == 0
    assert _next(routes, 3)[0] == 4
    routes.n_users[0, 0, 0] = 1
    routes.change(np.array([0]), time_s=np.array([[1.0]]))
    assert routes.next_arc[row, 0] == 0


def test_a_change_that_changes_nothing_grows_nothing() -> None:
    routes = _routes(SQUARE, 4, [10.0] * 8)
    _next(routes, 0)
    assert not routes.change(np.arange(8), time_s=np.full((1, 8), 10.0))
    _next(routes, 0)
    assert routes.n_trees_grown == 1


def test_more_trees_than_the_first_tables_hold() -> None:
    n_nodes = 50
    ends = [(i, i + 1) for i in range(n_nodes - 1)]
    routes = _routes(ends, n_nodes, [2.0] * (2 * len(ends)), n_lots=3)
    expected = 2.0 * np.abs(np.subtract.outer(np.arange(n_nodes), np.arange(n_nodes)))
    for node in range(n_nodes):
        number = routes.destination([node])
        routes.prepare(number, 0, is_guided=False)
        assert routes.times_to(number, 0) == pytest.approx(expected[node], abs=0)


def test_times_are_read_only() -> None:
    routes = _routes([(0, 1)], 2, [10.0, 10.0])
    times = routes.times_to(routes.destination([1]), 0)
    with pytest.raises(ValueError, match="read-only"):
        times[0] = 0.0


def test_a_report_turns_those_who_hear_it_and_nobody_else() -> None:
    routes = _routes(SQUARE, 4, [10.0] * 8, n_lots=4)
    assert _next(routes, 3, perception=1)[0] == 0
    assert _next(routes, 3)[0] == 0
    routes.n_users[0, 0, 1] = 9
    delay_s = np.zeros(8)
    delay_s[2] = 60.0  # a queue on 1 -> 3
    heard = np.array([True, False, True, False])
    assert routes.inform(delay_s, informed=heard)
    first = [int(routes.next_arc[routes.row[0, 0, p], 0]) for p in range(5)]
    assert first[1:] == [4, 0, 4, 0]
    assert _next(routes, 3)[0] == 4
    assert routes.inform(np.zeros(8), informed=np.array([True, True, True, True]))
    assert [int(routes.next_arc[routes.row[0, 0, p], 0]) for p in range(1, 5)] == [0, 0, 0, 0]


def test_one_report_grows_one_tree_for_all_who_hear_it_and_gives_rows_back() -> None:
    routes = _routes(SQUARE, 4, [10.0] * 8, n_lots=8)
    _next(routes, 3, perception=1)
    routes.n_users[0, 0, 1] = 1
    delay_s = np.zeros(8)
    size = len(routes.next_arc)
    for number in range(50):
        before = routes.n_trees_grown
        delay_s[2] = 60.0 * (number % 2 + 1)
        routes.inform(delay_s, informed=np.arange(8) % 2 == number % 2)
        assert routes.n_trees_grown - before <= 1
    assert len(routes.next_arc) == size
