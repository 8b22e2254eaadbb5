"""Groups of evacuees (转移人群): on the road to a shelter, turned away, caught, taken in, home.

A group is the people of one zone who leave together in one kind of vehicle. What makes people
leave is in :mod:`sim.world.evacuation`; what buses do without people on board is in
:mod:`sim.world.buses`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InvariantError
from sim.log import events
from sim.world import shelters
from sim.world.environment import Process
from sim.world.trapped import trap

if TYPE_CHECKING:
    import simpy

    from sim.world.evacuation_plan import Way
    from sim.world.shelters import Shelter
    from sim.world.world import World
    from sim.world.zones import ZoneState


@dataclass(slots=True, eq=False)
class Group:
    """Vehicles of evacuees under way together.

    ``loads`` are the persons in each vehicle still under way, ``households`` who they are, one
    array for each vehicle; ``zone`` is None for an empty
    bus. ``seq`` is the newest event of the group. ``has_place`` says whether `shelter` keeps
    places for these people; ``caught_on`` is the link whose water caught vehicles last, or -1.
    ``arcs`` are the roads it is told to take on its next leg, as far as they are open.
    """

    zone: ZoneState | None
    loads: list[int]
    households: list[np.ndarray]
    mode: str
    node: int
    seq: int
    number: int = -1
    shelter: Shelter | None = None
    has_place: bool = False
    caught_on: int = -1
    arcs: tuple[int, ...] = ()

    @property
    def persons(self) -> int:
        """Return how many people are under way in the group."""
        return sum(self.loads)


def send(
    world: World, zone: ZoneState, households: np.ndarray, *, way: Way | None = None, cause: int
) -> None:
    """Send households of a zone on the road, each in its own car, in groups.

    Parameters
    ----------
    households
        Numbers of the households.
    way
        Their planned way. They take it to shelters at its end as long as these have places and
        are fit to go to, first to one, then to the next; the others choose like anybody.
    cause
        Seq of the order.
    """
    largest = world.scenario.behaviour.largest_group_vehicles
    first = 0
    while first < len(households):
        loads = zone.households.persons[households[first : first + largest]].tolist()
        shelter, n = (None, 0) if way is None else _places_at(world, way, loads)
        if shelter is None:
            way, n = None, len(loads)
        group = leave(
            world,
            zone,
            [households[number : number + 1] for number in range(first, first + n)],
            mode="car",
            cause=cause,
            shelter=shelter,
        )
        group.arcs = () if way is None else way.arcs
        world.env.process(drive(world, group))
        first += n


def _places_at(world: World, way: Way, loads: list[int]) -> tuple[Shelter | None, int]:
    """Return a shelter fit to go to at the end of a way, and for how many cars it has places."""
    shelter = shelters.choose(world, way.destination, loads[0], tried=())
    n = int(np.searchsorted(np.cumsum(loads), shelter.free(), side="right"))
    return (shelter, n) if n and shelter.node == way.destination else (None, 0)


def leave(
    world: World,
    zone: ZoneState,
    vehicles: list[np.ndarray],
    *,
    mode: str,
    cause: int,
    shelter: Shelter | None = None,
) -> Group:
    """Take households out of their zone and return them as a group bound for a shelter.

    They choose one if none is given.

    Parameters
    ----------
    vehicles
        Numbers of the households in each vehicle.
    """
    loads = [int(zone.households.persons[aboard].sum()) for aboard in vehicles]
    for aboard in vehicles:
        zone.is_home[aboard] = False
    world.census.move(zone.zone_id, sum(loads), source="at_home", target="on_the_road")
    number = world.next_group()
    group = Group(
        zone=zone,
        loads=loads,
        households=vehicles,
        mode=mode,
        node=zone.node,
        seq=cause,
        number=number,
    )
    if shelter is None:
        shelter = shelters.choose(world, group.node, group.persons, tried=())
    _head_for(group, shelter)
    group.seq = world.add(
        events.GroupDeparted(
            zone.zone_id,
            group=number,
            shelter=shelter.shelter_id,
            persons=group.persons,
            vehicles=len(loads),
            mode=mode,
        ),
        cause=cause,
    )
    return group


def drive(world: World, group: Group) -> Process[None]:
    """One group from its zone to a shelter that has room, turned away where there is none.

    Turned away `most_diversions` times, it is taken in where it comes next, full or not. If
    water catches all of its vehicles, nobody arrives.
    """
    zone, shelter = group.zone, group.shelter
    if zone is None or shelter is None:
        raise InvariantError("only a group of people bound for a shelter drives to one")
    departed_s = world.env.now
    tried: list[str] = []
    while True:
        yield from travel(world, group, shelter.node)
        if not group.loads:
            return
        is_kept = group.has_place
        _give_up_places(group, group.persons)
        group.has_place = False
        has_room = (shelter.room() if is_kept else shelter.free()) >= group.persons
        is_fit = has_room and not shelters.is_wet(world, shelter)
        if is_fit or len(tried) == world.scenario.behaviour.most_diversions:
            break
        full = shelter
        tried.append(full.shelter_id)
        shelter = shelters.choose(world, group.node, group.persons, tried=tuple(tried))
        _head_for(group, shelter)
        group.seq = world.add(
            events.GroupDiverted(
                full.shelter_id,
                group=group.number,
                to=shelter.shelter_id,
                persons=group.persons,
            ),
            cause=group.seq,
        )
    _arrive(world, group, zone, shelter, travel_s=world.env.now - departed_s)


def travel(world: World, group: Group, destination: int) -> Process[None]:
    """One leg of a group; without any vehicle at its end if water caught them all."""
    arrived = world.env.travel(
        origin=group.node,
        destination=destination,
        vehicle=group.mode,
        n_vehicles=len(group.loads),
        is_guided=group.mode != "car",
        route=group.arcs,
    )
    group.arcs = ()
    world.groups[arrived] = group
    yield arrived
    del world.groups[arrived]
    group.node = destination


def leaves_vehicles(world: World, arrived: simpy.Event, n_vehicles: int, link: int) -> bool:
    """Return whether those caught on a link leave their vehicles: evacuees do, and are trapped.

    Teams and trucks stay with theirs until the water falls.
    """
    if arrived not in world.groups:
        return False
    caught_on_road(world, arrived, n_vehicles, link)
    return True


def caught_on_road(
    world: World, arrived: simpy.Event, n_vehicles: int, link: int, *, cause: int = -1
) -> int:
    """Count vehicles of a group as caught by water on a link; return the people in them.

    The people are trapped, an incident at either end of the link, of which its county gets
    word; the others of the group go on. Vehicles of a group are alike, so those with full
    loads are counted as caught before the one that may hold fewer. Nobody is trapped with an
    empty bus: its driver gets out.

    Parameters
    ----------
    arrived
        Travel event under which the group is under way.
    n_vehicles
        Vehicles caught.
    link
        Link on which the water stands.
    cause
        Seq of what caught them; the group's own departure if left out.

    Raises
    ------
    InvariantError
        If no group travels under the event or it has fewer vehicles.
    """
    group = world.groups.get(arrived)
    if group is None or not 0 < n_vehicles <= len(group.loads):
        raise InvariantError(f"link {link}: no {n_vehicles} vehicles to be caught in {group}")
    persons = sum(group.loads[:n_vehicles])
    del group.loads[:n_vehicles]
    del group.households[:n_vehicles]
    group.caught_on = link
    _give_up_places(group, persons)
    if group.zone is not None:
        road = world.place.links[link]
        trap(
            world,
            world.number(f"road/{road.link_id}"),
            group.zone.zone_id,
            persons,
            group.seq if cause < 0 else cause,
            nodes=(
                world.network.node_index(road.from_id),
                world.network.node_index(road.to_id),
            ),
            county_id=road.county_id,
            source="on_the_road",
        )
    return persons


def _head_for(group: Group, shelter: Shelter) -> None:
    """Have places kept at a shelter that a group heads for, if it has enough left."""
    group.shelter = shelter
    group.has_place = shelter.free() >= group.persons
    if group.has_place:
        shelter.expected += group.persons


def _give_up_places(group: Group, persons: int) -> None:
    """Let others have places kept for people of a group."""
    if group.has_place and group.shelter is not None:
        group.shelter.expected -= persons


def _arrive(
    world: World, group: Group, zone: ZoneState, shelter: Shelter, *, travel_s: float
) -> None:
    """Take the people of a group in."""
    persons = group.persons
    world.census.move(zone.zone_id, persons, source="on_the_road", target="in_shelter")
    group.seq = world.add(
        events.GroupArrived(
            shelter.shelter_id,
            group=group.number,
            zone=zone.zone_id,
            persons=persons,
            travel_s=travel_s,
        ),
        cause=group.seq,
    )
    zone.hosts.setdefault(shelter.shelter_id, []).extend(
        int(household) for aboard in group.households for household in aboard
    )
    shelters.take_in(world, shelter, persons, group.seq)
    if not zone.is_ordered:
        send_home(world, zone)


def send_home(world: World, zone: ZoneState) -> None:
    """Let the people of a zone go home from all shelters; they can be ordered away again."""
    for shelter_id, households in zone.hosts.items():
        persons = int(zone.households.persons[households].sum())
        shelters.send_home(world, world.shelters[shelter_id], persons, zone.order_seq)
        world.census.move(zone.zone_id, persons, source="in_shelter", target="at_home")
        zone.is_home[households] = True
    zone.hosts = {}
