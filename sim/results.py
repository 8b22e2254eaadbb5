"""A results folder: written whole or not at all."""

import json
from pathlib import Path

from sim.core.files import whole_folder
from sim.core.text import Lang
from sim.log import EventLog
from sim.metrics import summary
from sim.metrics.reported import beside_reported
from sim.place import Place

SUMMARY_FILE = "summary.json"
REPORTED_FILE = "beside_reported.json"
FIGURES_FOLDER = "figures"


def results_folder(root: Path, log: EventLog) -> Path:
    """Return the folder of a run: named by what it is the result of, so that equal runs meet."""
    header = log.header
    choices = "-".join(header.plan[group] for group in ("linkage", "layout"))
    key = f"{header.scenario_digest[:4]}{header.plan_digest[:6]}"
    run = f"seed{header.seed}-rep{header.replication}"
    decided = "-decided" if header.decisions else ""
    return root / header.scenario / f"{choices}-{key}" / f"{run}{decided}"


def write_results(
    log: EventLog,
    place: Place,
    target: Path,
    *,
    lang: Lang,
    reported: Path | None,
    with_figures: bool,
) -> None:
    """Write log, summary, comparison with the report, and figures.

    Parameters
    ----------
    target
        The folder; an earlier one of that name is replaced once the new one is whole.
    lang
        Language of the figures.
    reported
        Table of reported outcomes of the real event, where there is one.
    with_figures
        Whether to draw.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    with whole_folder(target) as folder:
        log.save(folder)
        _write_json(folder / SUMMARY_FILE, summary(log, place=place))
        if reported is not None:
            rows = [row.as_dict() for row in beside_reported(log, place, reported)]
            _write_json(folder / REPORTED_FILE, rows)
        if with_figures:
            from sim.figures import save_figures  # noqa: PLC0415  # draws only when asked

            save_figures(log, place, folder / FIGURES_FOLDER, lang=lang)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
