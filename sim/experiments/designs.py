"""Which runs an experiment consists of: cells of plan choices, each replicated.

Inert. All cells share the seed and the replication numbers, so that the same storm meets
every plan (common random numbers). Running them is the business of
:mod:`sim.experiments.runner`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TypeVar

from sim.core.errors import InputError

LevelT = TypeVar("LevelT")


@dataclass(frozen=True, slots=True)
class Cell:
    """One scenario under one plan, run some number of times.

    Parameters
    ----------
    scenario
        Name of the scenario, or path of the user's own.
    choices
        Plan choices by group; groups not named keep their default.
    scenario_overrides, plan_overrides
        Values to change, by dotted key.
    hazard
        Name of another scenario whose hazard is used instead; empty for the scenario's own.
    replications
        How many replications.
    first_replication
        Number of the first one.
    seed
        Seed of the experiment.
    """

    scenario: str
    choices: Mapping[str, str] = field(default_factory=dict)
    scenario_overrides: Mapping[str, object] = field(default_factory=dict)
    plan_overrides: Mapping[str, object] = field(default_factory=dict)
    hazard: str = ""
    replications: int = 1
    first_replication: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse counts without meaning.

        Raises
        ------
        InputError
            If there is nothing to run, or a number is negative.
        """
        if self.replications < 1:
            raise InputError(f"replications = {self.replications}: at least 1 is needed")
        if self.first_replication < 0 or self.seed < 0:
            raise InputError("seed and first_replication cannot be negative")

    @property
    def columns(self) -> dict[str, object]:
        """Return what tells this cell from others: scenario, choices and changed values."""
        return {
            "scenario": self.scenario,
            **({"hazard": self.hazard} if self.hazard else {}),
            **self.choices,
            **self.scenario_overrides,
            **self.plan_overrides,
        }

    @property
    def label(self) -> str:
        """Return the cell in one line, e.g. ``lekima linkage=separate layout=counties_15``."""
        parts = [f"{key}={value}" for key, value in self.columns.items() if key != "scenario"]
        return " ".join([self.scenario, *parts])

    def replicated(self, numbers: range) -> "Cell":
        """Return the same cell for the replications `numbers`, a range of step 1."""
        return replace(self, replications=len(numbers), first_replication=numbers.start)


def grid(
    scenarios: str | Sequence[str],
    choices: Mapping[str, Sequence[str]],
    *,
    scenario_overrides: Mapping[str, Sequence[object]] | None = None,
    plan_overrides: Mapping[str, Sequence[object]] | None = None,
    replications: int = 10,
    seed: int = 1,
) -> list[Cell]:
    """Return the full factorial of scenarios, plan choices and changed values.

    Parameters
    ----------
    scenarios
        One scenario or several.
    choices
        The names to try for each plan group, e.g. ``{"linkage": ["separate", "unified"]}``.
    scenario_overrides, plan_overrides
        The values to try for each dotted key.
    replications
        Replications of each cell.
    seed
        Seed shared by all cells.

    Raises
    ------
    InputError
        If a group or key has nothing to try, or the same thing twice.
    """
    names = [scenarios] if isinstance(scenarios, str) else list(scenarios)
    parts = [choices, scenario_overrides or {}, plan_overrides or {}]
    for key, levels in [("scenario", names), *(item for part in parts for item in part.items())]:
        _check_levels(key, levels)
    return [
        Cell(
            scenario=name,
            choices=chosen,
            scenario_overrides=changed_scenario,
            plan_overrides=changed_plan,
            replications=replications,
            seed=seed,
        )
        for name in names
        for chosen in _combinations(choices)
        for changed_scenario in _combinations(scenario_overrides or {})
        for changed_plan in _combinations(plan_overrides or {})
    ]


def _check_levels(key: str, levels: Sequence[object]) -> None:
    if isinstance(levels, str) or not levels:
        raise InputError(f"{key}: needs a list of at least one thing to try, got {levels!r}")
    for index, level in enumerate(levels):
        if level in levels[:index]:
            raise InputError(f"{key}: {level!r} is listed twice")


def _combinations(levels: Mapping[str, Sequence[LevelT]]) -> Iterable[dict[str, LevelT]]:
    return (dict(zip(levels, values, strict=True)) for values in product(*levels.values()))
