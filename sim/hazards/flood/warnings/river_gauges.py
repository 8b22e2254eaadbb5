"""River gauges: above the warning stage, above the guarantee stage, past the crest, fallen.

The warning stage is the bank and the guarantee stage lies some way above it. Gauges do not err
here and know only what they have measured; how late it is told, and to whom, is the world's
business.
"""

from typing import Literal, NamedTuple

import numpy as np

from sim.hazards.geometry import BoolArray, FloatArray
from sim.hazards.monitoring import MonitoringParameters

ReportKind = Literal["warning", "guarantee", "crest", "fall"]


class RiverReport(NamedTuple):
    """One report of one gauge.

    ``basin`` is the index of its catchment; ``over_m`` [m] above the bank and ``discharge_m3s``
    [m³/s] are those of the moment, or of the crest.
    """

    kind: ReportKind
    basin: int
    over_m: float
    discharge_m3s: float


class RiverGauges:
    """The gauges of all rivers, read instant by instant.

    A flood lasts from the first stage above the bank until the stage is `fall_below_m` below it.
    A crest is one once the stage has fallen `crest_drop_m` from it; if the river rises above it
    again, the next crest is reported too.

    Parameters
    ----------
    gauged
        Whether a catchment has a gauge on its river (B,).
    parameters
        Stages at which gauges report.
    """

    def __init__(self, gauged: BoolArray, parameters: MonitoringParameters) -> None:
        self._gauged = gauged
        self._parameters = parameters
        self._in_flood = np.zeros(len(gauged), dtype=np.bool_)
        self._is_high = np.zeros(len(gauged), dtype=np.bool_)
        self._has_crested = np.zeros(len(gauged), dtype=np.bool_)
        self._crest_m = np.full(len(gauged), -np.inf)
        self._crest_m3s = np.zeros(len(gauged))

    def read(self, over_m: FloatArray, discharge_m3s: FloatArray) -> list[RiverReport]:
        """Return what the gauges report of one instant, in the order of `ReportKind`.

        Parameters
        ----------
        over_m
            Stage over the bank (B,) [m], negative within the channel.
        discharge_m3s
            Flow (B,) [m³/s].
        """
        rose = self._gauged & ~self._in_flood & (over_m > 0.0)
        self._in_flood |= rose
        rose_high = self._in_flood & ~self._is_high
        rose_high &= over_m > self._parameters.guarantee_over_bank_m
        self._is_high |= rose_high
        is_higher = self._in_flood & (over_m > self._crest_m)
        self._crest_m[is_higher] = over_m[is_higher]
        self._crest_m3s[is_higher] = discharge_m3s[is_higher]
        self._has_crested &= ~is_higher
        crested = self._in_flood & ~self._has_crested
        crested &= over_m <= self._crest_m - self._parameters.crest_drop_m
        self._has_crested |= crested
        fell = self._in_flood & (over_m <= -self._parameters.fall_below_m)
        reports = [
            *_reports("warning", rose, over_m, discharge_m3s),
            *_reports("guarantee", rose_high, over_m, discharge_m3s),
            *_reports("crest", crested, self._crest_m, self._crest_m3s),
            *_reports("fall", fell, over_m, discharge_m3s),
        ]
        self._in_flood &= ~fell
        self._is_high &= ~fell
        self._has_crested &= ~fell
        self._crest_m[fell] = -np.inf
        return reports


def _reports(
    kind: ReportKind, basins: BoolArray, over_m: FloatArray, discharge_m3s: FloatArray
) -> list[RiverReport]:
    return [
        RiverReport(kind, index, float(over_m[index]), float(discharge_m3s[index]))
        for index in np.flatnonzero(basins).tolist()
    ]
