"""Zones: where the people of each county live."""

from collections.abc import Mapping, Sequence

from builder.facts import Rules
from builder.points import SETTLED, Points
from builder.waters import Stream, nearest_to_point
from sim.place.place import County, Node, Zone


def zones(
    rules: Rules, places: Points, areas: Sequence[County], waters: Sequence[Stream]
) -> list[Zone]:
    """Return one zone per county seat and town, county by county, the seat first."""
    result = []
    for county in areas:
        settled = [
            node
            for node in places.nodes
            if node.county_id == county.county_id and node.kind in SETTLED
        ]
        settled.sort(key=lambda node: node.kind != "county_seat")
        persons = split(county, settled[1:], places.persons, rules.values)
        for node, population in zip(settled, persons, strict=True):
            river_id, distance_m = nearest_to_point(waters, node.lat, node.lon)
            result.append(
                Zone(
                    zone_id=f"Z_{node.node_id}",
                    name=node.name,
                    kind=node.kind,
                    lat=node.lat,
                    lon=node.lon,
                    county_id=county.county_id,
                    node_id=node.node_id,
                    population=population,
                    river_id=river_id,
                    river_distance_m=distance_m,
                )
            )
    return result


def split(
    county: County, towns: Sequence[Node], known: Mapping[str, int], value: Mapping[str, float]
) -> list[int]:
    """Split a county's population into the seat's and the towns', summing exactly.

    Each town weighs its GeoNames population, or a default. Where the towns together would leave
    the seat less than its least share, all are scaled down alike. The seat has the rest. Whole
    persons by the largest remainder.
    """
    kind = county.kind.replace("autonomous ", "").replace("-", "_").replace(" ", "_")
    weights = [float(known.get(town.node_id, 0) or value["default_town_persons"]) for town in towns]
    most = county.population * (1 - value[f"seat_share_{kind}"])
    scale = min(1.0, most / sum(weights)) if weights else 1.0
    shares = [weight * scale for weight in weights]
    persons = [int(share) for share in shares]
    left = round(sum(shares)) - sum(persons)
    order = sorted(range(len(shares)), key=lambda i: (persons[i] - shares[i], i))
    for i in order[:left]:
        persons[i] += 1
    return [county.population - sum(persons), *persons]
