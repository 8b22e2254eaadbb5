"""Fire danger, rated every morning, county by county; teams go out to the towns by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.units import DAY_S, HOUR_S
from sim.log import events
from sim.world.environment import Process
from sim.world.fires import outposts

if TYPE_CHECKING:
    from sim.world.world import World

_HOUR_S = 9.0 * HOUR_S
_NEWS_CLASS = 3


def start(world: World) -> None:
    """Begin to rate the danger."""
    if world.outbreaks is not None:
        world.env.process(_rate(world))


def _rate(world: World) -> Process[None]:
    """Every morning, say where the class of danger has changed, at 3 or above."""
    outbreaks = world.outbreaks
    if outbreaks is None:
        return
    start = world.clock.start
    yield world.env.timeout((_HOUR_S - start.hour * HOUR_S - start.minute * 60.0) % DAY_S)
    before = {county.county_id: 0 for county in world.place.counties}
    rated_seq: dict[str, int] = {}
    while True:
        day = (world.clock.moment(world.env.now).date() - start.date()).days
        fwi = outbreaks.fwi[min(day, len(outbreaks.fwi) - 1)]
        for county, index in zip(world.place.counties, fwi.tolist(), strict=True):
            danger = int(outbreaks.danger.class_of(index))
            was = before[county.county_id]
            before[county.county_id] = danger
            if danger != was and max(danger, was) >= _NEWS_CLASS and county.forest_share:
                rated_seq[county.county_id] = world.add(
                    events.DangerRated(county.county_id, danger=danger, fwi=round(index, 1))
                )
            if county.county_id in rated_seq:
                outposts.follow(world, county.county_id, danger, rated_seq[county.county_id])
        yield world.env.timeout(DAY_S)
