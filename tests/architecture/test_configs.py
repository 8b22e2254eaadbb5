"""Every shipped YAML builds what it names, and every number in it is an assumption on record."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from sim.assumptions import assumptions_register
from sim.core.components import Component, build
from sim.core.errors import InputError
from sim.core.files import read_yaml
from sim.core.parameters import Config
from sim.core.paths import shipped
from sim.decision import Decision
from sim.hazards.incident import Incident
from sim.hazards.wildfire.ignitions import Ignition
from sim.scenario import (
    PLAN_GROUPS,
    available_choices,
    available_scenarios,
    default_choices,
    find_choice,
    load_plan,
    load_scenario,
)

CHOICES = [(group, choice) for group in PLAN_GROUPS for choice in available_choices(group)]


@pytest.mark.parametrize(("group", "choice"), CHOICES)
def test_every_choice_builds(group: str, choice: str) -> None:
    component = build(read_yaml(find_choice(group, choice)), where=choice)
    assert isinstance(component, PLAN_GROUPS[group])


@pytest.mark.parametrize("group", PLAN_GROUPS)
def test_every_group_has_real_alternatives(group: str) -> None:
    built = [
        build(read_yaml(find_choice(group, name)), where=name) for name in available_choices(group)
    ]
    kinds = {type(component).__name__ + component.model_dump_json() for component in built}
    assert len(kinds) == len(available_choices(group)) >= 2
    assert default_choices()[group] in available_choices(group)


@pytest.mark.parametrize("name", available_scenarios())
def test_every_scenario_loads_and_explains_itself(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title_zh in scenario.explain(load_plan(), lang="zh")
    assert scenario.title_en in scenario.explain(load_plan(), lang="en")


def test_every_yaml_is_somebodys() -> None:
    known = {find_choice(group, choice) for group, choice in CHOICES}
    stray = [
        path
        for path in shipped("conf").rglob("*.yaml")
        if path not in known and path.parent.name != "metrics" and path.name != "config.yaml"
    ]
    assert stray == []


def test_every_number_is_on_record() -> None:
    """A numeric field of a Config carries unit, source and range; identifiers and times do not."""
    exempt = {Decision, Ignition, Incident}
    bare = []
    ours = [model for model in _subclasses(Config) if model.__module__.startswith("sim.")]
    leaves = [model for model in ours if not any(kind in ours for kind in model.__subclasses__())]
    for model in leaves:
        for field_name, field in model.model_fields.items():
            extra = field.json_schema_extra
            # A Delay is its own range: least, likeliest, most.
            is_number = field.annotation in {int, float}
            if is_number and model not in exempt and not isinstance(extra, dict):
                bare.append(f"{model.__name__}.{field_name}")
    names = {"RunValues.seed", "RunValues.replication"}  # of random streams
    allowed = {"MetricEntry.digits", "Burst.weight", "Burst.spread_h", *names}
    assert sorted(set(bare) - allowed) == []


def test_defaults_lie_within_their_ranges() -> None:
    outside = [
        row.key
        for row in assumptions_register()
        if isinstance(row.default, int | float) and not row.low <= row.default <= row.high
    ]
    assert outside == []


@pytest.mark.parametrize("target", ["os.system", "sim.core.files.read_yaml", "sim.nothing.At", "x"])
def test_only_components_of_sim_can_be_named(target: str) -> None:
    with pytest.raises(InputError, match="_target_"):
        build({"_target_": target}, where="test")


def test_scenarios_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_scenario(available_scenarios()[0]).name == available_scenarios()[0]


def _subclasses(model: type[BaseModel]) -> list[type[BaseModel]]:
    found = []
    for child in model.__subclasses__():
        if child is not Component:
            found.append(child)
        found += _subclasses(child)
    return found
