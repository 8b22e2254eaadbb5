"""How every figure looks: fonts that know Chinese, colours that colour-blind people can tell.

What it is: the font registration, the palette and the empty sheet with its title lines.
What it is not: a figure. Called by every drawing module of this room; matplotlib is imported
inside functions only, so that ``import sim.figures`` costs nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.text import Lang
from sim.figures.labels import label
from sim.log import Header

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT_FILE = Path(__file__).resolve().parent / "fonts" / "wqy-microhei-gb2312.ttf"
FAMILY = ["DejaVu Sans", "WenQuanYi Micro Hei"]
"""Latin letters and digits from the first, which matplotlib ships; the rest from the second."""

INK = "#222222"
GREY = "#6B6B6B"
PALE = "#D9D9D9"
PAPER = "#FFFFFF"

COLOURS: dict[str, str] = {
    "evacuation": "#0072B2",
    "departure": "#A86F00",
    "order": "#4D4D4D",
    "bound": "#00815F",
    "supply": "#009E73",
    "closure": "#D55E00",
    "rescue": "#CC79A7",
    "trapped": "#882255",
    "command": "#4D4D4D",
    "flooded": "#56B4E9",
    "river": "#A6CFE8",
}
"""One colour per matter, from the palette of Okabe and Ito (2008), which people with any of
the common colour deficiencies can tell apart; shape or line style differs as well."""

SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")

WARNING_COLOURS: dict[str, str] = {
    "blue": "#2E6FDB",
    "yellow": "#FFD92F",
    "orange": "#FF8C00",
    "red": "#D7191C",
}
"""The official colours of weather warnings, lowest level first."""

RESPONSE_COLOURS: dict[str, str] = {
    "IV": "#DADAEB",
    "III": "#AFAED4",
    "II": "#7A74B4",
    "I": "#4A1486",
}
"""Response levels, lowest first: one hue that darkens, so that order reads without colour."""

TITLE_PT, SUBTITLE_PT, HEADING_PT, TEXT_PT, SMALL_PT = 15.0, 9.5, 10.5, 9.0, 7.5
_POINTS_PER_INCH = 72.0
_TITLE_TOP_IN, _MARGIN_IN, _FOOTER_IN = 0.16, 0.30, 0.10
_TITLE_STEP_IN, _SUBTITLE_STEP_IN = 0.34, 0.20


def prepare_fonts() -> None:
    """Make matplotlib know the Chinese font that travels with the package."""
    _register_font()


@lru_cache(maxsize=1)
def _register_font() -> None:
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  # start-up

    fontManager.addfont(FONT_FILE)


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """Return the code points that the two fonts can show."""
    from matplotlib import get_data_path  # noqa: PLC0415  # start-up
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    latin = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(
        code for file in (latin, FONT_FILE) for code in FT2Font(str(file)).get_charmap()
    )


def missing_characters(text: str) -> str:
    """Return the characters of a text that no font of the figures can show."""
    known = known_characters()
    return "".join(sorted({one for one in text if ord(one) not in known and one != "\n"}))


@contextmanager
def drawing() -> Iterator[None]:
    """Set matplotlib's defaults for the length of a block, and put them back."""
    import matplotlib as mpl  # noqa: PLC0415  # start-up

    prepare_fonts()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": FAMILY,
                "font.size": TEXT_PT,
                "text.color": INK,
                "axes.edgecolor": GREY,
                "axes.labelcolor": INK,
                "axes.labelsize": TEXT_PT,
                "axes.linewidth": 0.8,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.grid": False,
                "axes.axisbelow": True,
                "grid.color": "#E6E6E6",
                "grid.linewidth": 0.7,
                "xtick.color": GREY,
                "ytick.color": GREY,
                "xtick.labelcolor": INK,
                "ytick.labelcolor": INK,
                "xtick.labelsize": TEXT_PT,
                "ytick.labelsize": TEXT_PT,
                "legend.frameon": False,
                "legend.fontsize": TEXT_PT,
                "lines.solid_capstyle": "butt",
            }
        )
        yield


def new_sheet(
    *, width_in: float, height_in: float, title: str, subtitle: str, footer: str
) -> "Figure":
    """Return an empty figure with its title, one or two lines under it, and a footer.

    Parameters
    ----------
    width_in, height_in
        Size of the sheet [in].
    title
        What the figure shows, in one line.
    subtitle
        Of what: scenario, period and plan; one or two lines.
    footer
        What the figure was made from, so that it can be made again.
    """
    from sim.figures.sheet import Sheet  # noqa: PLC0415  # imports matplotlib

    figure = Sheet(figsize=(width_in, height_in), dpi=120, facecolor=PAPER)
    left = _MARGIN_IN / width_in
    figure.text(left, 1 - _TITLE_TOP_IN / height_in, title, fontsize=TITLE_PT, va="top")
    figure.text(
        left,
        1 - (_TITLE_TOP_IN + _TITLE_STEP_IN) / height_in,
        subtitle,
        fontsize=SUBTITLE_PT,
        color=GREY,
        va="top",
        linespacing=1.35,
    )
    figure.text(
        left, _FOOTER_IN / height_in, footer, fontsize=SMALL_PT - 0.5, color=GREY, va="bottom"
    )
    return figure


def title_height_in(subtitle: str) -> float:
    """Return the height that title and subtitle take from the top of a sheet [in]."""
    n_lines = subtitle.count("\n") + 1
    return _TITLE_TOP_IN + _TITLE_STEP_IN + n_lines * _SUBTITLE_STEP_IN + 0.08


def place_axes(
    figure: "Figure", *, left_in: float, bottom_in: float, width_in: float, height_in: float
) -> "Axes":
    """Add axes at a position given in inches from the lower left corner of the sheet."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes(
        (left_in / width, bottom_in / height, width_in / width, height_in / height)
    )
    keep_fonts(axes)
    return axes


def keep_fonts(axes: "Axes") -> None:
    """Give tick labels their font for good: matplotlib makes some only while it draws."""
    axes.tick_params(axis="both", which="both", labelfontfamily=FAMILY)


def heading(axes: "Axes", text: str) -> None:
    """Write what a panel shows above its left edge."""
    axes.annotate(
        text,
        (0, 1),
        xytext=(0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=HEADING_PT,
        va="bottom",
        ha="left",
        annotation_clip=False,
    )


def say_nothing_happened(axes: "Axes", text: str) -> None:
    """Write in the middle of an empty panel that there is nothing to show."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=GREY)


def describe_run(header: Header, lang: Lang) -> str:
    """Return two lines: scenario and period, then the plan."""
    clock = header.clock
    begin, end = clock.moment(0.0), clock.moment(header.horizon_s)
    period = f"{begin:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"
    first = label("run_line", lang, scenario=header.scenario, period=period)
    plan = " · ".join(str(choice) for choice in header.plan.values())
    return f"{first}\n{label('plan_line', lang, plan=plan)}" if plan else first


def describe_source(header: Header, lang: Lang) -> str:
    """Return the line that says from which run a figure was made."""
    return label(
        "footer",
        lang,
        scenario=header.scenario_digest[:8],
        plan=header.plan_digest[:8],
        seed=header.seed,
        replication=header.replication,
    )


def thousands(value: float, _position: object = None) -> str:
    """Return a number with thousands separators, for axes and labels."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.4g}"  # noqa: PLR2004


def text_width_in(figure: "Figure", text: str, *, size_pt: float) -> float:
    """Return the width of a text in the fonts of the figures [in]."""
    probe = figure.text(0, 0, text, fontsize=size_pt)
    width = float(probe.get_window_extent().width) / float(figure.dpi)
    probe.remove()
    return width
