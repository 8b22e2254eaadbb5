"""Where the time went: the way from a fact to an outcome, cut into stages.

Every event names what made it happen, so that the way to an outcome is the chain of its causes:
its critical path, since each step began when the one before ended. The chain is followed back to
the fact that called for action; what in turn had caused the fact is another story.

.. math:: T = detect + report + queue + decide + mobilise + load + travel + work
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from sim.log import Event, EventLog
from sim.metrics.memo import once_per_log

STAGES: tuple[str, ...] = (
    "detect",
    "report",
    "queue",
    "decide",
    "mobilise",
    "load",
    "travel",
    "work",
)
"""Detect: until any agency knows. Report: messages and orders on their way. Queue and decide: at
command posts. Mobilise: until teams, trucks or people are ready to go. Work: on the spot."""


class Step(NamedTuple):
    """One stretch of time on the way to an outcome; ``seq`` is the event that ended it."""

    stage: str
    begin_s: float
    end_s: float
    seq: int

    @property
    def length_s(self) -> float:
        """Return how long it took [s]."""
        return self.end_s - self.begin_s


Parts = list[tuple[str, float]]
"""Stages of one step with their lengths [s]; the last is the rest of the step."""


def _plain(stage: str) -> Callable[[EventLog, Event, float], Parts]:
    return lambda _log, _event, _gap_s: [(stage, 0.0)]


def _learned(log: EventLog, event: Event, gap_s: float) -> Parts:
    """Until anybody knew it was detected, from then on reported."""
    fact = event.data["fact"]
    known_s = first_learned(log).get(fact, event.time_s) - log[fact].time_s
    is_first_step = event.cause == fact
    return [("detect", min(known_s, gap_s) if is_first_step else 0.0), ("report", 0.0)]


def _handled(_log: EventLog, event: Event, gap_s: float) -> Parts:
    """Cut a hop: passed on, waiting, decided; hops side by side are scaled to what passed."""
    queue_s, decide_s = event.data["queue_s"], event.data["decide_s"]
    scale = min(1.0, gap_s / (queue_s + decide_s)) if queue_s + decide_s else 1.0
    passing_s = gap_s - scale * (queue_s + decide_s)
    return [("report", max(passing_s, 0.0)), ("queue", scale * queue_s), ("decide", 0.0)]


def _team_left(_log: EventLog, event: Event, gap_s: float) -> Parts:
    return [("report", min(event.data["order_s"], gap_s)), ("mobilise", 0.0)]


def _truck_left(_log: EventLog, event: Event, gap_s: float) -> Parts:
    return [("mobilise", max(0.0, gap_s - event.data["load_s"])), ("load", 0.0)]


def _delivered(_log: EventLog, event: Event, gap_s: float) -> Parts:
    return [("travel", max(0.0, gap_s - event.data["unload_s"])), ("work", 0.0)]


_PARTS_OF: dict[str, Callable[[EventLog, Event, float], Parts]] = {
    "FireSighted": _plain("detect"),
    "FactLearned": _learned,
    "ConsultationHeld": _plain("report"),
    "RequestRaised": _plain("report"),
    "RequestDelegated": _plain("report"),
    "RequestHandled": _handled,
    "RequestApproved": _plain("decide"),
    "EvacuationOrdered": _plain("decide"),
    "TeamTasked": _plain("mobilise"),
    "TeamDeparted": _team_left,
    "TeamArrived": _plain("travel"),
    "GoodsReserved": _plain("mobilise"),
    "TruckDeparted": _truck_left,
    "GoodsDelivered": _delivered,
    "LiftDeparted": _plain("mobilise"),
    "LiftArrived": _plain("travel"),
    "PersonsGathered": _plain("mobilise"),
    "BusDeparted": _plain("mobilise"),
    "GroupDeparted": _plain("mobilise"),
    "GroupArrived": _plain("travel"),
    "PersonsRescued": _plain("work"),
    "MaterialDrawn": _plain("work"),
    "PointReinforced": _plain("work"),
    "RepairCompleted": _plain("work"),
    "TaskCompleted": _plain("work"),
}
"""How the step that ends with each kind of event is cut; any other kind is a fact."""


def critical_path(log: EventLog, seq: int) -> tuple[Step, ...]:
    """Return the steps from a fact to an event, without gaps, those of no length left out.

    Parameters
    ----------
    log
        Log of one run.
    seq
        Number of the event: a delivery, a rescue, an arrival, any event.
    """
    chain = [log[seq]]
    while chain[-1].kind in _PARTS_OF and chain[-1].cause >= 0:
        chain.append(log[chain[-1].cause])
    chain.reverse()
    steps = [step for before, event in pairwise(chain) for step in _cut(log, before.time_s, event)]
    return tuple(step for step in steps if step.length_s > 0.0)


def _cut(log: EventLog, begin_s: float, event: Event) -> Iterator[Step]:
    *parts, (last, _) = _PARTS_OF[event.kind](log, event, event.time_s - begin_s)
    for stage, length_s in parts:
        end_s = min(begin_s + length_s, event.time_s)
        yield Step(stage, begin_s, end_s, event.seq)
        begin_s = end_s
    yield Step(last, begin_s, event.time_s, event.seq)


def spent_s(steps: tuple[Step, ...]) -> dict[str, float]:
    """Return the time spent in each stage [s], every stage in order."""
    spent = dict.fromkeys(STAGES, 0.0)
    for step in steps:
        spent[step.stage] += step.length_s
    return spent


@once_per_log
def first_learned(log: EventLog) -> dict[int, float]:
    """Return when each fact was first known to any agency [s], by the seq of the fact."""
    first: dict[int, float] = {}
    for event in log.of("FactLearned"):
        first.setdefault(event.data["fact"], event.time_s)
    return first
