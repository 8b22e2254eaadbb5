"""Goods, needs, commodities, stock and trucks: the pure rules."""

import math

import pytest

from sim.core.errors import InputError, InvariantError, ProblemsError, UnknownNameError
from sim.core.parameters import assumptions, validated
from sim.core.units import HOUR_S
from sim.supply import (
    FleetParameters,
    GoodsStandards,
    Stock,
    added,
    arrival_need,
    daily_need,
    kit,
    lessened,
    person_equivalents,
    still_to_ask,
    total_of,
    truckloads,
    whole_units,
)
from sim.supply.goods import apportion, round_to_sum

STANDARDS = GoodsStandards()
TABLE = STANDARDS.table


def test_goods_arithmetic_keeps_order_and_drops_what_is_gone() -> None:
    assert list(added({"water": 1.0}, {"tent": 2.0, "water": 3.0}).items()) == [
        ("water", 4.0),
        ("tent", 2.0),
    ]
    assert lessened({"water": 5.0, "tent": 2.0}, {"tent": 2.0, "quilt": 1.0}) == {"water": 5.0}
    assert total_of([{"water": 1.0}, {}, {"water": 2.0}]) == {"water": 3.0}


def test_rounding_gives_missing_units_to_the_largest_fractions() -> None:
    assert round_to_sum([1.2, 2.7, 3.1], 7) == [1, 3, 3]
    assert round_to_sum([0.5, 0.5, 1.0], 2) == [1, 0, 1]
    with pytest.raises(InvariantError, match="not to 9"):
        round_to_sum([1.0, 2.0], 9)


def test_apportion_refuses_weights_that_mean_nothing() -> None:
    for weights in ([0.0, 0.0], [1.0, -1.0]):
        with pytest.raises(InputError, match="weights"):
            apportion(10, weights)


def test_every_commodity_has_two_names_and_a_size() -> None:
    assert TABLE.keys == ("water", "food", "quilt", "coat", "tent")
    for item in TABLE.commodities:
        assert item.name.zh != item.name.en
        assert item.mass_kg > 0.0
        assert item.volume_m3 > 0.0
    assert [item.key for item in TABLE.commodities if item.is_durable] == ["quilt", "coat", "tent"]


def test_unknown_commodity_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'quilt'"):
        TABLE.mass_kg({"quilts": 1.0})


def test_standards_refuse_unknown_and_impossible_values() -> None:
    with pytest.raises(ProblemsError, match="Did you mean 'quilt_kg'"):
        validated(GoodsStandards, {"quilts_kg": 2.0}, where="goods")
    with pytest.raises(ProblemsError, match="tented_share"):
        validated(GoodsStandards, {"tented_share": 1.2}, where="goods")


def test_only_consumables_are_needed_again() -> None:
    assert list(arrival_need(10, standards=STANDARDS)) == list(TABLE.keys)
    again = daily_need(10, standards=STANDARDS)
    assert list(again) == ["water", "food"]
    assert again == {key: arrival_need(10, standards=STANDARDS)[key] for key in again}


def test_what_nobody_needs_is_not_listed() -> None:
    indoors = GoodsStandards(tented_share=0.0, coats_per_person=0.0)
    assert list(arrival_need(5, standards=indoors)) == ["water", "food", "quilt"]
    assert arrival_need(0, standards=STANDARDS) == {}
    assert kit(0, days=3, standards=STANDARDS) == {}


def test_whole_units_ignore_noise_of_floats() -> None:
    assert whole_units({"tent": 0.1 + 0.2 - 0.3 + 3.0, "coat": 2.5}) == {"tent": 3.0, "coat": 3.0}


def test_still_to_ask_never_asks_twice() -> None:
    need = arrival_need(3, standards=STANDARDS)
    first = still_to_ask(need, {})
    assert first == {"water": 45.0, "food": 2.0, "quilt": 3.0, "coat": 2.0, "tent": 1.0}
    assert still_to_ask(need, first) == {}
    assert still_to_ask(added(need, need), first) == {
        "water": 45.0,
        "food": 1.0,
        "quilt": 3.0,
        "coat": 1.0,
    }


def test_person_equivalents_weigh_commodities_alike() -> None:
    need = arrival_need(40, standards=STANDARDS)
    assert math.isclose(person_equivalents(need, standards=STANDARDS), 40.0)
    quilts = person_equivalents({"quilt": 40.0}, standards=STANDARDS)
    assert math.isclose(quilts, 40.0 / 5.0)
    nothing = GoodsStandards(
        water_l_per_person_day=0,
        food_kcal_per_person_day=0,
        quilts_per_person=0,
        coats_per_person=0,
        tented_share=0,
    )
    assert person_equivalents({"quilt": 4.0}, standards=nothing) == 0.0


def test_stock_moves_goods_from_hand_to_truck() -> None:
    stock = Stock("d", {"quilt": 10.0})
    stock.reserve({"quilt": 7.0})
    assert stock.available() == {"quilt": 3.0}
    stock.release({"quilt": 2.0})
    stock.issue({"quilt": 5.0})
    stock.receive({"quilt": 1.0, "tent": 4.0})
    assert stock.on_hand == {"quilt": 6.0, "tent": 4.0}
    assert stock.issued == {"quilt": 5.0, "tent": 0.0}
    assert stock.received == {"quilt": 1.0, "tent": 4.0}
    assert stock.available() == {"quilt": 6.0, "tent": 4.0}


def test_stock_does_not_share_the_mapping_it_was_given() -> None:
    given = {"quilt": 10.0}
    stock = Stock("d", given)
    stock.receive({"quilt": 5.0})
    given["quilt"] = 0.0
    stock.check()
    assert stock.initial == {"quilt": 10.0}


@pytest.mark.parametrize(
    ("deed", "goods"),
    [
        ("reserve", {"quilt": 11.0}),
        ("reserve", {"tent": 1.0}),
        ("reserve", {"quilt": -1.0}),
        ("reserve", {"quilt": 0.5}),
        ("reserve", {"quilt": math.nan}),
        ("reserve", {"quilt": math.inf}),
        ("release", {"quilt": 3.0}),
        ("issue", {"quilt": 3.0}),
        ("receive", {"quilt": -2.0}),
    ],
)
def test_stock_refuses_to_lose_or_make_goods(deed: str, goods: dict[str, float]) -> None:
    stock = Stock("depot-7", {"quilt": 10.0})
    stock.reserve({"quilt": 2.0})
    with pytest.raises(InvariantError, match="depot-7"):
        getattr(stock, deed)(goods)
    assert stock.on_hand == {"quilt": 10.0}
    assert stock.reserved == {"quilt": 2.0}


def test_tampered_books_are_found() -> None:
    stock = Stock("d", {"quilt": 10.0})
    stock.on_hand["quilt"] = 9.0
    with pytest.raises(InvariantError, match="not conserved"):
        stock.check()
    stock.on_hand["quilt"] = 10.0
    stock.reserved["quilt"] = 11.0
    with pytest.raises(InvariantError, match="promised"):
        stock.check()


def test_times_of_trucks_grow_with_mass_and_distance() -> None:
    fleet = FleetParameters(n_drivers=1)
    assert fleet.load_s(0.0) == fleet.load_fixed_s
    assert fleet.load_s(2000.0) == fleet.load_fixed_s + 2.0 * fleet.load_s_per_tonne
    assert fleet.unload_s(500.0) == fleet.unload_fixed_s + 0.5 * fleet.unload_s_per_tonne
    limit_s = fleet.drive_limit_s
    assert [fleet.stops_s(share * limit_s) for share in (0.5, 1.0, 1.5, 2.0, 2.1)] == [
        0.0,
        0.0,
        fleet.drive_stop_s,
        fleet.drive_stop_s,
        2.0 * fleet.drive_stop_s,
    ]
    assert FleetParameters(n_drivers=2).stops_s(9.0 * limit_s) == 0.0


def test_two_drivers_stay_on_duty_twice_as_long() -> None:
    alone, pair = FleetParameters(n_drivers=1), FleetParameters(n_drivers=2)
    assert alone.rest_s(alone.duty_s - 1.0) == 0.0
    assert alone.rest_s(alone.duty_s) == alone.off_duty_s
    assert pair.rest_s(pair.duty_s) == 0.0
    assert pair.rest_s(2.0 * pair.duty_s) == pair.off_duty_s


def test_large_depots_release_slower_at_every_rank() -> None:
    fleet = FleetParameters()
    for rank in range(11):
        small = fleet.release_s(rank / 10.0, persons=fleet.large_depot_persons - 1)
        large = fleet.release_s(rank / 10.0, persons=fleet.large_depot_persons)
        assert small < large


def test_release_times_must_be_ordered() -> None:
    with pytest.raises(ProblemsError, match="release_min_s"):
        validated(FleetParameters, {"release_mode_s": 10 * HOUR_S}, where="fleet")


def test_an_item_too_big_for_a_truck_is_said_so() -> None:
    van = FleetParameters(payload_kg=50.0)
    with pytest.raises(InputError, match=r"one tent .* exceeds a truck"):
        truckloads({"tent": 1.0}, table=TABLE, fleet=van)


def test_truckloads_refuse_unknown_and_fractional_goods() -> None:
    fleet = FleetParameters()
    with pytest.raises(UnknownNameError, match="quilts"):
        truckloads({"quilts": 1.0}, table=TABLE, fleet=fleet)
    with pytest.raises(InvariantError, match="whole"):
        truckloads({"quilt": 1.5}, table=TABLE, fleet=fleet)
    assert truckloads({"quilt": 0.0}, table=TABLE, fleet=fleet) == []


def test_every_assumption_lies_in_its_own_range() -> None:
    rows = [*assumptions(GoodsStandards), *assumptions(FleetParameters)]
    assert len(rows) > 30
    for row in rows:
        assert isinstance(row.default, int | float)
        assert row.low <= row.default <= row.high, row.key
        assert row.description, row.key
