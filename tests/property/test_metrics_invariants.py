"""What must hold for the metrics of any log."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.causes import causes, nearest_causes, why
from sim.log.events import (
    EvacuationOrdered,
    EventType,
    GoodsDelivered,
    GroupArrived,
    GroupDeparted,
    LinkClosed,
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
from sim.metrics import casualties, equity, evacuation, response, summary, supply
from sim.place import Place
from sim.place.place import Site

HORIZON_S = 200_000.0
SHELTERS = ("S1", "S2", "S3")
PLACE = Place(
    name="toy",
    title=Text("玩具", "toy"),
    counties=(),
    nodes=(),
    road_classes=(),
    links=(),
    zones=(),
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
    for one in response.dispatches(log):
        assert min(one[4:]) >= 0.0
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
