"""What must hold on any network, under any closures, however the caller pauses."""

from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.errors import InputError
from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.routing import Routes
from sim.roads.traffic import (
    Arrival,
    LanesMoved,
    Stranding,
    Traffic,
    TripResults,
    Trips,
    simulate_trips,
)
from sim.roads.traffic import tables as tb
from sim.roads.traffic.roads import Inside
from sim.roads.trees import ARRIVED, NO_ROUTE

END_S = 5000.0
CAPACITY_VEH_PER_S = 0.5
SPEED_MPS = 10.0


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
    lanes = np.array(draw(st.lists(st.integers(1, 2), min_size=n_links, max_size=n_links)))
    # On short links a few vehicles stand back to the link before.
    unit_m = draw(st.sampled_from([1000.0, 30.0]))
    return Network.from_links(
        node_ids=[f"n{i}" for i in range(n_nodes)],
        link_ids=[f"l{i}" for i in range(n_links)],
        ends=ends,
        length_m=[unit_m * value for value in lengths],
        free_speed_mps=SPEED_MPS,
        capacity_veh_per_s=CAPACITY_VEH_PER_S * lanes,
        lanes=lanes,
        jam_density_veh_per_m=0.14 * lanes,
    )


@dataclass(frozen=True)
class Act:
    """Something done to the traffic at a time."""

    time_s: float
    kind: str
    first: int
    second: int
    depth_m: float


KINDS = (
    *("depart",) * 6,
    *("close", "reopen") * 2,
    *("depth", "redirect", "share", "begin_contraflow", "end_contraflow"),
)
ADDS_LANES = {"begin_contraflow"}
TAKES_LANES = {"share", "begin_contraflow"}

acts = st.lists(
    st.builds(
        Act,
        # A grid coarse enough to meet the times at which nodes are reached.
        time_s=st.integers(0, 40).map(lambda k: 50.0 * k),
        kind=st.sampled_from(KINDS),
        first=st.integers(0, 11),
        second=st.integers(0, 11),
        depth_m=st.sampled_from([0.0, 0.1, 0.25, 0.32, 0.45, 0.6]),
    ),
    max_size=25,
)
drivings = st.sampled_from(
    [
        Driving(choice="free_flow"),
        Driving(choice="fixed"),
        # Reports at times at which much else happens.
        Driving(choice="reactive", period_s=50.0, n_perceptions=4),
    ]
)

VEHICLES = ("car", "bus", "truck", "rescue")


def _perform(traffic: Traffic, act: Act, trip: int) -> None:  # noqa: C901  # act by act
    network = traffic.network
    link = act.first % network.n_links
    if act.kind == "depart":
        origin = act.first % network.n_nodes
        traffic.depart(
            trip=trip,
            origin=origin,
            destination=[act.second % network.n_nodes, act.second // 2 % network.n_nodes],
            vehicle=VEHICLES[(act.first + act.second) % 4],
            n_vehicles=1 + act.second,
            is_guided=act.first % 3 == 0,
            route=_walk(network, origin, 3) if act.depth_m > 0.3 else (),
        )
    elif act.kind == "close":
        traffic.close(link, inside=get_args(Inside)[act.second % 3])
    elif act.kind == "reopen":
        traffic.reopen(link)
    elif act.kind == "depth":
        traffic.set_depth(link, act.depth_m)
    elif act.kind == "share":
        traffic.set_capacity_share(link, (1 + act.second % 12) / 12)
    elif act.kind == "redirect":
        if traffic.is_under_way(act.first):
            traffic.redirect(act.first, act.second % network.n_nodes)
    else:
        staffing_s = 10.0 * act.second
        towards = int(network.head[2 * link + act.second % 2])
        try:
            if act.kind == "begin_contraflow":
                traffic.begin_contraflow(link, towards=towards, staffing_s=staffing_s)
            else:
                traffic.end_contraflow(link, staffing_s=staffing_s)
        except InputError as error:
            if "contraflow" not in str(error):
                raise


def _walk(network: Network, node: int, n_arcs: int) -> list[int]:
    """Return the last arc out of every node on the way: hardly ever the quickest way."""
    route: list[int] = []
    for _ in range(n_arcs):
        out = np.flatnonzero(network.tail == node)
        if out.size:
            route.append(int(out[-1]))
            node = int(network.head[out[-1]])
    return route


@dataclass
class Story:
    """A run as seen from outside."""

    traffic: Traffic
    arrivals: list[Arrival] = field(default_factory=list)
    moved: list[LanesMoved] = field(default_factory=list)
    caught: list[tuple[float, Stranding]] = field(default_factory=list)
    n_lost: int = 0

    def leave(self, stranding: Stranding) -> None:
        """Let the people of every second trip leave what is caught."""
        self.caught.append((self.traffic.now_s, stranding))
        if stranding.trip % 2:
            self.traffic.abandon(stranding.trip, stranding.n_vehicles)
            self.n_lost += stranding.n_vehicles

    def advance_to(self, time_s: float) -> None:
        traffic = self.traffic
        while True:
            found, moved = traffic.advance(time_s), traffic.take_lanes_moved()
            self.arrivals += found
            self.moved += moved
            assert traffic.n_departed == traffic.n_arrived + traffic.n_under_way + self.n_lost
            if not found and not moved:
                break
        assert traffic.now_s == time_s
        traffic.check_conservation()


def _play(
    network: Network,
    plan: list[Act],
    driving: Driving,
    *,
    pauses: list[float] = [],  # noqa: B006  # never written to
    checked: bool = False,
) -> Story:
    story = Story(Traffic(network, driving=driving))
    story.traffic.on_stranded = story.leave
    story.traffic.record(np.arange(network.n_arcs))
    events = [(act.time_s, 1, number) for number, act in enumerate(plan)]
    events += [(time_s, 0, 0) for time_s in pauses]
    can_shrink = any(act.kind in TAKES_LANES for act in plan)
    for time_s, is_act, number in sorted(events):
        story.advance_to(time_s)
        if is_act:
            _perform(story.traffic, plan[number], number)
        if checked:
            _check_tables(story.traffic, can_shrink=can_shrink)
    story.advance_to(END_S)
    if checked:
        _check_tables(story.traffic, can_shrink=can_shrink)
    return story


def _chain(table: tb.Table, first: int, name: str = "next") -> list[int]:
    """Return the rows of a chain; fail where it runs in a circle."""
    rows: list[int] = []
    while first != tb.NONE:
        rows.append(first)
        assert len(rows) <= len(table)
        first = int(table[name][first])
    return rows


def _check_tables(traffic: Traffic, *, can_shrink: bool) -> None:
    """Compare all that the tables of the kernel say twice."""
    t, clock = traffic._t, traffic._clock
    n_arcs, vehicles = traffic.network.n_arcs, traffic._t.vehicles
    n_events = int(clock["n_events"])
    events = t.events[:n_events].tolist()
    assert all(events[(k - 1) // 4] <= events[k] for k in range(1, n_events))
    assert all(time_s >= traffic.now_s for time_s, _ in events)
    found = {tb.QUEUED: 0, tb.INSIDE: 0}
    contending = {
        s: m for m in range(n_arcs) for s in _chain(t.sources, t.arcs["first_waiting"][m], _NEXT)
    }
    holes = _chain(t.holes, clock["first_free_hole"])
    for s, source in enumerate(t.sources):
        state = tb.INSIDE if s < n_arcs else tb.QUEUED
        rows = _chain(vehicles, source["first"])
        assert (rows[-1] if rows else tb.NONE) == source["last"]
        assert vehicles["previous"][rows].tolist() == [tb.NONE, *rows[:-1]][: len(rows)]
        assert (vehicles["state"][rows] == state).all()
        assert source["target"] == contending.get(s, tb.NONE)
        if rows and source["target"] == tb.NONE:
            assert (source["event_s"], s) in events
        found[state] += len(rows)
        if s >= n_arcs:
            assert (vehicles["node"][rows] == t.arcs["tail"][s - n_arcs]).all()
            continue
        arc = t.arcs[s]
        assert (vehicles["arc"][rows] == s).all()
        assert (np.diff(vehicles["ready_s"][rows]) >= 0.0).all()
        assert arc["n"] == len(rows)
        gaps = _chain(t.holes, arc["first_hole"])
        assert (gaps[-1] if gaps else tb.NONE) == arc["last_hole"]
        assert (np.diff(t.holes["time_s"][gaps]) >= 0.0).all()
        holes += gaps
        used = int(vehicles["size"][rows].sum() + t.holes["size"][gaps].sum())
        assert used == arc["used"]
        assert used <= arc["room"] or len(rows) + len(gaps) == 1 or can_shrink
        last = _chain(t.sources, arc["first_waiting"], _NEXT)
        assert (last[-1] if last else tb.NONE) == arc["last_waiting"]
        if last:
            assert all(t.sources["first"][k] != tb.NONE for k in last)
            # Whoever contends is let in at a time already fixed, or when somebody leaves.
            assert (arc["gate_s"], 2 * n_arcs + s) in events or rows
    assert sorted(holes) == list(range(len(t.holes)))
    counted = np.bincount(vehicles["state"], minlength=6).tolist()
    assert [counted[tb.QUEUED], counted[tb.INSIDE]] == [found[tb.QUEUED], found[tb.INSIDE]]
    waiting = _chain(vehicles, clock["first_waiting"])
    assert (vehicles["state"][waiting] == tb.WAITING).all()
    assert len(waiting) == counted[tb.WAITING]
    free = _chain(vehicles, clock["first_free_vehicle"])
    assert (vehicles["state"][free] == tb.FREE).all()
    assert len(free) == counted[tb.FREE]
    due = sorted(what - 3 * n_arcs for _, what in events if what >= 3 * n_arcs)
    assert due == np.flatnonzero(vehicles["state"] == tb.PENDING).tolist()


_NEXT = "next_waiting"


@settings(max_examples=150, deadline=None)
@given(networks(), acts, drivings, st.lists(st.floats(0, END_S), max_size=20))
def test_pauses_change_nothing(
    network: Network, plan: list[Act], driving: Driving, pauses: list[float]
) -> None:
    plain = _play(network, plan, driving)
    paused = _play(network, plan, driving, pauses=pauses)
    assert paused.arrivals == plain.arrivals
    assert paused.moved == plain.moved
    assert paused.caught == plain.caught
    mine, other = paused.traffic.passages(), plain.traffic.passages()
    for name in ("arc", "trip", "entered_s", "left_s"):
        assert np.array_equal(getattr(mine, name), getattr(other, name), equal_nan=True)
    for name in ("entered", "inside", "delay_s", "expected_delay_s"):
        assert (getattr(paused.traffic, name) == getattr(plain.traffic, name)).all()
    assert paused.traffic.waiting == plain.traffic.waiting
    assert paused.traffic.n_stranded == plain.traffic.n_stranded
    assert paused.traffic.gridlocked().tolist() == plain.traffic.gridlocked().tolist()


@settings(max_examples=150, deadline=None)
@given(networks(), acts, drivings)
def test_vehicles_are_conserved_and_report_whole_journeys(
    network: Network, plan: list[Act], driving: Driving
) -> None:
    story = _play(network, plan, driving, checked=True)
    traffic, arrivals = story.traffic, story.arrivals
    departed = {number: 1 + act.second for number, act in enumerate(plan) if act.kind == "depart"}
    assert traffic.n_departed == sum(departed.values())
    whole = [arrival for arrival in arrivals if arrival.n_vehicles == departed[arrival.trip]]
    assert len({arrival.trip for arrival in arrivals}) == len(arrivals)
    assert sum(arrival.n_vehicles for arrival in arrivals) <= traffic.n_arrived
    if not story.caught:
        assert whole == arrivals
    times = [arrival.time_s for arrival in arrivals]
    assert times == sorted(times)
    for arrival in arrivals:
        assert 0.0 <= arrival.waited_s <= arrival.travel_s
        # No vehicle is faster than the dry road allows: nothing was carried over by magic.
        assert arrival.travel_s - arrival.waited_s >= arrival.distance_m / SPEED_MPS - 1e-6


@settings(max_examples=100, deadline=None)
@given(networks(), acts, drivings)
def test_every_arc_keeps_its_headways_its_speed_and_its_order(
    network: Network, plan: list[Act], driving: Driving
) -> None:
    traffic = _play(network, plan, driving).traffic
    passages = traffic.passages()
    is_left = np.isfinite(passages.left_s)
    arcs, entered_s, left_s = (
        values[is_left] for values in (passages.arc, passages.entered_s, passages.left_s)
    )
    assert (left_s - entered_s >= network.length_m[arcs] / SPEED_MPS - 1e-6).all()
    has_more_lanes = any(act.kind in ADDS_LANES for act in plan)
    for arc in range(network.n_arcs):
        entered, left = entered_s[arcs == arc], left_s[arcs == arc]
        assert (np.diff(left) >= 0.0).all()
        if network.lanes[arc] == 1 and driving.hinders:
            assert (np.diff(entered) >= 0.0).all()
        if driving.hinders and not has_more_lanes:
            # Every class takes at least one headway of a car.
            headway_s = 1.0 / network.capacity_veh_per_s[arc] - 1e-6
            assert (np.diff(left) >= headway_s).all()
            assert (np.diff(np.sort(entered)) >= headway_s).all()


@settings(max_examples=50, deadline=None)
@given(
    networks(),
    st.lists(
        st.tuples(st.floats(0, 300), st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)),
        max_size=40,
    ),
    drivings,
)
def test_trips_known_beforehand_drive_as_trips_that_depart_one_by_one(
    network: Network, rows: list[tuple[float, int, int, int]], driving: Driving
) -> None:
    rows = sorted(rows)
    n_nodes = network.n_nodes
    trips = Trips(
        depart_s=np.array([row[0] for row in rows]),
        origin=np.array([row[1] % n_nodes for row in rows], dtype=np.int64),
        destination=np.array([row[2] % n_nodes for row in rows], dtype=np.int64),
        vehicle=[VEHICLES[row[3]] for row in rows],
    )
    result = simulate_trips(network, trips, routing=driving, until_s=END_S)
    story = Story(Traffic(network, driving=driving))
    for trip, (depart_s, origin, destination, vehicle) in enumerate(rows):
        story.advance_to(depart_s)
        story.traffic.depart(
            trip=trip,
            origin=origin % n_nodes,
            destination=destination % n_nodes,
            vehicle=VEHICLES[vehicle],
        )
    story.advance_to(END_S)
    found = np.full(len(rows), np.nan)
    for arrival in story.arrivals:
        found[arrival.trip] = arrival.time_s
    distinct = len({row[0] for row in rows}) == len(rows)
    if distinct or not driving.hinders:
        assert np.array_equal(result.arrived_s, found, equal_nan=True)
    _check_result(result, story.traffic)


def _check_result(result: TripResults, traffic: Traffic) -> None:
    assert result.n_arrived + result.n_under_way == len(result.trips)
    assert (result.n_arrived, result.n_waiting) == (traffic.n_arrived, traffic.n_waiting)
    is_here = np.isfinite(result.arrived_s)
    assert (result.travel_s[is_here] >= 0.0).all()
    assert not (result.departed_s < result.trips.depart_s).any()


@settings(max_examples=100, deadline=None)
@given(networks(), st.lists(st.integers(0, 11), max_size=6), st.data())
def test_closures_never_shorten_a_path(
    network: Network, links: list[int], data: st.DataObject
) -> None:
    traffic = Traffic(network)
    destination = data.draw(st.integers(0, network.n_nodes - 1))
    before = traffic.travel_times_to(destination, "car").copy()
    free = before
    for link in links:
        traffic.close(link % network.n_links)
        after = traffic.travel_times_to(destination, "car").copy()
        assert (after >= before).all()
        before = after
    for link in links:
        traffic.reopen(link % network.n_links)
        after = traffic.travel_times_to(destination, "car").copy()
        assert (after <= before).all()
        before = after
    assert (before == free).all()


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


@settings(max_examples=150, deadline=None)
@given(networks(), changes, st.data())
def test_repaired_trees_equal_trees_computed_afresh(
    network: Network, batches: list[list[tuple[int, float]]], data: st.DataObject
) -> None:
    time_s = np.full((1, network.n_arcs), 2.0)
    delay_s = np.zeros(network.n_arcs)
    routes = Routes(network, time_s=time_s)
    for node in range(network.n_nodes):
        number = routes.destination([node])
        routes.prepare(number, 0, is_guided=True)
        routes.n_users[number, 0, 0] = data.draw(st.integers(0, 1))
    for batch in batches:
        values = {arc % network.n_arcs: value for arc, value in batch}
        arcs = np.array(sorted(values), dtype=np.int64)
        new = np.array([[values[arc] for arc in sorted(values)]])
        if data.draw(st.booleans()):
            time_s[:, arcs] = new
            routes.change(arcs, time_s=new)
        else:
            delay_s[arcs] = np.where(np.isfinite(new[0]), new[0], 0.0)
            routes.inform(delay_s, informed=np.empty(0, dtype=np.bool_))
        fresh = Routes(network, time_s=time_s + delay_s)
        for node in range(network.n_nodes):
            if routes.n_users[node, 0, 0]:  # repaired at once
                tree = routes.next_arc[routes.row[node, 0, 0]].copy()
            times_s = routes.times_to(node, 0)
            number = fresh.destination([node])
            assert (times_s == fresh.times_to(number, 0)).all()
            expected = fresh.next_arc[fresh.row[number, 0, 0]]
            assert (routes.next_arc[routes.row[node, 0, 0]] == expected).all()
            if routes.n_users[node, 0, 0]:
                assert (tree == expected).all()


@settings(max_examples=50, deadline=None)
@given(networks(), changes, st.data())
def test_no_perception_ever_leads_in_a_circle_or_over_a_closed_road(
    network: Network, batches: list[list[tuple[int, float]]], data: st.DataObject
) -> None:
    n_lots = 3
    errors = 1.0 + 0.2 * np.random.default_rng(1).random((n_lots, network.n_arcs))
    time_s = np.full((1, network.n_arcs), 2.0)
    routes = Routes(network, time_s=time_s, errors=errors)
    for node in range(network.n_nodes):
        number = routes.destination([node])
        routes.prepare(number, 0, is_guided=False)
        routes.n_users[number, 0, 1] = data.draw(st.integers(0, 1))
    for batch in batches:
        values = {arc % network.n_arcs: value for arc, value in batch}
        arcs = np.array(sorted(values), dtype=np.int64)
        new = np.array([[values[arc] for arc in sorted(values)]])
        if data.draw(st.booleans()):
            time_s[:, arcs] = new
            routes.change(arcs, time_s=new)
        else:
            delay_s = np.zeros(network.n_arcs)
            delay_s[arcs] = np.where(np.isfinite(new[0]), 10.0 * new[0], 0.0)
            informed = np.array(data.draw(st.lists(st.booleans(), min_size=3, max_size=3)))
            routes.inform(delay_s, informed=informed)
        for node in range(network.n_nodes):
            routes.prepare(node, 0, is_guided=False)
            reachable = np.isfinite(routes.times_to(node, 0))
            for row in routes.row[node, 0, 1:].tolist():
                assert row >= 0
                _check_tree(network, routes.next_arc[row], time_s[0], reachable, node)
        in_use = [row for row in np.unique(routes.row).tolist() if row >= 0]
        assert len(in_use) <= network.n_nodes * (n_lots + 1)
        assert sorted(in_use + routes._free) == list(range(len(routes.next_arc)))


def _check_tree(
    network: Network, tree: np.ndarray, time_s: np.ndarray, reachable: np.ndarray, sink: int
) -> None:
    assert ((tree != NO_ROUTE) == reachable).all()
    for origin in np.flatnonzero(reachable).tolist():
        node, n_driven = origin, 0
        while tree[node] != ARRIVED:
            assert np.isfinite(time_s[tree[node]])
            assert network.tail[tree[node]] == node
            node, n_driven = int(network.head[tree[node]]), n_driven + 1
            assert n_driven < network.n_nodes
        assert node == sink


@settings(max_examples=100, deadline=None)
@given(networks())
def test_following_next_arcs_takes_the_time_promised(network: Network) -> None:
    time_s = network.length_m / network.free_speed_mps
    routes = Routes(network, time_s=time_s[np.newaxis])
    for destination in range(network.n_nodes):
        times_s = routes.times_to(routes.destination([destination]), 0)
        tree = routes.next_arc[routes.row[destination, 0, 0]]
        for origin, promised in enumerate(times_s.tolist()):
            node, spent = origin, []
            while tree[node] >= 0:
                assert network.tail[tree[node]] == node
                spent.append(float(time_s[tree[node]]))
                node = int(network.head[tree[node]])
                assert len(spent) < network.n_nodes
            if np.isfinite(promised):
                assert (tree[node], node) == (ARRIVED, destination)
                assert sum(spent) == promised
            else:
                assert (tree[origin], spent) == (NO_ROUTE, [])
