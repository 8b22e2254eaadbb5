"""When depots order, how much, and what shelters give back."""

import pytest
from pydantic import ValidationError

from sim.core.errors import ProblemsError
from sim.core.parameters import validated
from sim.core.units import DAY_S
from sim.supply.restocking import RestockingParameters, in_use, to_order

OPENING = {"quilt": 100.0, "water": 1000.0}


def test_orders_by_hand() -> None:
    """Half of 100 quilts are left: enough. 499 of 1000 litres: ordered up to the opening stock."""
    available = {"quilt": 50.0, "water": 499.0}
    order = to_order(available, {}, opening=OPENING, reorder_share=0.5)
    assert order == {"water": 501.0}
    assert to_order(available, {"water": 1.0}, opening=OPENING, reorder_share=0.5) == {}
    less = to_order(available, {"water": 0.0}, opening=OPENING, reorder_share=0.51)
    assert less == {"quilt": 50.0, "water": 501.0}


def test_only_what_was_stocked_is_ordered() -> None:
    assert to_order({"tent": 0.0}, {}, opening={"tent": 0.0}, reorder_share=1.0) == {}
    assert to_order({"tent": 0.0}, {}, opening={}, reorder_share=1.0) == {}
    gone = to_order({}, {}, opening=OPENING, reorder_share=0.5)
    assert gone == OPENING


def test_more_than_the_opening_stock_orders_nothing() -> None:
    returned = {"quilt": 180.0, "water": 1000.0}
    assert to_order(returned, {}, opening=OPENING, reorder_share=1.0) == {}


def test_the_lead_lies_between_its_least_and_its_most() -> None:
    restocking = RestockingParameters()
    ends = [restocking.lead_s(uniform) for uniform in (0.0, 0.5, 1.0 - 1e-12)]
    assert ends == sorted(ends)
    assert ends[0] == DAY_S
    assert ends[2] == pytest.approx(8.0 * DAY_S, rel=1e-4)


def test_a_lead_out_of_order_is_refused() -> None:
    with pytest.raises(ProblemsError, match="lead_min_s ≤ lead_mode_s ≤ lead_max_s must hold"):
        validated(RestockingParameters, {"lead_min_s": 9.0 * DAY_S}, where="scenario x")
    with pytest.raises(ValidationError):
        RestockingParameters(reusable_share=1.2)


def test_whole_pieces_can_be_used_again() -> None:
    restocking = RestockingParameters(reusable_share=0.8)
    assert restocking.reusable({"quilt": 99.0, "tent": 1.0}) == {"quilt": 79.0}
    all_of_it = RestockingParameters(reusable_share=1.0)
    assert all_of_it.reusable({"quilt": 99.0, "tent": 1.0}) == {"quilt": 99.0, "tent": 1.0}


def test_what_was_taken_is_no_longer_in_use() -> None:
    received = {"quilt": 10.0, "tent": 2.0, "water": 50.0}
    assert in_use(received, {"tent": 2.0}, ["quilt", "tent", "coat"]) == {"quilt": 10.0}
