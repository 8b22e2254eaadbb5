"""Configured values: refused with the nearest match, and on record with their source."""

from collections.abc import Mapping
from typing import Literal

import pytest
from pydantic import ValidationError

from sim.core.components import Component, build
from sim.core.errors import InputError, ProblemsError
from sim.core.parameters import Assumption, Config, assumptions, parameter, validated
from sim.linkage import LinkageRule


class Pump(Config):
    rate_m3s: float = parameter(
        2.0, low=1.0, high=4.0, unit="m3/s", gt=0, source="maker", description="Water lifted."
    )
    fuel: Literal["diesel", "electric"] = "diesel"


class Station(Config):
    name: str = "a"
    pump: Pump = Pump()
    spare: Mapping[str, tuple[Pump, ...]] = {}
    n_pumps: int = parameter(3, low=1, high=9, unit="1", ge=1, le=99)


def refused(values: object) -> str:
    with pytest.raises(ProblemsError) as raised:
        validated(Station, values, where="station.yaml")
    return str(raised.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"nam": "b"}, "station.yaml: nam: unknown key. Did you mean 'name'?"),
        ({"pump": {"rate": 1.0}}, "pump.rate: unknown key. Did you mean 'rate_m3s'?"),
        (
            {"spare": {"x": [{"fuel": "diesel", "rate_m3": 1.0}]}},
            "spare.x.0.rate_m3: unknown key. Did you mean 'rate_m3s'? Allowed: fuel, rate_m3s",
        ),
        (
            {"pump": {"fuel": "deisel"}},
            "pump.fuel: unknown 'deisel'. Did you mean 'diesel'? Allowed: diesel, electric",
        ),
        ({"pump": {"rate_m3s": 0.0}}, "pump.rate_m3s: Input should be greater than 0, got 0.0"),
        ({"n_pumps": 100}, "n_pumps: Input should be less than or equal to 99, got 100"),
        ({"n_pumps": "many"}, "n_pumps: "),
        ({"pump": {"rate_m3s": float("nan")}}, "pump.rate_m3s: "),
        ({"pump": {"rate_m3s": float("inf")}}, "pump.rate_m3s: "),
    ],
)
def test_a_wrong_value_is_named_by_key_with_what_is_allowed(
    values: dict[str, object], said: str
) -> None:
    assert said in refused(values)


def test_every_wrong_key_is_one_problem() -> None:
    with pytest.raises(ProblemsError) as raised:
        validated(Station, {"a": 1, "b": 2, "n_pumps": 0}, where="s")
    assert [problem.column for problem in raised.value.problems] == ["n_pumps", "a", "b"]


def test_a_wrong_value_is_shown_shortened() -> None:
    assert len(refused({"n_pumps": "x" * 5000})) < 300


@pytest.mark.parametrize("values", [None, [1], "name: a", 3])
def test_what_is_no_mapping_is_refused(values: object) -> None:
    with pytest.raises(InputError, match="expected keys and values"):
        validated(Station, values, where="station.yaml")


def test_configured_values_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Station().name = "b"  # type: ignore[misc]


def test_the_register_lists_declared_values_with_nested_ones() -> None:
    assert list(assumptions(Station, "station.")) == [
        Assumption("station.pump.rate_m3s", 2.0, "m3/s", 1.0, 4.0, "maker", "Water lifted."),
        Assumption("station.n_pumps", 3, "1", 1.0, 9.0, "assumed", ""),
    ]


def test_build_reads_target_and_fields() -> None:
    built = build(
        {"_target_": "sim.forces.Staging", "where": "base", "teams_per_county": 3}, where="x"
    )
    assert type(built).__name__ == "Staging"
    assert built.model_dump()["teams_per_county"] == 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (None, "needs a key _target_"),
        ({"where": "base"}, "needs a key _target_"),
        ({"_target_": "simulator.Thing"}, "must begin with 'sim.'"),
        ({"_target_": "sim.forces/../x.Thing"}, "must begin with 'sim.'"),
        ({"_target_": "sim.forces.Stagging"}, "does not exist"),
        ({"_target_": "sim.forces.muster"}, "not a component"),
        ({"_target_": "sim.scenario.Plan"}, "not a component"),
    ],
)
def test_build_takes_components_of_ours_alone(values: object, said: str) -> None:
    with pytest.raises(InputError, match="staging=mine") as raised:
        build(values, where="staging=mine")
    assert said in str(raised.value)


def test_build_names_a_wrong_field_and_the_group() -> None:
    with pytest.raises(ProblemsError) as raised:
        build({"_target_": "sim.forces.Staging", "were": "base"}, where="staging=mine")
    assert "staging=mine: were: unknown key. Did you mean 'where'?" in str(raised.value)


def test_a_component_that_is_only_a_base_is_refused() -> None:
    with pytest.raises(InputError, match="Hazard"):
        build({"_target_": "sim.hazards.hazard.Hazard"}, where="hazard")


def test_components_compare_by_value() -> None:
    assert issubclass(LinkageRule, Component)
    assert Pump() == Pump(rate_m3s=2.0) != Pump(rate_m3s=3.0)
