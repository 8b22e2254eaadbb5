"""Sites: depots, command posts, shelters, hospitals, team bases and airports, all by rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.facts import Rules
from builder.points import Points
from sim.core.text import Text
from sim.place.place import County, Site, Zone


def sites(
    rules: Rules, places: Points, areas: Sequence[County], living: Sequence[Zone]
) -> list[Site]:
    """Return every site, kind by kind."""
    by_id = {county.county_id: county for county in areas}
    seats = {key: by_id[county_id] for key, county_id in rules["prefecture_seats"].items()}
    return [
        *_depots(areas),
        *_command_posts(rules, areas, seats),
        *_shelters(rules.values, living),
        *_hospitals(rules.values, areas, seats),
        *_fire_stations(rules.values, areas),
        *_other_bases(rules, by_id, seats),
        *_airports(places),
    ]


def _site(
    site_id: str,
    kind: str,
    county: County,
    name: Text,
    *,
    level: str,
    capability: str = "",
    capacity: int = 0,
) -> Site:
    return Site(
        site_id=site_id,
        kind=kind,
        name=name,
        node_id=county.seat_node_id,
        county_id=county.county_id,
        level=level,
        capability=capability,
        capacity=capacity,
    )


def _called(owner: Text, zh: str, en: str) -> Text:
    return Text(f"{owner.zh}{zh}", f"{owner.en} {en}")


def _depots(areas: Sequence[County]) -> list[Site]:
    return [
        _site(
            f"DEPOT_{county.county_id}",
            "depot",
            county,
            _called(county.name, "救灾物资储备库", "relief depot"),
            level="county",
        )
        for county in areas
    ]


def _command_posts(
    rules: Rules, areas: Sequence[County], seats: Mapping[str, County]
) -> list[Site]:
    groups = int(rules.values["working_groups"])
    province = Text(**rules["place"]["province"])
    owners = [
        (rules["place"]["province_id"], province, next(iter(seats.values())), "province"),
        *((key, county.prefecture, county, "prefecture") for key, county in seats.items()),
        *((county.county_id, county.name, county, "county") for county in areas),
    ]
    return [
        _site(
            f"POST_{key}",
            "command_post",
            county,
            _called(name, "应急指挥部", "command post"),
            level=level,
            capacity=groups,
        )
        for key, name, county, level in owners
    ]


def _shelters(value: Mapping[str, float], living: Sequence[Zone]) -> list[Site]:
    result = []
    for zone in living:
        is_seat = zone.kind == "county_seat"
        share = value["shelter_share_seat" if is_seat else "shelter_share_town"]
        capacity = max(round(zone.population * share), int(value["shelter_least_persons"]))
        result.append(
            Site(
                site_id=f"SHELTER_{zone.node_id}",
                kind="shelter",
                name=_called(zone.name, "避难安置点", "shelter"),
                node_id=zone.node_id,
                county_id=zone.county_id,
                level="county",
                capability="",
                capacity=capacity,
            )
        )
    return result


def _hospitals(
    value: Mapping[str, float], areas: Sequence[County], seats: Mapping[str, County]
) -> list[Site]:
    persons = {
        key: sum(county.population for county in areas if county.prefecture_id == key)
        for key in seats
    }
    county_beds = value["county_beds_per_1000"] / 1000
    prefecture_beds = value["prefecture_beds_per_1000"] / 1000
    owners = [
        *((key, item.prefecture, item, "prefecture") for key, item in seats.items()),
        *((item.county_id, item.name, item, "county") for item in areas),
    ]
    return [
        _site(
            f"HOSPITAL_{key}",
            "hospital",
            county,
            _called(name, "人民医院" if level == "county" else "中心医院", "hospital"),
            level=level,
            capability="medical",
            capacity=round(
                county.population * county_beds
                if level == "county"
                else persons[key] * prefecture_beds
            ),
        )
        for key, name, county, level in owners
    ]


def _fire_stations(value: Mapping[str, float], areas: Sequence[County]) -> list[Site]:
    return [
        _site(
            f"BASE_FIRE_{county.county_id}",
            "team_base",
            county,
            _called(county.name, "消防救援大队", "fire and rescue"),
            level="county",
            capability="rescue",
            capacity=int(
                min(
                    max(
                        round(county.population / value["persons_per_fire_team"]),
                        value["fire_teams_least"],
                    ),
                    value["fire_teams_most"],
                )
            ),
        )
        for county in areas
    ]


def _other_bases(
    rules: Rules, by_id: Mapping[str, County], seats: Mapping[str, County]
) -> list[Site]:
    province = Text(**rules["place"]["province"])
    result = []
    for base in rules["team_bases"]:
        shares = _by_forest(by_id, int(base["teams"])) if base["at"] == "forest" else {}
        for key, owner, county in _homes(base["at"], by_id, seats):
            if base["at"] == "forest" and not shares[key]:
                continue
            name = province if base["level"] == "province" else owner
            result.append(
                _site(
                    f"BASE_{base['key']}_{key}",
                    "team_base",
                    county,
                    _called(name, base["zh"], base["en"]),
                    level=base["level"],
                    capability=base["capability"],
                    capacity=shares.get(key, int(base["teams"])),
                )
            )
    return result


def _homes(
    where: Any,  # noqa: ANN401  # a word or a list in rules.yaml
    by_id: Mapping[str, County],
    seats: Mapping[str, County],
) -> list[tuple[str, Text, County]]:
    if where in ("county", "forest"):
        return [(key, county.name, county) for key, county in by_id.items()]
    if where == "prefecture":
        return [(key, county.prefecture, county) for key, county in seats.items()]
    return [(key, by_id[key].prefecture, by_id[key]) for key in where]


def _by_forest(by_id: Mapping[str, County], total: int) -> dict[str, int]:
    """Share teams out among counties by their forest, the largest remainders first."""
    area = {key: county.area_km2 * county.forest_share for key, county in by_id.items()}
    exact = {key: total * value / sum(area.values()) for key, value in area.items()}
    teams = {key: int(value) for key, value in exact.items()}
    left = total - sum(teams.values())
    for key in sorted(exact, key=lambda key: (teams[key] - exact[key], key))[:left]:
        teams[key] += 1
    return teams


def _airports(places: Points) -> list[Site]:
    nodes = {node.node_id: node for node in places.nodes}
    return [
        Site(
            site_id="AIRPORT_" + row["code"].split("/")[-1],
            kind="airport",
            name=Text("", row["name"]),
            node_id=node_id,
            county_id=nodes[node_id].county_id,
            level="province",
            capability="",
            capacity=0,
        )
        for row, node_id in places.airports
    ]
