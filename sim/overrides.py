"""What a user writes after ``liandong run``, checked and completed before Hydra sees it.

Hydra's own grammar stays untouched. Four things are added: a misspelt option, group, choice or
key is named together with its nearest match; ``scenario=PATH`` takes a user's own folder; paths
may hold spaces, Chinese and punctuation; and values that the YAML leaves at their defaults can
be set without Hydra's ``+``.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, StrictBool, StrictInt

from sim.core.errors import InputError, LiandongError, UnknownNameError, unknown_name
from sim.core.files import read_yaml
from sim.core.parameters import Config
from sim.core.paths import shipped
from sim.core.text import Lang
from sim.scenario import PLAN_GROUPS, available_choices, available_scenarios, find_choice

OPTIONS: dict[str, tuple[str, ...] | None] = {
    "--multirun": None,
    "--resolve": None,
    "--cfg": ("job", "hydra", "all"),
    "--config-dir": (),
    "--package": (),
}
"""Hydra's options that are passed on: None where one takes no value, else its allowed values."""

_SHORT = {"-m": "--multirun", "-c": "--cfg", "-cd": "--config-dir", "-p": "--package"}
_NESTED = ("scenario", *PLAN_GROUPS)
_PATHS = ("out", "decisions", "scenario.place")
_FUNCTION = re.compile(r"\w+\(.*\)")
_PLAIN = re.compile(r"[A-Za-z0-9_\-./+:]+")
_OPENING = {"(": ")", "[": "]", "{": "}"}


class Prepared(NamedTuple):
    """Arguments ready for Hydra.

    ``own_scenarios`` are the folders and files outside the shipped ones that they name, by the
    name Hydra shall know them by; ``swept`` the keys, as Hydra sees them, of several values.
    """

    arguments: tuple[str, ...]
    own_scenarios: dict[str, Path]
    swept: tuple[str, ...]


class RunValues(Config):
    """The values of ``conf/config.yaml`` that are neither groups nor Hydra's."""

    seed: StrictInt = Field(ge=0)
    replication: StrictInt = Field(ge=0)
    lang: Lang
    figures: StrictBool
    out: str = Field(min_length=1)
    decisions: str | None


RUN_KEYS: tuple[str, ...] = tuple(RunValues.model_fields)
_KEYS = ("scenario", "hazard", *PLAN_GROUPS, *RUN_KEYS)


class Axes(NamedTuple):
    """What a comparison varies: lists of scenarios, choices and values."""

    scenarios: tuple[str, ...]
    choices: dict[str, list[str]]
    scenario_overrides: dict[str, list[object]]
    plan_overrides: dict[str, list[object]]
    seed: int


def prepare(arguments: Sequence[str]) -> Prepared:
    """Check options and overrides and complete them for Hydra.

    Raises
    ------
    UnknownNameError
        If an option, key, group or choice does not exist; the message gives the nearest.
    InputError
        If an argument is neither an option nor KEY=VALUE, is given twice, or gives several
        values without ``-m``.
    """
    options, overrides = _split_options(arguments)
    if {"--multirun", "--cfg"} <= options.keys():
        raise InputError("--multirun and --cfg exclude each other; --cfg shows one run's values")
    own_folder = _own_folder(options)
    own: dict[str, Path] = {}
    seen: dict[str, str] = {}
    swept = []
    prepared = [f"{name}={value}" if value else name for name, value in options.items()]
    for argument in overrides:
        key, value = _key_and_value(argument)
        name = key.lstrip("+")
        if name in seen:
            raise InputError(f"'{seen[name]}' and '{argument}' both set {name}; leave one out")
        seen[name] = argument
        n_values = 1 if name in _PATHS else len(_items(name, value))
        if n_values > 1 and "--multirun" not in options:
            raise InputError(
                f"'{argument}' gives {n_values} values; add -m to run one after another, "
                "or use `liandong compare`"
            )
        prepared.append(_completed(argument, name, value, own_folder, own))
        if n_values > 1 or _FUNCTION.fullmatch(value):
            swept.append(prepared[-1].partition("=")[0])
    return Prepared(tuple(prepared), own, tuple(swept))


def axes(arguments: Sequence[str], *, default_scenario: str) -> Axes:
    """Read ``group=a,b key.of.value=1,2`` into the axes of a comparison.

    Raises
    ------
    LiandongError
        As :func:`prepare`, or if an argument is no axis.
    """
    prepare(["--multirun", *arguments])
    found = Axes((default_scenario,), {}, {}, {}, 1)
    for argument in arguments:
        key, _, value = argument.partition("=")
        name = key.lstrip("+")
        texts = [unquoted(item) for item in _items(name, value)]
        group, dot, rest = name.partition(".")
        if _FUNCTION.fullmatch(value):
            raise InputError(f"'{argument}': write the values out in a comparison: {name}=a,b")
        if name == "scenario":
            found = found._replace(scenarios=tuple(texts))
        elif name == "seed":
            found = found._replace(seed=_seed(argument, value))
        elif name in PLAN_GROUPS:
            found.choices[name] = texts
        elif dot and group == "scenario":
            found.scenario_overrides[rest] = [_value(text, name) for text in texts]
        elif dot and group == "hazard":
            found.scenario_overrides[name] = [_value(text, name) for text in texts]
        elif dot:
            found.plan_overrides[name] = [_value(text, name) for text in texts]
        else:
            raise InputError(
                f"'{argument}' cannot be compared; vary scenario, {', '.join(PLAN_GROUPS)} or a "
                "value such as scenario.hazard.rain_factor=1,1.5"
            )
    return found


def levels(value: str) -> list[str]:
    """Return the values of a sweep: split at commas that no quote or bracket encloses."""
    found = [""]
    closing: list[str] = []
    for mark in value:
        if closing and mark == closing[-1]:
            closing.pop()
        elif mark in "'\"" and not (closing and closing[-1] in "'\""):
            closing.append(mark)
        elif mark in _OPENING and not (closing and closing[-1] in "'\""):
            closing.append(_OPENING[mark])
        if mark == "," and not closing:
            found.append("")
        else:
            found[-1] += mark
    return [item.strip() for item in found]


def unquoted(value: str) -> str:
    """Return a value without the pair of quotes around it."""
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if is_quoted else value


def shipped_places() -> list[str]:
    """Return the names of the shipped places."""
    return sorted(path.parent.name for path in shipped("scenarios").glob("*/place.yaml"))


def _split_options(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    overrides = []
    rest = iter(arguments)
    for argument in rest:
        if argument.startswith("-"):
            name, value = _option(argument, rest)
            options[name] = value
        else:
            overrides.append(argument)
    return options, overrides


def _option(argument: str, rest: Iterator[str]) -> tuple[str, str]:
    """Return an option of Hydra's and its value, taken from the next argument where need be."""
    name, mark, value = argument.partition("=")
    name = _SHORT.get(name, name)
    if name not in OPTIONS:
        key = name.lstrip("-").replace("-", "_")
        if key in _KEYS:
            raise InputError(f"'{argument}': write it without dashes, {key}=VALUE")
        raise unknown_name(name, (*OPTIONS, *_SHORT, "--help"), noun="option")
    allowed = OPTIONS[name]
    if allowed is None:
        if mark:
            raise InputError(f"'{argument}': {name} takes no value")
        return name, ""
    value = value if mark else next(rest, "")
    if not value:
        raise InputError(f"{name} needs a value" + (f": {', '.join(allowed)}" if allowed else ""))
    if allowed:
        _check(value, allowed, f"value of {name}")
    return name, value


def _own_folder(options: dict[str, str]) -> Path | None:
    if "--config-dir" not in options:
        return None
    folder = Path(options["--config-dir"]).expanduser().absolute()
    if not folder.is_dir():
        raise InputError(
            f"--config-dir: no folder {folder}; it holds a folder for each group, such as linkage/"
        )
    options["--config-dir"] = str(folder)
    return folder


def _key_and_value(argument: str) -> tuple[str, str]:
    key, mark, value = argument.partition("=")
    if argument.startswith("~"):
        raise InputError(f"'{argument}': nothing can be left out; choose another with KEY=VALUE")
    if not mark:
        hint = f"{key}=VALUE" if key in _KEYS else "KEY=VALUE, for example seed=2"
        for group in PLAN_GROUPS:
            choices = available_choices(group)
            if argument in choices:
                hint = f"{group}={argument}"
            elif argument == group:
                hint = f"{group}= and one of {', '.join(choices)}"
        raise InputError(f"'{argument}' is no override; write {hint}")
    return key, value


def _completed(
    argument: str, name: str, value: str, own_folder: Path | None, own: dict[str, Path]
) -> str:
    """Return one override as Hydra shall see it."""
    if name.startswith(("hydra.", "hydra/")):
        return argument
    if name in {"scenario", "hazard"}:
        return f"{'hazard@scenario.hazard' if name == 'hazard' else name}=" + _scenarios(
            value, own, name
        )
    if name in PLAN_GROUPS:
        return f"{name}={_plan_choices(name, value, own_folder)}"
    group, dot, rest = name.partition(".")
    if dot and group == "hazard":
        return f"++scenario.{name}={_quoted_if_needed(value)}"
    if dot and group not in _NESTED:
        raise unknown_name(group, (*_NESTED, "hazard"), noun="group", where=f"'{argument}'")
    if not dot and name not in RUN_KEYS:
        raise _unknown_key(name, argument)
    text = _path(name, value) if name in _PATHS else _quoted_if_needed(value)
    return f"++{group}.{rest}={text}" if dot else f"{name}={text}"


def _unknown_key(name: str, argument: str) -> LiandongError:
    """Return the error for a key without a dot; often that of a nested value was meant."""
    from sim.assumptions import assumptions_register  # noqa: PLC0415  # reads every YAML

    homes = tuple(f"{group}." for group in _NESTED)
    for row in assumptions_register():
        if row.key.startswith(homes) and row.key.endswith(f".{name}"):
            return InputError(f"unknown key '{name}' in '{argument}'. Did you mean '{row.key}'?")
    return unknown_name(name, _KEYS, noun="key", where=f"'{argument}'")


def _scenarios(value: str, own: dict[str, Path], noun: str) -> str:
    """Return the names under which Hydra shall know scenarios given by name or path."""
    items = _items(noun, value)
    if _FUNCTION.fullmatch(value) and not _exists(value):
        return value
    return ",".join(_scenario(unquoted(item), own, noun) for item in items)


def _items(name: str, value: str) -> list[str]:
    """Return the values given for a key; a path that exists is one, whatever commas it holds."""
    is_path = name in {"scenario", "hazard"} and _exists(value)
    return [value] if is_path else levels(value)


def _exists(text: str) -> bool:
    try:
        return bool(text) and Path(text).expanduser().exists()
    except OSError:  # longer than a name of a file can be
        return False


def _scenario(item: str, own: dict[str, Path], noun: str) -> str:
    known = available_scenarios()
    if item in known:
        return item
    path = Path(item).expanduser().absolute()
    if _exists(item) or path.suffix == ".yaml" or "/" in item:
        names = [name for name, other in own.items() if other == path]
        name = names[0] if names else f"own_{len(own) + 1}"
        own[name] = path
        return name
    error = unknown_name(item, known, noun=noun)
    raise UnknownNameError(f"{error} Or give the path of a folder of your own: {noun}=./FOLDER")


def _plan_choices(group: str, value: str, own_folder: Path | None) -> str:
    """Return plan choices, checked where Hydra's richer sweep syntax is not used."""
    if _FUNCTION.fullmatch(value):
        return value
    items = [unquoted(item) for item in levels(value)]
    for item in items:
        _check(item, available_choices(group, own_folder), group)
        own = find_choice(group, item, own_folder)
        if own_folder is not None and own_folder in own.parents:
            if item in available_choices(group):
                raise InputError(f"{own}: {group} '{item}' is shipped already; rename your file")
            if not isinstance(read_yaml(own), dict):
                raise InputError(f"{own}: expected keys and values, with _target_: sim.…")
    return ",".join(_quoted_if_needed(item) for item in items)


def _path(name: str, value: str) -> str:
    """Return a path, quoted so that Hydra takes it letter by letter."""
    text = unquoted(value)
    if name == "decisions" and text in {"", "null"}:
        return "null"
    path = Path(text).expanduser()
    if name == "scenario.place" and text not in shipped_places() and path.exists():
        path = path.absolute()
    return _quoted(str(path)) if text else "''"


def _quoted_if_needed(value: str) -> str:
    """Quote what Hydra's grammar has no letters for, such as Chinese, and nothing else."""
    if value.isascii() or any(mark in value for mark in "'\"[{("):
        return value
    return ",".join(item if _PLAIN.fullmatch(item) else _quoted(item) for item in levels(value))


def _quoted(text: str) -> str:
    """Quote for Hydra: a backslash is one only before a quote, so runs before one are doubled."""
    doubled = re.sub(r"(\\*)('|\Z)", lambda m: m[1] * 2 + ("\\'" if m[2] else ""), text)
    return f"'{doubled}'"


def _seed(argument: str, value: str) -> int:
    if not value.isdecimal():
        raise InputError(
            f"'{argument}': a comparison has one seed, a whole number; -n N gives N replications"
        )
    return int(value)


def _value(text: str, key: str) -> Any:  # noqa: ANN401  # whatever YAML makes of it
    import yaml  # noqa: PLC0415  # only for comparisons

    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        raise InputError(f"{key}={text}: not a value") from None
    return text if isinstance(value, date) else value  # times are read where they are checked


def _check(item: str, known: Collection[str], noun: str) -> None:
    if item not in known:
        raise unknown_name(item, known, noun=noun)
