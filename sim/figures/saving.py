"""All figures of a run as PNG files, each whole or absent."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import StorageError
from sim.core.text import Lang
from sim.figures.curves import disruption_figure, evacuation_figure, supply_figure
from sim.figures.map import map_figure
from sim.figures.situation import most_affected_prefecture
from sim.figures.timeline import timeline_figure
from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150


def save_figures(
    log: EventLog, place: Place, folder: str | Path, *, lang: Lang = "zh"
) -> list[Path]:
    """Write every figure of a run into a folder as PNG and return the paths.

    The files are map, map_focus (the prefecture most people left, where anyone did), timeline,
    evacuation, supply and disruption, each with the language at its end: ``map_zh.png``.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place it ran in.
    folder
        Where to write; made where it does not exist.
    lang
        ``"zh"`` or ``"en"``.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    target = Path(folder)
    return [
        save_figure(figure, target / f"{name}_{lang}.png")
        for name, figure in _figures(log, place, lang)
    ]


def save_figure(figure: "Figure", path: str | Path) -> Path:
    """Write one figure as PNG under a temporary name, then rename it into place.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            prefix=f".{target.name}-", dir=target.parent, delete=False
        ) as partial:
            name = Path(partial.name)
            try:
                figure.savefig(partial, format="png", dpi=DPI)
            except BaseException:
                name.unlink(missing_ok=True)
                raise
        name.chmod(0o644)
        name.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror or error}") from None
    return target


def _figures(log: EventLog, place: Place, lang: Lang) -> Iterator[tuple[str, "Figure"]]:
    """Yield name and figure one at a time, so that only one is held in memory."""
    yield "map", map_figure(log, place, lang=lang)
    affected = most_affected_prefecture(log, place)
    if affected:
        yield "map_focus", map_figure(log, place, lang=lang, county_ids=affected)
    yield "timeline", timeline_figure(log, place, lang=lang)
    yield "evacuation", evacuation_figure(log, lang=lang, place=place)
    yield "supply", supply_figure(log, lang=lang)
    yield "disruption", disruption_figure(log, lang=lang)
