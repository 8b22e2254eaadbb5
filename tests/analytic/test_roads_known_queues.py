"""Queues on small networks, against kinematic wave theory and arithmetic.

Unless said otherwise every road has q = 0.5 veh/s, u = 20 m/s, w = 5 m/s and 0.2 veh/m when it
stands, so that its capacity is below the 0.8 veh/s that following one another allows.
"""

from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.traffic import ANY, Traffic, TripResults, Trips, simulate_trips

FIXED = Driving(choice="fixed", backward_wave_mps=5.0)
EXACT_S = 1e-6
SPEED_MPS, WAVE_MPS, JAM_VEH_PER_M, CAPACITY_VEH_PER_S = 20.0, 5.0, 0.2, 0.5
HEADWAY_S = 1.0 / CAPACITY_VEH_PER_S


def _network(
    ends: list[tuple[int, int]],
    *,
    length_m: npt.ArrayLike = 1000.0,
    capacity_veh_per_s: npt.ArrayLike = CAPACITY_VEH_PER_S,
    lanes: npt.ArrayLike = 1,
    jam_density_veh_per_m: npt.ArrayLike = JAM_VEH_PER_M,
    speed_mps: npt.ArrayLike = SPEED_MPS,
) -> Network:
    return Network.from_arcs(
        n_nodes=max(max(pair) for pair in ends) + 1,
        tail=[pair[0] for pair in ends],
        head=[pair[1] for pair in ends],
        length_m=length_m,
        free_speed_mps=speed_mps,
        capacity_veh_per_s=capacity_veh_per_s,
        lanes=lanes,
        jam_density_veh_per_m=jam_density_veh_per_m,
    )


def _line(n_arcs: int) -> list[tuple[int, int]]:
    return [(node, node + 1) for node in range(n_arcs)]


def _at_once(n: int, origin: int, destination: int, vehicle: str = "car") -> Trips:
    return _trips(np.zeros(n), origin, destination, vehicle)


def _trips(depart_s: npt.ArrayLike, origin: int, destination: int, vehicle: str = "car") -> Trips:
    times = np.asarray(depart_s, dtype=np.float64)
    return Trips(
        times, np.full(len(times), origin), np.full(len(times), destination), vehicle=vehicle
    )


def _joined(*groups: Trips) -> Trips:
    return Trips(
        np.concatenate([group.depart_s for group in groups]),
        np.concatenate([group.origin for group in groups]),
        np.concatenate([group.destination for group in groups]),
        vehicle=[str(group.vehicle) for group in groups for _ in range(len(group))],
    )


def _on(result: TripResults, arc: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return trip, entry and exit of those that have left an arc, by entry."""
    passages = result.passages
    mine = np.flatnonzero((passages.arc == arc) & np.isfinite(passages.left_s))
    mine = mine[np.argsort(passages.entered_s[mine], kind="stable")]
    return passages.trip[mine], passages.entered_s[mine], passages.left_s[mine]


# -- one road --------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["fixed", "reactive"])
@pytest.mark.parametrize("n_vehicles", [1, 2, 700])
@pytest.mark.parametrize("n_arcs", [1, 2, 5])
def test_corridor_is_cleared_after_free_time_and_headways(
    n_arcs: int, n_vehicles: int, choice: str
) -> None:
    network = _network(_line(n_arcs))
    driving = Driving(choice=choice)
    cleared_s = n_arcs * 50.0 + (n_vehicles - 1) * HEADWAY_S
    traffic = Traffic(network, driving=driving)
    traffic.depart(trip=1, origin=0, destination=n_arcs, vehicle="car", n_vehicles=n_vehicles)
    (arrival,) = traffic.advance(1e5)
    assert arrival.time_s == pytest.approx(cleared_s, abs=EXACT_S)
    assert (arrival.n_vehicles, traffic.now_s) == (n_vehicles, arrival.time_s)
    result = simulate_trips(
        network, _at_once(n_vehicles, 0, n_arcs), routing=driving, until_s=cleared_s + 1.0
    )
    assert result.n_arrived == n_vehicles
    expected = n_arcs * 50.0 + HEADWAY_S * np.arange(n_vehicles)
    assert np.sort(result.arrived_s) == pytest.approx(expected, abs=EXACT_S)


def test_saturated_road_passes_its_capacity_and_an_unsaturated_one_its_demand() -> None:
    network = _network(_line(1))
    saturated = simulate_trips(
        network, _at_once(2000, 0, 1), routing=FIXED, until_s=3000.0, recorded_arcs=[0]
    )
    _, entered_s, left_s = _on(saturated, 0)
    assert np.diff(entered_s) == pytest.approx(HEADWAY_S, abs=EXACT_S)
    assert np.diff(left_s) == pytest.approx(HEADWAY_S, abs=EXACT_S)
    sparse = simulate_trips(
        network, _trips(np.arange(500) * 2.5, 0, 1), routing=FIXED, until_s=3000.0
    )
    assert sparse.travel_s == pytest.approx(50.0, abs=EXACT_S)
    assert sparse.delay_s[0] == pytest.approx(0.0, abs=EXACT_S)


def test_capacity_share_cuts_the_flow_to_that_share() -> None:
    network = _network(_line(1))
    result = simulate_trips(
        network,
        _at_once(2000, 0, 1),
        routing=FIXED,
        until_s=3000.0,
        changes=[
            (1000.0, lambda traffic: traffic.set_capacity_share(0, 0.25)),
            (2000.0, lambda traffic: traffic.set_capacity_share(0, 1.0)),
        ],
        recorded_arcs=[0],
    )
    _, entered_s, _ = _on(result, 0)
    within = [
        int(((entered_s > begin_s) & (entered_s <= end_s)).sum())
        for begin_s, end_s in ((0.0, 1000.0), (1000.0, 2000.0), (2000.0, 2900.0))
    ]
    # The first after a change waits out the headway of before it: up to four of the later ones.
    assert within == pytest.approx([500, 125, 450], abs=4)


def test_lanes_lost_do_not_stop_a_long_road_that_has_room_enough() -> None:
    # 0.4 veh/s on 20 km that pass 1.0, and 0.5 after the cut. The gaps of the vehicles that have
    # left take 4000 s to come back; those of the lanes that are lost never do.
    result = simulate_trips(
        _network(_line(1), length_m=20_000.0, capacity_veh_per_s=1.0, jam_density_veh_per_m=0.3),
        _trips(np.arange(3000) * 2.5, 0, 1),
        routing=FIXED,
        until_s=9000.0,
        changes=[(5500.0, lambda traffic: traffic.set_capacity_share(0, 0.5))],
    )
    assert result.n_arrived == 3000
    assert result.travel_s.max() <= 1000.0 + HEADWAY_S


def test_a_bus_takes_two_headways_and_two_places() -> None:
    network = _network(_line(1))
    buses = simulate_trips(network, _at_once(50, 0, 1, "bus"), routing=FIXED, until_s=1000.0)
    assert buses.arrived_s.max() == pytest.approx(50.0 + 49 * 2 * HEADWAY_S, abs=EXACT_S)
    # A yard of 50 m with room for ten cars, left hardly ever: five buses, or ten cars.
    yard = _network(_line(2), length_m=[50.0, 1000.0], capacity_veh_per_s=[0.5, 1e-4])
    for vehicle, room in (("car", 10), ("bus", 5), ("truck", 4)):
        traffic = Traffic(yard, driving=FIXED)
        traffic.depart(trip=1, origin=0, destination=2, vehicle=vehicle, n_vehicles=40)
        traffic.advance(900.0)
        assert traffic.inside.tolist() == [room, 0]


def test_a_vehicle_longer_than_its_road_enters_it_when_it_is_empty() -> None:
    tiny = _network(_line(3), length_m=[1000.0, 4.0, 1000.0])
    result = simulate_trips(
        tiny, _at_once(30, 0, 3, "truck"), routing=FIXED, until_s=2000.0, recorded_arcs=[1]
    )
    _, entered_s, left_s = _on(result, 1)
    assert result.n_arrived == 30
    assert (entered_s[1:] >= left_s[:-1] + 4.0 / WAVE_MPS - EXACT_S).all()


@pytest.mark.parametrize(("lanes", "car_passes"), [(1, False), (2, True)])
def test_a_slow_truck_holds_up_the_cars_behind_it_on_one_lane_only(
    lanes: int, *, car_passes: bool
) -> None:
    network = _network(_line(1), length_m=10_000.0, speed_mps=30.0, lanes=lanes)
    truck_s, car_s = 10_000.0 / (80.0 / 3.6), 10_000.0 / 30.0
    result = simulate_trips(
        network,
        _joined(_trips([0.0], 0, 1, "truck"), _trips([5.0, 300.0], 0, 1)),
        routing=FIXED,
        until_s=2000.0,
    )
    behind_s = 5.0 + car_s if car_passes else truck_s + 2.5 * HEADWAY_S
    expected = [truck_s, behind_s, 300.0 + car_s]
    assert result.arrived_s == pytest.approx(expected, abs=EXACT_S)


def test_one_lane_is_left_in_the_order_in_which_it_was_entered() -> None:
    rng = np.random.default_rng(1)
    times_s = np.sort(rng.uniform(0.0, 1000.0, 300))
    classes = ["car", "bus", "truck"]
    network = _network(_line(2), length_m=3000.0, speed_mps=30.0)
    result = simulate_trips(
        network,
        Trips(
            times_s,
            np.zeros(300, dtype=np.int64),
            np.full(300, 2),
            vehicle=[classes[k] for k in rng.integers(0, 3, 300)],
        ),
        routing=FIXED,
        until_s=9000.0,
        recorded_arcs=[0, 1],
    )
    assert result.n_arrived == 300
    for arc in (0, 1):
        trip, _, left_s = _on(result, arc)
        assert (np.diff(left_s) > 0.0).all()
        assert trip.tolist() == list(range(300))


# -- bottlenecks and spillback -----------------------------------------------------------------


@pytest.fixture(scope="module")
def jam() -> TripResults:
    """Return 3000 s of traffic at capacity on 0 - 1 - 2 - 3, of which 2 - 3 passes one half."""
    return simulate_trips(
        _network(_line(3), capacity_veh_per_s=[0.5, 0.5, 0.25], length_m=[4000.0, 1000.0, 1000.0]),
        _trips(np.arange(1500) * HEADWAY_S, 0, 3),
        routing=FIXED,
        until_s=3000.0,
        recorded_arcs=[0, 1, 2],
    )


# What the wave theory says of the middle road: in the jam stand k = 0.2 - b/w vehicles per metre.
NARROW_VEH_PER_S = 0.25
JAMMED_VEH_PER_M = JAM_VEH_PER_M - NARROW_VEH_PER_S / WAVE_MPS
SHOCK_MPS = (CAPACITY_VEH_PER_S - NARROW_VEH_PER_S) / (
    JAMMED_VEH_PER_M - CAPACITY_VEH_PER_S / SPEED_MPS
)
FIRST_AT_BOTTLENECK_S = 200.0 + 50.0
SPILLBACK_S = FIRST_AT_BOTTLENECK_S + 1000.0 / SHOCK_MPS
TWO_CARS_S = 2.0 / NARROW_VEH_PER_S


def test_bottleneck_passes_its_capacity_from_its_first_vehicle_on(jam: TripResults) -> None:
    _, entered_s, _ = _on(jam, 2)
    assert entered_s[0] == pytest.approx(FIRST_AT_BOTTLENECK_S, abs=EXACT_S)
    assert np.diff(entered_s) == pytest.approx(1.0 / NARROW_VEH_PER_S, abs=EXACT_S)


def test_jam_reaches_the_upstream_node_when_the_shock_wave_does(jam: TripResults) -> None:
    _, entered_s, _ = _on(jam, 1)
    passages = jam.passages
    inside = passages.entered_s[(passages.arc == 1) & ~np.isfinite(passages.left_s)]
    entered_s = np.sort(np.concatenate([entered_s, inside]))
    held = np.flatnonzero(np.diff(entered_s) > 1.5 * HEADWAY_S)
    assert entered_s[held[0]] == pytest.approx(SPILLBACK_S, abs=TWO_CARS_S)
    before = entered_s[entered_s < SPILLBACK_S - TWO_CARS_S]
    assert np.diff(before) == pytest.approx(HEADWAY_S, abs=EXACT_S)


def test_behind_the_jam_the_road_passes_what_the_bottleneck_does(jam: TripResults) -> None:
    _, _, left_s = _on(jam, 0)
    held_s = left_s[left_s > SPILLBACK_S + TWO_CARS_S]
    n_passed = (held_s[-1] - held_s[0]) * NARROW_VEH_PER_S
    assert len(held_s) - 1 == pytest.approx(n_passed, abs=1.0)


def test_a_jammed_road_holds_its_jam_density_less_the_gaps_on_their_way(
    jam: TripResults,
) -> None:
    passages = jam.passages
    mine = passages.arc == 1
    for time_s in np.arange(SPILLBACK_S + 100.0, 2900.0, 100.0):
        is_inside = mine & (passages.entered_s <= time_s) & ~(passages.left_s <= time_s)
        assert is_inside.sum() == pytest.approx(1000.0 * JAMMED_VEH_PER_M, abs=2.0)


def test_queue_grows_on_the_road_behind_as_the_wave_theory_says(jam: TripResults) -> None:
    # Vehicles that should have reached node 1 by a time, less those that have left: at the end
    # of the road stand (q - b) times the time since the jam came; b and w fix their spacing.
    _, _, left_s = _on(jam, 0)
    for since_s in (200.0, 600.0, 1000.0):
        time_s = SPILLBACK_S + since_s
        reached = (time_s - 200.0) * CAPACITY_VEH_PER_S
        n_late = reached - (left_s <= time_s).sum()
        expected = since_s * (CAPACITY_VEH_PER_S - NARROW_VEH_PER_S)
        assert n_late == pytest.approx(expected, abs=3.0)


def test_a_gap_travels_back_at_the_speed_of_the_wave() -> None:
    # Ten cars fill the first road; each exit lets the next one in ten seconds later.
    network = _network(_line(2), length_m=[50.0, 1000.0], capacity_veh_per_s=[0.5, 0.02])
    result = simulate_trips(
        network, _at_once(60, 0, 2), routing=FIXED, until_s=5000.0, recorded_arcs=[0]
    )
    _, entered_s, left_s = _on(result, 0)
    # The eleventh finds the first place free before the headway behind the tenth is over.
    assert entered_s[10] == pytest.approx(10 * HEADWAY_S, abs=EXACT_S)
    assert entered_s[11:] == pytest.approx(left_s[1:-10] + 50.0 / WAVE_MPS, abs=EXACT_S)


def test_where_roads_are_too_short_for_their_capacity_the_waves_set_the_flow() -> None:
    # Nine vehicles fill 45 m; a place is used again after 45/20 s of driving and 45/5 s of wave.
    network = _network(_line(4), length_m=45.0, capacity_veh_per_s=5.0)
    result = simulate_trips(
        network, _at_once(900, 0, 4), routing=FIXED, until_s=5000.0, recorded_arcs=[2]
    )
    _, entered_s, _ = _on(result, 2)
    steady = entered_s[100:-100]
    flow = (len(steady) - 1) / (steady[-1] - steady[0])
    expected = JAM_VEH_PER_M / (1.0 / SPEED_MPS + 1.0 / WAVE_MPS)
    assert flow == pytest.approx(expected, rel=0.01)


# -- merges ------------------------------------------------------------------------------------

MERGE = [(0, 2), (1, 2), (2, 3)]


def _shares(result: TripResults, *, from_s: float, to_s: float) -> tuple[int, int]:
    _, entered_s, _ = _on(result, 2)
    passages = result.passages
    mine = (passages.arc == 2) & (passages.entered_s > from_s) & (passages.entered_s <= to_s)
    origin = result.trips.origin[passages.trip[mine]]
    assert entered_s.size
    return int((origin == 0).sum()), int((origin == 1).sum())


@pytest.mark.parametrize(
    ("capacity", "into", "expected"),
    [
        ([0.5, 0.5], 0.5, [500, 500]),
        ([1.0, 0.5], 0.5, [2000 / 3, 1000 / 3]),
        ([0.5, 1.0], 0.9, [600, 1200]),
        ([0.6, 0.2], 0.4, [600, 200]),
    ],
)
@pytest.mark.parametrize("vehicle", ["car", "bus"])
def test_full_roads_that_merge_pass_in_proportion_to_their_capacity(
    capacity: list[float], into: float, expected: list[float], vehicle: str
) -> None:
    network = _network(
        MERGE, capacity_veh_per_s=[*capacity, into], jam_density_veh_per_m=0.5, length_m=500.0
    )
    result = simulate_trips(
        network,
        _joined(_at_once(2500, 0, 3, vehicle), _at_once(2500, 1, 3, vehicle)),
        routing=FIXED,
        until_s=2500.0,
        recorded_arcs=[2],
    )
    pcu = 2.0 if vehicle == "bus" else 1.0
    found = _shares(result, from_s=500.0, to_s=2500.0)
    assert found == pytest.approx([value / pcu for value in expected], abs=3)


def test_a_branch_that_needs_less_than_its_share_leaves_the_rest() -> None:
    network = _network(MERGE, length_m=500.0)
    result = simulate_trips(
        network,
        _joined(_at_once(2500, 0, 3), _trips(np.arange(300) * 10.0, 1, 3)),
        routing=FIXED,
        until_s=2500.0,
        recorded_arcs=[1, 2],
    )
    assert _shares(result, from_s=500.0, to_s=2500.0) == pytest.approx((800, 200), abs=2)
    _, entered_s, left_s = _on(result, 1)
    # It waits for one vehicle of the other branch at most.
    assert (left_s - entered_s).max() <= 25.0 + HEADWAY_S + EXACT_S


def test_a_car_is_not_starved_by_buses_nor_a_truck_by_cars() -> None:
    network = _network(MERGE, length_m=[500.0, 500.0, 25.0], capacity_veh_per_s=[0.5, 0.5, 0.4])
    for first, second in (("bus", "car"), ("truck", "car"), ("truck", "bus")):
        result = simulate_trips(
            network,
            _joined(_at_once(1000, 0, 3, first), _at_once(1000, 1, 3, second)),
            routing=FIXED,
            until_s=3000.0,
            recorded_arcs=[2],
        )
        pcu = {"car": 1.0, "bus": 2.0, "truck": 2.5}
        n_first, n_second = _shares(result, from_s=500.0, to_s=2500.0)
        assert n_first * pcu[first] == pytest.approx(n_second * pcu[second], rel=0.03)


# -- choice of routes --------------------------------------------------------------------------


@pytest.fixture
def diamond() -> Network:
    """Return 0 - 1, then a short way over 3 that narrows to 0.2 veh/s and a long one, to 2.

    Arc 0 feeds node 1. The short way takes 50 s and the long one 150 s; before the narrow part
    is room for the 20 vehicles that 100 s of delay mean.
    """
    return _network(
        [(0, 1), (1, 3), (3, 2), (1, 2)],
        length_m=[2000.0, 500.0, 500.0, 3000.0],
        capacity_veh_per_s=[1.0, 1.0, 0.2, 1.0],
        jam_density_veh_per_m=0.5,
    )


def test_fixed_drivers_all_queue_for_the_road_that_is_shorter_when_empty(
    diamond: Network,
) -> None:
    result = simulate_trips(
        diamond, _trips(np.arange(1000) * 2.0, 0, 2), routing=FIXED, until_s=2e4
    )
    assert result.entered.tolist() == [1000, 1000, 1000, 0]
    assert result.n_arrived == 1000


@pytest.mark.parametrize("period_s", [60.0, 120.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reactive_drivers_fill_the_shorter_road_until_both_take_equally_long(
    diamond: Network, period_s: float, seed: int
) -> None:
    # 0.5 veh/s for two hours, of which the short way passes 0.2.
    result = simulate_trips(
        diamond,
        _trips(np.arange(3600) * 2.0, 0, 2),
        routing=Driving(choice="reactive", period_s=period_s),
        until_s=2e4,
        seed=seed,
        recorded_arcs=[2, 3],
    )
    assert result.n_arrived == 3600
    # The queue at the narrow part hardly ever runs dry.
    _, _, left_s = _on(result, 2)
    steady = left_s[(left_s > 1200.0) & (left_s < 6000.0)]
    assert len(steady) == pytest.approx(0.2 * 4800.0, rel=0.05)
    # Between two reports, drivers cannot know: the times differ by no more than the period.
    is_short = np.ones(3600, dtype=np.bool_)
    is_short[_on(result, 3)[0]] = False
    later = slice(600, 3000)
    assert is_short[later].mean() == pytest.approx(0.2 / 0.5, abs=0.05)
    short_s = result.travel_s[later][is_short[later]].mean()
    long_s = result.travel_s[later][~is_short[later]].mean()
    assert long_s == pytest.approx(100.0 + 150.0, abs=EXACT_S)
    assert short_s == pytest.approx(long_s, abs=period_s)


def test_reactive_drivers_lose_less_time_than_those_who_do_not_react(diamond: Network) -> None:
    trips = _trips(np.arange(1000) * 2.0, 0, 2)
    mean_s = [
        simulate_trips(diamond, trips, routing=driving, until_s=2e4).travel_s.mean()
        for driving in (FIXED, Driving(choice="reactive", period_s=120.0))
    ]
    assert mean_s[1] < 0.5 * mean_s[0]


@pytest.mark.parametrize("choice", ["free_flow", "fixed", "reactive"])
def test_after_reopening_routes_and_times_are_those_of_the_empty_road(
    diamond: Network, choice: str
) -> None:
    traffic = Traffic(diamond, driving=Driving(choice=choice, period_s=100.0))
    free = traffic.travel_times_to(2, "car").copy()
    assert free == pytest.approx([150.0, 50.0, 0.0, 25.0])
    traffic.depart(trip=1, origin=0, destination=2, vehicle="car", n_vehicles=300)
    traffic.advance(90.0)
    traffic.close(1)
    assert traffic.travel_times_to(2, "car")[1] >= 150.0
    (first,) = traffic.advance(1e5)
    assert first.distance_m == 5000.0  # the last of them went the long way
    traffic.reopen(1)
    traffic.advance(1e5)  # reports that nobody queues any more
    assert (traffic.travel_times_to(2, "car") == free).all()
    traffic.depart(trip=2, origin=0, destination=2, vehicle="car")
    (second,) = traffic.advance(2e5)
    assert second.travel_s == pytest.approx(150.0, abs=EXACT_S)


# -- the very step -----------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["free_flow", "fixed", "reactive"])
@pytest.mark.parametrize("inside", ["clear", "turn_back", "strand"])
def test_a_vehicle_whose_next_road_closes_in_the_step_it_leaves_is_not_lost(
    choice: str, inside: str
) -> None:
    network = _network(_line(2))
    for stop_s in (np.nextafter(50.0, 0.0), 50.0):
        traffic = Traffic(network, driving=Driving(choice=choice))
        traffic.depart(trip=1, origin=0, destination=2, vehicle="car")
        assert traffic.advance(stop_s) == []
        has_entered = int(traffic.entered[1])
        assert has_entered == (stop_s == 50.0)
        traffic.close(1, inside=inside)  # type: ignore[arg-type]
        traffic.check_conservation()
        arrivals = traffic.advance(500.0)
        traffic.check_conservation()
        if has_entered and inside == "clear":
            assert [row.time_s for row in arrivals] == [100.0]
            continue
        assert arrivals == []
        assert traffic.n_under_way == 1 == traffic.n_waiting + traffic.n_stranded
        traffic.reopen(1)
        (arrival,) = traffic.advance(1000.0)
        assert arrival.time_s == pytest.approx(550.0, abs=EXACT_S)
        assert arrival.waited_s == pytest.approx(450.0, abs=EXACT_S)


def test_a_vehicle_that_waits_for_room_turns_away_when_the_road_closes() -> None:
    # The first road ends before one that is full; a second way round opens up for the rest.
    network = _network(
        [(0, 1), (1, 2), (2, 3), (1, 3)],
        length_m=[1000.0, 50.0, 1000.0, 9000.0],
        capacity_veh_per_s=[0.5, 0.5, 0.001, 0.5],
    )
    traffic = Traffic(network, driving=FIXED)
    traffic.depart(trip=1, origin=0, destination=3, vehicle="car", n_vehicles=30)
    traffic.advance(400.0)
    assert traffic.inside.tolist() == [18, 10, 1, 0] or traffic.inside[3] == 0
    n_held = int(traffic.inside[0])
    traffic.close(1)
    traffic.advance(600.0)
    assert traffic.entered[3] == n_held
    assert traffic.inside[0] == 0
    traffic.check_conservation()


# -- gridlock ----------------------------------------------------------------------------------


@pytest.fixture
def ring() -> Network:
    """Return a ring of four roads of 25 s for five vehicles each, and a wide one the other way."""
    return _network(
        [(0, 1), (1, 2), (2, 3), (3, 0), (0, 3), (3, 2), (2, 1), (1, 0)],
        length_m=[25.0] * 4 + [400.0] * 4,
        speed_mps=[1.0] * 4 + [20.0] * 4,
    )


def test_a_ring_of_full_roads_is_found_and_dissolves_when_exits_open(ring: Network) -> None:
    traffic = Traffic(ring, driving=FIXED)
    for link in range(4, 8):
        traffic.close(link)
    for node in range(4):
        traffic.depart(
            trip=node, origin=node, destination=(node + 3) % 4, vehicle="car", n_vehicles=20
        )
    assert traffic.gridlocked().tolist() == []
    assert traffic.advance(1e6) == []
    assert traffic.gridlocked().tolist() == [0, 1, 2, 3]
    assert traffic.inside.tolist() == [5] * 4 + [0] * 4
    assert traffic.n_arrived == 0
    traffic.check_conservation()
    for link in range(4, 8):
        traffic.reopen(link)
    n_arrived = 0
    while arrivals := traffic.advance(2e6):
        n_arrived += sum(row.n_vehicles for row in arrivals)
    assert traffic.gridlocked().tolist() == []
    assert n_arrived == 80


def test_gridlock_is_reported_by_simulations_and_does_not_hang(ring: Network) -> None:
    result = simulate_trips(
        ring,
        _joined(*(_at_once(20, node, (node + 3) % 4) for node in range(4))),
        routing=FIXED,
        until_s=1e6,
        changes=[(0.0, partial(Traffic.close, link=link)) for link in range(4, 8)],
    )
    assert result.gridlocked.tolist() == [0, 1, 2, 3]
    assert (result.n_arrived, result.n_under_way, result.n_waiting) == (0, 80, 0)


def test_a_long_queue_that_moves_is_no_gridlock(jam: TripResults) -> None:
    assert jam.n_under_way > 0
    assert jam.gridlocked.size == 0


# -- pauses ------------------------------------------------------------------------------------


def test_results_do_not_depend_on_where_a_congested_run_is_paused() -> None:
    rng = np.random.default_rng(5)
    side = 4
    ends = [
        (side * row + column, side * (row + down) + column + 1 - down)
        for row in range(side)
        for column in range(side)
        for down in (0, 1)
        if row + down < side and column + 1 - down < side
    ]
    network = _network(
        ends + [(head, tail) for tail, head in ends], length_m=rng.choice([80.0, 120.0], 48)
    )
    trips = Trips(rng.uniform(0.0, 300.0, 1500), rng.integers(0, 16, 1500), np.full(1500, ANY))
    changes = [
        (100.0, lambda traffic: traffic.close(3, inside="turn_back")),
        (180.0, lambda traffic: traffic.set_capacity_share(7, 0.3)),
        (250.0, lambda traffic: traffic.set_depth(9, 0.4)),
        (400.0, lambda traffic: traffic.reopen(3)),
        (450.0, lambda traffic: traffic.set_depth(9, 0.0)),
    ]
    pauses = [(float(time_s), lambda _: None) for time_s in rng.uniform(0.0, 2000.0, 200)]
    results = [
        simulate_trips(
            network,
            trips,
            routing=Driving(choice="reactive", period_s=60.0),
            until_s=4000.0,
            sinks=[0, 15],
            changes=[*changes, *more],
            recorded_arcs=np.arange(48),
        )
        for more in ([], pauses)
    ]
    first, second = results
    assert np.array_equal(first.arrived_s, second.arrived_s, equal_nan=True)
    assert np.array_equal(first.passages.left_s, second.passages.left_s, equal_nan=True)
    assert first.n_arrived > 1400
    assert first.delay_s.sum() > 1000.0
    for arc in range(48):
        _, entered_s, _ = _on(first, arc)
        assert all(after - before > HEADWAY_S - EXACT_S for before, after in pairwise(entered_s))
