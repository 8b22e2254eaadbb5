"""Known answers of the supply room, worked out on paper."""

import math

import pytest

from sim.core.units import HOUR_S
from sim.supply import FleetParameters, GoodsStandards, arrival_need, kit, truckloads
from sim.supply.dispatch.fair_pull import level_lack
from sim.supply.fleet import triangular
from sim.supply.goods import apportion

STANDARDS = GoodsStandards()


def test_need_of_a_thousand_people() -> None:
    """Sphere by hand: 15 L and 2,100 kcal (0.5 kg at 4,200 kcal/kg), 200 of 1,000 in tents of 4."""
    assert arrival_need(1000, standards=STANDARDS) == pytest.approx(
        {"water": 15_000.0, "food": 500.0, "quilt": 1000.0, "coat": 500.0, "tent": 50.0}
    )


def test_kit_for_three_days() -> None:
    assert kit(10, days=3, standards=STANDARDS) == {
        "water": 450.0,
        "food": 15.0,
        "quilt": 10.0,
        "coat": 5.0,
        "tent": 1.0,
    }


def test_a_bale_of_thirty_weighs_48_kg_and_takes_0_3_m3() -> None:
    bale = {"quilt": 30.0}
    assert math.isclose(STANDARDS.table.mass_kg(bale), 48.0)
    assert math.isclose(STANDARDS.table.volume_m3(bale), 0.3)


def test_the_2019_dispatch_to_yanbian_is_reproduced_by_its_quilts() -> None:
    """230 tents and 2,300 coats went with 4,300 quilts: within a tenth, and within a seventh."""
    need = arrival_need(4300, standards=STANDARDS)
    assert 0.9 <= need["tent"] / 230.0 <= 1.1
    assert 6.0 / 7.0 <= need["coat"] / 2300.0 <= 8.0 / 7.0


def test_hundred_thousand_over_fifteen_counties() -> None:
    parts = apportion(100_000, [1.0] * 15)
    assert parts == [6667] * 10 + [6666] * 5


def test_largest_remainder_by_hand() -> None:
    """100 seats over 53 : 24 : 23 people are 53, 24, 23; over 1 : 1 : 1 they are 34, 33, 33."""
    assert apportion(100, [53.0, 24.0, 23.0]) == [53, 24, 23]
    assert apportion(100, [1.0, 1.0, 1.0]) == [34, 33, 33]
    assert apportion(7, [5.0, 3.0, 1.0]) == [4, 2, 1]  # 3.89, 2.33, 0.78


def test_quilts_are_bounded_by_volume() -> None:
    """5,000 kg would take 3,125 quilts, but 30 m³ take 3,000."""
    fleet = FleetParameters(payload_kg=5000.0, volume_m3=30.0)
    loads = truckloads({"quilt": 7000.0}, table=STANDARDS.table, fleet=fleet)
    assert loads == [{"quilt": 3000.0}, {"quilt": 3000.0}, {"quilt": 1000.0}]


def test_tents_are_bounded_by_mass() -> None:
    """5,000 kg take 50 tents of 100 kg; 25 m³ of 30."""
    fleet = FleetParameters(payload_kg=5000.0, volume_m3=30.0)
    loads = truckloads({"tent": 101.0}, table=STANDARDS.table, fleet=fleet)
    assert loads == [{"tent": 50.0}, {"tent": 50.0}, {"tent": 1.0}]


def test_a_mixed_load_is_shared_out_evenly() -> None:
    """50 tents (5,000 kg, 25 m³) and 1,000 quilts (1,600 kg, 10 m³): 2 trucks, not 3.

    Mass asks for 6,600/5,000 trucks and volume for 35/30. The first takes 5,000/6,600 of each:
    37 tents and 757 quilts weigh 4,911.2 kg; 55 more quilts (88 kg) fit in the 88.8 kg left.
    """
    fleet = FleetParameters(payload_kg=5000.0, volume_m3=30.0)
    goods = {"quilt": 1000.0, "tent": 50.0}
    loads = truckloads(goods, table=STANDARDS.table, fleet=fleet)
    assert loads == [{"quilt": 812.0, "tent": 37.0}, {"quilt": 188.0, "tent": 13.0}]


def test_release_of_a_large_depot_is_the_triangular_distribution() -> None:
    """Triangular (3, 6, 11) h: F(6 h) = 3/8, mean 20/3 h, ends at 3 h and 11 h."""
    fleet = FleetParameters()
    persons = fleet.large_depot_persons

    def release_h(uniform: float) -> float:
        return fleet.release_s(uniform, persons=persons) / HOUR_S

    assert math.isclose(release_h(0.0), 3.0)
    assert math.isclose(release_h(3.0 / 8.0), 6.0)
    assert math.isclose(release_h(1.0), 11.0)
    steps = 2000
    mean_h = sum(release_h((step + 0.5) / steps) for step in range(steps)) / steps
    assert 20.0 / 3.0 - 0.005 < mean_h < 20.0 / 3.0 + 0.005


def test_triangular_without_width_is_a_constant() -> None:
    assert [triangular(uniform, 2.0, 2.0, 2.0) for uniform in (0.0, 0.5, 1.0)] == [2.0, 2.0, 2.0]
    assert math.isclose(triangular(0.25, 0.0, 0.0, 4.0), 4.0 - math.sqrt(0.75 * 16.0))
    assert math.isclose(triangular(0.25, 0.0, 4.0, 4.0), 2.0)


def test_levelling_by_hand() -> None:
    """100 to share: A lacks 100 for 100 people, B 50 for 100. Both end at 0.25 a person."""
    assert level_lack([100.0, 50.0], [100.0, 100.0], 100.0) == pytest.approx([75.0, 25.0])


def test_levelling_leaves_out_those_who_lack_less_than_the_level() -> None:
    """40 to share: A ends at 0.6 a person, still above B's 0.5."""
    assert level_lack([100.0, 50.0], [100.0, 100.0], 40.0) == pytest.approx([40.0, 0.0])


def test_equal_lack_per_person_is_shared_in_proportion_to_people() -> None:
    assert level_lack([300.0, 100.0], [300.0, 100.0], 200.0) == pytest.approx([150.0, 50.0])
    assert level_lack([300.0, 100.0], [300.0, 100.0], 400.0) == [300.0, 100.0]
