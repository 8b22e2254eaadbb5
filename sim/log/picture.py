"""Common operating picture (通用态势图): what one agency believes, and since when.

A picture holds facts, each an event of the log, with the time it became true and the time the
agency learned it. Decisions read pictures and never the truth.
"""

from typing import NamedTuple

from sim.core.errors import InvariantError
from sim.log.events import EventType


class Fact(NamedTuple):
    """One thing an agency knows."""

    seq: int
    event: EventType
    true_s: float
    learned_s: float


class Picture:
    """Facts known to one agency, of which the newest of each kind and subject is in mind."""

    def __init__(self) -> None:
        self._known: dict[int, Fact] = {}
        self._newest: dict[tuple[str, str], Fact] = {}

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
        if fact.seq in self._known:
            return False
        self._known[fact.seq] = fact
        key = (type(fact.event).__name__, fact.event.subject)
        newest = self._newest.get(key)
        if newest is None or newest.seq < fact.seq:
            self._newest[key] = fact
        return True

    def latest(self, kind: str, subject: str) -> Fact | None:
        """Return the newest known fact of a kind about a subject."""
        return self._newest.get((kind, subject))

    def all_of(self, kind: str) -> list[Fact]:
        """Return the newest fact about each subject, of one kind, in order of learning."""
        return [fact for (name, _), fact in self._newest.items() if name == kind]
