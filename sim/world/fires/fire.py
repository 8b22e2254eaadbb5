"""One fire during a run: what burns, who fights it, what has been made against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.hazards.geometry import cells_where
from sim.hazards.wildfire.spread.rothermel import flame_length_m
from sim.hazards.wildfire.suppression.lines import (
    CHAIN_SHARE,
    border_cells,
    nearby_maximum,
    nearby_minimum,
)
from sim.place.geometry import haversine_m

if TYPE_CHECKING:
    import simpy

    from sim.hazards.wildfire.landscape.grid import Grid
    from sim.hazards.wildfire.outbreaks import Ground, Outbreak
    from sim.place.place import Zone
    from sim.world.teams import Task
    from sim.world.world import World
    from sim.world.zones import ZoneState

_NEAR_CELLS = 3
"""Fire is expected at a cell of a line when it is within so many cells of it."""


@dataclass(slots=True)
class Fire:
    """A fire that burns; arrays by cell (N, M).

    Parameters
    ----------
    outbreak, ground
        What nature drew.
    node
        Road node from which crews go to it.
    way_m
        From there to the fire [m].
    over
        Succeeds when crews may go.
    start_seq, seen_seq
        Its start, and the first word a county's post had of it; -1 before.
    task
        What teams are asked for, once they are.
    crews
        People at the fire, by team.
    line, closed_s
        Cells crews have closed, and when [s].
    mop_left_s
        Person-seconds of mopping up left at each.
    embers
        How far each has come on its way to flaring up.
    ahead_s
        When each will burn within the lead of the plan, as of the last hour.
    soon
        Cells that will have burnt when the present step is over.
    flame_m
        Flames that burnt lately, near each cell [m].
    coming_flame_m
        Flames with which fire is expected near each within the lead, 0 where none is [m].
    border_row, border_column, border_m
        Cells along the border, and the length each stands for (b,).
    border_due_s
        When fire is expected near each of them, as of the last hour (b,) [s].
    built_m
        Line made since it was last told of [m].
    told_s, line_told
        When it was last told how it stands, and the line told of by then.
    spare_s
        Person-seconds spent on a cell that is not done yet.
    teams_asked
        How many teams have been asked for.
    n_helicopters, drops
        Helicopters sent, and loads of water they have brought since the last step.
    villages
        Zones with people in the raster, their cells, and people in a cell; None until looked for.
    hamlets, met_persons
        People of each zone whom it concerns, and how many it has come to.
    links, closed_links
        Cells of each road, None until looked for; roads it has closed.
    reached_km
        Border it has been told to have come up against [km].
    """

    outbreak: Outbreak
    ground: Ground
    node: int
    way_m: float
    over: simpy.Event
    line: np.ndarray
    closed_s: np.ndarray
    mop_left_s: np.ndarray
    embers: np.ndarray
    ahead_s: np.ndarray
    soon: np.ndarray
    flame_m: np.ndarray
    coming_flame_m: np.ndarray
    border_row: np.ndarray
    border_column: np.ndarray
    border_m: np.ndarray
    border_due_s: np.ndarray
    start_seq: int = -1
    seen_seq: int = -1
    task: Task | None = None
    crews: dict[str, int] = field(default_factory=dict)
    built_m: float = 0.0
    spare_s: float = 0.0
    told_s: float = -np.inf
    line_told: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    teams_asked: int = 0
    n_helicopters: int = 0
    drops: int = 0
    hamlets: dict[str, ZoneState] = field(default_factory=dict)
    villages: list[tuple[Zone, np.ndarray, float]] | None = None
    met_persons: dict[str, int] = field(default_factory=dict)
    links: dict[int, tuple[np.ndarray, np.ndarray]] | None = None
    closed_links: dict[int, None] = field(default_factory=dict)
    is_held: bool = False
    reached_km: float = 0.0
    has_crossed: bool = False
    is_withdrawn: bool = False

    @property
    def fire_id(self) -> str:
        """Return its name."""
        return self.outbreak.fire_id

    @property
    def county_id(self) -> str:
        """Return the county that answers for it."""
        return self.outbreak.county_id

    @property
    def grid(self) -> Grid:
        """Return its raster."""
        return self.ground.landscape.grid

    @property
    def persons(self) -> int:
        """Return how many people fight it."""
        return sum(self.crews.values())

    @property
    def chain_m(self) -> float:
        """Return the length of line that a cell of a chain stands for [m]."""
        return self.grid.cell_m * CHAIN_SHARE

    def burnt(self) -> np.ndarray:
        """Return which cells have burnt (N, M)."""
        return self.ground.growth.burnt()

    def home_ha(self) -> float:
        """Return what has burnt on this side of the border [ha]."""
        return float((self.burnt() & self.ground.landscape.is_home).sum()) * self.grid.cell_ha

    def wind_mps(self, time_s: float) -> float:
        """Return the wind over it [m/s]."""
        weather = self.ground.weather
        return float(weather.wind_mps[weather.hour_at(time_s)])

    def lie(self, burnt: np.ndarray) -> dict[str, tuple[float, float]]:
        """Return the middle of a burnt area and where it runs: from its start to its middle."""
        row, column = cells_where(burnt)
        if not row.size:
            return {"middle": (0.0, 0.0), "heading": (1.0, 0.0)}
        arrival_s = self.ground.growth.arrival_s()[row, column]
        first = int(np.argmin(arrival_s))
        middle = float(row.mean()), float(column.mean())
        heading = middle[0] - float(row[first]), middle[1] - float(column[first])
        return {"middle": middle, "heading": heading if any(heading) else (1.0, 0.0)}

    def looks_ahead(self, now_s: float, lead_s: float) -> None:
        """See anew what will burn, and how long the flames are and will be."""
        growth = self.ground.growth
        self.ahead_s, coming = growth.outlook(now_s + lead_s)
        coming = np.where(self.ahead_s > now_s, coming, 0.0)
        self.coming_flame_m = flame_length_m(nearby_maximum(coming, _NEAR_CELLS))
        if self.border_row.size:
            near_s = nearby_minimum(self.ahead_s, _NEAR_CELLS)
            self.border_due_s = near_s[self.border_row, self.border_column]
        arrival_s = growth.arrival_s()
        lately = np.isfinite(arrival_s) & (arrival_s > now_s - lead_s / 6.0)
        intensity = np.where(lately, growth.intensity_w_per_m(), 0.0)
        self.flame_m = flame_length_m(nearby_maximum(intensity, 2))


def open_fire(world: World, outbreak: Outbreak) -> Fire:
    """Lay out the ground of a fire that starts."""
    outbreaks = world.outbreaks
    if outbreaks is None:  # nothing calls this without fires
        raise LookupError(outbreak.fire_id)
    ground = outbreaks.ground(outbreak)
    shape = ground.landscape.grid.shape
    row, column, length_m = border_cells(ground.landscape)
    node, way_m = access_to(world, outbreak)
    return Fire(
        outbreak=outbreak,
        ground=ground,
        node=node,
        way_m=way_m,
        over=world.env.event(),
        line=np.zeros(shape, dtype=np.bool_),
        closed_s=np.full(shape, np.inf),
        mop_left_s=np.zeros(shape),
        embers=np.zeros(shape),
        ahead_s=np.full(shape, np.inf),
        soon=np.zeros(shape, dtype=np.bool_),
        flame_m=np.zeros(shape),
        coming_flame_m=np.zeros(shape),
        border_row=row,
        border_column=column,
        border_m=length_m,
        border_due_s=np.full(row.size, np.inf),
    )


def access_to(world: World, outbreak: Outbreak) -> tuple[int, float]:
    """Return the nearest node with a road to the rest of the county, and how far the fire is [m].

    The straight line to a fire beyond the border ends at the border in truth; it is a little
    too long.
    """
    county = world.place.county(outbreak.county_id)
    seat = world.network.node_index(county.seat_node_id)
    nodes = world.place.nodes
    distance_m = haversine_m(
        outbreak.lat_deg,
        outbreak.lon_deg,
        np.array([node.lat for node in nodes]),
        np.array([node.lon for node in nodes]),
    )
    drive_s = world.drives_s(seat)
    for index in np.argsort(distance_m, kind="stable").tolist():
        node = world.network.node_index(nodes[index].node_id)
        if drive_s[node] < world.horizon_s:
            return node, float(distance_m[index])
    return seat, float(distance_m.min())
