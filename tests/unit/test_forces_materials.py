"""What yards of stone and sandbags hold, and their books."""

import pytest
from pydantic import ValidationError

from sim.core.errors import InvariantError
from sim.forces.flood_materials import FloodMaterials, MaterialStock
from sim.hazards.flood.points.parameters import KINDS


def test_every_kind_of_point_takes_material() -> None:
    held = FloodMaterials()
    assert [held.needed_m3(kind) for kind in KINDS] == [60.0, 25.0, 90.0]
    assert all(held.needed_m3(kind) <= held.county_m3 for kind in KINDS)


def test_a_night_of_shuangyang_fits_its_yard() -> None:
    """460 m3 of stone went in one night: several points, and less than a county holds."""
    held = FloodMaterials()
    assert 2 * held.dike_m3 <= 460.0 <= held.county_m3


def test_leads_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="must hold"):
        FloodMaterials(lead_max_s=0.0)


def test_the_books_of_a_yard_by_hand() -> None:
    stock = MaterialStock("west", 100.0)
    stock.draw(40.0)
    assert stock.order(0.5) == 0.0  # 60 of 100 are there
    stock.draw(20.0)
    assert stock.order(0.5) == 60.0  # 40 are there: up to 100
    assert stock.order(0.5) == 0.0  # 60 are on their way
    stock.receive(60.0)
    stock.check()
    assert (stock.on_hand_m3, stock.drawn_m3, stock.received_m3) == (100.0, 60.0, 60.0)


def test_no_yard_gives_what_it_does_not_have() -> None:
    stock = MaterialStock("west", 10.0)
    with pytest.raises(InvariantError, match="yard west"):
        stock.draw(11.0)
    with pytest.raises(InvariantError, match="yard west"):
        stock.draw(-1.0)
    stock.check()
    stock.on_hand_m3 += 1.0
    with pytest.raises(InvariantError, match="accounted"):
        stock.check()
