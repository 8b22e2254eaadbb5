"""The legend beside the map: only what the map shows, in groups under headings."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.core.text import Lang
from sim.figures.basemap import base_handles, warning_handles
from sim.figures.labels import label
from sim.figures.marks import FLOW_PT, SYMBOLS, TRUCKS_PT, arc_width, shelter_area
from sim.figures.situation import Situation
from sim.figures.style import COLOURS, GREY, HEADING_PT, SMALL_PT, TEXT_PT, thousands
from sim.log.words import WORDS
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

_TOP_SHARE = 1.0
_GAP_SHARE = 0.012


def draw_legend(axes: "Axes", place: Place, state: Situation, *, lang: Lang, is_now: bool) -> None:
    """Fill the side panel with the legend.

    Parameters
    ----------
    axes
        The side panel.
    place, state
        What the map shows.
    lang
        ``"zh"`` or ``"en"``.
    is_now
        Whether the map is a snapshot.
    """
    when = "now" if is_now else "ever"
    levels = {level: WORDS[level].in_(lang) for level in ("blue", "yellow", "orange", "red")}
    shown_levels = {
        level: text for level, text in levels.items() if level in state.warnings.values()
    }
    warning_key = "warning_now" if is_now else "warning_highest"
    groups = [
        (label("people", lang), _people(state, lang, when)),
        (label("goods", lang), _goods(state, lang, when)),
        (label("roads_cut", lang), _harm(state, lang, when)),
        (label(warning_key, lang), warning_handles(shown_levels)),
        (label("base", lang), base_handles(place, lang)),
    ]
    unlocated = label("unlocated", lang, n=state.n_unlocated) if state.n_unlocated else ""
    draw_groups(axes, groups, remark=unlocated)


def draw_groups(
    axes: "Axes", groups: Sequence[tuple[str, list["Line2D"]]], *, remark: str = ""
) -> None:
    """Fill a side panel with groups of legend entries under headings, and a remark below them.

    Parameters
    ----------
    axes
        The side panel.
    groups
        Headings and entries, from the top; a group without entries is left out.
    remark
        A line in small print.
    """
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    top = _TOP_SHARE
    for title, handles in groups:
        if handles:
            top = _group(axes, title, handles, top)
    if remark:
        axes.text(0.0, top, remark, fontsize=SMALL_PT, color=GREY, va="top")


def _group(axes: "Axes", title: str, handles: list["Line2D"], top: float) -> float:
    """Draw one group from `top` downwards and return where it ends, as axes fractions."""
    from matplotlib.legend import Legend  # noqa: PLC0415  # start-up

    legend = Legend(
        axes,
        handles,
        [str(handle.get_label()) for handle in handles],
        title=title,
        loc="upper left",
        bbox_to_anchor=(0.0, top),
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=2.2,
        handletextpad=0.7,
        labelspacing=0.42,
        alignment="left",
        fontsize=TEXT_PT - 0.5,
        title_fontsize=HEADING_PT - 0.5,
    )
    axes.add_artist(legend)
    return float(
        legend.get_window_extent().transformed(axes.transAxes.inverted()).y0 - 2 * _GAP_SHARE
    )


def _people(state: Situation, lang: Lang, when: str) -> list["Line2D"]:
    largest = max(state.flows.values(), default=0.0)
    handles = [
        _line(
            label(f"flow_{when}", lang, n=thousands(value)),
            COLOURS["evacuation"],
            arc_width(value, largest, most_pt=FLOW_PT),
            alpha=0.85,
        )
        for value in examples(largest)
    ]
    most = max(state.shelters.values(), default=0.0)
    handles += [
        _mark(
            "shelter", label(f"shelter_{when}", lang, n=thousands(value)), shelter_area(value, most)
        )
        for value in examples(most)
    ]
    return handles


def _goods(state: Situation, lang: Lang, when: str) -> list["Line2D"]:
    handles = [_mark("depot", label("depot", lang))] if state.depots else []
    largest = max(state.trucks.values(), default=0.0)
    handles += [
        _line(
            label(f"trucks_{when}" if value > 1.0 else f"truck_{when}", lang, n=thousands(value)),
            COLOURS["supply"],
            arc_width(value, largest, most_pt=TRUCKS_PT),
            alpha=0.75,
            is_dashed=True,
        )
        for value in examples(largest)
    ]
    return handles


def _harm(state: Situation, lang: Lang, when: str) -> list["Line2D"]:
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    handles = []
    if state.closed_links:
        symbol = SYMBOLS["closure"]
        handles.append(
            Line2D(
                [],
                [],
                color=COLOURS["closure"],
                lw=3.0,
                marker=symbol.marker,
                ms=math.sqrt(symbol.area_pt2),
                mec=symbol.edge,
                mew=symbol.edge_pt,
                label=label(f"closed_{when}", lang),
            )
        )
    if state.failed:
        handles.append(_mark("failed", label("failed", lang)))
    if any(not one.all_are_out for one in state.trapped.values()):
        handles.append(_mark("trapped", label("trapped", lang)))
    if any(one.all_are_out for one in state.trapped.values()):
        handles.append(_mark("rescued", label("rescued", lang)))
    return handles


def examples(largest: float) -> list[float]:
    """Return one or two round values that show what a width or a size means."""
    from sim.figures.basemap import nice_below  # noqa: PLC0415

    if largest <= 0.0:
        return []
    top = nice_below(largest)
    low = nice_below(top / 4.0) if top > 4.0 else 0.0  # noqa: PLR2004  # a quarter shows the scale
    return [low, top] if low >= 1.0 else [top]


def _line(
    text: str, colour: str, width: float, *, alpha: float, is_dashed: bool = False
) -> "Line2D":
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    style = (0, (4.0, 2.2)) if is_dashed else "solid"
    return Line2D([], [], color=colour, lw=width, alpha=alpha, ls=style, label=text)


def _mark(key: str, text: str, area_pt2: float | None = None) -> "Line2D":
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    symbol = SYMBOLS[key]
    return Line2D(
        [],
        [],
        ls="",
        marker=symbol.marker,
        ms=math.sqrt(symbol.area_pt2 if area_pt2 is None else area_pt2),
        mfc=symbol.face,
        mec=symbol.edge,
        mew=symbol.edge_pt,
        label=text,
    )
