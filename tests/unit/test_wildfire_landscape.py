"""Rasters on the ground, and a landscape made by rule."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.hazards.wildfire.landscape.border import border_inside, inside_rings
from sim.hazards.wildfire.landscape.grid import Grid
from sim.hazards.wildfire.landscape.landscape import UNBURNABLE, Landscape
from sim.hazards.wildfire.landscape.synthetic import SyntheticLandscape, synthetic_landscape
from sim.place import Place
from sim.place.geometry import rings_contain
from sim.place.reading import load_place

GRID = Grid(lat_deg=42.60, lon_deg=130.62, cell_m=150.0, n_rows=200, n_columns=200)
DEEP = Grid(lat_deg=42.40, lon_deg=128.10, cell_m=150.0, n_rows=100, n_columns=100)


@cache
def jilin() -> Place:
    return load_place("jilin")


@cache
def hunchun() -> Landscape:
    return synthetic_landscape(jilin(), GRID, rule=SyntheticLandscape())


@given(st.floats(-14_000.0, 14_000.0), st.floats(-14_000.0, 14_000.0))
def test_a_point_lies_in_the_cell_that_it_is_said_to(x_m: float, y_m: float) -> None:
    row, column = GRID.row_column(x_m, y_m)
    middle_x, middle_y = GRID.middle_xy_m(row, column)
    assert abs(float(middle_x) - x_m) <= GRID.cell_m / 2.0 + 1e-6
    assert abs(float(middle_y) - y_m) <= GRID.cell_m / 2.0 + 1e-6
    lon, lat = GRID.lon_lat_deg(x_m, y_m)
    again_x, again_y = GRID.xy_m(lon, lat)
    assert float(again_x) == pytest.approx(x_m, abs=1e-3)
    assert float(again_y) == pytest.approx(y_m, abs=1e-3)


@given(st.lists(st.tuples(st.floats(-2e4, 2e4), st.floats(-2e4, 2e4)), min_size=2, max_size=6))
def test_cells_of_a_chain_share_sides_and_hold_the_line(
    corners: list[tuple[float, float]],
) -> None:
    x, y = np.array(corners).T
    wide = Grid(GRID.lat_deg, GRID.lon_deg, GRID.cell_m, 400, 400)
    row, column = wide.chain(x, y)
    cells = set(zip(row.tolist(), column.tolist(), strict=True))
    assert len(cells) == len(row)
    for share in np.linspace(0.0, 1.0, 23):
        for first in range(len(x) - 1):
            at = (
                x[first] + share * (x[first + 1] - x[first]),
                y[first] + share * (y[first + 1] - y[first]),
            )
            on_row, on_column = (int(part) for part in wide.row_column(*at))
            near = {
                (on_row + d_row, on_column + d_column)
                for d_row in (-1, 0, 1)
                for d_column in (-1, 0, 1)
            }
            assert near & cells
    if len(x) == 2:
        steps = np.abs(np.diff(row)) + np.abs(np.diff(column))
        assert (steps == 1).all()


def test_inside_agrees_with_the_test_of_single_points() -> None:
    is_home = inside_rings(jilin().outline, GRID)
    luck = np.random.default_rng(1)
    for row, column in luck.integers(0, GRID.n_rows, (60, 2)).tolist():
        x, y = GRID.middle_xy_m(row, column)
        lon, lat = GRID.lon_lat_deg(x, y)
        assert is_home[row, column] == rings_contain(jilin().outline, float(lat), float(lon))


def test_the_border_runs_between_the_two_sides() -> None:
    landscape = hunchun()
    length_km = 0.0
    for piece in border_inside(jilin(), GRID):
        length_km += float(np.hypot(*np.diff(piece, axis=0).T).sum()) / 1000.0
        row, column = GRID.chain(piece[:, 0], piece[:, 1])
        for at_row, at_column in zip(row.tolist(), column.tolist(), strict=True):
            around = landscape.is_home[
                max(at_row - 1, 0) : at_row + 2, max(at_column - 1, 0) : at_column + 2
            ]
            assert around.any()
            assert not around.all()
    assert 40.0 <= length_km <= 120.0


def test_a_raster_deep_inside_has_no_border() -> None:
    landscape = synthetic_landscape(jilin(), DEEP, rule=SyntheticLandscape())
    assert landscape.is_home.all()
    assert landscape.border_m == ()


def test_land_cover_has_the_shares_of_its_county() -> None:
    landscape = synthetic_landscape(jilin(), DEEP, rule=SyntheticLandscape())
    forest = np.isin(landscape.fuel, (8, 9, 10)).mean()
    lowest = min(county.forest_share for county in jilin().counties if county.forest_share > 0.84)
    highest = max(county.forest_share for county in jilin().counties)
    assert lowest - 0.05 <= forest <= highest + 0.02


def test_the_ground_is_the_same_each_time_and_says_that_it_is_made() -> None:
    again = synthetic_landscape(jilin(), GRID, rule=SyntheticLandscape())
    assert np.array_equal(again.fuel, hunchun().fuel)
    assert np.array_equal(again.barrier_m, hunchun().barrier_m)
    assert "made by rule" in hunchun().source


def test_slopes_are_those_of_hills() -> None:
    landscape = hunchun()
    assert int(landscape.slope_deg.min()) >= 0
    assert 10 <= int(landscape.slope_deg.max()) <= 45
    assert int(landscape.aspect_deg.min()) >= 0
    assert int(landscape.aspect_deg.max()) < 360


def test_people_roads_rivers_and_the_break_do_not_burn() -> None:
    landscape = hunchun()
    jingxin = jilin().zone("Z_T_Jingxin")
    row, column = GRID.row_column(*GRID.xy_m(jingxin.lon, jingxin.lat))
    assert landscape.fuel[row, column] == UNBURNABLE
    assert set(np.unique(landscape.barrier_m).tolist()) == {0.0, 9.0, 15.0, 40.0}
    assert not landscape.can_burn()[landscape.barrier_m > 0.0].any()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_break_along_the_border_is_as_whole_as_it_is_said_to_be(share: float) -> None:
    rule = SyntheticLandscape(border_break_share=share)
    landscape = synthetic_landscape(jilin(), GRID, rule=rule)
    cells = [GRID.chain(piece[:, 0], piece[:, 1]) for piece in landscape.border_m]
    width = np.concatenate([landscape.barrier_m[row, column] for row, column in cells])
    has_break = float((width == 15.0).mean())
    other = float((width == 40.0).mean())  # a river that is the border
    assert share * (1.0 - other) - 0.1 <= has_break <= share + 0.02
