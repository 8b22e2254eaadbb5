"""The verbs of the ``liandong`` command."""

import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.composing import compose_and_run, one_line
from sim.core.errors import LiandongError

if TYPE_CHECKING:
    from sim.core.text import Lang

_INTERRUPTED = 130
_HYDRA = {"ignore_unknown_options": True}
LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language."
)


class _Group(click.Group):
    """A command group whose errors are one line and whose interruption loses nothing."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # click's own signature
        """Run a verb; a mistake in its options is one line, with exit code 2."""
        for stream in (sys.stdout, sys.stderr):  # a terminal without Chinese shows "?" instead
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = error.exit_code
        except click.ClickException as error:
            verb = (
                error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
            )
            hint = f"; `{verb} -h` shows what it takes" if verb else ""
            message = one_line(error.format_message()).rstrip(".")
            click.echo(f"liandong: {message}{hint}", err=True)
            code = error.exit_code
        except click.Abort:
            code = _INTERRUPTED
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run a verb; an error is one line, with exit code 1; Ctrl-C gives 130."""
        try:
            return super().invoke(ctx)
        except LiandongError as error:
            click.echo(f"liandong: {one_line(str(error))}", err=True)
        except BrokenPipeError:  # whoever read our output has gone: click ends quietly
            raise
        except OSError as error:
            click.echo(f"liandong: {one_line(str(error))}", err=True)
        except KeyboardInterrupt:
            click.echo("\nliandong: interrupted; nothing half-written remains", err=True)
            return ctx.exit(_INTERRUPTED)
        return ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liandong")
def main() -> None:
    """Liandong (联动): replay disasters, compare stockpile layouts and linkage rules.

    \b
    liandong run                                   the 2019 typhoon replay
    liandong run linkage=separate layout=central   another plan
    liandong run linkage=separate,unified -m       a sweep, one run after another
    """  # noqa: D301  # click wants the escape itself


def complete_override(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete ``group=choice`` in the shell.

    Bash takes the = for a word of its own: then the group is the word before, and the choice
    alone is completed.
    """
    from sim.overrides import RUN_KEYS  # noqa: PLC0415  # start-up
    from sim.scenario import PLAN_GROUPS, available_choices, available_scenarios  # noqa: PLC0415

    values: dict[str, Callable[[], list[str]]] = {
        "scenario": available_scenarios,
        "hazard": available_scenarios,
        **{group: partial(available_choices, group) for group in PLAN_GROUPS},
        "lang": lambda: ["zh", "en"],
        "figures": lambda: ["true", "false"],
    }
    before = [word for word in ctx.params.get("overrides") or () if word != "="]
    key, mark, begun = incomplete.partition("=")
    if not mark and before and before[-1] in values:
        return [name for name in values[before[-1]]() if name.startswith(incomplete)]
    if not mark:
        names = dict.fromkeys((*values, *RUN_KEYS))
        return [f"{name}=" for name in names if name.startswith(key)]
    done = begun.rpartition(",")[0] + "," if "," in begun else ""
    found = values[key]() if key in values else []
    return [f"{key}={done}{name}" for name in found if f"{done}{name}".startswith(begun)]


@main.command(context_settings=_HYDRA)
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_override)
def run(overrides: tuple[str, ...]) -> None:
    """Run a scenario under a plan; with -m, every combination of the values given.

    OVERRIDES follow Hydra's grammar: scenario=NAME_OR_PATH, hazard=NAME_OR_PATH, linkage=,
    layout=, dispatch=, evacuation=, staging=, outreach=, traffic=, seed=, replication=, lang=zh|en,
    figures=false, out=FOLDER, decisions=FILE, and any value by its dotted key, such as
    scenario.hazard.rain_factor=1.2 or scenario.end=2019-08-13T00:00:00+08:00.

    `liandong list` shows the choices; --cfg job shows all values; --config-dir FOLDER adds
    choices of your own, such as FOLDER/linkage/mine.yaml.
    """
    from sim.overrides import prepare  # noqa: PLC0415  # start-up

    compose_and_run(prepare(overrides))


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
@LANG
def list_(what: str, lang: "Lang") -> None:
    """List scenarios, plan choices, metrics or the assumptions register."""
    from sim import terminal  # noqa: PLC0415

    terminal.show_list(what, lang=lang)


@main.command(context_settings=_HYDRA)
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_override)
def explain(overrides: tuple[str, ...]) -> None:
    """Say what a scenario and plan will do, without running them; lang=zh says it in Chinese."""
    from sim.overrides import prepare  # noqa: PLC0415

    compose_and_run(prepare(overrides), only_explain=True)


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("event")
@LANG
def why(results: Path, event: str, lang: "Lang") -> None:
    """Walk an EVENT of a run back to its causes, and say where the time went.

    EVENT is a number (seq), KIND:SUBJECT such as GoodsDelivered:SHELTER, or a subject, whose last
    event is meant.
    """
    from sim import terminal  # noqa: PLC0415
    from sim.log import EventLog  # noqa: PLC0415
    from sim.log.causes import find_event  # noqa: PLC0415
    from sim.log.causes import why as explain_event  # noqa: PLC0415
    from sim.log.words import names_of  # noqa: PLC0415
    from sim.place.reading import load_place  # noqa: PLC0415

    log = EventLog.load(results)
    try:
        names = names_of(load_place(log.header.place))
    except LiandongError as error:  # the log says why without them
        click.echo(f"liandong: identifiers in place of names: {error}", err=True)
        names = None
    for line in explain_event(log, event, lang=lang, names=names):
        click.echo(line)
    terminal.show_stages(log, find_event(log, event).seq, lang=lang)


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("decisions", type=click.Path(path_type=Path))
@LANG
def branch(results: Path, decisions: Path, lang: "Lang") -> None:
    """Re-run RESULTS with other DECISIONS and show what they changed.

    The world before the first differing decision is proven identical, event by event.
    """
    from sim import terminal  # noqa: PLC0415
    from sim.tabletop.branch import branch_run  # noqa: PLC0415

    terminal.show_branch(branch_run(results, decisions), lang=lang)


@main.command()
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_override)
@click.option("-n", "--replications", default=1, show_default=True, help="Replications per cell.")
@click.option("-j", "--jobs", default=1, show_default=True, help="Worker processes.")
@click.option("--metric", "metrics", multiple=True, help="Metric to show; repeat for more.")
@LANG
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


@main.command()
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_override)
@click.option("--method", type=click.Choice(["morris", "sobol"]), default="morris")
@click.option(
    "--factors",
    multiple=True,
    default=("scenario.hazard.*",),
    show_default=True,
    help="Pattern of keys of the assumptions register; repeat for more.",
)
@click.option("--metric", "metrics", multiple=True, help="Metric to look at; repeat for more.")
@click.option("-t", "--trajectories", "n", default=4, show_default=True, help="Or base samples.")
@click.option("-n", "--replications", default=1, show_default=True, help="Runs of each point.")
@click.option("-j", "--jobs", default=1, show_default=True, help="Worker processes.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results/sensitivity"), show_default=True
)
@LANG
def sensitivity(overrides: tuple[str, ...], jobs: int, replications: int, **options: Any) -> None:  # noqa: ANN401
    """Say which assumptions matter: vary them over their ranges, all on the same seeds.

    Morris screens many (n trajectories, n (k + 1) points for k assumptions), Sobol shares out the
    variance among a few. Interrupted, it goes on where it stopped. Needs the extra `sensitivity`.

    \b
    liandong sensitivity --factors 'scenario.hazard.rivers.*' -t 8 -j 2
    liandong sensitivity scenario=yongji_2017 --method sobol --factors 'scenario.behaviour.c*' -t 64
    """  # noqa: D301
    from sim import terminal  # noqa: PLC0415

    terminal.show_sensitivity(overrides, replications=replications, n_jobs=jobs, **options)
