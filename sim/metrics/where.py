"""Which county a shelter or zone belongs to: the one thing a log alone does not tell.

The log's header names the place; the place says where its sites lie.
"""

from functools import lru_cache

from sim.log import EventLog
from sim.place import Place


def place_of(log: EventLog, place: Place | None) -> Place:
    """Return `place`, or the shipped or user's place that the log's header names.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place when the caller has it at hand; None loads it by name.

    Raises
    ------
    UnknownNameError
        If no place carries the name in the header.
    """
    return place if place is not None else _loaded(log.header.place)


@lru_cache(maxsize=4)
def _loaded(name: str) -> Place:
    from sim.place.reading import load_place  # noqa: PLC0415  # only when counties are asked for

    return load_place(name)
