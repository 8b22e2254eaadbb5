"""Simulation time: seconds since the scenario's start, and nothing else.

The only place where calendar time and simulation time meet.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.core.errors import InputError


def parse_time(text: str, *, where: str = "") -> datetime:
    """Read an ISO 8601 time that carries its UTC offset.

    Raises
    ------
    InputError
        If the text is no ISO time or has no offset.
    """
    place = f"{where}: " if where else ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{place}'{text}' is not an ISO time such as 2019-08-12T00:00:00+08:00"
        ) from None
    if moment.tzinfo is None:
        example = f"{moment.isoformat()}+08:00"
        raise InputError(f"{place}'{text}' has no UTC offset; write for example {example}")
    return moment


@dataclass(frozen=True, slots=True)
class Clock:
    """Calendar of one scenario.

    Parameters
    ----------
    start
        The moment of simulation time 0, with its UTC offset.
    """

    start: datetime

    def seconds(self, moment: datetime) -> float:
        """Return the simulation time [s] of a calendar moment."""
        return (moment - self.start).total_seconds()

    def moment(self, time_s: float) -> datetime:
        """Return the calendar moment of a simulation time [s]."""
        return self.start + timedelta(seconds=time_s)

    def label(self, time_s: float) -> str:
        """Return ``08-15 05:08`` for a simulation time [s]."""
        return self.moment(time_s).strftime("%m-%d %H:%M")
