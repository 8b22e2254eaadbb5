"""The list of metrics: what each is called, its unit, and whether more or less is better.

A metric is added with one function and one entry in a YAML under ``conf/metrics``; nothing
here changes. ``default.yaml`` comes first, other files follow by name. Plans and scenarios
have no say in what is measured.
"""

import inspect
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from sim.core.errors import InputError
from sim.core.files import read_yaml
from sim.core.parameters import Config, validated
from sim.core.paths import shipped
from sim.core.text import Lang, Text

Better = Literal["low", "high", "none"]
_FIRST_FILE = "default.yaml"
_PURE_NUMBER = "1"
_UNITS = {
    "person": Text("人", "persons"),
    "person h": Text("人·h", "person h"),
    "person turn": Text("人次", "person-turns"),
    "link h": Text("路段·h", "link h"),
    "place h": Text("处·h", "place h"),
    "trip": Text("趟次", "trips"),
    "times": Text("倍", "times"),
    "gridlock": Text("次", "gridlocks"),
    "fire": Text("起", "fires"),
    "USD": Text("美元", "USD"),
}


class MetricEntry(Config):
    """One entry of a YAML under ``conf/metrics``."""

    function: str
    zh: str
    en: str
    unit: str
    better: Better
    digits: int


class Metric(NamedTuple):
    """One figure that a log is summarised by."""

    name: str
    title: Text
    unit: str
    better: Better
    digits: int
    function: Callable[..., float | None]
    needs_place: bool

    def heading(self, lang: Lang) -> str:
        """Return title and unit, e.g. ``Unmet need [person h]``; a pure number has no unit."""
        if self.unit == _PURE_NUMBER:
            return self.title.in_(lang)
        unit = _UNITS[self.unit].in_(lang) if self.unit in _UNITS else self.unit
        return f"{self.title.in_(lang)} [{unit}]"

    def shown(self, value: float | None) -> str:
        """Return a value as people read it, ``–`` where there was nothing to measure."""
        return "–" if value is None else f"{value:,.{self.digits}f}"


def catalogue(folder: Path | None = None) -> tuple[Metric, ...]:
    """Return all metrics in the order in which they are shown.

    Parameters
    ----------
    folder
        Folder of YAML lists; None takes the shipped ``conf/metrics``.

    Raises
    ------
    InputError
        If an entry names no function of ``sim`` or a name occurs twice.
    """
    return _read(folder or shipped("conf") / "metrics")


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[Metric, ...]:
    files = sorted(folder.glob("*.yaml"), key=lambda path: (path.name != _FIRST_FILE, path.name))
    found: dict[str, Metric] = {}
    for path in files:
        entries = read_yaml(path)
        if not isinstance(entries, list):
            raise InputError(f"{path}: expected a list of metrics")
        for number, entry in enumerate(entries, start=1):
            where = f"{path} entry {number}"
            metric = _metric(validated(MetricEntry, entry, where=where), where)
            if metric.name in found:
                raise InputError(f"{where}: a metric named '{metric.name}' exists already")
            found[metric.name] = metric
    if not found:
        raise InputError(f"{folder}: no metric found; expected YAML lists such as {_FIRST_FILE}")
    return tuple(found.values())


def _metric(entry: MetricEntry, where: str) -> Metric:
    module_name, _, name = entry.function.rpartition(".")
    if not module_name.startswith("sim."):
        raise InputError(f"{where}: function '{entry.function}' must begin with 'sim.'")
    try:
        function = getattr(import_module(module_name), name)
    except (ImportError, AttributeError):
        raise InputError(f"{where}: function '{entry.function}' does not exist") from None
    if not inspect.isfunction(function):
        raise InputError(f"{where}: '{entry.function}' is not a function")
    return Metric(
        name=name,
        title=Text(zh=entry.zh, en=entry.en),
        unit=entry.unit,
        better=entry.better,
        digits=entry.digits,
        function=function,
        needs_place="place" in inspect.signature(function).parameters,
    )
