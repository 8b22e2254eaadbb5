"""A chain of catchments: water balance, reservoirs, and what the design storm does."""

import numpy as np
import pytest

from sim.hazards.flood.rivers.basins import Basins
from sim.hazards.flood.rivers.channels import RiverParameters, bankfull_depth_m, stage_over_bank_m
from sim.hazards.flood.rivers.flow import RiverFlow, channel_flow_m3s, local_flow, river_flow
from sim.hazards.flood.rivers.releases import ReleaseOrder, ReleaseRule
from sim.hazards.flood.rivers.reservoirs import Reservoirs
from sim.hazards.flood.rivers.runoff import RunoffParameters, runoff_depth_mm

RUNOFF = RunoffParameters()
RIVERS = RiverParameters()
CN = np.array([80.0, 70.0, 85.0, 60.0])
NUMBERS = np.arange(4)
CHAIN = Basins(
    basin_id=("a/r", "b/r", "c/r", "d/"),
    county=NUMBERS,
    area_km2=np.array([2000.0, 1500.0, 3000.0, 800.0]),
    river_id=("r", "r", "r", ""),
    river_km=np.array([40.0, 30.0, 50.0, 0.0]),
    outlet_km=np.array([40.0, 100.0, 125.0, 0.0]),
    downstream=np.array([1, 2, -1, -1]),
    reach_km=np.array([60.0, 25.0, 0.0, 0.0]),
    order=(0, 1, 3, 2),
    of_county=NUMBERS,
    of_zone=NUMBERS,
    of_link=NUMBERS,
    county_river_km=np.array([40.0, 30.0, 50.0, 0.0]),
)
LAKE = Reservoirs(
    reservoir_id=("lake",),
    basin=np.array([1]),
    share_above=np.array([0.6]),
    capacity_m3=np.array([1.2e8]),
    limit_m3=np.array([8e7]),
    start_m3=np.array([7.5e7]),
    least_m3=np.array([4e7]),
    outlet_m3s=np.array([600.0]),
)
RULES = [ReleaseRule(rule=rule) for rule in ("hold_limit", "cut_peak", "pre_release")]


def storm(n_hours: int) -> np.ndarray:
    rain = np.zeros((n_hours, 4))
    rain[3:20] = np.array([9.0, 5.0, 2.0, 4.0])
    rain[30:36] = np.array([12.0, 1.0, 6.0, 0.0])
    return rain


def flow_of(
    rain: np.ndarray,
    *,
    reservoirs: Reservoirs = LAKE,
    rule: ReleaseRule = RULES[0],
    orders: tuple[ReleaseOrder, ...] = (),
    curve_number: np.ndarray = CN,
) -> RiverFlow:
    return river_flow(
        CHAIN,
        local_flow(CHAIN, rain, curve_number=curve_number, runoff=RUNOFF),
        rivers=RIVERS,
        reservoirs=reservoirs,
        rule=rule,
        orders=orders,
        bankfull_m3s=channel_flow_m3s(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS),
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
@pytest.mark.parametrize("n_hours", [40, 90, 600])
def test_water_balance_closes(n_hours: int, rule: ReleaseRule) -> None:
    balance = flow_of(storm(n_hours), rule=rule).balance
    assert balance.error_share < 1e-9
    assert balance.rain_m3 == pytest.approx(float((storm(n_hours) * CHAIN.area_km2).sum()) * 1000.0)
    assert balance.outflow_m3 > 0.0


def test_in_the_end_all_runoff_leaves() -> None:
    endless = RUNOFF.model_copy(update={"recovery_h": 1e12})
    local = local_flow(CHAIN, storm(2000), curve_number=CN, runoff=endless)
    flow = river_flow(CHAIN, local, rivers=RIVERS, reservoirs=Reservoirs.none(), rule=RULES[0])
    runoff_m3 = (runoff_depth_mm(storm(2000).sum(axis=0), CN) * CHAIN.area_km2).sum() * 1000.0
    assert flow.balance.outflow_m3 == pytest.approx(float(runoff_m3), rel=1e-6)


def test_the_design_storm_fills_every_channel_to_its_bank() -> None:
    full_m3s = channel_flow_m3s(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS)
    rain = np.zeros((250, 4))
    rain[1 : RIVERS.bankfull_rain_h + 1] = RIVERS.bankfull_rain_mm / RIVERS.bankfull_rain_h
    stage = stage_over_bank_m(
        flow_of(rain, reservoirs=Reservoirs.none()).discharge_m3s,
        full_m3s=full_m3s,
        depth_m=bankfull_depth_m(full_m3s, RIVERS),
        rivers=RIVERS,
    )
    np.testing.assert_allclose(stage.max(axis=0), 0.0, atol=1e-9)


def test_rating_is_manning_in_the_channel_and_flatter_above_it() -> None:
    flow = np.array([[0.0], [85.0], [285.0]])  # over a base flow of 15 of 100 m³/s
    stage = stage_over_bank_m(
        flow, full_m3s=np.array([100.0]), depth_m=np.array([2.0]), rivers=RIVERS
    )[:, 0]
    assert stage[0] == pytest.approx(2.0 * (0.15**0.6 - 1.0))
    assert stage[1] == pytest.approx(0.0, abs=1e-12)
    assert stage[2] == pytest.approx(RIVERS.overbank_share * 2.0 * (3.0**0.6 - 1.0))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_a_reservoir_lowers_the_peak_below_it_and_keeps_its_own_books(rule: ReleaseRule) -> None:
    rain = storm(400)
    free, tamed = flow_of(rain, reservoirs=Reservoirs.none()), flow_of(rain, rule=rule)
    assert tamed.discharge_m3s[:, 1].max() < free.discharge_m3s[:, 1].max()
    np.testing.assert_array_equal(tamed.discharge_m3s[:, 0], free.discharge_m3s[:, 0])
    course = tamed.reservoirs
    came, went = (
        np.trapezoid(item[:, 0], dx=3600.0) for item in (course.inflow_m3s, course.release_m3s)
    )
    assert course.storage_m3[-1, 0] - 7.5e7 == pytest.approx(came - went, rel=1e-9)
    assert course.storage_m3.min() >= 4e7
    assert (course.release_m3s >= 0.0).all()


def test_held_at_the_limit_floods_end_there_and_the_crest_is_never_far_overtopped() -> None:
    storage = flow_of(storm(2000)).reservoirs.storage_m3[:, 0]
    assert storage[-1] == pytest.approx(8e7, rel=1e-3)
    flooded = flow_of(8.0 * storm(2000)).reservoirs
    spill_m3s = flooded.release_m3s[:, 0].max()
    assert spill_m3s > LAKE.outlet_m3s[0]
    # an hour's spill at most may stand above the crest
    assert flooded.storage_m3.max() <= 1.2e8 + spill_m3s * 3600.0


def test_cutting_the_peak_lets_out_no_more_than_the_river_carries_while_there_is_room() -> None:
    full_m3s = channel_flow_m3s(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS)[1]
    rule = RULES[1]
    safe_m3s = (rule.safe_share - RIVERS.base_flow_share) * full_m3s
    course = flow_of(2.0 * storm(400), rule=rule).reservoirs
    has_room = course.storage_m3[:, 0] < 8e7 + rule.design_share * 4e7
    assert course.release_m3s[has_room, 0].max() <= safe_m3s + 1e-9


def test_room_is_made_before_the_water_comes() -> None:
    rain = storm(400)
    ahead = flow_of(rain, rule=RULES[2]).reservoirs
    held = flow_of(rain).reservoirs
    before = int(np.flatnonzero(rain.any(axis=1))[0]) + 3
    assert ahead.release_m3s[:before].sum() > held.release_m3s[:before].sum() == 0.0
    assert ahead.storage_m3.max() < held.storage_m3.max()


def test_an_order_changes_nothing_before_the_gates_have_moved() -> None:
    rain = storm(400)
    order = ReleaseOrder("lake", 20.5 * 3600.0, 250.0)
    for rule in RULES:
        ruled, ordered = flow_of(rain, rule=rule), flow_of(rain, rule=rule, orders=(order,))
        np.testing.assert_array_equal(ordered.discharge_m3s[:22], ruled.discharge_m3s[:22])
        assert ordered.balance.error_share < 1e-9
        base_m3s = (
            RIVERS.base_flow_share
            * (channel_flow_m3s(CHAIN, curve_number=CN, runoff=RUNOFF, rivers=RIVERS)[1])
        )
        assert ordered.reservoirs.release_m3s[30, 0] == pytest.approx(250.0 - base_m3s)


def test_ground_that_swallows_the_design_storm_still_has_a_channel() -> None:
    sand = np.full(4, 30.0)
    full_m3s = channel_flow_m3s(CHAIN, curve_number=sand, runoff=RUNOFF, rivers=RIVERS)
    assert (full_m3s > 0.0).all()
    assert (bankfull_depth_m(full_m3s, RIVERS) > 0.0).all()
