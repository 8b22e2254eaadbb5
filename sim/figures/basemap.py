"""The base map: counties, rivers, roads by class, frame, scale bar and north arrow.

Longitude and latitude are drawn as they are, with the aspect ratio of the middle latitude:
right to about 1 % across a province, and no projection library.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import Lang
from sim.core.units import EARTH_RADIUS_M, KM_M
from sim.figures.labels import label
from sim.figures.style import COLOURS, GREY, INK, PAPER, SMALL_PT, WARNING_COLOURS
from sim.place import Link, Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

Point = tuple[float, float]

LAND = "#F7F5F0"
COUNTY_EDGE = "#C4BFB4"
REGION_EDGE = "#8C8678"
ROAD_STYLES: tuple[tuple[str, float], ...] = (
    ("#8F8F8F", 1.9),
    ("#A3A3A3", 1.15),
    ("#B0B0B0", 0.8),
    ("#B8B8B8", 0.6),
    ("#C6C6C6", 0.45),
)
"""Colour and width [pt] of road classes, in the order of the place's table."""

WARNING_ALPHA: dict[str, float] = {"blue": 0.20, "yellow": 0.28, "orange": 0.44, "red": 0.52}
"""Tints that also darken with the level, for those who cannot tell orange from red."""

_MARGIN_SHARE, _BAND_SHARE = 0.025, 0.075
_NICE = (1, 2, 5)


class Window(NamedTuple):
    """What part of the world a map shows, in degrees."""

    west: float
    east: float
    south: float
    north: float

    def holds(self, point: Point) -> bool:
        """Return whether a point lies inside."""
        return self.west < point[0] < self.east and self.south < point[1] < self.north

    @property
    def aspect(self) -> float:
        """Return the length of a degree of latitude over one of longitude."""
        return 1.0 / math.cos(math.radians((self.south + self.north) / 2.0))

    @property
    def width_over_height(self) -> float:
        """Return the shape of the window on the ground."""
        return (self.east - self.west) / ((self.north - self.south) * self.aspect)

    @property
    def m_per_degree_of_longitude(self) -> float:
        """Return the length of one degree of longitude at the middle latitude [m]."""
        return math.radians(1.0) * EARTH_RADIUS_M / self.aspect


def window_of(
    place: Place, county_ids: Sequence[str] = (), *, also: Iterable[Point] = ()
) -> Window:
    """Return the window round the region or round some counties, with a band for the scale bar.

    Parameters
    ----------
    place
        The region.
    county_ids
        Counties to show; none shows all of the region.
    also
        Further points that shall lie inside.

    Raises
    ------
    UnknownNameError
        If the place has no county of such a name.
    """
    counties = [place.county(county_id) for county_id in county_ids] or list(place.counties)
    points: list[Point] = [
        point for county in counties for ring in county.boundary for point in ring
    ]
    if not points:
        wanted = {county.county_id: None for county in counties}
        points = [(node.lon, node.lat) for node in place.nodes if node.county_id in wanted]
    points = points or [(node.lon, node.lat) for node in place.nodes] or [(0.0, 0.0)]
    points = [*points, *also]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    margin = max(east - west, north - south, 0.02) * _MARGIN_SHARE
    band = max(north - south, 0.02) * _BAND_SHARE
    return Window(west - margin, east + margin, south - margin - band, north + margin)


def draw_base(axes: "Axes", place: Place, window: Window, *, warnings: Mapping[str, str]) -> None:
    """Draw land, warnings as tints, boundaries, rivers and roads.

    Parameters
    ----------
    axes
        Empty axes.
    place
        The region.
    window
        What part of it to show.
    warnings
        Warning level by county.
    """
    from matplotlib.collections import LineCollection, PathCollection  # noqa: PLC0415  # start-up
    from matplotlib.path import Path  # noqa: PLC0415

    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    axes.set_aspect(window.aspect)
    axes.set_axis_off()
    for level in (None, *WARNING_COLOURS):
        shapes = [
            Path.make_compound_path(*(Path(ring, closed=True) for ring in county.boundary))
            for county in place.counties
            if county.boundary and warnings.get(county.county_id) == level
        ]
        if shapes:
            fill = LAND if level is None else warning_tint(level)
            axes.add_collection(
                PathCollection(
                    shapes, facecolors=fill, edgecolors=COUNTY_EDGE, linewidths=0.6, zorder=1
                )
            )
    axes.add_collection(
        LineCollection(place.outline, colors=REGION_EDGE, linewidths=1.3, zorder=1.5)
    )
    courses = [(course, river.order) for river in place.rivers for course in river.courses]
    axes.add_collection(
        LineCollection(
            [course for course, _ in courses],
            colors=COLOURS["river"],
            linewidths=[max(2.4 - 0.55 * order, 0.8) for _, order in courses],
            zorder=2,
        )
    )
    for rank, road_class in reversed(list(enumerate(place.road_classes))):
        colour, width = ROAD_STYLES[min(rank, len(ROAD_STYLES) - 1)]
        lines = link_lines(
            place, (link for link in place.links if link.road_class == road_class.class_id)
        )
        axes.add_collection(
            LineCollection(lines, colors=colour, linewidths=width, zorder=3 - 0.05 * rank)
        )


def link_lines(place: Place, links: Iterable[Link]) -> list[tuple[Point, Point]]:
    """Return the straight lines that stand for links."""
    nodes = {node.node_id: (node.lon, node.lat) for node in place.nodes}
    return [(nodes[link.from_id], nodes[link.to_id]) for link in links]


def base_handles(place: Place, lang: Lang) -> list["Line2D"]:
    """Return the legend entries of the base map."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    handles = []
    if place.outline:
        handles.append(
            Line2D([], [], color=REGION_EDGE, lw=1.3, label=label("region_boundary", lang))
        )
    if any(county.boundary for county in place.counties):
        handles.append(
            Line2D([], [], color=COUNTY_EDGE, lw=0.8, label=label("county_boundary", lang))
        )
    if place.rivers:
        handles.append(Line2D([], [], color=COLOURS["river"], lw=1.8, label=label("river", lang)))
    for rank, road_class in enumerate(place.road_classes):
        colour, width = ROAD_STYLES[min(rank, len(ROAD_STYLES) - 1)]
        handles.append(Line2D([], [], color=colour, lw=width, label=road_class.name.in_(lang)))
    return handles


def draw_scale_and_north(axes: "Axes", window: Window, lang: Lang) -> "Rectangle":
    """Draw scale bar and north arrow into the band under the region; return their backing."""
    span = window.east - window.west
    length_km = nice_below(span * window.m_per_degree_of_longitude / KM_M / 4.0)
    length = length_km * KM_M / window.m_per_degree_of_longitude
    height = (window.north - window.south) * 0.008
    y = window.south + (window.north - window.south) * 0.022
    x = window.west + span * 0.045
    band = (window.north - window.south) * _BAND_SHARE
    backing = _bar(window.west, window.south, x + length - window.west + 0.06 * span, band, PAPER)
    backing.set(linewidth=0.0, alpha=0.85, zorder=19)
    axes.add_patch(backing)
    for part, colour in ((0.0, INK), (0.5, PAPER)):
        axes.add_patch(_bar(x + part * length, y, 0.5 * length, height, colour))
    marks = ((0.0, "0"), (0.5, f"{length_km / 2:g}"), (1.0, f"{length_km:g}"))
    for part, text in marks:
        axes.annotate(
            text,
            (x + part * length, y + height),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL_PT,
            zorder=20,
        )
    axes.annotate(
        label("km", lang),
        (x + length, y + height),
        xytext=(14, 2),
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=SMALL_PT,
        zorder=20,
    )
    _north_arrow(axes, window, lang)
    return backing


def nice_below(value: float) -> float:
    """Return the largest of 1, 2, 5 × 10ⁿ that is not above a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(nice * power for nice in _NICE if nice * power <= value * (1.0 + 1e-9))


def warning_tint(level: str) -> tuple[float, float, float]:
    """Return the colour of a warning level mixed with the colour of land."""
    from matplotlib.colors import to_rgb  # noqa: PLC0415  # start-up

    share = WARNING_ALPHA[level]
    mixed = [
        share * one + (1.0 - share) * other
        for one, other in zip(to_rgb(WARNING_COLOURS[level]), to_rgb(LAND), strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]


def warning_handles(levels: Mapping[str, str]) -> list["Line2D"]:
    """Return the legend entries of warnings: one square per level, in the tint of the map."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return [
        Line2D(
            [],
            [],
            ls="",
            marker="s",
            ms=9,
            mfc=warning_tint(level),
            mec=GREY,
            mew=0.6,
            label=levels[level],
        )
        for level in WARNING_COLOURS
        if level in levels
    ]


def _bar(x: float, y: float, width: float, height: float, colour: str) -> "Rectangle":
    from matplotlib.patches import Rectangle  # noqa: PLC0415  # start-up

    return Rectangle((x, y), width, height, fc=colour, ec=INK, lw=0.7, zorder=20)


def _north_arrow(axes: "Axes", window: Window, lang: Lang) -> None:
    x = window.west + (window.east - window.west) * 0.02
    y = window.south + (window.north - window.south) * 0.015
    axes.annotate(
        "",
        (x, y),
        xytext=(0, 22),
        textcoords="offset points",
        arrowprops={
            "arrowstyle": "<|-",
            "fc": INK,
            "ec": INK,
            "lw": 1.0,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        zorder=20,
    )
    axes.annotate(
        label("north", lang),
        (x, y),
        xytext=(0, 22),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=SMALL_PT + 0.5,
        zorder=20,
    )
