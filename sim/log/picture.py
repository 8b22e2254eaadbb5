"""Common operating picture (通用态势图): what one agency believes, and since when.

A picture holds facts, each an event of the log, with the time it became true and the time the
agency learned it. Decisions read pictures and never the truth.
"""

from typing import NamedTuple

from sim.core.errors import InvariantError
from sim.log.events import EventType


class Fact(NamedTuple):
    """One thing an agency knows; ``learned`` is the seq of its learning."""

    seq: int
    event: EventType
    true_s: float
    learned_s: float
    learned: int


class Picture:
    """Facts known to one agency, of which the newest of each kind and subject is in mind."""

    def __init__(self) -> None:
        self._known: dict[int, Fact] = {}
        self._of_kind: dict[str, list[Fact]] = {}
        self._newest: dict[str, dict[str, Fact]] = {}

    def learn(self, fact: Fact) -> bool:
        """Take in a fact; return whether it is news.

        News of older date than what is known already is news all the same, but does not
        replace it.

        Raises
        ------
        InvariantError
            If the fact lies in the future of its learning.
        """
        if fact.learned_s < fact.true_s:
            raise InvariantError(
                f"fact {fact.seq} learned at {fact.learned_s} s before it was true"
            )
        if self.knows(fact.seq):
            return False
        kind = type(fact.event).__name__
        self._known[fact.seq] = fact
        self._of_kind.setdefault(kind, []).append(fact)
        by_subject = self._newest.setdefault(kind, {})
        newest = by_subject.get(fact.event.subject)
        if newest is None or newest.seq < fact.seq:
            by_subject[fact.event.subject] = fact
        return True

    def knows(self, seq: int) -> bool:
        """Return whether an event of the log is known."""
        return seq in self._known

    def is_over(self, alarm: str, reliefs: tuple[str, ...], subject: str) -> bool:
        """Return whether, as far as is known, an alarm about a subject is over or never was.

        Parameters
        ----------
        alarm
            Kind of the alarm.
        reliefs
            Kinds of event of which any ends it.
        subject
            What it is about.
        """
        raised = self.latest(alarm, subject)
        lifted = [self.latest(relief, subject) for relief in reliefs]
        return raised is None or any(fact is not None and fact.seq > raised.seq for fact in lifted)

    def latest(self, kind: str, subject: str) -> Fact | None:
        """Return the newest known fact of a kind about a subject."""
        return self._newest.get(kind, {}).get(subject)

    def all_of(self, kind: str) -> list[Fact]:
        """Return the newest fact about each subject, of one kind, in order of learning."""
        return list(self._newest.get(kind, {}).values())

    def known_of(self, kind: str) -> list[Fact]:
        """Return every known fact of one kind, in order of learning."""
        return list(self._of_kind.get(kind, ()))

    def newest_learned(self) -> int:
        """Return the seq of the latest learning, -1 where nothing is known."""
        return max((fact.learned for fact in self._known.values()), default=-1)
