"""Helicopters and boats for places that no road reaches: how many, how much, how fast, when."""

from math import ceil

from sim.core.parameters import Config, parameter


class HelicopterParameters(Config):
    """Helicopters that the province can call on."""

    n_helicopters: int = parameter(
        4,
        low=1,
        high=10,
        unit="helicopters",
        ge=0,
        source="Jilin Daily, September 2023 (forest protection)",
        description="Helicopters in the province, spread over its airports.",
    )
    payload_kg: float = parameter(
        1500.0,
        low=800.0,
        high=4000.0,
        unit="kg",
        gt=0.0,
        description="Goods in one flight.",
    )
    persons: int = parameter(
        10, low=6, high=24, unit="persons", gt=0, description="People taken out in one flight."
    )
    speed_mps: float = parameter(
        55.0, low=45.0, high=70.0, unit="m/s", gt=0.0, description="Cruising speed."
    )
    ready_s: float = parameter(
        3600.0,
        low=1800.0,
        high=7200.0,
        unit="s",
        ge=0.0,
        description="From the call to the first take-off.",
    )
    turnaround_s: float = parameter(
        1500.0,
        low=900.0,
        high=3600.0,
        unit="s",
        ge=0.0,
        description="Landing or hovering, loading and unloading of one flight.",
    )
    first_light_h: float = parameter(
        5.0, low=4.0, high=6.5, unit="h", ge=0.0, description="Hour from which they may fly."
    )
    last_light_h: float = parameter(
        19.0, low=17.0, high=20.0, unit="h", gt=0.0, description="Hour until which they may fly."
    )

    def n_flights(self, mass_kg: float) -> int:
        """Return how many flights a mass of goods [kg] takes."""
        return ceil(mass_kg / self.payload_kg)

    def is_light(self, hour: float) -> bool:
        """Return whether they may fly at an hour of the day."""
        return self.first_light_h <= hour < self.last_light_h


class BoatParameters(Config):
    """Boats that carry goods across the water that cuts a place off."""

    reach_m: float = parameter(
        15_000.0,
        low=5_000.0,
        high=40_000.0,
        unit="m",
        ge=0.0,
        description="Longest way by boat from the last place that a truck reaches.",
    )
    boats_per_county: int = parameter(
        4, low=1, high=12, unit="boats", ge=0, description="Boats of a county that carry goods."
    )
    payload_kg: float = parameter(
        600.0, low=300.0, high=1500.0, unit="kg", gt=0.0, description="Goods in one boat."
    )
    speed_mps: float = parameter(
        4.0, low=2.0, high=7.0, unit="m/s", gt=0.0, description="Speed over flooded ground."
    )
    turnaround_s: float = parameter(
        1800.0,
        low=900.0,
        high=3600.0,
        unit="s",
        ge=0.0,
        description="Loading and unloading of one boat.",
    )

    def n_trips(self, mass_kg: float) -> int:
        """Return how many boatloads a mass of goods [kg] is."""
        return ceil(mass_kg / self.payload_kg)
