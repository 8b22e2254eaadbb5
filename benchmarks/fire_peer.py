"""Fire spread beside pyretechnics on one ground under one weather, as a Markdown table.

Run: ``python benchmarks/fire_peer.py PYTHON``, PYTHON the interpreter of an environment of its own
with pyretechnics. Rothermel's model in both; 334 × 334 cells of 90 m without barriers, weather that
changes every hour, 48 hours. CPU seconds, least of three, without imports. The peer's canopy is
such that it lets a fifth of the wind through to litter, as is assumed here.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np

import sim
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE, Landscape
from sim.hazards.wildfire.spread.fuels import FUEL_MODELS
from sim.hazards.wildfire.spread.growth import Growth
from sim.hazards.wildfire.spread.rates import SpreadParameters, spread_tables
from sim.hazards.wildfire.weather.danger import equilibrium_moisture
from sim.hazards.wildfire.weather.series import FireWeather

HOURS = 48
CANOPY_M, CANOPY_COVER = 9.144, 0.18
"""Trees under which the wind at the flames is 0.2 of that at 20 ft (Albini and Baughman 1979)."""
BARREN = 99
"""Fuel model of bare ground in the peer's table."""


def main() -> None:
    """Time both and print a row each."""
    landscape, weather, ignited = _ground()
    parameters = SpreadParameters(model="rothermel", wind_under_trees=0.2)
    seconds, area_ha = _burn(landscape, weather, ignited, parameters)
    peer = _burn_peer(sys.argv[1], landscape, weather, ignited, parameters)
    print("| Rothermel, 334 × 334 cells, 48 h | CPU s | of ours | burnt, ha |")
    print("|---|--:|--:|--:|")
    print(f"| Liandong, rates and growth | {seconds:.3f} | 1.0 | {area_ha:,.0f} |")
    print(
        f"| pyretechnics, level set | {peer['seconds']:.3f} | {peer['seconds'] / seconds:.1f} "
        f"| {peer['area_ha']:,.0f} |"
    )


def _ground() -> tuple[Landscape, FireWeather, IntArray]:
    """Return the ground at Hunchun, its weather from the fire on, and the cells set on fire."""
    scenario = sim.load_scenario("hunchun_border_fire_2019")
    place = sim.load_place("jilin")
    fires = scenario.nature(place, streams=Streams(1, 0), levers=sim.load_plan().levers()).fires
    if fires is None:
        raise LookupError(scenario.name)
    fire = fires.fires[0]
    ground = fires.ground(fire)
    ground.growth.run(fire.start_s)
    first = int(fire.start_s // HOUR_S)
    weather = ground.weather.at(first + np.arange(HOURS))
    return ground.landscape, weather, np.argwhere(ground.growth.burnt())


def _burn(
    landscape: Landscape, weather: FireWeather, ignited: IntArray, parameters: SpreadParameters
) -> tuple[float, float]:
    """Return the time it takes here [s], and what burns [ha]."""
    seconds, area_ha = [], 0.0
    for _ in range(4):  # the first one compiles
        began = process_time()
        tables = spread_tables(
            landscape, weather, start_s=0.0, n_hours=HOURS, parameters=parameters
        )
        growth = Growth(tables, np.zeros(landscape.grid.shape))
        growth.ignite(*ignited.T, 0.0)
        growth.run(HOURS * HOUR_S)
        seconds.append(process_time() - began)
        area_ha = growth.area_ha()
    return min(seconds), area_ha


def _burn_peer(
    python: str,
    landscape: Landscape,
    weather: FireWeather,
    ignited: IntArray,
    parameters: SpreadParameters,
) -> dict[str, float]:
    """Return the same of the peer, which counts rows from the south."""
    fine = equilibrium_moisture(weather.temperature_c, weather.humidity)
    fuel = np.where(landscape.fuel == UNBURNABLE, BARREN, landscape.fuel)
    sheltered = [number for number, model in FUEL_MODELS.items() if model.is_sheltered]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ground.npz"
        np.savez(
            path,
            fuel_model=_northward(fuel),
            slope=_northward(np.tan(np.radians(landscape.slope_deg))),
            aspect=_northward(landscape.aspect_deg),
            canopy_cover=_northward(np.where(np.isin(fuel, sheltered), CANOPY_COVER, 0.0)),
            canopy_m=CANOPY_M,
            wind_kmh=_single(weather.wind_mps * 3.6),
            wind_from_deg=_single(weather.wind_from_deg),
            dead_1h=_single(fine),
            dead_10h=_single(fine + parameters.lag_10h_moisture),
            dead_100h=_single(fine + parameters.lag_100h_moisture),
            live=parameters.live_moisture,
            cell_m=landscape.grid.cell_m,
            ignited=np.stack([landscape.grid.n_rows - 1 - ignited[:, 0], ignited[:, 1]], axis=1),
        )
        script = Path(__file__).with_name("fire_peer_pyretechnics.py")
        done = subprocess.run(  # noqa: S603  # the interpreter the user named
            [python, str(script), str(path)], stdout=subprocess.PIPE, text=True, check=True
        )
    return dict(json.loads(done.stdout))


def _northward(raster: FloatArray) -> FloatArray:
    return _single(raster[::-1])[None]


def _single(array: FloatArray) -> FloatArray:
    return np.ascontiguousarray(array, dtype=np.float32)


if __name__ == "__main__":
    main()
