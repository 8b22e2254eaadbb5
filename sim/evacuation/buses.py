"""Buses for those without a car: how many a county has, and how long they take to get ready.

Values only. What the buses do is in :mod:`sim.world.buses`.
"""

from sim.core.parameters import Config, parameter


class BusFleet(Config):
    """The buses of a county, which wait at its seat and make rounds when called out."""

    buses_per_10000_persons: float = parameter(
        2.0,
        low=0.5,
        high=5.0,
        unit="1",
        ge=0,
        source="assumed; the national stock of city buses in 2019 was about 5 per 10,000 persons",
        description="Buses a county can call out, per 10,000 inhabitants; at least one unless 0.",
    )
    mobilise_s: float = parameter(
        1800.0,
        low=600.0,
        high=7200.0,
        unit="s",
        ge=0,
        description="From the first evacuation order of a county to its buses' being ready.",
    )
    board_s_per_person: float = parameter(
        6.0, low=2.0, high=15.0, unit="s", ge=0, description="Time for one person to get on."
    )
    alight_s_per_person: float = parameter(
        4.0, low=1.5, high=10.0, unit="s", ge=0, description="Time for one person to get off."
    )
    wait_for_load_s: float = parameter(
        900.0,
        low=300.0,
        high=3600.0,
        unit="s",
        ge=0,
        description="Longest a bus stands at a pick-up for a full load; it then takes whoever "
        "is there.",
    )
    look_again_s: float = parameter(
        900.0,
        low=300.0,
        high=3600.0,
        unit="s",
        gt=0,
        description="Where no road leads to those who wait, or water holds a bus: time between "
        "looks.",
    )

    def n_buses(self, population: int) -> int:
        """Return how many buses a county of this population can call out."""
        if self.buses_per_10000_persons == 0.0:
            return 0
        return max(1, round(population / 10_000.0 * self.buses_per_10000_persons))
