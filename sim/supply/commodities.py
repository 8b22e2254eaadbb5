"""Commodities (物资品类) and the standards that say how much one person needs.

What an item is and weighs; not how much is stocked (layouts) nor who asks for it (the world).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.core.errors import unknown_name
from sim.core.parameters import Config, parameter
from sim.core.text import Text
from sim.supply.goods import Goods

_SPHERE = "Sphere Handbook 2018"
_DISPATCH_2019 = "dispatches of 16-19 August 2019"
_BALE = "blankets: 30 a bale, 48 kg, 0.3 m3; a padded quilt weighs up to about 3 kg (assumed)"


@dataclass(frozen=True, slots=True)
class Commodity:
    """One kind of relief goods.

    ``mass_kg`` and ``volume_m3`` are of one unit as packed for transport. A durable item is
    handed out once; a consumable is needed anew every day.
    """

    key: str
    name: Text
    unit: Text
    mass_kg: float
    volume_m3: float
    is_durable: bool


@dataclass(frozen=True)
class CommodityTable:
    """The commodities of a scenario, in a fixed order."""

    commodities: tuple[Commodity, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(item.key for item in self.commodities)

    def __getitem__(self, key: str) -> Commodity:
        """Return a commodity by its key."""
        found = self._by_key.get(key)
        if found is None:
            raise unknown_name(key, self.keys, noun="commodity")
        return found

    def mass_kg(self, goods: Mapping[str, float]) -> float:
        """Return the mass of goods [kg]."""
        return sum(self[key].mass_kg * amount for key, amount in goods.items())

    def volume_m3(self, goods: Mapping[str, float]) -> float:
        """Return the volume of goods as packed [m³]."""
        return sum(self[key].volume_m3 * amount for key, amount in goods.items())

    @cached_property
    def _by_key(self) -> dict[str, Commodity]:
        return {item.key: item for item in self.commodities}


class GoodsStandards(Config):
    """How much of each commodity a displaced person needs, and what the items weigh."""

    water_l_per_person_day: float = parameter(
        15.0,
        low=7.5,
        high=20.0,
        unit="L/(person d)",
        source=f"{_SPHERE}: 15, survival 7.5",
        description="Water for drinking, cooking and washing.",
        ge=0,
    )
    water_brought_share: float = parameter(
        1.0,
        low=0.2,
        high=1.0,
        unit="1",
        description="Share of the water that comes by truck; the rest comes from local supply.",
        ge=0,
        le=1,
    )
    food_kcal_per_person_day: float = parameter(
        2100.0,
        low=1900.0,
        high=2400.0,
        unit="kcal/(person d)",
        source=_SPHERE,
        description="Energy of the food ration.",
        ge=0,
    )
    food_kcal_per_kg: float = parameter(
        4200.0,
        low=2500.0,
        high=4700.0,
        unit="kcal/kg",
        description="Energy density of dry ready-to-eat food as packed.",
        gt=0,
    )
    quilts_per_person: float = parameter(
        1.0, low=0.5, high=1.0, unit="piece/person", source=_SPHERE, description="Quilts.", ge=0
    )
    coats_per_person: float = parameter(
        0.5,
        low=0.3,
        high=1.0,
        unit="piece/person",
        source=f"{_DISPATCH_2019}: 2,300 coats to 4,300 quilts; 1 in the cold season",
        description="Share of people given a coat: by season, half of them in August.",
        ge=0,
    )
    tented_share: float = parameter(
        0.2,
        low=0.0,
        high=1.0,
        unit="1",
        source=f"{_DISPATCH_2019}: 230 tents of 4 persons to 4,300 quilts",
        description="Share of displaced people who sleep in tents and not in buildings.",
        ge=0,
        le=1,
    )
    persons_per_tent: float = parameter(
        4.0,
        low=3.0,
        high=5.0,
        unit="person/piece",
        source=f"{_SPHERE}: 3.5 m2 a person; 12 m2 tent for 3-5 people",
        description="People in one tent.",
        gt=0,
    )
    water_kg_per_l: float = parameter(
        1.05, low=1.0, high=1.1, unit="kg/L", description="Mass of bottled water, packed.", gt=0
    )
    water_m3_per_l: float = parameter(
        0.0016,
        low=0.0012,
        high=0.002,
        unit="m3/L",
        description="Volume of bottled water, packed.",
        gt=0,
    )
    food_m3_per_kg: float = parameter(
        0.004,
        low=0.002,
        high=0.008,
        unit="m3/kg",
        description="Volume of food, packed.",
        gt=0,
    )
    quilt_kg: float = parameter(
        1.6, low=1.6, high=3.0, unit="kg", source=_BALE, description="Mass of a quilt.", gt=0
    )
    quilt_m3: float = parameter(
        0.01,
        low=0.01,
        high=0.04,
        unit="m3",
        source=_BALE,
        description="Volume of a baled quilt.",
        gt=0,
    )
    coat_kg: float = parameter(
        2.0, low=1.2, high=2.5, unit="kg", description="Mass of a padded coat.", gt=0
    )
    coat_m3: float = parameter(
        0.012, low=0.008, high=0.03, unit="m3", description="Volume of a baled coat.", gt=0
    )
    tent_kg: float = parameter(
        100.0,
        low=55.0,
        high=150.0,
        unit="kg",
        description="Mass of a 12 m2 padded tent with its steel frame.",
        gt=0,
    )
    tent_m3: float = parameter(
        0.5, low=0.25, high=0.8, unit="m3", description="Volume of a packed tent.", gt=0
    )

    @cached_property
    def table(self) -> CommodityTable:
        """Return the commodities with the masses and volumes set here."""
        litre, kilogram, piece = Text("升", "L"), Text("千克", "kg"), Text("件", "piece")
        water, food = Text("饮用水", "water"), Text("食品", "food")
        quilt, coat, tent = Text("棉被", "quilt"), Text("棉大衣", "coat"), Text("帐篷", "tent")
        return CommodityTable(
            (
                Commodity(
                    "water",
                    water,
                    litre,
                    self.water_kg_per_l,
                    self.water_m3_per_l,
                    is_durable=False,
                ),
                Commodity("food", food, kilogram, 1.0, self.food_m3_per_kg, is_durable=False),
                Commodity("quilt", quilt, piece, self.quilt_kg, self.quilt_m3, is_durable=True),
                Commodity("coat", coat, piece, self.coat_kg, self.coat_m3, is_durable=True),
                Commodity("tent", tent, piece, self.tent_kg, self.tent_m3, is_durable=True),
            )
        )

    @cached_property
    def durables_per_person(self) -> Goods:
        """Return what a person needs once."""
        return {
            "quilt": self.quilts_per_person,
            "coat": self.coats_per_person,
            "tent": self.tented_share / self.persons_per_tent,
        }

    @cached_property
    def consumables_per_person_day(self) -> Goods:
        """Return what a person needs every day."""
        return {
            "water": self.water_l_per_person_day * self.water_brought_share,
            "food": self.food_kcal_per_person_day / self.food_kcal_per_kg,
        }
