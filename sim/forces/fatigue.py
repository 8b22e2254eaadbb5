"""Fatigue of a campaign: what a team has worked in the last two weeks slows what it does now.

Beside the rest after a long task: that is hours, this is a season.
"""

from collections.abc import Sequence

from sim.core.parameters import Config, parameter


class FatigueParameters(Config):
    """How far back work counts, and how much slower a worn team is."""

    window_s: float = parameter(
        1_209_600.0,
        low=604_800.0,
        high=2_592_000.0,
        unit="s",
        gt=0.0,
        description="Time over which past work still tells.",
    )
    worn_s: float = parameter(
        302_400.0,
        low=172_800.0,
        high=604_800.0,
        unit="s",
        gt=0.0,
        description="Work within that time at which a team is worn out: 84 hours in two weeks.",
    )
    most_slowing: float = parameter(
        1.5,
        low=1.2,
        high=2.0,
        unit="1",
        ge=1.0,
        description="Time a worn team takes for its work over that of a fresh one.",
    )


def slowing(
    spells: Sequence[tuple[float, float]], *, now_s: float, parameters: FatigueParameters
) -> float:
    """Return by how much work takes longer for a team with such a past.

    1 + (m - 1) min(W / w, 1), with W the work within the window, w that of a worn team and m
    its slowing: it recovers as past work moves out of the window.

    Parameters
    ----------
    spells
        When each spell of work began and ended [s].
    now_s
        Now [s].
    parameters
        How far back, how much.
    """
    since_s = now_s - parameters.window_s
    worked_s = sum(max(end_s - max(start_s, since_s), 0.0) for start_s, end_s in spells)
    return 1.0 + (parameters.most_slowing - 1.0) * min(worked_s / parameters.worn_s, 1.0)
