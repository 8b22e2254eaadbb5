"""Helicopters with water buckets (吊桶灭火): how often they drop, how much edge a drop cools."""

from sim.core.parameters import Config, parameter


class WaterDropParameters(Config):
    """What a helicopter does at a fire; how many there are and how they fly is told elsewhere."""

    at_one_fire: int = parameter(
        2,
        low=0,
        high=4,
        unit="helicopters",
        ge=0,
        description="Most helicopters sent to one fire.",
    )
    edge_m: float = parameter(
        40.0,
        low=15.0,
        high=80.0,
        unit="m",
        ge=0.0,
        description="Edge that one drop cools until crews can work at it.",
    )
    most_flame_m: float = parameter(
        3.0,
        low=2.4,
        high=3.5,
        unit="m",
        gt=0.0,
        source="fire suppression interpretation charts (Rothermel 1983): 8 to 11 ft for aircraft",
        description="Longest flames that a drop cools.",
    )
    most_wind_mps: float = parameter(
        14.0,
        low=10.0,
        high=17.0,
        unit="m/s",
        gt=0.0,
        description="Strongest wind over a fire in which they drop.",
    )
    fill_s: float = parameter(
        240.0,
        low=120.0,
        high=480.0,
        unit="s",
        ge=0.0,
        description="Filling the bucket, finding the spot and dropping.",
    )
    endurance_s: float = parameter(
        7200.0,
        low=5400.0,
        high=10_800.0,
        unit="s",
        gt=0.0,
        description="Time at a fire between two refuellings.",
    )
    refuel_s: float = parameter(
        2400.0, low=1200.0, high=5400.0, unit="s", ge=0.0, description="Refuelling at the airport."
    )

    def round_s(self, water_m: float, *, speed_mps: float) -> float:
        """Return how long one drop takes with water so far away [m], at a cruising speed."""
        return 2.0 * water_m / speed_mps + self.fill_s
