"""``liandong linkage``: what a rule says, and what each of its mechanisms is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.verbs import LANG, complete_override, main

if TYPE_CHECKING:
    from sim.core.text import Lang


@main.group()
def linkage() -> None:
    """Explain linkage rules (应急联动) and measure their mechanisms."""


def _complete_rule(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from sim.scenario import available_choices  # noqa: PLC0415

    return [name for name in available_choices("linkage") if name.startswith(incomplete)]


@linkage.command()
@click.argument("name", shell_complete=_complete_rule)
@click.option("--mechanism", "mechanisms", multiple=True, help="For `between`: repeat for more.")
@click.option(
    "--config-dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of your own with linkage/NAME.yaml.",
)
@click.option("--diagram", type=click.Path(path_type=Path), help="Draw the rule to this PNG file.")
@LANG
def explain(
    name: str,
    mechanisms: tuple[str, ...],
    config_dir: Path | None,
    diagram: Path | None,
    lang: "Lang",
) -> None:
    """Say what rule NAME does: each kind of request step by step, with expected minutes.

    \b
    liandong linkage explain integrated_2019 --diagram linkage.png
    liandong linkage explain between --mechanism military
    """  # noqa: D301
    from sim import terminal  # noqa: PLC0415
    from sim.scenario import load_plan  # noqa: PLC0415

    overrides = {"linkage.mechanisms": list(mechanisms)} if mechanisms else {}
    rule = load_plan(linkage=name, overrides=overrides, config_dir=config_dir).linkage
    terminal.show_linkage(name, rule, lang=lang)
    if diagram is not None:
        from sim.figures.linkage import linkage_figure  # noqa: PLC0415
        from sim.figures.saving import save_figure  # noqa: PLC0415

        save_figure(linkage_figure(rule, lang=lang), diagram)
        click.echo(diagram)


@linkage.command()
@click.argument("scenario", default="lekima_krosa_2019")
@click.argument("overrides", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_override)
@click.option("--from", "low", default="separate", show_default=True, help="Rule at the foot.")
@click.option("--to", "high", default="unified", show_default=True, help="Rule at the top.")
@click.option("--mechanism", "mechanisms", multiple=True, help="Step; repeat in their order.")
@click.option("--metric", "metrics", multiple=True, help="Metric to look at; repeat for more.")
@click.option("--fair/--no-fair", default=True, show_default=True, help="Shapley values too.")
@click.option("-n", "--replications", default=10, show_default=True, help="Replications.")
@click.option("-j", "--jobs", default=1, show_default=True, help="Worker processes.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results/ladder"), show_default=True
)
@LANG
def ladder(scenario: str, overrides: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Climb from one rule to another in SCENARIO, mechanism by mechanism, up and down.

    Prints what each mechanism changes on the way up, on the way down, and as a fair share
    (Shapley value), with intervals, all under common random numbers. Interrupted, it goes on where
    it stopped.

    \b
    liandong linkage ladder lekima_krosa_2019 -n 20 -j 2
    liandong linkage ladder hunchun_border_fire_2019 --to integrated_2019 staging=key_forests
    """  # noqa: D301
    from sim import terminal  # noqa: PLC0415

    terminal.show_ladder(scenario, overrides, **options)
