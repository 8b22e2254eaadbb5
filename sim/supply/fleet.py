"""Relief trucks: what one carries, how long depots take to load and release it, when it rests.

How many trucks there are and where they stand is the layout's choice. Driving is the road
network's business.
"""

from math import ceil, sqrt

from pydantic import model_validator

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S

_RELEASES = "central releases: 3.1, 8 and 10.7 h"
_KG_PER_TONNE = 1000.0


class FleetParameters(Config):
    """Trucks, their crews, and the work of depots and shelters on them."""

    speed_class: str = "truck"
    """Free-speed class on the road network."""

    payload_kg: float = parameter(
        5000.0, low=2000.0, high=10000.0, unit="kg", description="Payload of a truck.", gt=0
    )
    volume_m3: float = parameter(
        30.0, low=15.0, high=40.0, unit="m3", description="Loading volume of a truck.", gt=0
    )
    load_fixed_s: float = parameter(
        600.0, low=300.0, high=1200.0, unit="s", description="Docking and papers, a truck.", ge=0
    )
    load_s_per_tonne: float = parameter(
        360.0,
        low=120.0,
        high=900.0,
        unit="s/t",
        description="Loading at one bay by its crew.",
        ge=0,
    )
    unload_fixed_s: float = parameter(
        600.0, low=300.0, high=1200.0, unit="s", description="Docking and receipt, a truck.", ge=0
    )
    unload_s_per_tonne: float = parameter(
        480.0,
        low=180.0,
        high=1200.0,
        unit="s/t",
        description="Unloading by hand at a shelter.",
        ge=0,
    )
    release_min_s: float = parameter(
        0.5 * HOUR_S,
        low=0.25 * HOUR_S,
        high=1.0 * HOUR_S,
        unit="s",
        description="Least time from order to departure at a small depot.",
        ge=0,
    )
    release_mode_s: float = parameter(
        1.0 * HOUR_S,
        low=0.5 * HOUR_S,
        high=2.0 * HOUR_S,
        unit="s",
        description="Likeliest time from order to departure at a small depot.",
    )
    release_max_s: float = parameter(
        2.0 * HOUR_S,
        low=1.0 * HOUR_S,
        high=6.0 * HOUR_S,
        unit="s",
        description="Longest time from order to departure at a small depot.",
    )
    large_release_min_s: float = parameter(
        3.0 * HOUR_S,
        low=1.0 * HOUR_S,
        high=4.0 * HOUR_S,
        unit="s",
        source=_RELEASES,
        description="Least time from order to departure at a large depot.",
        ge=0,
    )
    large_release_mode_s: float = parameter(
        6.0 * HOUR_S,
        low=3.0 * HOUR_S,
        high=8.0 * HOUR_S,
        unit="s",
        source=_RELEASES,
        description="Likeliest time from order to departure at a large depot.",
    )
    large_release_max_s: float = parameter(
        11.0 * HOUR_S,
        low=6.0 * HOUR_S,
        high=12.0 * HOUR_S,
        unit="s",
        source=_RELEASES,
        description="Longest time from order to departure at a large depot.",
    )
    large_depot_persons: int = parameter(
        50_000,
        low=20_000,
        high=100_000,
        unit="person",
        description="A depot with goods for this many or more is large and releases slowly.",
        gt=0,
    )
    n_drivers: int = parameter(
        2, low=1, high=2, unit="person", description="Drivers on a truck, in turns.", gt=0
    )
    drive_limit_s: float = parameter(
        4.0 * HOUR_S,
        low=3.0 * HOUR_S,
        high=4.0 * HOUR_S,
        unit="s",
        source="road traffic safety regulation of China, art. 62 (from memory, to be confirmed)",
        description="Longest driving without a stop of one driver.",
        gt=0,
    )
    drive_stop_s: float = parameter(
        1200.0,
        low=1200.0,
        high=2700.0,
        unit="s",
        source="road traffic safety regulation of China, art. 62 (from memory, to be confirmed)",
        description="Length of that stop.",
        ge=0,
    )
    duty_s: float = parameter(
        12.0 * HOUR_S,
        low=8.0 * HOUR_S,
        high=16.0 * HOUR_S,
        unit="s",
        description="Duty of one driver after which the crew goes off duty.",
        gt=0,
    )
    off_duty_s: float = parameter(
        8.0 * HOUR_S,
        low=6.0 * HOUR_S,
        high=12.0 * HOUR_S,
        unit="s",
        description="Time off duty before a crew drives again.",
        ge=0,
    )

    @model_validator(mode="after")
    def _ordered(self) -> "FleetParameters":
        for name in ("release", "large_release"):
            least, likeliest, most = (
                getattr(self, f"{name}_{part}_s") for part in ("min", "mode", "max")
            )
            if not least <= likeliest <= most:
                raise InputError(f"{name}_min_s ≤ {name}_mode_s ≤ {name}_max_s must hold")
        return self

    def load_s(self, mass_kg: float) -> float:
        """Return the time to load a truck at one bay [s]."""
        return self.load_fixed_s + self.load_s_per_tonne * mass_kg / _KG_PER_TONNE

    def unload_s(self, mass_kg: float) -> float:
        """Return the time to hand a truck's goods over at a shelter [s]."""
        return self.unload_fixed_s + self.unload_s_per_tonne * mass_kg / _KG_PER_TONNE

    def release_s(self, uniform: float, *, persons: int) -> float:
        """Return the time from order to departure of the first truck [s].

        It covers opening the store, calling crews and loading the first truck, as the reported
        releases do: a truck leaves when it is both released and loaded, whichever is later.

        Parameters
        ----------
        uniform
            A draw between 0 and 1, made outside; the same draw keeps its rank in both kinds
            of depot, so layouts compare.
        persons
            How many people the depot holds goods for.
        """
        if persons >= self.large_depot_persons:
            return triangular(
                uniform,
                self.large_release_min_s,
                self.large_release_mode_s,
                self.large_release_max_s,
            )
        return triangular(uniform, self.release_min_s, self.release_mode_s, self.release_max_s)

    def stops_s(self, drive_s: float) -> float:
        """Return the time [s] spent on prescribed stops during a drive of `drive_s` [s].

        A lone driver stops after each full `drive_limit_s`, not on arrival; two drivers change
        places instead.
        """
        if self.n_drivers > 1 or drive_s <= self.drive_limit_s:
            return 0.0
        return (ceil(drive_s / self.drive_limit_s) - 1) * self.drive_stop_s

    def rest_s(self, on_duty_s: float) -> float:
        """Return how long [s] a crew back at its depot rests after `on_duty_s` [s] of duty."""
        return self.off_duty_s if on_duty_s >= self.duty_s * self.n_drivers else 0.0


def triangular(uniform: float, least: float, likeliest: float, most: float) -> float:
    """Return the quantile of the triangular distribution at `uniform`, 0–1."""
    width = most - least
    if width <= 0.0:
        return least
    peak = (likeliest - least) / width
    if uniform < peak:
        return least + sqrt(uniform * width * (likeliest - least))
    return most - sqrt((1.0 - uniform) * width * (most - likeliest))
