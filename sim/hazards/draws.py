"""Random numbers that belong to one entity and one purpose.

A draw is named by room, purpose and entity, so adding an entity, or asking in another order,
changes no other draw. What a distribution does with it is decided where it is used.
"""

from collections.abc import Iterable
from statistics import NormalDist

import numpy as np

from sim.core.streams import Streams
from sim.hazards.geometry import FloatArray

_NORMAL = NormalDist()
_SMALLEST = 2.0**-53


def uniforms(streams: Streams, purpose: str, entities: Iterable[str]) -> FloatArray:
    """Return one standard uniform (N,) for each entity, of stream ``flood/purpose/entity``."""
    return np.array([streams.uniform(f"flood/{purpose}/{entity}") for entity in entities])


def normals(streams: Streams, purpose: str, entities: Iterable[str]) -> FloatArray:
    """Return one standard normal (N,) for each entity, of stream ``flood/purpose/entity``."""
    quantile = _NORMAL.inv_cdf
    return np.array(
        [
            quantile(max(streams.uniform(f"flood/{purpose}/{entity}"), _SMALLEST))
            for entity in entities
        ]
    )


def lognormal_factor(normal: FloatArray, *, cv: float) -> FloatArray:
    """Return lognormal factors of mean 1 and coefficient of variation `cv` from normals."""
    sigma = np.sqrt(np.log1p(cv * cv))
    factor: FloatArray = np.exp(sigma * normal - sigma * sigma / 2.0)
    return factor
