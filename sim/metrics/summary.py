"""One run in some thirty figures."""

import math

from sim.core.errors import InvariantError
from sim.log import EventLog
from sim.metrics.catalogue import catalogue
from sim.place import Place


def summary(log: EventLog, *, place: Place | None = None) -> dict[str, float | None]:
    """Return every metric of the catalogue for one log, valid as JSON.

    Parameters
    ----------
    log
        Log of one run.
    place
        The place of the run, for metrics by county; None loads the one its header names.

    Returns
    -------
    figures
        Values by name, the unit being the end of the name; None where there was nothing to
        measure, such as evacuation times when nobody left.

    Raises
    ------
    InvariantError
        If a metric is not a finite number.
    """
    figures: dict[str, float | None] = {}
    for metric in catalogue():
        value = metric.function(log, place=place) if metric.needs_place else metric.function(log)
        if value is not None and not math.isfinite(value):
            raise InvariantError(f"metric '{metric.name}' is {value}")
        figures[metric.name] = None if value is None else float(value)
    return figures
