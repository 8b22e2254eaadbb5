"""Causes, selection of events, and the sentences of every kind in both languages."""

import string
from dataclasses import fields

import pytest

from sim.core.clock import Clock, parse_time
from sim.core.errors import UnknownNameError
from sim.core.text import LANGS, Lang, Text
from sim.log import Event, EventLog, Header, Recorder
from sim.log.causes import causes, find_event, nearest_causes, why
from sim.log.events import (
    KINDS,
    FactLearned,
    RequestRaised,
    StockRanOut,
    TeamDeparted,
    TeamTasked,
    WarningIssued,
    ZoneThreatened,
)
from sim.log.sentences import SENTENCES, duration, sentence
from sim.log.words import names_of, spoken
from sim.place import Place
from sim.place.place import County, Node, Site

START = "2019-08-12T00:00:00+08:00"
CLOCK = Clock(parse_time(START))
COUNTY = County(
    county_id="220112",
    name=Text("双阳区", "Shuangyang"),
    prefecture_id="2201",
    prefecture=Text("长春市", "Changchun"),
    kind="district",
    lat=43.5,
    lon=125.7,
    seat_node_id="220112",
    population=1,
    area_km2=1.0,
    forest_share=0.0,
    cropland_share=0.0,
    elevation_mean_m=0.0,
)


@pytest.fixture
def log() -> EventLog:
    recorder = Recorder()
    rain = recorder.add(WarningIssued("220112", "red", 101.5), time_s=3600.0)
    recorder.add(StockRanOut("D1", "tent"), time_s=3700.0)
    fact = recorder.add(ZoneThreatened("Z1", 1200, 90000.0), time_s=4000.0, cause=rain)
    known = recorder.add(FactLearned("county_office", fact, 600.0), time_s=4600.0, cause=rain)
    ask = recorder.add(
        RequestRaised("R1", "teams", "county_office", "Z1"), time_s=4600.0, cause=known
    )
    tasked = recorder.add(TeamTasked("T1", "Z1", "rescue"), time_s=11000.0, cause=ask)
    recorder.add(TeamDeparted("T1", "Z1", "n1", "n2"), time_s=11900.0, cause=tasked)
    return recorder.finish(Header("s", "", {}, "", "p", "", START, 100_000.0, 1, 0))


def test_causes_walk_back_to_the_root_and_are_told_forward(log: EventLog) -> None:
    assert [event.seq for event in causes(log, 6)] == [0, 3, 4, 5, 6]
    assert [event.seq for event in causes(log, 1)] == [1]


@pytest.mark.parametrize("seq", [-1, 7])
def test_causes_refuses_events_that_are_not_there(log: EventLog, seq: int) -> None:
    with pytest.raises(UnknownNameError, match="#0 to #6"):
        causes(log, seq)


def test_nearest_causes_counts_the_event_itself(log: EventLog) -> None:
    assert nearest_causes(log, ["RequestRaised"]) == [-1, -1, -1, -1, 4, 4, 4]
    assert nearest_causes(log, ["WarningIssued", "TeamTasked"]) == [0, -1, 0, 0, 0, 5, 5]


@pytest.mark.parametrize(
    ("selector", "seq"),
    [
        (5, 5),
        ("5", 5),
        ("#5", 5),
        ("220112", 0),
        ("T1", 6),
        ("TeamTasked:T1", 5),
        ("TeamTasked", 5),
    ],
)
def test_events_are_found_the_way_people_name_them(
    log: EventLog, selector: int | str, seq: int
) -> None:
    assert find_event(log, selector).seq == seq


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("TeamTasked:T2", "Did you mean 'T1'"),
        ("TeamTaskd:T1", "Did you mean 'TeamTasked:T1'"),
        ("RR1", "Did you mean 'R1'"),
        ("xxxxxxxx:T1", "unknown kind of event"),
        ("#99", "no event #99"),
    ],
)
def test_an_unknown_event_names_the_nearest(log: EventLog, selector: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        find_event(log, selector)


def test_why_tells_time_steps_and_the_whole(log: EventLog) -> None:
    lines = why(log, "T1", lang="en")
    assert len(lines) == 6
    assert lines[0].startswith("08-12 01:00")
    assert "red warning for 220112" in lines[0]
    assert "+1 h 47 min" in lines[3]
    assert "rescue" in lines[3]
    assert lines[-1] == "From first cause to this: 2 h 18 min in 5 steps."


def test_why_brings_in_a_learned_fact_that_is_no_link_of_the_chain(log: EventLog) -> None:
    learned = why(log, 3, lang="en")[1]
    assert "1,200 people are at risk" in learned
    assert "08-13 01:00" in learned


def test_why_in_chinese_uses_words_and_names(log: EventLog) -> None:
    lines = why(log, "T1", lang="zh", names={"220112": Text("双阳区", "Shuangyang")})
    assert "气象部门对双阳区发布红色预警（101.5 毫米）" in lines[0]
    assert "救援" in lines[3]
    assert lines[-1] == "自起因至此共 2小时18分，5 步。"


def test_identifiers_are_spoken_part_by_part() -> None:
    names = {"BASE_1": Text("一号站", "Base One"), "Z_1": Text("", "Zone One")}
    assert spoken("BASE_1/2", lang="zh", names=names) == "一号站/2"
    assert spoken("flood/Z_1", lang="zh", names=names) == "洪水/Zone One"
    assert spoken("goods/X", lang="en", names={}) == "goods/X"
    assert spoken("", lang="en", names={}) == "–"


def test_water_is_an_agency_in_a_consultation_and_a_commodity_on_a_truck() -> None:
    held = Event(0, 0.0, "ConsultationHeld", "P", -1, {"members": ["water"], "facts_shared": 2})
    placed = Event(0, 0.0, "StockPlaced", "D", -1, {"stock": {"water": 1200.0}})
    assert "水利参加" in sentence(held, clock=CLOCK, lang="zh")
    assert sentence(placed, clock=CLOCK, lang="zh") == "储备库 D 入库：饮用水 1,200"


def test_names_of_a_place_prefer_the_county_to_its_seat() -> None:
    place = Place(
        name="toy",
        title=Text("玩具", "toy"),
        counties=(COUNTY,),
        nodes=(Node("220112", Text("双阳城区", "seat"), "seat", 43.5, 125.7, "220112"),),
        road_classes=(),
        links=(),
        zones=(),
        sites=(Site("S1", "shelter", Text("一中", "School"), "220112", "220112", "", "", 9),),
    )
    assert names_of(place) == {"220112": COUNTY.name, "S1": Text("一中", "School")}


def test_every_kind_of_event_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(KINDS)
    for kind, text in SENTENCES.items():
        known = {item.name for item in fields(KINDS[kind])}
        for lang in LANGS:
            template = getattr(text, lang)
            used = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            assert used, (kind, lang)
            assert used <= known, (kind, lang, used - known)
            assert "subject" in used, (kind, lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_can_be_filled(kind: str, lang: Lang) -> None:
    samples: dict[str, object] = {
        "dict[str, float]": {"tent": 230.0, "water": 1.25},
        "list[str]": ["a", "b"],
        "str": "",
        "int": 4300,
        "float": 5400.0,
    }
    data = {}
    for item in fields(KINDS[kind]):
        name = item.type if isinstance(item.type, str) else getattr(item.type, "__name__", "")
        data[item.name] = samples[str(item.type) if name in {"dict", "list"} else name]
    data["subject"] = "X1"
    subject = str(data.pop("subject"))
    text = sentence(Event(0, 0.0, kind, subject, -1, data), clock=CLOCK, lang=lang)
    assert subject in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("time_s", "zh", "en"),
    [
        (0.0, "0秒", "0 s"),
        (59.0, "59秒", "59 s"),
        (3599.0, "1小时00分", "1 h 00 min"),
        (7500.0, "2小时05分", "2 h 05 min"),
        (172_799.0, "2天0小时", "2 d 0 h"),
        (200_000.0, "2天7小时", "2 d 7 h"),
        (-600.0, "-10分", "-10 min"),
    ],
)
def test_durations_as_people_say_them(time_s: float, zh: str, en: str) -> None:
    assert duration(time_s, "zh") == zh
    assert duration(time_s, "en") == en
