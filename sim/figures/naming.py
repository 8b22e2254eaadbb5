"""Names on a map that never overlap: the important ones first, the others where room is left.

Arithmetic on boxes in pixels; knows nothing of places or events.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.figures.style import PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

HAlign = Literal["left", "center", "right"]
VAlign = Literal["bottom", "center", "top"]

_ANCHORS: tuple[tuple[float, float, HAlign, VAlign], ...] = (
    (0.0, 1.0, "center", "bottom"),
    (0.0, -1.0, "center", "top"),
    (1.0, 0.0, "left", "center"),
    (-1.0, 0.0, "right", "center"),
    (0.7, 0.7, "left", "bottom"),
    (-0.7, 0.7, "right", "bottom"),
    (0.7, -0.7, "left", "top"),
    (-0.7, -0.7, "right", "top"),
)
"""Where a name may stand round its point: offset in units of the gap, and its alignment."""


_GAPS_PT = (5.0, 9.0, 13.0)
"""Distances of a name from its point, the nearest tried first [pt]."""


class Name(NamedTuple):
    """One name that wants to stand beside a point."""

    lon: float
    lat: float
    text: str
    size_pt: float
    colour: str


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Return whether two boxes share any point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def write_names(
    axes: "Axes",
    names: Iterable[Name],
    *,
    marks: Sequence[tuple[float, float, float]],
    patches: Sequence["Patch"] = (),
) -> int:
    """Write names in order of importance, leaving out those without room; return how many.

    Parameters
    ----------
    axes
        Axes whose limits and position are final.
    names
        Names, the most important first.
    marks
        Longitude, latitude and radius [pt] of marks that names keep clear of.
    patches
        Patches they keep clear of; texts already written they never touch.
    """
    from matplotlib.patheffects import withStroke  # noqa: PLC0415  # start-up

    figure = axes.get_figure(root=True)
    if figure is None:
        return 0
    scale = figure.dpi / 72.0
    axes.apply_aspect()
    frame = axes.get_window_extent()
    inside = Box(frame.x0, frame.y0, frame.x1, frame.y1)
    taken = [_round_mark(axes, lon, lat, radius_pt * scale) for lon, lat, radius_pt in marks]
    there = [*patches, *(text for text in axes.texts if text.get_text())]
    taken += [Box(*one.get_window_extent().extents) for one in there]
    halo = [withStroke(linewidth=2.2, foreground=PAPER)]
    written = 0
    for name in names:
        text = axes.annotate(
            name.text,
            (name.lon, name.lat),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=name.size_pt,
            color=name.colour,
            zorder=15,
            path_effects=halo,
        )
        extent = text.get_window_extent()
        x, y = axes.transData.transform((name.lon, name.lat))
        for gap_pt, (dx, dy, ha, va) in product(_GAPS_PT, _ANCHORS):
            gap = gap_pt * scale
            box = _box(x + dx * gap, y + dy * gap, extent.width, extent.height, ha, va)
            if _is_free(box, inside, taken):
                text.set_horizontalalignment(ha)
                text.set_verticalalignment(va)
                text.set_position((dx * gap_pt, dy * gap_pt))
                taken.append(box)
                written += 1
                break
        else:
            text.remove()
    return written


def _is_free(box: Box, inside: Box, taken: Iterable[Box]) -> bool:
    is_inside = (
        box.left >= inside.left
        and box.right <= inside.right
        and box.bottom >= inside.bottom
        and box.top <= inside.top
    )
    return is_inside and not any(box.meets(other) for other in taken)


def _round_mark(axes: "Axes", lon: float, lat: float, radius: float) -> Box:
    x, y = axes.transData.transform((lon, lat))
    return Box(x - radius, y - radius, x + radius, y + radius)


def _box(x: float, y: float, width: float, height: float, ha: HAlign, va: VAlign) -> Box:
    left = {"left": x, "center": x - width / 2, "right": x - width}[ha]
    bottom = {"bottom": y, "center": y - height / 2, "top": y - height}[va]
    return Box(left, bottom, left + width, bottom + height)
