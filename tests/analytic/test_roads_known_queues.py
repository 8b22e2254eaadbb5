"""Queues, spillback, merges and routes of the traffic kernel, against theory."""

from collections.abc import Sequence

import numpy as np
import pytest

from sim.roads.bound import clearance_bound_s
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.roads.network import Network
from sim.roads.traffic import ANY, Stranding, Traffic, TripResults, Trips, simulate_trips
from sim.roads.vehicles import BUS

FIXED = Driving(choice="fixed")
REACTIVE = Driving(choice="reactive", period_s=300.0)
SPEED_MPS = 20.0
WAVE_MPS = 5.0
LENGTH_M = 1000.0
JAM_PER_M = 0.2
Q = 0.5
TAU_S = LENGTH_M / SPEED_MPS


def roads(
    arcs: Sequence[tuple[int, int]],
    *,
    capacity: float | Sequence[float] = Q,
    length_m: float | Sequence[float] = LENGTH_M,
    lanes: int | Sequence[int] = 1,
) -> Network:
    tail, head = zip(*arcs, strict=True)
    return Network.from_arcs(
        n_nodes=max(*tail, *head) + 1,
        tail=tail,
        head=head,
        length_m=length_m,
        free_speed_mps=SPEED_MPS,
        capacity_veh_per_s=capacity,
        lanes=lanes,
        jam_density_veh_per_m=JAM_PER_M,
    )


def drive(  # one trip each, all at time 0
    network: Network,
    groups: Sequence[tuple[int, int, int]],
    *,
    routing: Driving = FIXED,
    until_s: float = 50_000.0,
    **options: object,
) -> TripResults:
    """Drive groups of (origin, destination, number of cars), all ready at time 0."""
    origin = np.concatenate([np.full(n, begin) for begin, _, n in groups])
    destination = np.concatenate([np.full(n, end) for _, end, n in groups])
    trips = Trips(depart_s=np.zeros(len(origin)), origin=origin, destination=destination)
    return simulate_trips(
        network,
        trips,
        routing=routing,
        until_s=until_s,
        recorded_arcs=np.arange(network.n_arcs),
        **options,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("n_links", [1, 2, 5])
@pytest.mark.parametrize("n_vehicles", [1, 2, 100, 3000])
def test_corridor_clears_after_travel_time_and_a_headway_for_each_further_car(
    n_links: int, n_vehicles: int
) -> None:
    network = roads([(k, k + 1) for k in range(n_links)])
    results = drive(network, [(0, n_links, n_vehicles)])
    expected = n_links * TAU_S + (n_vehicles - 1) / Q
    assert results.arrived_s.max() == pytest.approx(expected, abs=1e-6)
    assert np.diff(np.sort(results.arrived_s)) == pytest.approx(1.0 / Q, abs=1e-6)


def test_cars_of_one_trip_keep_their_headway_and_arrive_with_the_last() -> None:
    traffic = Traffic(roads([(0, 1)]), driving=FIXED)
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=10)
    (arrival,) = traffic.advance(1000.0)
    assert arrival.time_s == pytest.approx(TAU_S + 9 / Q)
    assert arrival.n_vehicles == 10


def test_queue_discharges_at_capacity_and_a_narrow_exit_at_its_own() -> None:
    results = drive(roads([(0, 1), (1, 2)], capacity=[Q, Q / 2]), [(0, 2, 400)])
    left = np.sort(results.passages.left_s[results.passages.arc == 1])
    assert np.diff(left) == pytest.approx(2.0 / Q, abs=1e-6)
    assert results.arrived_s.max() == pytest.approx(2 * TAU_S + 399 * 2.0 / Q, abs=1e-6)


def test_jam_behind_a_bottleneck_reaches_back_when_the_road_is_full() -> None:
    """Spillback as kinematic wave theory has it.

    Cars enter a road at q and leave it at q/2. In the jam, gaps travel back at w, so that it
    holds κ - (q/2)/w cars a metre; it fills the road when cumulative entries at the upstream end
    meet cumulative exits of L/w ago plus what the road holds jammed: q t = q/2 (t - τ - L/w) + κ L.
    """
    network = roads([(0, 1), (1, 2)], capacity=[Q, Q / 2])
    results = drive(network, [(0, 2, 2000)])
    first = results.passages.arc == 0
    entered = np.sort(results.passages.entered_s[first])
    blocked = int(np.flatnonzero(np.diff(entered) > 1.0 / Q + 1e-6)[0])
    wave_s = LENGTH_M / WAVE_MPS
    theory_s = (JAM_PER_M * LENGTH_M - Q / 2 * (TAU_S + wave_s)) / (Q / 2)
    assert entered[blocked] == pytest.approx(theory_s, abs=2 * 2.0 / Q)
    # From then on the road takes in what leaves it.
    assert np.diff(entered[blocked + 1 :]) == pytest.approx(2.0 / Q, abs=1e-6)
    inside = [
        (entered <= t).sum() - (results.passages.left_s[first] <= t).sum()
        for t in np.arange(theory_s + 100.0, 3000.0, 200.0)
    ]
    jammed = (JAM_PER_M - Q / 2 / WAVE_MPS) * LENGTH_M
    assert [int(n) for n in inside] == pytest.approx([jammed] * len(inside), abs=2.0)


@pytest.mark.parametrize(
    ("capacity", "share"), [((Q, Q, Q), 0.5), ((Q, Q / 2, Q), 2 / 3), ((Q, Q / 4, Q), 0.8)]
)
def test_merging_roads_share_the_entry_by_capacity(
    capacity: tuple[float, ...], share: float
) -> None:
    results = drive(roads([(0, 2), (1, 2), (2, 3)], capacity=capacity), [(0, 3, 900), (1, 3, 900)])
    both = results.arrived_s < min(results.arrived_s[:900].max(), results.arrived_s[900:].max())
    assert both[:900].sum() / both.sum() == pytest.approx(share, abs=0.01)


def test_a_branch_that_needs_less_than_its_share_leaves_the_rest() -> None:
    network = roads([(0, 2), (1, 2), (2, 3)])
    slow = np.arange(0.0, 2000.0, 20.0)  # a tenth of the capacity, where half would be its share
    trips = Trips(
        depart_s=np.concatenate([np.zeros(900), slow]),
        origin=np.concatenate([np.zeros(900, int), np.ones(len(slow), int)]),
        destination=np.full(900 + len(slow), 3),
    )
    results = simulate_trips(network, trips, routing=FIXED, until_s=20_000.0)
    assert results.travel_s[900:].max() <= 2 * TAU_S + 2.0 / Q
    assert results.arrived_s.max() == pytest.approx(2 * TAU_S + (999 - 1) / Q, rel=0.02)


def test_nobody_overtakes_on_one_lane_but_on_two() -> None:
    for lanes, first in ((1, "truck"), (2, "car")):
        network = Network.from_arcs(
            n_nodes=2,
            tail=[0],
            head=[1],
            length_m=10_000.0,
            free_speed_mps=30.0,
            capacity_veh_per_s=Q,
            lanes=lanes,
        )
        traffic = Traffic(network, driving=FIXED)
        for trip, vehicle in enumerate(("truck", "car")):
            traffic.depart(trip=trip, origin=0, destination=1, vehicle=vehicle)
        arrivals = traffic.advance(10_000.0)
        assert ("truck", "car")[arrivals[0].trip] == first


def test_a_bus_takes_the_headway_and_the_room_of_its_size() -> None:
    trips = Trips(
        depart_s=np.zeros(50), origin=np.zeros(50, int), destination=np.ones(50, int), vehicle="bus"
    )
    results = simulate_trips(roads([(0, 1)]), trips, routing=FIXED, until_s=10_000.0)
    assert results.arrived_s.max() == pytest.approx(TAU_S + 49 * BUS.pcu / Q, abs=1e-6)


def test_reactive_drivers_share_two_routes_of_equal_capacity() -> None:
    """Cars come at 1.6 times the capacity of either of two routes: neither can take them all.

    The long way takes 100 s more on empty roads. Under user equilibrium all take the short way
    until its queue costs 100 s, after 133 cars; from then on it takes what it can serve, 1 / 1.6
    of those who come, and the long way the rest. Reports come late, so shares may differ by 0.05.
    """
    network = roads(
        [(4, 0), (0, 1), (1, 3), (0, 2), (2, 3)],
        capacity=[4 * Q, 2 * Q, Q, 2 * Q, Q],
        length_m=[1000.0, 1000.0, 1000.0, 2000.0, 2000.0],
        lanes=[4, 2, 1, 2, 1],
    )
    n = 3000
    trips = Trips(
        depart_s=np.arange(n) / (1.6 * Q), origin=np.full(n, 4), destination=np.full(n, 3)
    )
    shares, last_s = {}, {}
    for routing in (FIXED, Driving(choice="reactive", period_s=120.0)):
        results = simulate_trips(network, trips, routing=routing, until_s=50_000.0)
        shares[routing.choice] = results.entered[1] / n
        last_s[routing.choice] = results.arrived_s.max()
    assert shares["fixed"] == 1.0
    theory = (133 + (n - 133) / 1.6) / n
    assert shares["reactive"] == pytest.approx(theory, abs=0.05)
    # All could be in 150 s after the last has set out.
    assert last_s["reactive"] - trips.depart_s[-1] <= 600.0
    assert last_s["fixed"] - trips.depart_s[-1] >= 1500.0


def test_closing_and_reopening_returns_to_free_flow_routes() -> None:
    network = roads([(0, 1), (1, 3), (0, 2), (2, 3)], length_m=[1000.0, 1000.0, 2000.0, 2000.0])
    traffic = Traffic(network, driving=REACTIVE)
    before = traffic.travel_times_to(3, "car").copy()
    traffic.depart(trip=0, origin=0, destination=3, vehicle="car", n_vehicles=300)
    traffic.advance(200.0)
    traffic.close(1)
    traffic.advance(400.0)
    traffic.reopen(1)
    while traffic.n_under_way:
        traffic.advance(traffic.now_s + 1000.0)
    traffic.advance(traffic.now_s + 2 * REACTIVE.period_s)
    assert (traffic.travel_times_to(3, "car") == before).all()
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car")
    (arrival,) = traffic.advance(traffic.now_s + 1000.0)
    assert arrival.distance_m == 2000.0
    assert arrival.travel_s == pytest.approx(2 * TAU_S)


@pytest.mark.parametrize("is_before", [True, False])
def test_a_vehicle_whose_exit_closes_in_the_step_it_leaves_is_not_lost(*, is_before: bool) -> None:
    traffic = Traffic(roads([(0, 1), (1, 2)]), driving=FIXED)
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
    traffic.advance(TAU_S - 1e-6 if is_before else TAU_S)
    traffic.close(1)
    traffic.advance(500.0)
    traffic.check_conservation()
    assert traffic.n_waiting == int(is_before)
    if is_before:
        traffic.reopen(1)
        (arrival,) = traffic.advance(1000.0)
        assert arrival.time_s == pytest.approx(500.0 + TAU_S)
    else:
        assert traffic.n_arrived == 1  # it was on the road already when that closed


def test_a_circle_of_full_roads_is_found_and_dissolves_when_it_can() -> None:
    """Four roads in a circle, each full of cars that want the next but one."""
    ring = [(k, (k + 1) % 4) for k in range(4)]
    network = roads([*ring, (0, 4)], length_m=[100.0] * 5)
    traffic = Traffic(network, driving=FIXED)
    for trip, (begin, _) in enumerate(ring):
        traffic.depart(
            trip=trip, origin=begin, destination=(begin + 3) % 4, vehicle="car", n_vehicles=40
        )
    traffic.advance(3600.0)
    traffic.advance(7200.0)
    assert traffic.gridlocked().tolist() == [0, 1, 2, 3]
    traffic.check_conservation()
    n_before = traffic.n_arrived
    for trip in range(4):
        if traffic.is_under_way(trip):
            traffic.redirect(trip, 4)
    while traffic.advance(50_000.0):
        pass
    assert traffic.gridlocked().size == 0
    assert traffic.n_arrived == 160 > n_before


def test_water_strands_those_on_the_stretch_turns_those_before_and_passes_those_beyond() -> None:
    """Cars enter every 10 s; at 60 s the middle 200 m of a 1,000 m road go under water."""
    caught: list[Stranding] = []
    network = Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )
    traffic = Traffic(
        network,
        driving=FIXED,
        flooding=FloodedRoad(flooded_length_m=200.0),
        on_stranded=caught.append,
    )
    for trip in range(6):
        traffic.advance(10.0 * trip)
        traffic.depart(trip=trip, origin=0, destination=1, vehicle="car")
    traffic.advance(62.0)  # the cars are 620, 520, 420, 320, 220 and 120 m along
    traffic.set_depth(0, 0.8)
    assert [(item.trip, item.n_vehicles) for item in caught] == [(1, 1), (2, 1)]
    (beyond,) = traffic.advance(10_000.0)
    assert (beyond.trip, beyond.time_s) == (0, 100.0)
    traffic.advance(1000.0)
    assert (traffic.n_waiting, traffic.n_stranded) == (3, 2)
    traffic.abandon(2, 1)
    traffic.set_depth(0, 0.0)
    arrivals = [row for _ in range(9) for row in traffic.advance(50_000.0)]
    assert sorted(row.trip for row in arrivals) == [1, 3, 4, 5]
    freed = next(row for row in arrivals if row.trip == 1)
    assert freed.time_s == pytest.approx(1000.0 + 48.0)  # 480 m were left
    assert freed.waited_s == pytest.approx(1000.0 - 62.0)
    traffic.check_conservation()


def test_contraflow_waits_for_the_drain_and_the_marshals_and_doubles_the_road() -> None:
    network = Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=1000.0,
        free_speed_mps=SPEED_MPS,
        capacity_veh_per_s=Q,
        lanes=1,
        jam_density_veh_per_m=JAM_PER_M,
    )
    traffic = Traffic(network, driving=FIXED)
    traffic.depart(trip=0, origin=1, destination=0, vehicle="car", n_vehicles=11)
    traffic.advance(15.0)
    traffic.begin_contraflow(0, towards=1, staffing_s=5.0)
    traffic.advance(1000.0)
    (begun,) = traffic.take_lanes_moved()
    # Eight cars were on the road at 15 s, the last having entered at 14 s.
    assert (begun.is_begun, begun.time_s) == (True, pytest.approx(14.0 + TAU_S))
    assert traffic.n_waiting == 3  # the way back is shut
    start_s = traffic.now_s
    traffic.depart(trip=1, origin=0, destination=1, vehicle="car", n_vehicles=101)
    (arrival,) = traffic.advance(10_000.0)
    assert arrival.time_s - start_s == pytest.approx(TAU_S + 100 / (2 * Q), abs=1e-6)
    traffic.end_contraflow(0, staffing_s=60.0)
    ordered_s = traffic.now_s
    assert traffic.advance(10_000.0) == []
    (ended,) = traffic.take_lanes_moved()
    assert (ended.is_begun, ended.time_s) == (False, ordered_s + 60.0)
    (back,) = traffic.advance(10_000.0)
    assert (back.trip, back.n_vehicles) == (0, 11)


def test_free_choice_ends_at_the_nearest_sink_and_planned_traffic_hardly_queues() -> None:
    network = roads([(0, 1), (0, 2)], length_m=[1000.0, 3000.0])
    trips = Trips(depart_s=np.zeros(600), origin=np.zeros(600, int), destination=np.full(600, ANY))
    lone = simulate_trips(
        network,
        Trips(trips.depart_s[:1], trips.origin[:1], trips.destination[:1]),
        routing=FIXED,
        until_s=1000.0,
        sinks=[1, 2],
    )
    assert lone.arrived_s[0] == pytest.approx(TAU_S)
    planned = simulate_trips(
        network, trips, routing=Driving(choice="planned"), until_s=10_000.0, sinks=[1, 2]
    )
    bound_s = clearance_bound_s(network, supplies=[600, 0, 0], destinations=[1, 2])
    assert bound_s <= planned.arrived_s.max() <= 1.1 * bound_s


def test_opening_a_road_never_worsens_the_bound() -> None:
    shut = roads([(0, 1), (1, 2)], capacity=[Q, Q / 2])
    more = roads([(0, 1), (1, 2), (0, 2)], capacity=[Q, Q / 2, Q / 4], length_m=[1e3, 1e3, 9e3])
    supplies = [400, 0, 0]
    slow, quick = (
        clearance_bound_s(network, supplies=supplies, destinations=[2], step_s=2.0)
        for network in (shut, more)
    )
    assert quick < slow
