"""How depots are restocked (补货): when more is ordered, how much, how long it takes.

Numbers and pure functions; time passes in the world. What is ordered comes from outside the
place (central stocks, purchases) and does not use the simulated roads. Beds, tents and clothes
of shelters that stand empty come back as far as they can be used again.
"""

from collections.abc import Iterable, Mapping
from math import floor

from pydantic import model_validator

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S, HOUR_S
from sim.supply.fleet import triangular
from sim.supply.goods import Goods


class RestockingParameters(Config):
    """Review, order and replenishment of depots, and what comes back from shelters."""

    is_on: bool = True
    """Whether depots get anything after the start."""

    review_s: float = parameter(
        24.0 * HOUR_S,
        low=6.0 * HOUR_S,
        high=72.0 * HOUR_S,
        unit="s",
        gt=0,
        description="Time between two reviews of what depots hold and which shelters stand empty.",
    )
    reorder_share: float = parameter(
        0.5,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0,
        le=1,
        description="A commodity is ordered when what a depot can promise and what is on order "
        "are together under this share of its opening stock.",
    )
    lead_min_s: float = parameter(
        1.0 * DAY_S,
        low=0.5 * DAY_S,
        high=3.0 * DAY_S,
        unit="s",
        ge=0,
        description="Least time from order to goods in the depot: from a central stock.",
    )
    lead_mode_s: float = parameter(
        3.0 * DAY_S,
        low=1.0 * DAY_S,
        high=7.0 * DAY_S,
        unit="s",
        description="Likeliest time from order to goods in the depot.",
    )
    lead_max_s: float = parameter(
        8.0 * DAY_S,
        low=4.0 * DAY_S,
        high=20.0 * DAY_S,
        unit="s",
        description="Longest time from order to goods in the depot: bought and made first.",
    )
    empty_s: float = parameter(
        48.0 * HOUR_S,
        low=24.0 * HOUR_S,
        high=168.0 * HOUR_S,
        unit="s",
        ge=0,
        description="A shelter is cleared when nobody has been there or on the way, and no goods "
        "have come, for this long.",
    )
    reusable_share: float = parameter(
        0.8,
        low=0.5,
        high=0.95,
        unit="1",
        ge=0,
        le=1,
        description="Share of the durables of a cleared shelter that can be used again.",
    )
    cleaning_s: float = parameter(
        7.0 * DAY_S,
        low=3.0 * DAY_S,
        high=21.0 * DAY_S,
        unit="s",
        ge=0,
        description="Until durables of a cleared shelter are cleaned and back in a depot.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> "RestockingParameters":
        if not self.lead_min_s <= self.lead_mode_s <= self.lead_max_s:
            raise InputError("lead_min_s ≤ lead_mode_s ≤ lead_max_s must hold")
        return self

    def lead_s(self, uniform: float) -> float:
        """Return the time from order to goods in the depot [s].

        Parameters
        ----------
        uniform
            A draw between 0 and 1, made outside.
        """
        return triangular(uniform, self.lead_min_s, self.lead_mode_s, self.lead_max_s)

    def reusable(self, durables: Mapping[str, float]) -> Goods:
        """Return the whole pieces that can be used again of durables in use; none are left out."""
        usable = {
            key: float(floor(amount * self.reusable_share)) for key, amount in durables.items()
        }
        return {key: amount for key, amount in usable.items() if amount > 0.0}


def to_order(
    available: Mapping[str, float],
    on_order: Mapping[str, float],
    *,
    opening: Mapping[str, float],
    reorder_share: float,
) -> Goods:
    """Return what a depot orders at a review, in whole units; only what it stocked at the start.

    Of each commodity the opening stock less what can be promised and what is on order, if these
    two are together under `reorder_share` of the opening stock.

    Parameters
    ----------
    available
        What can still be promised.
    on_order
        Ordered and not yet in.
    opening
        What the depot held at the start.
    reorder_share
        Share of the opening stock, 0–1.
    """
    order: Goods = {}
    for key, most in opening.items():
        position = available.get(key, 0.0) + on_order.get(key, 0.0)
        if position < reorder_share * most:
            order[key] = most - position
    return order


def in_use(received: Mapping[str, float], taken: Mapping[str, float], keys: Iterable[str]) -> Goods:
    """Return what of some commodities was received and has not been taken away since."""
    left = {key: received.get(key, 0.0) - taken.get(key, 0.0) for key in keys}
    return {key: amount for key, amount in left.items() if amount > 0.0}
