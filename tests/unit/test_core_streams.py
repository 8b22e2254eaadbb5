"""Named streams: each depends on seed, replication and name, and on nothing else."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core.errors import InputError
from sim.core.streams import Streams

NAMES = ("rain", "teams/turnout/T01", "evacuation/households/Z_1")


def test_the_order_of_asking_changes_nothing() -> None:
    seen = set()
    for order in permutations(NAMES):
        streams = Streams(7, 3)
        draws = {name: tuple(streams.get(name).random(5)) for name in order}
        seen.add(tuple(draws[name] for name in NAMES))
    assert len(seen) == 1


@given(seed=st.integers(0, 10**6), replication=st.integers(0, 10**4), name=st.text(max_size=20))
def test_uniform_lies_in_the_unit_interval_and_belongs_to_its_name(
    seed: int, replication: int, name: str
) -> None:
    value = Streams(seed, replication).uniform(name)
    assert 0.0 <= value < 1.0
    assert Streams(seed, replication).uniform(name) == value
    assert value not in {
        Streams(seed + 1, replication).uniform(name),
        Streams(seed, replication + 1).uniform(name),
        Streams(seed, replication).uniform(name + "'"),
    }


def test_seed_and_replication_are_not_the_same_thing() -> None:
    draws = {
        float(Streams(seed, replication).get("a").random())
        for seed in range(5)
        for replication in range(5)
    }
    assert len(draws) == 25


@pytest.mark.parametrize("kind", ["uniform", "get"])
def test_draws_of_many_names_are_uniform_and_unrelated(kind: str) -> None:
    """Kolmogorov-Smirnov and correlation, each a 1-in-1000 chance of a false alarm."""
    streams = Streams(1, 0)

    def draw(name: str) -> float:
        return streams.uniform(name) if kind == "uniform" else float(streams.get(name).random())

    values = np.array([draw(f"entity/{number}") for number in range(4000)])
    assert stats.kstest(values, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 3.29 / np.sqrt(4000)


def test_a_name_keeps_its_draws_from_version_to_version() -> None:
    """The derivation is part of what a seed means: hashing by hand gives the same number."""
    from hashlib import blake2b  # noqa: PLC0415

    word = int.from_bytes(blake2b(b"4\x1f2\x1fa/b", digest_size=8).digest(), "little")
    assert Streams(4, 2).uniform("a/b") == (word >> 11) / 2**53
    key = int.from_bytes(blake2b(b"a/b", digest_size=16).digest(), "little")
    words = [key >> 32 * place & 0xFFFFFFFF for place in range(4)]
    by_hand = np.random.default_rng(np.random.SeedSequence(4, spawn_key=(2, *words)))
    assert Streams(4, 2).get("a/b").random() == by_hand.random()


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (1, -2)])
def test_negative_seeds_are_refused(seed: int, replication: int) -> None:
    with pytest.raises(InputError, match="0 or more"):
        Streams(seed, replication)
