"""A user's own rasters of fuel, elevation and barriers, laid over ground made by rule.

Any file that GDAL reads and that has a coordinate system: GeoTIFF, ESRI ASCII grid. Each is taken
onto the raster of a fire: fuel by the commonest value, heights between cells, barriers by the
widest. Where a file has no data the ground stays as the rule made it, and the landscape says how
much of it is so.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from sim.core.errors import InputError, StorageError, nearest_match
from sim.core.parameters import Config
from sim.core.paths import within
from sim.core.units import EARTH_RADIUS_M
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE, Landscape
from sim.hazards.wildfire.landscape.relief import fall_of
from sim.hazards.wildfire.spread.fuels import FUEL_MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.hazards.geometry import FloatArray
    from sim.hazards.wildfire.landscape.grid import Grid

_STEEPEST_DEG = 90


class UserRasters(Config):
    """Files in the hazard's folder; those left out stay as the rule makes them.

    Parameters
    ----------
    fuel
        Fuel models 1–13, 0 where nothing burns; or codes of land cover, with `fuel_codes`.
    fuel_codes
        Fuel model of each code of land cover, 0 where nothing burns; empty if the raster holds
        fuel models.
    elevation
        Height of the ground [m]; slope and the way it falls are worked out from it.
    slope, aspect
        Steepness [degrees] and the direction in which slopes fall [degrees clockwise from
        north], in place of `elevation`.
    barrier
        Width of roads, rivers and firebreaks [m], 0 for none; beside those the place draws.
    crs
        Coordinate system of files that do not name theirs, such as ``EPSG:4326``.
    """

    fuel: str = ""
    fuel_codes: dict[int, int] = Field(default_factory=dict)
    elevation: str = ""
    slope: str = ""
    aspect: str = ""
    barrier: str = ""
    crs: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of all files."""
        every = (self.fuel, self.elevation, self.slope, self.aspect, self.barrier)
        return tuple(name for name in every if name)


def with_rasters(
    landscape: Landscape, rasters: UserRasters, folder: Path, *, must_meet: bool = True
) -> Landscape:
    """Return a landscape with a user's rasters laid over it.

    Parameters
    ----------
    landscape
        Ground made by rule.
    rasters
        Which files.
    folder
        Where they lie.
    must_meet
        Whether each file must have data somewhere in the landscape.

    Raises
    ------
    InputError
        If files contradict each other, or hold what cannot be.
    StorageError
        If a file cannot be read.
    """
    _check(rasters)
    fuel, slope_deg, aspect_deg = landscape.fuel, landscape.slope_deg, landscape.aspect_deg
    barrier_m, shares = landscape.barrier_m, []
    grid = landscape.grid
    for name in rasters.files:
        values = _onto(grid, rasters, name, folder, must_meet=must_meet)
        known = np.isfinite(values)
        shares.append(f"{name} {known.mean():.0%}")
        if name == rasters.fuel:
            fuel = np.where(known, _fuel(values, rasters), fuel).astype(np.int8)
        elif name == rasters.barrier:
            _must_lie(values, name, low=0.0, high=np.inf, unit="m")
            barrier_m = np.fmax(barrier_m, values).astype(np.float32)
        elif name == rasters.elevation:
            steep, falls_to = fall_of(values, grid)
            slope_deg = np.where(np.isfinite(steep), steep, slope_deg).astype(np.int16)
            aspect_deg = np.where(np.isfinite(steep), falls_to, aspect_deg).astype(np.int16)
        elif name == rasters.slope:
            _must_lie(values, name, low=0.0, high=_STEEPEST_DEG, unit="degrees")
            slope_deg = np.where(known, np.round(values), slope_deg).astype(np.int16)
        else:
            aspect_deg = np.where(known, np.round(values / 10.0) * 10.0 % 360.0, aspect_deg).astype(
                np.int16
            )
    return replace(
        landscape,
        fuel=fuel,
        slope_deg=slope_deg,
        aspect_deg=aspect_deg,
        barrier_m=barrier_m,
        source=f"{', '.join(shares)} of the ground; else {landscape.source}",
    )


def _check(rasters: UserRasters) -> None:
    """Check that files go together and that codes stand for fuels."""
    if not rasters.files:
        raise InputError("rasters: name at least one file: fuel, elevation, slope, aspect, barrier")
    if bool(rasters.slope) != bool(rasters.aspect):
        raise InputError("rasters: slope and aspect are given together")
    if rasters.slope and rasters.elevation:
        raise InputError("rasters: give elevation, or slope and aspect, not both")
    for code, number in rasters.fuel_codes.items():
        if number != UNBURNABLE and number not in FUEL_MODELS:
            raise InputError(
                f"rasters.fuel_codes.{code}: {number} is no fuel model; use 1 to 13, or 0 where "
                "nothing burns"
            )


def _onto(
    grid: Grid, rasters: UserRasters, name: str, folder: Path, *, must_meet: bool
) -> FloatArray:
    """Return the values of a file on a raster (N, M), NaN where it has none."""
    try:
        rasterio = importlib.import_module("rasterio")
    except ImportError:
        raise InputError(
            "rasters of your own need rasterio: pip install 'liandong[rasters]'"
        ) from None
    path = within(folder, name)
    if not path.is_file():
        near = nearest_match(name, (item.name for item in folder.iterdir()))
        hint = f" Did you mean '{near}'?" if near else ""
        raise StorageError(f"{path} does not exist.{hint}")
    vrt = importlib.import_module("rasterio.vrt")
    how = rasterio.enums.Resampling
    if name == rasters.fuel:
        resampling = how.mode
    elif name == rasters.elevation:
        resampling = how.bilinear
    else:
        resampling = how.max if name == rasters.barrier else how.nearest
    half_x, half_y = (0.5 * grid.cell_m * n for n in (grid.n_columns, grid.n_rows))
    try:
        with rasterio.open(path) as file:
            if file.count != 1:
                raise InputError(f"{path}: has {file.count} bands; give one")
            crs = file.crs or _named(rasters.crs, path)
            with vrt.WarpedVRT(
                file,
                src_crs=crs,
                crs=_plane(grid),
                transform=rasterio.Affine(grid.cell_m, 0.0, -half_x, 0.0, -grid.cell_m, half_y),
                width=grid.n_columns,
                height=grid.n_rows,
                resampling=resampling,
                dtype="float64",
                nodata=np.nan,
            ) as warped:
                values = warped.read(1)
    except rasterio.errors.RasterioError as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    if must_meet and not np.isfinite(values).any():
        raise InputError(
            f"{path}: has no data within the raster of the fire, about {grid.lat_deg:g}, "
            f"{grid.lon_deg:g}; move the window, or check the file's coordinate system"
        )
    return np.asarray(values, dtype=np.float64)


def _named(crs: str, path: Path) -> Any:  # noqa: ANN401  # a class of an optional library
    """Return the coordinate system of a name."""
    known = importlib.import_module("rasterio.crs")
    if not crs:
        raise InputError(
            f"{path}: names no coordinate system; give it as rasters.crs, such as EPSG:4326, or "
            "put a .prj file beside it"
        )
    try:
        return known.CRS.from_user_input(crs)
    except (ValueError, importlib.import_module("rasterio.errors").CRSError):
        raise InputError(
            f"rasters.crs: '{crs}' is no coordinate system; write it as EPSG:4326"
        ) from None


def _plane(grid: Grid) -> str:
    """Return the plane of a raster as PROJ has it: equidistant about its middle, on the globe."""
    return (
        f"+proj=eqc +lat_ts={grid.lat_deg!r} +lat_0={grid.lat_deg!r} +lon_0={grid.lon_deg!r} "
        f"+R={EARTH_RADIUS_M!r} +units=m +no_defs"
    )


def _fuel(values: FloatArray, rasters: UserRasters) -> FloatArray:
    """Return fuel models from the values of the fuel raster (N, M)."""
    of_code = rasters.fuel_codes or {number: number for number in (UNBURNABLE, *FUEL_MODELS)}
    fuel = np.full(values.shape, np.nan)
    for code, number in of_code.items():
        fuel[values == code] = number
    unknown = values[np.isfinite(values) & np.isnan(fuel)]
    if unknown.size:
        listed = ", ".join(_counted(unknown))
        allowed = ", ".join(map(str, sorted(of_code)))
        raise InputError(
            f"{rasters.fuel}: holds {listed}; allowed are {allowed}. Say in rasters.fuel_codes "
            "which fuel model each code stands for, 0 where nothing burns"
        )
    return fuel


def _counted(values: FloatArray) -> Iterator[str]:
    for value, count in zip(*np.unique(values, return_counts=True), strict=True):
        yield f"{value:g} in {count} cells"


def _must_lie(values: FloatArray, name: str, *, low: float, high: float, unit: str) -> None:
    wrong = values[np.isfinite(values) & ((values < low) | (values > high))]
    if wrong.size:
        raise InputError(
            f"{name}: holds {wrong.min():g} to {wrong.max():g} in {wrong.size} cells, outside "
            f"{low:g} to {high:g} {unit}; mark cells without data as such"
        )
