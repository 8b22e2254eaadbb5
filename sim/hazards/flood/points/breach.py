"""Water behind a dike or below a small reservoir that has given way.

How deep the water stands in the part of a zone's low-lying ground that one breach reaches, hour
by hour. No inundation is computed: depth follows from the stage above the bank at and after the
failure. Slopes that slide let no water in.
"""

import numpy as np
from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S
from sim.hazards.geometry import FloatArray


class BreachKindParameters(Config):
    """What a failure of one kind of point lets in."""

    reached_share: float
    depth_share: float
    decay_h: float


class DikeBreachParameters(BreachKindParameters):
    """A breached dike: the river keeps feeding the water behind it while it stands high."""

    reached_share: float = parameter(
        0.1,
        low=0.03,
        high=0.3,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of a zone's low-lying part that water through one breach reaches: about "
        "one of its villages.",
    )
    depth_share: float = parameter(
        0.5,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Mean depth behind the breach over the stage above the bank outside it.",
    )
    decay_h: float = parameter(
        30.0,
        low=12.0,
        high=96.0,
        unit="h",
        gt=0.0,
        description="Time in which the water behind a breach falls to a third once nothing more "
        "comes.",
    )


class ReservoirBreachParameters(BreachKindParameters):
    """A failed small reservoir: one wave, then nothing more comes."""

    reached_share: float = parameter(
        0.08,
        low=0.02,
        high=0.25,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of a zone's low-lying part that the wave of one small reservoir "
        "reaches.",
    )
    depth_share: float = parameter(
        0.35,
        low=0.1,
        high=0.7,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Mean depth of the wave over the stage at which the reservoir failed.",
    )
    decay_h: float = parameter(
        6.0,
        low=2.0,
        high=24.0,
        unit="h",
        gt=0.0,
        description="Time in which that water falls to a third.",
    )


class BreachParameters(Config):
    """What water does after a hazard point has failed."""

    drained_m: float = parameter(
        0.1,
        low=0.05,
        high=0.2,
        unit="m",
        gt=0.0,
        description="Depth of water let in by a breach at which the ground counts as drained.",
    )
    dike: DikeBreachParameters = Field(default_factory=DikeBreachParameters)
    reservoir: ReservoirBreachParameters = Field(default_factory=ReservoirBreachParameters)

    def of(self, kind: str) -> BreachKindParameters | None:
        """Return the numbers of a kind of point; None for slopes."""
        return {"dike": self.dike, "reservoir": self.reservoir}.get(kind)


def breach_depth_m(
    time_s: FloatArray,
    stage_m: FloatArray,
    *,
    kind: str,
    failure_s: float,
    strength_m: float,
    parameters: BreachParameters,
) -> FloatArray:
    r"""Return the water in the reached part of the low-lying ground (T,) [m].

    A failure at :math:`t_f`, when the stage passed the strength S, lets in

    .. math:: d(t) = c \max\Bigl(S e^{-(t - t_f)/k},
              \max_{t_f \le \tau \le t} s(\tau)\, e^{-(t - \tau)/k}\Bigr), \quad t \ge t_f

    for a dike, outside which the stage s above the bank goes on feeding it; for a small
    reservoir the first term alone. Zero before the failure, without one, and for slopes.

    Parameters
    ----------
    time_s
        Instants (T,) [s], ascending.
    stage_m
        Load on the point (T,): stage above the bank [m].
    kind
        ``dike``, ``slope`` or ``reservoir``.
    failure_s
        When it gave way [s]; inf for never.
    strength_m
        Stage above the bank at which it gave way [m]: its strength, with what reinforcement
        added.
    parameters
        Share of the depth that gets through, and how fast it drains.
    """
    depth = np.zeros(len(time_s))
    numbers = parameters.of(kind)
    after = time_s >= failure_s
    if numbers is None or not after.any():
        return depth
    since = (time_s[after] - failure_s) / HOUR_S / numbers.decay_h
    let_in = strength_m * np.exp(-since)
    if kind == "dike":
        let_in = np.maximum(let_in, _draining_maximum(stage_m[after], since))
    depth[after] = numbers.depth_share * np.maximum(let_in, 0.0)
    return depth


def _draining_maximum(stage_m: FloatArray, since: FloatArray) -> FloatArray:
    """Return the highest of all stages so far, each drained since (n,).

    Step by step and not as one running maximum of stage x exp(since), which overflows in a long
    season.
    """
    highest = np.zeros(len(stage_m))
    held = 0.0
    steps = np.diff(since, prepend=since[0])
    for index, (stage, step) in enumerate(zip(stage_m.tolist(), steps.tolist(), strict=True)):
        held = max(stage, held * float(np.exp(-step)))
        highest[index] = held
    return highest


def reached_share(kinds: tuple[str, ...], parameters: BreachParameters) -> float:
    r"""Return the share of a zone's low-lying part that several breaches reach together, 0–1.

    .. math:: 1 - \prod_i (1 - r_i)

    Assumes that where each of them goes has nothing to do with the others.
    """
    dry = 1.0
    for kind in kinds:
        numbers = parameters.of(kind)
        if numbers is not None:
            dry *= 1.0 - numbers.reached_share
    return 1.0 - dry
