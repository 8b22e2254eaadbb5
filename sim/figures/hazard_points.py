"""Hazard points on the map: how dense each kind lies, and which were found, reinforced and lost.

Points are spread over counties and zones by rule, not by survey, so the map shows densities by
county and no single point. What inspection and the flood did to them is from the log.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.core.text import Lang
from sim.figures.basemap import draw_scale_and_north, nice_below, window_of
from sim.figures.labels import label
from sim.figures.map_legend import draw_groups
from sim.figures.naming import Name, write_names
from sim.figures.point_counts import Point, PointCounts, density_limits, point_counts
from sim.figures.small_maps import SmallMaps, dot, stroke
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PAPER,
    SMALL_PT,
    describe_run,
    describe_source,
    drawing,
    heading,
    new_sheet,
    place_axes,
    thousands,
    title_height_in,
)
from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from sim.hazards.flood import FloodRealisation

DENSITY_COLOURS = ("#FBF7EC", "#F1E4C6", "#E2C998", "#CDA768", "#AC8042", "#815A27")
"""Colours of density, darker where points lie closer; one more than there are limits."""

REINFORCED, FOUND = COLOURS["evacuation"], INK
FAILED_FACE = "#F0E442"

_MAIN_AREA_IN2, _SMALL_AREA_IN2 = 46.0, 6.4
_EDGE_IN, _GAP_IN, _NAME_IN, _FOOT_IN, _LEGEND_IN = 0.30, 0.25, 0.34, 0.34, 2.3
_LEAST_AREA_PT2, _MOST_AREA_PT2 = 8.0, 190.0
_LEAST_FAILED_PT2, _MOST_FAILED_PT2, _SMALL_FAILED_PT2 = 22.0, 170.0, 20.0
_MOST_AT_LEAST = 10.0
"""A single failure is not drawn as if it were the largest thing on the map."""
_SHIFT_PT, _FAILED_RADIUS_PT = (6.0, 6.0), 11.0


def hazard_point_figure(
    realisation: "FloodRealisation", place: Place, log: EventLog, *, lang: Lang = "zh"
) -> "Figure":
    """Draw the density of hazard points by county and kind, and what became of them.

    Parameters
    ----------
    realisation
        What nature did, with the points.
    place
        The place they are in.
    log
        Log of the run, for what was found, reinforced and lost.
    lang
        ``"zh"`` or ``"en"``.
    """
    counts = point_counts(realisation, place, log)
    density = counts.per_100_km2.sum(axis=0)
    limits = density_limits(float(density.max(initial=0.0)))
    window = window_of(place)
    shape = window.width_over_height
    main_in = (_MAIN_AREA_IN2 / shape) ** 0.5
    small_in = min((_SMALL_AREA_IN2 / shape) ** 0.5, main_in / len(counts.kinds) - _NAME_IN)
    subtitle = describe_run(log.header, lang)
    small_left_in = _EDGE_IN + main_in * shape + _GAP_IN
    legend_left_in = small_left_in + small_in * shape + _GAP_IN
    with drawing():
        sheet = new_sheet(
            width_in=legend_left_in + _LEGEND_IN + _EDGE_IN,
            height_in=title_height_in(subtitle) + _NAME_IN + main_in + _FOOT_IN,
            title=label("points_title", lang, place=place.title.in_(lang)),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        base = SmallMaps(place, window)
        for number, kind in enumerate(counts.kinds):
            axes = place_axes(
                sheet,
                left_in=small_left_in,
                bottom_in=_FOOT_IN
                + main_in
                - (number + 1) * small_in
                - number * (main_in / len(counts.kinds) - small_in),
                width_in=small_in * shape,
                height_in=small_in,
            )
            base.draw(axes, fills=_fills(counts.per_100_km2[number], limits))
            lost = list(counts.failed[kind])
            _triangles(axes, lost, [_SMALL_FAILED_PT2] * len(lost))
            heading(axes, _kind_text(counts, number, lang))
        axes = place_axes(
            sheet,
            left_in=_EDGE_IN,
            bottom_in=_FOOT_IN,
            width_in=main_in * shape,
            height_in=main_in,
        )
        base.draw(axes, fills=_fills(density, limits))
        heading(axes, _total_text(counts, lang))
        _mark_treated(axes, place, counts)
        _mark_failed_by_county(axes, place, counts)
        backing = draw_scale_and_north(axes, window, lang)
        write_names(axes, _names(place, lang), marks=_clearances(place, counts), patches=[backing])
        side = place_axes(
            sheet,
            left_in=legend_left_in,
            bottom_in=_FOOT_IN,
            width_in=_LEGEND_IN,
            height_in=main_in,
        )
        draw_groups(side, _legend(counts, limits, lang), remark=label("points_note", lang))
    return sheet


def treated_area_pt2(number: float, most: float) -> float:
    """Return the area of the circle that stands for some points [pt²], in proportion to them."""
    return max(_MOST_AREA_PT2 * number / most, _LEAST_AREA_PT2) if most > 0.0 else 0.0


def failed_area_pt2(number: float, most: float) -> float:
    """Return the area of the triangle that stands for some failures [pt²], likewise."""
    return max(_MOST_FAILED_PT2 * number / max(most, _MOST_AT_LEAST), _LEAST_FAILED_PT2)


def _fills(density: Sequence[float], limits: Sequence[float]) -> list[str]:
    return [DENSITY_COLOURS[sum(value >= limit for limit in limits)] for value in density]


def _kind_text(counts: PointCounts, number: int, lang: Lang) -> str:
    kind = counts.kinds[number]
    return label(
        "points_kind",
        lang,
        kind=label(f"points_{kind}", lang),
        n=thousands(int(counts.number[number].sum())),
        failed=thousands(counts.n_failed(kind)),
    )


def _total_text(counts: PointCounts, lang: Lang) -> str:
    return label(
        "points_total",
        lang,
        n=thousands(int(counts.number.sum())),
        found=thousands(int(counts.found.sum())),
        reinforced=thousands(int(counts.reinforced.sum())),
        failed=thousands(sum(counts.n_failed(kind) for kind in counts.kinds)),
    )


def _mark_treated(axes: "Axes", place: Place, counts: PointCounts) -> None:
    """Draw at each county's seat a ring for the weak points found, and in it those reinforced."""
    most = _most_treated(counts)
    for values, face, edge, edge_pt, order in (
        (counts.found, PAPER, FOUND, 0.9, 6.0),
        (counts.reinforced, REINFORCED, "none", 0.0, 6.1),
    ):
        rows = [
            (county.lon, county.lat, treated_area_pt2(float(value), most))
            for county, value in zip(place.counties, values.tolist(), strict=True)
            if value
        ]
        if rows:
            axes.scatter(
                [row[0] for row in rows],
                [row[1] for row in rows],
                s=[row[2] for row in rows],
                facecolors=face,
                edgecolors=edge,
                linewidths=edge_pt,
                zorder=order,
            )


def _mark_failed_by_county(axes: "Axes", place: Place, counts: PointCounts) -> None:
    """Draw beside each county's seat a triangle for its failures, in proportion to them."""
    lost = counts.failed_by_county.tolist()
    rows = sorted(
        (-number, county.lon, county.lat)
        for county, number in zip(place.counties, lost, strict=True)
        if number
    )
    _triangles(
        axes,
        [(lon, lat) for _, lon, lat in rows],
        [failed_area_pt2(-number, max(lost)) for number, _, _ in rows],
        shift_pt=_SHIFT_PT,
    )


def _triangles(
    axes: "Axes",
    points: Sequence[Point],
    areas_pt2: Sequence[float],
    *,
    shift_pt: tuple[float, float] = (0.0, 0.0),
) -> None:
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415  # start-up

    figure = axes.get_figure(root=True)
    if not points or figure is None:
        return
    shift = ScaledTranslation(shift_pt[0] / 72.0, shift_pt[1] / 72.0, figure.dpi_scale_trans)
    axes.scatter(
        [lon for lon, _ in points],
        [lat for _, lat in points],
        marker="^",
        s=areas_pt2,
        facecolors=FAILED_FACE,
        edgecolors=INK,
        linewidths=0.8,
        zorder=8,
        transform=axes.transData + shift,
    )


def _most_treated(counts: PointCounts) -> float:
    return float(max(counts.found.max(initial=0), counts.reinforced.max(initial=0)))


def _clearances(place: Place, counts: PointCounts) -> list[tuple[float, float, float]]:
    """Return longitude, latitude and radius [pt] that names keep clear of."""
    most = _most_treated(counts)
    marks = [
        (county.lon, county.lat, math.sqrt(treated_area_pt2(float(n), most)) / 2.0)
        for county, n in zip(place.counties, counts.found.tolist(), strict=True)
        if n
    ]
    lost = zip(place.counties, counts.failed_by_county.tolist(), strict=True)
    return marks + [(county.lon, county.lat, _FAILED_RADIUS_PT) for county, n in lost if n]


def _names(place: Place, lang: Lang) -> list[Name]:
    """Return the names of prefectures, then of counties, one for each seat."""
    seats = {
        site.county_id
        for site in place.sites
        if site.kind == "command_post" and site.level == "prefecture"
    }
    named = [county for county in place.counties if county.county_id in seats]
    names = [
        Name(county.lon, county.lat, county.prefecture.in_(lang), SMALL_PT + 1.5, INK)
        for county in named
    ]
    names += [
        Name(county.lon, county.lat, county.name.in_(lang), SMALL_PT - 0.7, GREY)
        for county in sorted(place.counties, key=lambda county: -county.population)
        if county.county_id not in seats
    ]
    return names


def _legend(
    counts: PointCounts, limits: Sequence[float], lang: Lang
) -> list[tuple[str, list["Line2D"]]]:
    texts = [label("density_below", lang, high=f"{limits[0]:g}")]
    texts += [
        label("density_range", lang, low=f"{low:g}", high=f"{high:g}")
        for low, high in pairwise(limits)
    ]
    texts.append(label("density_above", lang, low=f"{limits[-1]:g}"))
    squares = [
        dot("s", colour, text, edge=GREY, size_pt=9.0)
        for colour, text in zip(DENSITY_COLOURS, texts, strict=True)
    ]
    most = _most_treated(counts)
    treated: list[Line2D] = []
    if counts.found.any():
        shown = nice_below(float(counts.found.max()))
        size_pt = math.sqrt(treated_area_pt2(shown, most))
        text = label("points_found", lang, n=thousands(shown))
        treated.append(dot("o", PAPER, text, edge=FOUND, size_pt=size_pt))
    if counts.reinforced.any():
        shown = nice_below(float(counts.reinforced.max()))
        size_pt = math.sqrt(treated_area_pt2(shown, most))
        text = label("points_reinforced", lang, n=thousands(shown))
        treated.append(dot("o", REINFORCED, text, edge=REINFORCED, size_pt=size_pt))
    lost = float(counts.failed_by_county.max(initial=0))
    if lost > 0.0:
        shown = nice_below(lost)
        text = label("points_failed", lang, n=thousands(shown))
        size_pt = math.sqrt(failed_area_pt2(shown, lost))
        treated.append(dot("^", FAILED_FACE, text, edge=INK, size_pt=size_pt))
    return [
        (label("points_density", lang), squares),
        (label("points_treated", lang), treated),
        (label("base", lang), [stroke(COLOURS["river"], 1.5, label("river", lang))]),
    ]
