"""Hazard points by county: densities, what was found and reinforced, what failed."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import same_color, to_hex
from test_figures_drawing import written
from test_figures_flood import calm_log, flood_log, handmade, small_place, strictly, texts_of

from sim import figures
from sim.core.text import LANGS, Lang
from sim.figures.hazard_points import (
    DENSITY_COLOURS,
    FAILED_FACE,
    REINFORCED,
    failed_area_pt2,
    treated_area_pt2,
)
from sim.figures.point_counts import density_limits, point_counts
from sim.figures.style import PAPER


def scattered(axes: Axes, colour: str) -> list[float]:
    """Return the areas of the marks of one colour [pt²]."""
    return [
        float(area)
        for one in axes.collections
        if isinstance(one, PathCollection)
        and one.get_sizes().size
        and same_color(np.asarray(one.get_facecolor())[0].tolist(), colour)
        for area in np.broadcast_to(one.get_sizes(), len(np.asarray(one.get_offsets())))
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("is_wet", [True, False])
def test_the_sheet_is_whole_in_both_languages(*, lang: Lang, is_wet: bool) -> None:
    log = flood_log() if is_wet else calm_log()
    figure = figures.hazard_point_figure(handmade(), small_place(), log, lang=lang)
    assert strictly(figure).startswith(b"\x89PNG")
    for text in written(figure):
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.x1 <= figure.bbox.x1 + 1, text


def test_points_are_counted_by_kind_and_county() -> None:
    counts = point_counts(handmade(), small_place(), flood_log())
    assert counts.kinds == ("dike", "slope", "reservoir")
    assert counts.number.tolist() == [[4, 2, 0], [1, 2, 0], [0, 0, 1]]
    assert counts.per_100_km2[0].tolist() == pytest.approx([40.0, 20.0, 0.0])  # 10 km² each
    assert counts.found.tolist() == [4, 1, 0]
    assert counts.reinforced.tolist() == [1, 0, 0]
    assert counts.failed_by_county.tolist() == [2, 0, 1]
    assert [counts.n_failed(kind) for kind in counts.kinds] == [2, 0, 1]


def test_a_failure_lies_at_its_zone_or_else_at_its_countys_seat() -> None:
    place = small_place()
    failed = point_counts(handmade(), place, flood_log()).failed
    assert failed["dike"] == {(place.zones[0].lon, place.zones[0].lat): 2}
    assert failed["reservoir"] == {(place.counties[2].lon, place.counties[2].lat): 1}


@pytest.mark.parametrize(
    ("most", "limits"),
    [(17.1, [1, 2, 4, 8, 16]), (16.0, [1, 2, 4, 8, 16]), (3.0, [0.125, 0.25, 0.5, 1, 2])],
)
def test_limits_double_up_to_the_densest(most: float, limits: list[float]) -> None:
    assert density_limits(most) == pytest.approx(limits)


def test_a_place_without_points_has_limits_too() -> None:
    limits = density_limits(0.0)
    assert limits == sorted(set(limits))
    assert limits[0] > 0.0


def test_counties_have_the_colour_of_their_class_in_every_map() -> None:
    figure = figures.hazard_point_figure(handmade(), small_place(), flood_log())
    *by_kind, total = figure.axes[:4]
    expected = {  # limits 2, 4, 8, 16, 32 per 100 km²
        "dike": [40.0, 20.0, 0.0],
        "slope": [10.0, 20.0, 0.0],
        "reservoir": [0.0, 0.0, 10.0],
        "total": [50.0, 40.0, 10.0],
    }
    limits = (2.0, 4.0, 8.0, 16.0, 32.0)
    for axes, density in zip([*by_kind, total], expected.values(), strict=True):
        fills = [
            to_hex(colour.tolist()).upper()
            for colour in np.asarray(axes.collections[0].get_facecolor())
        ]
        assert fills == [
            DENSITY_COLOURS[int(np.searchsorted(limits, one, side="right"))] for one in density
        ]


def test_rings_discs_and_triangles_stand_for_what_the_log_says() -> None:
    figure = figures.hazard_point_figure(handmade(), small_place(), flood_log())
    dikes, slopes, reservoirs, total = figure.axes[:4]
    rings, discs = scattered(total, PAPER), scattered(total, REINFORCED)
    assert rings == pytest.approx([treated_area_pt2(4, 4), treated_area_pt2(1, 4)])
    assert discs == pytest.approx([treated_area_pt2(1, 4)])
    triangles = scattered(total, FAILED_FACE)
    assert triangles == pytest.approx([failed_area_pt2(2, 2), failed_area_pt2(1, 2)])
    on_kinds = [len(scattered(axes, FAILED_FACE)) for axes in (dikes, slopes, reservoirs)]
    assert on_kinds == [1, 0, 1]


def test_areas_grow_in_proportion_and_no_mark_vanishes() -> None:
    assert treated_area_pt2(40, 80) == pytest.approx(treated_area_pt2(80, 80) / 2)
    assert treated_area_pt2(1, 1e6) > 1.0
    assert failed_area_pt2(60, 100) == pytest.approx(failed_area_pt2(30, 100) * 2)
    assert failed_area_pt2(1, 1) < failed_area_pt2(100, 100) / 2


def test_headings_give_the_numbers() -> None:
    texts = texts_of(figures.hazard_point_figure(handmade(), small_place(), flood_log(), lang="en"))
    assert "All 10: 5 found weak, 1 reinforced, 3 failed" in texts
    assert "Dikes: 6, 2 failed" in texts
    calm = texts_of(figures.hazard_point_figure(handmade(), small_place(), calm_log(), lang="zh"))
    assert "全部 10 处：发现 0 处薄弱，加固 0 处，失事 0 处" in calm


def test_where_nothing_happened_the_map_shows_density_alone() -> None:
    figure = figures.hazard_point_figure(handmade(), small_place(), calm_log())
    for axes in figure.axes[:4]:
        for colour in (PAPER, REINFORCED, FAILED_FACE):
            assert scattered(axes, colour) == []
