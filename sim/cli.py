"""The ``liandong`` command, and the only room that knows Hydra."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sim.core.errors import LiandongError

if TYPE_CHECKING:
    from sim.core.text import Lang
    from sim.scenario import Plan, Scenario

_INTERRUPTED = 130
_LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language."
)


class _Group(click.Group):
    """A command group whose errors are one line and whose interruption loses nothing."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # click's own signature
        """Run a verb; show errors as one line with exit code 1, Ctrl-C with 130."""
        try:
            return super().main(*args, **kwargs)
        except LiandongError as error:
            click.echo(f"liandong: {error}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("liandong: interrupted; nothing half-written remains", err=True)
            sys.exit(_INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liandong")
def main() -> None:
    """Liandong (联动): replay disasters, compare stockpile layouts and linkage rules.

    \b
    liandong run                                   the 2019 typhoon replay
    liandong run linkage=separate layout=central   another plan
    liandong run linkage=separate,unified -m       a sweep, one run after another
    """  # noqa: D301  # click wants the escape itself


def _complete_override(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete ``group=choice`` in the shell."""
    from sim.overrides import RUN_KEYS  # noqa: PLC0415  # start-up
    from sim.scenario import PLAN_GROUPS, available_choices, available_scenarios  # noqa: PLC0415

    key, mark, _ = incomplete.partition("=")
    if not mark:
        return [
            f"{name}=" for name in ("scenario", *PLAN_GROUPS, *RUN_KEYS) if name.startswith(key)
        ]
    names = available_scenarios() if key == "scenario" else []
    names = available_choices(key) if key in PLAN_GROUPS else names
    return [f"{key}={name}" for name in names if f"{key}={name}".startswith(incomplete)]


@main.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["-h", "--help"]}
)
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=_complete_override)
def run(overrides: tuple[str, ...]) -> None:
    """Run a scenario under a plan; with -m, every combination of the values given.

    OVERRIDES follow Hydra's grammar: scenario=NAME_OR_PATH, hazard=NAME, linkage=, layout=,
    dispatch=, evacuation=, staging=, outreach=, seed=, replication=, lang=zh|en, figures=false,
    out=FOLDER, decisions=FILE, and any value by its dotted key, such as
    scenario.hazard.rain_factor=1.2. `liandong list` shows the choices; --cfg job shows all values.
    """
    from sim.overrides import prepare  # noqa: PLC0415  # start-up

    prepared = prepare(overrides)
    _compose_and_run(prepared.overrides, prepared.own_scenarios)


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
def check(path: Path) -> None:
    """Check a place or scenario folder and report every problem at once."""
    from sim.checking import check_folder  # noqa: PLC0415

    problems = check_folder(path)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise LiandongError(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {path}")
    click.echo(f"{path}: no problems")


@main.command(name="list")
@click.argument(
    "what",
    type=click.Choice(["all", "scenarios", "plans", "metrics", "assumptions"]),
    default="all",
)
@_LANG
def list_(what: str, lang: "Lang") -> None:
    """List scenarios, plan choices, metrics or the assumptions register."""
    from sim import terminal  # noqa: PLC0415

    terminal.show_list(what, lang=lang)


@main.command()
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=_complete_override)
def explain(overrides: tuple[str, ...]) -> None:
    """Say what a scenario and plan will do, without running them."""
    from sim.overrides import prepare  # noqa: PLC0415

    prepared = prepare(overrides)
    _compose_and_run(prepared.overrides, prepared.own_scenarios, only_explain=True)


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("event")
@_LANG
def why(results: Path, event: str, lang: "Lang") -> None:
    """Walk an EVENT of a run back to its causes.

    EVENT is a number (seq), KIND:SUBJECT such as GoodsDelivered:SHELTER, or a subject, whose last
    event is meant.
    """
    from sim.log import EventLog  # noqa: PLC0415
    from sim.log.causes import why as explain_event  # noqa: PLC0415
    from sim.log.words import names_of  # noqa: PLC0415
    from sim.place.reading import load_place  # noqa: PLC0415

    log = EventLog.load(results)
    names = names_of(load_place(log.header.place))
    for line in explain_event(log, event, lang=lang, names=names):
        click.echo(line)


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("decisions", type=click.Path(path_type=Path))
@_LANG
def branch(results: Path, decisions: Path, lang: "Lang") -> None:
    """Re-run RESULTS with other DECISIONS and show what they changed.

    The world before the first differing decision is proven identical, event by event.
    """
    from sim import terminal  # noqa: PLC0415
    from sim.tabletop.branch import branch_run  # noqa: PLC0415

    terminal.show_branch(branch_run(results, decisions), lang=lang)


@main.command()
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=_complete_override)
@click.option("-n", "--replications", default=1, show_default=True, help="Replications per cell.")
@click.option("-j", "--jobs", default=1, show_default=True, help="Worker processes.")
@click.option("--metric", "metrics", multiple=True, help="Metric to show; repeat for more.")
@_LANG
def compare(
    overrides: tuple[str, ...], replications: int, jobs: int, metrics: tuple[str, ...], lang: "Lang"
) -> None:
    """Compare plans under common random numbers.

    Give lists of choices: linkage=separate,unified layout=central,counties_15. Every combination
    is run on the same seeds; with two or more replications, differences to the first combination
    carry paired intervals.
    """
    from sim import terminal  # noqa: PLC0415

    terminal.show_comparison(
        overrides, replications=replications, n_jobs=jobs, metrics=metrics, lang=lang
    )


def _compose_and_run(
    overrides: Sequence[str], own_scenarios: Sequence[Path], *, only_explain: bool = False
) -> None:
    """Let Hydra compose each job and run it."""
    import hydra  # noqa: PLC0415  # 0.4 s: only for the verbs that compose
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415
    from hydra.errors import HydraException  # noqa: PLC0415
    from omegaconf import DictConfig, OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415

    from sim.core.paths import shipped  # noqa: PLC0415

    folders = _register_scenarios(own_scenarios)
    failures: list[LiandongError] = []

    @hydra.main(version_base="1.3", config_path=str(shipped("conf")), config_name="config")
    def task(config: DictConfig) -> None:
        values = cast("dict[str, Any]", OmegaConf.to_container(config, resolve=True))
        choices = dict(HydraConfig.get().runtime.choices)
        try:
            scenario, plan = _validate(values, choices, folders)
            if only_explain:
                click.echo(scenario.explain(plan, lang=values["lang"]))
            else:
                _run_one(scenario, plan, values)
        except LiandongError as error:  # kept until Hydra is done: a sweep goes on
            failures.append(error)

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors reach us, and we show them as one line
    sys.argv = ["liandong", *overrides]
    try:
        task()
    except (HydraException, OmegaConfBaseException) as error:
        raise LiandongError(" ".join(str(error).split())) from None
    for failure in failures[:-1]:
        click.echo(f"liandong: {failure}", err=True)
    if failures:
        raise failures[-1]


def _register_scenarios(own: Sequence[Path]) -> dict[str, Path]:
    """Make every scenario and hazard a Hydra choice; return the folder of each hazard."""
    from hydra.core.config_store import ConfigStore  # noqa: PLC0415

    from sim.core.files import read_yaml  # noqa: PLC0415
    from sim.overrides import own_name  # noqa: PLC0415
    from sim.scenario import HAZARD_FILE, available_scenarios, find_scenario  # noqa: PLC0415

    store = ConfigStore.instance()
    folders: dict[str, Path] = {}
    named: list[tuple[str, str | Path]] = [(name, name) for name in available_scenarios()]
    named += [(own_name(path), path) for path in own]
    for name, source in named:
        path = find_scenario(source)
        values = read_yaml(path)
        hazard = str(values.pop("hazard", name))
        if (path.parent / HAZARD_FILE).is_file():
            store.store(group="hazard", name=name, node=read_yaml(path.parent / HAZARD_FILE))
            folders[name] = path.parent
        defaults = {"defaults": [{"/hazard@hazard": hazard}, "_self_"]}
        store.store(group="scenario", name=name, node={**defaults, **values})
    return folders


def _validate(
    values: dict[str, Any],
    choices: dict[str, str],
    folders: dict[str, Path],
) -> "tuple[Scenario, Plan]":
    from sim.core.errors import InputError  # noqa: PLC0415
    from sim.scenario import PLAN_GROUPS, make_plan, make_scenario  # noqa: PLC0415

    hazard = str(choices["hazard@scenario.hazard"])
    if not isinstance(values["seed"], int) or not isinstance(values["replication"], int):
        raise InputError("seed and replication are whole numbers")
    if values["lang"] not in {"zh", "en"}:
        raise InputError(f"lang={values['lang']}: allowed are zh and en")
    scenario = make_scenario(values["scenario"], folder=folders[hazard])
    plan = make_plan(
        {group: values[group] for group in PLAN_GROUPS},
        choices={group: str(choices[group]) for group in PLAN_GROUPS},
    )
    return scenario, plan


def _run_one(scenario: "Scenario", plan: "Plan", values: dict[str, Any]) -> None:
    from sim import terminal  # noqa: PLC0415
    from sim.decision import load_decisions  # noqa: PLC0415
    from sim.place.reading import load_place  # noqa: PLC0415
    from sim.results import results_folder, write_results  # noqa: PLC0415
    from sim.run import run as run_world  # noqa: PLC0415

    decisions = (
        load_decisions(Path(values["decisions"]), clock=scenario.clock)
        if values["decisions"]
        else ()
    )
    place = load_place(scenario.place)
    with terminal.progress(scenario, plan, lang=values["lang"]) as on_progress:
        log = run_world(
            scenario,
            plan,
            seed=values["seed"],
            replication=values["replication"],
            decisions=decisions,
            place=place,
            on_progress=on_progress,
        )
    target = results_folder(Path(values["out"]), log)
    terminal.show_working(lang=values["lang"])
    write_results(
        log,
        scenario,
        plan,
        place,
        target,
        lang=values["lang"],
        with_figures=bool(values["figures"]),
    )
    terminal.show_run(log, scenario, place, target, lang=values["lang"])
