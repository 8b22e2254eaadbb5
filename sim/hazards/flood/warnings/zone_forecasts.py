"""Forecasts of flooding, zone by zone: issued every few hours, wrong by less as the water nears.

Drawn before the run from the truth and from errors that belong to each zone, so that no rule
can tell a forecast from the truth and no plan can change its luck.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.core.units import DAY_S
from sim.hazards.flood.warnings.errors import lognormal_sd, persistent
from sim.hazards.geometry import BoolArray, FloatArray, IntArray


class ForecastParameters(Config):
    """How often flooding is forecast, how far ahead, and how wrong."""

    issue_every_s: float = parameter(
        10_800.0,
        low=3600.0,
        high=21_600.0,
        unit="s",
        gt=0.0,
        description="Time between two forecasts of flooding.",
    )
    horizon_s: float = parameter(
        86_400.0,
        low=21_600.0,
        high=172_800.0,
        unit="s",
        ge=0.0,
        description="How far a forecast of flooding looks ahead.",
    )
    rise_cv: float = parameter(
        0.4,
        low=0.2,
        high=0.8,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of a rise of water forecast a day ahead; the "
        "standard deviation of its logarithm grows with the square root of the lead.",
    )
    unforeseen_share: float = parameter(
        0.7,
        low=0.5,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of a local rise that the median forecast a day ahead does not see, "
        "since rain models smooth local storms; it grows with the lead. Such that with the 2019 "
        "rain the first right forecast comes some 8 h before the water.",
    )
    margin_m: float = parameter(
        0.25,
        low=0.0,
        high=0.7,
        unit="m",
        ge=0.0,
        description="Caution: a zone is named if the water is forecast to come this near its "
        "lowest ground a day ahead; less, with the square root of the lead, as it nears. Such that "
        "with the 2019 rain some 5 to 10 % of the flooded zones are never named.",
    )
    timing_sd_s: float = parameter(
        14_400.0,
        low=3600.0,
        high=28_800.0,
        unit="s",
        ge=0.0,
        description="Standard deviation of a time of flooding forecast a day ahead; it grows with "
        "the square root of the lead.",
    )
    memory_s: float = parameter(
        43_200.0,
        low=10_800.0,
        high=86_400.0,
        unit="s",
        gt=0.0,
        description="Time over which the correlation between the errors of two forecasts of "
        "flooding falls to 1/e.",
    )


@dataclass(frozen=True)
class ZoneForecasts:
    """All forecasts of a run.

    Parameters
    ----------
    time_s
        When each is issued (K,) [s].
    is_threatened
        Whether it says that water will enter a zone that is dry now (K, Z).
    flood_time_s
        When, as it says (K, Z) [s]; inf where it says never, and never before it is issued.
    persons
        How many people that would concern (K, Z).
    """

    time_s: FloatArray
    is_threatened: BoolArray
    flood_time_s: FloatArray
    persons: IntArray


def zone_forecasts(
    level_m: FloatArray,
    *,
    rest_m: FloatArray,
    time_s: FloatArray,
    persons_at: Callable[[FloatArray, IntArray], IntArray],
    zone_ids: Sequence[str],
    parameters: ForecastParameters,
    streams: Streams,
    extra_lead_s: float = 0.0,
) -> ZoneForecasts:
    """Return the forecasts of a run.

    Forecast level = rest + (true level - rest) (1 - u l)⁺ exp(s √l e), with the lead l in days,
    the unforeseen share u, the standard deviation s of the logarithm and the error e of the zone,
    standard normal and AR(1) from one forecast to the next. A dry zone is threatened where the
    forecast level passes -`margin_m` √l within the horizon; the hour at which it does errs by
    another such error times `timing_sd_s` √l; the people it names are those the cautious level
    concerns. What has happened is known exactly.

    With `extra_lead_s` every forecast is out so much earlier and as good as it was; of those that
    would be out before the beginning, the newest stands there.

    Parameters
    ----------
    level_m
        True water above each zone's threshold (T, Z) [m], negative below.
    rest_m
        The same without rain (Z,) [m].
    time_s
        Instants (T,) [s].
    persons_at
        How many people a depth (N,) [m] concerns in some zones (N,).
    zone_ids
        Names of the zones, for their streams.
    parameters
        How far ahead, how wrong.
    streams
        Random streams of the replication.
    extra_lead_s
        Time by which monitoring works bring each forecast forward [s].
    """
    data_s = np.arange(0.0, time_s[-1] + extra_lead_s, parameters.issue_every_s)
    # Of the forecasts that would have come out before the beginning, the newest stands.
    n_before = int((data_s <= extra_lead_s).sum()) - 1
    shape = (len(data_s), len(zone_ids))
    is_threatened = np.zeros(shape, dtype=np.bool_)
    flood_s = np.full(shape, np.inf)
    persons = np.zeros(shape, dtype=np.int64)
    out_s = np.maximum(data_s - extra_lead_s, 0.0)
    errors = _errors(len(data_s), zone_ids, parameters, streams)
    rise = np.maximum(level_m - rest_m, 0.0)
    may_flood = np.flatnonzero(rise.any(axis=0))
    for number in range(n_before, len(data_s)):
        known_s, issued_s = float(data_s[number]), float(out_s[number])
        first = int(np.searchsorted(time_s, issued_s, side="right")) - 1
        last = int(np.searchsorted(time_s, known_s + parameters.horizon_s, side="right"))
        lead = np.maximum(time_s[first:last] - known_s, 0.0)[:, None] / DAY_S
        e_rise, e_time = errors[:, number, may_flood]
        seen = np.maximum(1.0 - parameters.unforeseen_share * lead, 0.0)
        factor = seen * np.exp(lognormal_sd(parameters.rise_cv) * np.sqrt(lead) * e_rise)
        ahead = rest_m[may_flood] + rise[first:last, may_flood] * factor
        cautious = ahead + parameters.margin_m * np.sqrt(lead)
        due = _crossing_s(cautious, time_s[first:last])
        is_dry = level_m[first, may_flood] <= 0.0
        threat = np.isfinite(due) & is_dry
        scale = np.sqrt(np.maximum(due[threat] - known_s, 0.0) / DAY_S)
        said = due[threat] + parameters.timing_sd_s * scale * e_time[threat]
        zones = may_flood[threat]
        is_threatened[number, zones] = True
        flood_s[number, zones] = np.maximum(said, issued_s)
        persons[number, zones] = persons_at(cautious[:, threat].max(axis=0), zones)
    kept = slice(n_before, None)
    return ZoneForecasts(out_s[kept], is_threatened[kept], flood_s[kept], persons[kept])


def _crossing_s(level_m: FloatArray, time_s: FloatArray) -> FloatArray:
    """Return when each forecast level (W, N) first passes 0 [s], linear between; inf if never."""
    above = level_m > 0.0
    first = above.argmax(axis=0)
    before = np.maximum(first - 1, 0)
    column = np.arange(level_m.shape[1])
    low, high = level_m[before, column], level_m[first, column]
    share = np.divide(-low, high - low, out=np.zeros_like(low), where=(high > 0.0) & (low < 0.0))
    moment = time_s[before] + share * (time_s[first] - time_s[before])
    return np.where(above.any(axis=0), moment, np.inf)


def _errors(
    n_issues: int, zone_ids: Sequence[str], parameters: ForecastParameters, streams: Streams
) -> FloatArray:
    """Return standard normal errors of height and of time (2, K, Z)."""
    fresh = np.stack(
        [
            streams.get(f"flood/forecast/{zone_id}").standard_normal((n_issues, 2))
            for zone_id in zone_ids
        ],
        axis=-1,
    )
    keep = float(np.exp(-parameters.issue_every_s / parameters.memory_s))
    return persistent(fresh, keep=keep).transpose(1, 0, 2)
