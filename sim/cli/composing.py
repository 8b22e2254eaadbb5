"""Composing runs with Hydra: the only file that knows it."""

import os
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import click

from sim.core.errors import InputError, LiandongError

if TYPE_CHECKING:
    from sim.overrides import Prepared, RunValues
    from sim.scenario import Plan, Scenario


def one_line(text: str) -> str:
    """Return a message on one line."""
    return " ".join(text.split())


def compose_and_run(prepared: "Prepared", *, only_explain: bool = False) -> None:
    """Let Hydra compose each job and run it; a job that fails does not stop a sweep."""
    import hydra  # noqa: PLC0415  # 0.4 s: only for the verbs that compose
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415
    from hydra.errors import HydraException  # noqa: PLC0415
    from omegaconf import DictConfig, OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415

    from sim import terminal  # noqa: PLC0415
    from sim.checking import open_place  # noqa: PLC0415
    from sim.core.paths import shipped  # noqa: PLC0415

    try:
        folders = _register_scenarios(prepared.own_scenarios)
    except OmegaConfBaseException as error:
        raise InputError(f"scenario: {error}") from None
    outcomes: list[LiandongError | None] = []

    @hydra.main(version_base="1.3", config_path=str(shipped("conf")), config_name="config")
    def task(config: DictConfig) -> None:
        told = HydraConfig.get()
        try:
            values = cast("dict[str, Any]", OmegaConf.to_container(config, resolve=True))
            scenario, plan, chosen = _validate(values, dict(told.runtime.choices), folders)
            if only_explain:
                open_place(scenario)
                terminal.show_explanation(scenario, plan, lang=chosen.lang)
            else:
                _run_one(scenario, plan, chosen)
        except (LiandongError, OmegaConfBaseException, OSError) as error:
            failure = error if isinstance(error, LiandongError) else InputError(str(error))
            outcomes.append(failure)
            if prepared.swept:
                cell = _cell(told.overrides.task, prepared.swept)
                click.echo(f"liandong: {cell}: {one_line(str(failure))}", err=True)
        else:
            outcomes.append(None)

    os.environ["HYDRA_FULL_ERROR"] = "1"  # errors reach us, and we show them as one line
    before = sys.argv
    with TemporaryDirectory(prefix="liandong-") as spare:  # Hydra notes each sweep in a file
        sys.argv = ["liandong", *prepared.arguments, f"hydra.sweep.dir='{spare}'"]
        try:
            task()
        except (HydraException, OmegaConfBaseException) as error:
            raise InputError(_told_by_hydra(error)) from None
        finally:
            sys.argv = before
    failures = [outcome for outcome in outcomes if outcome is not None]
    if failures and prepared.swept:
        raise LiandongError(f"{len(failures)} of {len(outcomes)} runs failed")
    if failures:
        raise failures[0]


def _cell(overrides: Iterable[str], swept: Collection[str]) -> str:
    """Return what tells one run of a sweep from the others."""
    varied = [item for item in overrides if item.partition("=")[0] in swept]
    return " ".join(item.lstrip("+").replace("\\", "") for item in varied)


def _told_by_hydra(error: Exception) -> str:
    """Return what Hydra found wrong, without where Hydra looked for files."""
    override = getattr(error, "override", None)  # set where one cannot be parsed
    text = one_line(str(error)).partition(" Config search path:")[0]
    return text if override is None or str(override) in text else f"'{override}': {text}"


def _register_scenarios(own: Mapping[str, Path]) -> dict[str, Path]:
    """Make every scenario and its hazard a Hydra choice; return the folder of each hazard.

    A hazard is chosen by the name of its scenario.
    """
    from hydra.core.config_store import ConfigStore  # noqa: PLC0415

    from sim.core.paths import shipped  # noqa: PLC0415
    from sim.scenario import (  # noqa: PLC0415
        apply_overrides,
        available_scenarios,
        read_scenario_values,
    )

    store = ConfigStore.instance()
    sources = {name: shipped("scenarios") / name for name in available_scenarios()}
    folders: dict[str, Path] = {}
    for name, path in {**sources, **own}.items():
        read, folders[name] = read_scenario_values(path)
        values = apply_overrides(read, {})  # a copy in which times are text
        hazard = values.pop("hazard")
        if not isinstance(hazard, dict):
            raise InputError(f"{folders[name]}: the hazard's file needs keys and values")
        store.store(group="hazard", name=name, node=hazard)
        defaults = {"defaults": [{"/hazard@hazard": name}, "_self_"]}
        store.store(group="scenario", name=name, node={**defaults, **values})
    return folders


def _validate(
    values: dict[str, Any], choices: dict[str, str], folders: dict[str, Path]
) -> "tuple[Scenario, Plan, RunValues]":
    from sim.core.parameters import validated  # noqa: PLC0415
    from sim.overrides import RUN_KEYS, RunValues  # noqa: PLC0415
    from sim.scenario import PLAN_GROUPS, make_plan, make_scenario  # noqa: PLC0415

    chosen = validated(RunValues, {key: values[key] for key in RUN_KEYS}, where="run")
    hazard = str(choices["hazard@scenario.hazard"])
    scenario = make_scenario(values["scenario"], folder=folders[hazard])
    plan = make_plan(
        {group: values[group] for group in PLAN_GROUPS},
        choices={group: str(choices[group]) for group in PLAN_GROUPS},
    )
    return scenario, plan, chosen


def _run_one(scenario: "Scenario", plan: "Plan", chosen: "RunValues") -> None:
    from sim import terminal  # noqa: PLC0415
    from sim.checking import open_place  # noqa: PLC0415
    from sim.decision import load_decisions  # noqa: PLC0415
    from sim.results import check_writable, results_folder, write_results  # noqa: PLC0415
    from sim.run import run as run_world  # noqa: PLC0415

    decisions = (
        load_decisions(Path(chosen.decisions), clock=scenario.clock) if chosen.decisions else ()
    )
    place = open_place(scenario)
    luck = {"seed": chosen.seed, "replication": chosen.replication}
    target = results_folder(Path(chosen.out), scenario, plan, place, decisions=decisions, **luck)
    check_writable(target)
    with terminal.progress(scenario, plan, lang=chosen.lang) as on_progress:
        log = run_world(
            scenario, plan, decisions=decisions, place=place, on_progress=on_progress, **luck
        )
    terminal.show_working(lang=chosen.lang, with_figures=chosen.figures)
    write_results(log, scenario, plan, place, target, lang=chosen.lang, with_figures=chosen.figures)
    terminal.show_run(log, scenario, place, target, lang=chosen.lang)
