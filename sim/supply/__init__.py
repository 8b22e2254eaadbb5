"""Relief goods (救灾物资): commodities, needs, stock, trucks, layouts and dispatch policies."""

from sim.supply.commodities import Commodity, CommodityTable, GoodsStandards
from sim.supply.fleet import FleetParameters
from sim.supply.goods import Goods, added, lessened, total_of
from sim.supply.loading import truckloads
from sim.supply.needs import (
    arrival_need,
    daily_need,
    kit,
    person_equivalents,
    still_to_ask,
    whole_units,
)
from sim.supply.stock import Stock

__all__ = [
    "Commodity",
    "CommodityTable",
    "FleetParameters",
    "Goods",
    "GoodsStandards",
    "Stock",
    "added",
    "arrival_need",
    "daily_need",
    "kit",
    "lessened",
    "person_equivalents",
    "still_to_ask",
    "total_of",
    "truckloads",
    "whole_units",
]
