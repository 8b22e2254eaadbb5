"""Every figure builds on a full and on an empty log, in both languages, and is fit to read."""

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from io import BytesIO
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image
from test_figures_log import empty_log, jilin, synthetic_log

from sim import figures
from sim.core.errors import UnknownNameError
from sim.core.text import LANGS, Lang
from sim.core.units import DAY_S, HOUR_S
from sim.figures.situation import most_affected_prefecture
from sim.log import EventLog

Builder = Callable[[EventLog, Lang], Figure]

LOGS = {"full": synthetic_log, "empty": empty_log}
BUILDERS: dict[str, Builder] = {
    "map": lambda log, lang: figures.map_figure(log, jilin(), lang=lang),
    "snapshot": lambda log, lang: figures.map_figure(log, jilin(), lang=lang, time_s=3.5 * DAY_S),
    "focus": lambda log, lang: figures.map_figure(
        log, jilin(), lang=lang, county_ids=most_affected_prefecture(synthetic_log(), jilin())
    ),
    "timeline": lambda log, lang: figures.timeline_figure(log, jilin(), lang=lang),
    "evacuation": lambda log, lang: figures.evacuation_figure(log, lang=lang),
    "supply": lambda log, lang: figures.supply_figure(log, lang=lang),
    "disruption": lambda log, lang: figures.disruption_figure(log, lang=lang),
}
LONGEST_S = 1.5
"""Time allowed to one figure [s]; measured three to five times less on an idle machine."""


def drawn(build: Builder, log: EventLog, lang: Lang) -> tuple[Figure, bytes]:
    """Build and draw with every warning an error: a missing glyph is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = build(log, lang)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return figure, picture.getvalue()


def written(figure: Figure) -> list[Text]:
    """Return the texts of a figure that can be seen."""
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("name", BUILDERS)
def test_figure_is_whole_and_nothing_runs_off_the_sheet(name: str, log: str, lang: Lang) -> None:
    figure, picture = drawn(BUILDERS[name], LOGS[log](), lang)
    with Image.open(BytesIO(picture)) as image:
        image.load()
        assert image.format == "PNG"
        assert min(image.size) > 300
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 20
    sheet = figure.bbox
    for text in written(figure):
        if _is_outside_its_axis(text):
            continue
        box = text.get_window_extent()
        where = f"{text.get_text()!r} at {box}"
        assert box.x0 >= sheet.x0 - 1, where
        assert box.x1 <= sheet.x1 + 1, where
        assert box.y0 >= sheet.y0 - 1, where
        assert box.y1 <= sheet.y1 + 1, where


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", BUILDERS)
def test_no_two_texts_overlap(name: str, lang: Lang) -> None:
    figure, _ = drawn(BUILDERS[name], synthetic_log(), lang)
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in written(figure)
        if not _is_outside_its_axis(text)
    ]
    assert len(boxes) > 10
    for (one, box), (other, other_box) in combinations(boxes, 2):
        wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
        high = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
        assert wide <= 1.0 or high <= 1.0, f"{one!r} and {other!r} overlap"


def _is_outside_its_axis(text: Text) -> bool:
    """Return whether matplotlib keeps but does not draw a text: a tick beyond the limits."""
    axes = text.axes
    if axes is None or isinstance(text, Annotation):
        return False
    ticks = [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]
    if not any(text in (tick.label1, tick.label2) for tick in ticks):
        return False
    if not axes.axison:
        return True
    x, y = text.get_transform().transform(text.get_position())
    frame = axes.get_window_extent()
    is_beside = frame.x0 - 1 <= x <= frame.x1 + 1
    is_level = frame.y0 - 1 <= y <= frame.y1 + 1
    return not (is_beside or is_level)


@pytest.mark.parametrize("name", BUILDERS)
def test_figure_is_quick(name: str) -> None:
    log = synthetic_log()
    drawn(BUILDERS[name], log, "zh")
    best_s = float("inf")
    for _ in range(3):  # the best of three: other work on the machine is not the figure's fault
        start_s = time.perf_counter()
        drawn(BUILDERS[name], log, "zh")
        best_s = min(best_s, time.perf_counter() - start_s)
        if best_s < LONGEST_S:
            break
    assert best_s < LONGEST_S


@pytest.mark.parametrize("name", BUILDERS)
def test_drawing_twice_gives_the_same_bytes(name: str) -> None:
    log = synthetic_log()
    assert drawn(BUILDERS[name], log, "en")[1] == drawn(BUILDERS[name], log, "en")[1]


@pytest.mark.parametrize("horizon_s", [5 * HOUR_S, 30 * HOUR_S, 45 * DAY_S])
def test_figures_take_short_and_long_horizons(horizon_s: float) -> None:
    for name in ("timeline", "evacuation", "supply"):
        drawn(BUILDERS[name], empty_log(horizon_s), "en")


def test_figures_leave_matplotlibs_settings_alone() -> None:
    before = dict(mpl.rcParams)
    drawn(BUILDERS["timeline"], synthetic_log(), "zh")
    assert dict(mpl.rcParams) == before


def test_a_figure_saved_later_keeps_its_fonts() -> None:
    figure = figures.timeline_figure(synthetic_log(), jilin(), lang="zh")
    with warnings.catch_warnings(), mpl.rc_context({"font.family": ["DejaVu Sans"]}):
        warnings.simplefilter("error")
        figure.savefig(BytesIO(), format="png")


def test_a_figure_shows_itself_in_a_notebook() -> None:
    figure = figures.evacuation_figure(synthetic_log())
    picture = figure._repr_png_()  # type: ignore[attr-defined]
    assert picture.startswith(b"\x89PNG")


def test_an_unknown_county_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownNameError, match="220102"):
        figures.map_figure(synthetic_log(), jilin(), county_ids=["220109"])


def test_importing_figures_brings_no_matplotlib_and_drawing_no_pyplot() -> None:
    code = (
        "import sys; import sim.figures as f; assert 'matplotlib' not in sys.modules;"
        "from sim.log import Recorder, Header;"
        "h = Header('s', '', {}, '', 'p', '', '2019-08-12T00:00:00+08:00', 9e4, 1, 0);"
        "f.evacuation_figure(Recorder().finish(h)); assert 'matplotlib' in sys.modules;"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    assert done.returncode == 0, done.stderr
