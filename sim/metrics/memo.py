"""Work done once per log, so that thirty metrics do not walk the same rows thirty times.

Not a cache of results across logs: what is remembered dies with the log it belongs to.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from sim.log import EventLog
from sim.place import Place

ResultT = TypeVar("ResultT")


def once_per_log(function: Callable[[EventLog], ResultT]) -> Callable[[EventLog], ResultT]:
    """Make a pure function of a log remember its answer for as long as the log lives."""
    known: WeakKeyDictionary[EventLog, ResultT] = WeakKeyDictionary()

    @wraps(function)
    def remembering(log: EventLog) -> ResultT:
        if log not in known:
            known[log] = function(log)
        return known[log]

    return remembering


def once_per_log_and_place(
    function: Callable[[EventLog, Place], ResultT],
) -> Callable[[EventLog, Place], ResultT]:
    """Make a pure function of a log and its place remember its answer while the log lives.

    One place is remembered with each log, and told by identity: a place is never changed, and
    comparing two of them record by record would take as long as many an answer.
    """
    known: WeakKeyDictionary[EventLog, tuple[Place, ResultT]] = WeakKeyDictionary()

    @wraps(function)
    def remembering(log: EventLog, place: Place) -> ResultT:
        found = known.get(log)
        if found is None or found[0] is not place:
            found = (place, function(log, place))
            known[log] = found
        return found[1]

    return remembering
