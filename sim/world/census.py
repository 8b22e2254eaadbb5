"""Where everybody is: the people at risk, counted zone by zone, never created or lost."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.core.errors import InvariantError


@dataclass(slots=True)
class ZoneCensus:
    """The people at risk in one zone, by where they are now."""

    at_home: int  # in their zone: at home, or at the pick-up waiting for a bus
    on_the_road: int = 0
    in_shelter: int = 0
    trapped: int = 0
    rescued: int = 0


class Census:
    """Conservation of people."""

    def __init__(self) -> None:
        self._initial: dict[str, int] = {}
        self._zones: dict[str, ZoneCensus] = {}

    def settle(self, zone_id: str, persons: int) -> None:
        """Enter more people of a zone who are at risk, at home."""
        self._initial[zone_id] = self._initial.get(zone_id, 0) + persons
        if zone_id in self._zones:
            self._zones[zone_id].at_home += persons
        else:
            self._zones[zone_id] = ZoneCensus(at_home=persons)

    def of(self, zone_id: str) -> ZoneCensus:
        """Return the count of one zone."""
        return self._zones[zone_id]

    def move(self, zone_id: str, persons: int, *, source: str, target: str) -> None:
        """Move people of a zone from one state to another.

        Raises
        ------
        InvariantError
            If fewer people are there than leave.
        """
        zone = self._zones[zone_id]
        left = getattr(zone, source) - persons
        if persons < 0 or left < 0:
            raise InvariantError(
                f"zone {zone_id}: {persons} persons cannot leave '{source}': {zone}"
            )
        setattr(zone, source, left)
        setattr(zone, target, getattr(zone, target) + persons)

    def rescue(self, zone_id: str, persons: int) -> None:
        """Count trapped people of a zone as rescued."""
        self.move(zone_id, persons, source="trapped", target="rescued")

    def check(self) -> None:
        """Raise :class:`InvariantError` unless everybody is somewhere, once."""
        for zone_id, zone in self._zones.items():
            total = sum(getattr(zone, item.name) for item in fields(zone))
            if total != self._initial[zone_id]:
                raise InvariantError(
                    f"zone {zone_id}: {total} persons, {self._initial[zone_id]} at first"
                )
