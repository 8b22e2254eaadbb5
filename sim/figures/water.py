"""What of roads and places is under water at an instant, from the realisation and the log.

Depths are the realisation's. Which roads are closed, and why, and which places water reached
through a breach, is in the log. Nothing here draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.figures.series import Steps
from sim.log import Event, EventLog
from sim.place import Place

if TYPE_CHECKING:
    from sim.hazards.flood import FloodRealisation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DRY, SHALLOW, DEEP, VERY_DEEP = range(4)
VERY_DEEP_M = 1.0
_FLOOD = "flood"
_TELLING_SHARE, _ANY = 0.1, 1e-12
"""Hours with less than this share of the worst hour's water are not shown unasked."""


class WaterLimits(NamedTuple):
    """Depths [m] at which water counts as deep, so that cars cannot ford it, and very deep."""

    deep_m: float
    very_deep_m: float

    def classes(self, depth_m: FloatArray) -> IntArray:
        """Return the class of each depth: dry, shallow, deep or very deep."""
        found: IntArray = np.searchsorted(
            [self.deep_m, self.very_deep_m], depth_m, side="right"
        ) + (depth_m > 0.0).astype(np.int64)
        return found


@dataclass(frozen=True)
class WaterState:
    """Roads and places at one instant.

    Parameters
    ----------
    time_s
        The instant [s].
    link_class, zone_class
        Class of depth of each link (L,) and zone (Z,).
    being_cleared
        Links whose water has gone but that are closed still, until they are checked.
    cut
        Links closed for other reasons, by reason.
    by_breach
        Zones under water that a breach let in, the river itself being below them.
    closed_share
        Length of closed roads over that of all roads, 0-1.
    """

    time_s: float
    link_class: IntArray
    zone_class: IntArray
    being_cleared: tuple[int, ...]
    cut: Mapping[str, tuple[int, ...]]
    by_breach: tuple[int, ...]
    closed_share: float

    @property
    def n_zones_wet(self) -> int:
        """Return how many zones have water."""
        return int((self.zone_class > DRY).sum()) + len(self.by_breach)


class WaterCourse:
    """All of a run's water on roads and in places, ready to be asked for any instant.

    Parameters
    ----------
    realisation
        What nature did.
    place
        The place it did it to.
    log
        What followed.
    """

    def __init__(self, realisation: "FloodRealisation", place: Place, log: EventLog) -> None:
        from sim.roads.vehicles import CAR  # noqa: PLC0415  # brings pydantic along

        self.limits = WaterLimits(CAR.fords_m, VERY_DEEP_M)
        self._flood = realisation
        self._events = log.of("LinkClosed", "LinkReopened", "ZoneFlooded", "ZoneDrained")
        self._link = {link.link_id: index for index, link in enumerate(place.links)}
        self._zone = {zone.zone_id: index for index, zone in enumerate(place.zones)}
        day = log.header.clock.start.date()
        is_open = [link.opened is None or link.opened <= day for link in place.links]
        self.is_open = np.array(is_open, dtype=np.bool_)
        self._length_m = np.array([link.length_m for link in place.links]) * self.is_open

    def at(self, time_s: float) -> WaterState:
        """Return how things stand at an instant [s]."""
        flood, step = self._flood, max(self._flood.step_at(time_s), 0)
        link_class = self.limits.classes(flood.link_depth_m[step]) * self.is_open
        zone_class = self.limits.classes(np.maximum(flood.zone_level_m[step], 0.0))
        reasons, wet = self._standing(time_s)
        cleared = tuple(
            link
            for link, why in reasons.items()
            if list(why) == [_FLOOD] and link_class[link] < DEEP
        )
        cut: dict[str, list[int]] = {}
        for link, why in reasons.items():
            for reason in why:
                if reason != _FLOOD:
                    cut.setdefault(reason, []).append(link)
        return WaterState(
            time_s=time_s,
            link_class=link_class,
            zone_class=zone_class,
            being_cleared=cleared,
            cut={reason: tuple(links) for reason, links in cut.items()},
            by_breach=tuple(zone for zone in wet if zone_class[zone] == DRY),
            closed_share=self._share(reasons),
        )

    def closed_share(self) -> Steps:
        """Return the share of the length of roads that is closed, over time."""
        closed: dict[int, dict[str, None]] = {}
        times, shares = [], []
        for event in self._events:
            if self._note(event, closed):
                times.append(event.time_s)
                shares.append(self._share(closed))
        return Steps(np.array(times, dtype=float), np.array(shares, dtype=float))

    def wet_links(self) -> IntArray:
        """Return how many roads have water at each instant (T,)."""
        wet: IntArray = ((self._flood.link_depth_m > 0.0) & self.is_open).sum(axis=1)
        return wet

    def wet_zones(self) -> IntArray:
        """Return how many zones the river has entered at each instant (T,)."""
        wet: IntArray = (self._flood.zone_level_m > 0.0).sum(axis=1)
        return wet

    def instants_s(self, most: int) -> list[float]:
        """Return up to some instants [s], spread over the hours that are wet, the worst included.

        Without any water, spread over the hours in which a road is closed; none without these.
        """
        wet = (self.wet_links() + self.wet_zones()).astype(np.float64)
        if not wet.any():
            time_s, share = self.closed_share()
            place = np.searchsorted(time_s, self._flood.time_s, side="right") - 1
            wet = np.where(place >= 0, np.append(share, 0.0)[place], 0.0)
        hours = np.flatnonzero(wet >= max(_TELLING_SHARE * float(wet.max()), _ANY))
        if not hours.size:
            return []
        # By the root, so that long shallow hours count, but less than the few that matter most.
        weight = np.sqrt(wet[hours])
        passed = np.cumsum(weight) - weight / 2.0
        at = (np.arange(most) + 0.5) / most * float(weight.sum())
        picked = hours[np.unique(np.abs(passed[:, None] - at).argmin(axis=0))]
        worst = int(wet.argmax())
        picked[int(np.abs(picked - worst).argmin())] = worst
        times: list[float] = self._flood.time_s[np.unique(picked)].tolist()
        return times

    def _standing(self, time_s: float) -> tuple[dict[int, dict[str, None]], list[int]]:
        """Return the closed links with their reasons, and the wet zones, as the log has them."""
        closed: dict[int, dict[str, None]] = {}
        wet: dict[int, None] = {}
        for event in self._events:
            if event.time_s > time_s:
                break
            if not self._note(event, closed) and event.subject in self._zone:
                zone = self._zone[event.subject]
                if event.kind == "ZoneFlooded":
                    wet[zone] = None
                else:
                    wet.pop(zone, None)
        return closed, list(wet)

    def _note(self, event: Event, closed: dict[int, dict[str, None]]) -> bool:
        """Keep account of closed links; return whether the event changed them."""
        link = self._link.get(event.subject)
        if link is None or event.kind not in {"LinkClosed", "LinkReopened"}:
            return False
        if event.kind == "LinkClosed":
            closed.setdefault(link, {})[str(event.data["reason"])] = None
        else:
            closed.pop(link, None)
        return True

    def _share(self, closed: Mapping[int, object]) -> float:
        whole = float(self._length_m.sum())
        return float(self._length_m[list(closed)].sum()) / whole if whole > 0.0 else 0.0


def reasons_shown(states: Sequence[WaterState]) -> list[str]:
    """Return the reasons for which a road is cut in any of some states, in order of mention."""
    return list(dict.fromkeys(reason for state in states for reason in state.cut))
