"""Tasking policies on tables of arrivals written by hand."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.text import Text
from sim.forces.tasking import (
    CapabilityMatch,
    LivesFirst,
    NearestTeam,
    OptimalAssignment,
    ReserveKeeping,
    Tasking,
    TaskNeed,
)
from sim.forces.teams import TeamPlan

POLICIES: tuple[Tasking, ...] = (
    NearestTeam(),
    CapabilityMatch(),
    LivesFirst(),
    OptimalAssignment(),
    ReserveKeeping(),
)
HOUR_S = 3600.0


def team(name: str, *, can: str = "rescue", county: str = "c1", level: str = "county") -> TeamPlan:
    return TeamPlan(name, Text(name, name), level, can, "n", county, "p1")


def need(name: str, wanted: int = 1, persons: int = 0, *, county: str = "c1") -> TaskNeed:
    return TaskNeed(name, "water_rescue", county, wanted, persons)


def assigned(
    policy: Tasking, needs: list[TaskNeed], teams: list[TeamPlan], hours: list[list[float]]
) -> list[tuple[str, str]]:
    table = np.array(hours) * HOUR_S
    found = policy.assign(needs, teams, lambda number: table[number])
    return [(needs[task].task_id, teams[index].team_id) for task, index in found]


def test_the_nearest_goes_in_the_order_of_asking() -> None:
    needs, teams = [need("A"), need("B")], [team("x"), team("y")]
    assert assigned(NearestTeam(), needs, teams, [[1.0, 2.0], [1.0, 9.0]]) == [
        ("A", "x"),
        ("B", "y"),
    ]


def test_the_optimal_assignment_gives_way_where_it_pays() -> None:
    needs, teams = [need("A"), need("B")], [team("x"), team("y")]
    found = assigned(OptimalAssignment(), needs, teams, [[1.0, 2.0], [1.0, 9.0]])
    assert sorted(found) == [("A", "y"), ("B", "x")]


def test_most_lives_go_first() -> None:
    needs, teams = [need("A", persons=5), need("B", persons=50)], [team("x")]
    assert assigned(LivesFirst(), needs, teams, [[1.0], [2.0]]) == [("B", "x")]
    spread = [need("A", persons=30), need("B", 5, persons=50)]  # 30 for a team, and 10
    assert assigned(LivesFirst(), spread, teams, [[1.0], [1.0]]) == [("A", "x")]


def test_a_specialist_goes_unless_much_later() -> None:
    needs = [need("A")]
    teams = [team("near"), team("boats", can="water_rescue")]
    policy = CapabilityMatch(mismatch_s=2 * HOUR_S)
    assert assigned(policy, needs, teams, [[1.0, 2.9]]) == [("A", "boats")]
    assert assigned(policy, needs, teams, [[1.0, 3.1]]) == [("A", "near")]


def test_a_county_keeps_its_last_team_for_itself() -> None:
    teams = [team("x", county="c2"), team("y", county="c2"), team("z", county="c3")]
    needs = [need("A", 3)]
    kept = assigned(ReserveKeeping(reserve_teams=1), needs, teams, [[1.0, 2.0, 3.0]])
    assert kept == [("A", "x")]
    own = assigned(
        ReserveKeeping(reserve_teams=1), [need("A", 3, county="c2")], teams, [[1.0, 2.0, 3.0]]
    )
    assert own == [("A", "x"), ("A", "y")]
    none = assigned(ReserveKeeping(reserve_teams=0), needs, teams, [[1.0, 2.0, 3.0]])
    assert len(none) == 3


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
def test_nobody_who_cannot_arrive_is_sent(policy: Tasking) -> None:
    inf = float("inf")
    assert assigned(policy, [need("A")], [team("x")], [[inf]]) == []
    assert assigned(policy, [need("A", 0)], [team("x")], [[1.0]]) == []
    assert assigned(policy, [need("A")], [team("x", level="province")], [[1.0]]) == [("A", "x")]


tables = st.integers(1, 4).flatmap(
    lambda n_tasks: st.integers(1, 4).flatmap(
        lambda n_teams: st.lists(
            st.lists(
                st.one_of(st.floats(0.0, 100.0), st.just(float("inf"))),
                min_size=n_teams,
                max_size=n_teams,
            ),
            min_size=n_tasks,
            max_size=n_tasks,
        )
    )
)


@given(tables, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_each_team_goes_once_and_no_task_gets_more_than_it_wants(
    hours: list[list[float]], wanted: list[int]
) -> None:
    needs = [need(str(number), wanted[number]) for number in range(len(hours))]
    teams = [team(str(number)) for number in range(len(hours[0]))]
    for policy in POLICIES:
        found = assigned(policy, needs, teams, hours)
        assert len({name for _, name in found}) == len(found)
        for one in needs:
            assert sum(task == one.task_id for task, _ in found) <= one.wanted
        assert all(np.isfinite(hours[int(task)][int(name)]) for task, name in found)


@given(tables)
def test_no_assignment_serves_more_tasks_or_as_many_sooner_than_the_optimal_one(
    hours: list[list[float]],
) -> None:
    """Against every assignment there is."""
    n_tasks, n_teams = len(hours), len(hours[0])
    needs = [need(str(number)) for number in range(n_tasks)]
    teams = [team(str(number)) for number in range(n_teams)]
    found = assigned(OptimalAssignment(), needs, teams, hours)
    mine = (-len(found), sum(hours[int(task)][int(name)] for task, name in found))
    slots = [*range(n_teams), *[-1] * n_tasks]
    for chosen in set(permutations(slots, n_tasks)):
        pairs = [
            (task, index)
            for task, index in enumerate(chosen)
            if index >= 0 and np.isfinite(hours[task][index])
        ]
        other = (-len(pairs), sum(hours[task][index] for task, index in pairs))
        assert mine <= (other[0], other[1] + 1e-6)
