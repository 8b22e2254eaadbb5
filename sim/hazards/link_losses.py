"""Links that nature cuts at a moment: trees felled across them, bridges taken."""

from dataclasses import dataclass

import numpy as np

from sim.hazards.geometry import FloatArray, IntArray


@dataclass(frozen=True)
class LinkLosses:
    """What is cut when, in order of time, of equal times by link.

    Parameters
    ----------
    time_s
        When (F,) [s].
    link
        Index of the link (F,); one may be cut more than once.
    """

    time_s: FloatArray
    link: IntArray

    @classmethod
    def in_order(cls, time_s: FloatArray, link: IntArray) -> "LinkLosses":
        """Return losses (F,) in order of time, leaving out those that never come (inf)."""
        comes = np.isfinite(time_s)
        moment, cut = time_s[comes], np.asarray(link, dtype=np.int64)[comes]
        order = np.lexsort((cut, moment))
        return cls(moment[order], cut[order])
