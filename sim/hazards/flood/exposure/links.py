"""Water on roads: which links have a low point it can reach, and how deep it stands there.

A link is exposed if it runs near a river, has a bridge, or has a low point. Whether it has a low
point, and how high its surface lies above the bank there, is drawn once per link: the place
holds no road levels.
"""

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.core.units import KM_M
from sim.hazards.draws import lognormal_factor, normals, uniforms
from sim.hazards.geometry import BoolArray, FloatArray
from sim.place import Place


class LinkParameters(Config):
    """Where roads lie low."""

    river_near_m: float = parameter(
        500.0,
        low=200.0,
        high=2000.0,
        unit="m",
        ge=0.0,
        description="A link this near a river is exposed.",
    )
    low_point_every_km: float = parameter(
        30.0,
        low=10.0,
        high=80.0,
        unit="km",
        gt=0.0,
        description="Mean road length between low points elsewhere.",
    )
    surface_m: float = parameter(
        0.4,
        low=0.2,
        high=1.0,
        unit="m",
        gt=0.0,
        description="Mean height of the road surface above the bank at its lowest point.",
    )
    surface_cv: float = parameter(
        0.8,
        low=0.4,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of that height between links.",
    )
    expressway_extra_m: float = parameter(
        1.2,
        low=0.5,
        high=3.0,
        unit="m",
        ge=0.0,
        description="Added for expressways, which run on embankments.",
    )
    expressway_classes: tuple[str, ...] = ("expressway",)


def is_exposed(place: Place, parameters: LinkParameters, streams: Streams) -> BoolArray:
    """Return which links (L,) water can reach at all.

    Near a river, or with a bridge, or with a low point: probability 1 - exp(-length / spacing).
    """
    length_km = np.array([link.length_m for link in place.links]) / KM_M
    near = np.array(
        [
            link.has_bridge or link.river_distance_m <= parameters.river_near_m
            for link in place.links
        ],
        dtype=np.bool_,
    )
    chance = uniforms(streams, "link_low_point", [link.link_id for link in place.links])
    has_low_point: BoolArray = chance < -np.expm1(-length_km / parameters.low_point_every_km)
    return near | has_low_point


def surface_m(place: Place, parameters: LinkParameters, streams: Streams) -> FloatArray:
    """Return the height (L,) [m] of each road above the bank at its lowest point."""
    factor = lognormal_factor(
        normals(streams, "link_surface", [link.link_id for link in place.links]),
        cv=parameters.surface_cv,
    )
    raised = np.array([link.road_class in parameters.expressway_classes for link in place.links])
    return parameters.surface_m * factor + raised * parameters.expressway_extra_m


def water_on_links_m(
    place: Place, stage_m: FloatArray, *, parameters: LinkParameters, streams: Streams
) -> FloatArray:
    """Return the depth of water (T, L) [m] under a stage above the bank (T, L) [m]."""
    exposed = is_exposed(place, parameters, streams)
    depth = np.maximum(stage_m - surface_m(place, parameters, streams), 0.0)
    return depth * exposed
