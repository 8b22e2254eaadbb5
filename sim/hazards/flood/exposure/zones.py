"""How high the water stands in the low-lying part of each zone, and how many people live there.

A zone has a low-lying part beside its stream or river. Water enters it when the stage passes a
threshold that is drawn once per zone: no inundation map exists. Zones are settled from the
lowest ground up, so that the deeper the water, the more people it concerns.
"""

from dataclasses import dataclass

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.hazards.draws import lognormal_factor, normals
from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.place import Place


class ZoneParameters(Config):
    """Low-lying parts of zones and who lives there."""

    stream_area_km2: float = parameter(
        80.0,
        low=30.0,
        high=200.0,
        unit="km2",
        gt=0.0,
        description="Catchment of the stream that runs through a zone.",
    )
    storm_area_share: float = parameter(
        0.7,
        low=0.4,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the local departure from the county's rain that a whole stream "
        "catchment sees: a gauge stands for less ground than that.",
    )
    river_reach_m: float = parameter(
        6000.0,
        low=2000.0,
        high=12_000.0,
        unit="m",
        ge=0.0,
        description="A river this near a town can flood its low-lying part, beside its own stream.",
    )
    threshold_m: float = parameter(
        0.4,
        low=0.2,
        high=0.9,
        unit="m",
        gt=0.0,
        description="Mean stage above the bank at which water enters the low-lying part.",
    )
    threshold_cv: float = parameter(
        0.8,
        low=0.4,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of the threshold between zones.",
    )
    seat_protection_m: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="m",
        ge=0.0,
        description="Added to the threshold of a county seat, which has dikes.",
    )
    low_lying_share: float = parameter(
        0.016,
        low=0.008,
        high=0.04,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Mean share of a zone's people who live in its low-lying part.",
    )
    low_lying_cv: float = parameter(
        0.8,
        low=0.4,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of that share between zones.",
    )
    low_lying_population: float = parameter(
        300_000.0,
        low=100_000.0,
        high=1_000_000.0,
        unit="persons",
        gt=0.0,
        description="Above this population the low-lying part grows with its square root only.",
    )
    full_depth_m: float = parameter(
        1.0,
        low=0.5,
        high=2.0,
        unit="m",
        gt=0.0,
        description="Depth at which the whole low-lying part is under water.",
    )
    least_concerned_share: float = parameter(
        0.3,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the low-lying part that the shallowest flood concerns.",
    )
    ground_exponent: float = parameter(
        2.0,
        low=1.0,
        high=3.0,
        unit="1",
        ge=1.0,
        description="Power of the depth with which water beyond that depth concerns more people: "
        "towns stand denser above their flood plain.",
    )


@dataclass(frozen=True)
class LowGround:
    """How many people of each zone live so low that water of a depth concerns them.

    Parameters
    ----------
    low_lying_persons
        People in the low-lying part of each zone (Z,).
    population
        All people of each zone (Z,).
    full_depth_m, least_concerned_share, ground_exponent
        As in :class:`ZoneParameters`.
    """

    low_lying_persons: IntArray
    population: IntArray
    full_depth_m: float
    least_concerned_share: float
    ground_exponent: float

    def persons(self, depth_m: FloatArray, zones: IntArray) -> IntArray:
        """Return how many people (N,) water of a depth (N,) [m] concerns in some zones (N,).

        Up to `full_depth_m` the share of the low-lying part grows with the depth, beyond it with
        a power of the depth; none where it is dry, and never more than live in the zone.
        """
        relative = np.maximum(depth_m, 0.0) / self.full_depth_m
        beyond = np.maximum(relative, 1.0) ** self.ground_exponent
        share = np.maximum(np.minimum(relative, 1.0), self.least_concerned_share) * beyond
        persons = np.minimum(self.low_lying_persons[zones] * share, self.population[zones])
        return np.where(depth_m > 0.0, np.rint(persons), 0.0).astype(np.int64)


def is_by_river(place: Place, parameters: ZoneParameters, *, river_km: FloatArray) -> BoolArray:
    """Return which zones (Z,) have people beside the river of their county.

    Zones within `river_reach_m` of a river; and the zones at county seats where a river runs
    through the county at all (`river_km` (C,) [km] above 0), since they stand for the
    villages too.
    """
    has_river = {
        county.county_id
        for county, length in zip(place.counties, river_km.tolist(), strict=True)
        if length > 0.0
    }
    near = np.array([zone.river_distance_m <= parameters.river_reach_m for zone in place.zones])
    through = np.array([zone.county_id in has_river for zone in place.zones])
    by_river: BoolArray = near | (is_seat(place) & through)
    return by_river


def is_seat(place: Place) -> BoolArray:
    """Return which zones (Z,) lie at the seat of their county."""
    seats = {county.seat_node_id for county in place.counties}
    return np.array([zone.node_id in seats for zone in place.zones], dtype=np.bool_)


def thresholds_m(
    place: Place, parameters: ZoneParameters, streams: Streams, *, dike_raise_m: float = 0.0
) -> FloatArray:
    """Return the stage above the bank (Z,) [m] at which water enters each zone.

    County seats have dikes: `dike_raise_m` [m] more where these have been raised.
    """
    factor = lognormal_factor(
        normals(streams, "zone_threshold", [zone.zone_id for zone in place.zones]),
        cv=parameters.threshold_cv,
    )
    protection_m = parameters.seat_protection_m + dike_raise_m
    return parameters.threshold_m * factor + is_seat(place) * protection_m


def low_lying_persons(
    place: Place, parameters: ZoneParameters, streams: Streams, *, relocated_share: float = 0.0
) -> IntArray:
    """Return how many people (Z,) live in the low-lying part of each zone.

    share x population, the population beyond `low_lying_population` counting by its square root;
    never more than the zone holds; less those who have been settled elsewhere.
    """
    population = np.array([zone.population for zone in place.zones], dtype=np.float64)
    share = parameters.low_lying_share * lognormal_factor(
        normals(streams, "zone_low_lying", [zone.zone_id for zone in place.zones]),
        cv=parameters.low_lying_cv,
    )
    limit = parameters.low_lying_population
    exposed = np.where(population > limit, np.sqrt(population * limit), population)
    living = np.minimum(share * exposed, population) * (1.0 - relocated_share)
    return np.rint(living).astype(np.int64)


def low_ground(
    place: Place, parameters: ZoneParameters, streams: Streams, *, relocated_share: float = 0.0
) -> LowGround:
    """Return how many people of each zone live how low; see :func:`low_lying_persons`."""
    population = np.array([zone.population for zone in place.zones], dtype=np.int64)
    return LowGround(
        low_lying_persons=low_lying_persons(
            place, parameters, streams, relocated_share=relocated_share
        ),
        population=population,
        full_depth_m=parameters.full_depth_m,
        least_concerned_share=parameters.least_concerned_share,
        ground_exponent=parameters.ground_exponent,
    )
