"""Work done once per log, so that thirty metrics do not walk the same rows thirty times.

Not a cache of results across logs: what is remembered dies with the log it belongs to.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from sim.log import EventLog

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
