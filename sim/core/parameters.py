"""Configuration values that carry their source and a range for sensitivity analysis.

Every assumption of the simulator is a field of a :class:`Config`, declared with
:func:`parameter`. The assumptions register (`liandong list assumptions`) is read from these
declarations, never written by hand.
"""

import re
from collections.abc import Iterator
from textwrap import shorten
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field

from sim.core.errors import InputError, Problem, ProblemsError, nearest_match

ConfigT = TypeVar("ConfigT", bound="Config")

_QUOTED = re.compile(r"'([^']*)'")
_SHOWN = 80
"""Characters shown of a value that is not acceptable."""


class Config(BaseModel):
    """Inert, validated values: unknown keys are errors, nothing can be changed afterwards."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )


def parameter(
    default: Any,  # noqa: ANN401  # the annotation of the field says what it is
    *,
    low: float,
    high: float,
    unit: str,
    source: str = "assumed",
    description: str = "",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
) -> Any:  # noqa: ANN401
    """Declare a numeric configuration value with its source and sensitivity range.

    Parameters
    ----------
    default
        Value used when a scenario or plan says nothing else.
    low, high
        Range over which a sensitivity analysis should vary the value.
    unit
        Unit in the field's words, ``"1"`` for shares and counts.
    source
        Publication, standard or agency report; ``"assumed"`` when it is our assumption.
    description
        One sentence on what the value means.
    ge, gt, le
        Bounds outside which the value has no meaning.
    """
    return Field(
        default,
        ge=ge,
        gt=gt,
        le=le,
        description=description,
        json_schema_extra={"unit": unit, "source": source, "low": low, "high": high},
    )


class Assumption(NamedTuple):
    """One row of the assumptions register."""

    key: str
    default: object
    unit: str
    low: float
    high: float
    source: str
    description: str


def assumptions(model: type[BaseModel], prefix: str = "") -> Iterator[Assumption]:
    """Yield every declared parameter of a model and of the models nested in it."""
    for name, field in model.model_fields.items():
        key = f"{prefix}{name}"
        extra = field.json_schema_extra
        if isinstance(extra, dict) and "source" in extra:
            yield Assumption(
                key=key,
                default=field.default,
                unit=str(extra["unit"]),
                low=float(str(extra["low"])),
                high=float(str(extra["high"])),
                source=str(extra["source"]),
                description=field.description or "",
            )
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from assumptions(field.annotation, f"{key}.")


def validated(model: type[ConfigT], values: object, *, where: str) -> ConfigT:
    """Validate raw values into a :class:`Config`.

    Raises
    ------
    ProblemsError
        With one problem per offending key, its allowed keys and nearest match.
    InputError
        If `values` is not a mapping.
    """
    from pydantic import ValidationError  # noqa: PLC0415

    if not isinstance(values, dict):
        raise InputError(f"{where}: expected keys and values, found {type(values).__name__}")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ProblemsError(_problems(model, error, where)) from None


def _problems(model: type[BaseModel], error: Any, where: str) -> list[Problem]:  # noqa: ANN401
    problems = []
    for item in error.errors():
        path = [str(part) for part in item["loc"]]
        message = str(item["msg"]).removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = _not_among(path[-1], sorted(_fields_at(model, path[:-1])), what="unknown key")
        elif item["type"] == "literal_error":
            allowed = _QUOTED.findall(str(item["ctx"]["expected"]))
            message = _not_among(str(item["input"]), allowed, what=f"unknown '{item['input']}'")
        elif "input" in item and not isinstance(item["input"], dict):
            message += f", got {shorten(repr(item['input']), _SHOWN, placeholder='…')}"
        problems.append(Problem(file=where, row=0, column=".".join(path), message=message))
    return problems


def _not_among(given: str, allowed: list[str], *, what: str) -> str:
    hint = nearest_match(given, allowed)
    suggestion = f" Did you mean '{hint}'?" if hint else ""
    return f"{what}.{suggestion} Allowed: {', '.join(allowed)}"


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    """Return the fields of the model that a path leads to, through mappings and tuples too."""
    current: Any = model
    for part in path:
        if hasattr(current, "model_fields"):
            field = current.model_fields.get(part)
            current = field.annotation if field is not None else None
        else:  # the values of a mapping, the items of a tuple: the last model among them
            inner = [item for item in get_args(current) if item is not Ellipsis]
            current = inner[-1] if inner else None
    return list(current.model_fields) if hasattr(current, "model_fields") else []
