"""What nature did in a run can be drawn again from its log, with the releases ordered in it."""

from dataclasses import replace

import numpy as np
from test_figures_log import empty_log, jilin

import sim
from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.decision import Decision
from sim.log import EventLog
from sim.results import nature_of


def log_of(**changes: object) -> EventLog:
    log = empty_log()
    return EventLog(replace(log.header, **changes), ())  # type: ignore[arg-type]


def test_nature_is_drawn_again_from_seed_and_replication() -> None:
    scenario, plan, place = sim.load_scenario("lekima_krosa_2019"), sim.load_plan(), jilin()
    drawn = scenario.nature(place, streams=Streams(3, 2), levers=plan.levers()).flood
    again = nature_of(log_of(seed=3, replication=2), scenario, plan, place).flood
    assert np.array_equal(again.discharge_m3s, drawn.discharge_m3s)
    assert np.array_equal(again.link_depth_m, drawn.link_depth_m)
    other = nature_of(log_of(seed=3, replication=1), scenario, plan, place).flood
    assert not np.array_equal(other.discharge_m3s, drawn.discharge_m3s)


def test_ordered_releases_are_part_of_it() -> None:
    scenario, plan, place = sim.load_scenario("lekima_krosa_2019"), sim.load_plan(), jilin()
    order = Decision(time_s=10 * HOUR_S, lever="order_release", target="fengman", release_m3s=500.0)
    other = Decision(time_s=11 * HOUR_S, lever="close_road", target="L001")
    decisions = [one.model_dump(mode="json") for one in (order, other)]
    plain = nature_of(log_of(), scenario, plan, place).flood
    ordered = nature_of(log_of(decisions=decisions), scenario, plan, place).flood
    before = plain.time_s <= 10 * HOUR_S
    plain_m3s, ordered_m3s = plain.reservoirs.release_m3s, ordered.reservoirs.release_m3s
    assert np.array_equal(plain_m3s[before], ordered_m3s[before])
    assert ordered_m3s.sum() > plain_m3s.sum()
