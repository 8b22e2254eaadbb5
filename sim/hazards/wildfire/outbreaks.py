"""Fires that break out in a scenario, and the ground each burns on.

Nothing here depends on what people do: when and where a fire starts, the weather over it, how
likely each stretch of a road or river is to stop it. The ground of a fire is laid out when it is
asked for, since a spring has many fires and few of them grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError
from sim.hazards.wildfire.spread.barriers import critical_w_per_m
from sim.hazards.wildfire.spread.growth import Growth
from sim.hazards.wildfire.spread.rates import spread_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.core.streams import Streams
    from sim.hazards.geometry import FloatArray
    from sim.hazards.wildfire.landscape.landscape import Landscape
    from sim.hazards.wildfire.spread.barriers import BreachParameters
    from sim.hazards.wildfire.spread.rates import SpreadParameters
    from sim.hazards.wildfire.weather.danger import DangerParameters
    from sim.hazards.wildfire.weather.series import FireWeather


_LONGEST_H = 240
"""Hours for which a fire's weather is worked out; from then on that of the last one holds."""


@dataclass(frozen=True)
class Outbreak:
    """One fire before anyone knows of it.

    Parameters
    ----------
    fire_id
        Its name.
    start_s
        When it starts [s].
    lat_deg, lon_deg
        Where [degrees].
    county_id
        County that answers for it: the nearest, where it starts beyond the border.
    is_abroad
        Whether it starts beyond the border.
    fronts_deg
        Fronts already burning then: polylines of (latitude, longitude) [degrees].
    is_by_chance
        Whether a draw started it, not the scenario.
    """

    fire_id: str
    start_s: float
    lat_deg: float
    lon_deg: float
    county_id: str
    is_abroad: bool
    fronts_deg: tuple[tuple[tuple[float, float], ...], ...] = ()
    is_by_chance: bool = False


@dataclass(frozen=True)
class Ground:
    """What one fire burns on, and the fire itself, just begun.

    Parameters
    ----------
    landscape
        Fuel, slope, barriers.
    growth
        The fire.
    line_luck, ember_luck
        One draw each for every cell (N, M): how well a line there holds, how soon its edge
        flares up again.
    weather
        Weather over it.
    breach
        What gets over a line.
    """

    landscape: Landscape
    growth: Growth
    line_luck: FloatArray
    ember_luck: FloatArray
    weather: FireWeather
    breach: BreachParameters


@dataclass(frozen=True)
class Outbreaks:
    """The fires of one replication, in order of time.

    Parameters
    ----------
    fires
        All of them.
    weather
        Weather over each county, by its name.
    fwi
        Fire weather index by calendar day and county (D, C).
    danger
        Classes of danger.
    horizon_s
        Length of the scenario [s].
    spread, breach
        Models of spread, and of what gets over a barrier.
    streams
        Random streams of the replication.
    lay_out
        Lays out the landscape of a fire.
    false_alarms
        What is reported and is no fire: where and when.
    """

    fires: tuple[Outbreak, ...]
    weather: Mapping[str, FireWeather]
    fwi: FloatArray
    danger: DangerParameters
    horizon_s: float
    spread: SpreadParameters
    breach: BreachParameters
    streams: Streams
    lay_out: Callable[[Outbreak], Landscape]
    false_alarms: tuple[Outbreak, ...] = ()

    @cached_property
    def alarms(self) -> dict[str, Outbreak]:
        """Return the false alarms by name."""
        return {alarm.fire_id: alarm for alarm in self.false_alarms}

    def ground(self, fire: Outbreak) -> Ground:
        """Return the ground of a fire, the fire set to it.

        Always the same for the same fire.

        Raises
        ------
        InputError
            If it starts outside its raster, or where nothing at all can burn.
        """
        landscape = self.lay_out(fire)
        grid = landscape.grid
        row, column = grid.row_column(*grid.xy_m(fire.lon_deg, fire.lat_deg))
        if not grid.contains(row, column):
            raise InputError(
                f"fire {fire.fire_id} starts outside its raster at {fire.lat_deg:g}, "
                f"{fire.lon_deg:g}; move the window or make side_m larger"
            )
        if not landscape.can_burn().any():
            raise InputError(f"fire {fire.fire_id}: nothing in its raster can burn")
        weather = self.weather[fire.county_id]
        tables = spread_tables(
            landscape,
            weather,
            start_s=fire.start_s,
            n_hours=min(int(np.ceil((self.horizon_s - fire.start_s) / 3600.0)) + 1, _LONGEST_H),
            parameters=self.spread,
        )
        name = f"wildfire/{fire.fire_id}"
        luck = self.streams.get(f"{name}/barriers").random(grid.shape)
        critical = np.where(
            landscape.barrier_m > 0.0,
            critical_w_per_m(
                landscape.barrier_m, luck, length_m=grid.cell_m, parameters=self.breach
            ),
            0.0,
        )
        growth = Growth(tables, critical)
        growth.ignite(*_nearest_fuel(landscape, int(row), int(column)), fire.start_s)
        for front in fire.fronts_deg:
            lat, lon = np.asarray(front, dtype=np.float64).T
            growth.ignite(*grid.chain(*grid.xy_m(lon, lat)), fire.start_s)
        return Ground(
            landscape=landscape,
            growth=growth,
            line_luck=self.streams.get(f"{name}/lines").random(grid.shape),
            ember_luck=self.streams.get(f"{name}/embers").random(grid.shape),
            weather=weather,
            breach=self.breach,
        )


def _nearest_fuel(landscape: Landscape, row: int, column: int) -> tuple[int, int]:
    """Return the cell nearest to one that can burn, on the same side of the border if any is."""
    can_burn = landscape.can_burn()
    here = can_burn & (landscape.is_home == landscape.is_home[row, column])
    rows, columns = np.nonzero(here if here.any() else can_burn)
    nearest = int(np.argmin((rows - row) ** 2 + (columns - column) ** 2))
    return int(rows[nearest]), int(columns[nearest])
