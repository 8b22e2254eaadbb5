"""Fires in a run: seen before they are fought, held where lines hold, nobody lost on the way."""

from functools import cache

import numpy as np
import pytest

import sim
from sim.log import EventLog
from sim.log.cells import cells_text, read_cells
from sim.place import Place

FIRE = "hunchun_border_fire_2019"


@cache
def jilin() -> Place:
    return sim.load_place("jilin")


@cache
def run_of(
    name: str = FIRE, overrides: tuple[tuple[str, object], ...] = (), **choices: str
) -> EventLog:
    scenario = sim.load_scenario(name, overrides=dict(overrides))
    return sim.run(scenario, sim.load_plan(**choices), place=jilin())


def figures(log: EventLog) -> dict[str, float | None]:
    return sim.metrics.summary(log, place=jilin())


def value(log: EventLog, name: str) -> float:
    found = figures(log)[name]
    assert found is not None
    return found


def test_a_fire_is_seen_then_known_then_fought() -> None:
    log = run_of()
    started = log.of("FireStarted")[0].time_s
    sighted = log.of("FireSighted")[0].time_s
    known = next(
        event.time_s
        for event in log.of("FactLearned")
        if log[event.data["fact"]].kind == "FireSighted"
    )
    tasked = next(
        event.time_s for event in log.of("TeamTasked") if event.data["task_kind"] == "fire"
    )
    manned = next(event.time_s for event in log.of("FireGrew") if event.data["persons"])
    assert started < sighted < known < tasked < manned


def test_cells_told_add_up_to_the_area_and_none_burns_twice() -> None:
    log = run_of()
    start = log.of("FireStarted")[0].data
    shape = start["n_rows"], start["n_columns"]
    burnt = np.zeros(shape, dtype=int)
    for event in log.of("FireGrew"):
        burnt += read_cells(event.data["cells"], shape)
        area_ha = (burnt > 0).sum() * start["cell_m"] ** 2 / 1e4
        assert area_ha == pytest.approx(event.data["area_ha"], abs=0.1)
    assert burnt.max() == 1


def test_line_that_has_not_failed_is_not_burnt() -> None:
    log = run_of()
    assert not log.of("LineFailed", "FireRekindled") or value(log, "burnt_home_ha") > 0.0
    start = log.of("FireStarted")[0].data
    shape = start["n_rows"], start["n_columns"]
    burnt, line = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for event in log.of("FireGrew"):
        burnt |= read_cells(event.data["cells"], shape)
    for event in log.of("LineBuilt"):
        line |= read_cells(event.data["cells"], shape)
    chain_km = start["cell_m"] * np.pi / 4.0 / 1000.0
    lost_km = sum(event.data["line_km"] for event in log.of("LineFailed"))
    flared = sum(event.data["places"] for event in log.of("FireRekindled"))
    assert (burnt & line).sum() * chain_km <= lost_km + flared * chain_km + 0.01


def test_without_teams_the_fire_comes_over_the_border() -> None:
    never = 1e6
    free = run_of(
        overrides=(("forces.turnout_county_s", never), ("forces.turnout_province_s", never))
    )
    assert value(free, "fire_persons_peak") == 0.0
    fought = run_of()
    assert value(fought, "burnt_home_ha") < 0.1 * value(free, "burnt_home_ha")
    assert value(fought, "border_held_km") > value(free, "border_held_km")


def test_the_tactics_decide_what_is_held() -> None:
    border, direct = run_of(), run_of(tactics="direct")
    assert value(border, "burnt_home_ha") < value(direct, "burnt_home_ha")
    assert value(border, "border_held_km") > value(direct, "border_held_km")


def test_brigades_in_key_forests_wait_there_from_the_start() -> None:
    log = run_of(staging="key_forests")
    staged = [event for event in log.of("TeamStaged") if event.time_s == 0.0]
    assert len(staged) == 4
    assert {event.data["node"] for event in staged} == {"222426", "222404", "220621", "222403"}
    assert not [event for event in run_of(staging="base").of("TeamStaged") if event.time_s == 0.0]


def test_teams_wait_in_the_towns_while_danger_is_high() -> None:
    log = run_of("fire_and_quake", staging="forest_outposts")
    rated = {event.subject for event in log.of("DangerRated") if event.data["danger"] >= 4}
    out = [event for event in log.of("TeamStaged") if "FFIRE" in event.subject]
    assert out
    seats = {county.seat_node_id for county in jilin().counties}
    for event in out:
        assert event.subject.split("/")[0].removeprefix("BASE_FFIRE_") in rated
        assert event.data["node"] not in seats
        assert log[event.cause].kind == "DangerRated"
    without = run_of("fire_and_quake")
    assert not [event for event in without.of("TeamStaged") if "FFIRE" in event.subject]


def test_teams_go_home_when_the_danger_is_over() -> None:
    log = run_of("spring_campaign", staging="forest_outposts")
    home = [event for event in log.of("TeamDemobilised") if "FFIRE" in event.subject]
    assert home
    for event in home:
        assert log[event.cause].data["danger"] < 4


def test_helicopters_drop_water_by_day_alone_and_only_where_crews_are() -> None:
    log = run_of("spring_campaign", staging="forest_outposts")
    drops = list(log.of("WaterDropped"))
    assert drops
    manned: dict[str, float] = {}
    for event in log.of("TeamArrived"):
        manned.setdefault(event.data["task"], event.time_s)
    helicopter = sim.load_scenario("spring_campaign").helicopters
    for event in drops:
        assert manned[event.subject] < event.time_s
        assert helicopter.is_light((event.time_s - 1200.0) / 3600.0 % 24.0)


def test_a_false_alarm_costs_a_dispatch_and_nothing_else() -> None:
    log = run_of("spring_campaign", staging="forest_outposts")
    smoke = {event.subject: event for event in log.of("SmokeReported")}
    sent = [event for event in log.of("TeamTasked") if event.data["task_kind"] == "verify"]
    found = [event.subject for event in log.of("FalseAlarmFound")]
    assert len(smoke) > len(log.of("FireStarted"))
    assert len({event.data["task"] for event in sent}) == len(sent)
    assert {event.data["task"] for event in sent} <= set(smoke)
    assert len(found) == len(set(found)) > 0.8 * len(smoke)
    none = run_of("spring_campaign", (("hazard.season.false_per_fire", 0.0),))
    assert not none.of("SmokeReported")
    assert len(none.of("FireStarted")) == len(log.of("FireStarted"))


def test_without_helicopters_no_water_is_dropped() -> None:
    grounded = run_of("fire_and_quake", overrides=(("helicopters.n_helicopters", 0),))
    assert value(grounded, "water_drops") == 0.0


def test_crews_are_fed_through_the_shelter_nearby() -> None:
    needs = list(run_of().of("NeedArose"))
    assert needs
    assert {event.subject for event in needs} == {"SHELTER_T_Jingxin"}
    assert run_of().of("GoodsDelivered")


def test_stronger_wind_burns_no_less() -> None:
    calm = run_of(overrides=(("hazard.wind_factor", 0.5),))
    assert value(calm, "largest_fire_ha") < value(run_of(), "largest_fire_ha")


def test_a_quake_takes_forest_teams_so_that_others_go_to_the_fire() -> None:
    both = run_of("fire_and_quake", tactics="direct")
    alone = run_of("fire_and_quake", overrides=(("incidents", ()),), tactics="direct")
    searching = {
        event.subject.split("/")[0]
        for event in both.of("TeamTasked")
        if event.data["task_kind"] == "search"
    }
    assert any("FOREST" in base or "FFIRE" in base for base in searching)
    assert not alone.of("PersonsTrapped")
    own = {}
    for name, log in (("both", both), ("alone", alone)):
        tasked = [event for event in log.of("TeamTasked") if event.data["task"] == "CHANGBAI"]
        own[name] = sum(event.subject.startswith("BASE_FFIRE_222426") for event in tasked[:6])
    assert own["both"] < own["alone"]  # Antu's own teams still search


def test_the_same_run_twice_writes_the_same_log() -> None:
    scenario, plan = sim.load_scenario("fire_and_quake"), sim.load_plan()
    first, again = (sim.run(scenario, plan, place=jilin()) for _ in range(2))
    assert first.events_digest() == again.events_digest()


def test_cells_read_back_as_written() -> None:
    luck = np.random.default_rng(3)
    for share in (0.0, 0.1, 0.5, 1.0):
        cells = luck.random((7, 11)) < share
        assert np.array_equal(read_cells(cells_text(cells), cells.shape), cells)
    assert cells_text(np.array([[True, True, False], [False, True, True]])) == "0-1,4-5"


def test_what_crews_need_is_brought_though_their_shelter_is_empty() -> None:
    """Nowhere in a spring of fires is water owed for three days on end."""
    log = run_of("spring_campaign", staging="forest_outposts")
    owed_l: dict[str, float] = {}
    since_s: dict[str, float] = {}
    waits_s = [0.0]
    for event in log.of("NeedArose", "GoodsDelivered"):
        is_need = event.kind == "NeedArose"
        amount_l = event.data["need" if is_need else "goods"].get("water", 0.0)
        owed_l[event.subject] = owed_l.get(event.subject, 0.0) + amount_l * (1 if is_need else -1)
        if owed_l[event.subject] > 1.0:
            since_s.setdefault(event.subject, event.time_s)
        elif event.subject in since_s:
            waits_s.append(event.time_s - since_s.pop(event.subject))
    waits_s += [log.header.horizon_s - began_s for began_s in since_s.values()]
    assert len(waits_s) > 10
    assert max(waits_s) < 3 * 86_400.0
