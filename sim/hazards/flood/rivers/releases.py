"""How reservoirs release (调度): by rule, unless a person has ordered otherwise.

A rule gives a release that never falls as storage rises, and by no more than the water there is,
so that more rain never means less flow below. It is run hour by hour on storage and inflow.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.core.units import HOUR_S
from sim.hazards.flood.rivers.reservoirs import Reservoirs
from sim.hazards.geometry import FloatArray

GATES_S = 3600.0
"""From an order to the gates' having moved [s]."""


class ReleaseOrder(NamedTuple):
    """A release ordered by a person: which reservoir, from when [s], how much [m³/s] in all."""

    reservoir_id: str
    time_s: float
    release_m3s: float


class ReleaseRule(Component):
    """Rule by which every reservoir releases.

    Parameters
    ----------
    rule
        ``hold_limit``: what lies above the limit level is let out. ``cut_peak``: the same, but
        no more than the river below can carry until the store is nearly full. ``pre_release``:
        room is made ahead of a forecast inflow, as far as the river below can carry it.
    """

    rule: Literal["hold_limit", "cut_peak", "pre_release"] = "hold_limit"
    drawdown_h: float = parameter(
        24.0,
        low=6.0,
        high=96.0,
        unit="h",
        ge=1.0,
        description="Time in which what lies above the limit level would be let out.",
    )
    safe_share: float = parameter(
        0.9,
        low=0.5,
        high=1.2,
        unit="1",
        ge=0.0,
        description="Safe release, base flow included, over the bankfull flow of the river below.",
    )
    design_share: float = parameter(
        0.7,
        low=0.4,
        high=0.9,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Part of the room between limit level and crest that is filled before more "
        "than the safe flow is let out.",
    )
    look_ahead_h: float = parameter(
        48.0,
        low=12.0,
        high=96.0,
        unit="h",
        ge=0.0,
        description="How far ahead inflow is forecast where room is made for it.",
    )
    forecast_share: float = parameter(
        0.6,
        low=0.2,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Part of the inflow to come for which room is made.",
    )

    @property
    def looks_ahead(self) -> bool:
        """Return whether the rule asks what will flow in."""
        return self.rule == "pre_release"

    def release_m3s(
        self,
        stored_m3: float,
        *,
        limit_m3: float,
        capacity_m3: float,
        safe_m3s: float,
        coming_m3: float,
    ) -> float:
        """Return what the rule would let out above base flow [m³/s].

        Parameters
        ----------
        stored_m3
            Storage now [m³].
        limit_m3, capacity_m3
            Storage at the limit level and at the crest [m³].
        safe_m3s
            What the river below carries above base flow [m³/s].
        coming_m3
            Inflow of the hours ahead [m³].
        """
        drawdown_s = self.drawdown_h * HOUR_S
        above = max(stored_m3 - limit_m3, 0.0) / drawdown_s
        if self.rule == "cut_peak":
            design_m3 = limit_m3 + self.design_share * (capacity_m3 - limit_m3)
            return min(above, max(safe_m3s, (stored_m3 - design_m3) / drawdown_s))
        if self.rule == "pre_release":
            target_m3 = limit_m3 - self.forecast_share * coming_m3
            return max(above, min(safe_m3s, max(stored_m3 - target_m3, 0.0) / drawdown_s))
        return above


def operate(
    inflow_m3s: FloatArray,
    *,
    reservoirs: Reservoirs,
    number: int,
    rule: ReleaseRule,
    orders: Sequence[ReleaseOrder],
    base_m3s: float,
    full_m3s: float,
    ahead_m3s: FloatArray,
    step_s: float,
) -> tuple[FloatArray, FloatArray]:
    """Return the release (T,) [m³/s] above base flow of one reservoir and its storage (T,) [m³].

    Flows are taken to be linear between instants. What would stand above the crest is spilled
    within the step; nothing is let out below the lowest storage.

    Parameters
    ----------
    inflow_m3s
        Inflow (T,) above base flow [m³/s].
    reservoirs, number
        Which one.
    rule, orders
        How it releases; the newest order to it holds once the gates have moved.
    base_m3s, full_m3s
        Base flow, and what the river below carries when full [m³/s].
    ahead_m3s
        The inflow (T,) as it is forecast [m³/s].
    step_s
        Time between instants [s].
    """
    capacity, limit = float(reservoirs.capacity_m3[number]), float(reservoirs.limit_m3[number])
    least, outlet = float(reservoirs.least_m3[number]), float(reservoirs.outlet_m3s[number])
    safe_m3s = max(rule.safe_share * full_m3s - base_m3s, 0.0)
    most_m3s = max(outlet - base_m3s, 0.0)
    ordered = _ordered_m3s(
        reservoirs.reservoir_id[number], orders, n_times=len(inflow_m3s), step_s=step_s
    )
    coming = _coming_m3(ahead_m3s, round(rule.look_ahead_h * HOUR_S / step_s), step_s).tolist()
    release = np.zeros(len(inflow_m3s))
    storage = np.zeros(len(inflow_m3s))
    stored, out, before = float(reservoirs.start_m3[number]), 0.0, 0.0
    storage[0], before = stored, float(inflow_m3s[0])
    # Nothing is released at the first instant: gates take an hour to move.
    for step, inflow in enumerate(inflow_m3s[1:].tolist(), start=1):
        # Half of the new release is still to be taken off this.
        stored += ((before + inflow) - out) / 2.0 * step_s
        wanted = rule.release_m3s(
            stored,
            limit_m3=limit,
            capacity_m3=capacity,
            safe_m3s=safe_m3s,
            coming_m3=coming[step],
        )
        if ordered[step] >= 0.0:
            wanted = max(ordered[step] - base_m3s, 0.0)
        allowed = min(wanted, most_m3s, max(stored - least, 0.0) / step_s)
        out = max(allowed, (stored - capacity) / step_s)
        stored -= out / 2.0 * step_s
        before = inflow
        release[step], storage[step] = out, stored
    return release, storage


def _ordered_m3s(
    reservoir_id: str, orders: Sequence[ReleaseOrder], *, n_times: int, step_s: float
) -> list[float]:
    """Return the release ordered at each instant (T,) [m³/s], -1 where the rule holds."""
    ordered = np.full(n_times, -1.0)
    for order in orders:
        if order.reservoir_id == reservoir_id:
            ordered[int(np.ceil((order.time_s + GATES_S) / step_s)) :] = order.release_m3s
    return ordered.tolist()


def _coming_m3(ahead_m3s: FloatArray, n_steps: int, step_s: float) -> FloatArray:
    """Return the volume (T,) [m³] that flows in during the steps after each instant."""
    total = np.concatenate([[0.0], np.cumsum(ahead_m3s)]) * step_s
    last = np.minimum(np.arange(len(ahead_m3s)) + 1 + n_steps, len(ahead_m3s))
    coming: FloatArray = total[last] - total[1:]
    return coming
