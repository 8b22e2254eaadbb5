"""World: one live run, and the only mutable thing in the simulator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import simpy

from sim.decision import Decision, in_order
from sim.log import Recorder
from sim.roads.network import Network
from sim.roads.traffic import Traffic
from sim.world import (
    buses,
    congestion,
    consultation,
    decisions,
    depots,
    failures,
    forecasts,
    groups,
    hazard,
    inspection,
    isolation,
    lanes,
    lifts,
    materials,
    monitoring,
    repair,
    restocking,
    shelters,
    staging,
    teams,
    water,
    zones,
)
from sim.world.agencies import Agencies
from sim.world.census import Census
from sim.world.command_posts import CommandPosts
from sim.world.environment import CoupledEnvironment
from sim.world.fires import burning, danger, false_alarms
from sim.world.fires.fire import Fire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.streams import Streams
    from sim.hazards.flood import ReleaseOrder
    from sim.log.events import EventType
    from sim.place import Place
    from sim.scenario import Plan, Scenario

_SLICE_S = 3600.0
"""A run goes on in slices of this length, so that progress can be shown [s]."""


class World:
    """The state of one run and the processes that change it.

    Parameters
    ----------
    scenario, plan, place
        What the world does, what we chose, and where.
    streams
        The random streams of this replication.
    decided
        Levers pulled by a person.
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        place: Place,
        *,
        streams: Streams,
        decided: Sequence[Decision] = (),
    ) -> None:
        self.scenario = scenario
        self.plan = plan
        self.place = place
        self.streams = streams
        self.decisions = in_order(decided)
        self.clock = scenario.clock
        self.horizon_s = scenario.horizon_s
        self.log = Recorder()
        self.network = Network.from_place(place, day=self.clock.start.date())
        self.traffic = Traffic(
            self.network, driving=plan.traffic, flooding=scenario.flooding, streams=streams
        )
        self.env = CoupledEnvironment(
            self.traffic,
            leaves_vehicles=partial(groups.leaves_vehicles, self),
            on_lanes_moved=partial(lanes.moved, self),
        )
        self.release_orders: tuple[ReleaseOrder, ...] = ()
        nature = scenario.nature(place, streams=streams, levers=plan.levers())
        self.flood, self.outbreaks = nature.flood, nature.fires
        self.fires: dict[str, Fire] = {}
        self.census = Census()
        self.roads = repair.Roads(self)
        self.isolation = isolation.Isolation(self)
        self.lifts = lifts.Lifts(self)
        self.posts = CommandPosts(place, self.env, n_working_groups=plan.linkage.n_working_groups)
        self.agencies = Agencies()
        self.teams = teams.Teams(self)
        self.points = inspection.Points(self)
        self.materials = materials.Materials(self)
        self.shelters = shelters.build(self)
        self.depots = depots.build(self)
        self.restocking = restocking.Restocking()
        self.county_index = {county.county_id: i for i, county in enumerate(place.counties)}
        self.zone_index = {zone.zone_id: index for index, zone in enumerate(place.zones)}
        self.zones: dict[str, zones.ZoneState] = {}
        self.hamlets: list[zones.ZoneState] = []
        self.behind: dict[int, tuple[zones.ZoneState, np.ndarray]] = {}
        self.fleets: dict[str, buses.Fleet] = buses.build(self)
        self.groups: dict[simpy.Event, groups.Group] = {}
        self.deciding: list[str] = []
        self.incidents: dict[str, teams.Task] = {}
        self.nearest_shelters: dict[int, list[shelters.Shelter]] = {}
        self.rain_seq: dict[str, int] = {}
        self.contraflow_seq: dict[str, int] = {}
        self.in_contraflow: list[int] = []
        self.outbox: list[tuple[int, str]] = []
        self.consulting: list[str] = []
        self.staged_counties: dict[str, int] = {}
        self.pushed_zones: dict[str, int] = {}
        self.closed_on_warning: dict[str, list[int]] = {}
        self.supply_round: dict[str, int] = {}
        self.supply_round_ends: simpy.Event = self.env.event()
        self._draws, self._numbers = Counter[str](), Counter[str]()
        self._groups, self._shipments = count(), count()
        for process in (
            depots,
            decisions,
            lanes,
            congestion,
            hazard,
            water,
            failures,
            forecasts,
            monitoring,
            consultation,
            inspection,
            isolation,
            restocking,
            staging,
            danger,
            burning,
            false_alarms,
        ):
            process.start(self)

    def run(self, on_progress: Callable[[float], None] | None = None) -> None:
        """Run to the horizon and check that nobody and nothing was lost.

        Parameters
        ----------
        on_progress
            Called with the simulation time [s] now and then.
        """
        horizon_s = self.horizon_s
        for end_s in (*np.arange(_SLICE_S, horizon_s, _SLICE_S), horizon_s):
            self.env.run(until=float(end_s))
            if on_progress is not None:
                on_progress(float(end_s))
        self.census.check()
        self.traffic.check_conservation()
        depots.check(self)
        restocking.check(self)
        materials.check(self)

    # -- the log --------------------------------------------------------------------------------

    def add(self, event: EventType, *, cause: int = -1) -> int:
        """Write an event of this moment and return its seq."""
        return self.log.add(event, time_s=self.env.now, cause=cause)

    # -- randomness and numbers -----------------------------------------------------------------

    def draw(self, name: str) -> float:
        """Return the next standard uniform draw of an entity: its own, whatever others draw."""
        number = self._draws[name]
        self._draws[name] += 1
        return self.streams.uniform(f"{name}/{number}")

    def number(self, name: str) -> str:
        """Return a name made unique by a number of its own."""
        self._numbers[name] += 1
        return f"{name}/{self._numbers[name]}"

    def next_group(self) -> int:
        """Return the number of the next group of evacuees."""
        return next(self._groups)

    def next_shipment(self) -> int:
        """Return the number of the next shipment."""
        return next(self._shipments)

    # -- what is asked of several rooms ---------------------------------------------------------

    def drives_s(self, node: int) -> np.ndarray:
        """Return how long rescue vehicles take from every node to this one [s] ``(N,)``."""
        return self.traffic.travel_times_to(node, "rescue")

    def drive_s(self, origin: int, node: int) -> float:
        """Return how long a rescue vehicle takes from one node to another [s]."""
        return float(self.drives_s(node)[origin])

    def zone_near(self, node: int, county_id: str) -> str:
        """Return the zone of a county at a node, or its first."""
        zones = self.place.zones_of(county_id)
        node_id = self.network.node_ids[node]
        return next((zone.zone_id for zone in zones if zone.node_id == node_id), zones[0].zone_id)
