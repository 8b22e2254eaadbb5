"""Branches: the same world under the same luck, with other decisions.

A running world cannot be copied, so a branch is run anew from the beginning. That nothing
before the first differing decision has changed is not assumed but checked, event by event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.core.errors import InvariantError
from sim.decision import Decision, in_order, load_decisions
from sim.log import EventLog
from sim.metrics import summary
from sim.place.reading import load_place
from sim.results import read_run
from sim.run import run


@dataclass(frozen=True, slots=True)
class Branch:
    """A run and the same run decided otherwise.

    ``diverges_s`` is the time of the first decision that differs [s]; the first ``n_shared``
    events are identical. Figures are None where there was nothing to measure.
    """

    before: EventLog
    after: EventLog
    diverges_s: float
    n_shared: int
    figures_before: dict[str, float | None]
    figures_after: dict[str, float | None]


def branch_run(results: Path, decisions: Path) -> Branch:
    """Re-run a results folder with the decisions of a file.

    Raises
    ------
    LiandongError
        If the folder holds no run, its scenario, plan or place has changed since, or a decision
        is not acceptable.
    InvariantError
        If the world differed before the first differing decision: a defect of ours.
    """
    scenario, plan, before = read_run(results)
    decided = load_decisions(decisions, clock=scenario.clock)
    header = before.header
    place = load_place(scenario.place)
    after = run(
        scenario,
        plan,
        seed=header.seed,
        replication=header.replication,
        decisions=decided,
        place=place,
    )
    earlier = tuple(Decision.model_validate(values) for values in header.decisions)
    diverges_s = first_difference_s(in_order(earlier), decided, end_s=header.horizon_s)
    return Branch(
        before=before,
        after=after,
        diverges_s=diverges_s,
        n_shared=shared_prefix(before, after, until_s=diverges_s),
        figures_before=summary(before, place=place),
        figures_after=summary(after, place=place),
    )


def first_difference_s(
    earlier: Sequence[Decision], later: Sequence[Decision], *, end_s: float
) -> float:
    """Return the time [s] of the first decision in which two decision logs differ."""
    for one, other in zip(earlier, later, strict=False):
        if one != other:
            return min(one.time_s, other.time_s)
    rest = earlier[len(later) :] or later[len(earlier) :]
    return rest[0].time_s if rest else end_s


def shared_prefix(before: EventLog, after: EventLog, *, until_s: float) -> int:
    """Return how many events two logs share from the beginning.

    Raises
    ------
    InvariantError
        If an event before `until_s` [s] differs.
    """
    n_shared = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        n_shared += 1
    for log in (before, after):
        if n_shared < len(log) and log[n_shared].time_s < until_s:
            raise InvariantError(
                f"event {n_shared} at {log[n_shared].time_s} s differs before the first "
                f"differing decision at {until_s} s"
            )
    return n_shared
