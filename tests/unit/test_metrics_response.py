"""Delays, busy teams, response levels and hazard points on logs written by hand."""

import pytest

from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EvacuationOrdered,
    FactLearned,
    GoodsDelivered,
    HazardPointFailed,
    LinkClosed,
    LinkReopened,
    NeedArose,
    PointReinforced,
    PointsInspected,
    RequestApproved,
    RequestHandled,
    RequestRaised,
    ResponseEnded,
    ResponseRaised,
    TeamArrived,
    TeamAvailable,
    TeamDeparted,
    TeamTasked,
    TruckDeparted,
    ZoneThreatened,
)
from sim.metrics import hazard, response

HOUR_S = 3600.0


def finish(
    recorder: Recorder, *, horizon_s: float = 10_000.0, teams: int | None = None
) -> EventLog:
    return recorder.finish(
        Header(
            "s",
            "",
            {},
            "",
            "p",
            "",
            "2019-08-12T00:00:00+08:00",
            horizon_s,
            1,
            0,
            resources={} if teams is None else {"teams": teams},
        )
    )


def write_chain(recorder: Recorder, *, joint: bool = False) -> None:
    """A fact at 0 s, learned at 100, told on at 160, asked for at 200, approved at 500."""
    fact = recorder.add(ZoneThreatened("Z", 50, 9000.0), time_s=0.0)
    seen = recorder.add(FactLearned("county", fact, 100.0), time_s=100.0, cause=fact)
    told = recorder.add(FactLearned("city", fact, 160.0), time_s=160.0, cause=seen)
    asked = recorder.add(RequestRaised("R1", "teams", "city", "Z"), time_s=200.0, cause=told)
    first = recorder.add(RequestHandled("R1", "city", 60.0, 40.0), time_s=320.0, cause=asked)
    hops = (400.0, 100.0) if joint else (50.0, 100.0)
    second = recorder.add(RequestHandled("R1", "province", *hops), time_s=500.0, cause=first)
    agreed = recorder.add(RequestApproved("R1", "province", 300.0), time_s=500.0, cause=second)
    tasked = recorder.add(TeamTasked("T1", "I1", "rescue"), time_s=500.0, cause=agreed)
    left = recorder.add(TeamDeparted("T1", "I1", "a", "b"), time_s=800.0, cause=tasked)
    recorder.add(TeamArrived("T1", "I1", 600.0), time_s=1400.0, cause=left)


def parts(one: response.Response, *stages: str) -> tuple[float, ...]:
    return tuple(one.spent_s()[stage] for stage in stages)


def test_the_parts_of_a_delay_add_up_from_fact_to_arrival() -> None:
    recorder = Recorder()
    write_chain(recorder)
    (one,) = response.dispatches(finish(recorder))
    assert parts(one, "detect", "queue", "decide") == (100.0, 110.0, 140.0)
    assert one.spent_s()["report"] == pytest.approx((200.0 - 100.0) + (300.0 - 250.0))
    assert parts(one, "mobilise", "travel") == (300.0, 600.0)
    assert one.total_s == pytest.approx(1400.0)
    assert one.dispatch_s == 600.0
    assert one.request_kind == "teams"


def test_hops_side_by_side_are_scaled_to_the_time_that_passed() -> None:
    recorder = Recorder()
    write_chain(recorder, joint=True)
    (one,) = response.dispatches(finish(recorder))
    queue_s, decide_s = parts(one, "queue", "decide")
    # the first hop fits into its 120 s; the second, of 500 s, is scaled to its 180
    assert (queue_s, decide_s) == pytest.approx((60.0 + 144.0, 40.0 + 36.0))
    assert one.total_s == pytest.approx(1400.0)


def test_only_the_first_departure_answers_a_request_and_trucks_count_too() -> None:
    recorder = Recorder()
    write_chain(recorder)
    asked = recorder.add(RequestRaised("R2", "goods", "c", "S"), time_s=1500.0)
    for time_s in (1600.0, 1900.0):
        truck = TruckDeparted("V", 7, "D", "S", {"tent": 1.0})
        left = recorder.add(truck, time_s=time_s, cause=asked)
    recorder.add(GoodsDelivered("S", 7, "D", "V", {"tent": 1.0}), time_s=2000.0, cause=left)
    log = finish(recorder)
    assert [one.dispatch_s for one in response.dispatches(log)] == [600.0, 100.0]
    assert response.dispatch_delay_median_s(log) == 350.0
    goods = response.dispatches(log)[1]  # nothing had to be learned for it
    # the first truck never arrived: the second is the answer
    assert parts(goods, "detect", "report", "mobilise", "travel") == (0.0, 0.0, 400.0, 100.0)


def test_a_response_that_nobody_reached_lasts_to_the_horizon() -> None:
    recorder = Recorder()
    asked = recorder.add(RequestRaised("R2", "goods", "c", "S"), time_s=1500.0)
    for time_s in (1600.0, 1900.0):
        recorder.add(TruckDeparted("V", 7, "D", "S", {"tent": 1.0}), time_s=time_s, cause=asked)
    (goods,) = response.dispatches(finish(recorder))
    assert parts(goods, "mobilise", "travel") == (100.0, 10_000.0 - 1600.0)


def test_what_caused_the_fact_is_another_story() -> None:
    """A shelter"s need follows from an evacuation, but its request only from the need."""
    recorder = Recorder()
    fact = recorder.add(ZoneThreatened("Z", 50, 9000.0), time_s=0.0)
    learned = recorder.add(FactLearned("county", fact, 100.0), time_s=100.0, cause=fact)
    order = recorder.add(EvacuationOrdered("Z", 50, "red"), time_s=200.0, cause=learned)
    need = recorder.add(NeedArose("S", 50, {"tent": 9.0}), time_s=5000.0, cause=order)
    asked = recorder.add(RequestRaised("R1", "goods", "c", "S"), time_s=5600.0, cause=need)
    recorder.add(TruckDeparted("V", 7, "D", "S", {"tent": 1.0}), time_s=6000.0, cause=asked)
    (one,) = response.dispatches(finish(recorder))
    assert parts(one, "detect", "report", "mobilise") == (0.0, 600.0, 400.0)


def test_a_fact_known_elsewhere_first_was_detected_then() -> None:
    recorder = Recorder()
    fact = recorder.add(ZoneThreatened("Z", 50, 9000.0), time_s=0.0)
    recorder.add(FactLearned("county", fact, 100.0), time_s=100.0, cause=fact)
    known = recorder.add(FactLearned("province", fact, 900.0), time_s=900.0, cause=fact)
    asked = recorder.add(RequestRaised("R1", "teams", "p", "Z"), time_s=1000.0, cause=known)
    recorder.add(TeamDeparted("T", "Z", "a", "b"), time_s=1500.0, cause=asked)
    (one,) = response.dispatches(finish(recorder))
    assert parts(one, "detect", "report", "mobilise") == (100.0, 900.0, 500.0)


def test_means_of_parts_and_unanswered_requests() -> None:
    recorder = Recorder()
    write_chain(recorder)
    recorder.add(RequestRaised("R3", "goods", "c", "S"), time_s=1500.0)
    recorder.add(RequestRaised("R4", "evacuation", "c", "Z"), time_s=1500.0)
    log = finish(recorder)
    assert response.requests_unanswered(log) == 1
    means = [
        response.delay_detect_mean_s(log),
        response.delay_report_mean_s(log),
        response.delay_queue_mean_s(log),
        response.delay_decide_mean_s(log),
        response.delay_mobilise_mean_s(log),
        response.delay_travel_mean_s(log),
    ]
    assert sum(mean or 0.0 for mean in means) == pytest.approx(1400.0)


def test_no_request_is_nothing_to_measure() -> None:
    log = finish(Recorder())
    assert response.dispatch_delay_median_s(log) is None
    assert response.delay_travel_mean_s(log) is None
    assert response.response_first_s(log) is None
    assert response.team_busy_share(log) is None


def test_teams_are_busy_from_tasking_to_availability_or_the_horizon() -> None:
    recorder = Recorder()
    recorder.add(TeamTasked("T1", "I", "rescue"), time_s=0.0)
    recorder.add(TeamTasked("T1", "J", "rescue"), time_s=1000.0)
    recorder.add(TeamAvailable("T1", "n"), time_s=2000.0)
    recorder.add(TeamAvailable("T1", "n"), time_s=3000.0)
    recorder.add(TeamTasked("T2", "I", "rescue"), time_s=9000.0)
    log = finish(recorder, teams=2)
    assert response.team_busy_share(log) == pytest.approx((2000 + 1000) / 20_000)


def test_response_levels_follow_each_other() -> None:
    recorder = Recorder()
    recorder.add(ResponseRaised("eoc", "IV"), time_s=100.0)
    recorder.add(ResponseRaised("eoc", "II"), time_s=300.0)
    recorder.add(ResponseRaised("other", "IV"), time_s=400.0)
    recorder.add(ResponseEnded("eoc"), time_s=900.0)
    log = finish(recorder)
    assert response.response_levels(log) == {
        "eoc": (("IV", 100.0, 300.0), ("II", 300.0, 900.0)),
        "other": (("IV", 400.0, 10_000.0),),
    }
    assert response.response_first_s(log) == 100.0


def test_closed_links_and_points() -> None:
    recorder = Recorder()
    recorder.add(LinkClosed("L1", "flood"), time_s=0.0)
    recorder.add(LinkClosed("L1", "slide"), time_s=1800.0)
    recorder.add(LinkClosed("L2", "flood"), time_s=1800.0)
    recorder.add(PointsInspected("C", 40, 12, 2), time_s=2000.0)
    recorder.add(PointReinforced("H2", "C", "T"), time_s=2000.0)
    recorder.add(LinkReopened("L1", 3600.0), time_s=3600.0)
    recorder.add(HazardPointFailed("H", "dike", "C", "Z", "L2", 3), time_s=3600.0)
    log = finish(recorder, horizon_s=9000.0)
    assert hazard.closed_link_h(log) == pytest.approx((3600.0 + 7200.0) / HOUR_S)
    assert hazard.hazard_points_failed(log) == 1
    assert hazard.points_inspected(log) == 40
    assert hazard.inspection_person_turns(log) == 12
    assert hazard.points_reinforced(log) == 1
