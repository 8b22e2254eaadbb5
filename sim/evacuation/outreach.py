"""Warning dissemination: how fast, and how many, people hear.

Each channel c reaches a share F_c(t) = k_c (1 − exp(−t / τ_c)) of households; channels work
independently, so a household has heard with probability F(t) = 1 − Π_c (1 − F_c(t)).
"""

import numpy as np
from numpy.typing import NDArray

from sim.core.components import Component
from sim.core.parameters import Config, parameter

FloatArray = NDArray[np.float64]

_GRID_S = np.concatenate([np.arange(0.0, 21_600.0, 60.0), np.arange(21_600.0, 259_201.0, 900.0)])
"""Times at which the diffusion curve is tabulated [s]: by minute for six hours, then coarser."""


class Channel(Config):
    """One way by which people hear of a warning."""

    coverage_share: float = parameter(
        0.5,
        low=0.0,
        high=1.0,
        unit="1",
        ge=0,
        le=1,
        description="Share of households the channel can reach at all.",
    )
    time_constant_s: float = parameter(
        1800.0,
        low=300.0,
        high=14400.0,
        unit="s",
        gt=0,
        description="Time after which 63 % of the reachable households have heard.",
    )


class Outreach(Component):
    """Channels of one outreach programme."""

    door_to_door: Channel
    broadcast: Channel
    text_message: Channel
    social: Channel

    def heard_share(self, elapsed_s: FloatArray) -> FloatArray:
        """Return the share of households that have heard by each elapsed time [s].

        Parameters
        ----------
        elapsed_s
            Time since the warning went out [s], any shape.
        """
        missed = np.ones_like(elapsed_s)
        for channel in (self.door_to_door, self.broadcast, self.text_message, self.social):
            reached = -np.expm1(-elapsed_s / channel.time_constant_s)
            missed *= 1.0 - channel.coverage_share * reached
        return 1.0 - missed

    def hearing_delay_s(self, uniform: FloatArray) -> FloatArray:
        """Return when each household hears [s]; inf for those never reached.

        Parameters
        ----------
        uniform
            One standard uniform draw per household ``(n,)``.
        """
        curve = self.heard_share(_GRID_S)
        delay = np.interp(uniform, curve, _GRID_S)
        return np.where(uniform <= curve[-1], delay, np.inf)

    def door_to_door_delay_s(self, uniform: FloatArray) -> FloatArray:
        """Return when someone knocks at each household [s]; inf for those not visited."""
        channel = self.door_to_door
        reached = uniform / max(channel.coverage_share, 1e-12)
        with np.errstate(divide="ignore", invalid="ignore"):
            delay = -channel.time_constant_s * np.log1p(-np.minimum(reached, 1.0))
        return np.where(reached < 1.0, delay, np.inf)
