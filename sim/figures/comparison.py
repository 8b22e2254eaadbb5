"""The comparison: one metric over the cells of an experiment, as dots with intervals.

Shows how large plans score; whether two of them differ is a matter of paired differences, and
the footer says so.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.core.errors import InputError, unknown_name
from sim.core.text import Lang
from sim.figures.cells import Cells, Row, cells_of, number, shown_unit
from sim.figures.labels import LABELS, label, word
from sim.figures.style import (
    GREY,
    MARKERS,
    PALE,
    SERIES,
    SMALL_PT,
    TEXT_PT,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    text_width_in,
    thousands,
    title_height_in,
)
from sim.metrics import Metric, catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PLOT_IN, _EDGE_IN, _GAP_IN, _FOOT_IN = 6.4, 0.30, 0.30, 0.32
_HEAD_IN, _AXIS_IN, _LEGEND_HANDLE_IN = 0.46, 0.72, 0.45
_DOT_IN, _GROUP_GAP_IN, _LEAST_IN = 0.23, 0.22, 0.9
_MARGIN_SHARE = 0.05


def comparison_figure(
    rows: Sequence[Row],
    *,
    metric: str,
    by: str = "linkage",
    colour_by: str = "layout",
    lang: Lang = "zh",
) -> "Figure":
    """Draw a metric's mean and 95 % interval for every pair of two choices.

    Parameters
    ----------
    rows
        One mapping per replication with the choices and the metrics; rows without the metric,
        failed runs among them, are left out. Each scenario has a panel of its own.
    metric
        Name of a metric of the catalogue.
    by
        Column whose values stand on the vertical axis.
    colour_by
        Column told apart by colour and shape.
    lang
        ``"zh"`` or ``"en"``.

    Raises
    ------
    UnknownNameError
        If there is no such metric.
    InputError
        If the rows have no such column.
    """
    known = {one.name: one for one in catalogue()}
    if metric not in known:
        raise unknown_name(metric, known, noun="metric")
    for column in (by, colour_by):
        if rows and not any(column in row for row in rows):
            names = ", ".join(sorted({key for row in rows for key in row} - set(known)))
            raise InputError(f"no row has a column '{column}'; columns: {names}")
    factor, unit = shown_unit(known[metric], rows)
    scenarios = list(dict.fromkeys(str(row.get("scenario", "")) for row in rows)) or [""]
    panels = {
        scenario: cells_of(
            [row for row in rows if str(row.get("scenario", "")) == scenario],
            metric=metric,
            by=by,
            colour_by=colour_by,
            factor=factor,
        )
        for scenario in scenarios
    }
    subtitle = _subtitle(rows, panels, metric, lang)
    with drawing():
        sheet, axes_of = _lay_out(panels, known[metric], subtitle, colour_by, lang)
        for scenario, axes in axes_of.items():
            heading(axes, " · ".join(part for part in (scenario, word(by, lang)) if part))
            _draw_cells(axes, panels[scenario], _colours(panels), lang)
            _value_axis(axes, known[metric], unit, lang, span=_span(panels))
        _colour_legend(next(iter(axes_of.values())), _colours(panels), word(colour_by, lang))
    return sheet


def _colours(panels: Mapping[str, Cells]) -> list[str]:
    """Return the values told apart by colour, in order of first mention."""
    found = (name for cells in panels.values() for groups in cells.values() for name in groups)
    return list(dict.fromkeys(found))


def _span(panels: Mapping[str, Cells]) -> tuple[float, float] | None:
    """Return the range that all panels share, so that they can be compared by eye."""
    ends = [
        end
        for cells in panels.values()
        for groups in cells.values()
        for cell in groups.values()
        for end in (cell.mean, cell.low, cell.high)
        if end is not None
    ]
    if not ends:
        return None
    margin = _MARGIN_SHARE * ((max(ends) - min(ends)) or abs(max(ends)) or 1.0)
    return min(ends) - margin, max(ends) + margin


def _subtitle(rows: Sequence[Row], panels: Mapping[str, Cells], metric: str, lang: Lang) -> str:
    cells = [one for group in panels.values() for line in group.values() for one in line.values()]
    if not cells:
        return label("no_data", lang)
    low, high = min(one.n for one in cells), max(one.n for one in cells)
    key = "comparison_rows" if low < high else "comparison_rows_same"
    text = label(key, lang, n=len(cells), low=low, high=high)
    n_left_out = sum(number(row, metric) is None for row in rows)
    return f"{text}\n{label('left_out', lang, n=n_left_out)}" if n_left_out else text


def _lay_out(
    panels: Mapping[str, Cells], metric: Metric, subtitle: str, colour_by: str, lang: Lang
) -> tuple["Figure", dict[str, "Axes"]]:
    """Return a sheet with one panel per scenario, margins as wide as the names need."""
    colours = _colours(panels)
    names = [name for cells in panels.values() for name in cells]
    heights = {
        scenario: max(sum(_DOT_IN * max(len(colours), 1) + _GROUP_GAP_IN for _ in cells), _LEAST_IN)
        for scenario, cells in panels.items()
    }
    title = label("comparison_title", lang, metric=metric.title.in_(lang))
    footer = label("comparison_footer", lang)
    left_in = _EDGE_IN + 0.15 + _widest_in(names, TEXT_PT)
    side_in = _LEGEND_HANDLE_IN + _widest_in([*colours, word(colour_by, lang)], TEXT_PT)
    least_in = 2 * _EDGE_IN + max(
        _widest_in([title], 15.0), _widest_in(subtitle.split("\n"), 9.5), _widest_in([footer], 7.0)
    )
    total_in = title_height_in(subtitle) + _FOOT_IN + sum(heights.values())
    total_in += len(heights) * (_HEAD_IN + _AXIS_IN)
    sheet = new_sheet(
        width_in=max(left_in + _PLOT_IN + _GAP_IN + side_in + _EDGE_IN, least_in),
        height_in=total_in,
        title=title,
        subtitle=subtitle,
        footer=footer,
    )
    axes_of = {}
    bottom_in = total_in - title_height_in(subtitle)
    for scenario, height_in in heights.items():
        bottom_in -= _HEAD_IN + height_in
        axes_of[scenario] = place_axes(
            sheet, left_in=left_in, bottom_in=bottom_in, width_in=_PLOT_IN, height_in=height_in
        )
        bottom_in -= _AXIS_IN
    return sheet, axes_of


def _widest_in(texts: Sequence[str], size_pt: float) -> float:
    """Return the width of the widest text [in]."""
    probe = new_sheet(width_in=1.0, height_in=1.0, title="", subtitle="", footer="")
    return max((text_width_in(probe, text, size_pt=size_pt) for text in texts if text), default=0.0)


def _draw_cells(axes: "Axes", cells: Cells, colours: Sequence[str], lang: Lang) -> None:
    step = _DOT_IN * max(len(colours), 1) + _GROUP_GAP_IN
    middles = [-step * row for row in range(len(cells))]
    for middle, groups in zip(middles, cells.values(), strict=True):
        for name, cell in groups.items():
            rank = colours.index(name)
            y = middle - _DOT_IN * (rank - (len(colours) - 1) / 2.0)
            colour = SERIES[rank % len(SERIES)]
            if cell.low is not None and cell.high is not None:
                axes.plot([cell.low, cell.high], [y, y], color=colour, lw=1.8)
            axes.plot([cell.mean], [y], marker=MARKERS[rank % len(MARKERS)], color=colour, ms=6.0)
    for middle in middles[1:]:
        axes.axhline(middle + step / 2.0, color=PALE, lw=0.7)
    axes.set_yticks(middles, list(cells))
    axes.set_ylim(-step * (max(len(cells), 1) - 0.5), step / 2.0)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    if not any(cells.values()):
        say_nothing_happened(axes, label("no_data", lang))


def _value_axis(
    axes: "Axes", metric: Metric, unit: str, lang: Lang, *, span: tuple[float, float] | None
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415  # start-up

    if span is None:
        axes.set_xticks([])
        return
    axes.set_xlim(*span)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(thousands))
    axes.grid(visible=True, axis="x")
    key = f"unit_{unit}"
    unit_text = LABELS[key].in_(lang) if key in LABELS else unit
    brackets = "（{}）" if lang == "zh" else " ({})"
    title = metric.title.in_(lang) + (brackets.format(unit_text) if unit_text else "")
    axes.set_xlabel(title, loc="left")
    if metric.better == "none":
        return
    axes.annotate(
        label(f"better_{metric.better}", lang),
        (1, 1),
        xytext=(0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=SMALL_PT + 0.5,
        color=GREY,
    )


def _colour_legend(axes: "Axes", colours: Sequence[str], title: str) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    if not colours:
        return
    handles = [
        Line2D(
            [],
            [],
            color=SERIES[rank % len(SERIES)],
            marker=MARKERS[rank % len(MARKERS)],
            ms=6.0,
            lw=1.8,
            label=name,
        )
        for rank, name in enumerate(colours)
    ]
    axes.legend(
        handles=handles,
        title=title,
        alignment="left",
        loc="upper left",
        bbox_to_anchor=(1.0 + _GAP_IN / _PLOT_IN, 1.0),
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=1.6,
    )
