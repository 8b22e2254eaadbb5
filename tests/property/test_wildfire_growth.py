"""Fire on any ground: steps do not matter, barriers and lines hold unless they are too weak."""

from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.hazards.wildfire.spread.growth import Growth
from sim.hazards.wildfire.spread.kernel import Tables

N, CELL_M, HOURS = 30, 50.0, 12
END_S = HOURS * 3600.0


class Ground(NamedTuple):
    """Two kinds of ground under a weather that changes every hour."""

    tables: Tables
    barrier: np.ndarray


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    """Return patchy ground, some of it bare, and hourly rates that may stop and turn."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    class_of = luck.choice([-1, 0, 1], p=[0.1, 0.5, 0.4], size=N * N).astype(np.int32)
    slowness = np.empty((HOURS, 2, 3))
    for hour in range(HOURS):
        for ground in range(2):
            e, heading = luck.uniform(0.0, 0.95), luck.uniform(0.0, 2.0 * np.pi)
            base_mps = luck.uniform(0.005, 0.05)
            slowness[hour, ground] = (
                np.array([1.0, e * np.cos(heading), e * np.sin(heading)]) / base_mps
            )
    slowness[draw(st.integers(0, HOURS - 2)), :, 0] = np.inf
    tables = Tables(class_of, N, N, slowness, np.full((HOURS, 2), 4e6), 0.0, CELL_M)
    return Ground(tables, np.zeros((N, N)))


def started(ground: Ground) -> Growth:
    growth = Growth(ground.tables, ground.barrier)
    fuel = np.flatnonzero(ground.tables.class_of >= 0)
    cell = int(fuel[np.argmin(np.abs(fuel - (N * N // 2 + N // 2)))])
    growth.ignite(cell // N, cell % N, 0.0)
    return growth


@given(grounds(), st.lists(st.floats(0.0, END_S), max_size=8))
@settings(max_examples=40, deadline=None)
def test_many_steps_give_what_one_gives(ground: Ground, stops_s: list[float]) -> None:
    once, often = started(ground), started(ground)
    once.run(END_S)
    for stop_s in sorted(stops_s):
        often.run(stop_s)
    often.run(END_S)
    np.testing.assert_array_equal(once.arrival_s(), often.arrival_s())


@given(grounds(), st.floats(0.0, END_S / 2.0), st.integers(5, N - 5))
@settings(max_examples=40, deadline=None)
def test_a_line_built_in_its_way_gives_what_one_known_before_gives(
    ground: Ground, built_s: float, column: int
) -> None:
    """The path of building does not matter: closed from a time on is closed from then on."""
    row = np.arange(N)
    columns = np.full(N, column)
    early, late = started(ground), started(ground)
    early.close(row, columns, from_s=np.full(N, built_s), critical_w_per_m=np.full(N, np.inf))
    early.run(END_S)
    late.run(built_s)
    late.close(row, columns, from_s=np.full(N, built_s), critical_w_per_m=np.full(N, np.inf))
    late.run(END_S)
    np.testing.assert_array_equal(early.arrival_s(), late.arrival_s())


@given(grounds(), st.integers(1, N - 2), st.integers(1, N - 2), st.booleans())
@settings(max_examples=40, deadline=None)
def test_nothing_passes_a_chain_that_holds(
    ground: Ground,
    first: int,
    last: int,
    is_known_before: bool,  # noqa: FBT001  # hypothesis hands arguments over by position
) -> None:
    """A slanting barrier of cells that share sides lets no fire through, by any way."""
    barrier = np.zeros((N, N))
    is_beyond = np.zeros((N, N), dtype=bool)
    at = first
    for row in range(N):
        to = round(first + (last - first) * (row + 1) / N)
        low, high = min(at, to), max(at, to)
        barrier[row, low : high + 1] = np.inf
        is_beyond[row, high + 1 :] = True
        at = to
    growth = Growth(ground.tables, barrier if is_known_before else np.zeros((N, N)))
    if not is_known_before:
        row, column = np.nonzero(barrier)
        growth.close(row, column, from_s=np.zeros(len(row)), critical_w_per_m=np.inf)
    fuel = ground.tables.class_of.reshape(N, N) >= 0
    row, column = np.nonzero(fuel & ~is_beyond & (barrier == 0.0))
    if row.size:
        growth.ignite(row[:1], column[:1], 0.0)
        growth.run(END_S)
    assert not (np.isfinite(growth.arrival_s()) & is_beyond).any()


@given(grounds(), st.floats(1.0, 1e6))
@settings(max_examples=30, deadline=None)
def test_a_stronger_line_never_lets_more_burn(ground: Ground, critical_w_per_m: float) -> None:
    row, column = np.arange(N), np.full(N, N // 2 + 3)
    burnt = []
    for factor in (0.0, 1.0, 10.0):
        growth = started(ground)
        strength = np.full(N, critical_w_per_m * factor)
        growth.close(row, column, from_s=np.zeros(N), critical_w_per_m=strength)
        growth.run(END_S)
        burnt.append(np.isfinite(growth.arrival_s()))
    assert (burnt[1] <= burnt[0]).all()
    assert (burnt[2] <= burnt[1]).all()


@given(grounds(), st.floats(0.0, END_S))
@settings(max_examples=20, deadline=None)
def test_what_is_ahead_is_what_comes(ground: Ground, now_s: float) -> None:
    growth = started(ground)
    growth.run(now_s)
    ahead_s = growth.ahead(END_S)
    growth.run(END_S)
    np.testing.assert_array_equal(ahead_s, growth.arrival_s())
