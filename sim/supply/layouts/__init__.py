"""Stockpile layouts (储备布局): where the same goods and trucks wait."""

from sim.supply.layouts.base import DepotPlan, Layout
from sim.supply.layouts.central import Central
from sim.supply.layouts.counties import Counties
from sim.supply.layouts.prefectures import Prefectures
from sim.supply.layouts.uniform import Uniform

__all__ = ["Central", "Counties", "DepotPlan", "Layout", "Prefectures", "Uniform"]
