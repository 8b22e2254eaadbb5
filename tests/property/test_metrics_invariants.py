"""What must hold for the metrics of any log."""

import json
from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.streams import Streams
from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.causes import causes, nearest_causes, why
from sim.log.events import (
    EvacuationOrdered,
    EventType,
    GoodsDelivered,
    GridlockFormed,
    GroupArrived,
    GroupDeparted,
    LinkClosed,
    LinkCongested,
    LinkRelieved,
    LinkReopened,
    NeedArose,
    PersonsRescued,
    PersonsReturned,
    PersonsTrapped,
    RequestRaised,
    TeamAvailable,
    TeamDeparted,
    TeamTasked,
)
from sim.metrics import bound, casualties, equity, evacuation, response, summary, supply
from sim.place import Link, Node, Place, RoadClass, Site, Zone
from sim.roads.driving import Driving
from sim.roads.network import Network
from sim.roads.traffic import ANY, Trips, simulate_trips

HORIZON_S = 200_000.0
SHELTERS = ("S1", "S2", "S3")
PLACE = Place(
    name="toy",
    title=Text("玩具", "toy"),
    counties=(),
    nodes=tuple(Node(name, Text(name, name), "town", 43.0, 126.0, "c0") for name in "ABn"),
    road_classes=(RoadClass("road", Text("路", "road"), 900.0, 0.14),),
    links=tuple(
        Link(
            f"{end}n",
            end,
            "n",
            "",
            "road",
            2000.0,
            1,
            20.0,
            None,
            "",
            1e4,
            has_bridge=False,
            county_id="c0",
        )
        for end in "AB"
    ),
    zones=tuple(
        Zone(name, Text(name, name), "town", 43.0, 126.0, "c0", name, 900, "", 1e4) for name in "AB"
    ),
    sites=tuple(
        Site(name, "shelter", Text(name, name), "n", f"c{index % 2}", "county", "", 9)
        for index, name in enumerate(SHELTERS)
    ),
)

goods = st.dictionaries(
    st.sampled_from(["tent", "quilt", "water"]), st.floats(0.0, 1e4), max_size=3
)
shelter = st.sampled_from(SHELTERS)
zone = st.sampled_from(["A", "B"])
count = st.integers(0, 500)
number = st.integers(0, 4)
name = st.sampled_from(["X1", "X2"])

events = st.one_of(
    st.builds(NeedArose, shelter, count, goods),
    st.builds(GoodsDelivered, shelter, number, name, name, goods),
    st.builds(PersonsReturned, shelter, count),
    st.builds(EvacuationOrdered, zone, count, st.just("red")),
    st.builds(GroupDeparted, zone, number, shelter, count, number, st.just("car")),
    st.builds(GroupArrived, shelter, number, zone, count, st.floats(0.0, 1e4)),
    st.builds(PersonsTrapped, zone, count, name),
    st.builds(PersonsTrapped, zone, count, st.just("road/An/1")),
    st.builds(LinkCongested, name, count, st.floats(0.0, 9e3)),
    st.builds(LinkRelieved, name, st.floats(0.0, 9e3)),
    st.builds(GridlockFormed, name, st.just(["X1", "X2"]), count),
    st.builds(PersonsRescued, name, name, count, zone),
    st.builds(TeamTasked, name, name, st.just("rescue")),
    st.builds(TeamDeparted, name, name, name, name),
    st.builds(TeamAvailable, name, name),
    st.builds(RequestRaised, name, st.just("teams"), name, name),
    st.builds(LinkClosed, name, st.just("flood")),
    st.builds(LinkReopened, name, st.just(0.0)),
)


def log_of(steps: list[tuple[float, EventType, int]]) -> EventLog:
    recorder = Recorder()
    time_s = 0.0
    for gap_s, event, back in steps:
        time_s += gap_s
        recorder.add(event, time_s=time_s, cause=max(len(recorder) - back, -1))
    return recorder.finish(
        Header(
            "s",
            "",
            {},
            "",
            "toy",
            "",
            "2019-08-12T00:00:00+08:00",
            HORIZON_S,
            1,
            0,
            resources={"teams": 2},
        )
    )


logs = st.lists(st.tuples(st.floats(0.0, 9000.0), events, st.integers(1, 40)), max_size=40).map(
    log_of
)


@given(logs)
@settings(max_examples=150, deadline=None)
def test_every_summary_is_finite_json_within_its_bounds(log: EventLog) -> None:
    figures = summary(log, place=PLACE)
    json.dumps(figures, allow_nan=False)
    for metric, value in figures.items():
        assert value is None or value >= 0.0, metric
        if metric.startswith(("supply_share", "gini", "team_busy")) and value is not None:
            assert value <= 1.0 + 1e-12, metric
    assert figures["deaths_expected"] is not None
    assert figures["deaths_expected"] <= casualties.trapped_persons(log) + 1e-9


@given(logs)
@settings(max_examples=100, deadline=None)
def test_half_are_out_no_later_than_most_and_most_no_later_than_all(log: EventLog) -> None:
    t50, t95 = evacuation.evacuation_t50_s(log), evacuation.evacuation_t95_s(log)
    clearance = evacuation.evacuation_clearance_s(log)
    if t50 is not None and t95 is not None and clearance is not None:
        assert t50 <= t95 <= clearance
    else:
        assert t50 is t95 is clearance is None


@given(logs, shelter, goods)
@settings(max_examples=100, deadline=None)
def test_more_goods_at_the_start_never_hurt(
    log: EventLog, where: str, more: dict[str, float]
) -> None:
    recorder = Recorder()
    recorder.add(GoodsDelivered(where, 0, "D", "V", more), time_s=0.0)
    for event in log:
        if event.kind == "NeedArose":
            again: EventType = NeedArose(event.subject, **event.data)
        elif event.kind == "GoodsDelivered":
            again = GoodsDelivered(event.subject, **event.data)
        elif event.kind == "PersonsReturned":
            again = PersonsReturned(event.subject, **event.data)
        elif event.kind == "GroupArrived":
            again = GroupArrived(event.subject, **event.data)
        else:
            continue
        recorder.add(again, time_s=event.time_s)
    richer = recorder.finish(log.header)
    before, after = supply.unmet_person_h(log), supply.unmet_person_h(richer)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after <= before + 1e-6
    share, more_share = supply.supply_share_24h(log), supply.supply_share_24h(richer)
    if share is not None and more_share is not None:
        assert more_share >= share - 1e-9


@given(logs)
@settings(max_examples=100, deadline=None)
def test_the_region_is_the_sum_of_its_shelters(log: EventLog) -> None:
    series = supply.supply_series(log)
    if len(series.time_s):
        books = supply._series_and_ledgers(log)[1].values()
        persons = sum(ledger.persons[-1] for ledger in books)
        satisfied = sum(ledger.persons[-1] * ledger.share[-1] for ledger in books)
        assert abs(series.need_persons[-1] - persons) < 1e-6
        assert abs(series.satisfied_persons[-1] - satisfied) < 1e-6
        assert (series.share >= -1e-9).all()
        assert (series.share <= 1.0 + 1e-9).all()


@given(logs)
@settings(max_examples=100, deadline=None)
def test_delays_are_never_negative_and_people_trapped_are_all_accounted_for(log: EventLog) -> None:
    for one in response.responses(log):
        assert min(one.spent_s().values()) >= 0.0
        for before, after in pairwise(one.steps):
            assert after.begin_s == before.end_s
    assert sum(persons for persons, _ in casualties.trapped_spells(log)) == (
        casualties.trapped_persons(log)
    )


@given(logs)
@settings(max_examples=100, deadline=None)
def test_causes_end_at_a_root_and_nearest_causes_agree_with_them(log: EventLog) -> None:
    nearest = nearest_causes(log, ["RequestRaised", "NeedArose"])
    for event in log:
        chain = causes(log, event.seq)
        assert chain[0].cause == -1
        assert chain[-1] is event
        found = [link.seq for link in chain if link.kind in {"RequestRaised", "NeedArose"}]
        assert nearest[event.seq] == (found[-1] if found else -1)
        assert len(why(log, event.seq, lang="zh")) == len(chain) + 1


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), st.floats(0.01, 100.0), st.randoms())
def test_gini_knows_neither_scale_nor_order(
    values: list[float], scale: float, random: object
) -> None:
    changed = [value * scale for value in values]
    random.shuffle(changed)  # type: ignore[attr-defined]
    assert abs(equity.gini(values) - equity.gini(changed)) < 1e-9
    assert 0.0 <= equity.gini(values) <= 1.0 - 1.0 / len(values) + 1e-12


@st.composite
def regions(draw: st.DrawFn) -> Place:
    """A ring of eight places with some roads across, three of them to be emptied, two shelters."""
    names = "abcdefgh"
    ring = [(names[index], names[(index + 1) % 8]) for index in range(8)]
    across = draw(st.lists(st.sampled_from([("a", "e"), ("b", "g"), ("c", "h")]), max_size=3))
    ends = [*ring, *dict.fromkeys(across)]
    length_m = st.floats(500.0, 8000.0)
    links = tuple(
        Link(
            f"{one}{other}",
            one,
            other,
            "",
            "road",
            draw(length_m),
            draw(st.integers(1, 2)),
            draw(st.sampled_from([8.0, 15.0, 25.0])),
            None,
            "",
            1e4,
            has_bridge=False,
            county_id="c0",
        )
        for one, other in ends
    )
    return Place(
        name="ring",
        title=Text("环", "ring"),
        counties=(),
        nodes=tuple(Node(name, Text(name, name), "town", 43.0, 126.0, "c0") for name in names),
        road_classes=(RoadClass("road", Text("路", "road"), 700.0, 0.14),),
        links=links,
        zones=tuple(
            Zone(name, Text(name, name), "town", 43.0, 126.0, "c0", name, 900, "", 1e4)
            for name in "abc"
        ),
        sites=tuple(
            Site(f"S{name}", "shelter", Text(name, name), name, "c0", "county", "", 9)
            for name in "eg"
        ),
    )


@given(
    place=regions(),
    n_vehicles=st.lists(st.integers(0, 250), min_size=3, max_size=3),
    choice=st.sampled_from(["fixed", "reactive"]),
    has_choice=st.booleans(),
    seed=st.integers(0, 5),
)
@settings(max_examples=25, deadline=None)
def test_where_vehicles_hinder_one_another_nobody_beats_the_bound(
    *, place: Place, n_vehicles: list[int], choice: str, has_choice: bool, seed: int
) -> None:
    """Cars and buses that leave as fast as they like, to any shelter or the first one."""
    network = Network.from_place(place, day=date(2019, 8, 12))
    zones = np.repeat([zone.zone_id for zone in place.zones], n_vehicles)
    origin = np.array([network.node_index(zone) for zone in zones], dtype=np.int64)
    shelters = {network.node_index(site.node_id): site.site_id for site in place.sites}
    rng = Streams(seed, 0).get("test/bound")
    modes = np.where(rng.random(len(zones)) < 0.1, "bus", "car")
    results = simulate_trips(
        network,
        Trips(
            depart_s=rng.uniform(0.0, 600.0 * (seed > 2) + 1e-6, len(zones)),
            origin=origin,
            destination=np.full(len(zones), ANY if has_choice else next(iter(shelters))),
            vehicle=modes.tolist(),
        ),
        routing=Driving.model_validate({"choice": choice}),
        until_s=100_000.0,
        sinks=list(shelters),
        seed=seed,
    )
    assert results.n_arrived == len(zones)
    happened: list[tuple[float, int, EventType]] = [
        (0.0, 0, EvacuationOrdered(zone.zone_id, 1, "red")) for zone in place.zones
    ]
    site = place.sites[0].site_id  # where exactly does not matter: neither is ordered out
    for trip, zone_id in enumerate(zones.tolist()):
        left_s, in_s = float(results.trips.depart_s[trip]), float(results.arrived_s[trip])
        gone = GroupDeparted(zone_id, trip, site, 3, 1, str(modes[trip]))
        happened.append((left_s, 1, gone))
        happened.append((in_s, 2, GroupArrived(site, trip, zone_id, 3, in_s - left_s)))
    happened.sort(key=lambda item: item[:2])
    recorder = Recorder()
    for time_s, _, event in happened:
        recorder.add(event, time_s=time_s)
    log = recorder.finish(log_of([]).header)
    ratio = bound.evacuation_clearance_ratio(log, place=place)
    assert (ratio is None) == (len(zones) == 0)
    assert ratio is None or ratio >= 1.0 - 1e-9
