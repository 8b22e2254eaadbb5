"""Goods into truckloads: mass and volume both count, and nothing is lost or made.

One function. Relief goods are many small items, so a truck takes a slice of every commodity
and is then topped up: each load serves people by itself, and only the last is partly empty.
"""

from collections.abc import Mapping
from math import floor

from sim.core.errors import InputError
from sim.supply.commodities import CommodityTable
from sim.supply.fleet import FleetParameters
from sim.supply.goods import Goods, check_whole, lessened

_FLOAT_NOISE = 1e-9


def truckloads(
    goods: Mapping[str, float], *, table: CommodityTable, fleet: FleetParameters
) -> list[Goods]:
    """Split goods into loads that each keep within a truck's payload and volume.

    Parameters
    ----------
    goods
        Goods to be carried, in whole units.
    table
        Mass and volume of the commodities.
    fleet
        Payload and volume of a truck.

    Returns
    -------
    list of Goods
        Loads in the order in which they should leave, none empty; they sum to `goods` exactly.

    Raises
    ------
    InputError
        If one item alone exceeds a truck.
    InvariantError
        If an amount is not whole.
    """
    check_whole(goods, what="truckloads")
    remaining: Goods = {key: goods[key] for key in table.keys if goods.get(key, 0.0) > 0.0}
    _check_known(goods, table)
    _check_liftable(remaining, table, fleet)
    loads: list[Goods] = []
    while remaining:
        load = _one_load(remaining, table, fleet)
        loads.append(load)
        remaining = lessened(remaining, load)
    return loads


def _one_load(remaining: Goods, table: CommodityTable, fleet: FleetParameters) -> Goods:
    """Return an equal share of every commodity left, topped up in order of the table."""
    share = min(
        1.0,
        fleet.payload_kg / table.mass_kg(remaining),
        fleet.volume_m3 / table.volume_m3(remaining),
    )
    load = {key: float(floor(amount * share)) for key, amount in remaining.items()}
    room_kg = fleet.payload_kg - table.mass_kg(load)
    room_m3 = fleet.volume_m3 - table.volume_m3(load)
    for key, amount in remaining.items():
        item = table[key]
        fits = floor(min(room_kg / item.mass_kg, room_m3 / item.volume_m3) + _FLOAT_NOISE)
        more = min(amount - load[key], float(max(fits, 0)))
        load[key] += more
        room_kg -= more * item.mass_kg
        room_m3 -= more * item.volume_m3
    return {key: amount for key, amount in load.items() if amount > 0.0}


def _check_known(goods: Mapping[str, float], table: CommodityTable) -> None:
    for key in goods:
        table[key]  # raises for a commodity nobody knows


def _check_liftable(goods: Goods, table: CommodityTable, fleet: FleetParameters) -> None:
    for key in goods:
        item = table[key]
        if item.mass_kg > fleet.payload_kg or item.volume_m3 > fleet.volume_m3:
            raise InputError(
                f"one {key} ({item.mass_kg} kg, {item.volume_m3} m3) exceeds a truck "
                f"({fleet.payload_kg} kg, {fleet.volume_m3} m3); raise payload_kg or volume_m3"
            )
