"""Build tracks.csv of the scenarios of 2019 from raw best tracks: python scenarios/build_tracks.py.

Keeps the fixes within 2,500 km of the place, in local time, with the 10-minute wind in m/s.
A second run writes the same bytes. Runs of the simulator read the tables, never this script.
"""

import csv
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
RAW = HERE / "jilin" / "raw" / "typhoon_tracks.csv"
SCENARIOS = {
    "lekima_krosa_2019": ("LEKIMA", "KROSA"),
    "lingling_2019": ("LINGLING",),
    "flood_season_2019": ("LEKIMA", "KROSA", "LINGLING"),
}
NAMES = {
    "LEKIMA": ("利奇马", "Lekima"),
    "KROSA": ("罗莎", "Krosa"),
    "LINGLING": ("玲玲", "Lingling"),
}
COLUMNS = ("storm_id", "name_zh", "name_en", "time", "lat", "lon", "pressure_hpa", "wind_mps")
CENTRE = (43.6, 126.5)
REACH_KM = 2500.0
KNOT_MPS = 0.514444
LOCAL = timezone(timedelta(hours=8))
SOURCE = "IBTrACS v04 (NOAA): JMA pressure and 10-minute wind"


def fixes(storms: tuple[str, ...]) -> list[list[str]]:
    """Return the rows of some storms."""
    rows = []
    with RAW.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            north = (float(row["lat"]) - CENTRE[0]) * 111.2
            east = (float(row["lon"]) - CENTRE[1]) * 111.2 * np.cos(np.radians(CENTRE[0]))
            if row["name"] not in storms or np.hypot(north, east) > REACH_KM:
                continue
            if not row["pressure_hpa"]:
                continue
            time = datetime.fromisoformat(row["time_utc"]).astimezone(LOCAL)
            knots = row["wind_kt_10min_jma"]
            wind = f"{float(knots) * KNOT_MPS:.1f}" if knots else ""
            measured = (row["lat"], row["lon"], row["pressure_hpa"], wind, SOURCE)
            rows.append([row["name"], *NAMES[row["name"]], time.isoformat(), *measured])
    return rows


def main() -> None:
    """Write the tables."""
    for scenario, storms in SCENARIOS.items():
        path = HERE / scenario / "tracks.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([*COLUMNS, "source"])
            writer.writerows(fixes(storms))
        print(path.relative_to(HERE))


if __name__ == "__main__":
    main()
