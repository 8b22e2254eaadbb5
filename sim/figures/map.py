"""The map: roads cut, people moved, goods sent, places that failed — over a run or at a moment.

What it is: one sheet with the map on the left and the legend on the right, so that nothing
lies on the map but the map. What it is not: an animation, nor road volumes (the log has none).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.core.text import Lang
from sim.figures.basemap import (
    Window,
    draw_base,
    draw_scale_and_north,
    link_lines,
    window_of,
)
from sim.figures.calendar import moment_text
from sim.figures.labels import label
from sim.figures.map_legend import draw_legend
from sim.figures.marks import (
    FLOW_PT,
    SYMBOLS,
    TRUCKS_PT,
    arc_width,
    draw_arcs,
    draw_marks,
    shelter_area,
)
from sim.figures.naming import Name, write_names
from sim.figures.situation import Situation, situation, within
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PAPER,
    SMALL_PT,
    describe_run,
    describe_source,
    drawing,
    new_sheet,
    place_axes,
    title_height_in,
)
from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEGEND_IN, _GAP_IN, _EDGE_IN, _FOOT_IN = 2.45, 0.15, 0.30, 0.34
_MAP_AREA_IN2 = 56.0
_MAP_LEAST_IN, _MAP_MOST_IN = 6.6, 10.0
_NAMED_COUNTIES = 2
_DEPOT_PT, _SHIFTED_PT = 4.0, 9.0
"""Radius that names keep clear of round a depot, and round marks moved off their point [pt]."""


def map_figure(
    log: EventLog,
    place: Place,
    *,
    lang: Lang = "zh",
    time_s: float | None = None,
    county_ids: Sequence[str] = (),
) -> "Figure":
    """Draw the map of a run, or of its state at one moment.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in.
    lang
        ``"zh"`` or ``"en"``.
    time_s
        Moment of a snapshot [s]: roads closed now, people and trucks under way now. None
        shows the whole run.
    county_ids
        Counties to look at more closely; none shows the region.

    Raises
    ------
    UnknownNameError
        If the place has no county of such a name.
    """
    window = window_of(place, county_ids)
    state = situation(log, place, time_s=time_s, by_county=not county_ids)
    if county_ids:
        ends = [end for start, end in state.flows if window.holds(start)]
        window = window_of(place, county_ids, also=ends)
        state = within(state, place, window.holds)
    subtitle = describe_run(log.header, lang)
    head_in = title_height_in(subtitle)
    height_in = (_MAP_AREA_IN2 / window.width_over_height) ** 0.5
    height_in = min(max(height_in, _MAP_LEAST_IN), _MAP_MOST_IN)
    width_in = min(max(height_in * window.width_over_height, _MAP_LEAST_IN), _MAP_MOST_IN)
    with drawing():
        sheet = new_sheet(
            width_in=_EDGE_IN + width_in + _GAP_IN + _LEGEND_IN,
            height_in=head_in + height_in + _FOOT_IN,
            title=_title(log, place, lang, time_s, county_ids),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
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
        draw_base(axes, place, window, warnings=state.warnings)
        _draw_closures(axes, place, state.closed_links)
        _draw_movement(axes, state)
        draw_marks(axes, state)
        if county_ids:
            _draw_frame(axes)
        backing = draw_scale_and_north(axes, window, lang)
        names = _names(place, state, window, lang, county_ids)
        write_names(axes, names, marks=_clearances(state), patches=[backing])
        draw_legend(side, place, state, lang=lang, is_now=time_s is not None)
    return sheet


def _title(
    log: EventLog, place: Place, lang: Lang, time_s: float | None, county_ids: Sequence[str]
) -> str:
    moment = "" if time_s is None else moment_text(log.header.clock, time_s, lang)
    if not county_ids:
        key = "map_title" if time_s is None else "map_title_at"
        return label(key, lang, place=place.title.in_(lang), moment=moment)
    chosen = [place.county(county_id) for county_id in county_ids]
    names = [county.name.in_(lang) for county in chosen]
    of_same = [one for one in place.counties if one.prefecture_id == chosen[0].prefecture_id]
    if sorted(county_ids) == sorted(one.county_id for one in of_same):
        names = [chosen[0].prefecture.in_(lang)]
    joined = ("、" if lang == "zh" else ", ").join(names[:_NAMED_COUNTIES])
    more = len(names) - _NAMED_COUNTIES
    if more > 0:
        count = len(names) if lang == "zh" else more
        joined = label("and_others", lang, names=joined, n=count)
    key = "map_title_focus" if time_s is None else "map_title_focus_at"
    return label(key, lang, counties=joined, moment=moment)


def _draw_frame(axes: "Axes") -> None:
    """Draw a line round a map that shows a part of the region, where land goes on outside."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415  # start-up

    frame = Rectangle(
        (0, 0), 1, 1, transform=axes.transAxes, fill=False, ec=GREY, lw=0.8, zorder=21
    )
    axes.add_patch(frame)


def _draw_closures(axes: "Axes", place: Place, closed_links: Sequence[str]) -> None:
    from matplotlib.collections import LineCollection  # noqa: PLC0415  # start-up

    known = {link.link_id: link for link in place.links}
    lines = link_lines(place, (known[one] for one in closed_links if one in known))
    if not lines:
        return
    axes.add_collection(LineCollection(lines, colors=PAPER, linewidths=4.6, zorder=4))
    axes.add_collection(
        LineCollection(lines, colors=COLOURS["closure"], linewidths=3.0, zorder=4.1)
    )
    symbol = SYMBOLS["closure"]
    axes.scatter(
        [(start[0] + end[0]) / 2 for start, end in lines],
        [(start[1] + end[1]) / 2 for start, end in lines],
        marker=symbol.marker,
        s=symbol.area_pt2,
        facecolors=symbol.face,
        edgecolors=symbol.edge,
        linewidths=symbol.edge_pt,
        zorder=4.2,
    )


def _draw_movement(axes: "Axes", state: Situation) -> None:
    largest = max(state.flows.values(), default=0.0)
    most_trips = max(state.trucks.values(), default=0.0)
    draw_arcs(
        axes,
        state.trucks,
        colour=COLOURS["supply"],
        width_pt=lambda trips: arc_width(trips, most_trips, most_pt=TRUCKS_PT),
        alpha=0.75,
        bend=-0.12,
        is_dashed=True,
        zorder=5,
    )
    draw_arcs(
        axes,
        state.flows,
        colour=COLOURS["evacuation"],
        width_pt=lambda persons: arc_width(persons, largest, most_pt=FLOW_PT),
        alpha=0.85,
        bend=0.14,
        is_dashed=False,
        zorder=6,
    )


def _clearances(state: Situation) -> list[tuple[float, float, float]]:
    """Return longitude, latitude and radius [pt] that names keep clear of."""
    largest = max(state.shelters.values(), default=1.0)
    marks = [
        (lon, lat, (shelter_area(persons, largest) ** 0.5) / 2.0)
        for (lon, lat), persons in state.shelters.items()
    ]
    marks += [(lon, lat, _DEPOT_PT) for lon, lat in state.depots]
    marks += [(lon, lat, _SHIFTED_PT) for lon, lat in (*state.failed, *state.trapped)]
    return marks


def _names(
    place: Place, state: Situation, window: Window, lang: Lang, county_ids: Sequence[str]
) -> list[Name]:
    """Return the names a map wants, the most important first, one for each point."""
    is_region = not county_ids
    names: list[Name] = []
    if is_region:
        seats = {
            site.county_id: None
            for site in place.sites
            if site.kind == "command_post" and site.level == "prefecture"
        }
        names += [
            Name(county.lon, county.lat, county.prefecture.in_(lang), SMALL_PT + 2.0, INK)
            for county in place.counties
            if county.county_id in seats
        ]
    size_pt, colour = (SMALL_PT - 0.7, GREY) if is_region else (SMALL_PT + 2.0, INK)
    names += [
        Name(county.lon, county.lat, county.name.in_(lang), size_pt, colour)
        for county in sorted(
            place.counties,
            key=lambda county: (county.county_id not in state.warnings, -county.population),
        )
    ]
    if not is_region:
        names += [
            Name(zone.lon, zone.lat, zone.name.in_(lang), SMALL_PT, GREY)
            for zone in sorted(place.zones, key=lambda zone: -zone.population)
        ]
    first: dict[tuple[float, float], Name] = {}
    for name in names:
        if window.holds((name.lon, name.lat)):
            first.setdefault((name.lon, name.lat), name)
    return list(first.values())
