"""Rain hangs over the river it becomes: bars, lines, shading, and which catchments are shown."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from test_figures_drawing import written
from test_figures_flood import (
    N_HOURS,
    RAINY_H,
    calm_log,
    flood_log,
    handmade,
    small_place,
    strictly,
    texts_of,
    without_reservoirs,
)

from sim import figures
from sim.core.errors import UnknownNameError
from sim.core.text import LANGS, Lang
from sim.core.units import HOUR_S
from sim.figures.hydrograph_panels import rain_bars
from sim.figures.hydrographs import chosen_basins, linked_reservoirs
from sim.hazards.flood.rivers.reservoirs import ReservoirParameters, place_reservoirs


def panels(lang: Lang = "en", **options: object) -> list[Axes]:
    figure = figures.hydrograph_figure(
        handmade(),
        small_place(),
        flood_log(),
        lang=lang,
        **options,  # type: ignore[arg-type]
    )
    return list(figure.axes)


def polygons(axes: Axes) -> PolyCollection:
    found = [one for one in axes.collections if isinstance(one, PolyCollection)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("is_wet", [True, False])
def test_the_sheet_is_whole_and_its_texts_keep_apart(*, lang: Lang, is_wet: bool) -> None:
    log = flood_log() if is_wet else calm_log()
    figure = figures.hydrograph_figure(handmade(is_wet=is_wet), small_place(), log, lang=lang)
    assert strictly(figure).startswith(b"\x89PNG")
    boxes = [(text.get_text(), text.get_window_extent()) for text in written(figure)]
    assert len(boxes) > 20
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0 + 1 and box.x1 <= figure.bbox.x1 + 1, text  # noqa: PT018
        assert figure.bbox.y0 <= box.y0 + 1 and box.y1 <= figure.bbox.y1 + 1, text  # noqa: PT018
    for (one, box), (other, there) in combinations(boxes, 2):
        wide = min(box.x1, there.x1) - max(box.x0, there.x0)
        high = min(box.y1, there.y1) - max(box.y0, there.y0)
        assert wide <= 1.0 or high <= 1.0, f"{one!r} and {other!r} overlap"


def test_one_bar_hangs_for_every_hour_of_rain_at_one_scale_for_all() -> None:
    upper_a, _, upper_b, _, upper_c, _, *_ = panels()
    for axes, hours in ((upper_a, RAINY_H["A"]), (upper_b, RAINY_H["B"]), (upper_c, ())):
        assert len(polygons(axes).get_paths()) == len(hours)
        low, high = axes.get_ylim()
        assert low > high == 0.0
        assert low == upper_a.get_ylim()[0]
    first = polygons(upper_a).get_paths()[0].vertices
    assert np.min(first, axis=0) == pytest.approx([4 * HOUR_S, 0.0])
    assert np.max(first, axis=0) == pytest.approx([5 * HOUR_S, 6.0])


def test_the_flow_stands_over_base_flow_and_bankfull_and_is_shaded_only_above() -> None:
    _, lower_a, _, lower_b, *_ = panels()
    flood = handmade()
    for axes, basin in ((lower_a, 0), (lower_b, 1)):
        curves = [line.get_ydata() for line in axes.lines]
        assert any(np.array_equal(curve, flood.discharge_m3s[:, basin]) for curve in curves)
        assert any(np.array_equal(curve, [10.0, 10.0]) for curve in curves)
        assert any(np.array_equal(curve, [50.0, 50.0]) for curve in curves)
        assert axes.get_ylim()[0] == 0.0
        assert axes.get_ylim()[1] > flood.discharge_m3s[:, basin].max()
    shaded = np.concatenate([path.vertices for path in polygons(lower_a).get_paths()])
    assert shaded[:, 1].min() == pytest.approx(50.0)
    assert shaded[:, 1].max() == pytest.approx(100.0)
    assert not polygons(lower_b).get_paths()


def test_the_peak_is_named_with_its_time() -> None:
    texts = [text.get_text() for text in panels("zh")[1].texts]
    assert "100，8月12日 14:00" in texts


def test_facts_say_how_much_fell_and_how_far_the_river_rose() -> None:
    written_a, written_b = (
        [text.get_text() for text in axes.texts] for axes in panels("en")[0:3:2]
    )
    assert "10 km², rain 60 mm, crest 2.50 m over bank" in written_a
    assert "20 km², rain 40 mm, crest 0.50 m below bank" in written_b


def test_the_highest_come_first_unless_others_are_asked_for() -> None:
    flood = handmade()
    assert chosen_basins(flood) == [0, 1, 2]
    assert chosen_basins(flood, basin_ids=["C/main", "A/main"]) == [2, 0]
    assert chosen_basins(flood, river_id="main") == [0, 1, 2]
    with pytest.raises(UnknownNameError, match="A/main"):
        chosen_basins(flood, basin_ids=["A/mian"])
    with pytest.raises(UnknownNameError, match="main"):
        chosen_basins(flood, river_id="mian")


def test_a_river_is_named_once_in_the_title() -> None:
    figure = figures.hydrograph_figure(
        handmade(), small_place(), flood_log(), lang="en", river_id="main"
    )
    assert "Main: rain and flow, from source to mouth" in texts_of(figure)
    assert not any("·" in text.get_text() for axes in figure.axes for text in axes.texts)


def test_a_reservoir_on_the_river_has_a_panel_and_one_without_water_has_none() -> None:
    flood = handmade()
    axes = panels()
    assert len(axes) == 2 * 3 + 2
    curves = [line.get_ydata() for line in axes[-1].lines]
    assert np.array_equal(curves[0], flood.reservoirs.inflow_m3s[:, 0])
    assert np.array_equal(curves[1], flood.reservoirs.release_m3s[:, 0])
    share = flood.reservoirs.storage_m3[:, 0] / 2e6
    assert np.array_equal(axes[-2].lines[0].get_ydata(), share)
    dry = figures.hydrograph_figure(without_reservoirs(flood), small_place(), flood_log())
    assert len(dry.axes) == 2 * 3


def test_reservoirs_below_the_chosen_catchments_count_and_those_elsewhere_do_not() -> None:
    flood = handmade()
    placed = place_reservoirs(small_place(), flood.basins, ReservoirParameters())
    assert placed.basin.tolist() == [0]
    inflow = flood.reservoirs.inflow_m3s
    assert linked_reservoirs(flood.basins, placed, inflow, [2]) == [0]
    assert linked_reservoirs(flood.basins, placed, inflow, []) == []


def test_without_rain_the_sheet_says_so_and_rivers_stay_at_base_flow() -> None:
    figure = figures.hydrograph_figure(handmade(is_wet=False), small_place(), calm_log(), lang="en")
    texts = texts_of(figure)
    assert texts.count("no rain") == 3
    assert any("none overflows" in text for text in texts)
    assert all(not polygons(axes).get_paths() for axes in figure.axes)


@pytest.mark.parametrize("bar_h", [1, 3, 7])
def test_wider_bars_hold_the_same_rain(bar_h: int) -> None:
    flood = handmade()
    begin_s, end_s, mean = rain_bars(flood.time_s, flood.rain_mm_per_h[:, 0], bar_h)
    total = sum((e - b) / HOUR_S * m for b, e, m in zip(begin_s, end_s, mean, strict=True))
    assert total == pytest.approx(60.0)
    assert max(end_s) <= N_HOURS * HOUR_S


def test_one_catchment_alone_takes_the_width_of_the_sheet() -> None:
    one = figures.hydrograph_figure(
        handmade(), small_place(), flood_log(), basin_ids=["B/main"], lang="en"
    )
    three = figures.hydrograph_figure(handmade(), small_place(), flood_log(), lang="en")
    assert one.get_size_inches()[0] == pytest.approx(three.get_size_inches()[0])
    assert one.axes[0].get_position().width > 2.5 * three.axes[0].get_position().width
