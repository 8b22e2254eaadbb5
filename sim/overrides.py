"""What a user writes after ``liandong run``, checked and completed before Hydra sees it.

Hydra's own grammar stays untouched. Three things are added: a misspelt group, choice or key is
named together with its nearest match; ``scenario=PATH`` takes a user's own folder; and values
that the YAML leaves at their defaults can be set without Hydra's ``+``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.core.errors import InputError, unknown_name
from sim.scenario import PLAN_GROUPS, available_choices, available_scenarios

RUN_KEYS: tuple[str, ...] = ("seed", "replication", "lang", "figures", "out", "decisions")
"""Keys of ``conf/config.yaml`` that are neither groups nor Hydra's."""

_NESTED = ("scenario", *PLAN_GROUPS)
_SWEEP_MARKS = "([{$\"'\\"


class Prepared(NamedTuple):
    """Overrides ready for Hydra, and scenarios outside the shipped ones that they name."""

    overrides: tuple[str, ...]
    own_scenarios: tuple[Path, ...]


def prepare(arguments: Sequence[str]) -> Prepared:
    """Check overrides and complete them for Hydra.

    Raises
    ------
    UnknownNameError
        If a key, group or choice does not exist; the message gives the nearest.
    InputError
        If an argument is neither an option nor KEY=VALUE.
    """
    own_folder = _config_dir(arguments)
    prepared: list[str] = []
    own: list[Path] = []
    takes_value = False
    for argument in arguments:
        if takes_value or argument.startswith("-"):
            takes_value = argument in {"--config-dir", "--config-name", "--package"}
            prepared.append(argument)
            continue
        if argument.startswith(("~", "hydra")):
            prepared.append(argument)
            continue
        key, mark, value = argument.partition("=")
        if not mark:
            raise InputError(f"'{argument}' is no override; write KEY=VALUE, for example seed=2")
        prepared.append(_one(key, value, own_folder, own))
    return Prepared(tuple(prepared), tuple(own))


def _one(key: str, value: str, own_folder: Path | None, own: list[Path]) -> str:
    name = key.lstrip("+")
    if "." in name:
        group = name.split(".", 1)[0]
        if group == "hazard":
            name = f"scenario.{name}"
        elif group not in _NESTED:
            raise unknown_name(group, (*_NESTED, "hazard"), noun="group", where=f"override '{key}'")
        return f"++{name}={value}"
    if name == "scenario":
        return f"scenario={','.join(_scenario(item, own) for item in _choices(value))}"
    if name == "hazard":
        for item in _choices(value):
            _check(item, available_scenarios(), "hazard")
        return f"hazard@scenario.hazard={value}"
    if name in PLAN_GROUPS:
        for item in _choices(value):
            _check(item, available_choices(name, own_folder), name)
        return f"{name}={value}"
    if name not in RUN_KEYS:
        known = ("scenario", "hazard", *PLAN_GROUPS, *RUN_KEYS)
        raise unknown_name(name, known, noun="key", where=f"override '{key}={value}'")
    return f"{name}={value}"


def _scenario(item: str, own: list[Path]) -> str:
    """Return the name under which Hydra shall know a scenario given by name or path."""
    path = Path(item)
    if path.suffix == ".yaml" or len(path.parts) > 1:
        own.append(path)
        return own_name(path)
    _check(item, available_scenarios(), "scenario")
    return item


class Axes(NamedTuple):
    """What a comparison varies: lists of scenarios, choices and values."""

    scenarios: tuple[str, ...]
    choices: dict[str, list[str]]
    scenario_overrides: dict[str, list[object]]
    plan_overrides: dict[str, list[object]]
    seed: int


def axes(arguments: Sequence[str], *, default_scenario: str) -> Axes:
    """Read ``group=a,b key.of.value=1,2`` into the axes of a comparison.

    Raises
    ------
    LiandongError
        As :func:`prepare`.
    """
    prepare(arguments)
    found = Axes((default_scenario,), {}, {}, {}, 1)
    for argument in arguments:
        key, _, value = argument.partition("=")
        name = key.lstrip("+")
        levels = [item.strip() for item in value.split(",")]
        group, dot, rest = name.partition(".")
        if name == "scenario":
            found = found._replace(scenarios=tuple(levels))
        elif name == "seed":
            found = found._replace(seed=int(_value(value, name)))
        elif name in PLAN_GROUPS:
            found.choices[name] = levels
        elif dot and group == "scenario":
            found.scenario_overrides[rest] = [_value(level, name) for level in levels]
        elif dot and group == "hazard":
            found.scenario_overrides[name] = [_value(level, name) for level in levels]
        elif dot:
            found.plan_overrides[name] = [_value(level, name) for level in levels]
        else:
            raise InputError(f"'{argument}' cannot be compared; vary scenario, a group or a value")
    return found


def _value(text: str, key: str) -> Any:  # noqa: ANN401  # whatever YAML makes of it
    import yaml  # noqa: PLC0415  # only for comparisons

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise InputError(f"{key}={text}: not a value") from None


def own_name(path: Path) -> str:
    """Return the name of a user's own scenario: that of its folder."""
    return (path.parent if path.suffix == ".yaml" else path).resolve().name


def _choices(value: str) -> list[str]:
    """Return the choices in a value; none where Hydra's richer sweep syntax is used."""
    if any(mark in value for mark in _SWEEP_MARKS):
        return []
    return [item.strip() for item in value.split(",")]


def _check(item: str, known: Sequence[str], noun: str) -> None:
    if item not in known:
        raise unknown_name(item, known, noun=noun)


def _config_dir(arguments: Sequence[str]) -> Path | None:
    for number, argument in enumerate(arguments):
        if argument.startswith("--config-dir="):
            return Path(argument.partition("=")[2])
        if argument == "--config-dir" and number + 1 < len(arguments):
            return Path(arguments[number + 1])
    return None
