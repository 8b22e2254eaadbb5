"""What must hold on any network, under any closures, however the caller pauses."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.roads.network import Network
from sim.roads.routing import ARRIVED, NO_ROUTE, Routes
from sim.roads.traffic import Arrival, Traffic

END_S = 5000.0


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw up to 12 links, parallel ones and separate parts included, between up to 6 nodes."""
    n_nodes = draw(st.integers(2, 6))
    node = st.integers(0, n_nodes - 1)
    pairs = st.tuples(node, node).filter(lambda pair: pair[0] != pair[1])
    ends = draw(st.lists(pairs, min_size=1, max_size=12))
    n_links = len(ends)
    # Few distinct lengths, so that equal routes are common.
    lengths = draw(st.lists(st.integers(1, 4), min_size=n_links, max_size=n_links))
    return Network.from_links(
        node_ids=[f"n{i}" for i in range(n_nodes)],
        link_ids=[f"l{i}" for i in range(n_links)],
        ends=ends,
        length_m=[1000.0 * value for value in lengths],
        free_speed_mps=10.0,
        capacity_veh_per_s=0.5,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@dataclass(frozen=True)
class Act:
    """Something done to the traffic at a time."""

    time_s: float
    kind: str
    first: int
    second: int
    depth_m: float


acts = st.lists(
    st.builds(
        Act,
        # A grid coarse enough to meet the times at which nodes are reached.
        time_s=st.integers(0, 40).map(lambda k: 50.0 * k),
        kind=st.sampled_from(
            ["depart", "depart", "depart", "close", "reopen", "depth", "redirect"]
        ),
        first=st.integers(0, 11),
        second=st.integers(0, 11),
        depth_m=st.sampled_from([0.0, 0.1, 0.25, 0.32, 0.45, 0.6]),
    ),
    max_size=25,
)

VEHICLES = ("car", "bus", "truck", "rescue")


def _perform(traffic: Traffic, act: Act, trip: int) -> None:
    network = traffic.network
    link = act.first % network.n_links
    if act.kind == "depart":
        traffic.depart(
            trip=trip,
            origin=act.first % network.n_nodes,
            destination=act.second % network.n_nodes,
            vehicle=VEHICLES[(act.first + act.second) % 4],
            n_vehicles=1 + act.second,
        )
    elif act.kind == "close":
        traffic.close(link)
    elif act.kind == "reopen":
        traffic.reopen(link)
    elif act.kind == "depth":
        traffic.set_depth(link, act.depth_m)
    elif traffic.is_under_way(act.first):
        traffic.redirect(act.first, act.second % network.n_nodes)


def _play(network: Network, plan: list[Act], pauses: list[float]) -> tuple[Traffic, list[Arrival]]:
    traffic = Traffic(network)
    arrivals: list[Arrival] = []

    def advance_to(time_s: float) -> None:
        while found := traffic.advance(time_s):
            arrivals.extend(found)
            assert traffic.n_departed == traffic.n_arrived + traffic.n_under_way
        assert traffic.now_s == time_s
        traffic.check_conservation()

    events = [(act.time_s, 1, number) for number, act in enumerate(plan)]
    events += [(time_s, 0, 0) for time_s in pauses]
    for time_s, is_act, number in sorted(events):
        advance_to(time_s)
        if is_act:
            _perform(traffic, plan[number], number)
    advance_to(END_S)
    return traffic, arrivals


@settings(max_examples=150, deadline=None)
@given(networks(), acts, st.lists(st.floats(0, END_S), max_size=20))
def test_pauses_change_nothing(network: Network, plan: list[Act], pauses: list[float]) -> None:
    plain, expected = _play(network, plan, [])
    paused, found = _play(network, plan, pauses)
    assert found == expected
    assert (plain.entered == paused.entered).all()
    assert (plain.inside == paused.inside).all()
    assert plain.waiting == paused.waiting


@settings(max_examples=100, deadline=None)
@given(networks(), acts)
def test_vehicles_are_conserved_and_report_whole_journeys(
    network: Network, plan: list[Act]
) -> None:
    traffic, arrivals = _play(network, plan, [])
    departed = sum(1 + act.second for act in plan if act.kind == "depart")
    assert traffic.n_departed == departed
    assert traffic.n_arrived == sum(arrival.n_vehicles for arrival in arrivals)
    assert traffic.n_under_way == int(traffic.inside.sum()) + traffic.n_waiting
    times = [arrival.time_s for arrival in arrivals]
    assert times == sorted(times)
    for arrival in arrivals:
        assert 0.0 <= arrival.waited_s <= arrival.travel_s
        # No vehicle is faster than the dry road allows: nothing was carried over by magic.
        assert arrival.travel_s - arrival.waited_s >= arrival.distance_m / 10.0 - 1e-6


@settings(max_examples=100, deadline=None)
@given(networks(), st.lists(st.integers(0, 11), max_size=6), st.data())
def test_closures_never_shorten_a_path(
    network: Network, links: list[int], data: st.DataObject
) -> None:
    traffic = Traffic(network)
    destination = data.draw(st.integers(0, network.n_nodes - 1))
    before = traffic.travel_times_to(destination, "car")
    free = before
    for link in links:
        traffic.close(link % network.n_links)
        after = traffic.travel_times_to(destination, "car")
        assert (after >= before).all()
        before = after
    for link in links:
        traffic.reopen(link % network.n_links)
    assert (traffic.travel_times_to(destination, "car") == free).all()


@settings(max_examples=100, deadline=None)
@given(networks(), st.lists(st.tuples(st.integers(0, 11), st.floats(0, 0.7)), max_size=8))
def test_a_heavier_vehicle_gets_wherever_a_car_gets(
    network: Network, depths: list[tuple[int, float]]
) -> None:
    traffic = Traffic(network)
    for link, depth_m in depths:
        traffic.set_depth(link % network.n_links, depth_m)
    assert (traffic.passable("car") <= traffic.passable("rescue")).all()
    for node in range(network.n_nodes):
        car = np.isfinite(traffic.travel_times_to(node, "car"))
        assert (car <= np.isfinite(traffic.travel_times_to(node, "rescue"))).all()


@settings(max_examples=100, deadline=None)
@given(networks())
def test_both_directions_of_a_link_are_alike(network: Network) -> None:
    traffic = Traffic(network)
    times = np.array([traffic.travel_times_to(node, "car") for node in range(network.n_nodes)])
    assert (times == times.T).all()
    assert (network.tail[0::2] == network.head[1::2]).all()
    assert (network.tail[1::2] == network.head[0::2]).all()


changes = st.lists(
    st.lists(st.tuples(st.integers(0, 23), st.sampled_from([1.0, 2.0, 3.0, np.inf])), max_size=6),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(networks(), changes, st.data())
def test_repaired_trees_equal_trees_computed_afresh(
    network: Network, batches: list[list[tuple[int, float]]], data: st.DataObject
) -> None:
    time_s = np.full(network.n_arcs, 2.0)
    routes = Routes(network, time_s=time_s)
    for node in range(network.n_nodes):
        routes.tree(node).n_users = data.draw(st.integers(0, 1))
    for batch in batches:
        values = {arc % network.n_arcs: value for arc, value in batch}
        arcs = np.array(sorted(values), dtype=np.int64)
        new = np.array([values[arc] for arc in sorted(values)])
        time_s[arcs] = new
        routes.update(arcs, time_s=new)
        fresh = Routes(network, time_s=time_s)
        for node in range(network.n_nodes):
            assert routes.tree(node).next_arc == fresh.tree(node).next_arc
            assert (routes.times_to(node) == fresh.times_to(node)).all()


@settings(max_examples=100, deadline=None)
@given(networks())
def test_following_next_arcs_takes_the_time_promised(network: Network) -> None:
    time_s = network.length_m / network.free_speed_mps
    routes = Routes(network, time_s=time_s)
    for destination in range(network.n_nodes):
        next_arc = routes.tree(destination).next_arc
        for origin, promised in enumerate(routes.times_to(destination).tolist()):
            node, spent = origin, 0.0
            for _ in range(network.n_nodes):
                arc = next_arc[node]
                if arc < 0:
                    break
                assert network.tail[arc] == node
                spent += float(time_s[arc])
                node = int(network.head[arc])
            if np.isfinite(promised):
                assert (next_arc[node], node) == (ARRIVED, destination)
                assert spent == promised
            else:
                assert (next_arc[origin], spent) == (NO_ROUTE, 0.0)
