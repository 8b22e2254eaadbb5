"""The time–space plot of a corridor: where its vehicles were when, and where they stood.

Each passage of a road section is one straight line from its beginning to its end: the log of
passages says when a vehicle came and left, not where on the section it queued. Slow passages
are dark, so that jams stand out in grey as well, and travel upstream as they grow.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.text import Lang
from sim.core.units import KM_M
from sim.figures.elapsed import describe_trips, time_axis, traffic_sheet
from sim.figures.labels import label
from sim.figures.panels import note, spread
from sim.figures.passages import ByArc, FloatArray, IntArray, checked_arcs, node_name
from sim.figures.style import (
    GREY,
    INK,
    SMALL_PT,
    TEXT_PT,
    drawing,
    heading,
    place_axes,
    text_width_in,
    thousands,
    title_height_in,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

    from sim.place import Place
    from sim.roads.traffic import TripResults

SPEED_COLOURS = ("#5E1224", "#B5421A", "#E8871E", "#EBC55B", "#9FC3E0")
"""From standing to free flow; each step is lighter than the one before but the last."""

_PLOT_IN, _HEIGHT_IN, _HEAD_IN, _FOOT_IN = 8.2, 4.6, 0.46, 0.85
_EDGE_IN, _KM_IN, _BAR_LEFT_IN, _BAR_IN, _RIGHT_IN = 0.35, 0.62, 0.28, 0.13, 0.95
_NODE_GAP_PT = 11.0
_MARGIN_SHARE = 0.02


def time_space(
    results: "TripResults",
    arcs: Sequence[int],
    *,
    most_drawn: int = 400,
    place: "Place | None" = None,
    clock: Clock | None = None,
    from_s: float = 0.0,
    to_s: float | None = None,
    lang: Lang = "zh",
    title: str = "",
) -> "Figure":
    """Draw the trajectories of the vehicles on a corridor.

    Parameters
    ----------
    results
        Results with the passages of the corridor's arcs.
    arcs
        Arcs of the corridor, each beginning where the one before ends.
    most_drawn
        Vehicles drawn at most; of more, every second, third, … is.
    place
        Place that names the nodes; None shows identifiers.
    clock
        Calendar of time 0; None counts hours and minutes.
    from_s, to_s
        Stretch of time to show [s]; None ends it when the corridor is empty.
    lang
        ``"zh"`` or ``"en"``.
    title
        Title instead of the general one.

    Raises
    ------
    InputError
        If an arc does not exist, does not join the one before, or was passed by nobody.
    """
    corridor = _checked_corridor(results, arcs)
    network = results.network
    length_m = network.length_m[corridor]
    at_m = np.concatenate(([0.0], np.cumsum(length_m)))
    lines = _lines(results, corridor, at_m)
    last_s = float(lines[:, 2].max()) if to_s is None else to_s
    drawn, n_trips, step = _thinned(lines, from_s=from_s, to_s=last_s, most=most_drawn)
    nodes = [network.tail[corridor[0]], *network.head[corridor]]
    names = [node_name(network.node_ids[int(node)], place, lang) for node in nodes]
    general = label("space_title", lang, begin=names[0], end=names[-1])
    head_in = title_height_in(describe_trips(results, lang, clock)) + _HEAD_IN
    height_in = head_in + _HEIGHT_IN + _FOOT_IN
    with drawing():
        options = {"lang": lang, "clock": clock, "title": title or general}
        probe = traffic_sheet(results, width_in=10.0, height_in=height_in, **options)  # type: ignore[arg-type]
        names_in = max(text_width_in(probe, name, size_pt=TEXT_PT) for name in names) + 0.15
        left_in = _EDGE_IN + names_in + _KM_IN
        sheet = traffic_sheet(
            results,
            width_in=left_in + _PLOT_IN + _BAR_LEFT_IN + _BAR_IN + _RIGHT_IN,
            height_in=height_in,
            **options,  # type: ignore[arg-type]
        )
        axes = place_axes(
            sheet, left_in=left_in, bottom_in=_FOOT_IN, width_in=_PLOT_IN, height_in=_HEIGHT_IN
        )
        bar = place_axes(
            sheet,
            left_in=left_in + _PLOT_IN + _BAR_LEFT_IN,
            bottom_in=_FOOT_IN + 0.2 * _HEIGHT_IN,
            width_in=_BAR_IN,
            height_in=0.6 * _HEIGHT_IN,
        )
        time_axis(axes, begin_s=from_s, end_s=last_s, lang=lang, clock=clock)
        margin_m = _MARGIN_SHARE * float(at_m[-1])
        axes.set_ylim(-margin_m, at_m[-1] + margin_m)
        _draw_bar(bar, _draw_lines(axes, drawn), lang)
        _mark_nodes(axes, at_m, names)
        heading(axes, label("space_panel", lang))
        key = "space_all" if step == 1 else "space_thinned"
        note(axes, label(key, lang, n=thousands(n_trips), k=step))
    return sheet


def speed_colours() -> "Colormap":
    """Return the colours of speed relative to free flow, dark where vehicles stand."""
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415  # start-up

    return LinearSegmentedColormap.from_list("speed", SPEED_COLOURS)


def _checked_corridor(results: "TripResults", arcs: Sequence[int]) -> IntArray:
    corridor = checked_arcs(results, arcs)
    network = results.network
    broken = np.flatnonzero(network.head[corridor[:-1]] != network.tail[corridor[1:]])
    if broken.size:
        one, other = corridor[broken[0] : broken[0] + 2].tolist()
        ends = network.node_ids[int(network.head[one])], network.node_ids[int(network.tail[other])]
        raise InputError(
            f"corridor: arc {one} ends at node '{ends[0]}', but arc {other} begins at '{ends[1]}'"
        )
    return corridor


def _lines(results: "TripResults", corridor: IntArray, at_m: FloatArray) -> FloatArray:
    """Return trip, entry [s], exit [s], begin [m], end [m], relative speed of passages (n, 6)."""
    rows, network = ByArc(results), results.network
    parts = []
    for number, arc in enumerate(corridor.tolist()):
        passed = rows.of(arc)
        is_whole = np.isfinite(passed.left_s)
        spent_s = np.maximum(passed.left_s - passed.entered_s, 1e-9)
        speed = network.length_m[arc] / network.free_speed_mps[arc] / spent_s
        begin, end = (np.full(len(spent_s), at) for at in at_m[number : number + 2])
        columns = (passed.trip, passed.entered_s, passed.left_s, begin, end, speed)
        parts.append(np.column_stack(columns)[is_whole])
    lines: FloatArray = np.concatenate(parts)
    if not len(lines):
        raise InputError(
            "corridor: no vehicle passed it, or its passages were not recorded; name its arcs "
            "with simulate_trips(…, recorded_arcs=…)"
        )
    return lines


def _thinned(
    lines: FloatArray, *, from_s: float, to_s: float, most: int
) -> tuple[FloatArray, int, int]:
    """Return the passages of every k-th vehicle in order of appearance, all vehicles, and k."""
    seen = lines[(lines[:, 2] >= from_s) & (lines[:, 1] <= to_s)]
    seen = seen[np.argsort(seen[:, 1], kind="stable")]
    trips, first = np.unique(seen[:, 0], return_index=True)
    ranked = trips[np.argsort(first, kind="stable")]
    step = max(-(-len(ranked) // max(most, 1)), 1)
    kept: FloatArray = seen[np.isin(seen[:, 0], ranked[::step])]
    return kept, len(ranked), step


def _draw_lines(axes: "Axes", lines: FloatArray) -> "LineCollection":
    """Draw the passages, the slowest on top."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415  # start-up

    ranked = lines[np.argsort(-lines[:, 5], kind="stable")]
    ends = np.stack([ranked[:, [1, 3]], ranked[:, [2, 4]]], axis=1)
    drawn = LineCollection(
        list(ends), array=ranked[:, 5], cmap=speed_colours(), linewidths=0.9, zorder=3
    )
    drawn.set_clim(0.0, 1.0)
    axes.add_collection(drawn)
    return drawn


def _draw_bar(bar: "Axes", drawn: "LineCollection", lang: Lang) -> None:
    sheet = bar.get_figure(root=True)
    if sheet is None:
        return
    sheet.colorbar(drawn, cax=bar)
    bar.set_yticks((0.0, 0.25, 0.5, 0.75, 1.0), ("0%", "25%", "50%", "75%", "100%"))
    bar.tick_params(axis="y", length=2)
    bar.set_frame_on(False)
    bar.annotate(
        label("space_speed", lang),
        (0, 1),
        xytext=(0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=SMALL_PT + 0.5,
        color=GREY,
        va="bottom",
        annotation_clip=False,
    )


def _mark_nodes(axes: "Axes", at_m: FloatArray, names: Sequence[str]) -> None:
    """Draw a line at every node, with its name and kilometre, apart where nodes are close."""
    axes.hlines(at_m, *axes.get_xlim(), colors="#D0D0D0", linewidths=0.7, zorder=1)
    axes.set_yticks(at_m, [""] * len(at_m))
    axes.tick_params(axis="y", length=3)
    axes.spines["left"].set_visible(False)
    low, high = axes.get_ylim()
    height_pt = _HEIGHT_IN * 72.0
    wanted = [(float(at) - low) / (high - low) * height_pt for at in at_m]
    for at_pt, at, name in zip(spread(wanted, _NODE_GAP_PT), at_m, names, strict=True):
        for x_pt, text, size_pt, colour in (
            (-6.0, f"{at / KM_M:.1f}", SMALL_PT + 0.5, GREY),
            (-_KM_IN * 72.0 + 6.0, name, TEXT_PT, INK),
        ):
            axes.annotate(
                text,
                (0, 0),
                xytext=(x_pt, at_pt),
                xycoords="axes fraction",
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=size_pt,
                color=colour,
                annotation_clip=False,
            )
