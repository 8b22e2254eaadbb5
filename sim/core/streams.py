"""Named random streams, so that plans compare under common random numbers.

A stream depends on (seed, replication, name) and on nothing else: adding a stream, or asking
for streams in another order, changes no other stream. Exogenous draws come before the run;
policies draw nothing.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np


@dataclass(frozen=True, slots=True)
class Streams:
    """Factory of independent generators for one replication.

    Parameters
    ----------
    seed
        Seed of the experiment.
    replication
        Index of the replication.
    """

    seed: int
    replication: int

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
