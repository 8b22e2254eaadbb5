"""The 13 standard fuel models (Anderson 1982, Albini 1976): what lies on a square metre.

Given in the units they were published in and turned into SI once, here.
"""

from dataclasses import dataclass
from math import log

from sim.core.text import Text

_KG_M2_PER_TON_ACRE = 0.224170231
_M_PER_FT = 0.3048
_SAV_10H_PER_FT, _SAV_100H_PER_FT = 109.0, 30.0
_WIND_AT_10_M_OVER_20_FT = 1.15


@dataclass(frozen=True, slots=True)
class FuelModel:
    """One kind of fuel bed.

    Parameters
    ----------
    number
        1–13.
    name
        What it stands for.
    load_kg_m2
        Dry mass by area of dead fuel of 1, 10 and 100 h and of live fuel [kg/m²].
    sav_per_m
        Surface over volume of the same four [1/m].
    depth_m
        Depth of the bed [m].
    extinction
        Moisture of dead fuel at which it no longer burns, a share of its dry mass.
    wang_factor
        Ks of Wang Zhengfei's model.
    is_sheltered
        Whether it lies under trees, which keep the wind off.
    """

    number: int
    name: Text
    load_kg_m2: tuple[float, float, float, float]
    sav_per_m: tuple[float, float, float, float]
    depth_m: float
    extinction: float
    wang_factor: float
    is_sheltered: bool


def wind_share(model: FuelModel, *, under_trees: float) -> float:
    """Return the wind at the flames of a fuel over that at 10 m, which is 1.15 times that at 20 ft.

    In the open 1.83 / ln((20 + 0.36 H) / 0.13 H) of the wind at 20 ft, H the depth of the bed in
    feet (Albini and Baughman 1979, as Andrews 2012 gives it).

    Parameters
    ----------
    model
        Fuel.
    under_trees
        Wind at the flames over that at 20 ft where trees stand above.
    """
    depth_ft = model.depth_m / _M_PER_FT
    in_the_open = 1.83 / log((20.0 + 0.36 * depth_ft) / (0.13 * depth_ft))
    return (under_trees if model.is_sheltered else in_the_open) / _WIND_AT_10_M_OVER_20_FT


def _model(  # a row of the published table, and two values of ours
    number: int,
    name: Text,
    tons_per_acre: tuple[float, float, float, float],
    sav_per_ft: tuple[float, float],
    depth_ft: float,
    extinction: float,
    *,
    wang_factor: float,
    is_sheltered: bool = False,
) -> FuelModel:
    one_hour, ten, hundred, live = (load * _KG_M2_PER_TON_ACRE for load in tons_per_acre)
    fine, green = sav_per_ft
    sav = tuple(value / _M_PER_FT for value in (fine, _SAV_10H_PER_FT, _SAV_100H_PER_FT, green))
    return FuelModel(
        number=number,
        name=name,
        load_kg_m2=(one_hour, ten, hundred, live),
        sav_per_m=(sav[0], sav[1], sav[2], sav[3]),
        depth_m=depth_ft * _M_PER_FT,
        extinction=extinction,
        wang_factor=wang_factor,
        is_sheltered=is_sheltered,
    )


_GRASS, _BRUSH, _NEEDLES, _LEAVES, _TIMBER = 1.6, 1.8, 0.8, 1.2, 1.0
"""Ks (Wang Zhengfei): grass, shrub, needle litter, leaf litter, pine; slash is taken as timber."""

FUEL_MODELS: dict[int, FuelModel] = {
    model.number: model
    for model in (
        _model(1, Text("矮草", "short grass"), (0.74, 0.0, 0.0, 0.0), (3500.0, 1500.0), 1.0, 0.12,
               wang_factor=_GRASS),
        _model(2, Text("林下草", "grass under timber"), (2.0, 1.0, 0.5, 0.5), (3000.0, 1500.0),
               1.0, 0.15, wang_factor=_GRASS),
        _model(3, Text("高草", "tall grass"), (3.01, 0.0, 0.0, 0.0), (1500.0, 1500.0), 2.5, 0.25,
               wang_factor=_GRASS),
        _model(4, Text("高灌丛", "tall brush"), (5.01, 4.01, 2.0, 5.01), (2000.0, 1500.0), 6.0,
               0.20, wang_factor=_BRUSH),
        _model(5, Text("灌丛", "brush"), (1.0, 0.5, 0.0, 2.0), (2000.0, 1500.0), 2.0, 0.20,
               wang_factor=_BRUSH),
        _model(6, Text("休眠灌丛", "dormant brush"), (1.5, 2.5, 2.0, 0.0), (1750.0, 1500.0), 2.5,
               0.25, wang_factor=_BRUSH),
        _model(7, Text("林下灌木", "brush under timber"), (1.13, 1.87, 1.5, 0.37),
               (1750.0, 1550.0), 2.5, 0.40, wang_factor=_BRUSH),
        _model(8, Text("针叶凋落物", "needle litter"), (1.5, 1.0, 2.5, 0.0), (2000.0, 1500.0),
               0.2, 0.30, wang_factor=_NEEDLES, is_sheltered=True),
        _model(9, Text("阔叶凋落物", "leaf litter"), (2.92, 0.41, 0.15, 0.0), (2500.0, 1500.0),
               0.2, 0.25, wang_factor=_LEAVES, is_sheltered=True),
        _model(10, Text("林地枯落物与下木", "timber litter and understory"),
               (3.01, 2.0, 5.01, 2.0), (2000.0, 1500.0), 1.0, 0.25, wang_factor=_TIMBER,
               is_sheltered=True),
        _model(11, Text("轻度采伐剩余物", "light slash"), (1.5, 4.51, 5.51, 0.0),
               (1500.0, 1500.0), 1.0, 0.15, wang_factor=_TIMBER),
        _model(12, Text("中度采伐剩余物", "medium slash"), (4.01, 14.03, 16.53, 0.0),
               (1500.0, 1500.0), 2.3, 0.20, wang_factor=_TIMBER),
        _model(13, Text("重度采伐剩余物", "heavy slash"), (7.01, 23.04, 28.05, 0.0),
               (1500.0, 1500.0), 3.0, 0.25, wang_factor=_TIMBER),
    )
}  # fmt: skip
"""The standard models by number."""
