from dataclasses import replace

import numpy as np
import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import Network
from sim.roads.traffic import LanesMoved, Stranding, Traffic
from sim.roads.traffic.roads import Inside
from sim.roads.vehicles import CAR, TRUCK

ALONE = Driving(choice="free_flow")
QUEUEING = Driving(choice="fixed")


FREE = Driving(choice="free_flow")


@pytest.fixture
def network() -> Network:
    """Return 0 - 1 - 2 with 100 s on each link."""
    return Network.from_links(
        node_ids=["a", "b", "c"],
        link_ids=["ab", "bc"],
        ends=[(0, 1), (1, 2)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


def test_trip_to_where_it_stands_arrives_at_once_at_the_next_advance(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.advance(30.0)
    traffic.depart(trip=1, origin=2, destination=2, vehicle="car")
    assert traffic.n_under_way == 1
    (arrival,) = traffic.advance(30.0)
    assert (arrival.time_s, arrival.travel_s, arrival.distance_m) == (30.0, 0.0, 0.0)


def test_simultaneous_arrivals_come_together_by_trip_number(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    for trip in (5, 3, 9):
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car")
    traffic.depart(trip=4, origin=2, destination=1, vehicle="car")
    assert [arrival.trip for arrival in traffic.advance(500.0)] == [3, 4, 5, 9]
    assert traffic.now_s == 100.0
    assert traffic.advance(500.0) == []
    assert traffic.now_s == 500.0


def test_inside_counts_vehicles_on_arcs_and_nowhere_else(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.close(1)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="bus", n_vehicles=3)
    traffic.depart(trip=2, origin=0, destination=2, vehicle="bus", n_vehicles=5)
    assert traffic.inside.tolist() == [0, 0, 0, 0]
    traffic.advance(10.0)
    assert traffic.inside.tolist() == [3, 0, 0, 0]
    assert (traffic.n_waiting, traffic.waiting, traffic.n_under_way) == (5, (2,), 8)
    traffic.advance(100.0)
    assert traffic.inside.tolist() == [0, 0, 0, 0]
    assert (traffic.n_departed, traffic.n_arrived) == (8, 3)
    traffic.check_conservation()


def test_trip_number_is_free_again_after_arrival(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car")
    with pytest.raises(InputError, match="trip 1 is already under way"):
        traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
    traffic.advance(100.0)
    assert not traffic.is_under_way(1)
    traffic.depart(trip=1, origin=1, destination=2, vehicle="car")
    assert traffic.is_under_way(1)


def test_wrong_departures_leave_the_counts_alone(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    with pytest.raises(InputError, match="n_vehicles must be at least 1"):
        traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=0)
    with pytest.raises(InputError, match="trip 1: origin 3 is no node; allowed: 0 to 2"):
        traffic.depart(trip=1, origin=3, destination=1, vehicle="car")
    with pytest.raises(InputError, match="destination -1"):
        traffic.depart(trip=1, origin=0, destination=-1, vehicle="car")
    with pytest.raises(UnknownNameError, match="Did you mean 'truck'"):
        traffic.depart(trip=1, origin=0, destination=1, vehicle="trunk")
    assert (traffic.n_departed, traffic.n_under_way) == (0, 0)


@pytest.mark.parametrize("until_s", [9.0, float("inf"), float("nan")])
def test_past_and_endless_times_are_refused(network: Network, until_s: float) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.advance(10.0)
    with pytest.raises(InputError, match="cannot advance"):
        traffic.advance(until_s)


@pytest.mark.parametrize("depth_m", [-0.1, float("nan"), float("inf")])
def test_impossible_depth_is_refused_with_the_link(network: Network, depth_m: float) -> None:
    with pytest.raises(InputError, match="link 'bc': depth_m"):
        Traffic(network).set_depth(1, depth_m)


def test_unknown_links_and_trips_are_refused(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    for act in (traffic.close, traffic.reopen, traffic.depth_m, traffic.is_closed):
        with pytest.raises(InputError, match="link 2 is no link"):
            act(2)
    with pytest.raises(InputError, match="trip 8 is not under way"):
        traffic.recall(8)


def test_classes_must_differ_in_name(network: Network) -> None:
    with pytest.raises(InputError, match="car, car"):
        Traffic(network, (CAR, CAR))
    with pytest.raises(UnknownNameError):
        Traffic(network, (CAR, TRUCK)).is_passable(0, "bus")


def test_passable_needs_shallow_water_and_no_closure(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.set_depth(0, 0.3)
    assert [traffic.is_passable(0, name) for name in ("car", "bus", "rescue")] == [
        False,
        True,
        True,
    ]
    traffic.close(0)
    assert traffic.is_closed(0)
    assert not traffic.is_passable(0, "rescue")
    traffic.reopen(0)
    assert traffic.passable("car").tolist() == [False, True]
    traffic.set_depth(0, 0.0)
    assert traffic.passable("car").tolist() == [True, True]
    assert traffic.depth_m(0) == 0.0


def test_link_not_yet_built_stays_shut_whatever_is_ordered(network: Network) -> None:
    future = Traffic(replace(network, is_built=np.array([True, False])), driving=ALONE)
    future.close(1)
    future.reopen(1)
    assert not future.is_passable(1, "rescue")
    assert future.travel_time_s(1, 2, "car") == float("inf")
    assert future.travel_time_s(0, 1, "car") == 100.0


def test_closing_and_reopening_at_one_moment_is_as_if_nothing_happened(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
    traffic.advance(60.0)
    traffic.close(1)
    assert traffic.travel_time_s(0, 2, "car") == float("inf")
    traffic.reopen(1)
    (arrival,) = traffic.advance(1000.0)
    assert (arrival.time_s, arrival.waited_s) == (200.0, 0.0)


def test_road_open_for_no_time_lets_nobody_through(network: Network) -> None:
    traffic = Traffic(network, driving=FREE)
    traffic.close(1)
    traffic.depart(trip=1, origin=1, destination=2, vehicle="car")
    traffic.advance(60.0)
    traffic.reopen(1)
    assert traffic.travel_time_s(1, 2, "car") == 100.0
    traffic.close(1)
    assert traffic.advance(100.0) == []
    assert traffic.waiting == (1,)
    traffic.reopen(1)
    (arrival,) = traffic.advance(1000.0)
    assert (arrival.time_s, arrival.waited_s) == (200.0, 100.0)


@pytest.fixture
def long_road() -> Network:
    """Return 0 - 1 of 10 km, 1000 s long."""
    return Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=10_000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=2,
        jam_density_veh_per_m=0.3,
    )


def _drive_until_800_s(traffic: Traffic) -> None:
    """Bring trip 1 beyond, 2 into and 3 before the middle of the long road."""
    for trip, depart_s in ((1, 0.0), (2, 300.0), (3, 700.0)):
        traffic.advance(depart_s)
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car")
    traffic.advance(800.0)


@pytest.mark.parametrize("driving", [ALONE, QUEUEING, Driving()])
def test_water_strands_who_is_in_it_and_turns_back_who_is_before_it(
    long_road: Network, driving: Driving
) -> None:
    caught: list[Stranding] = []
    traffic = Traffic(
        long_road,
        driving=driving,
        flooding=FloodedRoad(flooded_length_m=1000.0),
        on_stranded=caught.append,
    )
    _drive_until_800_s(traffic)
    traffic.set_depth(0, 1.0)
    assert caught == [Stranding(trip=2, n_vehicles=1, link=0)]
    assert traffic.n_stranded == 1
    traffic.check_conservation()
    (beyond,) = traffic.advance(1999.0)
    assert (beyond.trip, beyond.time_s, beyond.waited_s) == (1, 1000.0, 0.0)
    assert traffic.advance(2000.0) == []
    assert traffic.waiting == (3,)
    traffic.set_depth(0, 0.31)
    assert traffic.n_stranded == 1
    traffic.set_depth(0, 0.0)
    assert traffic.n_stranded == 0
    (within,) = traffic.advance(9000.0)
    assert (within.trip, within.time_s, within.waited_s) == (2, 2500.0, 1200.0)
    assert within.distance_m == 10_000.0
    (before,) = traffic.advance(9000.0)
    # Back at 0 after the 100 s it had driven, at 900 s; there until 2000 s.
    assert before.trip == 3
    assert before.waited_s == pytest.approx(1100.0, abs=1e-9)
    assert before.time_s == pytest.approx(3000.0, abs=1e-9)
    assert before.distance_m == pytest.approx(12_000.0, abs=1e-6)


def test_water_strands_only_classes_that_cannot_ford_it(long_road: Network) -> None:
    caught: list[Stranding] = []
    traffic = Traffic(long_road, driving=ALONE, on_stranded=caught.append)
    for trip, vehicle in enumerate(("car", "bus", "truck", "rescue")):
        traffic.depart(trip=trip, origin=0, destination=1, vehicle=vehicle, n_vehicles=2)
    traffic.advance(500.0)
    traffic.set_depth(0, 0.36)
    assert [(row.trip, row.n_vehicles) for row in caught] == [(0, 2), (1, 2)]
    traffic.set_depth(0, 0.45)
    assert [row.trip for row in caught[2:]] == [2]
    traffic.set_depth(0, 0.36)
    assert traffic.n_stranded == 4
    assert [row.trip for row in traffic.advance(1000.0)] == [2, 3]


def test_closure_by_order_does_not_shield_from_the_water(long_road: Network) -> None:
    caught: list[Stranding] = []
    traffic = Traffic(long_road, driving=ALONE, on_stranded=caught.append)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car")
    traffic.advance(500.0)
    traffic.close(0)
    assert not caught
    traffic.set_depth(0, 1.0)
    assert [row.trip for row in caught] == [1]
    traffic.set_depth(0, 0.0)
    assert traffic.n_stranded == 1  # still closed
    traffic.reopen(0)
    (arrival,) = traffic.advance(1000.0)
    assert arrival.time_s == 1000.0


@pytest.mark.parametrize(
    ("inside", "arrived_s", "n_stranded"),
    [
        ("clear", {1: 1000.0, 2: 1300.0, 3: 1700.0}, 0),
        # The second is in the middle, so it drives on; the third comes back at 900 s.
        ("turn_back", {1: 1000.0, 2: 1300.0, 3: 3000.0}, 0),
        ("strand", {1: 2200.0, 2: 2500.0, 3: 2900.0}, 3),
    ],
)
def test_vehicles_inside_a_closing_link_follow_the_rule_of_the_call(
    long_road: Network, inside: Inside, arrived_s: dict[int, float], n_stranded: int
) -> None:
    traffic = Traffic(long_road, driving=ALONE)
    _drive_until_800_s(traffic)
    traffic.close(0, inside=inside)
    assert traffic.n_stranded == n_stranded
    found: dict[int, float] = {}
    for until_s in (2000.0, 9000.0):
        while arrivals := traffic.advance(until_s):
            found |= {arrival.trip: arrival.time_s for arrival in arrivals}
            traffic.check_conservation()
        traffic.reopen(0)
    assert found == pytest.approx(arrived_s, abs=1e-9)


def test_road_that_gives_way_after_it_was_closed_takes_those_still_on_it(
    long_road: Network,
) -> None:
    traffic = Traffic(long_road, driving=ALONE)
    _drive_until_800_s(traffic)
    traffic.close(0)
    traffic.close(0, inside="strand")
    assert traffic.n_stranded == 3


def test_queue_counts_as_place_when_a_link_is_cut(long_road: Network) -> None:
    # 100 cars stand at the exit of a road that takes 3000: all are beyond its middle.
    network = Network.from_links(
        node_ids=["a", "b", "c"],
        link_ids=["ab", "bc"],
        ends=[(0, 1), (1, 2)],
        length_m=[long_road.length_m[0], 100.0],
        free_speed_mps=10.0,
        capacity_veh_per_s=[0.5, 0.001],
        lanes=[2, 1],
        jam_density_veh_per_m=[0.3, 0.15],
    )
    traffic = Traffic(network, driving=QUEUEING)
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car", n_vehicles=100)
    traffic.advance(1500.0)
    n_before = int(traffic.inside[0])
    assert n_before > 90
    traffic.close(0, inside="turn_back")
    assert traffic.inside[0] == n_before
    traffic.set_depth(0, 5.0)
    assert traffic.inside[0] == n_before  # the flooded stretch of a kilometre lies behind them
    traffic.close(0, inside="strand")
    assert (traffic.inside[0], traffic.n_stranded) == (0, n_before)
    traffic.check_conservation()


def test_abandoned_vehicles_are_gone_and_the_rest_arrive(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=200)
    traffic.advance(750.0)  # the last is 398 s behind the first
    traffic.close(0, inside="strand")
    n_stranded = traffic.n_stranded
    assert n_stranded == 200
    with pytest.raises(InputError, match="201 vehicles cannot be abandoned, 200 are stranded"):
        traffic.abandon(1, 201)
    with pytest.raises(InputError, match="at least 0, got -1"):
        traffic.abandon(1, -1)
    traffic.abandon(1, 0)
    traffic.abandon(1, 150)
    traffic.check_conservation()
    assert (traffic.n_under_way, traffic.n_stranded) == (50, 50)
    traffic.reopen(0)
    (arrival,) = traffic.advance(9000.0)
    assert arrival.n_vehicles == 50
    assert traffic.n_departed == 200 == traffic.n_arrived + 150
    traffic.check_conservation()


def test_trip_abandoned_altogether_is_over_without_arrival(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=ALONE)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=3)
    traffic.advance(500.0)
    traffic.close(0, inside="strand")
    traffic.abandon(1, 3)
    assert not traffic.is_under_way(1)
    assert traffic.advance(9000.0) == []
    traffic.check_conservation()


def test_trip_whose_last_vehicles_are_abandoned_reports_those_that_had_arrived(
    long_road: Network,
) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=100)
    assert traffic.advance(1051.0) == []
    traffic.close(0, inside="strand")
    n_arrived = traffic.n_arrived
    assert 0 < n_arrived < 100
    traffic.abandon(1, 100 - n_arrived)
    assert traffic.is_under_way(1)
    (arrival,) = traffic.advance(9000.0)
    assert (arrival.n_vehicles, arrival.time_s, arrival.node) == (n_arrived, 1051.0, 1)
    assert not traffic.is_under_way(1)
    traffic.check_conservation()


def test_abandoning_from_within_the_report_of_stranding_is_allowed(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)

    def leave(stranding: Stranding) -> None:
        traffic.abandon(stranding.trip, stranding.n_vehicles)

    traffic.on_stranded = leave
    for trip in (1, 2):
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car", n_vehicles=3)
    traffic.advance(500.0)
    traffic.close(0, inside="strand")
    assert (traffic.n_under_way, traffic.n_stranded) == (0, 0)
    traffic.check_conservation()


@pytest.fixture
def block() -> Network:
    """Return a square 0 - 1 - 3 - 2 - 0 of 100 s a side, and a slow diagonal 0 - 3."""
    return Network.from_links(
        node_ids=["a", "b", "c", "d"],
        link_ids=["ab", "bd", "ac", "cd", "ad"],
        ends=[(0, 1), (1, 3), (0, 2), (2, 3), (0, 3)],
        length_m=[1000.0, 1000.0, 1000.0, 1000.0, 9000.0],
        free_speed_mps=10.0,
        capacity_veh_per_s=0.4,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@pytest.mark.parametrize("driving", [ALONE, QUEUEING, Driving()])
def test_given_route_is_followed_however_long_it_is(block: Network, driving: Driving) -> None:
    traffic = Traffic(block, driving=driving)
    around = [0, 2, 7, 5, 0, 2]  # once round the block and on
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", route=around)
    (arrival,) = traffic.advance(9000.0)
    assert (arrival.time_s, arrival.distance_m) == (600.0, 6000.0)
    assert traffic.entered[[0, 2, 7, 5]].tolist() == [2, 2, 1, 1]


def test_given_route_that_ends_elsewhere_is_finished_by_the_driver(block: Network) -> None:
    traffic = Traffic(block, driving=ALONE)
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", route=[4])
    (arrival,) = traffic.advance(9000.0)
    assert (arrival.time_s, arrival.distance_m) == (200.0, 2000.0)


def test_given_route_is_left_where_it_is_cut(block: Network) -> None:
    traffic = Traffic(block, driving=ALONE)
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", route=[0, 2])
    traffic.advance(50.0)
    traffic.close(1)
    (arrival,) = traffic.advance(9000.0)
    assert (arrival.time_s, arrival.distance_m) == (400.0, 4000.0)


def test_vehicle_that_turns_back_does_not_go_on_with_its_route_from_elsewhere(
    block: Network,
) -> None:
    traffic = Traffic(block, driving=ALONE)
    traffic.record(np.arange(block.n_arcs))
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", route=[0, 2])
    traffic.advance(40.0)
    traffic.close(0, inside="turn_back")
    (arrival,) = traffic.advance(9000.0)
    assert arrival.time_s == pytest.approx(80.0 + 200.0, abs=1e-9)
    assert traffic.passages().arc.tolist() == [4, 6]


def test_route_that_does_not_hang_together_is_refused_with_the_trip(block: Network) -> None:
    traffic = Traffic(block)
    for route in ([0, 6], [2], [0, 99], [-1]):
        with pytest.raises(InputError, match="trip 7: arc"):
            traffic.depart(trip=7, origin=0, destination=3, vehicle="car", route=route)
    assert traffic.n_under_way == 0


def test_any_of_several_destinations_will_do_and_the_nearest_changes_on_the_way(
    block: Network,
) -> None:
    traffic = Traffic(block, driving=ALONE)
    traffic.depart(trip=1, origin=0, destination=[3, 1], vehicle="car")
    traffic.depart(trip=2, origin=0, destination=(1, 3, 3), vehicle="car")
    assert traffic.travel_times_to([1, 3], "car").tolist() == [100.0, 0.0, 100.0, 0.0]
    traffic.close(0)
    arrivals = traffic.advance(9000.0)
    assert [(row.trip, row.node, row.time_s) for row in arrivals] == [(1, 3, 200.0), (2, 3, 200.0)]
    with pytest.raises(InputError, match="must name at least one node"):
        traffic.depart(trip=3, origin=0, destination=[], vehicle="car")


def test_trip_with_one_vehicle_already_there_and_vehicles_without_a_route(
    network: Network,
) -> None:
    traffic = Traffic(network, driving=QUEUEING)
    traffic.close(0)
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car", n_vehicles=3)
    traffic.depart(trip=2, origin=0, destination=0, vehicle="car", n_vehicles=3)
    (arrival,) = traffic.advance(10.0)
    assert (arrival.trip, arrival.n_vehicles, arrival.time_s) == (2, 3, 0.0)
    traffic.redirect(1, 0)
    (arrival,) = traffic.advance(10.0)
    assert (arrival.trip, arrival.n_vehicles, arrival.waited_s) == (1, 3, 0.0)
    traffic.check_conservation()


def test_arrivals_are_kept_when_a_table_grows_in_the_middle_of_them(network: Network) -> None:
    traffic = Traffic(network, driving=ALONE)
    traffic.record(np.arange(network.n_arcs))  # the table of passages doubles nine times
    for trip in range(400):
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car")
    assert [arrival.trip for arrival in traffic.advance(500.0)] == list(range(400))
    assert traffic.n_under_way == 0
    assert len(traffic.passages().arc) == 400


@pytest.mark.parametrize("inside", ["turn_back", "strand"])
def test_closing_a_full_road_on_a_small_network_finds_room_for_all_events(
    long_road: Network, inside: Inside
) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=2500)
    traffic.advance(990.0)
    assert traffic.inside[0] > 400
    traffic.close(0, inside=inside)
    traffic.check_conservation()
    traffic.reopen(0)
    (arrival,) = traffic.advance(90_000.0)
    assert arrival.n_vehicles == 2500
    traffic.check_conservation()


def _sizes(traffic: Traffic) -> dict[str, int]:
    tables = traffic._t._asdict()
    routes = traffic._routes
    return {name: len(table) for name, table in tables.items()} | {
        "distances": len(routes._distance_s),
        "slots": len(traffic._book._slots),
    }


@pytest.mark.parametrize("driving", [ALONE, QUEUEING, Driving(period_s=300.0)])
def test_tables_stop_growing_when_trips_come_and_go(block: Network, driving: Driving) -> None:
    traffic = Traffic(block, driving=driving)
    sizes = []
    for wave in range(50):
        for part in range(4):
            traffic.depart(
                trip=4 * wave + part,
                origin=part,
                destination=[(part + 1) % 4, (part + 2) % 4],
                vehicle="car",
                n_vehicles=250,
                is_guided=part == 0,
            )
        link = wave % block.n_links
        while traffic.advance(1500.0 * wave + 90.0):
            pass
        traffic.close(link, inside="turn_back")
        while traffic.advance(1500.0 * wave + 120.0):
            pass
        traffic.reopen(link)
        while traffic.advance(1500.0 * (wave + 1)):
            pass
        traffic.check_conservation()
        sizes.append(_sizes(traffic))
    assert traffic.n_arrived + traffic.n_under_way == 50_000
    assert traffic.n_under_way < 2000
    assert sizes[-1] == sizes[20]
    # Rows for a few waves, not for all vehicles that ever were.
    assert max(sizes[-1].values()) < 10_000


@pytest.mark.parametrize("period_s", [300.0, 60.0])
def test_trees_given_up_after_reports_are_used_again(block: Network, period_s: float) -> None:
    traffic = Traffic(block, driving=Driving(period_s=period_s))
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", n_vehicles=3000)
    while traffic.advance(6000.0):
        pass
    in_use = np.unique(traffic._routes.row)
    assert (in_use >= 0).sum() + len(traffic._routes._free) == len(traffic._routes.next_arc)


def test_network_without_roads_has_only_those_who_stay(network: Network) -> None:
    empty = Network.from_arcs(
        n_nodes=2, tail=[], head=[], length_m=1.0, free_speed_mps=1.0, capacity_veh_per_s=1.0
    )
    traffic = Traffic(empty)
    traffic.depart(trip=1, origin=0, destination=0, vehicle="car")
    traffic.depart(trip=2, origin=0, destination=1, vehicle="car")
    (arrival,) = traffic.advance(9000.0)
    assert arrival.trip == 1
    assert traffic.waiting == (2,)
    assert traffic.gridlocked().tolist() == []
    assert network.n_arcs == 4


def test_travel_times_are_a_read_only_view(network: Network) -> None:
    traffic = Traffic(network)
    times = traffic.travel_times_to(2, "car")
    with pytest.raises(ValueError, match="read-only"):
        times[0] = 0.0


def test_asking_for_many_travel_times_does_not_disturb_who_is_under_way() -> None:
    n_nodes = 60
    line = Network.from_links(
        node_ids=[str(node) for node in range(n_nodes)],
        link_ids=[str(link) for link in range(n_nodes - 1)],
        ends=[(node, node + 1) for node in range(n_nodes - 1)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.4,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )
    traffic = Traffic(line)
    traffic.depart(trip=1, origin=0, destination=5, vehicle="car")
    for node in range(n_nodes):
        assert traffic.travel_time_s(0, node, "car") == pytest.approx(100.0 * node, rel=1e-12)
        traffic.depart(trip=2 + node, origin=node, destination=0, vehicle="truck")
    (arrival,) = traffic.advance(1.0)
    assert (arrival.trip, arrival.time_s) == (2, 0.0)
    traffic.redirect(1, 50)
    found: dict[int, int] = {}
    while arrivals := traffic.advance(90_000.0):
        found |= {row.trip: row.node for row in arrivals}
    assert found == {1: 50} | {2 + node: 0 for node in range(1, n_nodes)}


# -- contraflow --------------------------------------------------------------------------------


def _rate(traffic: Traffic, arc: int, *, seconds: float) -> float:
    before, end_s = int(traffic.entered[arc]), traffic.now_s + seconds
    while traffic.now_s < end_s:
        traffic.advance(end_s)
    return (int(traffic.entered[arc]) - before) / seconds


def test_contraflow_drains_takes_the_lanes_and_gives_them_back(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=5000)
    traffic.depart(trip=2, origin=1, destination=0, vehicle="car", n_vehicles=100)
    traffic.advance(100.0)
    n_inbound = int(traffic.inside[1])
    traffic.begin_contraflow(0, towards=1, staffing_s=600.0)
    assert traffic.advance(600.0) == []
    # Nobody enters against the flow any more; those inside drive on.
    assert traffic.entered[1] == n_inbound
    assert traffic.take_lanes_moved() == []
    while not (moved := traffic.take_lanes_moved()):
        traffic.advance(9000.0)
    # The last that entered before 100 s has left, and the marshals have been there for long.
    assert moved == [LanesMoved(link=0, arc=0, time_s=traffic.now_s, is_begun=True)]
    assert 1098.0 <= traffic.now_s <= 1100.0
    assert traffic.n_waiting == 100 - n_inbound
    assert _rate(traffic, 0, seconds=600.0) == pytest.approx(1.0, abs=2 / 600)
    traffic.end_contraflow(0, staffing_s=300.0)
    begun_s = traffic.now_s
    assert _rate(traffic, 0, seconds=200.0) == pytest.approx(0.5, abs=2 / 200)
    while not (moved := traffic.take_lanes_moved()):
        traffic.advance(9000.0)
    assert [row.is_begun for row in moved] == [False]
    assert moved[0].time_s == begun_s + 300.0  # it holds fewer than its own lanes' worth
    assert _rate(traffic, 1, seconds=100.0) == pytest.approx(0.5, abs=2 / 100)
    traffic.check_conservation()


def test_contraflow_of_an_empty_staffed_road_begins_at_once(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.advance(50.0)
    traffic.begin_contraflow(0, towards=1, staffing_s=0.0)
    assert traffic.advance(5000.0) == []
    assert [row.time_s for row in traffic.take_lanes_moved()] == [50.0]


def test_road_emptied_by_a_closure_counts_as_drained(long_road: Network) -> None:
    traffic = Traffic(long_road, driving=QUEUEING)
    traffic.depart(trip=1, origin=1, destination=0, vehicle="car", n_vehicles=5)
    traffic.advance(100.0)
    traffic.begin_contraflow(0, towards=1, staffing_s=0.0)
    traffic.close(0, inside="turn_back")
    traffic.advance(5000.0)
    assert [row.time_s for row in traffic.take_lanes_moved()] == [100.0]


def test_contraflow_that_makes_no_sense_is_refused(long_road: Network) -> None:
    one_way = Network.from_arcs(
        n_nodes=2, tail=[0], head=[1], length_m=1e3, free_speed_mps=10.0, capacity_veh_per_s=0.4
    )
    with pytest.raises(InputError, match="no contraflow"):
        Traffic(one_way).begin_contraflow(0, towards=1, staffing_s=0.0)
    with pytest.raises(InputError, match="has no opposite carriageway"):
        Traffic(one_way).shut(0)
    traffic = Traffic(long_road)
    with pytest.raises(InputError, match="staffing_s must be finite"):
        traffic.begin_contraflow(0, towards=1, staffing_s=float("nan"))
    with pytest.raises(InputError, match="is not in contraflow"):
        traffic.end_contraflow(0, staffing_s=0.0)
    traffic.begin_contraflow(0, towards=1, staffing_s=10.0)
    with pytest.raises(InputError, match="ordered already"):
        traffic.begin_contraflow(0, towards=0, staffing_s=10.0)
    with pytest.raises(InputError, match="arc 2 is no arc"):
        traffic.give_both(2)


# -- mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, -0.5, 1.5, float("nan")])
def test_impossible_capacity_share_is_refused(network: Network, share: float) -> None:
    with pytest.raises(InputError, match="link 'ab': share of capacity"):
        Traffic(network).set_capacity_share(0, share)


def test_closures_need_a_rule_that_exists_and_traffic_a_class(network: Network) -> None:
    traffic = Traffic(network)
    with pytest.raises(UnknownNameError, match="Did you mean 'strand'"):
        traffic.close(0, inside="stranded")  # type: ignore[arg-type]
    assert not traffic.is_closed(0)
    with pytest.raises(InputError, match="at least one vehicle class"):
        Traffic(network, ())


def test_recording_needs_arcs_that_exist(network: Network) -> None:
    for arc in (-1, 4):
        with pytest.raises(InputError, match="is no arc; allowed: 0 to 3"):
            Traffic(network).record(np.array([arc]))


def test_schedule_comes_first_and_not_in_the_past(network: Network) -> None:
    def schedule(traffic: Traffic, depart_s: float) -> None:
        traffic.schedule(
            depart_s=np.array([depart_s]),
            origin=np.array([0]),
            destination=np.array([1]),
            vehicle_class=np.array([0]),
        )

    traffic = Traffic(network)
    traffic.advance(50.0)
    for depart_s in (49.0, float("nan")):
        with pytest.raises(InputError, match="must not depart before 50"):
            schedule(traffic, depart_s)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car")
    with pytest.raises(InputError, match="have departed already"):
        schedule(traffic, 60.0)


@pytest.mark.parametrize("n_scheduled", [0, 3, 256, 300, 512])
def test_trips_may_depart_beside_scheduled_ones(network: Network, n_scheduled: int) -> None:
    traffic = Traffic(network, driving=ALONE)
    traffic.schedule(
        depart_s=np.linspace(0.0, 500.0, n_scheduled),
        origin=np.zeros(n_scheduled, dtype=np.int64),
        destination=np.ones(n_scheduled, dtype=np.int64),
        vehicle_class=np.zeros(n_scheduled, dtype=np.int64),
    )
    found = []
    for trip in range(600):
        traffic.depart(trip=trip, origin=2, destination=0, vehicle="car")
        found += [arrival.trip for arrival in traffic.advance(float(trip))]
        traffic.check_conservation()
    while arrivals := traffic.advance(5000.0):
        found += [arrival.trip for arrival in arrivals]
    assert sorted(found) == list(range(600))
    assert np.isfinite(traffic.scheduled_times(n_scheduled)[1]).all()
    assert traffic.n_under_way == 0


def test_scheduled_vehicles_that_wait_or_are_caught_are_named_by_their_row(
    network: Network,
) -> None:
    caught: list[Stranding] = []
    traffic = Traffic(network, driving=QUEUEING, on_stranded=caught.append)
    traffic.schedule(
        depart_s=np.array([0.0, 10.0]),
        origin=np.array([0, 1]),
        destination=np.array([1, 2]),
        vehicle_class=np.array([0, 0]),
    )
    traffic.close(1)
    traffic.advance(50.0)
    assert traffic.waiting == (1,)
    traffic.close(0, inside="strand")
    assert caught == [Stranding(trip=0, n_vehicles=1, link=0)]
    traffic.check_conservation()
