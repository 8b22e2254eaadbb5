"""How fast the agencies acted: from a fact to a team, truck or evacuee that arrives.

Pure functions of the log. A request is followed forward to the first departure because of it, and
that back along its causes to the fact that gave rise to it; :mod:`sim.metrics.stages` cuts the way
into stages.
"""

from typing import NamedTuple

import numpy as np

from sim.log import Event, EventLog
from sim.log.causes import nearest_causes
from sim.metrics.memo import once_per_log
from sim.metrics.spans import Span, spans
from sim.metrics.stages import Step, critical_path, spent_s

_REQUEST_KINDS = ("RequestRaised", "RequestHandled", "RequestApproved")
_DEPARTURES = ("TeamDeparted", "TruckDeparted", "GroupDeparted")
_ARRIVALS = ("TeamArrived", "GoodsDelivered", "GroupArrived")
_NOT_DRIVEN = "evacuation"


URGENT = ("teams", "goods")
"""Requests whose delay people feel."""


class Response(NamedTuple):
    """One request, when first somebody left for it, and the way from the fact to its answer.

    The answer is the first who arrived: a team called back on a closed road was none. Where nobody
    arrived it is whoever left first.
    """

    request: str
    request_kind: str
    raised_s: float
    departed_s: float
    steps: tuple[Step, ...]
    """From the fact to the end of the work, or to the horizon for what was not over then."""

    @property
    def dispatch_s(self) -> float:
        """Return the time from request to departure [s]."""
        return self.departed_s - self.raised_s

    @property
    def fact_s(self) -> float:
        """Return when the fact behind it became true [s]."""
        return self.steps[0].begin_s if self.steps else self.departed_s

    @property
    def total_s(self) -> float:
        """Return the time from fact to arrival [s]."""
        return sum(step.length_s for step in self.steps if step.stage != "work")

    def spent_s(self) -> dict[str, float]:
        """Return the time spent in each stage [s], in order."""
        return spent_s(self.steps)


class LevelSpan(NamedTuple):
    """One stretch of time a command post spent at one response level."""

    level: str
    begin_s: float
    end_s: float


@once_per_log
def responses(log: EventLog) -> tuple[Response, ...]:
    """Return every request that a team, truck or group of evacuees left for, by departure."""
    raised = {event.subject: event for event in reversed(log.of("RequestRaised"))}
    request_of = nearest_causes(log, _REQUEST_KINDS)
    arrival_of = _first_caused(log, _DEPARTURES, _ARRIVALS)
    completion_of = _first_caused(log, _ARRIVALS, ("TaskCompleted",))
    left: dict[str, list[Event]] = {}
    for event in log.of(*_DEPARTURES):
        source = request_of[event.seq]
        if source >= 0 and log[source].subject in raised:
            left.setdefault(log[source].subject, []).append(event)
    found = []
    for request, departures in left.items():
        departed = next((one for one in departures if one.seq in arrival_of), departures[0])
        arrived = arrival_of.get(departed.seq)
        done = None if arrived is None else completion_of.get(arrived.seq)
        steps = critical_path(log, (done or arrived or departed).seq)
        found.append(
            Response(
                request=request,
                request_kind=str(raised[request].data["request_kind"]),
                raised_s=raised[request].time_s,
                departed_s=departures[0].time_s,
                steps=steps + _unfinished(log, departed, arrived, done),
            )
        )
    return tuple(found)


def dispatches(log: EventLog) -> tuple[Response, ...]:
    """Return the responses with a team or truck: an evacuation is ordered, not driven to."""
    return tuple(one for one in responses(log) if one.request_kind != _NOT_DRIVEN)


def _unfinished(
    log: EventLog, departed: Event, arrived: Event | None, done: Event | None
) -> tuple[Step, ...]:
    """Return what went on at the horizon: still on the road, or still at work."""
    end_s = log.header.horizon_s
    if arrived is None:
        return (Step("travel", departed.time_s, end_s, departed.seq),)
    if arrived.kind == "TeamArrived" and done is None:
        return (Step("work", arrived.time_s, end_s, arrived.seq),)
    return ()


def _first_caused(log: EventLog, by: tuple[str, ...], kinds: tuple[str, ...]) -> dict[int, Event]:
    """Return the first event of some kinds that each event of other kinds led to, by its seq."""
    source = nearest_causes(log, by)
    first: dict[int, Event] = {}
    for event in log.of(*kinds):
        if source[event.seq] >= 0:
            first.setdefault(source[event.seq], event)
    return first


def dispatch_delay_median_s(log: EventLog) -> float | None:
    """Return the median time from a request for rescue or goods to the first departure [s].

    Reinforcements and repairs, which are many and can wait, are left out.
    """
    delays = [one.dispatch_s for one in dispatches(log) if one.request_kind in URGENT]
    return float(np.median(delays)) if delays else None


def requests_unanswered(log: EventLog) -> float:
    """Return how many requests, evacuations apart, no team or truck ever left for."""
    wanted = [
        event.subject
        for event in log.of("RequestRaised")
        if event.data["request_kind"] != _NOT_DRIVEN
    ]
    answered = {one.request for one in dispatches(log)}
    return float(sum(request not in answered for request in dict.fromkeys(wanted)))


def delay_detect_mean_s(log: EventLog) -> float | None:
    """Return the mean time from a fact to its first being known [s]."""
    return _mean(log, "detect")


def delay_report_mean_s(log: EventLog) -> float | None:
    """Return the mean time spent on passing messages [s]."""
    return _mean(log, "report")


def delay_queue_mean_s(log: EventLog) -> float | None:
    """Return the mean time requests lay in the queues of agencies [s]."""
    return _mean(log, "queue")


def delay_decide_mean_s(log: EventLog) -> float | None:
    """Return the mean time agencies took to decide on requests [s]."""
    return _mean(log, "decide")


def delay_mobilise_mean_s(log: EventLog) -> float | None:
    """Return the mean time from approval to departure [s]."""
    return _mean(log, "mobilise")


def delay_travel_mean_s(log: EventLog) -> float | None:
    """Return the mean time from departure to arrival [s]."""
    return _mean(log, "travel")


def delay_load_mean_s(log: EventLog) -> float | None:
    """Return the mean time trucks took to get a bay and load [s], over all dispatches."""
    return _mean(log, "load")


def delay_work_mean_s(log: EventLog) -> float | None:
    """Return the mean time of unloading and work on the spot [s]."""
    return _mean(log, "work")


def _mean(log: EventLog, stage: str) -> float | None:
    spent = [one.spent_s()[stage] for one in dispatches(log)]
    return float(np.mean(spent)) if spent else None


def team_spells(log: EventLog) -> list[Span]:
    """Return when each team was on a task, from tasking to being available again."""
    return spans(log, begin="TeamTasked", end="TeamAvailable")


def team_busy_share(log: EventLog) -> float | None:
    """Return the share of all team time spent on tasks, 0–1.

    Busy time from tasking to availability over teams in the header × horizon; None where the
    header counts no teams.
    """
    team_time_s = log.header.resources.get("teams", 0) * log.header.horizon_s
    if team_time_s <= 0.0:
        return None
    return sum(span.length_s for span in team_spells(log)) / team_time_s


def response_levels(log: EventLog) -> dict[str, tuple[LevelSpan, ...]]:
    """Return the response levels each command post went through, in order."""
    current: dict[str, tuple[str, float]] = {}
    levels: dict[str, list[LevelSpan]] = {}
    for event in log.of("ResponseRaised", "ResponseEnded"):
        if event.subject in current:
            level, begin_s = current.pop(event.subject)
            levels[event.subject].append(LevelSpan(level, begin_s, event.time_s))
        if event.kind == "ResponseRaised":
            levels.setdefault(event.subject, [])
            current[event.subject] = (event.data["level"], event.time_s)
    for post, (level, begin_s) in current.items():
        levels[post].append(LevelSpan(level, begin_s, log.header.horizon_s))
    return {post: tuple(spells) for post, spells in levels.items()}


def response_first_s(log: EventLog) -> float | None:
    """Return when the first command post raised its response, from the start [s]."""
    raised = log.of("ResponseRaised")
    return raised[0].time_s if raised else None
