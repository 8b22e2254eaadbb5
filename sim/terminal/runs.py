"""What is shown of runs, comparisons and studies, and lists of what there is."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.table import Table

from sim.core.errors import InputError, LiandongError
from sim.core.text import Lang, Text

ValueT = TypeVar("ValueT")

if TYPE_CHECKING:
    from sim.experiments.effects import Method
    from sim.log import EventLog
    from sim.place import Place
    from sim.scenario import Plan, Scenario
    from sim.tabletop import Branch

_RUNNING = Text("推演", "replaying")
_WRITING = Text("写出结果 …", "writing results …")
_DRAWING = Text("写出结果与图件 …", "writing results and drawing …")
_METRIC = Text("指标", "metric")
_VALUE = Text("数值", "value")
_UNIT = Text("单位", "unit")
RESULTS = Text("结果目录", "results in")
_BESIDE = Text("与通报对照（不作调参）", "beside what was reported (nothing is tuned to it)")
_REPORTED = Text("通报", "reported")
_SIMULATED = Text("推演", "simulated")
_CONFIDENCE = Text("可信度", "confidence")
_QUANTITY = Text("事项", "what")
_BEFORE = Text("原决策", "as decided")
_AFTER = Text("另作决策", "decided otherwise")
_DIVERGES = Text("自此分岔", "diverges at")
_SHARED = Text("条事件在此之前，完全相同", "events before that are identical")
_SAME = Text("各项指标均无变化", "no metric differs")
_WHY = Text("追问原因", "ask why")
_MIN_COLUMNS = 100
WIDE_COLUMNS = 160
COMPARED = (
    "evacuated_persons",
    "exposed_persons",
    "rescued_persons",
    "deaths_expected",
    "supply_share_12h",
    "supply_share_24h",
    "unmet_person_h",
)
"""Metrics of a comparison where none are named."""
SENSITIVE = (
    "evacuated_persons",
    "trapped_persons",
    "deaths_expected",
    "supply_share_12h",
    "evacuation_t95_s",
)
"""Metrics of a sensitivity study where none are named."""


@contextmanager
def progress(
    scenario: "Scenario", plan: "Plan", *, lang: Lang
) -> Iterator[Callable[[float], None]]:
    """Show a bar while a run goes on; gives the function to call with the time reached [s].

    Nothing is shown before the first call, so that a run that cannot begin says only why.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = console_for(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[moment]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    task = bar.add_task(_RUNNING.in_(lang), total=scenario.horizon_s, moment="")

    def on_progress(time_s: float) -> None:
        if not bar.live.is_started:
            title = Text(scenario.title_zh, scenario.title_en).in_(lang)
            console.print(title, style="bold")
            console.print(plan.label(), soft_wrap=True)
            bar.start()
        bar.update(task, completed=time_s, moment=scenario.clock.label(time_s))

    try:
        yield on_progress
    finally:
        if bar.live.is_started:
            bar.stop()


def show_working(*, lang: Lang, with_figures: bool) -> None:
    """Say that results are being written."""
    working = _DRAWING if with_figures else _WRITING
    console_for(stderr=True).print(working.in_(lang), style="dim")


def show_explanation(scenario: "Scenario", plan: "Plan", *, lang: Lang) -> None:
    """Show what a scenario and plan will do."""
    console_for().print(scenario.explain(plan, lang=lang), soft_wrap=True)


def show_run(
    log: "EventLog", scenario: "Scenario", place: "Place", target: Path, *, lang: Lang
) -> None:
    """Show the summary of a run, what was reported beside it, and where its results lie."""
    from sim.metrics import catalogue, summary  # noqa: PLC0415
    from sim.metrics.reported import beside_reported  # noqa: PLC0415

    console = console_for()
    figures = summary(log, place=place)
    table = Table(_METRIC.in_(lang))
    table.add_column(_VALUE.in_(lang), justify="right")
    table.add_column(_UNIT.in_(lang))
    for metric in catalogue():
        if figures[metric.name] is not None:
            table.add_row(
                metric.title.in_(lang), *_readable(metric.shown, figures[metric.name], metric.unit)
            )
    console.print(table)
    rows = [row for row in beside_reported(log, place, scenario.folder) if row.is_compared]
    if rows:
        beside = Table(_QUANTITY.in_(lang), title=_BESIDE.in_(lang), title_justify="left")
        for header in (_REPORTED, _SIMULATED):
            beside.add_column(header.in_(lang), justify="right")
        beside.add_column(_UNIT.in_(lang))
        beside.add_column(_CONFIDENCE.in_(lang), justify="center")
        for row in rows:
            beside.add_row(
                row.quantity.in_(lang),
                row.reported_shown,
                row.simulated_shown,
                row.unit,
                row.confidence,
            )
        console.print(beside)
    console.print(RESULTS.in_(lang), target, soft_wrap=True)
    last = log.of("GoodsDelivered", "GroupArrived")
    if last:
        event = f"{last[-1].kind}:{last[-1].subject}"
        question = f"liandong why {quote(str(target))} {quote(event)}"
        console.print(f"{_WHY.in_(lang)}: {question}", style="dim", soft_wrap=True)


def show_branch(branch: "Branch", *, lang: Lang) -> None:
    """Show what other decisions changed."""
    from sim.metrics import catalogue  # noqa: PLC0415

    console = console_for()
    label = branch.before.header.clock.label(branch.diverges_s)
    console.print(_DIVERGES.in_(lang), f"{label};", f"{branch.n_shared:,}", _SHARED.in_(lang))
    table = Table(_METRIC.in_(lang))
    for header in (_BEFORE, _AFTER):
        table.add_column(header.in_(lang), justify="right")
    table.add_column(_UNIT.in_(lang))
    for metric in catalogue():
        before, after = branch.figures_before[metric.name], branch.figures_after[metric.name]
        if before != after:
            shown, unit = _readable(metric.shown, before, metric.unit)
            table.add_row(
                metric.title.in_(lang), shown, _readable(metric.shown, after, metric.unit)[0], unit
            )
    console.print(table if table.row_count else _SAME.in_(lang))


def show_comparison(
    arguments: Sequence[str],
    *,
    replications: int,
    n_jobs: int,
    metrics: Sequence[str],
    lang: Lang,
) -> None:
    """Run every combination of the choices given and show their metrics side by side.

    Raises
    ------
    LiandongError
        If an axis is not acceptable; or, once the others are shown, if a run failed.
    """
    from sim.experiments.comparison import compare  # noqa: PLC0415
    from sim.experiments.designs import grid  # noqa: PLC0415
    from sim.experiments.runner import FAILED, run_cells  # noqa: PLC0415
    from sim.experiments.tables import (  # noqa: PLC0415
        comparison_table,
        find_metric,
        results_table,
    )
    from sim.overrides import axes  # noqa: PLC0415
    from sim.scenario import default_choices  # noqa: PLC0415

    if n_jobs == 0:
        raise InputError("-j 0: at least 1 worker is needed; -j -1 takes all cores")
    names = tuple(find_metric(name).name for name in metrics) or COMPARED
    wanted = axes(arguments, default_scenario="lekima_krosa_2019")
    choices = wanted.choices or {"linkage": [default_choices()["linkage"]]}
    cells = grid(
        wanted.scenarios,
        choices,
        scenario_overrides=wanted.scenario_overrides,
        plan_overrides=wanted.plan_overrides,
        replications=replications,
        seed=wanted.seed,
    )
    rows = [_texts(row) for row in run_cells(cells, n_jobs=n_jobs)]
    columns = [_texts(cell.columns) for cell in cells]
    varied = [key for key in columns[0] if any(one[key] != columns[0][key] for one in columns)]
    console = console_for(markup=True, min_columns=WIDE_COLUMNS)
    by = varied or ["linkage" if "linkage" in columns[0] else "scenario"]
    print_folded(console, results_table(rows, metrics=names, by=by, lang=lang), by)
    plans = [key for key in varied if key != "scenario"]
    if replications > 1 and plans and not all(row[FAILED] for row in rows):
        found = compare(rows, names, by=plans, baseline={key: columns[0][key] for key in plans})
        print_folded(console, comparison_table(found, lang=lang), ())
    failed = [str(row[FAILED]) for row in rows if row[FAILED]]
    if failed:
        raise LiandongError(f"{len(failed)} of {len(rows)} runs failed; the first: {failed[0]}")


def _texts(columns: Mapping[str, object]) -> dict[str, object]:
    """Return columns in which a value that is a list is text, so that it tells plans apart."""
    return {key: str(value) if isinstance(value, list) else value for key, value in columns.items()}


def print_folded(console: Console, table: Table, whole: Collection[str]) -> None:
    """Print a table of which no cell is cut short: names stay whole, the rest may fold."""
    for column in table.columns:
        column.overflow = "fold"
        column.no_wrap = column.header in whole
    console.print(table)


def show_sensitivity(
    arguments: Sequence[str],
    *,
    method: "Method",
    factors: Sequence[str],
    metrics: Sequence[str],
    n: int,
    replications: int,
    n_jobs: int,
    out: Path,
    lang: Lang,
) -> None:
    """Vary assumptions over their ranges, show which matter, and save table and picture.

    Raises
    ------
    LiandongError
        If an argument is not acceptable, or a sample point cannot be run.
    """
    from sim.core.files import write_text  # noqa: PLC0415
    from sim.experiments.designs import Cell  # noqa: PLC0415
    from sim.experiments.effects import by_metric, effects_csv, effects_table  # noqa: PLC0415
    from sim.experiments.sensitivity import (  # noqa: PLC0415
        Study,
        check_metrics,
        choose_factors,
        run_study,
    )
    from sim.figures.saving import save_figure  # noqa: PLC0415
    from sim.figures.sensitivity import Bar, sensitivity_figure  # noqa: PLC0415
    from sim.overrides import axes  # noqa: PLC0415

    wanted = axes(arguments, default_scenario="lekima_krosa_2019")
    study = Study(
        Cell(
            scenario=only_one("scenario", wanted.scenarios),
            choices={key: only_one(key, values) for key, values in wanted.choices.items()},
            scenario_overrides={
                key: only_one(key, values) for key, values in wanted.scenario_overrides.items()
            },
            plan_overrides={
                key: only_one(key, values) for key, values in wanted.plan_overrides.items()
            },
            replications=replications,
            seed=wanted.seed,
        ),
        choose_factors(factors),
        check_metrics(metrics or SENSITIVE),
        method,
        n,
    )
    effects = by_metric(run_study(study, out, n_jobs=n_jobs))
    write_text(
        out / "effects.csv",
        effects_csv([effect for group in effects.values() for effect in group], method),
    )
    bars = {
        metric: [Bar(effect.factor.key, effect.mean, effect.interval) for effect in group]
        for metric, group in effects.items()
    }
    figure = sensitivity_figure(bars, method=method, n_factors=len(study.factors), lang=lang)
    save_figure(figure, out / f"sensitivity_{lang}.png", is_compact=True)
    console = console_for(markup=True, min_columns=WIDE_COLUMNS)
    for group in effects.values():
        console.print(effects_table(group, method=method, lang=lang))
    console.print(f"{RESULTS.in_(lang)} {out}")


def only_one(name: str, values: Sequence[ValueT]) -> ValueT:
    """Return the one value given for something that a study does not vary.

    Raises
    ------
    InputError
        If several are given.
    """
    if len(values) != 1:
        raise InputError(f"{name}: such a study takes one value, {len(values)} are given")
    return values[0]


def show_list(what: str, *, lang: Lang) -> None:
    """List what can be chosen, measured or doubted."""
    console = console_for(min_columns=WIDE_COLUMNS if what == "assumptions" else _MIN_COLUMNS)
    for name, show in _LISTS.items():
        if what in {"all", name} and not (what == "all" and name == "assumptions"):
            show(console, lang)


def _list_scenarios(console: Console, lang: Lang) -> None:
    from sim.scenario import available_scenarios, load_scenario  # noqa: PLC0415

    table = Table("scenario", Text("名称", "title").in_(lang), Text("起始", "start").in_(lang))
    for name in available_scenarios():
        scenario = load_scenario(name)
        title = Text(scenario.title_zh, scenario.title_en).in_(lang)
        table.add_row(name, title, scenario.start)
    console.print(table)


def _list_plans(console: Console, lang: Lang) -> None:
    from sim.scenario import PLAN_GROUPS, available_choices, default_choices  # noqa: PLC0415

    defaults = default_choices()
    table = Table(
        Text("组", "group").in_(lang),
        Text("可选（*为默认）", "choices (* is the default)").in_(lang),
    )
    for group in PLAN_GROUPS:
        names = [
            f"{name}*" if name == defaults[group] else name for name in available_choices(group)
        ]
        table.add_row(group, " ".join(names))
    console.print(table)


def _list_metrics(console: Console, lang: Lang) -> None:
    from sim.metrics import catalogue  # noqa: PLC0415

    table = Table(_METRIC.in_(lang), Text("含义", "meaning").in_(lang), _UNIT.in_(lang))
    for metric in catalogue():
        table.add_row(metric.name, metric.title.in_(lang), metric.unit)
    console.print(table)


def _list_assumptions(console: Console, lang: Lang) -> None:
    from sim.assumptions import assumptions_register  # noqa: PLC0415

    table = Table(
        Text("键", "key").in_(lang),
        _VALUE.in_(lang),
        Text("范围", "range").in_(lang),
        _UNIT.in_(lang),
        Text("来源", "source").in_(lang),
        Text("含义", "meaning").in_(lang),
    )
    for row in assumptions_register():
        table.add_row(
            row.key,
            f"{row.default}",
            f"{row.low:g}–{row.high:g}",
            row.unit,
            row.source,
            row.description,
        )
    print_folded(console, table, ())


_LISTS: dict[str, Callable[[Console, Lang], None]] = {
    "scenarios": _list_scenarios,
    "plans": _list_plans,
    "metrics": _list_metrics,
    "assumptions": _list_assumptions,
}


def _readable(
    shown: Callable[[float | None], str], value: float | None, unit: str
) -> tuple[str, str]:
    """Return a value and its unit as people read them: long times in hours, shares in percent."""
    if unit == "s":
        return ("–" if value is None else f"{value / 3600.0:,.2f}"), "h"
    if unit == "1":
        return ("–" if value is None else f"{value:.1%}"), ""
    return shown(value), unit


def console_for(
    *, stderr: bool = False, markup: bool = False, min_columns: int = _MIN_COLUMNS
) -> Console:
    """Return a console that shows text as it is, wide enough for tables where it is no terminal."""
    console = Console(stderr=stderr, markup=markup, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, min_columns)
    return console
