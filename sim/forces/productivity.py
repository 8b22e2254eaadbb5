"""How fast teams turn out and work. Numbers only; the processes live in the world."""

from math import ceil

from pydantic import Field

from sim.core.parameters import Config, parameter
from sim.forces.fatigue import FatigueParameters


class ForceParameters(Config):
    """Turnout, work rates and rest of rescue forces."""

    turnout_county_s: float = parameter(
        300.0,
        low=60.0,
        high=900.0,
        unit="s",
        gt=0,
        description="From tasking to leaving the base: county fire and rescue on duty.",
    )
    turnout_prefecture_s: float = parameter(
        1200.0,
        low=600.0,
        high=3600.0,
        unit="s",
        gt=0,
        description="Turnout of a prefecture detachment with its equipment.",
    )
    turnout_province_s: float = parameter(
        3600.0,
        low=1800.0,
        high=7200.0,
        unit="s",
        gt=0,
        description="Turnout of provincial and national specialist teams.",
    )
    turnout_military_s: float = parameter(
        5400.0,
        low=1800.0,
        high=14400.0,
        unit="s",
        gt=0,
        description="Turnout of military, armed police and social forces.",
    )
    boat_persons: int = parameter(
        6,
        low=4,
        high=10,
        unit="persons",
        gt=0,
        description="Trapped people brought out in one boat trip.",
    )
    boat_trip_s: float = parameter(
        1800.0,
        low=900.0,
        high=3600.0,
        unit="s",
        gt=0,
        description="One boat trip: find, take aboard, bring to dry ground.",
    )
    persons_per_team: int = parameter(
        25,
        low=10,
        high=60,
        unit="persons",
        gt=0,
        description="Trapped people for whom one team is asked.",
    )
    search_s_per_person: float = parameter(
        7200.0,
        low=3600.0,
        high=28800.0,
        unit="s",
        gt=0,
        description="Search and extrication per trapped person, one team on site.",
    )
    reinforce_s: float = parameter(
        10800.0,
        low=3600.0,
        high=28800.0,
        unit="s",
        gt=0,
        description="Reinforcing one weak hazard point with material and machines.",
    )
    repair_s: float = parameter(
        21600.0,
        low=7200.0,
        high=86400.0,
        unit="s",
        gt=0,
        description="Reopening one cut road to traffic, one team.",
    )
    clear_trees_s: float = parameter(
        3600.0,
        low=1800.0,
        high=14400.0,
        unit="s",
        gt=0,
        description="Clearing fallen trees off one road, one team.",
    )
    bridge_s: float = parameter(
        259_200.0,
        low=86_400.0,
        high=864_000.0,
        unit="s",
        gt=0,
        description="Laying a temporary bridge in place of a lost one, one team.",
    )
    give_up_s: float = parameter(
        7200.0,
        low=3600.0,
        high=21600.0,
        unit="s",
        gt=0,
        description="Time beyond the expected drive after which a stuck team is called back.",
    )
    rest_share: float = parameter(
        0.5,
        low=0.25,
        high=1.0,
        unit="1",
        ge=0,
        source="NWCG work:rest 2:1",
        description="Rest after a task as a share of the time worked.",
    )
    rest_threshold_s: float = parameter(
        43200.0,
        low=28800.0,
        high=57600.0,
        unit="s",
        gt=0,
        description="Work accumulated before a team must rest.",
    )

    def turnout_s(self, level: str) -> float:
        """Return the turnout [s] of a team owned at this level."""
        if level == "county":
            return self.turnout_county_s
        if level == "prefecture":
            return self.turnout_prefecture_s
        if level in {"province", "national"}:
            return self.turnout_province_s
        return self.turnout_military_s

    fatigue: FatigueParameters = Field(default_factory=FatigueParameters)

    def repairing_s(self, reason: str) -> float:
        """Return how long it takes to reopen a road cut for a reason [s]."""
        return {"tree": self.clear_trees_s, "bridge": self.bridge_s}.get(reason, self.repair_s)

    def teams_wanted(self, persons: int) -> int:
        """Return how many teams to ask for when this many people are trapped."""
        return max(1, ceil(persons / self.persons_per_team))
