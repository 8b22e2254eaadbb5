"""People in the path of a fire: how they live about a zone, and when they are moved."""

from sim.core.parameters import Config, parameter


class VillageParameters(Config):
    """Where the people of a zone live, and how near a fire may come to them."""

    radius_m: float = parameter(
        1000.0,
        low=500.0,
        high=2500.0,
        unit="m",
        gt=0.0,
        description="Radius about a zone's place over which 10,000 people are spread evenly; it "
        "grows with the square root of their number.",
    )
    clear_m: float = parameter(
        500.0,
        low=200.0,
        high=1500.0,
        unit="m",
        ge=0.0,
        description="How near a fire may come before people count as threatened.",
    )
    lead_s: float = parameter(
        21_600.0,
        low=7200.0,
        high=43_200.0,
        unit="s",
        gt=0.0,
        description="How far ahead those in charge look for people in the path of a fire.",
    )
    caught_share: float = parameter(
        0.05,
        low=0.01,
        high=0.2,
        unit="1",
        ge=0.0,
        le=1.0,
        description="Share of the people still at home who are caught when fire comes; the others "
        "get away by themselves.",
    )
    smoke_m: float = parameter(
        300.0,
        low=100.0,
        high=1500.0,
        unit="m",
        ge=0.0,
        description="A road this near to flames is closed, for fire and smoke.",
    )
    flaming_s: float = parameter(
        7200.0,
        low=1800.0,
        high=21_600.0,
        unit="s",
        gt=0.0,
        description="How long ground goes on flaming and smoking.",
    )
