"""A results folder: written whole or not at all."""

import json
from hashlib import blake2b
from pathlib import Path

from sim.core.errors import InputError, StorageError
from sim.core.files import whole_folder
from sim.core.text import Lang
from sim.log import EventLog
from sim.metrics import summary
from sim.metrics.reported import beside_reported
from sim.place import Place
from sim.scenario import Plan, Scenario, make_plan, make_scenario

RUN_FILE = "run.json"
SUMMARY_FILE = "summary.json"
REPORTED_FILE = "beside_reported.json"
FIGURES_FOLDER = "figures"


def results_folder(root: Path, log: EventLog) -> Path:
    """Return the folder of a run: named by what it is the result of, so that equal runs meet."""
    header = log.header
    choices = "-".join(header.plan[group] for group in ("linkage", "layout"))
    key = f"{header.scenario_digest[:4]}{header.plan_digest[:6]}"
    run = f"seed{header.seed}-rep{header.replication}"
    digest = blake2b(json.dumps(header.decisions).encode(), digest_size=3).hexdigest()
    decided = f"-decided-{digest}" if header.decisions else ""
    return root / header.scenario / f"{choices}-{key}" / f"{run}{decided}"


def write_results(
    log: EventLog,
    scenario: Scenario,
    plan: Plan,
    place: Place,
    target: Path,
    *,
    lang: Lang,
    with_figures: bool,
) -> None:
    """Write log, inputs, summary, comparison with the report, and figures.

    Parameters
    ----------
    target
        The folder; an earlier one of that name is replaced once the new one is whole.
    lang
        Language of the figures.
    with_figures
        Whether to draw.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    with whole_folder(target) as folder:
        log.save(folder)
        inputs = {
            "hazard_folder": str(scenario.folder.resolve()),
            "scenario": scenario.values(),
            "plan": plan.values(),
            "choices": dict(plan.choices),
        }
        _write_json(folder / RUN_FILE, inputs)
        _write_json(folder / SUMMARY_FILE, summary(log, place=place))
        if reported := beside_reported(log, place, scenario.folder):
            _write_json(folder / REPORTED_FILE, [row.as_dict() for row in reported])
        if with_figures:
            from sim.figures import save_figures  # noqa: PLC0415  # draws only when asked

            save_figures(log, place, folder / FIGURES_FOLDER, lang=lang)


def read_run(folder: Path) -> tuple[Scenario, Plan, EventLog]:
    """Return the inputs and the log of a run from its results folder.

    Raises
    ------
    StorageError
        If there is no run in the folder.
    InputError
        If the inputs are damaged, or no longer those the log was made from.
    """
    log = EventLog.load(folder)
    path = folder / RUN_FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        scenario = make_scenario(values["scenario"], folder=Path(values["hazard_folder"]))
        plan = make_plan(values["plan"], choices=values["choices"])
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}") from None
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} is damaged: {error}") from None
    made_from = (log.header.scenario_digest, log.header.plan_digest)
    if made_from != (scenario.digest(), plan.digest()):
        raise InputError(
            f"{folder}: the data of scenario '{scenario.name}' have changed since this run; "
            "run it again first"
        )
    return scenario, plan, log


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
