"""Goods sent ahead on a forecast (前置), the rest on request."""

from sim.core.parameters import parameter
from sim.supply.dispatch.nearest_pull import NearestPull


class PushOnForecast(NearestPull):
    """On a forecast part of the expected need goes ahead; people present come first.

    When people are at risk but not yet displaced, the world asks :meth:`forecast_goods` what to
    send to the shelters meant for them and enters it as a request with ``is_forecast``. The
    rest of the need is pulled, from the nearest depots with stock.
    """

    push_share: float = parameter(
        0.5,
        low=0.1,
        high=1.0,
        unit="1",
        description="Share of the expected need sent ahead on a forecast.",
        gt=0,
        le=1,
    )
