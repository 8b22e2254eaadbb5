"""Fire crews: how many, how fast they build line by fuel, what they dare, when they leave."""

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S

_NWCG = "NWCG line production of a type II crew of 20, hand tools"


class FireCrewParameters(Config):
    """Size, line production, endurance and safety of crews at a fire."""

    national_persons: int = parameter(
        50, low=30, high=80, unit="persons", gt=0, description="People of a forest fire brigade."
    )
    local_persons: int = parameter(
        25,
        low=15,
        high=40,
        unit="persons",
        gt=0,
        description="People of a county's professional or semi-professional fire team.",
    )
    local_duty_share: float = parameter(
        0.6,
        low=0.3,
        high=1.0,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of a county's fire teams that are on duty in the season.",
    )
    vehicles_per_team: float = parameter(
        2.7,
        low=2.0,
        high=6.0,
        unit="vehicles",
        gt=0.0,
        source="1,194 vehicles of 442 teams, Jilin Daily September 2023",
        description="Vehicles a team comes with.",
    )
    grass_mph: float = parameter(
        18.0,
        low=10.0,
        high=30.0,
        unit="m/h",
        gt=0.0,
        source=_NWCG,
        description="Line one person builds in short grass, in metres an hour.",
    )
    brush_mph: float = parameter(
        4.0,
        low=2.0,
        high=8.0,
        unit="m/h",
        gt=0.0,
        source=_NWCG,
        description="The same in brush.",
    )
    needles_mph: float = parameter(
        5.0,
        low=3.0,
        high=9.0,
        unit="m/h",
        gt=0.0,
        source=_NWCG,
        description="The same in conifer litter.",
    )
    leaves_mph: float = parameter(
        24.0,
        low=12.0,
        high=36.0,
        unit="m/h",
        gt=0.0,
        source=_NWCG,
        description="The same in hardwood litter.",
    )
    slash_mph: float = parameter(
        3.0, low=1.0, high=6.0, unit="m/h", gt=0.0, description="The same in slash."
    )
    blower_factor: float = parameter(
        2.0,
        low=1.3,
        high=4.0,
        unit="1",
        ge=1.0,
        description="How much faster with blowers on a surface fire in grass or litter.",
    )
    blower_flame_m: float = parameter(
        1.5,
        low=1.0,
        high=2.0,
        unit="m",
        gt=0.0,
        source="practice of North-East China: flames under 1.5 m",
        description="Longest flames on which blowers work.",
    )
    blower_wind_mps: float = parameter(
        7.9,
        low=5.5,
        high=10.7,
        unit="m/s",
        gt=0.0,
        source="practice of North-East China: wind below force 5",
        description="Strongest wind in which blowers work.",
    )
    attack_flame_m: float = parameter(
        1.5,
        low=1.2,
        high=2.4,
        unit="m",
        gt=0.0,
        source="practice of North-East China: 1.5 m; fire suppression interpretation charts "
        "(Rothermel 1983): 4 ft by hand, 8 ft with machines",
        description="Longest flames at whose edge crews work.",
    )
    burnout_mph: float = parameter(
        60.0,
        low=30.0,
        high=120.0,
        unit="m/h",
        gt=0.0,
        description="Edge one person burns out along a break that is there, in metres an hour.",
    )
    burnout_m: float = parameter(
        25.0,
        low=10.0,
        high=60.0,
        unit="m",
        ge=0.0,
        description="Depth of what is burnt out along a line.",
    )
    line_m: float = parameter(
        2.0, low=0.5, high=4.0, unit="m", ge=0.0, description="Width of a line built by hand."
    )
    held_m: float = parameter(
        10.0,
        low=0.0,
        high=20.0,
        unit="m",
        ge=0.0,
        description="Width of break that the people holding a line are worth at `held_per_km`.",
    )
    held_per_km: float = parameter(
        30.0,
        low=10.0,
        high=60.0,
        unit="persons/km",
        gt=0.0,
        description="People who hold a kilometre of line well.",
    )
    mop_up_person_h_per_km: float = parameter(
        120.0,
        low=40.0,
        high=400.0,
        unit="person h/km",
        gt=0.0,
        description="Work until a kilometre of edge can no longer flare up.",
    )
    rekindle_per_km_h: float = parameter(
        0.01,
        low=0.002,
        high=0.05,
        unit="1/(km h)",
        ge=0.0,
        description="How often an edge that is out but not mopped up flares up, in a light wind.",
    )
    rekindle_wind_mps: float = parameter(
        4.0,
        low=2.5,
        high=8.0,
        unit="m/s",
        gt=0.0,
        description="Wind that makes it e times as often.",
    )
    rest_share: float = parameter(
        0.3333,
        low=0.2,
        high=0.5,
        unit="1",
        ge=0.0,
        le=0.9,
        source="NWCG work:rest 2:1",
        description="Share of the people at a fire who rest.",
    )
    track_mps: float = parameter(
        4.0,
        low=2.0,
        high=8.0,
        unit="m/s",
        gt=0.0,
        description="Speed on the tracks between road and fire.",
    )
    walk_m: float = parameter(
        1000.0,
        low=300.0,
        high=3000.0,
        unit="m",
        ge=0.0,
        description="Last part of the way, on foot.",
    )
    walk_mps: float = parameter(
        0.8, low=0.4, high=1.2, unit="m/s", gt=0.0, description="Speed on foot with equipment."
    )
    verify_s: float = parameter(
        1200.0,
        low=600.0,
        high=3600.0,
        unit="s",
        ge=0.0,
        description="Looking about where smoke was reported and no fire is.",
    )
    margin_s: float = parameter(
        1800.0,
        low=900.0,
        high=3600.0,
        unit="s",
        ge=0.0,
        description="Crews leave a stretch that fire is expected at within this time of their "
        "being done.",
    )
    expectation_cv: float = parameter(
        0.3,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        description="Coefficient of variation of the time crews think they have over what they "
        "have.",
    )

    def persons(self, level: str) -> int:
        """Return how many people a team of an owner has."""
        return self.local_persons if level == "county" else self.national_persons

    def line_mps(self, fuel: int, *, flame_m: float, wind_mps: float) -> float:
        """Return the line one person builds in a fuel [m/s], with blowers where they work.

        Parameters
        ----------
        fuel
            Number of a standard fuel model.
        flame_m
            Length of the flames there [m].
        wind_mps
            Wind [m/s].
        """
        if fuel <= 3:  # noqa: PLR2004  # models 1-3 are grass, 4-7 brush, 8-10 litter, then slash
            rate = self.grass_mph
        elif fuel <= 7:  # noqa: PLR2004
            rate = self.brush_mph
        elif fuel == 9:  # noqa: PLR2004
            rate = self.leaves_mph
        elif fuel <= 10:  # noqa: PLR2004
            rate = self.needles_mph
        else:
            rate = self.slash_mph
        is_surface = fuel <= 3 or 8 <= fuel <= 10  # noqa: PLR2004
        if is_surface and flame_m < self.blower_flame_m and wind_mps < self.blower_wind_mps:
            rate *= self.blower_factor
        return rate / HOUR_S

    def way_s(self, distance_m: float) -> float:
        """Return how long it takes from the road to the fire, so far away [m], in seconds."""
        on_foot_m = min(distance_m, self.walk_m)
        return (distance_m - on_foot_m) / self.track_mps + on_foot_m / self.walk_mps
