"""Trees that gusts fell across roads: each road has one gust it does not survive, drawn once."""

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.core.units import KM_M
from sim.hazards.crossing import first_above_s
from sim.hazards.draws import uniforms
from sim.hazards.geometry import FloatArray
from sim.hazards.link_losses import LinkLosses
from sim.place import Place


class TreeParameters(Config):
    """How hard it must blow to fell a tree across a kilometre of road through forest."""

    gust_mps: float = parameter(
        38.0,
        low=30.0,
        high=48.0,
        unit="m/s",
        gt=0.0,
        description="Gust at which a tree falls across a kilometre of forest road with the "
        "chance of 1 - 1/e.",
    )
    shape: float = parameter(
        9.0,
        low=5.0,
        high=14.0,
        unit="1",
        gt=0.0,
        description="Weibull shape of the gust a kilometre survives: how sharp that limit is.",
    )


def resistance_mps(place: Place, parameters: TreeParameters, streams: Streams) -> FloatArray:
    """Return the gust (L,) [m/s] that first fells a tree across each link; inf without forest.

    A kilometre survives gusts up to a Weibull limit of scale g and shape k; of L kilometres of
    forest the weakest counts, which is Weibull again with the scale g L^(-1/k).
    """
    forest = {county.county_id: county.forest_share for county in place.counties}
    length_km = np.array([link.length_m * forest[link.county_id] for link in place.links]) / KM_M
    chance = uniforms(streams, "tree", [link.link_id for link in place.links])
    unit = -np.log1p(-chance)
    weakest = np.divide(unit, length_km, out=np.full(len(unit), np.inf), where=length_km > 0.0)
    limit: FloatArray = parameters.gust_mps * weakest ** (1.0 / parameters.shape)
    return limit


def fallen_trees(
    place: Place,
    gust_mps: FloatArray,
    *,
    time_s: FloatArray,
    parameters: TreeParameters,
    streams: Streams,
) -> LinkLosses:
    """Return which links trees block, and when: at the first gust beyond what each survives.

    Parameters
    ----------
    place
        Place with its roads.
    gust_mps
        Gusts at each link (T, L) [m/s].
    time_s
        Instants (T,) [s].
    parameters
        How hard it must blow.
    streams
        Random streams of the replication.
    """
    limit = resistance_mps(place, parameters, streams)
    hit = np.flatnonzero(gust_mps.max(axis=0, initial=0.0) > limit)
    return LinkLosses.in_order(first_above_s(gust_mps[:, hit], limit[hit], time_s), hit)
