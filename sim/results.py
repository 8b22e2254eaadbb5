"""A results folder: written whole or not at all."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from sim.core.errors import InputError, LiandongError, StorageError
from sim.core.files import whole_folder
from sim.core.streams import Streams
from sim.core.text import Lang
from sim.decision import Decision
from sim.hazards.flood.rivers.releases import ReleaseOrder
from sim.hazards.nature import Nature
from sim.log import EventLog
from sim.metrics import summary
from sim.metrics.reported import beside_reported
from sim.place import Place
from sim.place.reading import load_place
from sim.scenario import Plan, Scenario, make_plan, make_scenario

RUN_FILE = "run.json"
SUMMARY_FILE = "summary.json"
REPORTED_FILE = "beside_reported.json"
FIGURES_FOLDER = "figures"
_KEY_BYTES = 5


def results_folder(
    root: Path,
    scenario: Scenario,
    plan: Plan,
    place: Place,
    *,
    seed: int,
    replication: int,
    decisions: Sequence[Decision] = (),
) -> Path:
    """Return the folder of a run: named by what it is the result of, so that equal runs meet."""
    chosen = "-".join(plan.choices[group] for group in ("linkage", "layout"))
    key = _short(scenario.digest(), plan.digest(), place.digest)
    run = f"seed{seed}-rep{replication}"
    if decisions:
        run += f"-decided-{_short(*(decision.model_dump_json() for decision in decisions))}"
    return root / _name(scenario.name) / f"{_name(chosen)}-{key}" / run


def check_writable(target: Path) -> None:
    """Find out before a run, not after it, whether its folder can be made; leave nothing behind.

    Raises
    ------
    StorageError
        If it cannot.
    """
    home = next(folder for folder in target.absolute().parents if folder.exists())
    try:
        Path(tempfile.mkdtemp(prefix=".liandong-", dir=home)).rmdir()
    except OSError as error:
        raise StorageError(
            f"cannot write results to {target.parent}: {home}: {error.strerror}; "
            "choose a writable folder with out=FOLDER"
        ) from None


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
    with _no_empty_parents(target), whole_folder(target) as folder:
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

            nature = nature_of(log, scenario, plan, place)
            save_figures(
                log,
                place,
                folder / FIGURES_FOLDER,
                lang=lang,
                realisation=nature.flood if nature.has_flood else None,
            )


def nature_of(log: EventLog, scenario: Scenario, plan: Plan, place: Place) -> Nature:
    """Return what nature did in a run, drawn again: it is not kept, and the same each time.

    Releases from reservoirs that a person ordered during the run are those of the log.

    Parameters
    ----------
    log
        Log of the run.
    scenario, plan, place
        What it was made from.
    """
    orders = tuple(
        ReleaseOrder(decision["target"], decision["time_s"], decision["release_m3s"])
        for decision in log.header.decisions
        if decision["lever"] == "order_release"
    )
    streams = Streams(log.header.seed, log.header.replication)
    return scenario.nature(place, streams=streams, levers=plan.levers(orders))


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
    except LiandongError as error:
        raise InputError(f"{path}: {error}; run it again first") from None
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{path} is damaged ({error}); run it again first") from None
    header = log.header
    made_from = {
        f"the data of scenario '{scenario.name}'": (header.scenario_digest, scenario.digest()),
        "the plan": (header.plan_digest, plan.digest()),
        f"place '{header.place}'": (header.place_digest, load_place(scenario.place).digest),
    }
    for what, (then, now) in made_from.items():
        if then != now:
            raise InputError(f"{folder}: {what} changed since this run; run it again first")
    return scenario, plan, log


@contextmanager
def _no_empty_parents(target: Path) -> Iterator[None]:
    """Remove the parent folders made for a target that was not written after all."""
    made = [folder for folder in target.absolute().parents if not folder.exists()]
    try:
        yield
    finally:
        with suppress(OSError):  # not empty: the results are there
            for folder in made:
                folder.rmdir()


def _short(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=_KEY_BYTES).hexdigest()


def _name(text: str) -> str:
    """Return a name as that of one folder: no separator, and not hidden."""
    plain = "".join(mark if mark.isalnum() or mark in "-_. " else "_" for mark in text)
    return plain.strip(" .") or "_"


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
