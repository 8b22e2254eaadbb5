"""The pair of panels of one catchment, and of one reservoir."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.calendar import calendar_axis, moment_text
from sim.figures.labels import label
from sim.figures.panels import count_axis
from sim.figures.style import (
    COLOURS,
    GREY,
    HEADING_PT,
    INK,
    PAPER,
    SMALL_PT,
    say_nothing_happened,
    text_width_in,
    thousands,
)
from sim.log import Header
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.ticker import MaxNLocator

    from sim.hazards.flood import FloodRealisation
    from sim.hazards.flood.rivers.reservoirs import Reservoirs

FloatArray = NDArray[np.float64]

RAIN, FLOW, OVER, BASE = COLOURS["flooded"], COLOURS["evacuation"], COLOURS["closure"], GREY
STORE, RELEASE, INFLOW, LIMIT = "#BFD9E6", COLOURS["supply"], COLOURS["order"], COLOURS["trapped"]

_MOST_BARS = 250
_BAR_STEPS_H = (1, 2, 3, 6, 12, 24)
_LABEL_IN = 0.5
_UNIT_LEFT_PT = 46.0
_HEADROOM = 1.2
_SMALLEST_PT = 7.0
_M3_PER_MILLION = 1e6


class Cell(NamedTuple):
    """Where one catchment or reservoir is drawn."""

    upper: "Axes"
    lower: "Axes"
    name_in: float
    """Width that its name may take [in]."""


class Shared(NamedTuple):
    """What all cells of a sheet have in common."""

    realisation: "FloodRealisation"
    place: Place
    header: Header
    lang: Lang
    reservoirs: "Reservoirs"
    most_rain_mm_per_h: float
    names_rivers: bool

    @property
    def bar_h(self) -> int:
        """Return how many hours one bar of rain stands for."""
        n_hours = len(self.realisation.time_s) - 1
        return next((h for h in _BAR_STEPS_H if n_hours <= h * _MOST_BARS), _BAR_STEPS_H[-1])


def draw_basin(cell: Cell, shared: Shared, basin: int) -> None:
    """Draw the rain over a catchment and the flow at its outlet."""
    flood, place, lang = shared.realisation, shared.place, shared.lang
    basins = flood.basins
    rain = flood.rain_mm_per_h[:, basins.county[basin]]
    county = place.counties[int(basins.county[basin])].name.in_(lang)
    river_id = basins.river_id[basin]
    river = place.river(river_id).name.in_(lang) if river_id else label("no_river", lang)
    crest_m = float(flood.stage_over_bank_m[:, basin].max())
    crest = label(
        "crest_over" if crest_m > 0.0 else "crest_below", lang, depth=f"{abs(crest_m):.2f}"
    )
    facts = label(
        "basin_facts",
        lang,
        area=thousands(round(float(basins.area_km2[basin]))),
        rain=thousands(round(float(rain.sum()))),
        crest=crest,
    )
    name = label("basin_name", lang, river=river, county=county) if shared.names_rivers else county
    _name(cell, name, facts)
    _draw_rain(cell.upper, shared, rain)
    _draw_flow(cell.lower, shared, basin)


def draw_reservoir(cell: Cell, shared: Shared, index: int) -> None:
    """Draw what a reservoir holds, and what flows into and out of it."""
    flood, lang = shared.realisation, shared.lang
    one = shared.reservoirs
    inflow = flood.reservoirs.inflow_m3s[:, index]
    release = flood.reservoirs.release_m3s[:, index]
    share = flood.reservoirs.storage_m3[:, index] / one.capacity_m3[index]
    known = {reservoir.reservoir_id: reservoir for reservoir in shared.place.reservoirs}
    facts = label(
        "reservoir_facts",
        lang,
        capacity=thousands(round(float(one.capacity_m3[index]) / _M3_PER_MILLION)),
        inflow=thousands(round(float(inflow.max()))),
        release=thousands(round(float(release.max()))),
    )
    _name(cell, known[one.reservoir_id[index]].name.in_(lang), facts)
    upper, lower = cell.upper, cell.lower
    upper.fill_between(flood.time_s, 0.0, share, facecolor=STORE, edgecolor="none")
    upper.plot(flood.time_s, share, color=FLOW, lw=1.2)
    limit = float(one.limit_m3[index] / one.capacity_m3[index])
    upper.axhline(limit, color=LIMIT, ls=(0, (5, 2)), lw=1.1)
    upper.set_ylim(0.0, max(1.0, float(share.max()) * 1.05))
    upper.set_yticks((0.0, 0.5, 1.0), ("0%", "50%", "100%"))
    _calendar(upper, shared, labelled=False)
    lower.plot(flood.time_s, inflow, color=INFLOW, lw=1.1)
    lower.plot(flood.time_s, release, color=RELEASE, lw=1.7)
    lower.fill_between(flood.time_s, 0.0, release, facecolor=RELEASE, alpha=0.15, linewidth=0.0)
    _flow_axis(lower, shared, max(float(inflow.max()), float(release.max())))


def basin_handles(shared: Shared) -> list["Line2D"]:
    """Return the legend entries of catchments."""
    lang, bar_h = shared.lang, shared.bar_h
    rain = label("rain_bar", lang) if bar_h == 1 else label("rain_bar_mean", lang, hours=bar_h)
    return [
        _swatch(RAIN, rain),
        _line(FLOW, label("discharge", lang), width_pt=1.7),
        _line(BASE, label("base_flow", lang), style=":"),
        _line(INK, label("bankfull", lang), style=(0, (5, 2))),
        _swatch(OVER, label("over_bank", lang), alpha=0.45),
    ]


def reservoir_handles(lang: Lang) -> list["Line2D"]:
    """Return the legend entries of reservoirs."""
    return [
        _swatch(STORE, label("storage", lang)),
        _line(LIMIT, label("limit_level", lang), style=(0, (5, 2))),
        _line(INFLOW, label("inflow", lang)),
        _line(RELEASE, label("release", lang), width_pt=1.7),
    ]


def _draw_rain(axes: "Axes", shared: Shared, rain: FloatArray) -> None:
    """Hang bars of rain from the top; those of all catchments have one scale."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415  # start-up

    begin_s, end_s, mean = rain_bars(shared.realisation.time_s, rain, shared.bar_h)
    axes.add_collection(
        PolyCollection(
            [
                [(begin, 0.0), (end, 0.0), (end, height), (begin, height)]
                for begin, end, height in zip(begin_s, end_s, mean, strict=True)
            ],
            facecolors=RAIN,
            edgecolors="none",
        )
    )
    axes.set_ylim(max(shared.most_rain_mm_per_h * 1.05, 1.0), 0.0)
    axes.yaxis.set_major_locator(_few_ticks(3))
    axes.spines["top"].set_visible(True)
    axes.spines["bottom"].set_visible(False)
    _calendar(axes, shared, labelled=False)
    axes.tick_params(axis="x", which="both", length=0)
    _unit(axes, label("mm_per_h", shared.lang))
    if not rain.any():
        say_nothing_happened(axes, label("no_rain", shared.lang))


def rain_bars(
    time_s: FloatArray, rain_mm_per_h: FloatArray, bar_h: int
) -> tuple[list[float], list[float], list[float]]:
    """Return begin [s], end [s] and mean rain [mm/h] of each bar that is not dry.

    Rain (T,) fell in the hour that ends at each instant (T,), so there is none at the first.
    """
    hourly = rain_mm_per_h[1:]
    edges = np.arange(0, len(hourly), bar_h)
    if not len(edges):
        return [], [], []
    sizes = np.diff(np.append(edges, len(hourly)))
    mean = np.add.reduceat(hourly, edges) / sizes
    begin_s, end_s = time_s[edges], time_s[edges] + sizes * HOUR_S
    falls = mean > 0.0
    return begin_s[falls].tolist(), end_s[falls].tolist(), mean[falls].tolist()


def _draw_flow(axes: "Axes", shared: Shared, basin: int) -> None:
    flood = shared.realisation
    flow = flood.discharge_m3s[:, basin]
    full = float(flood.bankfull_m3s[basin])
    axes.fill_between(
        flood.time_s,
        full,
        flow,
        where=flow > full,
        interpolate=True,
        facecolor=OVER,
        alpha=0.45,
        linewidth=0.0,
        zorder=2,
    )
    axes.axhline(float(flow[0]), color=BASE, ls=":", lw=1.2, zorder=2.5)
    axes.axhline(full, color=INK, ls=(0, (5, 2)), lw=1.0, zorder=2.5)
    axes.plot(flood.time_s, flow, color=FLOW, lw=1.7, zorder=3)
    _flow_axis(axes, shared, max(float(flow.max()), full))
    peak = int(flow.argmax())
    if flow[peak] > flow[0]:
        _mark_peak(axes, shared, float(flood.time_s[peak]), float(flow[peak]))


def _mark_peak(axes: "Axes", shared: Shared, time_s: float, flow: float) -> None:
    """Write how much flows at the peak, and when, on the side where there is room."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415  # start-up

    axes.plot([time_s], [flow], marker="o", ms=4.0, mfc=FLOW, mec=PAPER, mew=0.7, zorder=4)
    is_early = time_s < 0.5 * shared.header.horizon_s
    moment = moment_text(shared.header.clock, time_s, shared.lang)
    axes.annotate(
        label("peak_flow", shared.lang, flow=thousands(round(flow)), moment=moment),
        (time_s, flow),
        xytext=(5 if is_early else -5, 3),
        textcoords="offset points",
        ha="left" if is_early else "right",
        va="bottom",
        fontsize=SMALL_PT,
        path_effects=[withStroke(linewidth=2.0, foreground=PAPER)],
        zorder=5,
    )


def _flow_axis(axes: "Axes", shared: Shared, most: float) -> None:
    count_axis(axes, most, n_ticks=4)
    axes.set_ylim(0.0, max(most, 1.0) * _HEADROOM)
    _calendar(axes, shared, labelled=True)
    _unit(axes, label("m3_per_s", shared.lang))


def _calendar(axes: "Axes", shared: Shared, *, labelled: bool) -> None:
    header = shared.header
    figure = axes.get_figure(root=True)
    width_in = axes.get_position().width * figure.get_size_inches()[0] if figure else 0.0
    calendar_axis(
        axes,
        clock=header.clock,
        horizon_s=header.horizon_s,
        lang=shared.lang,
        labelled=labelled,
        most_labels=max(int(width_in / _LABEL_IN), 1),
    )


def _few_ticks(most: int) -> "MaxNLocator":
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  # start-up

    return MaxNLocator(nbins=most, min_n_ticks=2, steps=[1, 2, 5, 10])


def _name(cell: Cell, name: str, facts: str) -> None:
    """Write the name above a pair of panels, as small as it must be, and facts below it."""
    figure = cell.upper.get_figure(root=True)
    if figure is None:
        return
    wide_in = text_width_in(figure, name, size_pt=HEADING_PT)
    size_pt = max(HEADING_PT * min(cell.name_in / wide_in, 1.0), _SMALLEST_PT)
    for text, drop_pt, pt, colour in (
        (name, 19.0, size_pt, INK),
        (facts, 6.0, SMALL_PT + 0.5, GREY),
    ):
        cell.upper.annotate(
            text,
            (0, 1),
            xytext=(0, drop_pt),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=pt,
            color=colour,
            va="bottom",
            annotation_clip=False,
        )


def _unit(axes: "Axes", text: str) -> None:
    """Write the unit of the vertical axis left of its numbers."""
    axes.annotate(
        text,
        (0, 0.5),
        xytext=(-_UNIT_LEFT_PT, 0),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=SMALL_PT,
        color=GREY,
        rotation=90,
        ha="center",
        va="center",
        annotation_clip=False,
    )


def _line(
    colour: str, text: str, *, width_pt: float = 1.1, style: "str | tuple[int, Sequence[int]]" = "-"
) -> "Line2D":
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return Line2D([], [], color=colour, lw=width_pt, ls=style, label=text)


def _swatch(colour: str, text: str, *, alpha: float = 1.0) -> "Line2D":
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return Line2D([], [], color=colour, lw=7.0, alpha=alpha, label=text)
