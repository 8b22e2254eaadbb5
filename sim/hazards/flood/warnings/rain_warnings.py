"""Rain warnings as they are issued: from gauges, radar and forecasts, not from the truth.

Gauges tell what fell with a delay; radar shows it at once but misjudges totals; a nowcast for
the next hours and a forecast for the next day err by more the further they look. All errors
multiply the rain that does fall: they raise false alarms where it falls short of a threshold,
but never out of a clear sky. Drawn before the run, so that no rule and no plan changes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.hazards.draws import lognormal_factor
from sim.hazards.flood.warnings.errors import lognormal_sd, persistent
from sim.hazards.flood.warnings.signals import THRESHOLDS
from sim.hazards.geometry import FloatArray, IntArray
from sim.hazards.monitoring import MonitoringParameters

Levels = npt.NDArray[np.int8]
_NumberT = TypeVar("_NumberT", np.int8, np.float64)
_BACK = max(hours for hours, _ in THRESHOLDS)
"""Hours of rain that the longest threshold counts."""


@dataclass(frozen=True)
class RainWarnings:
    """What is in force and expected at each instant.

    Parameters
    ----------
    level
        Level in force (T, C), 0 to 4: none, blue, yellow, orange, red.
    expected_mm
        Rain expected (T, C) [mm] from the hour that ends now to the end of the outlook.
    """

    level: Levels
    expected_mm: FloatArray


def rain_warnings(
    rain_mm_per_h: FloatArray,
    *,
    county_ids: Sequence[str],
    parameters: MonitoringParameters,
    streams: Streams,
    extra_lead_s: float = 0.0,
) -> RainWarnings:
    """Return the warnings of a run.

    A level is called for once the rain of its window, known and forecast, reaches its threshold
    within `warning_lead_s`; blue also within `outlook_lead_s`. It is raised at once and lowered
    when the lower level has been enough for `lift_after_s`. Monitoring works bring what is known
    forward by `extra_lead_s` and take nothing away: what was in force still is.

    Parameters
    ----------
    rain_mm_per_h
        True rain at the wettest gauge (T, C) [mm/h] in the hour that ends at each instant.
    county_ids
        Names of the counties, for their streams.
    parameters
        Leads, delays and errors.
    streams
        Random streams of the replication.
    extra_lead_s
        Time by which monitoring works lengthen the lead [s].
    """
    level = np.zeros(rain_mm_per_h.shape, dtype=np.int8)
    expected = np.zeros(rain_mm_per_h.shape)
    wet = np.flatnonzero(rain_mm_per_h.any(axis=0))
    if wet.size:
        rain = rain_mm_per_h[:, wet]
        ids = [county_ids[index] for index in wet.tolist()]
        radar = rain * radar_factor(rain, ids, parameters, streams)
        known = _known(rain, radar, parameters)
        nowcast = _nowcast(radar, ids, parameters, streams)
        outlook = _outlook(rain, ids, parameters, streams)
        needed = np.maximum(_level(known, nowcast), np.minimum(_level(known, outlook), 1))
        n_extra = round(extra_lead_s / HOUR_S)
        n_hold = round(parameters.lift_after_s / HOUR_S)
        level[:, wet] = in_force(_highest_ahead(needed, n_extra), n_hold=n_hold)
        expected[:, wet] = _highest_ahead(known[-1] + outlook.sum(axis=0), n_extra)
    return RainWarnings(level, expected)


def radar_factor(
    rain_mm_per_h: FloatArray,
    county_ids: Sequence[str],
    parameters: MonitoringParameters,
    streams: Streams,
) -> FloatArray:
    """Return what radar makes of the rain over what falls (T, C): one factor for each spell."""
    is_wet = rain_mm_per_h > 0.0
    gap = max(1, round(parameters.spell_gap_s / HOUR_S))
    n_wet = np.concatenate([np.zeros((gap, is_wet.shape[1])), np.cumsum(is_wet, axis=0)])
    was_dry = n_wet[gap - 1 : -1] == n_wet[:-gap]
    spell: IntArray = np.cumsum(is_wet & was_dry, axis=0)
    n_spells = int(spell.max()) + 1
    error = np.stack(
        [streams.get(f"flood/radar/{name}").standard_normal(n_spells) for name in county_ids],
        axis=1,
    )
    return lognormal_factor(np.take_along_axis(error, spell, axis=0), cv=parameters.radar_cv)


def in_force(needed: Levels, *, n_hold: int) -> Levels:
    """Return the level in force (T, C) where levels (T, C) are called for.

    It rises at once, and falls to the highest level of the last `n_hold` steps and now.
    """
    held = needed.copy()
    for back in range(1, n_hold + 1):
        np.maximum(held[back:], needed[:-back], out=held[back:])
    return held


def _known(rain: FloatArray, radar: FloatArray, parameters: MonitoringParameters) -> FloatArray:
    """Return the rain of the last hours as known at each instant (H, T, C), the newest last.

    Of an hour that gauges have only reported in part, the rest is what radar shows.
    """
    known = np.zeros((_BACK, *rain.shape))
    for back in range(min(_BACK, len(rain))):
        late = min(max(parameters.gauge_delay_s / HOUR_S - back, 0.0), 1.0)
        blend = (1.0 - late) * rain + late * radar
        known[_BACK - 1 - back, back:] = blend[: len(rain) - back]
    return known


def _nowcast(
    radar: FloatArray, county_ids: Sequence[str], parameters: MonitoringParameters, streams: Streams
) -> FloatArray:
    """Return the rain of the next hours as forecast from radar every hour (H, T, C)."""
    keep = float(np.exp(-HOUR_S / parameters.memory_s))
    error = _errors(len(radar), "nowcast", county_ids, keep=keep, streams=streams)
    ahead = np.zeros((round(parameters.warning_lead_s / HOUR_S), *radar.shape))
    for hours in range(1, min(len(ahead), len(radar) - 1) + 1):
        factor = _forecast_factor(error[:-hours], cv=parameters.nowcast_cv, lead=float(hours))
        ahead[hours - 1, :-hours] = radar[hours:] * factor
    return ahead


def _outlook(
    rain: FloatArray, county_ids: Sequence[str], parameters: MonitoringParameters, streams: Streams
) -> FloatArray:
    """Return the rain of the next day as the newest weather forecast has it (H, T, C)."""
    every = max(1, round(parameters.outlook_every_s / HOUR_S))
    issue = np.arange(len(rain)) // every
    keep = float(np.exp(-every * HOUR_S / parameters.memory_s))
    error = _errors(int(issue[-1]) + 1, "outlook", county_ids, keep=keep, streams=streams)[issue]
    age = (np.arange(len(rain)) % every)[:, None]
    ahead = np.zeros((round(parameters.outlook_lead_s / HOUR_S), *rain.shape))
    for hours in range(1, min(len(ahead), len(rain) - 1) + 1):
        lead = (age[:-hours] + hours) * (HOUR_S / DAY_S)
        factor = _forecast_factor(error[:-hours], cv=parameters.outlook_cv, lead=lead)
        ahead[hours - 1, :-hours] = rain[hours:] * factor
    return ahead


def _forecast_factor(error: FloatArray, *, cv: float, lead: npt.ArrayLike) -> FloatArray:
    """Return lognormal factors of mean 1 whose logarithm spreads with the root of the lead.

    `cv` is that at lead 1.
    """
    sd = lognormal_sd(cv) * np.sqrt(np.asarray(lead, dtype=np.float64))
    factor: FloatArray = np.exp(sd * error - sd * sd / 2.0)
    return factor


def _errors(
    n_issues: int, purpose: str, county_ids: Sequence[str], *, keep: float, streams: Streams
) -> FloatArray:
    """Return standard normal errors (K, C), persistent from issue to issue."""
    fresh = [
        streams.get(f"flood/{purpose}/{name}").standard_normal(n_issues) for name in county_ids
    ]
    return persistent(np.stack(fresh, axis=1), keep=keep)


def _level(known: FloatArray, ahead: FloatArray) -> Levels:
    """Return the highest signal (T, C) that rain known and forecast reaches now or ahead."""
    total = np.cumsum(np.concatenate([np.zeros_like(known[:1]), known, ahead]), axis=0)
    level = np.zeros(known.shape[1:], dtype=np.int8)
    for number, (hours, least_mm) in enumerate(THRESHOLDS, start=1):
        most = (total[_BACK:] - total[_BACK - hours : len(total) - hours]).max(axis=0)
        level[most >= least_mm] = number
    return level


def _highest_ahead(series: npt.NDArray[_NumberT], n_steps: int) -> npt.NDArray[_NumberT]:
    """Return the highest (T, C) from each instant to `n_steps` later."""
    highest = series.copy()
    for ahead in range(1, min(n_steps, len(series) - 1) + 1):
        np.maximum(highest[:-ahead], series[ahead:], out=highest[:-ahead])
    return highest
