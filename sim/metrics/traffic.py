"""What traffic did to those on the road: jams, gridlocks, people caught by water on the way.

Pure functions of the log. How long people took is :mod:`sim.metrics.evacuation`; how much of
that the roads alone explain is :mod:`sim.metrics.bound`.
"""

from sim.core.units import HOUR_S
from sim.log import EventLog
from sim.metrics.spans import spans

_ON_ROAD = "road/"


def congested_link_h(log: EventLog) -> float:
    """Return how long roads were congested, summed over roads [link h].

    A road still congested when the run stops counts up to the horizon.
    """
    congested = spans(log, begin="LinkCongested", end="LinkRelieved")
    return sum((span.length_s for span in congested), 0.0) / HOUR_S


def gridlocks_formed(log: EventLog) -> float:
    """Return how many times vehicles locked each other in a closed circle of full roads."""
    return float(len(log.of("GridlockFormed")))


def link_of_incident(incident: str) -> str:
    """Return the link on which an incident caught people on the road; "" for any other incident.

    Such an incident is called ``road/LINK/NUMBER``.
    """
    if not incident.startswith(_ON_ROAD):
        return ""
    link, slash, _ = incident.removeprefix(_ON_ROAD).rpartition("/")
    return link if slash else incident.removeprefix(_ON_ROAD)


def caught_by_zone(log: EventLog) -> dict[str, float]:
    """Return how many people of each zone were caught by water while on the road."""
    caught: dict[str, float] = {}
    for event in log.of("PersonsTrapped"):
        if link_of_incident(event.data["incident"]):
            caught[event.subject] = caught.get(event.subject, 0.0) + event.data["persons"]
    return caught


def caught_on_road_persons(log: EventLog) -> float:
    """Return how many people were caught by water on the road; they count as trapped as well."""
    return float(sum(caught_by_zone(log).values()))
