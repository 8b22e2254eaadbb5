"""Bridges that a flood takes: the stage each withstands is drawn once, by a fragility curve.

A bridge is lost when the water rises further above its bank than it withstands: scour, drift and
overtopping together. Repair is the world's business. Not a structural model.
"""

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.hazards.crossing import first_above_s
from sim.hazards.draws import normals, uniforms
from sim.hazards.geometry import FloatArray
from sim.hazards.link_losses import LinkLosses
from sim.hazards.mitigation import Mitigation
from sim.place import Place


class BridgeParameters(Config):
    """Fragility of bridges: lognormal in the stage above the bank."""

    strength_m: float = parameter(
        3.2,
        low=2.0,
        high=5.0,
        unit="m",
        gt=0.0,
        description="Median stage above the bank that a bridge withstands.",
    )
    strength_spread: float = parameter(
        0.45,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of that stage between bridges.",
    )
    expressway_factor: float = parameter(
        1.8,
        low=1.2,
        high=3.0,
        unit="1",
        ge=1.0,
        description="Strength of an expressway bridge, built for a rarer flood, over others.",
    )
    expressway_classes: tuple[str, ...] = ("expressway",)


def bridge_strength_m(
    place: Place, parameters: BridgeParameters, streams: Streams, *, mitigation: Mitigation
) -> FloatArray:
    """Return the stage above the bank (L,) [m] that the bridge on each link withstands.

    inf for links without a bridge. Which bridges have been reinforced is drawn once, so that a
    larger share reinforces these and more.
    """
    ids = [link.link_id for link in place.links]
    spread = np.exp(parameters.strength_spread * normals(streams, "bridge", ids))
    is_large = np.array([link.road_class in parameters.expressway_classes for link in place.links])
    is_bridge = np.array([link.has_bridge for link in place.links], dtype=np.bool_)
    is_reinforced = uniforms(streams, "bridge_works", ids) < mitigation.reinforced_bridge_share
    strength = parameters.strength_m * spread
    strength = np.where(is_large, strength * parameters.expressway_factor, strength)
    strength = np.where(is_reinforced, strength * mitigation.reinforced_bridge_factor, strength)
    return np.where(is_bridge, strength, np.inf)


def lost_bridges(stage_m: FloatArray, strength_m: FloatArray, *, time_s: FloatArray) -> LinkLosses:
    """Return which links lose their bridge, and when: once the stage first exceeds the strength.

    Parameters
    ----------
    stage_m
        Stage above the bank at each link (T, L) [m].
    strength_m
        What each withstands (L,) [m], inf without a bridge.
    time_s
        Instants (T,) [s].
    """
    at_risk = np.flatnonzero(stage_m.max(axis=0, initial=-np.inf) > strength_m)
    moment = first_above_s(stage_m[:, at_risk], strength_m[at_risk], time_s)
    return LinkLosses.in_order(moment, at_risk)
