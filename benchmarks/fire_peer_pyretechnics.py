"""Runs pyretechnics on ground and weather written by fire_peer.py; prints what it took.

Run by ``fire_peer.py PYTHON`` with a Python that has pyretechnics and needs none of Liandong:
``PYTHON benchmarks/fire_peer_pyretechnics.py ground.npz``. One JSON object: CPU seconds, least of
three, and the area burnt [ha].
"""

import json
import sys
from time import process_time

import numpy as np
from pyretechnics.eulerian_level_set import SpreadState, spread_fire_with_phi_field
from pyretechnics.space_time_cube import SpaceTimeCube

HOUR_MIN = 60.0


def main() -> None:
    """Burn the ground of one file."""
    ground = np.load(sys.argv[1])
    n_hours = len(ground["wind_kmh"])
    shape = (n_hours, *ground["fuel_model"].shape[1:])
    cell_m = float(ground["cell_m"])
    cubes = {
        name: SpaceTimeCube(shape, ground[name])
        for name in ("fuel_model", "slope", "aspect", "canopy_cover")
    }
    for name, key in (
        ("wind_speed_10m", "wind_kmh"),
        ("upwind_direction", "wind_from_deg"),
        ("fuel_moisture_dead_1hr", "dead_1h"),
        ("fuel_moisture_dead_10hr", "dead_10h"),
        ("fuel_moisture_dead_100hr", "dead_100h"),
    ):
        cubes[name] = SpaceTimeCube(shape, ground[key][:, None, None])
    for name in ("fuel_moisture_live_herbaceous", "fuel_moisture_live_woody", "foliar_moisture"):
        cubes[name] = SpaceTimeCube(shape, float(ground["live"]))
    for name in ("canopy_height", "canopy_base_height"):
        cubes[name] = SpaceTimeCube(shape, float(ground["canopy_m"]))
    cubes["canopy_bulk_density"] = SpaceTimeCube(shape, 0.0)
    seconds, burnt = [], 0
    for _ in range(3):
        state = SpreadState(shape)
        for row, column in ground["ignited"]:
            state.ignite_cell((int(row), int(column)))
        began = process_time()
        spread_fire_with_phi_field(
            cubes, state, (HOUR_MIN, cell_m, cell_m), 0.0, max_duration=n_hours * HOUR_MIN
        )
        seconds.append(process_time() - began)
        burnt = int((state.get_full_matrices(["fire_type"])["fire_type"] > 0).sum())
    print(json.dumps({"seconds": min(seconds), "area_ha": burnt * cell_m**2 / 1e4}))


if __name__ == "__main__":
    main()
