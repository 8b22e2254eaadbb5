"""A user's own rasters of fuel, height and barriers, and what is said of wrong ones."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.warp import calculate_default_transform, reproject

from sim.checking import check_folder
from sim.core.errors import InputError, LiandongError, StorageError
from sim.core.units import EARTH_RADIUS_M
from sim.hazards.wildfire.landscape.grid import Grid
from sim.hazards.wildfire.landscape.landscape import Landscape
from sim.hazards.wildfire.landscape.rasters import UserRasters, with_rasters
from sim.hazards.wildfire.landscape.synthetic import SyntheticLandscape, synthetic_landscape
from sim.place.reading import load_place

GRID = Grid(lat_deg=42.33, lon_deg=128.20, cell_m=90.0, n_rows=60, n_columns=60)
DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0
WEST, NORTH = 128.10, 42.40
ARC = 0.001
"""Side of a cell of the files [degrees]: some 82 by 111 m."""


@cache
def by_rule() -> Landscape:
    return synthetic_landscape(load_place("jilin"), GRID, rule=SyntheticLandscape())


def write(
    path: Path, values: np.ndarray, *, crs: str | None = "EPSG:4326", nodata: float | None = None
) -> None:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype=values.dtype,
        crs=crs,
        nodata=nodata,
        transform=rasterio.Affine(ARC, 0.0, WEST, 0.0, -ARC, NORTH),
    ) as file:
        file.write(values, 1)


def degrees_of_cells() -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of the middles of the cells of a file (140, 200)."""
    row, column = np.indices((140, 200))
    return WEST + (column + 0.5) * ARC, NORTH - (row + 0.5) * ARC


def test_fuel_lies_where_the_file_has_it(tmp_path: Path) -> None:
    """West of a meridian short grass, east of it brush: within half a cell of the file."""
    lon, _ = degrees_of_cells()
    write(tmp_path / "fuel.tif", np.where(lon < 128.20, 1, 5).astype(np.uint8))
    ground = with_rasters(by_rule(), UserRasters(fuel="fuel.tif"), tmp_path)
    x, _ = GRID.middle_xy_m(*np.indices(GRID.shape))
    assert (ground.fuel[x < -GRID.cell_m] == 1).all()
    assert (ground.fuel[x > GRID.cell_m] == 5).all()
    np.testing.assert_array_equal(ground.slope_deg, by_rule().slope_deg)
    assert "fuel.tif 100%" in ground.source


def test_codes_of_land_cover_become_fuel_models(tmp_path: Path) -> None:
    lon, _ = degrees_of_cells()
    write(tmp_path / "cover.tif", np.where(lon < 128.20, 10, 80).astype(np.uint8))
    rasters = UserRasters(fuel="cover.tif", fuel_codes={10: 9, 80: 0})
    ground = with_rasters(by_rule(), rasters, tmp_path)
    assert set(np.unique(ground.fuel)) == {0, 9}


def test_an_esri_ascii_grid_needs_its_coordinate_system_named(tmp_path: Path) -> None:
    rows = "\n".join(" ".join(["4"] * 200) for _ in range(140))
    (tmp_path / "fuel.asc").write_text(
        f"ncols 200\nnrows 140\nxllcorner {WEST}\nyllcorner {NORTH - 140 * ARC}\n"
        f"cellsize {ARC}\nNODATA_value -9999\n{rows}\n"
    )
    with pytest.raises(InputError, match=r"rasters\.crs"):
        with_rasters(by_rule(), UserRasters(fuel="fuel.asc"), tmp_path)
    ground = with_rasters(by_rule(), UserRasters(fuel="fuel.asc", crs="EPSG:4326"), tmp_path)
    assert (ground.fuel == 4).all()


def test_a_plane_in_metres_lies_where_one_in_degrees_does(tmp_path: Path) -> None:
    """The same meridian in UTM zone 52 N."""
    lon, _ = degrees_of_cells()
    write(tmp_path / "fuel.tif", np.where(lon < 128.20, 1, 5).astype(np.uint8))
    with rasterio.open(tmp_path / "fuel.tif") as file:
        to = "EPSG:32652"
        transform, width, height = calculate_default_transform(
            file.crs, to, file.width, file.height, *file.bounds, resolution=50.0
        )
        with rasterio.open(
            tmp_path / "utm.tif", "w", driver="GTiff", height=height, width=width, count=1,
            dtype="uint8", crs=to, transform=transform, nodata=255,
        ) as utm:  # fmt: skip
            reproject(
                rasterio.band(file, 1), rasterio.band(utm, 1), dst_nodata=255, init_dest_nodata=True
            )
    degrees = with_rasters(by_rule(), UserRasters(fuel="fuel.tif"), tmp_path).fuel
    metres = with_rasters(by_rule(), UserRasters(fuel="utm.tif"), tmp_path).fuel
    x, _ = GRID.middle_xy_m(*np.indices(GRID.shape))
    clear = np.abs(x) > GRID.cell_m
    np.testing.assert_array_equal(degrees[clear], metres[clear])


def test_a_plane_that_rises_north_falls_south_as_steep_as_it_is(tmp_path: Path) -> None:
    _, lat = degrees_of_cells()
    height = (np.tan(np.radians(12.0)) * DEGREE_M * (lat - 42.0)).astype(np.float32)
    write(tmp_path / "dem.tif", height)
    ground = with_rasters(by_rule(), UserRasters(elevation="dem.tif"), tmp_path)
    inner = np.s_[2:-2, 2:-2]
    assert np.abs(ground.slope_deg[inner] - 12).max() <= 1
    assert (ground.aspect_deg[inner] == 180).all()


def test_slope_and_aspect_are_taken_as_they_are(tmp_path: Path) -> None:
    write(tmp_path / "slope.tif", np.full((140, 200), 17.4, np.float32))
    write(tmp_path / "aspect.tif", np.full((140, 200), 358.0, np.float32))
    rasters = UserRasters(slope="slope.tif", aspect="aspect.tif")
    ground = with_rasters(by_rule(), rasters, tmp_path)
    assert (ground.slope_deg == 17).all()
    assert (ground.aspect_deg == 0).all()


def test_barriers_are_added_to_those_of_the_place(tmp_path: Path) -> None:
    """A ditch one cell of the file wide does not get lost between cells."""
    width = np.zeros((140, 200), np.float32)
    width[70] = 25.0
    write(tmp_path / "barrier.tif", width)
    ground = with_rasters(by_rule(), UserRasters(barrier="barrier.tif"), tmp_path)
    assert (ground.barrier_m >= by_rule().barrier_m).all()
    assert (ground.barrier_m >= 25.0).any(axis=0).all()


def test_ground_without_data_stays_as_the_rule_made_it(tmp_path: Path) -> None:
    lon, _ = degrees_of_cells()
    write(tmp_path / "fuel.tif", np.where(lon < 128.20, 1, 255).astype(np.uint8), nodata=255)
    ground = with_rasters(by_rule(), UserRasters(fuel="fuel.tif"), tmp_path)
    x, _ = GRID.middle_xy_m(*np.indices(GRID.shape))
    east = x > GRID.cell_m
    np.testing.assert_array_equal(ground.fuel[east], by_rule().fuel[east])
    assert "fuel.tif 50%" in ground.source


@pytest.mark.parametrize(
    ("rasters", "says"),
    [
        (UserRasters(), "at least one file"),
        (UserRasters(slope="fuel.tif"), "together"),
        (UserRasters(slope="fuel.tif", aspect="fuel.tif", elevation="fuel.tif"), "not both"),
        (UserRasters(fuel="fuel.tif", fuel_codes={10: 14}), "no fuel model"),
        (UserRasters(fuel="fuel.tif", fuel_codes={10: 9}), r"holds 200 in \d+ cells.*fuel_codes"),
        (UserRasters(fuel="fule.tif"), "Did you mean 'fuel.tif'"),
        (UserRasters(fuel="../fuel.tif"), "leads out of"),
        (UserRasters(fuel="words.tif"), "cannot read"),
        (UserRasters(fuel="bands.tif"), "2 bands"),
        (UserRasters(barrier="below.tif"), "outside 0"),
        (UserRasters(fuel="nowhere.tif", crs="EPSG:nonsense"), "is no coordinate system"),
        (UserRasters(fuel="nowhere.tif", crs="EPSG:32633"), "no data within"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, rasters: UserRasters, says: str) -> None:
    write(tmp_path / "fuel.tif", np.full((140, 200), 200, np.uint8))
    write(tmp_path / "below.tif", np.full((140, 200), -3.0, np.float32))
    write(tmp_path / "nowhere.tif", np.full((140, 200), 1, np.uint8), crs=None)
    (tmp_path / "words.tif").write_text("no raster")
    with rasterio.open(
        tmp_path / "bands.tif", "w", driver="GTiff", height=2, width=2, count=2, dtype="uint8",
        transform=rasterio.Affine(ARC, 0.0, WEST, 0.0, -ARC, NORTH),
    ):  # fmt: skip
        pass
    with pytest.raises((InputError, StorageError), match=says):
        with_rasters(by_rule(), rasters, tmp_path)


HAZARD = """\
_target_: sim.hazards.wildfire.wildfire.Wildfire
weather: weather.csv
ignitions:
  - {{ fire_id: A, time_s: {time_s}, lat_deg: {lat}, lon_deg: 128.20, county_id: "222426" }}
window: {{ lat_deg: 42.33, lon_deg: 128.20, side_m: 6000 }}
rasters: {{ fuel: {fuel} }}
"""
SCENARIO = """\
name: own
title_zh: 自备栅格
title_en: Rasters of my own
place: jilin
start: "2019-05-18T06:00:00+08:00"
end: "2019-05-19T06:00:00+08:00"
hazard: own
"""
WEATHER = """\
time,temperature_c,humidity_share,wind_mps,wind_from_deg,rain_mm_per_h
2019-05-18T06:00:00+08:00,15,0.3,5,200,0
"""


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, ""),
        ({"fuel": "nothing.tif"}, "does not exist"),
        ({"fuel": "codes.tif"}, "holds 200"),
        ({"lat": 42.5}, "outside its raster"),
        ({"lat": 142.5}, "less than or equal to 90"),
        ({"time_s": 900_000}, "after the end"),
    ],
)
def test_check_finds_what_would_stop_a_run(
    tmp_path: Path, values: dict[str, object], says: str
) -> None:
    write(tmp_path / "fuel.tif", np.full((140, 200), 1, np.uint8))
    write(tmp_path / "codes.tif", np.full((140, 200), 200, np.uint8))
    told = {"time_s": 3600, "lat": 42.33, "fuel": "fuel.tif", **values}
    (tmp_path / "hazard.yaml").write_text(HAZARD.format(**told))
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "weather.csv").write_text(WEATHER)
    problems = check_folder(tmp_path)
    assert bool(problems) == bool(says)
    assert all(says in str(problem) for problem in problems)


def test_without_rasterio_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rasterio", None)
    with pytest.raises(LiandongError, match=r"liandong\[rasters\]"):
        with_rasters(replace(by_rule()), UserRasters(fuel="fuel.tif"), tmp_path)
