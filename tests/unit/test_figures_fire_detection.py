"""Who saw the fires first: every report in its row, one first report to a fire."""

from functools import cache

import pytest

import sim
from sim.core.text import Lang
from sim.figures.fire_detection import fire_detection, sighting_delays_h
from sim.log import EventLog
from sim.log.words import WORDS


@cache
def log() -> EventLog:
    return sim.run(
        sim.load_scenario("fire_and_quake"), sim.load_plan(), place=sim.load_place("jilin")
    )


def test_each_fire_has_one_first_report_and_none_comes_before_it() -> None:
    delays = sighting_delays_h(log())
    reports = [one for seen in delays.values() for one in seen]
    assert len(reports) == len(log().of("FireSighted"))
    assert sum(is_first for _, is_first in reports) == len(log().of("FireStarted"))
    assert min(reports) == min(one for one in reports if one[1])


@pytest.mark.parametrize(("lang", "aircraft"), [("en", "patrol aircraft"), ("zh", "巡护飞机")])
def test_sources_are_named_in_both_languages(lang: Lang, aircraft: str) -> None:
    axes = fire_detection(log(), lang=lang).axes[0]
    named = [text.get_text() for text in axes.get_yticklabels()]
    assert len(named) == len(sighting_delays_h(log()))
    assert aircraft in named
    assert set(named) == {WORDS[source].in_(lang) for source in sighting_delays_h(log())}
    assert sum(len(points.get_offsets()) for points in axes.collections) == len(
        log().of("FireSighted")
    )
