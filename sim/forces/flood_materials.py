"""Stone, sandbags and machines (防汛物资) with which weak hazard points are reinforced.

Each county has a yard at its seat and each prefecture one at its command post. Numbers and books
only: who may draw on which yard, and when, is the world's business.
"""

from dataclasses import dataclass, field

from pydantic import model_validator

from sim.core.errors import InputError, InvariantError
from sim.core.parameters import Config, parameter
from sim.core.units import DAY_S

_SHUANGYANG = "assumed; Shuangyang used 460 m3 of stone in the night of 17 August 2019"
_NOISE_M3 = 1e-6


class FloodMaterials(Config):
    """What yards hold, what a point takes, and how yards are filled again."""

    county_m3: float = parameter(
        800.0,
        low=300.0,
        high=3000.0,
        unit="m3",
        source=_SHUANGYANG,
        ge=0,
        description="Stone and filled sandbags in the yard of a county.",
    )
    prefecture_m3: float = parameter(
        3000.0,
        low=1000.0,
        high=10_000.0,
        unit="m3",
        ge=0,
        description="Stone and filled sandbags in the yard of a prefecture.",
    )
    dike_m3: float = parameter(
        60.0,
        low=20.0,
        high=200.0,
        unit="m3",
        source=_SHUANGYANG,
        ge=0,
        description="Material that reinforcing a dike takes.",
    )
    slope_m3: float = parameter(
        25.0,
        low=5.0,
        high=80.0,
        unit="m3",
        ge=0,
        description="Material that reinforcing a slope takes.",
    )
    reservoir_m3: float = parameter(
        90.0,
        low=30.0,
        high=300.0,
        unit="m3",
        ge=0,
        description="Material that reinforcing a small reservoir takes.",
    )
    n_machines_county: int = parameter(
        3,
        low=1,
        high=8,
        unit="machines",
        gt=0,
        description="Excavators and loaders of a county, each with its crew.",
    )
    n_machines_prefecture: int = parameter(
        6,
        low=2,
        high=20,
        unit="machines",
        gt=0,
        description="Excavators and loaders at the yard of a prefecture.",
    )
    machine_s: float = parameter(
        7200.0,
        low=3600.0,
        high=21_600.0,
        unit="s",
        ge=0,
        description="Time for which a point occupies a machine; the rest is work by hand.",
    )
    haul_s: float = parameter(
        7200.0,
        low=3600.0,
        high=21_600.0,
        unit="s",
        ge=0,
        description="Loading and papers of material from the yard of a prefecture; the drive "
        "comes on top.",
    )
    wait_s: float = parameter(
        43_200.0,
        low=14_400.0,
        high=86_400.0,
        unit="s",
        ge=0,
        description="How long a team waits at a point for material before it is sent home.",
    )
    reorder_share: float = parameter(
        0.5,
        low=0.2,
        high=0.9,
        unit="1",
        ge=0,
        le=1,
        description="A yard is filled again when it and what is on its way fall under this share "
        "of what it held at the start.",
    )
    lead_min_s: float = parameter(
        2.0 * DAY_S,
        low=0.5 * DAY_S,
        high=4.0 * DAY_S,
        unit="s",
        ge=0,
        description="Least time until a yard is filled again.",
    )
    lead_mode_s: float = parameter(
        4.0 * DAY_S,
        low=2.0 * DAY_S,
        high=10.0 * DAY_S,
        unit="s",
        description="Likeliest time until a yard is filled again.",
    )
    lead_max_s: float = parameter(
        10.0 * DAY_S,
        low=5.0 * DAY_S,
        high=30.0 * DAY_S,
        unit="s",
        description="Longest time until a yard is filled again.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> "FloodMaterials":
        if not self.lead_min_s <= self.lead_mode_s <= self.lead_max_s:
            raise InputError("lead_min_s ≤ lead_mode_s ≤ lead_max_s must hold")
        return self

    def needed_m3(self, kind_of_point: str) -> float:
        """Return the material [m³] that reinforcing a point of a kind takes."""
        return {"dike": self.dike_m3, "slope": self.slope_m3, "reservoir": self.reservoir_m3}[
            kind_of_point
        ]


@dataclass(slots=True)
class MaterialStock:
    """The material of one yard [m³]: opening + received = on hand + drawn, always.

    Parameters
    ----------
    yard_id
        The yard, for messages.
    opening_m3
        What it holds at the start.
    """

    yard_id: str
    opening_m3: float
    on_hand_m3: float = field(init=False)
    on_order_m3: float = field(init=False, default=0.0)
    drawn_m3: float = field(init=False, default=0.0)
    received_m3: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Open the books."""
        self.on_hand_m3 = self.opening_m3

    def draw(self, amount_m3: float) -> None:
        """Take material out.

        Raises
        ------
        InvariantError
            If less is there.
        """
        if not 0.0 <= amount_m3 <= self.on_hand_m3:
            raise InvariantError(
                f"yard {self.yard_id}: {amount_m3} m3 asked for, {self.on_hand_m3} m3 there"
            )
        self.on_hand_m3 -= amount_m3
        self.drawn_m3 += amount_m3

    def order(self, reorder_share: float) -> float:
        """Order up to the opening stock if little is left [m³]; return how much, 0 for nothing."""
        position_m3 = self.on_hand_m3 + self.on_order_m3
        if position_m3 >= reorder_share * self.opening_m3:
            return 0.0
        amount_m3 = self.opening_m3 - position_m3
        self.on_order_m3 += amount_m3
        return amount_m3

    def receive(self, amount_m3: float) -> None:
        """Take in what was ordered."""
        self.on_order_m3 -= amount_m3
        self.received_m3 += amount_m3
        self.on_hand_m3 += amount_m3

    def check(self) -> None:
        """Check the books.

        Raises
        ------
        InvariantError
            If material appeared or vanished.
        """
        came = self.opening_m3 + self.received_m3
        went = self.on_hand_m3 + self.drawn_m3
        if abs(came - went) > _NOISE_M3 * max(1.0, came) or self.on_hand_m3 < 0.0:
            raise InvariantError(f"yard {self.yard_id}: {came} m3 came in, {went} m3 is accounted")
