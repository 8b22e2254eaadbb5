"""The way a request takes through command posts (审批链)."""

from typing import Literal

from pydantic import model_validator

from sim.core.errors import InputError
from sim.core.parameters import Config
from sim.core.units import MINUTE_S
from sim.linkage.delays import Delay, mean_of_longest_s, mean_s

Level = Literal["county", "prefecture", "province"]
LEVEL_ORDER: tuple[Level, ...] = ("county", "prefecture", "province")
RequestKind = Literal["evacuation", "teams", "goods", "reinforce", "repair"]
REQUEST_KINDS: tuple[RequestKind, ...] = ("evacuation", "teams", "goods", "reinforce", "repair")


def reaches(level: Level, needed: Level) -> bool:
    """Return whether a level is as high as the one needed."""
    return LEVEL_ORDER.index(level) >= LEVEL_ORDER.index(needed)


class Hop(Config):
    """One post that a request passes, and how long it takes to decide there [min]."""

    level: Level
    decide_min: Delay


class Chain(Config):
    """The way a request takes.

    Parameters
    ----------
    mode
        ``serial``: hop after hop. ``joint``: one sitting of all posts, as long as the slowest.
        ``preauthorised``: the first post acts at once and the others are notified.
        ``notify``: whoever asks acts, and the first post is told.
    hops
        Posts in ascending order of level.
    """

    mode: Literal["serial", "joint", "preauthorised", "notify"]
    hops: tuple[Hop, ...]

    @model_validator(mode="after")
    def _ascending(self) -> "Chain":
        levels = [LEVEL_ORDER.index(hop.level) for hop in self.hops]
        if not levels or levels != sorted(set(levels)):
            raise InputError("hops must rise from county to prefecture to province, each once")
        return self

    def upto(self, level: Level) -> tuple[Hop, ...]:
        """Return the hops up to a level, inclusive."""
        return tuple(hop for hop in self.hops if reaches(level, hop.level))

    def expected_minutes(self, *, upward_min: Delay) -> float:
        """Return the mean time [min] that deciding takes where nothing queues.

        Parameters
        ----------
        upward_min
            Passing a request from one post of a series to the next.
        """
        delays = [hop.decide_min for hop in self.hops]
        if self.mode == "notify":
            return 0.0
        if self.mode == "preauthorised":
            return mean_s(delays[0]) / MINUTE_S
        if self.mode == "joint":
            return mean_of_longest_s(delays) / MINUTE_S
        upward_s = mean_s(upward_min) * (len(delays) - 1)
        return (sum(mean_s(delay) for delay in delays) + upward_s) / MINUTE_S
