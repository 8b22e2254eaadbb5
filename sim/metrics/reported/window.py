"""Where and when a reported figure counts: a period, and a province, prefecture, county or river.

A window selects events of a log; what is made of them is in :mod:`.measures`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.core.errors import InputError, unknown_name
from sim.log import Event, EventLog
from sim.place import Place

AREA_KINDS = ("province", "prefecture", "county", "river")
_BETWEEN_IDS = ";"
_COUNTY_AND_RIVER = "/"


@dataclass(frozen=True, slots=True)
class Window:
    """Where and when a report counts.

    ``counties`` are those of the area. ``rivers`` are stretches
    ``<county_id>/<river_id>`` where the report speaks of a river, and empty where it speaks of an
    area. Times
    ``from_s`` and ``to_s`` [s] are since the scenario's start; both ends count.
    """

    log: EventLog
    place: Place
    counties: frozenset[str]
    rivers: frozenset[str]
    from_s: float
    to_s: float

    def events(self, *kinds: str) -> list[Event]:
        """Return the events of these kinds within the window's time; kinds unknown give none."""
        return [event for event in self.log.of(*kinds) if self.from_s <= event.time_s <= self.to_s]

    def has_zone(self, zone_id: str) -> bool:
        """Return whether a zone lies in the window's area."""
        return self.place.zone(zone_id).county_id in self.counties

    def has_site(self, site_id: str) -> bool:
        """Return whether a site lies in the window's area."""
        return self.place.site(site_id).county_id in self.counties

    def has_link(self, link_id: str) -> bool:
        """Return whether a link lies in the window's area."""
        return self.place.link(link_id).county_id in self.counties

    def has_river(self, county_id: str, river_id: str) -> bool:
        """Return whether a river's stretch in a county is meant by the window."""
        if self.rivers:
            return f"{county_id}{_COUNTY_AND_RIVER}{river_id}" in self.rivers
        return county_id in self.counties


def read_window(
    kind: str, ids: str, *, log: EventLog, place: Place, period_s: tuple[float, float], where: str
) -> Window:
    """Return the window of a reported figure.

    Parameters
    ----------
    kind
        One of :data:`AREA_KINDS`.
    ids
        Identifiers of the areas, parted by semicolons; of a river ``<county_id>/<river_id>``.
    log
        Log of the run.
    place
        Place whose areas the identifiers name.
    period_s
        Beginning and end [s] since the scenario's start.
    where
        File and row, for the message of a mistake.

    Raises
    ------
    InputError
        If the kind or an area is not known.
    """
    named = tuple(part.strip() for part in ids.split(_BETWEEN_IDS) if part.strip())
    if kind not in AREA_KINDS:
        raise unknown_name(kind, AREA_KINDS, noun="area_kind", where=where)
    if kind != "province" and not named:
        raise InputError(f"{where}: area_ids: name at least one {kind}")
    return Window(
        log=log,
        place=place,
        counties=frozenset(_counties(kind, named, place, where)),
        rivers=frozenset(named if kind == "river" else ()),
        from_s=period_s[0],
        to_s=period_s[1],
    )


def _counties(kind: str, named: tuple[str, ...], place: Place, where: str) -> list[str]:
    every = [county.county_id for county in place.counties]
    if kind == "province":
        return every
    if kind == "prefecture":
        _check(named, [county.prefecture_id for county in place.counties], kind, where)
        return [county.county_id for county in place.counties if county.prefecture_id in named]
    parts = [name.partition(_COUNTY_AND_RIVER) for name in named]
    ids = [county_id for county_id, _, _ in parts] if kind == "river" else list(named)
    _check(ids, every, "county", where)
    if kind == "river":
        rivers = [river.river_id for river in place.rivers]
        _check([river_id for _, _, river_id in parts], rivers, kind, where)
    return ids


def _check(names: Iterable[str], known: Iterable[str], noun: str, where: str) -> None:
    allowed = frozenset(known)
    for name in names:
        if name not in allowed:
            raise unknown_name(name, allowed, noun=noun, where=where)
