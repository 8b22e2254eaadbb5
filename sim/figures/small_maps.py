"""Small maps of the whole place: the same base drawn in several panels of one sheet.

Paths are built once and shared by the panels. What it is not: the base map of a large map,
which tells classes of road apart.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sim.figures.basemap import COUNTY_EDGE, LAND, REGION_EDGE, Window, link_lines
from sim.figures.style import COLOURS
from sim.place import Link, Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

ROAD_COLOUR, ROAD_PT = "#B9B9B9", 0.45


class SmallMaps:
    """The base of small maps of one place.

    Parameters
    ----------
    place
        What they show.
    window
        What part of it.
    links
        Roads to draw; none draws no roads.
    """

    def __init__(self, place: Place, window: Window, *, links: Iterable[Link] = ()) -> None:
        from matplotlib.path import Path  # noqa: PLC0415  # start-up

        self._window = window
        self._outline = place.outline
        self._counties = [
            (index, Path.make_compound_path(*(Path(ring, closed=True) for ring in county.boundary)))
            for index, county in enumerate(place.counties)
            if county.boundary
        ]
        courses = [(course, river.order) for river in place.rivers for course in river.courses]
        self._courses = [course for course, _ in courses]
        self._river_pt = [max(1.5 - 0.4 * order, 0.5) for _, order in courses]
        self._roads = link_lines(place, links)

    def draw(self, axes: "Axes", *, fills: Sequence[str] = ()) -> None:
        """Draw the base into a panel.

        Parameters
        ----------
        axes
            Empty axes.
        fills
            Colour of each county of the place; none paints all as land.
        """
        from matplotlib.collections import LineCollection, PathCollection  # noqa: PLC0415

        window = self._window
        axes.set_xlim(window.west, window.east)
        axes.set_ylim(window.south, window.north)
        axes.set_aspect(window.aspect)
        axes.set_axis_off()
        axes.add_collection(
            PathCollection(
                [path for _, path in self._counties],
                facecolors=[fills[index] if fills else LAND for index, _ in self._counties],
                edgecolors=COUNTY_EDGE,
                linewidths=0.4,
                zorder=1,
            )
        )
        lines = (
            (self._outline, REGION_EDGE, [0.9], 1.5),
            (self._courses, COLOURS["river"], self._river_pt, 2.0),
            (self._roads, ROAD_COLOUR, [ROAD_PT], 2.5),
        )
        for shapes, colour, widths, order in lines:
            if shapes:
                axes.add_collection(
                    LineCollection(shapes, colors=colour, linewidths=widths, zorder=order)
                )


def dot(marker: str, face: str, text: str, *, edge: str, size_pt: float = 6.5) -> "Line2D":
    """Return a legend entry that is a mark."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return Line2D([], [], ls="", marker=marker, ms=size_pt, mfc=face, mec=edge, mew=0.8, label=text)


def stroke(colour: str, width_pt: float, text: str) -> "Line2D":
    """Return a legend entry that is a line."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return Line2D([], [], color=colour, lw=width_pt, label=text)
