"""Water and closed roads through time: small maps of the place at some instants.

Shows depth on links and in zones as nature drew it, and from the log what is closed and why.
What it is not: an inundation map; water stands on points and lines, and its extent is unknown.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.text import Lang
from sim.figures.basemap import draw_scale_and_north, link_lines, window_of
from sim.figures.calendar import calendar_axis, moment_text
from sim.figures.labels import label, word
from sim.figures.map_legend import draw_groups
from sim.figures.panels import count_axis, spread
from sim.figures.small_maps import ROAD_COLOUR, SmallMaps, dot, stroke
from sim.figures.style import (
    COLOURS,
    GREY,
    HEADING_PT,
    INK,
    PAPER,
    SMALL_PT,
    describe_run,
    describe_source,
    drawing,
    heading,
    new_sheet,
    place_axes,
    say_nothing_happened,
    title_height_in,
)
from sim.figures.water import (
    DEEP,
    SHALLOW,
    VERY_DEEP,
    WaterCourse,
    WaterLimits,
    WaterState,
    reasons_shown,
)
from sim.log import EventLog
from sim.log.words import WORDS
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from sim.hazards.flood import FloodRealisation

DEPTH_COLOURS = {SHALLOW: "#6BAED6", DEEP: "#2171B5", VERY_DEEP: "#08306B"}
"""Colours of water, darker where it is deeper."""

CLEARING_COLOUR = "#B07A3C"


class Cut(NamedTuple):
    """How a road cut for some reason is marked."""

    marker: str
    colour: str


CUTS: dict[str, Cut] = {
    "breach": Cut("v", "#CC79A7"),
    "slide": Cut("^", "#D55E00"),
    "bridge": Cut("X", "#222222"),
    "tree": Cut("P", "#009E73"),
    "decision": Cut("s", "#F0E442"),
    "other": Cut("D", "#E69F00"),
}
"""Marks of the reasons for which roads are cut, beside water: shape and colour differ."""

_LINE_PT = {SHALLOW: 1.8, DEEP: 2.8, VERY_DEEP: 3.2}
_ZONE_PT2 = {SHALLOW: 18.0, DEEP: 30.0, VERY_DEEP: 44.0}
_MOST_COLUMNS, _MOST_PANELS = 3, 6
_PANEL_AREA_IN2 = (34.0, 17.0, 9.4)
"""Area of a map where there is one in a row, two or three."""
_EDGE_IN, _GAP_IN, _NAME_IN, _FOOT_IN, _LEAST_WIDTH_IN = 0.30, 0.12, 0.52, 0.34, 10.2
_LABEL_IN = 0.9
_LEGEND_IN = 2.25
_NUMBER_GAP_PT = 9.0
_STRIP_HEAD_IN, _STRIP_IN, _STRIP_FOOT_IN, _STRIP_LEFT_IN = 0.55, 0.85, 0.46, 0.55


def inundation_figure(
    realisation: "FloodRealisation",
    place: Place,
    log: EventLog,
    *,
    lang: Lang = "zh",
    times_s: Sequence[float] = (),
    county_ids: Sequence[str] = (),
) -> "Figure":
    """Draw where water stands and which roads are closed at some instants.

    Parameters
    ----------
    realisation
        What nature did.
    place
        The place it did it to.
    log
        Log of the run.
    lang
        ``"zh"`` or ``"en"``.
    times_s
        Instants to show [s]; none shows six, spread over the hours in which anything is wet,
        among them the one at which most is.
    county_ids
        Counties to look at more closely; none shows the whole place.

    Raises
    ------
    UnknownNameError
        If the place has no county of such a name.
    """
    course = WaterCourse(realisation, place, log)
    instants = list(times_s) or course.instants_s(_MOST_PANELS)
    states = [course.at(time_s) for time_s in instants or [0.0]]
    window = window_of(place, county_ids)
    subtitle = describe_run(log.header, lang)
    columns = min(len(states), _MOST_COLUMNS)
    panel_in = (_PANEL_AREA_IN2[columns - 1] / window.width_over_height) ** 0.5
    width_in = panel_in * window.width_over_height
    rows = -(-len(states) // _MOST_COLUMNS)
    maps_in = columns * width_in + (columns - 1) * _GAP_IN
    strip_in = _STRIP_HEAD_IN + _STRIP_IN + _STRIP_FOOT_IN
    body_in = rows * (_NAME_IN + panel_in)
    head_in = title_height_in(subtitle)
    with drawing():
        sheet = new_sheet(
            width_in=max(_EDGE_IN + maps_in + _LEGEND_IN + _EDGE_IN, _LEAST_WIDTH_IN),
            height_in=head_in + body_in + strip_in + _FOOT_IN,
            title=label("inundation_title", lang, place=place.title.in_(lang)),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        base = SmallMaps(place, window, links=place.links)
        for number, state in enumerate(states):
            row, column = divmod(number, _MOST_COLUMNS)
            axes = place_axes(
                sheet,
                left_in=_EDGE_IN + column * (width_in + _GAP_IN),
                bottom_in=_FOOT_IN + strip_in + body_in - (row + 1) * (_NAME_IN + panel_in),
                width_in=width_in,
                height_in=panel_in,
            )
            base.draw(axes)
            _draw_state(axes, place, state)
            if instants:
                facts = "inundation_facts_all" if county_ids else "inundation_facts"
                _name(axes, state, log, number, lang, facts)
            else:
                heading(axes, label("inundation_none", lang))
            if number == 0:
                draw_scale_and_north(axes, window, lang)
        side = place_axes(
            sheet,
            left_in=_EDGE_IN + maps_in + 0.12,
            bottom_in=_FOOT_IN + strip_in,
            width_in=_LEGEND_IN - 0.12,
            height_in=body_in - _NAME_IN,
        )
        draw_groups(side, _legend(states, course.limits, lang))
        strip = place_axes(
            sheet,
            left_in=_EDGE_IN + _STRIP_LEFT_IN,
            bottom_in=_FOOT_IN + _STRIP_FOOT_IN,
            width_in=max(maps_in, _LEAST_WIDTH_IN - _LEGEND_IN - _EDGE_IN) - _STRIP_LEFT_IN,
            height_in=_STRIP_IN,
        )
        _draw_strip(strip, course, realisation, log, instants, lang)
    return sheet


def _draw_state(axes: "Axes", place: Place, state: WaterState) -> None:
    """Draw the water of one instant, the deepest on top, and what else is closed."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415  # start-up

    links = place.links
    cleared = link_lines(place, (links[index] for index in state.being_cleared))
    if cleared:
        axes.add_collection(
            LineCollection(cleared, colors=CLEARING_COLOUR, linewidths=2.0, zorder=4)
        )
    for depth, colour in DEPTH_COLOURS.items():
        found = np.flatnonzero(state.link_class == depth).tolist()
        lines = link_lines(place, (links[index] for index in found))
        if lines:
            axes.add_collection(
                LineCollection(lines, colors=colour, linewidths=_LINE_PT[depth], zorder=4 + depth)
            )
        zones = [place.zones[index] for index in np.flatnonzero(state.zone_class == depth)]
        _dots(axes, [(zone.lon, zone.lat) for zone in zones], "o", colour, _ZONE_PT2[depth])
    breached = [(place.zones[index].lon, place.zones[index].lat) for index in state.by_breach]
    _dots(axes, breached, "o", PAPER, _ZONE_PT2[SHALLOW], edge=DEPTH_COLOURS[DEEP], edge_pt=1.6)
    for reason, cut in state.cut.items():
        look = CUTS.get(reason, CUTS["other"])
        lines = link_lines(place, (links[index] for index in cut))
        axes.add_collection(LineCollection(lines, colors=look.colour, linewidths=1.3, zorder=8))
        middles = [((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0) for a, b in lines]
        _dots(axes, middles, look.marker, look.colour, 34.0, zorder=10.0)


def _dots(
    axes: "Axes",
    points: Sequence[tuple[float, float]],
    marker: str,
    face: str,
    area_pt2: float,
    *,
    edge: str = PAPER,
    edge_pt: float = 0.7,
    zorder: float = 9.0,
) -> None:
    if points:
        axes.scatter(
            [lon for lon, _ in points],
            [lat for _, lat in points],
            marker=marker,
            s=area_pt2,
            facecolors=face,
            edgecolors=edge,
            linewidths=edge_pt,
            zorder=zorder,
        )


def _name(
    axes: "Axes", state: WaterState, log: EventLog, number: int, lang: Lang, facts: str
) -> None:
    """Write above a panel when it is, and what is closed then."""
    moment = moment_text(log.header.clock, state.time_s, lang)
    share, zones = f"{state.closed_share:.1%}", state.n_zones_wet
    for text, at_pt, size_pt, colour in (
        (label("inundation_panel", lang, number=number + 1, moment=moment), 17.0, HEADING_PT, INK),
        (label(facts, lang, share=share, zones=zones), 4.0, SMALL_PT + 0.5, GREY),
    ):
        _write_above(axes, text, at_pt=at_pt, size_pt=size_pt, colour=colour)


def _write_above(
    axes: "Axes", text: str, *, at_pt: float, size_pt: float = HEADING_PT, colour: str = INK
) -> None:
    axes.annotate(
        text,
        (0, 1),
        xytext=(0, at_pt),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=size_pt,
        color=colour,
        va="bottom",
        annotation_clip=False,
    )


def _legend(
    states: Sequence[WaterState], limits: WaterLimits, lang: Lang
) -> list[tuple[str, list["Line2D"]]]:
    """Return the groups of the legend: classes of depth always, the rest where it is shown."""
    deep, very = f"{limits.deep_m:g}", f"{limits.very_deep_m:g}"
    texts = {
        SHALLOW: label("depth_shallow", lang, high=deep),
        DEEP: label("depth_deep", lang, low=deep, high=very),
        VERY_DEEP: label("depth_very_deep", lang, low=very),
    }
    on_roads = {SHALLOW: "road_slow", DEEP: "road_shut", VERY_DEEP: "road_shut"}
    roads = [
        stroke(DEPTH_COLOURS[depth], _LINE_PT[depth], label(on_roads[depth], lang, depth=text))
        for depth, text in texts.items()
    ]
    if any(state.being_cleared for state in states):
        roads.append(stroke(CLEARING_COLOUR, 2.0, label("road_cleared", lang)))
    roads.append(stroke(ROAD_COLOUR, 0.8, label("road_dry", lang)))
    zones = [
        dot("o", DEPTH_COLOURS[depth], text, edge=PAPER, size_pt=_ZONE_PT2[depth] ** 0.5)
        for depth, text in texts.items()
    ]
    if any(state.by_breach for state in states):
        ring = dot("o", PAPER, label("zone_breach", lang), edge=DEPTH_COLOURS[DEEP], size_pt=4.0)
        ring.set_markeredgewidth(1.6)
        zones.append(ring)
    cuts = [
        dot(
            CUTS.get(reason, CUTS["other"]).marker,
            CUTS.get(reason, CUTS["other"]).colour,
            _spoken(reason, lang),
            edge=PAPER,
        )
        for reason in reasons_shown(states)
    ]
    return [
        (label("water_on_roads", lang), roads),
        (label("water_in_zones", lang), zones),
        (label("cut_otherwise", lang), cuts),
        (label("base", lang), [stroke(COLOURS["river"], 1.5, label("river", lang))]),
    ]


def _spoken(reason: str, lang: Lang) -> str:
    return WORDS[reason].in_(lang) if reason in WORDS else word(reason, lang)


def _draw_strip(
    axes: "Axes",
    course: WaterCourse,
    realisation: "FloodRealisation",
    log: EventLog,
    instants: Sequence[float],
    lang: Lang,
) -> None:
    """Draw the closed share of roads over the whole run, with the instants of the maps marked."""
    horizon_s = log.header.horizon_s
    time_s, share = course.closed_share().to(horizon_s)
    _write_above(axes, label("inundation_strip", lang), at_pt=16.0)
    axes.fill_between(
        time_s, share * 100.0, step="post", facecolor="#EBC9A6", edgecolor="none", zorder=1
    )
    axes.step(time_s, share * 100.0, where="post", color=COLOURS["closure"], lw=1.2, zorder=2)
    most = float(share.max()) * 100.0
    count_axis(axes, most, n_ticks=3)
    axes.set_ylim(0.0, max(most * 1.25, 1.0))
    figure = axes.get_figure(root=True)
    width_in = axes.get_position().width * figure.get_size_inches()[0] if figure else 1.0
    calendar_axis(
        axes,
        clock=log.header.clock,
        horizon_s=horizon_s,
        lang=lang,
        most_labels=int(width_in / _LABEL_IN),
    )
    if not (share.any() or realisation.link_depth_m.any()):
        say_nothing_happened(axes, label("nothing", lang))
    for moment_s in instants:
        axes.axvline(moment_s, color=INK, lw=0.9, zorder=3)
    _number(axes, instants, horizon_s)


def _number(axes: "Axes", instants: Sequence[float], horizon_s: float) -> None:
    """Write the number of each map above its line, apart where instants are close."""
    figure = axes.get_figure(root=True)
    if figure is None:
        return
    width_pt = axes.get_position().width * figure.get_size_inches()[0] * 72.0
    ranked = sorted(enumerate(instants, start=1), key=lambda item: item[1])
    wanted = [time_s / horizon_s * width_pt for _, time_s in ranked]
    for at_pt, (number, _) in zip(spread(wanted, _NUMBER_GAP_PT), ranked, strict=True):
        axes.annotate(
            str(number),
            (0, 1),
            xytext=(at_pt, 2),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL_PT,
            annotation_clip=False,
        )
