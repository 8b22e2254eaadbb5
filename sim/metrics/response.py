r"""How fast the agencies acted: from a fact to a team or truck that leaves, part by part.

Pure functions of the log. A request is followed back along its causes to the fact that gave
rise to it, and forward to the first team or truck that left because of it:

.. math:: T = detect + report + queue + decide + mobilise + travel

Requests answered by no departure (an evacuation is ordered, not driven to) are not delays of
dispatch and appear only in :func:`requests_unanswered`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.log import Event, EventLog
from sim.log.causes import nearest_causes
from sim.metrics.memo import once_per_log
from sim.metrics.spans import Span, spans

_REQUEST_KINDS = ("RequestRaised", "RequestHandled", "RequestApproved")
_DEPARTURES = ("TeamDeparted", "TruckDeparted")
_ARRIVALS = ("TeamArrived", "GoodsDelivered")
_NEWS = ("FactLearned", "ConsultationHeld")
_NOT_DRIVEN = "evacuation"


URGENT = ("teams", "goods")
"""Requests whose delay people feel."""


class Dispatch(NamedTuple):
    """One request and the first departure that answered it; all parts in seconds, ≥ 0."""

    request: str
    request_kind: str
    raised_s: float
    departed_s: float
    detect_s: float
    """From the fact to its first being known to any agency."""
    report_s: float
    """Passing messages: first knowledge to request, and between the hops of its approval."""
    queue_s: float
    decide_s: float
    mobilise_s: float
    """From approval to departure: waiting for a free team or truck, turnout, loading."""
    travel_s: float
    """To arrival, or to the horizon for those still on the road then."""

    @property
    def dispatch_s(self) -> float:
        """Return the time from request to departure [s]."""
        return self.departed_s - self.raised_s

    @property
    def total_s(self) -> float:
        """Return the time from fact to arrival [s]."""
        return (
            self.detect_s
            + self.report_s
            + self.queue_s
            + self.decide_s
            + self.mobilise_s
            + self.travel_s
        )


class LevelSpan(NamedTuple):
    """One stretch of time a command post spent at one response level."""

    level: str
    begin_s: float
    end_s: float


@once_per_log
def dispatches(log: EventLog) -> tuple[Dispatch, ...]:
    """Return every request that a team or truck left for, in order of departure.

    Hops that ran side by side (a joint consultation) may add up to more than the time that
    passed; their queue and decide times are then scaled down to it, so that the parts always
    add up to the whole. A request that followed from no reported fact (a shelter counting its
    needs) has a detect time of 0, and one without any cause no report time either.
    """
    raised = {event.subject: event for event in reversed(log.of("RequestRaised"))}
    request_of = nearest_causes(log, _REQUEST_KINDS)
    arrivals = _arrivals(log)
    answered: dict[str, Event] = {}
    for event in log.of(*_DEPARTURES):
        source = request_of[event.seq]
        if source >= 0 and log[source].subject in raised:
            answered.setdefault(log[source].subject, event)
    approved = {event.subject: event for event in reversed(log.of("RequestApproved"))}
    hops: dict[str, list[Event]] = {}
    for event in log.of("RequestHandled"):
        hops.setdefault(event.subject, []).append(event)
    return tuple(
        _dispatch(
            log,
            raised[request],
            approved=approved.get(request),
            hops=[hop for hop in hops.get(request, []) if hop.seq < departed.seq],
            departed=departed,
            arrived_s=arrivals.get(departed.seq, log.header.horizon_s),
        )
        for request, departed in answered.items()
    )


def _dispatch(
    log: EventLog,
    raised: Event,
    *,
    approved: Event | None,
    hops: list[Event],
    departed: Event,
    arrived_s: float,
) -> Dispatch:
    fact_s, learned_s = _knowledge(log, raised)
    queue_s = sum(hop.data["queue_s"] for hop in hops)
    decide_s = sum(hop.data["decide_s"] for hop in hops)
    if approved is not None:
        released_s = min(approved.time_s, departed.time_s)
    else:
        released_s = hops[-1].time_s if hops else raised.time_s
    approval_s = released_s - raised.time_s
    if queue_s + decide_s > approval_s:
        scale = approval_s / (queue_s + decide_s)
        queue_s, decide_s = queue_s * scale, decide_s * scale
    passing_s = approval_s - queue_s - decide_s
    return Dispatch(
        request=raised.subject,
        request_kind=str(raised.data["request_kind"]),
        raised_s=raised.time_s,
        departed_s=departed.time_s,
        detect_s=learned_s - fact_s,
        report_s=raised.time_s - learned_s + passing_s,
        queue_s=queue_s,
        decide_s=decide_s,
        mobilise_s=departed.time_s - released_s,
        travel_s=max(arrived_s - departed.time_s, 0.0),
    )


def _knowledge(log: EventLog, raised: Event) -> tuple[float, float]:
    """Return when the fact behind a request became true and when it was first learned [s].

    The fact is the nearest cause that is not itself news or a meeting; what in turn had
    caused the fact is another story.
    """
    fact, is_reported = raised, False
    while fact.cause >= 0 and (fact is raised or fact.kind in _NEWS):
        fact = log[fact.cause]
        is_reported = is_reported or fact.kind == "FactLearned"
    if not is_reported:
        return fact.time_s, fact.time_s
    return fact.time_s, _first_learned(log).get(fact.seq, fact.time_s)


@once_per_log
def _first_learned(log: EventLog) -> dict[int, float]:
    """Return when each fact was first known to any agency [s], by the seq of the fact."""
    first: dict[int, float] = {}
    for event in log.of("FactLearned"):
        first.setdefault(event.data["fact"], event.time_s)
    return first


def _arrivals(log: EventLog) -> dict[int, float]:
    """Return the time of the first arrival [s] that each departure led to, by its seq."""
    departure_of = nearest_causes(log, _DEPARTURES)
    first: dict[int, float] = {}
    for event in log.of(*_ARRIVALS):
        if departure_of[event.seq] >= 0:
            first.setdefault(departure_of[event.seq], event.time_s)
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
    return _mean(log, lambda one: one.detect_s)


def delay_report_mean_s(log: EventLog) -> float | None:
    """Return the mean time spent on passing messages [s]."""
    return _mean(log, lambda one: one.report_s)


def delay_queue_mean_s(log: EventLog) -> float | None:
    """Return the mean time requests lay in the queues of agencies [s]."""
    return _mean(log, lambda one: one.queue_s)


def delay_decide_mean_s(log: EventLog) -> float | None:
    """Return the mean time agencies took to decide on requests [s]."""
    return _mean(log, lambda one: one.decide_s)


def delay_mobilise_mean_s(log: EventLog) -> float | None:
    """Return the mean time from approval to departure [s]."""
    return _mean(log, lambda one: one.mobilise_s)


def delay_travel_mean_s(log: EventLog) -> float | None:
    """Return the mean time from departure to arrival [s]."""
    return _mean(log, lambda one: one.travel_s)


def _mean(log: EventLog, part: Callable[[Dispatch], float]) -> float | None:
    parts = [part(one) for one in dispatches(log)]
    return float(np.mean(parts)) if parts else None


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
