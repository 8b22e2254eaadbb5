"""A flood and a fire in one scenario: each does what it does alone."""

from functools import cache
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.hazards.nature import Nature
from sim.place import Place

SHIPPED = Path(__file__).parents[2] / "scenarios" / "lingling_2019"
FLOOD = """  reports: rain_reports.csv
  typhoon: { tracks: tracks.csv }
  rain:
    bursts:
      - { peak: "2019-09-07T22:00:00+08:00", spread_h: 3.0, weight: 1.0 }
"""
FIRE = """  weather: weather.csv
  ignitions:
    - { fire_id: F, time_s: 7200, lat_deg: 42.33, lon_deg: 128.20, county_id: "222426" }
  window: { side_m: 6000 }
"""
WEATHER = """time,temperature_c,humidity_share,wind_mps,wind_from_deg,rain_mm_per_h
2019-09-06T00:00:00+08:00,20,0.2,6,250,0
"""


@cache
def jilin() -> Place:
    return sim.load_place("jilin")


def folder_with(tmp_path: Path, hazard: str) -> Path:
    folder = tmp_path / "own"
    copytree(SHIPPED, folder)
    (folder / "reported.csv").unlink()
    (folder / "weather.csv").write_text(WEATHER, encoding="utf-8")
    (folder / "hazard.yaml").write_text(hazard, encoding="utf-8")
    return folder


def nature_of(folder: Path) -> Nature:
    scenario = sim.load_scenario(folder)
    return scenario.nature(jilin(), streams=Streams(1, 0), levers=sim.load_plan().levers())


def top(text: str) -> str:
    return "\n".join(line.removeprefix("  ") for line in text.splitlines())


@pytest.fixture
def both(tmp_path: Path) -> Path:
    return folder_with(
        tmp_path / "both",
        f"_target_: sim.hazards.compound.Compound\nflood:\n{FLOOD}wildfire:\n{FIRE}",
    )


def test_each_hazard_is_what_it_is_alone(both: Path, tmp_path: Path) -> None:
    wet = folder_with(tmp_path / "wet", f"_target_: sim.hazards.flood.Flood\n{top(FLOOD)}\n")
    hot = folder_with(
        tmp_path / "hot", f"_target_: sim.hazards.wildfire.wildfire.Wildfire\n{top(FIRE)}\n"
    )
    together, flood, fire = nature_of(both), nature_of(wet), nature_of(hot)
    assert together.has_flood
    assert np.array_equal(together.flood.rain_mm_per_h, flood.flood.rain_mm_per_h)
    assert together.flood.rain_mm_per_h.max() > 0.0
    assert together.fires is not None
    assert fire.fires is not None
    grounds = [fires.ground(fires.fires[0]) for fires in (together.fires, fire.fires)]
    for ground in grounds:
        ground.growth.run(20 * 3600.0)
    arrival = [ground.growth.arrival_s() for ground in grounds]
    assert np.isfinite(arrival[0]).sum() > 10
    assert np.array_equal(*arrival)


def test_a_run_of_both_has_events_of_both(both: Path) -> None:
    log = sim.run(sim.load_scenario(both), sim.load_plan(), place=jilin())
    assert log.of("FireStarted")
    assert log.of("WarningIssued")
