"""The assumptions register, read from the declarations themselves."""

from sim.core.components import Component, build
from sim.core.files import read_yaml
from sim.core.parameters import Assumption, assumptions
from sim.metrics.casualties import MortalityParameters
from sim.metrics.supply import DeprivationParameters
from sim.scenario import (
    PLAN_GROUPS,
    Scenario,
    available_choices,
    available_scenarios,
    find_choice,
    load_scenario,
)


def assumptions_register() -> list[Assumption]:
    """Return every declared value with its range and source: each once, in a fixed order.

    Those of scenarios and hazards come first, then those of each kind of plan component, then
    those of metrics, which are arguments of their functions.
    """
    rows = list(assumptions(Scenario, "scenario."))
    kinds: dict[type[Component], str] = {}
    for name in available_scenarios():
        kinds.setdefault(type(load_scenario(name).hazard), "scenario.hazard.")
    for group in PLAN_GROUPS:
        for choice in available_choices(group):
            component = build(read_yaml(find_choice(group, choice)), where=f"{group}={choice}")
            kinds.setdefault(type(component), f"{group}.")
    for kind, prefix in kinds.items():
        rows += assumptions(kind, prefix)
    rows += assumptions(MortalityParameters, "metrics.casualties.")
    rows += assumptions(DeprivationParameters, "metrics.supply.")
    return list(dict.fromkeys(rows))
