"""What displaced people need (需求): pure functions of how many they are and for how long.

Needs are proportional to persons and may be fractional, so that the need of a shelter is the
same whether its people come in one group or in many. Only what is asked for is rounded up.
"""

from collections.abc import Mapping
from math import ceil

from sim.supply.commodities import GoodsStandards
from sim.supply.goods import Goods

_FLOAT_NOISE = 1e-6


def arrival_need(persons: float, *, standards: GoodsStandards) -> Goods:
    """Return what people need on arrival: durables, and the first day's consumables.

    Parameters
    ----------
    persons
        People who arrived.
    standards
        Need per person.
    """
    return _need(persons, days=1.0, with_durables=True, standards=standards)


def daily_need(persons: float, *, standards: GoodsStandards) -> Goods:
    """Return what people already at a shelter need for each further day."""
    return _need(persons, days=1.0, with_durables=False, standards=standards)


def kit(persons: float, *, days: float, standards: GoodsStandards) -> Goods:
    """Return the goods, in whole units, that serve people from arrival for some days.

    Parameters
    ----------
    persons
        People to be served.
    days
        Days of consumables [d]; 0 gives durables alone.
    standards
        Need per person.
    """
    return whole_units(_need(persons, days=days, with_durables=True, standards=standards))


def whole_units(need: Mapping[str, float]) -> Goods:
    """Return a need rounded up to whole litres, kilograms and pieces."""
    return {key: float(ceil(amount - _FLOAT_NOISE)) for key, amount in need.items()}


def still_to_ask(need: Mapping[str, float], promised: Mapping[str, float]) -> Goods:
    """Return the whole units to ask for beyond what has been asked for or sent already.

    Parameters
    ----------
    need
        All that has come to be needed at a shelter so far.
    promised
        All that has been asked for on its behalf, pushed to it or delivered, each once.
    """
    missing = {key: amount - promised.get(key, 0.0) for key, amount in whole_units(need).items()}
    return {key: amount for key, amount in missing.items() if amount > 0.0}


def person_equivalents(goods: Mapping[str, float], *, standards: GoodsStandards) -> float:
    r"""Return how many people's arrival need these goods are worth [person].

    .. math:: \frac{1}{K} \sum_{k} \frac{g_k}{n_k}

    with :math:`n_k` the arrival need of one person and :math:`K` the number of commodities of
    which a person needs anything. Assumes every commodity weighs the same, so a surplus of one
    counts as much as a lack of another: a measure of size, not of who is served.
    """
    per_person = arrival_need(1.0, standards=standards)
    needed = {key: amount for key, amount in per_person.items() if amount > 0.0}
    worth = [goods.get(key, 0.0) / amount for key, amount in needed.items()]
    return sum(worth) / len(worth) if worth else 0.0


def _need(persons: float, *, days: float, with_durables: bool, standards: GoodsStandards) -> Goods:
    daily = standards.consumables_per_person_day
    durables = standards.durables_per_person
    need: Goods = {}
    for commodity in standards.table.commodities:
        if commodity.is_durable:
            amount = durables[commodity.key] * persons if with_durables else 0.0
        else:
            amount = daily[commodity.key] * persons * days
        if amount > 0.0:
            need[commodity.key] = amount
    return need
