"""Where hazard points stand, how strong they are and who is behind them: spread by rule.

No survey of the 13,800 points is public. Draws of a county's points depend on that county alone.
"""

from statistics import NormalDist

import numpy as np

from sim.core.streams import Streams
from sim.hazards.flood.exposure.nearness import links_near_zones
from sim.hazards.flood.points.parameters import KINDS, PointParameters
from sim.hazards.flood.points.points import HazardPoints
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.mitigation import Mitigation
from sim.place import Place

_LETTERS = "DSR"
_N_DRAWS = 6


def place_points(
    place: Place,
    *,
    river_km: FloatArray,
    parameters: PointParameters,
    streams: Streams,
    mitigation: Mitigation,
) -> HazardPoints:
    """Spread hazard points over a place and draw their strength and who is behind them.

    Raised dikes withstand so much more; people settled elsewhere are behind no point.

    Counties get dikes by river length and diked ditches, slopes by sloping forest, small
    reservoirs by sloping farmland, all times population^b; within a county, zones get
    points by population^b. The draws of a county's points do not depend on other counties.

    Parameters
    ----------
    place
        Place with at least one zone in each county that shall have points.
    river_km
        Length of rivers inside each county (C,) [km].
    parameters
        Numbers and rules.
    streams
        Random streams of the replication.
    mitigation
        Works done before the event.
    """
    kind, county, zone, draws = _drawn(
        place, n_by_county(place, river_km=river_km, parameters=parameters), parameters, streams
    )
    near_links = links_near_zones(place, parameters.n_near_links)
    column = (draws[:, 2] * near_links.shape[1]).astype(np.int64)
    cuts_road = draws[:, 1] < parameters.above_road_share
    strength_z, persons_z = _normal_pair(draws[:, 3], draws[:, 4])
    is_near = draws[:, 5] < parameters.near_zone_share
    of_kind = [item for _, item in parameters.kinds()]
    median = np.array([item.strength for item in of_kind])[kind]
    spread = np.array([item.strength_spread for item in of_kind])[kind]
    persons = np.array([item.persons for item in of_kind])[kind]
    persons_spread = np.array([item.persons_spread for item in of_kind])[kind]
    living = 1.0 - mitigation.relocated_share
    return HazardPoints(
        point_ids=_names(place, kind, county),
        kind=np.array(KINDS)[kind],
        kind_index=kind,
        county=county,
        zone=zone,
        link=np.where(cuts_road, near_links[zone, column], -1),
        basin=county,
        load_column=np.where(is_near, zone, len(place.zones) + county),
        strength=median * np.exp(spread * strength_z)
        + mitigation.dike_raise_m * (kind == KINDS.index("dike")),
        persons_behind=np.rint(living * persons * np.exp(persons_spread * persons_z)).astype(
            np.int64
        ),
        is_weak=strength_z < NormalDist().inv_cdf(parameters.weak_share),
        failure_time_s=np.full(len(kind), np.inf),
    )


def _drawn(
    place: Place, counts: IntArray, parameters: PointParameters, streams: Streams
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Return kind, county and zone (P,) of each point and its uniform draws (P, D)."""
    zones_of: list[list[int]] = [[] for _ in place.counties]
    position = {county.county_id: index for index, county in enumerate(place.counties)}
    for index, zone in enumerate(place.zones):
        zones_of[position[zone.county_id]].append(index)
    weight = np.array([zone.population for zone in place.zones], dtype=np.float64)
    weight = np.maximum(weight, 1.0) ** parameters.population_exponent
    zone_of = [np.zeros(0, dtype=np.int64)]
    draws = [np.zeros((0, _N_DRAWS))]
    for county, record in enumerate(place.counties):
        zones = np.array(zones_of[county], dtype=np.int64)
        shares = np.cumsum(weight[zones])
        for kind, name in enumerate(KINDS):
            n = int(counts[kind, county])
            if n:
                stream = streams.get(f"flood/points/{record.county_id}/{name}")
                draws.append(stream.random((n, _N_DRAWS)))
                rank = np.searchsorted(shares, draws[-1][:, 0] * shares[-1], side="right")
                zone_of.append(zones[rank])
    repeats = counts.T.ravel()
    n_counties = len(place.counties)
    kind_of = np.repeat(np.tile(np.arange(len(KINDS)), n_counties), repeats)
    county_of = np.repeat(np.repeat(np.arange(n_counties), len(KINDS)), repeats)
    return kind_of, county_of, np.concatenate(zone_of), np.concatenate(draws)


def _names(place: Place, kind: IntArray, county: IntArray) -> tuple[str, ...]:
    """Return the points' identifiers: numbered from 1 within county and kind."""
    group = county * len(KINDS) + kind
    starts = np.searchsorted(group, group, side="left")
    number = (np.arange(len(group)) - starts + 1).tolist()
    prefix = [f"P-{record.county_id}-{letter}" for record in place.counties for letter in _LETTERS]
    return tuple(
        f"{prefix[index]}{count:04d}" for index, count in zip(group.tolist(), number, strict=True)
    )


def n_by_county(place: Place, *, river_km: FloatArray, parameters: PointParameters) -> IntArray:
    """Return how many points of each kind each county has (3, C), by largest remainder."""
    area = np.array([county.area_km2 for county in place.counties])
    forest = np.array([county.forest_share for county in place.counties])
    cropland = np.array([county.cropland_share for county in place.counties])
    elevation = np.maximum([county.elevation_mean_m for county in place.counties], 0.0)
    population = np.array([county.population for county in place.counties], dtype=np.float64)
    with_zones = {zone.county_id for zone in place.zones}
    settled = np.array([county.county_id in with_zones for county in place.counties])
    people = np.maximum(population, 1.0) ** parameters.population_exponent * settled
    relief = elevation / (elevation + parameters.relief_half_m)
    weights = (
        river_km + parameters.drain_km_per_km2 * area * cropland,
        area * forest * relief,
        area * cropland * relief,
    )
    shares = np.array([kind.share for _, kind in parameters.kinds()])
    totals = _apportioned(parameters.n_points, shares)
    return np.stack(
        [
            _apportioned(total, weight * people if (weight * people).any() else people)
            for total, weight in zip(totals.tolist(), weights, strict=True)
        ]
    )


def _apportioned(total: int, weights: FloatArray) -> IntArray:
    """Return whole numbers that add up to `total`, by largest remainder; ties to the first."""
    whole = float(weights.sum())
    if whole <= 0.0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / whole
    counts = np.floor(exact).astype(np.int64)
    left = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts


def _normal_pair(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return two independent standard normals from two uniforms (Box and Muller 1958).

    A fixed number of uniforms a point keeps the first points' draws the same however many
    follow.
    """
    radius = np.sqrt(-2.0 * np.log1p(-first))
    angle = 2.0 * np.pi * second
    return radius * np.cos(angle), radius * np.sin(angle)
