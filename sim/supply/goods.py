"""Amounts of goods by commodity key, and the arithmetic on them.

What people need may be any amount. What is asked for, stocked, shipped and loaded is in whole
units (litres, kilograms, pieces), held in floats: sums of whole numbers are exact, so that
conservation can be checked by equality.
"""

from collections.abc import Iterable, Mapping, Sequence

from sim.core.errors import InputError, InvariantError

Goods = dict[str, float]
"""Amount of each commodity in its own unit."""


def added(first: Mapping[str, float], second: Mapping[str, float]) -> Goods:
    """Return the sum of two amounts of goods."""
    total = dict(first)
    for key, amount in second.items():
        total[key] = total.get(key, 0.0) + amount
    return total


def lessened(first: Mapping[str, float], second: Mapping[str, float]) -> Goods:
    """Return what is left of `first` after `second` is taken away, at least 0 of each.

    Commodities of which nothing is left are dropped.
    """
    left = {key: amount - second.get(key, 0.0) for key, amount in first.items()}
    return {key: amount for key, amount in left.items() if amount > 0.0}


def total_of(parts: Iterable[Mapping[str, float]]) -> Goods:
    """Return the sum of several amounts of goods."""
    total: Goods = {}
    for part in parts:
        total = added(total, part)
    return total


def check_whole(goods: Mapping[str, float], *, what: str) -> None:
    """Check that amounts are whole and not negative.

    Raises
    ------
    InvariantError
        If an amount is negative, fractional or not finite.
    """
    for key, amount in goods.items():
        if not (amount >= 0.0 and float(amount).is_integer()):
            raise InvariantError(f"{what}: {amount} of {key} is not a whole amount of 0 or more")


def round_to_sum(shares: Sequence[float], total: int) -> list[int]:
    """Round shares to whole numbers that add up to `total` (largest remainder).

    Each share is rounded down; the units still missing go to the largest fractions, the
    earlier share first where fractions are equal.

    Parameters
    ----------
    shares
        Non-negative amounts (n,) whose sum is `total`, up to rounding errors of floats.
    total
        Sum of the result.

    Raises
    ------
    InvariantError
        If the shares do not sum to `total`.
    """
    if abs(sum(shares) - total) > _SUM_TOLERANCE * max(total, 1):
        raise InvariantError(f"shares sum to {sum(shares)}, not to {total}")
    whole = [int(share + _FLOAT_NOISE) for share in shares]
    missing = total - sum(whole)
    by_fraction = sorted(range(len(shares)), key=lambda i: (whole[i] - shares[i], i))
    for index in by_fraction[:missing]:
        whole[index] += 1
    return whole


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a whole number in proportion to weights (n,), exactly (largest remainder).

    Raises
    ------
    InputError
        If a weight is negative or all are 0.
    """
    weight = sum(weights)
    if weight <= 0.0 or min(weights) < 0.0:
        raise InputError("weights must be 0 or more, and not all 0")
    return round_to_sum([total * share / weight for share in weights], total)


_SUM_TOLERANCE = 1e-6
_FLOAT_NOISE = 1e-9
