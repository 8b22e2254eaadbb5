"""Wildfires of one scenario: weather, danger, fires that start, ground they burn on.

Draws all that nature does before the run; how far each fire gets is up to those who fight it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from pydantic import Field

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.paths import within
from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.hazards.flood.dry import dry_flood
from sim.hazards.flood.levers import Levers
from sim.hazards.geometry import FloatArray
from sim.hazards.hazard import Hazard
from sim.hazards.nature import Nature
from sim.hazards.wildfire.ignitions import (
    Ignition,
    SeasonParameters,
    by_chance,
    reported,
)
from sim.hazards.wildfire.landscape.grid import Grid
from sim.hazards.wildfire.landscape.landscape import Landscape
from sim.hazards.wildfire.landscape.rasters import UserRasters, with_rasters
from sim.hazards.wildfire.landscape.synthetic import SyntheticLandscape, synthetic_landscape
from sim.hazards.wildfire.outbreaks import Outbreak, Outbreaks
from sim.hazards.wildfire.spread.barriers import BreachParameters
from sim.hazards.wildfire.spread.rates import SpreadParameters
from sim.hazards.wildfire.weather.danger import DangerParameters, Noon, before_season, next_day
from sim.hazards.wildfire.weather.series import (
    FireWeather,
    SpringWeather,
    WeatherErrors,
    perturbed,
    read_fire_weather,
    spring_weather,
)
from sim.place import Place


class RasterWindow(Config):
    """The raster laid out about a fire.

    Parameters
    ----------
    lat_deg, lon_deg
        Its middle [degrees]; where the fire starts if left out.
    """

    lat_deg: float | None = None
    lon_deg: float | None = None
    side_m: float = parameter(
        12_000.0,
        low=6000.0,
        high=40_000.0,
        unit="m",
        gt=0.0,
        source="resolution, not a fact",
        description="Length of its sides.",
    )
    cell_m: float = parameter(
        90.0,
        low=30.0,
        high=150.0,
        unit="m",
        gt=0.0,
        source="resolution, not a fact",
        description="Length of a cell's side.",
    )

    def grid(self, fire: Outbreak) -> Grid:
        """Return the raster about a fire."""
        n = max(round(self.side_m / self.cell_m), 3)
        return Grid(
            lat_deg=fire.lat_deg if self.lat_deg is None else self.lat_deg,
            lon_deg=fire.lon_deg if self.lon_deg is None else self.lon_deg,
            cell_m=self.cell_m,
            n_rows=n,
            n_columns=n,
        )


class Wildfire(Hazard):
    """Fires of one scenario.

    Parameters
    ----------
    weather
        Name of the CSV with the weather in the prefectures of reported fires, in the hazard's
        folder; empty for none.
    ignitions
        Fires that are known to have started.
    has_season
        Whether fires also start by chance, under invented weather where there is no table.
    rasters
        A user's own rasters of the ground, in the hazard's folder; left out, all is by rule.
    """

    weather: str = ""
    ignitions: tuple[Ignition, ...] = ()
    has_season: bool = False
    window: RasterWindow = Field(default_factory=RasterWindow)
    season: SeasonParameters = Field(default_factory=SeasonParameters)
    rasters: UserRasters | None = None
    landscape: SyntheticLandscape = Field(default_factory=SyntheticLandscape)
    spread: SpreadParameters = Field(default_factory=SpreadParameters)
    breach: BreachParameters = Field(default_factory=BreachParameters)
    errors: WeatherErrors = Field(default_factory=WeatherErrors)
    spring: SpringWeather = Field(default_factory=SpringWeather)
    danger: DangerParameters = Field(default_factory=DangerParameters)
    wind_factor: float = parameter(
        1.0,
        low=0.5,
        high=1.5,
        unit="1",
        ge=0.0,
        source="what-if lever",
        description="Factor on all wind; 1 is the wind of the table.",
    )

    def nature(
        self,
        place: Place,
        *,
        clock: Clock,
        horizon_s: float,
        streams: Streams,
        folder: Path,
        levers: Levers,  # noqa: ARG002  # no works change where fires start
    ) -> Nature:
        """Return the fires, and no flood."""
        return Nature(
            flood=dry_flood(place, horizon_s=horizon_s),
            fires=self.outbreaks(
                place, clock=clock, horizon_s=horizon_s, streams=streams, folder=folder
            ),
            has_flood=False,
        )

    def outbreaks(
        self, place: Place, *, clock: Clock, horizon_s: float, streams: Streams, folder: Path
    ) -> Outbreaks:
        """Return the fires of one replication.

        Raises
        ------
        LiandongError
            If the weather cannot be read, or names do not exist.
        """
        if not (self.ignitions or self.has_season):
            raise InputError("a wildfire needs ignitions, or has_season: true")
        if self.ignitions and not (self.weather or self.has_season):
            raise InputError("ignitions need weather: the name of a table in the hazard's folder")
        weather = self._weather(
            place, clock=clock, horizon_s=horizon_s, streams=streams, folder=folder
        )
        fwi = fire_weather_index(place, weather, clock=clock, parameters=self.danger)
        fires = reported(self.ignitions, place, horizon_s=horizon_s)
        alarms: list[Outbreak] = []
        if self.has_season:
            danger = self.danger.class_of(fwi).astype(np.float64)
            by_luck, alarms = by_chance(
                place,
                danger,
                clock=clock,
                horizon_s=horizon_s,
                season=self.season,
                streams=streams,
            )
            fires += by_luck
        return Outbreaks(
            fires=tuple(sorted(fires, key=lambda fire: (fire.start_s, fire.fire_id))),
            weather=weather,
            fwi=fwi,
            danger=self.danger,
            horizon_s=horizon_s,
            spread=self.spread,
            breach=self.breach,
            streams=streams,
            lay_out=partial(self._lay_out, place, folder),
            false_alarms=tuple(alarms),
        )

    def _weather(
        self, place: Place, *, clock: Clock, horizon_s: float, streams: Streams, folder: Path
    ) -> dict[str, FireWeather]:
        """Return the weather over each county where it is known.

        That of the table in the prefectures of reported fires; in a season, an invented one for
        each of the others.
        """
        of_prefecture: dict[str, FireWeather] = {}
        if self.weather:
            table = read_fire_weather(
                within(folder, self.weather), clock=clock, horizon_s=horizon_s
            )
            for_all = perturbed(table, name="all", errors=self.errors, streams=streams)
            known = {place.county(one.county_id).prefecture_id for one in self.ignitions}
            of_prefecture = dict.fromkeys(sorted(known), for_all)
        for one in place.counties:
            if one.prefecture_id not in of_prefecture and self.has_season:
                of_prefecture[one.prefecture_id] = spring_weather(
                    name=one.prefecture_id,
                    clock=clock,
                    horizon_s=horizon_s,
                    spring=self.spring,
                    streams=streams,
                )
        blown = {name: one.blown(self.wind_factor) for name, one in of_prefecture.items()}
        return {
            one.county_id: blown[one.prefecture_id]
            for one in place.counties
            if one.prefecture_id in blown
        }

    def _lay_out(self, place: Place, folder: Path, fire: Outbreak) -> Landscape:
        by_rule = synthetic_landscape(place, self.window.grid(fire), rule=self.landscape)
        if self.rasters is None:
            return by_rule
        return with_rasters(by_rule, self.rasters, folder, must_meet=not fire.is_by_chance)


def fire_weather_index(
    place: Place, weather: dict[str, FireWeather], *, clock: Clock, parameters: DangerParameters
) -> FloatArray:
    """Return the fire weather index by day of the scenario and county (D, C), 0 if unknown.

    From the weather at noon; the rain of a day is what has fallen in the 24 h before. The first
    day begins with the codes of a season's start.
    """
    known = [number for number, one in enumerate(place.counties) if one.county_id in weather]
    over = [weather[place.counties[number].county_id] for number in known]
    start = clock.start
    noon_s = 12.0 * HOUR_S - (start.hour * HOUR_S + start.minute * 60.0)
    horizon_s = float(over[0].time_s[-1])
    n_days = int(np.floor((horizon_s - noon_s) / DAY_S)) + 2
    codes = before_season(len(over), parameters)
    fwi = np.zeros((max(n_days, 1), len(place.counties)))
    for day in range(len(fwi)):
        hour = over[0].hour_at(min(max(noon_s + day * DAY_S, 0.0), horizon_s))
        rain = [float(one.rain_mm_per_h[max(hour - 23, 0) : hour + 1].sum()) for one in over]
        noon = Noon(
            temperature_c=np.array([one.temperature_c[hour] for one in over]),
            humidity_percent=np.array([100.0 * one.humidity[hour] for one in over]),
            wind_kmh=np.array([3.6 * one.wind_mps[hour] for one in over]),
            rain_mm=np.array(rain),
            month=clock.moment(float(hour) * HOUR_S).month,
        )
        codes = next_day(codes, noon)
        fwi[day, known] = codes.fwi
    return fwi
