"""The congestion map: roads coloured by how full they are, or by the delay they cost.

Each direction is drawn at its own right-hand side, as people drive. Where nobody drove, the
base map shows through. Classes grow darker and wider together, so that the map reads in grey.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.text import Lang
from sim.figures.basemap import (
    Point,
    Window,
    base_handles,
    draw_base,
    draw_scale_and_north,
    window_of,
)
from sim.figures.congested import Congestion, congested_window, delays, occupancy
from sim.figures.elapsed import describe_trips, time_text, traffic_sheet
from sim.figures.labels import label
from sim.figures.map_legend import draw_groups, examples
from sim.figures.marks import Symbol, shelter_area
from sim.figures.naming import Name, write_names
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PAPER,
    SMALL_PT,
    drawing,
    place_axes,
    thousands,
    title_height_in,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from sim.place import Place
    from sim.roads.traffic import TripResults

CLASS_COLOURS = ("#7CC2A0", "#F0C243", "#E6801F", "#B23C17", "#5E1224")
"""From free to jammed."""

_CLASS_PT = (1.7, 2.1, 2.6, 3.1, 3.7)
_GRIDLOCK = Symbol("X", 46.0, "#000000", PAPER, 0.8)
_ORIGIN = Symbol("o", 0.0, "none", COLOURS["order"], 1.1)

_LEGEND_IN, _GAP_IN, _EDGE_IN, _FOOT_IN = 2.45, 0.15, 0.30, 0.34
_MAP_IN2, _LEAST_IN, _MOST_IN = 50.0, 5.2, 9.5
_SEAT_PT = 3.0


def congestion_map(
    results: "TripResults",
    place: "Place",
    *,
    at_s: float | None = None,
    interval_s: float = 300.0,
    county_ids: Sequence[str] = (),
    clock: Clock | None = None,
    lang: Lang = "zh",
    title: str = "",
) -> "Figure":
    """Draw how full roads were at a moment, or how long they held vehicles up on the whole.

    Parameters
    ----------
    results
        Results of trips on the network of `place`; with the passages of all arcs for a moment.
    place
        The place.
    at_s
        Moment [s]: roads are coloured by the share of their room that vehicles took on average
        over the `interval_s` from then on. None colours them by mean delay per vehicle.
    interval_s
        Length of time over which occupancy is averaged [s].
    county_ids
        Counties to show; none shows where the congestion is.
    clock
        Calendar of time 0; None counts hours and minutes.
    lang
        ``"zh"`` or ``"en"``.
    title
        Title instead of the general one.

    Raises
    ------
    InputError
        If the network is not that of the place, the moment is not within the simulation, or no
        passages were recorded.
    UnknownNameError
        If the place has no county of such a name.
    """
    points = _node_points(results, place)
    shown = delays(results) if at_s is None else occupancy(results, at_s, interval_s)
    window = (
        window_of(place, county_ids)
        if county_ids
        else congested_window(shown, results, points, place)
    )
    width_in, height_in = _size_in(window)
    started = _started(results, points, window)
    region = _region(place, window, started, lang)
    head_in = title_height_in(describe_trips(results, lang, clock))
    with drawing():
        sheet = traffic_sheet(
            results,
            lang=lang,
            clock=clock,
            title=title or label("congestion_title", lang, place=region),
            width_in=_EDGE_IN + width_in + _GAP_IN + _LEGEND_IN,
            height_in=head_in + height_in + _FOOT_IN,
        )
        axes = place_axes(
            sheet, left_in=_EDGE_IN, bottom_in=_FOOT_IN, width_in=width_in, height_in=height_in
        )
        side = place_axes(
            sheet,
            left_in=_EDGE_IN + width_in + _GAP_IN,
            bottom_in=_FOOT_IN,
            width_in=_LEGEND_IN - _EDGE_IN / 2,
            height_in=height_in,
        )
        draw_base(axes, place, window, warnings={})
        _draw_roads(axes, shown, results, points)
        _draw_marks(axes, results, points, started)
        _draw_frame(axes)
        backing = draw_scale_and_north(axes, window, lang)
        write_names(
            axes,
            _names(place, started, window, lang),
            marks=_clearances(place, started),
            patches=[backing],
        )
        when = "" if at_s is None else time_text(at_s, lang, clock)
        draw_groups(
            side,
            [
                (_heading(when, lang, shown), _class_handles(shown, lang)),
                (label("traffic_group", lang), _mark_handles(results, started, lang)),
                (label("base", lang), base_handles(place, lang)),
            ],
            remark=label("congestion_unused", lang),
        )
    return sheet


def _node_points(results: "TripResults", place: "Place") -> list[Point]:
    nodes = {node.node_id: (node.lon, node.lat) for node in place.nodes}
    network = results.network
    stranger = next((one for one in network.node_ids if one not in nodes), None)
    if stranger is not None:
        raise InputError(
            f"congestion map: node '{stranger}' of the network is not in place '{place.name}'"
        )
    return [nodes[node_id] for node_id in network.node_ids]


def _size_in(window: Window) -> tuple[float, float]:
    """Return width and height of the map [in]."""
    height_in = min(max((_MAP_IN2 / window.width_over_height) ** 0.5, _LEAST_IN), _MOST_IN)
    return min(max(height_in * window.width_over_height, _LEAST_IN), _MOST_IN), height_in


def _region(place: "Place", window: Window, started: dict[Point, float], lang: Lang) -> str:
    """Return the prefecture where most vehicles set out, or that of the middle of the window."""
    inside = [county for county in place.counties if window.holds((county.lon, county.lat))]
    if not inside or len(inside) == len(place.counties):
        return place.title.in_(lang)
    middle = ((window.west + window.east) / 2.0, (window.south + window.north) / 2.0)
    centre = max(started, key=lambda point: (started[point], point), default=middle)
    nearest = min(inside, key=lambda one: math.dist((one.lon, one.lat), centre))
    return nearest.prefecture.in_(lang) or place.title.in_(lang)


def _draw_roads(
    axes: "Axes", shown: Congestion, results: "TripResults", points: Sequence[Point]
) -> None:
    """Draw the arcs class by class, each shifted to its right-hand side on paper."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415  # start-up

    axes.apply_aspect()
    figure = axes.get_figure(root=True)
    px_per_pt = (figure.dpi if figure is not None else 72.0) / 72.0
    to_pixels, to_data = axes.transData, axes.transData.inverted()
    network, number = results.network, shown.number
    for rank, (colour, width_pt) in enumerate(zip(CLASS_COLOURS, _CLASS_PT, strict=True)):
        arcs = np.flatnonzero(number == rank)
        if not arcs.size:
            continue
        begin = to_pixels.transform([points[int(node)] for node in network.tail[arcs]])
        end = to_pixels.transform([points[int(node)] for node in network.head[arcs]])
        along = end - begin
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
        aside = np.column_stack((along[:, 1], -along[:, 0])) / length[:, None]
        shift = aside * (width_pt / 2.0 + 0.35) * px_per_pt
        lines = np.stack([to_data.transform(begin + shift), to_data.transform(end + shift)], axis=1)
        axes.add_collection(
            LineCollection(list(lines), colors=colour, linewidths=width_pt, zorder=4.0 + 0.2 * rank)
        )


def _started(results: "TripResults", points: Sequence[Point], window: Window) -> dict[Point, float]:
    """Return how many vehicles set out at each point within the window."""
    origin = np.asarray(results.trips.origin, dtype=np.int64)
    counts = np.bincount(origin, minlength=results.network.n_nodes)
    return {
        points[int(node)]: float(counts[node])
        for node in np.flatnonzero(counts)
        if window.holds(points[int(node)])
    }


def _draw_marks(
    axes: "Axes",
    results: "TripResults",
    points: Sequence[Point],
    started: dict[Point, float],
) -> None:
    most = max(started.values(), default=0.0)
    for point, count in sorted(started.items(), key=lambda item: (-item[1], item[0])):
        axes.scatter(
            *point,
            s=shelter_area(count, most),
            marker=_ORIGIN.marker,
            facecolors=_ORIGIN.face,
            edgecolors=_ORIGIN.edge,
            linewidths=_ORIGIN.edge_pt,
            zorder=6,
        )
    for arc in results.gridlocked.tolist():
        ends = (points[int(nodes[arc])] for nodes in (results.network.tail, results.network.head))
        (lon_a, lat_a), (lon_b, lat_b) = ends
        axes.scatter(
            (lon_a + lon_b) / 2.0,
            (lat_a + lat_b) / 2.0,
            s=_GRIDLOCK.area_pt2,
            marker=_GRIDLOCK.marker,
            facecolors=_GRIDLOCK.face,
            edgecolors=_GRIDLOCK.edge,
            linewidths=_GRIDLOCK.edge_pt,
            zorder=7,
        )


def _draw_frame(axes: "Axes") -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415  # start-up

    axes.add_patch(
        Rectangle((0, 0), 1, 1, transform=axes.transAxes, fill=False, ec=GREY, lw=0.8, zorder=21)
    )


def _names(place: "Place", started: Iterable[Point], window: Window, lang: Lang) -> list[Name]:
    """Return the names of counties, then of where vehicles set out, then of other places."""
    first: dict[Point, Name] = {}
    begun = dict.fromkeys(started)
    zones = sorted(
        place.zones, key=lambda zone: ((zone.lon, zone.lat) not in begun, -zone.population)
    )
    wanted = [
        *((county.lon, county.lat, county.name, SMALL_PT + 2.0, INK) for county in place.counties),
        *((zone.lon, zone.lat, zone.name, SMALL_PT, GREY) for zone in zones),
    ]
    for lon, lat, text, size_pt, colour in wanted:
        if window.holds((lon, lat)):
            first.setdefault((lon, lat), Name(lon, lat, text.in_(lang), size_pt, colour))
    return list(first.values())


def _clearances(place: "Place", started: dict[Point, float]) -> list[tuple[float, float, float]]:
    """Return longitude, latitude and radius [pt] that names keep clear of."""
    most = max(started.values(), default=1.0)
    marks = [
        (lon, lat, math.sqrt(shelter_area(count, most)) / 2.0)
        for (lon, lat), count in started.items()
    ]
    return marks + [(county.lon, county.lat, _SEAT_PT) for county in place.counties]


def _heading(when: str, lang: Lang, shown: Congestion) -> str:
    key = "congestion_occupancy" if shown.is_share else "congestion_delay"
    return label(key, lang, time=when)


def _class_handles(shown: Congestion, lang: Lang) -> list["Line2D"]:
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return [
        Line2D([], [], color=colour, lw=width_pt, label=text)
        for colour, width_pt, text in zip(
            CLASS_COLOURS, _CLASS_PT, _class_texts(shown, lang), strict=True
        )
    ]


def _class_texts(shown: Congestion, lang: Lang) -> list[str]:
    if shown.is_share:
        percent = [f"{limit:.0%}".rstrip("%") for limit in (0.0, *shown.limits, 1.0)]
        return [label("share_range", lang, low=low, high=high) for low, high in pairwise(percent)]
    minutes = [f"{limit:g}" for limit in shown.limits]
    middle = [label("delay_range", lang, low=low, high=high) for low, high in pairwise(minutes)]
    return [
        label("delay_below", lang, high=minutes[0]),
        *middle,
        label("delay_above", lang, low=minutes[-1]),
    ]


def _mark_handles(
    results: "TripResults", started: dict[Point, float], lang: Lang
) -> list["Line2D"]:
    most = max(started.values(), default=0.0)
    handles = [
        _handle(_ORIGIN, label("set_out", lang, n=thousands(value)), shelter_area(value, most))
        for value in examples(most)
    ]
    if len(results.gridlocked):
        handles.append(_handle(_GRIDLOCK, label("gridlock", lang), _GRIDLOCK.area_pt2))
    return handles


def _handle(symbol: Symbol, text: str, area_pt2: float) -> "Line2D":
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    return Line2D(
        [],
        [],
        ls="",
        marker=symbol.marker,
        ms=math.sqrt(area_pt2),
        mfc=symbol.face,
        mec=symbol.edge,
        mew=symbol.edge_pt,
        label=text,
    )
