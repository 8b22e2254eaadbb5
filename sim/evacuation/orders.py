"""Evacuation orders: what triggers them, and which households leave when."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.evacuation.households import WARNING_LEVELS

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class EvacuationOrders(Component):
    """Policy of a county on whom to order away, and when.

    Parameters
    ----------
    order
        ``simultaneous``: all zones at once. ``staged``: by danger, in waves of `wave_persons`;
        the zone expected to flood first leaves first. ``staged_by_bound``: cars leave in the
        slots of the quickest plan for all zones of one decision (see
        :mod:`sim.world.evacuation_plan`). Traffic ``planned`` adds the slots and routes of that
        plan to each of them.
    trigger
        ``forecast``: when a zone is forecast to flood and at least `minimum_level` is in
        force; ``water``: only when water stands in a zone of the county.
    minimum_level
        Lowest warning level at which people are ordered away.
    points_level
        Warning level from which people behind hazard points are moved, where a point was found
        weak and is not reinforced yet or a slope has had much rain.
    """

    order: Literal["simultaneous", "staged", "staged_by_bound"] = "simultaneous"
    trigger: Literal["forecast", "water"] = "forecast"
    minimum_level: Literal["none", "blue", "yellow", "orange", "red"] = Field(
        "none", description="Lowest warning level at which people are ordered away."
    )
    points_level: Literal["blue", "yellow", "orange", "red", "never"] = Field(
        "blue",
        description="Warning level from which people behind hazard points are moved.",
    )
    slope_rain_mm: float = parameter(
        60.0,
        low=30.0,
        high=150.0,
        unit="mm",
        gt=0,
        description="Rain of the last days at a slope from which those below it are moved too.",
    )
    announced_level: Literal["blue", "yellow", "orange", "red"] = Field(
        "orange",
        description="Level announced with an order; a higher rain warning in force raises it.",
    )
    wave_interval_s: float = parameter(
        3600.0,
        low=900.0,
        high=7200.0,
        unit="s",
        gt=0,
        description="Time between the waves of a staged evacuation.",
    )
    wave_persons: int = parameter(
        1500,
        low=500,
        high=5000,
        unit="persons",
        gt=0,
        description="People of a county told to leave in one wave.",
    )
    plan_step_s: float = parameter(
        300.0,
        low=60.0,
        high=900.0,
        unit="s",
        gt=0,
        description="Step of the quickest plan behind staged_by_bound and planned traffic.",
    )

    def order_level(self, warning_level: str) -> str:
        """Return the level people hear with the order: the higher of announced and in force."""
        height = max(
            WARNING_LEVELS.index(warning_level), WARNING_LEVELS.index(self.announced_level)
        )
        return WARNING_LEVELS[height]

    def wave_offsets_s(self, persons: IntArray, *, ahead: int) -> FloatArray:
        """Return how long after the order each household is told to leave [s] ``(n,)``.

        Parameters
        ----------
        persons
            Persons of each household ``(n,)``.
        ahead
            People of the county who leave before these.
        """
        if self.order != "staged":
            return np.zeros(len(persons))
        before = ahead + np.cumsum(persons) - persons
        waves = (before // self.wave_persons).astype(np.float64)
        return waves * self.wave_interval_s


def slot_numbers(ready_s: FloatArray, n_slots: int) -> IntArray:
    """Return which slot each car takes, in order of time; -1 = none is left for it ``(n,)``.

    The car that is ready first takes the first slot, and so on.

    Parameters
    ----------
    ready_s
        When each car is ready [s], inf if it never is ``(n,)``.
    n_slots
        Number of planned departures.
    """
    cars = np.argsort(ready_s, kind="stable")[:n_slots]
    number = np.full(len(ready_s), -1, dtype=np.int64)
    number[cars] = np.arange(len(cars))
    return number


def held_for_slots_s(ready_s: FloatArray, slots_s: FloatArray) -> FloatArray:
    """Return when cars leave that a marshal lets go one by one in planned slots [s] ``(n,)``.

    Each takes the slot of :func:`slot_numbers`; whoever is ready only after its slot leaves when
    ready. Those beyond the last slot are not held.

    Parameters
    ----------
    ready_s
        When each car is ready [s], inf if it never is ``(n,)``.
    slots_s
        Planned departures [s] ``(m,)``.
    """
    number = slot_numbers(ready_s, len(slots_s))
    is_held = number >= 0
    leave_s = ready_s.copy()
    leave_s[is_held] = np.maximum(ready_s[is_held], np.sort(slots_s)[number[is_held]])
    return leave_s
