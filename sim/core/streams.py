"""Named random streams, so that plans compare under common random numbers.

A stream depends on (seed, replication, name) and on nothing else: adding a stream, or asking
for streams in another order, changes no other stream. Exogenous draws come before the run;
policies draw nothing.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from sim.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Streams:
    """Factory of independent generators for one replication.

    Parameters
    ----------
    seed
        Seed of the experiment.
    replication
        Index of the replication.

    Raises
    ------
    InputError
        If either is negative.
    """

    seed: int
    replication: int

    def __post_init__(self) -> None:
        """Refuse what names no stream."""
        if self.seed < 0 or self.replication < 0:
            raise InputError(
                f"seed {self.seed}, replication {self.replication}: both must be 0 or more"
            )

    def get(self, name: str) -> np.random.Generator:
        """Return a fresh generator for `name`; the same name always gives the same draws."""
        key = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "little")
        words = tuple((key >> shift) & 0xFFFFFFFF for shift in (0, 32, 64, 96))
        sequence = np.random.SeedSequence(entropy=self.seed, spawn_key=(self.replication, *words))
        return np.random.Generator(np.random.PCG64(sequence))

    def uniform(self, name: str) -> float:
        """Return one standard uniform draw that belongs to `name` alone."""
        digest = blake2b(
            f"{self.seed}\x1f{self.replication}\x1f{name}".encode(), digest_size=8
        ).digest()
        return (int.from_bytes(digest, "little") >> 11) * 2.0**-53
