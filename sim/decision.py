"""Decisions: levers that a person pulls during a run, as inert records.

A run is (scenario, plan, seed, decisions); a branch is the same run with another list.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError
from sim.core.files import read_yaml
from sim.core.parameters import Config, validated

Lever = Literal[
    "order_evacuation",
    "close_road",
    "begin_contraflow",
    "end_contraflow",
    "stage_teams",
    "send_goods",
    "raise_response",
    "order_release",
]


class Decision(Config):
    """One lever pulled at one time.

    Parameters
    ----------
    time_s
        When [s].
    lever
        What is done.
    target
        To what: a zone, link, county, shelter, command post or reservoir, by lever.
    persons
        For how many people goods are sent.
    level
        Response level, where one is raised.
    towards
        Node to which all lanes of a link shall lead, where contraflow begins.
    release_m3s
        What a reservoir shall let out from now on, where a release is ordered [m³/s].
    """

    time_s: float = Field(ge=0)
    lever: Lever
    target: str
    persons: int = Field(default=100, ge=1)
    level: Literal["IV", "III", "II", "I"] = "III"
    towards: str = ""
    release_m3s: float = Field(default=0.0, ge=0)


def load_decisions(path: Path, *, clock: Clock) -> tuple[Decision, ...]:
    """Read a decision log: a YAML list whose entries give ``time_s`` or an ISO ``time``.

    Raises
    ------
    InputError
        If the file is no list, or an entry is not acceptable.
    """
    entries = read_yaml(path)
    if not isinstance(entries, list):
        raise InputError(f"{path}: expected a list of decisions")
    decisions = []
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: decision {number}"
        values = dict(entry) if isinstance(entry, dict) else entry
        if isinstance(values, dict) and "time" in values:
            values["time_s"] = clock.seconds(parse_time(str(values.pop("time")), where=where))
        decisions.append(validated(Decision, values, where=where))
    return in_order(decisions)


def in_order(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return decisions by time; simultaneous ones keep the order in which they were given."""
    return tuple(sorted(decisions, key=lambda decision: decision.time_s))
