"""The state of the roads: water, closures, lanes, and the arcs that a change touches."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.roads.flooding import FloodedRoad
from sim.roads.network import Network
from sim.roads.state import RoadState
from sim.roads.vehicles import BUS, CAR, RESCUE, TRUCK, VehicleClass

EVERY_ARC = np.arange(5)


@pytest.fixture
def state() -> RoadState:
    """Return two-way links 0 and 1, and link 2 one way."""
    network = Network(
        node_ids=("a", "b", "c"),
        link_ids=("ab", "bc", "ca"),
        tail=np.array([0, 1, 1, 2, 2]),
        head=np.array([1, 0, 2, 1, 0]),
        link=np.array([0, 0, 1, 1, 2]),
        length_m=np.array([1000.0, 1000.0, 4000.0, 4000.0, 500.0]),
        free_speed_mps=np.full(5, 25.0),
        capacity_veh_per_s=np.array([0.5, 0.3, 0.4, 0.4, 0.2]),
        lanes=np.array([1, 1, 1, 1, 1]),
        jam_density_veh_per_m=np.array([0.14, 0.10, 0.14, 0.14, 0.14]),
        is_built=np.array([True, True, True]),
    )
    return RoadState(network, flooding=FloodedRoad(flooded_length_m=1000.0))


def test_everything_is_open_dry_and_unchanged_at_first(state: RoadState) -> None:
    assert not state.has_changes
    assert state.arc_times_s(CAR, arcs=EVERY_ARC).tolist() == [40.0, 40.0, 160.0, 160.0, 20.0]
    assert state.capacity_veh_per_s(EVERY_ARC).tolist() == [0.5, 0.3, 0.4, 0.4, 0.2]
    assert state.room_veh(EVERY_ARC) == pytest.approx([140, 100, 560, 560, 70])


def test_changes_are_told_once_and_only_where_something_changed(state: RoadState) -> None:
    state.set_depth(1, 0.2)
    state.set_closed(2, is_closed=True)
    state.set_closed(0, is_closed=False)
    assert state.has_changes
    assert state.take_changes().tolist() == [2, 3, 4]
    assert not state.has_changes
    state.set_depth(1, 0.2)
    state.set_capacity_share(0, 1.0)
    assert not state.has_changes


@pytest.mark.parametrize("vehicle", [CAR, BUS, TRUCK, RESCUE])
def test_a_class_stops_at_the_depth_it_fords(state: RoadState, vehicle: VehicleClass) -> None:
    fords_m = vehicle.fords_m
    for depth_m, is_passable in ((np.nextafter(fords_m, 0.0), True), (fords_m, False)):
        state.set_depth(1, float(depth_m))
        assert state.is_passable(1, vehicle) == is_passable
        times_s = state.arc_times_s(vehicle, arcs=EVERY_ARC)
        assert np.isfinite(times_s).tolist() == [True, True, is_passable, is_passable, True]


def test_lanes_lost_shrink_capacity_and_room_of_both_directions(state: RoadState) -> None:
    state.set_capacity_share(0, 0.5)
    assert state.take_changes().tolist() == [0, 1]
    assert state.capacity_share(0) == 0.5
    assert state.capacity_veh_per_s(EVERY_ARC[:2]) == pytest.approx([0.25, 0.15])
    assert state.room_veh(EVERY_ARC[:2]) == pytest.approx([70, 50])


def test_contraflow_shuts_one_arc_and_gives_the_other_all_lanes(state: RoadState) -> None:
    state.set_contraflow(1, is_shut=True, has_both=False)
    state.set_contraflow(0, is_shut=False, has_both=True)
    assert state.take_changes().tolist() == [0, 1]
    assert state.capacity_veh_per_s(EVERY_ARC[:2]) == pytest.approx([0.8, 0.3])
    assert state.room_veh(EVERY_ARC[:2]) == pytest.approx([240, 100])
    assert np.isfinite(state.arc_times_s(CAR, arcs=EVERY_ARC[:2])).tolist() == [True, False]
    state.set_capacity_share(0, 0.5)
    assert state.capacity_veh_per_s(EVERY_ARC[:1]) == pytest.approx([0.4])
    state.set_contraflow(0, is_shut=False, has_both=False)
    state.set_contraflow(1, is_shut=False, has_both=False)
    state.set_capacity_share(0, 1.0)
    assert state.capacity_veh_per_s(EVERY_ARC).tolist() == [0.5, 0.3, 0.4, 0.4, 0.2]
    assert np.isfinite(state.arc_times_s(CAR, arcs=EVERY_ARC)).all()


def test_links_that_do_not_exist_are_refused(state: RoadState) -> None:
    for link in (-1, 3):
        with pytest.raises(InputError, match="is no link; allowed: 0 to 2"):
            state.set_closed(link, is_closed=True)
        with pytest.raises(InputError, match="is no link"):
            state.set_depth(link, 0.1)
        with pytest.raises(InputError, match="is no link"):
            state.set_capacity_share(link, 0.5)
