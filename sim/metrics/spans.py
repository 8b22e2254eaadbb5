"""Spans of time between two kinds of event of one subject: closed roads, busy teams.

Shared arithmetic of several metrics; not a metric itself.
"""

from typing import NamedTuple

from sim.log import EventLog


class Span(NamedTuple):
    """One stretch of time of one subject."""

    subject: str
    begin_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Return the length of the stretch [s]."""
        return self.end_s - self.begin_s


def spans(log: EventLog, *, begin: str, end: str) -> list[Span]:
    """Return the stretches from a `begin` event of a subject to its next `end` event.

    A second `begin` before an `end` changes nothing: a closed road cannot close again. A
    stretch still open when the run stops ends at the horizon. In order of their ends, open
    ones last in order of their beginnings.

    Parameters
    ----------
    log
        Log of one run.
    begin, end
        Kinds of event that open and close a stretch.
    """
    horizon_s = log.header.horizon_s
    opened: dict[str, float] = {}
    found: list[Span] = []
    for event in log.of(begin, end):
        if event.kind == begin:
            opened.setdefault(event.subject, event.time_s)
        elif event.subject in opened:
            begin_s = opened.pop(event.subject)
            found.append(Span(event.subject, begin_s, max(begin_s, min(event.time_s, horizon_s))))
    found.extend(
        Span(subject, begin_s, max(begin_s, horizon_s)) for subject, begin_s in opened.items()
    )
    return found
