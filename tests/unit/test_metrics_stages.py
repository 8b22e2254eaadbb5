"""Stages along the chain of causes, on a log written by hand."""

from itertools import pairwise

import pytest

from sim.log import EventLog, Header, Recorder
from sim.log import events as ev
from sim.metrics.stages import STAGES, Step, critical_path, spent_s


def finish(recorder: Recorder) -> EventLog:
    start = "2019-08-12T00:00:00+08:00"
    return recorder.finish(Header("s", "", {}, "", "p", "", start, 90_000.0, 1, 0))


def delivery() -> EventLog:
    """A need at 1,000 s that ends in goods handed over at 10,000 s."""
    recorder = Recorder()
    flood = recorder.add(ev.ZoneFlooded("Z", 1.0, 5), time_s=0.0)
    need = recorder.add(ev.NeedArose("S", 5, {"tent": 1.0}), time_s=1000.0, cause=flood)
    asked = recorder.add(ev.RequestRaised("R", "goods", "c", "S"), time_s=2000.0, cause=need)
    handled = recorder.add(ev.RequestHandled("R", "c", 300.0, 600.0), time_s=3000.0, cause=asked)
    agreed = recorder.add(ev.RequestApproved("R", "c", 1000.0), time_s=3000.0, cause=handled)
    kept = recorder.add(ev.GoodsReserved("D", 1, "S", {"tent": 1.0}), time_s=3500.0, cause=agreed)
    truck = ev.TruckDeparted("T", 1, "D", "S", {"tent": 1.0}, load_s=400.0)
    left = recorder.add(truck, time_s=5000.0, cause=kept)
    goods = ev.GoodsDelivered("S", 1, "D", "T", {"tent": 1.0}, unload_s=700.0)
    recorder.add(goods, time_s=10_000.0, cause=left)
    return finish(recorder)


def test_a_delivery_by_hand() -> None:
    log = delivery()
    steps = critical_path(log, len(log) - 1)
    spent = spent_s(steps)
    assert spent == pytest.approx(
        {
            "detect": 0.0,
            "report": 1000.0 + 100.0,
            "queue": 300.0,
            "decide": 600.0,
            "mobilise": 500.0 + 1100.0,
            "load": 400.0,
            "travel": 4300.0,
            "work": 700.0,
        }
    )
    assert list(spent) == list(STAGES)
    assert (steps[0].begin_s, steps[-1].end_s) == (1000.0, 10_000.0)
    assert all(after.begin_s == before.end_s for before, after in pairwise(steps))


def test_a_team_is_told_turns_out_drives_and_works() -> None:
    recorder = Recorder()
    fact = recorder.add(ev.PersonsTrapped("Z", 5, "I"), time_s=0.0)
    known = recorder.add(ev.FactLearned("county", fact, 60.0), time_s=60.0, cause=fact)
    tasked = recorder.add(ev.TeamTasked("T", "I", "search"), time_s=100.0, cause=known)
    left = ev.TeamDeparted("T", "I", "a", "b", order_s=200.0)
    gone = recorder.add(left, time_s=600.0, cause=tasked)
    there = recorder.add(ev.TeamArrived("T", "I", 900.0), time_s=1500.0, cause=gone)
    recorder.add(ev.TaskCompleted("T", "I", 500.0), time_s=2000.0, cause=there)
    log = finish(recorder)
    assert critical_path(log, len(log) - 1) == (
        Step("detect", 0.0, 60.0, known),
        Step("mobilise", 60.0, 100.0, tasked),
        Step("report", 100.0, 300.0, gone),
        Step("mobilise", 300.0, 600.0, gone),
        Step("travel", 600.0, 1500.0, there),
        Step("work", 1500.0, 2000.0, there + 1),
    )


def test_a_fact_itself_took_no_steps() -> None:
    log = delivery()
    assert critical_path(log, 0) == ()
    assert critical_path(log, 1) == ()
