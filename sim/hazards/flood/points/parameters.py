"""How many hazard points there are, where they lie, how strong they are: all the numbers.

Their number is reported; everything else about them is assumed.
"""

from collections.abc import Iterator

from pydantic import Field

from sim.core.parameters import Config, parameter

KINDS = ("dike", "slope", "reservoir")
"""Kinds of hazard point, in the order of every array over kinds."""


class PointKindParameters(Config):
    """One kind of hazard point: how many, how strong, who is behind them."""

    share: float
    strength: float
    strength_spread: float
    persons: float
    persons_spread: float


class DikeParameters(PointKindParameters):
    """Dikes: strength is the stage above the bank that they withstand."""

    share: float = parameter(
        0.5,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of all hazard points that are dikes.",
    )
    strength: float = parameter(
        2.6,
        low=1.8,
        high=5.0,
        unit="m",
        gt=0.0,
        description="Median stage above the bank that a dike withstands.",
    )
    strength_spread: float = parameter(
        0.5,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of the strength.",
    )
    persons: float = parameter(
        6.0,
        low=2.0,
        high=15.0,
        unit="persons",
        ge=0.0,
        description="Median number of people behind or below one.",
    )
    persons_spread: float = parameter(
        1.0,
        low=0.5,
        high=1.5,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of that number.",
    )


class SlopeParameters(PointKindParameters):
    """Slopes: strength is the rain in 72 h (or as set) that they withstand."""

    share: float = parameter(
        0.38,
        low=0.2,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of all hazard points that are slopes.",
    )
    strength: float = parameter(
        420.0,
        low=300.0,
        high=600.0,
        unit="mm",
        gt=0.0,
        description="Median rain that a slope withstands.",
    )
    strength_spread: float = parameter(
        0.5,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of the strength.",
    )
    persons: float = parameter(
        3.0,
        low=1.0,
        high=8.0,
        unit="persons",
        ge=0.0,
        description="Median number of people behind or below one.",
    )
    persons_spread: float = parameter(
        1.0,
        low=0.5,
        high=1.5,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of that number.",
    )


class ReservoirParameters(PointKindParameters):
    """Small reservoirs: strength is the stage above the bank of the stream that fills them."""

    share: float = parameter(
        0.12,
        low=0.05,
        high=0.2,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of all hazard points that are small reservoirs.",
    )
    strength: float = parameter(
        3.6,
        low=2.0,
        high=6.0,
        unit="m",
        gt=0.0,
        description="Median stage above the bank at which a small reservoir overtops and fails.",
    )
    strength_spread: float = parameter(
        0.45,
        low=0.3,
        high=0.7,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of the strength.",
    )
    persons: float = parameter(
        12.0,
        low=5.0,
        high=30.0,
        unit="persons",
        ge=0.0,
        description="Median number of people behind or below one.",
    )
    persons_spread: float = parameter(
        1.0,
        low=0.5,
        high=1.5,
        unit="1",
        ge=0.0,
        description="Standard deviation of the logarithm of that number.",
    )


class PointParameters(Config):
    """How many hazard points there are, where, how strong, and who is behind them."""

    n_points: int = parameter(
        13_800,
        low=5_000,
        high=20_000,
        unit="points",
        ge=0,
        source="provincial review 2019",
        description="Hazard points in the place; a what-if for another place sets its own number.",
    )
    dike: DikeParameters = Field(default_factory=DikeParameters)
    slope: SlopeParameters = Field(default_factory=SlopeParameters)
    reservoir: ReservoirParameters = Field(default_factory=ReservoirParameters)
    weak_share: float = parameter(
        0.08,
        low=0.03,
        high=0.2,
        unit="1",
        gt=0.0,
        le=0.99,
        description="Share of points of each kind whose weakness an inspector can see.",
    )
    rain_h: int = parameter(
        72,
        low=24,
        high=96,
        unit="h",
        gt=0,
        description="Time over which rain loads a slope.",
    )
    drain_km_per_km2: float = parameter(
        0.03,
        low=0.01,
        high=0.1,
        unit="km/km2",
        ge=0.0,
        description="Diked ditches on farmland, counted with rivers when dikes are spread.",
    )
    relief_half_m: float = parameter(
        300.0,
        low=150.0,
        high=600.0,
        unit="m",
        gt=0.0,
        description="Mean elevation at which half the ground counts as sloping.",
    )
    population_exponent: float = parameter(
        0.3,
        low=0.0,
        high=0.7,
        unit="1",
        ge=0.0,
        description="Exponent of population when points are spread over counties and zones.",
    )
    near_zone_share: float = parameter(
        0.25,
        low=0.1,
        high=0.6,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of points that lie by the stream of their zone, under its local rain; "
        "the others feel the rain and the river of their county.",
    )
    above_road_share: float = parameter(
        0.12,
        low=0.05,
        high=0.3,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of points whose failure cuts a road.",
    )
    n_near_links: int = parameter(
        3,
        low=1,
        high=6,
        unit="links",
        gt=0,
        description="A point that cuts a road cuts one of this many links nearest to its zone.",
    )

    def kinds(self) -> Iterator[tuple[str, PointKindParameters]]:
        """Yield the kinds in the order of :data:`KINDS`."""
        yield from zip(KINDS, (self.dike, self.slope, self.reservoir), strict=True)
