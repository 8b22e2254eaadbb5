"""All figures of a run as PNG files, each whole or absent."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import StorageError
from sim.core.text import Lang
from sim.figures.curves import disruption_figure, evacuation_figure, supply_figure
from sim.figures.fire_course import fire_course
from sim.figures.fire_detection import fire_detection
from sim.figures.fire_map import fire_map
from sim.figures.hazard_points import hazard_point_figure
from sim.figures.hydrographs import hydrograph_figure
from sim.figures.inundation import inundation_figure
from sim.figures.map import map_figure
from sim.figures.palette import with_palette
from sim.figures.situation import most_affected_prefecture
from sim.figures.stages import gantt_figure, waterfall_figure
from sim.figures.timeline import timeline_figure
from sim.log import EventLog
from sim.place import Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.hazards.flood import FloodRealisation

DPI = 150


class _Named(NamedTuple):
    """A figure, the name of its file, and whether it shall be kept small."""

    name: str
    figure: "Figure"
    is_compact: bool = False


def save_figures(
    log: EventLog,
    place: Place,
    folder: str | Path,
    *,
    lang: Lang = "zh",
    realisation: "FloodRealisation | None" = None,
) -> list[Path]:
    """Write every figure of a run into a folder as PNG and return the paths.

    The files are map, map_focus (the prefecture most people left, where anyone did), timeline,
    evacuation, supply, disruption, and where there were requests stages and gantt, each with the
    language at its end: ``map_zh.png``; of fires fire_map, fire_course and fire_detection. With
    what nature did, also hydrographs, inundation and hazard_points.

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
    realisation
        What nature did in this run; None leaves out the figures that show it.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    target = Path(folder)
    return [
        save_figure(one.figure, target / f"{one.name}_{lang}.png", is_compact=one.is_compact)
        for one in _figures(log, place, lang, realisation)
    ]


def save_figure(figure: "Figure", path: str | Path, *, is_compact: bool = False) -> Path:
    """Write one figure as PNG under a temporary name, then rename it into place.

    Parameters
    ----------
    figure
        What to write.
    path
        Where to.
    is_compact
        Whether to keep 256 colours only: a third of the size, and no difference that one sees.

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
                if is_compact:
                    partial.write(_compact(figure))
                else:
                    figure.savefig(partial, format="png", dpi=DPI)
            except BaseException:
                name.unlink(missing_ok=True)
                raise
        name.chmod(0o644)
        name.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror or error}") from None
    return target


def _compact(figure: "Figure") -> bytes:
    """Return a figure as PNG with a palette."""
    whole = BytesIO()
    figure.savefig(whole, format="png", dpi=DPI)
    return with_palette(whole.getvalue())


def _figures(
    log: EventLog, place: Place, lang: Lang, realisation: "FloodRealisation | None"
) -> Iterator[_Named]:
    """Yield figures one at a time, so that only one is held in memory."""
    yield _Named("map", map_figure(log, place, lang=lang))
    affected = most_affected_prefecture(log, place)
    if affected:
        yield _Named("map_focus", map_figure(log, place, lang=lang, county_ids=affected))
    yield _Named("timeline", timeline_figure(log, place, lang=lang))
    yield _Named("evacuation", evacuation_figure(log, lang=lang, place=place))
    yield _Named("supply", supply_figure(log, lang=lang))
    yield _Named("disruption", disruption_figure(log, lang=lang))
    if log.of("RequestRaised"):
        yield _Named("stages", waterfall_figure(log, lang=lang), is_compact=True)
        yield _Named("gantt", gantt_figure(log, place, lang=lang), is_compact=True)
    if log.of("FireStarted"):
        yield _Named("fire_map", fire_map(log, place, lang=lang), is_compact=True)
        yield _Named("fire_course", fire_course(log, lang=lang), is_compact=True)
        yield _Named("fire_detection", fire_detection(log, lang=lang), is_compact=True)
    if realisation is None:
        return
    for name, draw in (
        ("hydrographs", hydrograph_figure),
        ("inundation", inundation_figure),
        ("hazard_points", hazard_point_figure),
    ):
        yield _Named(name, draw(realisation, place, log, lang=lang), is_compact=True)
