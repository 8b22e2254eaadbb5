"""How facts and orders travel between agencies (信息时滞)."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from sim.core.errors import InputError, nearest_match
from sim.core.parameters import Config
from sim.linkage.agencies import AGENCIES, HUB
from sim.linkage.delays import Delay

_ARROW = ">"


class Information(Config):
    """How facts and orders travel.

    Parameters
    ----------
    sharing
        ``bulletin``: facts of other agencies come with the next bulletin only.
        ``consultation``: they are shared when agencies sit together, and then at once.
        ``continuous``: they are passed on as they arise.
    share_min
        From one agency to another where the two have no line of their own.
    lags_min
        Lines of their own: ``weather>emergency`` is how long a fact of the weather service takes
        to a command post where sharing is continuous.
    orders_min
        From a command post's order to the agency whose teams it sends.
    field_min
        From something happening on the ground to the county's post knowing (own channel).
    upward_min
        From one level of command to the next above.
    """

    sharing: Literal["bulletin", "consultation", "continuous"]
    share_min: Delay
    lags_min: Mapping[str, Delay] = Field(default_factory=dict)
    orders_min: Mapping[str, Delay] = Field(default_factory=dict)
    field_min: Delay
    upward_min: Delay

    @field_validator("lags_min")
    @classmethod
    def _between_agencies(cls, lags: Mapping[str, Delay]) -> Mapping[str, Delay]:
        for pair in lags:
            source, arrow, target = pair.partition(_ARROW)
            if not arrow:
                raise InputError(f"'{pair}': write a line as FROM>TO, such as weather>{HUB}")
            check_agencies((source, target))
        return lags

    @field_validator("orders_min")
    @classmethod
    def _to_agencies(cls, orders: Mapping[str, Delay]) -> Mapping[str, Delay]:
        check_agencies(orders)
        return orders

    def lag_min(self, source: str, target: str = HUB) -> Delay:
        """Return how long a fact takes from one agency to another [min]."""
        if source == target:
            return (0.0, 0.0, 0.0)
        return self.lags_min.get(f"{source}{_ARROW}{target}", self.share_min)

    def order_min(self, agency: str) -> Delay:
        """Return how long an order takes from a command post to an agency [min]."""
        if agency == HUB:
            return (0.0, 0.0, 0.0)
        return self.orders_min.get(agency, self.share_min)


def check_agencies(names: Mapping[str, object] | tuple[str, ...]) -> None:
    """Raise :class:`InputError` for a name that is no agency."""
    for name in names:
        if name not in AGENCIES:
            hint = nearest_match(name, AGENCIES)
            suggestion = f" Did you mean '{hint}'?" if hint else ""
            raise InputError(f"unknown agency '{name}'.{suggestion} Allowed: {', '.join(AGENCIES)}")
