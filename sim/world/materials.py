"""Yards of stone, sandbags and machines (防汛物资), drawn on and slowly filled again.

What comes to fill a yard does not use the simulated roads: stone comes from quarries nearby.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from sim.forces.flood_materials import MaterialStock
from sim.log import events
from sim.supply.fleet import triangular
from sim.world.environment import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.world import World


@dataclass(slots=True)
class Yard:
    """One yard during a run. Points queue for its `machines`."""

    node: int
    stock: MaterialStock
    machines: simpy.Resource
    is_county: bool

    @property
    def yard_id(self) -> str:
        """Return the county, or the command post of the prefecture, whose yard it is."""
        return self.stock.yard_id


class Materials:
    """All yards of a place, found by county; ``came`` succeeds whenever one was filled."""

    def __init__(self, world: World) -> None:
        held = world.scenario.inspection.materials
        self.came = world.env.event()
        self._counties: dict[str, Yard] = {}
        self._prefectures: dict[str, Yard] = {}
        for county in world.place.counties:
            self._counties[county.county_id] = Yard(
                node=world.network.node_index(county.seat_node_id),
                stock=MaterialStock(county.county_id, held.county_m3),
                machines=simpy.Resource(world.env, capacity=held.n_machines_county),
                is_county=True,
            )
            if county.prefecture_id not in self._prefectures:
                post_id = world.posts.at("prefecture", county.county_id).post_id
                self._prefectures[county.prefecture_id] = Yard(
                    node=world.network.node_index(world.place.site(post_id).node_id),
                    stock=MaterialStock(post_id, held.prefecture_m3),
                    machines=simpy.Resource(world.env, capacity=held.n_machines_prefecture),
                    is_county=False,
                )

    def all(self) -> list[Yard]:
        """Return every yard: those of counties first, in file order."""
        return [*self._counties.values(), *self._prefectures.values()]

    def of_county(self, county_id: str) -> Yard:
        """Return the yard of a county."""
        return self._counties[county_id]

    def of_prefecture(self, prefecture_id: str) -> Yard:
        """Return the yard of a prefecture."""
        return self._prefectures[prefecture_id]

    def in_order(self, world: World, county_id: str, node: int) -> Iterator[Yard]:
        """Yield the yards that may serve a point of a county at a node, the first choice first.

        The county's own; then that of its prefecture; where the linkage rule lets goods come
        from the whole province, then those of the other prefectures, the nearest by truck
        first. A yard without a road to the point does not serve it, except the county's own:
        its ways are not on the map.
        """
        yield self._counties[county_id]
        drive_s = world.traffic.travel_times_to(node, "truck")
        own = self._prefectures[world.place.county(county_id).prefecture_id]
        others = sorted(
            (yard for yard in self._prefectures.values() if yard is not own),
            key=lambda yard: (float(drive_s[yard.node]), yard.yard_id),
        )
        reachable = [own, *others] if world.plan.linkage.goods_reach == "province" else [own]
        for yard in reachable:
            if drive_s[yard.node] < world.horizon_s:
                yield yard


def source(world: World, county_id: str, node: int, needed_m3: float) -> Yard | None:
    """Return the yard that material for a point of a county would come from now, if any has it."""
    for yard in world.materials.in_order(world, county_id, node):
        if yard.stock.on_hand_m3 >= needed_m3:
            return yard
    return None


def draw(  # who draws what for which point is described by all of these
    world: World,
    *,
    point_id: str,
    county_id: str,
    node: int,
    needed_m3: float,
    cause: int,
    until: simpy.Event,
) -> Process[tuple[Yard, int] | None]:
    """Take material for a point, waiting for it if none is there; nothing once `until` happens.

    Returns the yard it comes from and the seq of the drawing.
    """
    is_told = False
    while (yard := source(world, county_id, node, needed_m3)) is None:
        if not is_told:
            is_told = True
            world.add(
                events.MaterialRanShort(county_id, point=point_id, needed_m3=needed_m3), cause=cause
            )
        yield world.materials.came | until
        if until.triggered:
            return None
    yard.stock.draw(needed_m3)
    seq = world.add(
        events.MaterialDrawn(yard.yard_id, county=county_id, point=point_id, material_m3=needed_m3),
        cause=cause,
    )
    ordered_m3 = yard.stock.order(world.scenario.inspection.materials.reorder_share)
    if ordered_m3:
        world.env.process(_fill(world, yard, ordered_m3, seq))
    return yard, seq


def haul_s(world: World, yard: Yard, node: int) -> float:
    """Return how long material and a machine of a yard take to a point now [s].

    Within a county that is part of the work; from a prefecture it takes loading and the drive.
    A road cut meanwhile no longer stops them.
    """
    if yard.is_county:
        return 0.0
    drive_s = float(world.traffic.travel_times_to(node, "truck")[yard.node])
    return world.scenario.inspection.materials.haul_s + min(drive_s, world.horizon_s)


def _fill(world: World, yard: Yard, ordered_m3: float, cause: int) -> Process[None]:
    """One order of a yard, from ordering to arrival."""
    held = world.scenario.inspection.materials
    yield world.env.timeout(
        triangular(
            world.draw(f"materials/{yard.yard_id}"),
            held.lead_min_s,
            held.lead_mode_s,
            held.lead_max_s,
        )
    )
    yard.stock.receive(ordered_m3)
    world.add(events.MaterialReplenished(yard.yard_id, material_m3=ordered_m3), cause=cause)
    came, world.materials.came = world.materials.came, world.env.event()
    came.succeed()


def check(world: World) -> None:
    """Raise :class:`InvariantError` unless all material is accounted for."""
    for yard in world.materials.all():
        yard.stock.check()
