"""Liandong (联动): a discrete-event disaster response simulator.

>>> import sim
>>> scenario = sim.load_scenario("lekima_krosa_2019")
>>> plan = sim.load_plan(linkage="integrated_2019", layout="counties_15")
>>> log = sim.run(scenario, plan, seed=1)
>>> sim.metrics.summary(log)

Everything is loaded on first use, so that ``import sim`` stays fast.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim import experiments, figures, metrics, tabletop
    from sim.decision import Decision
    from sim.log import EventLog
    from sim.place.reading import load_place
    from sim.run import run
    from sim.scenario import Plan, Scenario, load_plan, load_scenario

__all__ = [
    "Decision",
    "EventLog",
    "Plan",
    "Scenario",
    "experiments",
    "figures",
    "load_place",
    "load_plan",
    "load_scenario",
    "metrics",
    "run",
    "tabletop",
]

_HOMES = {
    "Decision": "sim.decision",
    "EventLog": "sim.log",
    "Plan": "sim.scenario",
    "Scenario": "sim.scenario",
    "load_place": "sim.place.reading",
    "load_plan": "sim.scenario",
    "load_scenario": "sim.scenario",
    "run": "sim.run",
}


def __getattr__(name: str) -> object:
    """Load a part of the public face when it is first used."""
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name in __all__:
        value = import_module(f"sim.{name}")
    else:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)


class _Face(ModuleType):
    """The package: keeps the name ``run`` for the function, not for the file it lives in."""

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute; importing the file ``run`` sets the function of that name."""
        if name == "run" and isinstance(value, ModuleType):
            value = value.run
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
