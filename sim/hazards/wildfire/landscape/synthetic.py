"""A landscape by rule, where no real rasters are at hand: land cover in the right shares.

Hills are smooth noise about the county's mean elevation. Of the ground of each county the flattest
near water is fields, the highest forest, as much of each as the county has; the rest is grass,
brush and bare ground. Rivers and roads run where the place draws them, villages lie about their
zones, and a firebreak of bare soil runs along the border. Same ground in every replication; no
real hill, field or gap is where it is in truth.
"""

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.hazards.geometry import BoolArray, FloatArray, IntArray
from sim.hazards.wildfire.landscape.border import border_inside, inside_rings
from sim.hazards.wildfire.landscape.grid import Grid
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE, Landscape
from sim.hazards.wildfire.landscape.relief import fall_of
from sim.place import Place

_SHORT_GRASS, _TALL_GRASS, _BRUSH, _NEEDLES, _LEAVES, _TIMBER = 1, 3, 5, 8, 9, 10


class SyntheticLandscape(Config):
    """How ground is made by rule."""

    hill_m: float = parameter(
        1500.0,
        low=600.0,
        high=4000.0,
        unit="m",
        gt=0.0,
        description="Distance over which the height of hills is alike.",
    )
    relief_m: float = parameter(
        120.0,
        low=40.0,
        high=300.0,
        unit="m",
        ge=0.0,
        description="Standard deviation of the height of ground about its county's mean.",
    )
    patch_m: float = parameter(
        700.0,
        low=200.0,
        high=2000.0,
        unit="m",
        gt=0.0,
        description="Distance over which land cover is alike.",
    )
    by_height_share: float = parameter(
        0.6,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0.0,
        le=1.0,
        description="How much height, rather than chance, decides what is field and what forest.",
    )
    needle_share: float = parameter(
        0.3,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of forest that is needle litter.",
    )
    understory_share: float = parameter(
        0.2,
        low=0.1,
        high=0.4,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of forest with litter and undergrowth; the rest is leaf litter.",
    )
    bare_field_share: float = parameter(
        0.35,
        low=0.1,
        high=0.7,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of fields ploughed or cleared, where nothing burns; the others are "
        "stubble.",
    )
    brush_share: float = parameter(
        0.35,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the ground that is neither field nor forest under brush.",
    )
    bare_share: float = parameter(
        0.1,
        low=0.0,
        high=0.3,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of it that is water, rock or built up; the rest is tall grass.",
    )
    forest_share_abroad: float = parameter(
        0.45,
        low=0.2,
        high=0.8,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of forest on the other side of the border.",
    )
    field_share_abroad: float = parameter(
        0.0,
        low=0.0,
        high=0.2,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of fields on the other side of the border.",
    )
    river_m: float = parameter(
        40.0,
        low=10.0,
        high=150.0,
        unit="m",
        gt=0.0,
        description="Width of a river of the map.",
    )
    road_m: float = parameter(
        9.0,
        low=6.0,
        high=15.0,
        unit="m",
        gt=0.0,
        description="Width of a road with its verges.",
    )
    border_break_m: float = parameter(
        15.0,
        low=5.0,
        high=40.0,
        unit="m",
        ge=0.0,
        description="Width of the belt of bare soil along the border.",
    )
    border_break_share: float = parameter(
        0.7,
        low=0.3,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of that belt that is in good order.",
    )
    village_m: float = parameter(
        400.0,
        low=200.0,
        high=800.0,
        unit="m",
        gt=0.0,
        description="Radius of the built-up ground of a zone of 10,000 people; it grows with the "
        "square root of their number.",
    )


def synthetic_landscape(place: Place, grid: Grid, *, rule: SyntheticLandscape) -> Landscape:
    """Return the ground under a raster, made by rule.

    Parameters
    ----------
    place
        Place in which it lies, or at whose border.
    grid
        Raster.
    rule
        The rule.
    """
    noise = _Noise(place.name, grid)
    is_home = inside_rings(place.outline, grid)
    county = _county_of(place, grid)
    mean_m = np.array([one.elevation_mean_m for one in place.counties])[county]
    height_m = mean_m + rule.relief_m * noise.smooth("height", rule.hill_m)
    slope_deg, aspect_deg = fall_of(height_m, grid)
    forest = np.array([one.forest_share for one in place.counties])[county]
    fields = np.array([one.cropland_share for one in place.counties])[county]
    forest = np.where(is_home, forest, rule.forest_share_abroad)
    fields = np.where(is_home, fields, rule.field_share_abroad)
    fuel = _fuel(
        _rank(
            rule.by_height_share * (height_m - mean_m) / max(rule.relief_m, 1.0)
            + (1.0 - rule.by_height_share) * noise.smooth("cover", rule.patch_m),
            np.where(is_home, county, -1),
        ),
        _rank(noise.smooth("kind", rule.patch_m), np.zeros(grid.shape, dtype=np.int64)),
        forest=forest,
        fields=fields,
        rule=rule,
    )
    fuel[_villages(place, grid, rule)] = UNBURNABLE
    border = border_inside(place, grid)
    return Landscape(
        grid=grid,
        fuel=fuel,
        slope_deg=slope_deg.astype(np.int16),
        aspect_deg=aspect_deg.astype(np.int16),
        barrier_m=_barriers(place, grid, border, noise, rule),
        is_home=is_home,
        border_m=border,
        source=f"made by rule from the land cover, rivers and roads of {place.name}; not surveyed",
    )


class _Noise:
    """Smooth random fields that belong to the ground under a raster, whatever the replication."""

    def __init__(self, place: str, grid: Grid) -> None:
        self._grid = grid
        self._streams = Streams(0, 0)
        self._name = f"landscape/{place}/{grid.lat_deg:.5f}/{grid.lon_deg:.5f}"

    def smooth(self, name: str, length_m: float) -> FloatArray:
        """Return a field (N, M) of mean 0 and variance 1, alike over a distance [m]."""
        from scipy.ndimage import gaussian_filter  # noqa: PLC0415  # slow to import

        raw = self._streams.get(f"{self._name}/{name}").standard_normal(self._grid.shape)
        field = np.zeros(self._grid.shape)
        for part, size in ((1.0, 1.0), (0.35, 0.3)):  # hills, and knolls on them
            one = gaussian_filter(raw, max(size * length_m / self._grid.cell_m, 0.5), mode="wrap")
            field += part * (one - one.mean()) / max(float(one.std()), 1e-12)
        return np.asarray(field / max(float(field.std()), 1e-12))

    def along(self, name: str, n: int, n_alike: float) -> FloatArray:
        """Return a course (n,) in [0, 1], evenly spread, alike over some of its entries."""
        from scipy.ndimage import gaussian_filter1d  # noqa: PLC0415

        raw = self._streams.get(f"{self._name}/{name}").standard_normal(n)
        return np.asarray(np.argsort(np.argsort(gaussian_filter1d(raw, n_alike))) / max(n, 1))


def _county_of(place: Place, grid: Grid) -> IntArray:
    """Return the county of each cell (N, M); beyond all of them, that with the nearest seat."""
    lon, lat = np.array([(one.lon, one.lat) for one in place.counties]).T
    seat_x, seat_y = grid.xy_m(lon, lat)
    x, y = grid.middle_xy_m(*np.indices(grid.shape))
    county = np.zeros(grid.shape, dtype=np.int64)
    nearest = np.full(grid.shape, np.inf)
    for number in range(len(place.counties)):
        distance = (x - seat_x[number]) ** 2 + (y - seat_y[number]) ** 2
        county = np.where(distance < nearest, number, county)
        nearest = np.minimum(nearest, distance)
    reach = grid.cell_m * max(grid.shape)
    for number, one in enumerate(place.counties):
        if one.boundary and _comes_near(one.boundary, grid, reach):
            county[inside_rings(one.boundary, grid)] = number
    return county


def _comes_near(
    rings: tuple[tuple[tuple[float, float], ...], ...], grid: Grid, by_m: float
) -> bool:
    lon, lat = np.concatenate([np.asarray(ring) for ring in rings]).T
    x, y = grid.xy_m(lon, lat)
    return bool(x.min() < by_m and x.max() > -by_m and y.min() < by_m and y.max() > -by_m)


def _rank(field: FloatArray, group: IntArray) -> FloatArray:
    """Return the share of its group that each cell stands above (N, M)."""
    rank = np.empty(field.shape)
    for one in np.unique(group).tolist():
        of = group == one
        values = field[of]
        rank[of] = (
            np.argsort(np.argsort(values, kind="stable"), kind="stable") + 0.5
        ) / values.size
    return rank


def _fuel(
    height: FloatArray,
    kind: FloatArray,
    *,
    forest: FloatArray,
    fields: FloatArray,
    rule: SyntheticLandscape,
) -> np.ndarray:
    """Return the fuel of each cell (N, M) from its rank in height and in kind."""
    is_forest = height >= 1.0 - forest
    is_field = ~is_forest & (height < fields)
    trees = np.where(
        kind < rule.needle_share,
        _NEEDLES,
        np.where(kind < rule.needle_share + rule.understory_share, _TIMBER, _LEAVES),
    )
    stubble = np.where(kind < rule.bare_field_share, UNBURNABLE, _SHORT_GRASS)
    open_ground = np.where(
        kind < rule.bare_share,
        UNBURNABLE,
        np.where(kind < rule.bare_share + rule.brush_share, _BRUSH, _TALL_GRASS),
    )
    return np.where(is_forest, trees, np.where(is_field, stubble, open_ground)).astype(np.int8)


def _villages(place: Place, grid: Grid, rule: SyntheticLandscape) -> BoolArray:
    """Return the built-up cells (N, M)."""
    x, y = grid.middle_xy_m(*np.indices(grid.shape))
    built = np.zeros(grid.shape, dtype=np.bool_)
    for zone in place.zones:
        at_x, at_y = grid.xy_m(zone.lon, zone.lat)
        radius_m = rule.village_m * np.sqrt(zone.population / 1e4)
        if abs(float(at_x)) < x.max() + radius_m and abs(float(at_y)) < y.max() + radius_m:
            built |= (x - at_x) ** 2 + (y - at_y) ** 2 <= radius_m**2
    return built


def _barriers(
    place: Place,
    grid: Grid,
    border: tuple[FloatArray, ...],
    noise: _Noise,
    rule: SyntheticLandscape,
) -> np.ndarray:
    """Return the width of what runs through each cell [m] (N, M): the widest of all."""
    width = np.zeros(grid.shape, dtype=np.float32)
    for number, piece in enumerate(border):
        row, column = grid.chain(piece[:, 0], piece[:, 1])
        order = noise.along(f"break/{number}", len(row), 10.0)
        row, column = (part[order < rule.border_break_share] for part in (row, column))
        width[row, column] = rule.border_break_m
    for link in place.links:
        ends = [place.node(node_id) for node_id in (link.from_id, link.to_id)]
        x, y = grid.xy_m([end.lon for end in ends], [end.lat for end in ends])
        _draw(width, grid, x, y, rule.road_m)
    for river in place.rivers:
        for course in river.courses:
            lon, lat = np.asarray(course, dtype=np.float64).T
            _draw(width, grid, *grid.xy_m(lon, lat), rule.river_m)
    return width


def _draw(width: np.ndarray, grid: Grid, x: FloatArray, y: FloatArray, width_m: float) -> None:
    """Put a line across the raster, where it comes near it at all."""
    reach_x, reach_y = (0.5 * grid.cell_m * n for n in (grid.n_columns, grid.n_rows))
    for number in range(len(x) - 1):
        piece_x, piece_y = x[number : number + 2], y[number : number + 2]
        is_far = (
            piece_x.min() > reach_x
            or piece_x.max() < -reach_x
            or piece_y.min() > reach_y
            or piece_y.max() < -reach_y
        )
        if not is_far:
            row, column = grid.chain(piece_x, piece_y)
            width[row, column] = np.maximum(width[row, column], width_m)
