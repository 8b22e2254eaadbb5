"""Small maps of water: classes of depth, closures by reason, instants, honest when dry."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import same_color
from test_figures_drawing import written
from test_figures_flood import calm_log, flood_log, handmade, small_place, strictly, texts_of

from sim import figures
from sim.core.errors import UnknownNameError
from sim.core.text import LANGS, Lang
from sim.core.units import HOUR_S
from sim.figures.inundation import CLEARING_COLOUR, CUTS, DEPTH_COLOURS
from sim.figures.water import DEEP, DRY, SHALLOW, VERY_DEEP, WaterCourse, WaterLimits
from sim.log import EventLog


def course(log: EventLog | None = None) -> WaterCourse:
    return WaterCourse(handmade(), small_place(), flood_log() if log is None else log)


def maps(*hours: float, lang: Lang = "en") -> list[Axes]:
    """Return the maps of some hours, without legend and strip."""
    figure = figures.inundation_figure(
        handmade(), small_place(), flood_log(), lang=lang, times_s=[h * HOUR_S for h in hours]
    )
    return list(figure.axes[: len(hours)])


def n_lines(axes: Axes, colour: str) -> int:
    return sum(
        len(one.get_segments())
        for one in axes.collections
        if isinstance(one, LineCollection)
        and same_color(np.asarray(one.get_edgecolor())[0].tolist(), colour)
    )


def n_dots(axes: Axes, colour: str) -> int:
    return sum(
        len(np.asarray(one.get_offsets()))
        for one in axes.collections
        if isinstance(one, PathCollection)
        and one.get_sizes().size
        and same_color(np.asarray(one.get_facecolor())[0].tolist(), colour)
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("is_wet", [True, False])
def test_the_sheet_is_whole_in_both_languages(*, lang: Lang, is_wet: bool) -> None:
    log = flood_log() if is_wet else calm_log()
    figure = figures.inundation_figure(handmade(is_wet=is_wet), small_place(), log, lang=lang)
    assert strictly(figure).startswith(b"\x89PNG")
    for text in written(figure):
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.x1 <= figure.bbox.x1 + 1, text
        assert box.y1 <= figure.bbox.y1 + 1, text


def test_depths_fall_into_classes_at_their_limits() -> None:
    depth = np.array([0.0, 0.01, 0.29, 0.3, 0.99, 1.0, 4.0])
    expected = [DRY, SHALLOW, SHALLOW, DEEP, DEEP, VERY_DEEP, VERY_DEEP]
    assert WaterLimits(0.3, 1.0).classes(depth).tolist() == expected


@pytest.mark.parametrize(
    ("hour", "link_class"), [(5, DRY), (12, SHALLOW), (16, DEEP), (18, VERY_DEEP), (24, DRY)]
)
def test_the_road_is_in_the_class_of_its_depth(hour: int, link_class: int) -> None:
    state = course().at(hour * HOUR_S)
    assert state.link_class.tolist() == [link_class, DRY, DRY]


def test_a_road_that_does_not_exist_yet_is_neither_wet_nor_counted() -> None:
    state = course().at(16 * HOUR_S)
    assert state.link_class[2] == DRY
    assert state.closed_share == pytest.approx(1.0)  # both roads there are
    assert course().wet_links().max() == 1


def test_a_road_stays_marked_until_it_is_cleared() -> None:
    assert course().at(20 * HOUR_S).being_cleared == ()
    assert course().at(24 * HOUR_S).being_cleared == (0,)
    assert course().at(28 * HOUR_S).being_cleared == ()


def test_other_reasons_and_water_through_a_breach_are_told_apart() -> None:
    state = course().at(22 * HOUR_S)
    assert state.cut == {"tree": (1,)}
    assert state.by_breach == (1,)
    assert state.n_zones_wet == 2
    later = course().at(40 * HOUR_S)
    assert (later.cut, later.by_breach, later.closed_share) == ({}, (), 0.0)


def test_links_zones_and_cuts_have_the_colours_of_the_legend() -> None:
    shallow, deepest, clearing, dry = maps(12, 18, 24, 40)
    assert n_lines(shallow, DEPTH_COLOURS[SHALLOW]) == 1
    assert n_lines(deepest, DEPTH_COLOURS[VERY_DEEP]) == 1
    assert n_lines(deepest, DEPTH_COLOURS[SHALLOW]) == 0
    assert n_dots(deepest, DEPTH_COLOURS[DEEP]) == 1
    assert n_lines(clearing, CLEARING_COLOUR) == 1
    for axes, n in ((shallow, 1), (clearing, 1), (dry, 0)):
        assert n_lines(axes, CUTS["tree"].colour) == n
        assert n_dots(axes, CUTS["tree"].colour) == n
    assert all(n_lines(dry, colour) == 0 for colour in DEPTH_COLOURS.values())


def test_panels_are_named_with_their_time_and_the_share_closed() -> None:
    early, late = maps(12, 40, lang="zh")
    texts = [text.get_text() for text in early.texts]
    assert "1　8月12日 12:00" in texts
    assert "道路中断 50.0%，受淹 1 处" in texts
    assert "道路中断 0.0%，受淹 0 处" in [text.get_text() for text in late.texts]


def test_instants_lie_in_wet_hours_and_hold_the_worst() -> None:
    water = course()
    wet = water.wet_links() + water.wet_zones()
    instants = water.instants_s(4)
    assert len(instants) == 4
    assert instants == sorted(set(instants))
    assert all(wet[int(time_s / HOUR_S)] > 0 for time_s in instants)
    assert wet.max() in [wet[int(time_s / HOUR_S)] for time_s in instants]


def test_where_only_trees_fell_the_hours_of_their_closure_are_shown() -> None:
    dry = WaterCourse(handmade(is_wet=False), small_place(), flood_log())
    instants = dry.instants_s(6)
    assert instants
    assert all(12 * HOUR_S <= time_s <= 33 * HOUR_S for time_s in instants)


def test_the_strip_follows_the_log_and_marks_the_maps() -> None:
    steps = course().closed_share()
    assert steps.time_s.tolist() == [12 * HOUR_S, 15 * HOUR_S, 27 * HOUR_S, 33 * HOUR_S]
    assert steps.value.tolist() == pytest.approx([0.5, 1.0, 0.5, 0.0])
    figure = figures.inundation_figure(
        handmade(), small_place(), flood_log(), times_s=[12 * HOUR_S, 18 * HOUR_S]
    )
    strip = figure.axes[-1]
    drawn = [np.unique(np.asarray(line.get_xdata())).tolist() for line in strip.lines]
    assert [times for times in drawn if len(times) == 1] == [[12 * HOUR_S], [18 * HOUR_S]]
    assert {"1", "2"} <= {text.get_text() for text in strip.texts}


def test_without_any_water_one_map_says_so() -> None:
    figure = figures.inundation_figure(handmade(is_wet=False), small_place(), calm_log(), lang="en")
    assert len(figure.axes) == 3  # one map, legend, strip
    assert "No road or place was under water at any time" in texts_of(figure)
    assert all(n_lines(figure.axes[0], colour) == 0 for colour in DEPTH_COLOURS.values())


def test_an_unknown_county_is_named() -> None:
    with pytest.raises(UnknownNameError, match="'X'"):
        figures.inundation_figure(handmade(), small_place(), flood_log(), county_ids=["X"])
