"""Curves over calendar time: people moved, goods delivered, roads cut.

Three sheets: evacuation and rescue; supply, with S(t) and each commodity; disruption. Series
that :mod:`sim.metrics` defines come from there, so a curve and its metric always agree.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import Lang
from sim.core.units import HOUR_S
from sim.figures.calendar import calendar_axis
from sim.figures.labels import label
from sim.figures.panels import (
    Curve,
    count_axis,
    draw_curves,
    label_ends,
    note,
    share_calendar,
    stacked_sheet,
)
from sim.figures.series import FloatArray, Steps, cumulated, standing
from sim.figures.style import (
    COLOURS,
    INK,
    PAPER,
    SMALL_PT,
    drawing,
    heading,
    say_nothing_happened,
)
from sim.log import EventLog
from sim.log.words import WORDS
from sim.metrics import bound, evacuation, supply
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_GRID_COLUMNS = 3
_GRID_PANEL_IN = 1.65
_SHARE_PANEL_IN, _LEGEND_DROP_IN = 2.3, 0.42
_SMALL_LABELS = 3
_AGES_H = (12, 24)
_LEAST_MARK_SHARE = 0.01

CLOSURE_REASONS: dict[str, str] = {
    "flood": "#56B4E9",
    "breach": "#0072B2",
    "slide": "#D55E00",
    "bridge": "#4D4D4D",
    "tree": "#009E73",
    "decision": "#F0E442",
    "other": "#CC79A7",
}
"""Colours of the reasons for which roads close."""


def evacuation_figure(log: EventLog, *, lang: Lang = "zh", place: Place | None = None) -> "Figure":
    """Draw people ordered out, departed and taken in, and people trapped and rescued.

    Parameters
    ----------
    log
        Log of one run.
    lang
        ``"zh"`` or ``"en"``.
    place
        The place it ran in, for the least possible clearance time; None leaves that out.
    """
    departed, arrived = evacuation.departure_curve(log), evacuation.arrival_curve(log)
    moved = [
        Curve(label("ordered", lang), _ordered(log), COLOURS["order"], "--"),
        Curve(label("departed", lang), Steps(*departed), COLOURS["departure"]),
        Curve(label("arrived", lang), Steps(*arrived), COLOURS["evacuation"]),
    ]
    saved = [
        Curve(
            label("trapped_line", lang),
            cumulated(log.of("PersonsTrapped"), key="persons"),
            COLOURS["closure"],
            "--",
        ),
        Curve(
            label("rescued_line", lang),
            cumulated(log.of("PersonsRescued"), key="persons"),
            COLOURS["trapped"],
        ),
    ]
    sheet, (upper, lower) = stacked_sheet(log, lang, "evacuation_title", (3.3, 1.9))
    with drawing():
        heading(upper, label("evacuation_panel", lang))
        draw_curves(upper, moved, log, lang)
        _write_quantiles(upper, log, lang, place)
        if place is not None:
            _mark_bound(upper, log, lang, place)
        heading(lower, label("rescue_panel", lang))
        draw_curves(lower, saved, log, lang)
        share_calendar((upper, lower), log, lang)
    return sheet


def supply_figure(log: EventLog, *, lang: Lang = "zh") -> "Figure":
    """Draw the satisfied share S(t), and need against deliveries of every commodity."""
    commodities = list(
        dict.fromkeys(key for event in log.of("NeedArose") for key in event.data["need"])
    )
    n_rows = -(-len(commodities) // _GRID_COLUMNS)
    sheet, panels = stacked_sheet(
        log,
        lang,
        "supply_title",
        (_SHARE_PANEL_IN,) + (_GRID_PANEL_IN,) * n_rows,
        n_columns=_GRID_COLUMNS,
    )
    with drawing():
        _draw_share(panels[0], log, lang)
        share_calendar(panels[:1], log, lang)
        for axes, commodity in zip(panels[1:], commodities, strict=False):
            _draw_commodity(axes, log, commodity, lang)
            _small_calendar(axes, log, lang)
        for axes in panels[1 + len(commodities) :]:
            axes.remove()
        if len(panels) > 1:
            _explain_commodities(panels[0], lang)
    return sheet


def disruption_figure(log: EventLog, *, lang: Lang = "zh") -> "Figure":
    """Draw roads closed, by reason, places under water, and roads congested where any was."""
    congested = standing(log, begin="LinkCongested", end="LinkRelieved")[""]
    heights = (3.0, 1.9, 1.9) if len(congested.time_s) else (3.0, 1.9)
    sheet, panels = stacked_sheet(log, lang, "disruption_title", heights)
    with drawing():
        _draw_closures(panels[0], log, lang)
        flooded = standing(log, begin="ZoneFlooded", end="ZoneDrained")[""]
        for axes, key, steps, fill, line in (
            (panels[1], "flooded_zones", flooded, COLOURS["flooded"], COLOURS["evacuation"]),
            (panels[-1], "congested_panel", congested, COLOURS["departure"], COLOURS["order"]),
        )[: len(panels) - 1]:
            heading(axes, label(key, lang))
            time_s, value = steps.to(log.header.horizon_s)
            axes.fill_between(
                time_s, value, step="post", facecolor=fill, edgecolor="none", alpha=0.75
            )
            axes.step(time_s, value, where="post", color=line, lw=1.2)
            count_axis(axes, float(value.max()))
            if not len(steps.time_s):
                say_nothing_happened(axes, label("nothing", lang))
        n_locked = len(log.of("GridlockFormed"))
        if len(congested.time_s) and n_locked:
            note(panels[-1], label("gridlock_note", lang, n=n_locked))
        share_calendar(panels, log, lang)
    return sheet


def _ordered(log: EventLog) -> Steps:
    """Return people ordered out so far; a zone ordered again counts with its largest number."""
    by_zone: dict[str, float] = {}
    times, values = [], []
    for event in log.of("EvacuationOrdered"):
        persons = float(event.data["persons"])
        by_zone[event.subject] = max(by_zone.get(event.subject, 0.0), persons)
        times.append(event.time_s)
        values.append(sum(by_zone.values()))
    return Steps(np.array(times, dtype=float), np.array(values, dtype=float))


def _write_quantiles(axes: "Axes", log: EventLog, lang: Lang, place: Place | None) -> None:
    """Write T50, T95 and clearance, the last beside its bound, above the panel."""
    found = []
    for key, time_s in (
        ("t50", evacuation.evacuation_t50_s(log)),
        ("t95", evacuation.evacuation_t95_s(log)),
    ):
        if time_s is not None:
            found.append(label(key, lang, time=_hours(time_s, lang)))
    clearance_s = evacuation.evacuation_clearance_s(log)
    if clearance_s is None:
        return
    bound_s = ratio = None
    if place is not None:
        bound_s = bound.evacuation_bound_s(log, place=place)
        ratio = bound.evacuation_clearance_ratio(log, place=place)
    all_in = label("clearance", lang, time=_hours(clearance_s, lang))
    if bound_s is not None and ratio is not None:
        all_in = label(
            "clearance_over_bound",
            lang,
            time=_hours(clearance_s, lang),
            bound=_hours(bound_s, lang),
            ratio=f"{ratio:.1f}",
        )
    note(axes, label("from_order", lang) + label("between", lang).join([*found, all_in]))


def _hours(time_s: float, lang: Lang) -> str:
    return label("hours", lang, hours=time_s / HOUR_S)


def _mark_bound(axes: "Axes", log: EventLog, lang: Lang, place: Place) -> None:
    """Draw when the decision with the latest bound could have been over at the earliest.

    Left out where the bound is too short to be told from the order on the axis of the run.
    """
    bounded = [
        (one.bound_s, one.time_s)
        for one in bound.evacuation_decisions(log, place=place)
        if one.bound_s is not None
    ]
    bound_s, order_s = max(bounded, default=(0.0, 0.0))
    horizon_s = log.header.horizon_s
    if bound_s < _LEAST_MARK_SHARE * horizon_s or order_s + bound_s > horizon_s:
        return
    at_s = order_s + bound_s
    axes.axvline(at_s, color=COLOURS["bound"], lw=1.4, zorder=1.5)
    is_left = at_s < horizon_s / 2.0
    axes.annotate(
        label("bound_mark", lang),
        (at_s, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(4 if is_left else -4, -2),
        textcoords="offset points",
        ha="left" if is_left else "right",
        va="top",
        fontsize=SMALL_PT + 0.5,
        color=COLOURS["bound"],
    )


def _draw_share(axes: "Axes", log: EventLog, lang: Lang) -> None:
    heading(axes, label("supply_panel", lang))
    series = supply.supply_series(log)
    needed = np.flatnonzero(series.need_persons > 0.0)
    axes.set_ylim(0.0, 1.04)
    axes.set_yticks((0.0, 0.25, 0.5, 0.75, 1.0), ("0%", "25%", "50%", "75%", "100%"))
    axes.grid(visible=True, axis="y")
    if not len(needed):
        say_nothing_happened(axes, label("nothing", lang))
        return
    horizon_s = log.header.horizon_s
    first = int(needed[0])
    drawn = Steps(series.time_s[first:], series.share[first:]).settled()
    time_s = np.append(drawn.time_s, horizon_s)
    share = np.append(drawn.value, drawn.value[-1:])
    axes.fill_between(time_s, share, step="post", color=COLOURS["supply"], alpha=0.15, lw=0)
    axes.step(time_s, share, where="post", color=COLOURS["supply"], lw=1.8)
    label_ends(axes, [(float(share[-1]), f"S(t) {share[-1]:.0%}", COLOURS["supply"])])
    notes = []
    for age_h in _AGES_H:
        mark_s = float(time_s[0]) + age_h * HOUR_S
        if mark_s <= horizon_s:
            _mark_age(axes, mark_s, _at(time_s, share, mark_s), age_h)
        value = supply.share_after(log, age_s=age_h * HOUR_S)
        if value is not None:
            notes.append(label("supply_after", lang, hours=age_h, share=f"{value:.0%}"))
    note(axes, "   ".join(notes))


def _mark_age(axes: "Axes", mark_s: float, share: float, age_h: int) -> None:
    axes.plot([mark_s, mark_s], [0.0, share], color=INK, lw=0.9, ls=":")
    axes.plot([mark_s], [share], marker="o", ms=5.5, mfc=PAPER, mec=COLOURS["supply"], mew=1.6)
    axes.annotate(
        f"+{age_h} h",
        (mark_s, 0.0),
        xytext=(3, 3),
        textcoords="offset points",
        fontsize=SMALL_PT + 0.5,
        color=INK,
    )


def _at(time_s: FloatArray, value: FloatArray, moment_s: float) -> float:
    return float(value[int(np.searchsorted(time_s, moment_s, side="right")) - 1])


def _draw_commodity(axes: "Axes", log: EventLog, commodity: str, lang: Lang) -> None:
    heading(axes, _commodity_title(commodity, lang))
    horizon_s = log.header.horizon_s
    need = _goods(log, "NeedArose", "need", commodity).to(horizon_s)
    sent = _goods(log, "GoodsDelivered", "goods", commodity).to(horizon_s)
    axes.step(need.time_s, need.value, where="post", color=COLOURS["order"], ls="--", lw=1.4)
    axes.step(sent.time_s, sent.value, where="post", color=COLOURS["supply"], lw=1.6)
    axes.fill_between(
        sent.time_s, sent.value, step="post", color=COLOURS["supply"], alpha=0.15, lw=0
    )
    count_axis(axes, max(float(need.value.max()), float(sent.value.max())), n_ticks=4)


def _goods(log: EventLog, kind: str, field: str, commodity: str) -> Steps:
    found = [
        (event.time_s, float(event.data[field][commodity]))
        for event in log.of(kind)
        if commodity in event.data[field]
    ]
    times = np.array([time_s for time_s, _ in found], dtype=float)
    return Steps(times, np.cumsum([amount for _, amount in found], dtype=float))


def _commodity_title(commodity: str, lang: Lang) -> str:
    from sim.supply.commodities import GoodsStandards  # noqa: PLC0415  # brings pydantic along

    for known in GoodsStandards().table.commodities:
        if known.key == commodity:
            return label(
                "commodity_panel", lang, name=known.name.in_(lang), unit=known.unit.in_(lang)
            )
    return WORDS[commodity].in_(lang) if commodity in WORDS else commodity


def _explain_commodities(axes: "Axes", lang: Lang) -> None:
    """Say once, under the top panel, what the lines of the small panels are."""
    from matplotlib.lines import Line2D  # noqa: PLC0415  # start-up

    axes.legend(
        handles=[
            Line2D([], [], color=COLOURS["order"], ls="--", lw=1.4, label=label("needed", lang)),
            Line2D([], [], color=COLOURS["supply"], lw=1.6, label=label("delivered", lang)),
        ],
        loc="upper left",
        bbox_to_anchor=(0.0, -_LEGEND_DROP_IN / _SHARE_PANEL_IN),
        ncols=2,
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=2.2,
        columnspacing=2.0,
    )


def _draw_closures(axes: "Axes", log: EventLog, lang: Lang) -> None:
    heading(axes, label("closed_panel", lang))
    reasons = tuple(CLOSURE_REASONS)
    steps = standing(log, begin="LinkClosed", end="LinkReopened", field="reason", among=reasons)
    _stack(axes, steps, log.header.horizon_s, lang)
    wet = len({event.subject for event in log.of("LinkFlooded")})
    note(axes, label("flooded_links", lang, n=wet))


def _stack(axes: "Axes", steps: Mapping[str, Steps], horizon_s: float, lang: Lang) -> None:
    floor: FloatArray | float = 0.0
    most = 0.0
    for reason, one in steps.items():
        time_s, value = one.to(horizon_s)
        if not value.any():
            continue
        text = WORDS[reason].in_(lang) if reason in WORDS else label(reason, lang)
        axes.fill_between(
            time_s,
            floor,
            floor + value,
            step="post",
            facecolor=CLOSURE_REASONS[reason],
            edgecolor=PAPER,
            linewidth=0.5,
            label=text,
        )
        floor = floor + value
        most = float(floor.max())
    count_axis(axes, most)
    if most == 0.0:
        say_nothing_happened(axes, label("nothing", lang))
    else:
        axes.legend(
            loc="center left",
            bbox_to_anchor=(1.01, 0.5),
            reverse=True,
            handlelength=1.2,
            borderaxespad=0.0,
        )


def _small_calendar(axes: "Axes", log: EventLog, lang: Lang) -> None:
    """Give a narrow panel a calendar with few labels."""
    calendar_axis(
        axes,
        clock=log.header.clock,
        horizon_s=log.header.horizon_s,
        lang=lang,
        most_labels=_SMALL_LABELS,
    )
