"""Marks on a map: their shapes and colours once, for the map and its legend alike.

Shape differs as well as colour, so the map reads in grey. Marks that often share one point
are moved apart by a few points on paper, never in the world.
"""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.figures.situation import Situation
from sim.figures.style import COLOURS, INK, PAPER, SMALL_PT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]
Pixels = NDArray[np.float64]

FLOW_PT, TRUCKS_PT = 3.8, 2.6
"""Width of the widest arc of people and of trucks [pt]."""

_LEAST_ARC_PT = 0.7
_LEAST_AREA_PT2, _MOST_AREA_PT2 = 14.0, 300.0
_CURVE_POINTS = 17
_HEAD_AT = 0.6
_SHORTEST_ARC_PX = 3.0


class Symbol(NamedTuple):
    """How one kind of mark looks."""

    marker: str
    area_pt2: float
    face: str
    edge: str
    edge_pt: float
    shift_pt: tuple[float, float] = (0.0, 0.0)


SYMBOLS: dict[str, Symbol] = {
    "closure": Symbol("X", 34.0, COLOURS["closure"], PAPER, 0.7),
    "shelter": Symbol("o", 0.0, "#0072B255", COLOURS["evacuation"], 0.9),
    "depot": Symbol("s", 26.0, COLOURS["supply"], PAPER, 0.8),
    "failed": Symbol("^", 52.0, "#F0E442", INK, 0.9, (-5.5, 4.5)),
    "trapped": Symbol("D", 36.0, COLOURS["trapped"], PAPER, 0.8, (5.5, 4.5)),
    "rescued": Symbol("D", 32.0, PAPER, COLOURS["trapped"], 1.4, (5.5, 4.5)),
}


def arc_width(value: float, largest: float, *, most_pt: float) -> float:
    """Return the width of an arc [pt], in proportion to its value, never invisible."""
    return _LEAST_ARC_PT + (most_pt - _LEAST_ARC_PT) * value / largest if largest > 0.0 else 0.0


def shelter_area(persons: float, largest: float) -> float:
    """Return the area of a shelter's circle [pt²], in proportion to the persons in it."""
    span = _MOST_AREA_PT2 - _LEAST_AREA_PT2
    return _LEAST_AREA_PT2 + span * persons / largest if largest > 0.0 else _LEAST_AREA_PT2


def draw_arcs(  # the look of a line is described by all of these
    axes: "Axes",
    arcs: Mapping[tuple[Point, Point], float],
    *,
    colour: str,
    width_pt: Callable[[float], float],
    alpha: float,
    bend: float,
    is_dashed: bool,
    zorder: float,
) -> None:
    """Draw curved arrows between points, the widest below the others.

    Parameters
    ----------
    axes
        Axes whose limits are set.
    arcs
        Value of each (start, end).
    colour
        Colour of all of them.
    width_pt
        Width [pt] of a value.
    alpha
        Opacity, 0–1.
    bend
        How far the middle leaves the straight line, as a share of its length.
    is_dashed
        Whether lines are dashed.
    zorder
        Order of drawing.
    """
    from matplotlib.collections import LineCollection, PolyCollection  # noqa: PLC0415  # start-up

    axes.apply_aspect()
    to_pixels, to_data = axes.transData, axes.transData.inverted()
    figure = axes.get_figure(root=True)
    px_per_pt = (figure.dpi if figure is not None else 72.0) / 72.0
    curves, widths, heads = [], [], []
    part = np.linspace(0.0, 1.0, _CURVE_POINTS)[:, None]
    for (start, end), value in sorted(arcs.items(), key=lambda item: (-item[1], item[0])):
        a, b = to_pixels.transform([start, end])
        along = b - a
        length = math.hypot(*along)
        if length < _SHORTEST_ARC_PX:
            continue
        control = (a + b) / 2.0 + bend * np.array([-along[1], along[0]])
        curve = (1 - part) ** 2 * a + 2 * part * (1 - part) * control + part**2 * b
        width = width_pt(value)
        curves.append(to_data.transform(curve))
        widths.append(width)
        size = min((3.2 + 1.1 * width) * px_per_pt, 0.45 * length)
        heads.append(to_data.transform(_head(a, control, b, size)))
    style = (0, (4.0, 2.2)) if is_dashed else "solid"
    axes.add_collection(
        LineCollection(
            curves, colors=colour, linewidths=widths, alpha=alpha, linestyles=style, zorder=zorder
        )
    )
    axes.add_collection(
        PolyCollection(
            heads, facecolors=colour, edgecolors="none", alpha=alpha, zorder=zorder + 0.1
        )
    )


def draw_marks(axes: "Axes", state: Situation) -> None:
    """Draw shelters, depots, failed points and trapped people."""
    largest = max(state.shelters.values(), default=0.0)
    shelters = sorted(state.shelters.items(), key=lambda item: (-item[1], item[0]))
    areas = [shelter_area(persons, largest) for _, persons in shelters]
    _scatter(axes, "shelter", [point for point, _ in shelters], 7.0, areas=areas)
    _scatter(axes, "depot", state.depots, 7.5)
    _scatter(axes, "failed", list(state.failed), 8.0)
    _count(axes, state.failed)
    for key, are_out in (("rescued", True), ("trapped", False)):
        points = [point for point, one in state.trapped.items() if one.all_are_out == are_out]
        _scatter(axes, key, points, 8.2)


def _count(axes: "Axes", failed: Mapping[Point, int]) -> None:
    """Write how many hazard points failed at one place, where it was more than one."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415  # start-up

    dx, dy = SYMBOLS["failed"].shift_pt
    for point, n in failed.items():
        if n > 1:
            axes.annotate(
                str(n),
                point,
                xytext=(dx - 5.5, dy + 1.0),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=SMALL_PT,
                path_effects=[withStroke(linewidth=2.2, foreground=PAPER)],
                zorder=16,
            )


def _scatter(
    axes: "Axes", key: str, points: list[Point], zorder: float, *, areas: list[float] | None = None
) -> None:
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415  # start-up

    figure = axes.get_figure(root=True)
    if not points or figure is None:
        return
    symbol = SYMBOLS[key]
    dx, dy = symbol.shift_pt
    shift = ScaledTranslation(dx / 72.0, dy / 72.0, figure.dpi_scale_trans)
    axes.scatter(
        [lon for lon, _ in points],
        [lat for _, lat in points],
        marker=symbol.marker,
        s=areas if areas is not None else symbol.area_pt2,
        facecolors=symbol.face,
        edgecolors=symbol.edge,
        linewidths=symbol.edge_pt,
        zorder=zorder,
        transform=axes.transData + shift,
    )


def _head(a: Pixels, control: Pixels, b: Pixels, size: float) -> Pixels:
    """Return the triangle of an arrow head a little past the middle of a curve."""
    t = _HEAD_AT
    tip = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
    slope = 2 * (1 - t) * (control - a) + 2 * t * (b - control)
    ahead = slope / max(math.hypot(*slope), 1e-9)
    aside = np.array([-ahead[1], ahead[0]])
    back = tip - ahead * size
    return np.array(
        [tip + ahead * size * 0.3, back + aside * size * 0.5, back - aside * size * 0.5]
    )
