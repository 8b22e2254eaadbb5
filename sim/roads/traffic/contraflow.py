"""Contraflow (反向车道): all lanes of a link in one direction.

The opposite carriageway is shut at once and drains; marshals take up their posts meanwhile.
When both are done the lanes move over. To end it, the lanes are taken away again, and the
opposite carriageway opens when no more vehicles are left than its own lanes hold and the
marshals have turned the signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from sim.core.errors import InputError

if TYPE_CHECKING:
    from sim.roads.traffic.roads import ChangingRoads


@dataclass(frozen=True, slots=True)
class LanesMoved:
    """Contraflow of a link has begun, or is over.

    Parameters
    ----------
    link
        Index of the link.
    arc
        Arc that has the lanes of both directions, or had them.
    time_s
        When [s].
    is_begun
        It has begun; else it is over.
    """

    link: int
    arc: int
    time_s: float
    is_begun: bool


@dataclass(slots=True)
class Contraflow:
    """One link on its way into contraflow or out of it."""

    link: int
    arc: int
    staffed_s: float
    is_beginning: bool
    is_drained: bool = False


class Contraflows:
    """All links in contraflow, and those on their way into it or out of it.

    Parameters
    ----------
    traffic
        The traffic whose lanes are moved.
    """

    def __init__(self, traffic: ChangingRoads) -> None:
        self._traffic = traffic
        self._changing: dict[int, Contraflow] = {}
        self._active: dict[int, int] = {}

    def begin(self, link: int, *, towards: int, staffing_s: float) -> None:
        """Order contraflow of a link towards one of its nodes.

        Raises
        ------
        InputError
            If the link does not lead there both ways, contraflow is ordered already, or the
            time is not acceptable.
        """
        network = self._traffic.network
        network.check_link(link)
        name = network.link_ids[link]
        _check_time(staffing_s, name)
        arcs = [
            arc
            for arc in self._traffic.arcs_of(link).tolist()
            if network.head[arc] == towards and network.reverse[arc] >= 0
        ]
        if not arcs:
            raise InputError(f"link '{name}': no contraflow towards node {towards}")
        if link in self._changing or link in self._active:
            raise InputError(f"link '{name}': contraflow is ordered already")
        opposite = int(network.reverse[arcs[0]])
        self._traffic.shut(opposite)
        self._traffic.watch(opposite)
        staffed_s = self._traffic.now_s + staffing_s
        self._changing[link] = Contraflow(link, arcs[0], staffed_s, is_beginning=True)

    def end(self, link: int, *, staffing_s: float) -> None:
        """Order the lanes of a link back.

        Raises
        ------
        InputError
            If the link is not in contraflow, or the time is not acceptable.
        """
        network = self._traffic.network
        network.check_link(link)
        name = network.link_ids[link]
        _check_time(staffing_s, name)
        if link not in self._active:
            raise InputError(f"link '{name}': is not in contraflow")
        arc = self._active.pop(link)
        self._traffic.give_back(arc)
        room = int(network.jam_density_veh_per_m[arc] * network.length_m[arc])
        self._traffic.watch(arc, n_vehicles=room)
        staffed_s = self._traffic.now_s + staffing_s
        self._changing[link] = Contraflow(link, arc, staffed_s, is_beginning=False)

    @property
    def are_changing(self) -> bool:
        """Whether any link is on its way into contraflow or out of it."""
        return bool(self._changing)

    def next_s(self) -> float:
        """Return when marshals are ready next [s], inf = none are on their way."""
        now_s = self._traffic.now_s
        return min(
            (item.staffed_s for item in self._changing.values() if item.staffed_s > now_s),
            default=float("inf"),
        )

    def settle(self, drained: list[int]) -> list[LanesMoved]:
        """Move the lanes of all links that are drained and staffed now.

        Parameters
        ----------
        drained
            Watched arcs that have emptied since the last call.
        """
        moved = []
        network, now_s = self._traffic.network, self._traffic.now_s
        for item in list(self._changing.values()):
            opposite = int(network.reverse[item.arc])
            item.is_drained |= (opposite if item.is_beginning else item.arc) in drained
            if not item.is_drained or item.staffed_s > now_s:
                continue
            if item.is_beginning:
                self._traffic.give_both(item.arc)
                self._active[item.link] = item.arc
            else:
                self._traffic.give_back(opposite)
            del self._changing[item.link]
            moved.append(LanesMoved(item.link, item.arc, now_s, item.is_beginning))
        return moved


def _check_time(staffing_s: float, name: str) -> None:
    if not (isfinite(staffing_s) and staffing_s >= 0.0):
        raise InputError(
            f"link '{name}': staffing_s must be finite and at least 0, got {staffing_s}"
        )
