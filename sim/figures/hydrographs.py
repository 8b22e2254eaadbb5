"""Rain and rivers: for each catchment the rain that hangs from the top and the flow below it.

Shows what nature does, so it is drawn from the realisation; the log gives the calendar and says
which run it was. Reservoirs above, on and below the chosen catchments follow in the same grid.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import unknown_name
from sim.core.text import Lang
from sim.figures.hydrograph_panels import (
    Cell,
    Shared,
    basin_handles,
    draw_basin,
    draw_reservoir,
    reservoir_handles,
)
from sim.figures.labels import label
from sim.figures.style import (
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
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from sim.hazards.flood import FloodRealisation
    from sim.hazards.flood.rivers.basins import Basins
    from sim.hazards.flood.rivers.reservoirs import Reservoirs

_MOST_BASINS, _MOST_COLUMNS = 6, 3
_ROW_WIDTH_IN, _GAP_IN, _LEFT_IN, _RIGHT_IN, _FOOT_IN = 10.9, 0.8, 0.86, 0.4, 0.32
_NAMES_IN, _UPPER_IN, _BETWEEN_IN, _LOWER_IN, _CALENDAR_IN = 0.50, 0.60, 0.07, 1.25, 0.46
_ROW_IN = _NAMES_IN + _UPPER_IN + _BETWEEN_IN + _LOWER_IN + _CALENDAR_IN
_LEGEND_IN = 0.32


def hydrograph_figure(
    realisation: "FloodRealisation",
    place: Place,
    log: EventLog,
    *,
    lang: Lang = "zh",
    basin_ids: Sequence[str] = (),
    river_id: str = "",
) -> "Figure":
    """Draw rain and discharge of catchments, and the reservoirs that share their water.

    Parameters
    ----------
    realisation
        What nature did.
    place
        The place it did it to.
    log
        Log of the run, for its calendar and its name.
    lang
        ``"zh"`` or ``"en"``.
    basin_ids
        Catchments to show, ``<county>/<river>``; none shows the six whose river rises highest
        over its bank.
    river_id
        Show all catchments of this river instead, from its source down.

    Raises
    ------
    UnknownNameError
        If there is no such catchment, or no catchment of such a river.
    """
    from sim.hazards.flood.rivers.reservoirs import (  # noqa: PLC0415  # brings pydantic along
        ReservoirParameters,
        place_reservoirs,
    )

    basins = realisation.basins
    chosen = chosen_basins(realisation, basin_ids=basin_ids, river_id=river_id)
    # Where reservoirs lie and what they hold does not depend on how full they began.
    reservoirs = place_reservoirs(place, basins, ReservoirParameters())
    linked = linked_reservoirs(basins, reservoirs, realisation.reservoirs.inflow_m3s, chosen)
    columns = min(max(len(chosen), len(linked)), _MOST_COLUMNS)
    cell_in = (_ROW_WIDTH_IN - (columns - 1) * _GAP_IN) / columns
    blocks = [_rows(chosen, columns), _rows(linked, columns)]
    shared = Shared(
        realisation, place, log.header, lang, reservoirs, _most_rain(realisation), not river_id
    )
    subtitle = describe_run(log.header, lang)
    height_in = title_height_in(subtitle) + _FOOT_IN
    height_in += sum(len(rows) * _ROW_IN + _LEGEND_IN for rows in blocks if rows)
    with drawing():
        sheet = new_sheet(
            width_in=_LEFT_IN + _ROW_WIDTH_IN + _RIGHT_IN,
            height_in=height_in,
            title=_title(realisation, place, lang, chosen, basin_ids, river_id),
            subtitle=subtitle,
            footer=describe_source(log.header, lang),
        )
        top_in = height_in - title_height_in(subtitle)
        for rows, handles, draw in zip(
            blocks,
            (basin_handles(shared), reservoir_handles(lang)),
            (draw_basin, draw_reservoir),
            strict=True,
        ):
            if rows:
                _explain(sheet, handles, top_in)
                top_in -= _LEGEND_IN
            for row in rows:
                for column, index in enumerate(row):
                    draw(_cell(sheet, column, top_in, cell_in), shared, index)
                top_in -= _ROW_IN
    return sheet


def chosen_basins(
    realisation: "FloodRealisation", *, basin_ids: Sequence[str] = (), river_id: str = ""
) -> list[int]:
    """Return the catchments to show: those named, those of a river, or the six highest."""
    basins = realisation.basins
    if river_id:
        found = [index for index, one in enumerate(basins.river_id) if one == river_id]
        if not found:
            known = [one for one in dict.fromkeys(basins.river_id) if one]
            raise unknown_name(river_id, known, noun="river with a catchment")
        return sorted(found, key=lambda index: float(basins.outlet_km[index]))
    position = {basin_id: index for index, basin_id in enumerate(basins.basin_id)}
    for basin_id in basin_ids:
        if basin_id not in position:
            raise unknown_name(basin_id, position, noun="catchment")
    if basin_ids:
        return [position[basin_id] for basin_id in basin_ids]
    highest = realisation.stage_over_bank_m.max(axis=0)
    ranked: list[int] = np.argsort(-highest, kind="stable")[:_MOST_BASINS].tolist()
    return ranked


def linked_reservoirs(
    basins: "Basins", reservoirs: "Reservoirs", inflow_m3s: np.ndarray, chosen: Sequence[int]
) -> list[int]:
    """Return up to three reservoirs above, on or below chosen catchments, upstream first.

    The three that most water flows into; none that no water flows into.
    """
    near = dict.fromkeys(chosen)
    for basin in chosen:
        near.update(dict.fromkeys(_below(basins, basin)))
    for basin in range(len(basins.basin_id)):
        if any(below in chosen for below in _below(basins, basin)):
            near[basin] = None
    peak = inflow_m3s.max(axis=0)
    found = [
        index
        for index, basin in enumerate(reservoirs.basin.tolist())
        if basin in near and peak[index] > 0.0
    ]
    most = sorted(found, key=lambda index: (-peak[index], index))[:_MOST_COLUMNS]
    return sorted(most, key=lambda index: basins.order.index(int(reservoirs.basin[index])))


def _below(basins: "Basins", basin: int) -> list[int]:
    path = []
    basin = int(basins.downstream[basin])
    while basin >= 0:
        path.append(basin)
        basin = int(basins.downstream[basin])
    return path


def _most_rain(realisation: "FloodRealisation") -> float:
    return float(realisation.rain_mm_per_h.max(initial=0.0))


def _title(
    realisation: "FloodRealisation",
    place: Place,
    lang: Lang,
    chosen: Sequence[int],
    basin_ids: Sequence[str],
    river_id: str,
) -> str:
    if river_id:
        return label("hydrograph_title_river", lang, river=place.river(river_id).name.in_(lang))
    if basin_ids:
        return label("hydrograph_title_chosen", lang)
    rises = (realisation.stage_over_bank_m.max(axis=0) > 0.0).sum()
    key = "hydrograph_title" if rises else "hydrograph_title_calm"
    total = len(realisation.basins.basin_id)
    return label(key, lang, n=len(chosen), rises=int(rises), total=total)


def _rows(items: Sequence[int], columns: int) -> list[Sequence[int]]:
    return [items[begin : begin + columns] for begin in range(0, len(items), columns)]


def _cell(sheet: "Figure", column: int, top_in: float, cell_in: float) -> Cell:
    """Return the two panels of one catchment or reservoir."""
    left_in = _LEFT_IN + column * (cell_in + _GAP_IN)
    upper_in = top_in - _NAMES_IN - _UPPER_IN
    panels = [
        place_axes(
            sheet, left_in=left_in, bottom_in=bottom_in, width_in=cell_in, height_in=height_in
        )
        for bottom_in, height_in in (
            (upper_in, _UPPER_IN),
            (upper_in - _BETWEEN_IN - _LOWER_IN, _LOWER_IN),
        )
    ]
    return Cell(panels[0], panels[1], cell_in + _RIGHT_IN * 0.85)


def _explain(sheet: "Figure", handles: Sequence["Line2D"], top_in: float) -> None:
    """Write what the lines of the rows below are."""
    width_in, height_in = sheet.get_size_inches()
    sheet.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.3 / width_in, top_in / height_in),
        ncols=len(handles),
        borderaxespad=0.0,
        borderpad=0.25,
        handlelength=2.0,
        columnspacing=1.8,
    )
