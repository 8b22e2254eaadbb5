"""Build the tables of this place from raw/ and rules.yaml: python scenarios/jilin/build.py.

What it is: a documented, deterministic script; a second run writes the same bytes. What it is
not: part of a simulation; runs read the tables, never this script. `--out FOLDER` writes
elsewhere. Run it where the package `sim` can be imported (the repository's top folder, or after
installation).
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True  # this folder travels in the wheel; keep caches out of it
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from builder.facts import Facts, Rules, read_rules  # noqa: E402
from builder.people import zones  # noqa: E402
from builder.points import areas_of, counties, points  # noqa: E402
from builder.roads import Roads, roads  # noqa: E402
from builder.serving import sites  # noqa: E402
from builder.waters import reservoirs, rivers, streams  # noqa: E402

from sim.core.files import write_text  # noqa: E402
from sim.core.text import Text  # noqa: E402
from sim.place import schema  # noqa: E402
from sim.place.place import RoadClass  # noqa: E402
from sim.place.writing import areas_text, courses_text, csv_text  # noqa: E402


def build(source: Path) -> tuple[dict[str, str], list[str]]:
    """Return the text of every file of the place, and what the rules did.

    Parameters
    ----------
    source
        Folder holding raw/ and rules.yaml.
    """
    facts, rules = Facts(source / "raw"), read_rules(source / "rules.yaml")
    areas = counties(facts)
    waters = rivers(facts)
    grounds, courses = areas_of(areas), streams(waters)
    places = points(facts, rules, grounds)
    network = roads(facts, rules, places, grounds, courses)
    living = zones(rules, places, areas, courses)
    classes, remarks = _road_classes(rules)
    files = {
        "place.yaml": _place_yaml(rules, sum(county.population for county in areas)),
        "counties.csv": csv_text(schema.COUNTIES, areas),
        "nodes.csv": csv_text(schema.NODES, places.nodes),
        "road_classes.csv": csv_text(schema.ROAD_CLASSES, classes, remarks={"source": remarks}),
        "links.csv": csv_text(schema.LINKS, network.links),
        "zones.csv": csv_text(schema.ZONES, living),
        "sites.csv": csv_text(schema.SITES, sites(rules, places, areas, living)),
        "reservoirs.csv": csv_text(schema.RESERVOIRS, reservoirs(facts, rules, waters)),
        "rivers.geojson": courses_text(
            (
                {
                    "river_id": river.river_id,
                    "name_zh": river.name.zh,
                    "name_en": river.name.en,
                    "basin": river.basin,
                    "order": river.order,
                },
                river.courses,
            )
            for river in waters
        ),
        "boundaries.geojson": areas_text(
            ({"county_id": county.county_id}, county.boundary) for county in areas
        ),
        "outline.geojson": areas_text(facts.features("province_boundary.geojson")),
    }
    report = [
        f"{len(areas)} counties, {len(waters)} rivers, {len(living)} zones",
        f"{len(places.nodes)} nodes, of which {len(places.new)} new",
        f"{places.n_matched} towns merged with a node of the road table",
        f"{places.n_outside} new towns outside every polygon",
        *_road_report(network),
    ]
    return files, report


def _road_report(network: Roads) -> list[str]:
    longest = sorted(network.raised, key=lambda item: -item[1])[:5]
    return [
        f"{len(network.links)} links, of which {network.n_connectors} connectors",
        f"{network.n_second} towns with a second connector",
        f"{network.n_merged} rows merged with the row whose carriageway they share",
        f"{len(network.raised)} links raised to the straight line {longest}",
    ]


def _road_classes(rules: Rules) -> tuple[list[RoadClass], dict[str, str]]:
    jam = rules["jam_density_veh_per_m"]
    classes, remarks = [], {}
    for item in rules["road_classes"]:
        classes.append(
            RoadClass(
                class_id=item["class_id"],
                name=Text(item["zh"], item["en"]),
                capacity_per_lane_veh_per_h=float(item["capacity_per_lane_veh_per_h"]),
                jam_density_veh_per_m=float(jam["value"]),
            )
        )
        remarks[item["class_id"]] = (
            f"assumed; capacity {item['low']} to {item['high']}; "
            f"jam density {jam['low']} to {jam['high']}"
        )
    return classes, remarks


def _place_yaml(rules: Rules, population: int) -> str:
    place = rules["place"]
    names = [(table.key, table.default_file()) for table in schema.TABLES]
    names += [(key, f"{key}.geojson") for key in schema.SHAPES]
    return "\n".join(
        [
            "# Written by build.py from raw/ and rules.yaml; do not edit by hand.",
            f"name: {place['name']}",
            f"title: {{ zh: {place['title']['zh']}, en: {place['title']['en']} }}",
            f'version: "{place["version"]}"',
            f'capital_node_id: "{next(iter(rules["prefecture_seats"].values()))}"',
            f"checked_on: {place['checked_on'].isoformat()}",
            f"population: {population}",
            "files:",
            *(f"  {key}: {file}" for key, file in names),
            "",
        ]
    )


def main() -> None:
    """Write every file and print what the rules did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    out: Path = parser.parse_args().out
    files, report = build(HERE)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_text(out / name, text)
    print("\n".join(report))


if __name__ == "__main__":
    main()
