"""Map of one fire: the ground it had burnt by each hour, the line made against it, the border."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.fire_raster import FireRaster, fire_raster, largest_fire
from sim.figures.labels import label
from sim.figures.style import (
    COLOURS,
    GREY,
    INK,
    PALE,
    SMALL_PT,
    describe_run,
    describe_source,
    drawing,
    new_sheet,
    place_axes,
    say_nothing_happened,
    title_height_in,
)
from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIDE_IN, _LEFT_IN, _FOOT_IN, _LEGEND_IN = 7.2, 0.75, 0.85, 2.5
_EVERY_H = 6.0
_N_SIGNS = 5
"""Signs of the legend that are not colours of hours."""


def fire_map(log: EventLog, place: Place, *, lang: Lang = "zh", fire_id: str = "") -> "Figure":
    """Draw where a fire had burnt by each hour, and what was done against it.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in.
    lang
        ``"zh"`` or ``"en"``.
    fire_id
        Fire to draw; the largest if left out.
    """
    chosen = fire_id or largest_fire(log)
    subtitle = describe_run(log.header, lang)
    height_in = title_height_in(subtitle) + _SIDE_IN + _FOOT_IN + 0.3
    with drawing():
        sheet = new_sheet(
            width_in=_LEFT_IN + _SIDE_IN + _LEGEND_IN,
            height_in=height_in,
            title=label("fire_map_title", lang, fire=chosen or "–"),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        axes = place_axes(
            sheet,
            left_in=_LEFT_IN,
            bottom_in=_FOOT_IN,
            width_in=_SIDE_IN,
            height_in=_SIDE_IN,
        )
        if chosen:
            _draw(axes, fire_raster(log, chosen), place, log, lang)
        else:
            say_nothing_happened(axes, label("fire_none", lang))
    return sheet


def _draw(axes: "Axes", fire: FireRaster, place: Place, log: EventLog, lang: Lang) -> None:
    from matplotlib.colors import ListedColormap  # noqa: PLC0415  # start-up
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    half_x, half_y = fire.half_km()
    extent = (-half_x, half_x, -half_y, half_y)
    _draw_base(axes, fire, place, lang)
    last_h = (log.header.horizon_s - fire.start.time_s) / HOUR_S
    bounds = np.arange(0.0, last_h + _EVERY_H, _EVERY_H)
    colours = _shades(len(bounds) - 1)
    image = np.where(
        np.isnan(fire.burnt_h), np.nan, np.ceil(np.maximum(fire.burnt_h, 1e-9) / _EVERY_H) - 1.0
    )
    axes.imshow(
        np.ma.masked_invalid(image),
        extent=extent,
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
        interpolation="nearest",
        zorder=2,
    )
    row, column = np.nonzero(fire.is_line)
    n_rows, n_columns = fire.is_line.shape
    axes.scatter(
        (column + 0.5 - n_columns / 2.0) * 2.0 * half_x / n_columns,
        (n_rows / 2.0 - 0.5 - row) * 2.0 * half_y / n_rows,
        s=2.2,
        color=COLOURS["evacuation"],
        marker="s",
        linewidths=0,
        zorder=5,
    )
    x, y = fire.xy_km(fire.start.data["lon_deg"], fire.start.data["lat_deg"])
    axes.plot(x, y, marker="*", ms=11, color=INK, mec="white", mew=0.8, zorder=6)
    axes.set_xlim(-half_x, half_x)
    axes.set_ylim(-half_y, half_y)
    axes.set_aspect("equal")
    axes.set_xlabel(label("east_km", lang))
    axes.set_ylabel(label("north_km", lang))
    n_used = int(np.nanmax(image, initial=0.0)) + 1
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=COLOURS["evacuation"], lw=2.4, label=label("fire_line", lang)),
        Line2D([], [], color=INK, lw=1.4, ls="--", label=label("fire_border", lang)),
        Line2D([], [], color=GREY, lw=1.0, label=label("fire_road", lang)),
        Line2D([], [], color=INK, marker="*", ls="", ms=10, label=label("fire_start", lang)),
        Patch(facecolor=PALE, label=label("fire_abroad", lang)),
    ]
    handles += [
        Patch(facecolor=colours[number], label=f"{bounds[number]:.0f}–{bounds[number + 1]:.0f}")
        for number in range(n_used)
    ]
    legend = axes.legend(handles=handles[:_N_SIGNS], loc="upper left", bbox_to_anchor=(1.02, 1.0))
    axes.add_artist(legend)
    axes.legend(
        handles=handles[_N_SIGNS:],
        loc="upper left",
        bbox_to_anchor=(1.02, 0.8),
        title=label("fire_hours", lang),
        alignment="left",
    )


def _shades(n: int) -> list[tuple[float, float, float]]:
    """Return so many colours from dark to light, the oldest ground the darkest."""
    import matplotlib as mpl  # noqa: PLC0415

    scale = mpl.colormaps["YlOrBr"]
    return [scale(share)[:3] for share in np.linspace(0.95, 0.25, max(n, 1))]


def _draw_base(axes: "Axes", fire: FireRaster, place: Place, lang: Lang) -> None:
    """Draw this side and that, rivers, roads as straight lines, and the names of zones."""
    half_x, half_y = fire.half_km()
    axes.set_facecolor(PALE)
    for ring in place.outline:
        lon, lat = np.asarray(ring).T
        x, y = fire.xy_km(lon, lat)
        axes.fill(x, y, facecolor="#F7F7F2", edgecolor="none", zorder=0)
        axes.plot(x, y, color=INK, lw=1.4, ls="--", zorder=4)
    for river in place.rivers:
        for course in river.courses:
            lon, lat = np.asarray(course).T
            axes.plot(*fire.xy_km(lon, lat), color=COLOURS["river"], lw=1.2, zorder=1)
    for link in place.links:
        ends = [place.node(node_id) for node_id in (link.from_id, link.to_id)]
        x, y = fire.xy_km([end.lon for end in ends], [end.lat for end in ends])
        if min(abs(x)) < 2.0 * half_x and min(abs(y)) < 2.0 * half_y:
            axes.plot(x, y, color=GREY, lw=1.0, zorder=3)
    for zone in place.zones:
        x, y = fire.xy_km(zone.lon, zone.lat)
        if abs(float(x)) < 0.95 * half_x and abs(float(y)) < 0.95 * half_y:
            axes.plot(x, y, marker="o", ms=4, color=INK, zorder=6)
            axes.annotate(
                zone.name.in_(lang) or zone.name.in_("en"),
                (float(x), float(y)),
                xytext=(5, 4),
                textcoords="offset points",
                fontsize=SMALL_PT + 1,
                zorder=7,
            )
