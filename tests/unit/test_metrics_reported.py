"""Reported figures beside a run: each measure on a log written by hand."""

from pathlib import Path

import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.log import EventLog, Header, Recorder
from sim.log.events import (
    EvacuationOrdered,
    EventType,
    GoodsDelivered,
    GoodsReserved,
    GroupArrived,
    HazardPointFailed,
    LinkClosed,
    PersonsRescued,
    PersonsTrapped,
    PointsInspected,
    ResponseRaised,
    RiverCrested,
    RiverFell,
    RiverRose,
    WarningIssued,
    ZoneFlooded,
)
from sim.metrics.reported import MEASURES, ReportedOutcome, beside_reported
from sim.metrics.reported.table import COLUMNS
from sim.place import Place, load_place

H = 3600.0
YONGJI, SHUANGYANG = "220221", "220112"
ZONE = f"Z_{YONGJI}"


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


def log_of(*events: tuple[float, EventType]) -> EventLog:
    recorder = Recorder()
    for time_s, event in events:
        recorder.add(event, time_s=time_s)
    return recorder.finish(
        Header("s", "", {}, "", "jilin", "", "2019-08-12T00:00:00+08:00", 240 * H, 1, 0)
    )


def beside(tmp_path: Path, place: Place, log: EventLog, **row: str) -> ReportedOutcome:
    base = {
        "key": "k",
        "quantity_zh": "数",
        "quantity_en": "figure",
        "value": "7",
        "unit": "x",
        "area_kind": "county",
        "area_ids": YONGJI,
        "confidence": "B",
        "source": "press",
    }
    values = {**dict.fromkeys(COLUMNS, ""), **base, **row}
    text = ",".join(COLUMNS) + "\n" + ",".join(f'"{values[name]}"' for name in COLUMNS) + "\n"
    (tmp_path / "reported.csv").write_text(text, encoding="utf-8")
    return beside_reported(log, place, tmp_path)[0]


def links_of(place: Place, county_id: str) -> list[str]:
    return [link.link_id for link in place.links if link.county_id == county_id]


def test_no_table_no_figures(tmp_path: Path, place: Place) -> None:
    assert beside_reported(log_of(), place, tmp_path) == []


@pytest.mark.parametrize("metric", sorted(MEASURES))
def test_an_empty_log_measures_nothing(tmp_path: Path, place: Place, metric: str) -> None:
    outcome = beside(tmp_path, place, log_of(), metric=metric)
    assert outcome.simulated in {None, 0.0}
    assert outcome.is_compared


def test_rivers(tmp_path: Path, place: Place) -> None:
    def rose(river: str, over_m: float, discharge_m3s: float) -> RiverRose:
        return RiverRose(
            f"{YONGJI}/{river}",
            river,
            YONGJI,
            "warning",
            over_m=over_m,
            discharge_m3s=discharge_m3s,
        )

    def crested(river: str, over_m: float, discharge_m3s: float) -> RiverCrested:
        return RiverCrested(
            f"{YONGJI}/{river}", river, YONGJI, over_m=over_m, discharge_m3s=discharge_m3s
        )

    log = log_of(
        (20 * H, rose("wende", 0.1, 800.0)),
        (21 * H, rose("chalu", 0.2, 300.0)),
        (24 * H, crested("wende", 1.4, 2100.0)),
        (25 * H, crested("chalu", 0.5, 400.0)),
        (30 * H, RiverFell(f"{YONGJI}/chalu", "chalu", YONGJI)),
    )
    wende = {"area_kind": "river", "area_ids": f"{YONGJI}/wende"}
    peak = beside(tmp_path, place, log, metric="peak_discharge_m3s", **wende)
    assert peak.simulated == 2100.0
    chalu = {"area_kind": "river", "area_ids": f"{YONGJI}/chalu"}
    assert beside(tmp_path, place, log, metric="peak_discharge_m3s", **chalu).simulated == 400.0
    both = {"area_kind": "river", "area_ids": f"{YONGJI}/chalu;{YONGJI}/wende"}
    assert beside(tmp_path, place, log, metric="river_over_warning_m", **both).simulated == 1.4
    assert beside(tmp_path, place, log, metric="river_over_warning_m").simulated == 1.4
    when = beside(tmp_path, place, log, metric="peak_discharge_time", **wende)
    assert when.simulated == 24 * H
    elsewhere = beside(tmp_path, place, log, metric="peak_discharge_m3s", area_ids=SHUANGYANG)
    assert elsewhere.simulated is None

    def over_at(moment: str) -> float | None:
        return beside(
            tmp_path,
            place,
            log,
            metric="rivers_over_warning",
            area_kind="province",
            period_from=moment,
            period_to=moment,
        ).simulated

    assert over_at("2019-08-12T19:00:00+08:00") == 0.0
    assert over_at("2019-08-13T02:00:00+08:00") == 2.0
    assert over_at("2019-08-13T12:00:00+08:00") == 1.0


def test_roads_count_once_and_only_what_nature_closed(tmp_path: Path, place: Place) -> None:
    first, second, third = links_of(place, YONGJI)[:3]
    away = links_of(place, SHUANGYANG)[0]
    log = log_of(
        (1 * H, LinkClosed(first, "flood")),
        (2 * H, LinkClosed(first, "slide")),
        (3 * H, LinkClosed(second, "bridge")),
        (4 * H, LinkClosed(third, "decision")),
        (5 * H, LinkClosed(away, "flood")),
    )
    assert beside(tmp_path, place, log, metric="roads_cut").simulated == 2.0
    assert beside(tmp_path, place, log, metric="bridges_lost").simulated == 1.0
    province = beside(tmp_path, place, log, metric="roads_cut", area_kind="province")
    assert province.simulated == 3.0
    n_expressways = sum(
        place.link(link).road_class == "expressway" for link in (first, second, away)
    )
    everywhere = beside(tmp_path, place, log, metric="expressways_cut", area_kind="province")
    assert everywhere.simulated == n_expressways


def test_people_and_points_of_the_area_and_the_time(tmp_path: Path, place: Place) -> None:
    other = f"Z_{SHUANGYANG}"
    log = log_of(
        (1 * H, EvacuationOrdered(other, 90, "orange")),
        (2 * H, EvacuationOrdered(ZONE, 50, "orange")),
        (3 * H, GroupArrived("S", 1, ZONE, 30, 60.0)),
        (4 * H, GroupArrived("S", 2, other, 80, 60.0)),
        (5 * H, ZoneFlooded(ZONE, 0.6, 20)),
        (5 * H, PersonsTrapped(ZONE, 6, "I1")),
        (6 * H, PersonsRescued("I1", "T", 6, ZONE)),
        (7 * H, HazardPointFailed("P1", "dike", SHUANGYANG, "", "", 3)),
        (8 * H, PointsInspected(YONGJI, 40, 80, 1)),
        (30 * H, GroupArrived("S", 3, ZONE, 500, 60.0)),
    )
    early = {"period_to": "2019-08-13T00:00:00+08:00"}
    measured = {
        metric: beside(tmp_path, place, log, metric=metric, **early).simulated
        for metric in (
            "evacuated_persons",
            "first_evacuation_time",
            "rescued_persons",
            "counties_hit",
            "hazard_points_failed",
            "points_inspected",
            "person_turns_inspecting",
        )
    }
    assert measured == {
        "evacuated_persons": 30.0,
        "first_evacuation_time": 2 * H,
        "rescued_persons": 6.0,
        "counties_hit": 1.0,
        "hazard_points_failed": 0.0,
        "points_inspected": 40.0,
        "person_turns_inspecting": 80.0,
    }
    hit = beside(tmp_path, place, log, metric="counties_hit", area_kind="province")
    assert hit.simulated == 2.0
    dead = beside(tmp_path, place, log, metric="deaths_expected").simulated
    assert dead is not None
    assert 0.0 < dead < 0.1


def test_goods_count_by_the_shelter_that_got_them(tmp_path: Path, place: Place) -> None:
    shelters = {site.county_id: site.site_id for site in place.sites_of("shelter")}
    here, away = shelters[YONGJI], shelters[SHUANGYANG]
    log = log_of(
        (1 * H, GoodsReserved("D", 1, here, {"quilt": 10.0})),
        (2 * H, GoodsReserved("D", 2, away, {"quilt": 99.0})),
        (6 * H, GoodsDelivered(here, 1, "D", "T", {"quilt": 10.0, "tent": 2.0})),
        (9 * H, GoodsDelivered(away, 2, "D", "T", {"quilt": 99.0})),
    )
    assert beside(tmp_path, place, log, metric="quilts_delivered").simulated == 10.0
    assert beside(tmp_path, place, log, metric="tents_delivered").simulated == 2.0
    assert beside(tmp_path, place, log, metric="coats_delivered").simulated == 0.0
    assert beside(tmp_path, place, log, metric="goods_arrival_hours").simulated == 5.0


def test_moments_count_from_the_opening_of_the_window(tmp_path: Path, place: Place) -> None:
    post = next(site.site_id for site in place.sites_of("command_post") if site.level == "province")
    log = log_of(
        (10 * H, ResponseRaised(post, "III")),
        (11 * H, WarningIssued(YONGJI, "orange", 60.0)),
        (90 * H, ResponseRaised(post, "IV")),
        (91 * H, ResponseRaised(post, "III")),
    )
    province = {"area_kind": "province", "unit": "date", "value": "2019-08-12T00:00:00+08:00"}
    first = beside(tmp_path, place, log, metric="response_iii_time", **province)
    assert first.simulated == 10 * H
    assert (first.reported_shown, first.simulated_shown) == ("08-12", "08-12 10:00")
    assert first.unit == ""
    later = {**province, "period_from": "2019-08-13T00:00:00+08:00"}
    assert beside(tmp_path, place, log, metric="response_iv_time", **later).simulated == 90 * H
    assert beside(tmp_path, place, log, metric="response_iii_time", **later).simulated == 91 * H
    assert beside(tmp_path, place, log, metric="response_ii_time", **later).simulated is None
    moment = {"unit": "time", "value": "2019-08-12T05:08:00+08:00"}
    warned = beside(tmp_path, place, log, metric="warning_orange_time", **moment)
    assert (warned.reported_shown, warned.simulated_shown) == ("08-12 05:08", "08-12 11:00")


def test_a_report_without_a_number_is_shown_as_such(tmp_path: Path, place: Place) -> None:
    outcome = beside(tmp_path, place, log_of(), metric="roads_cut", value="")
    assert (outcome.reported, outcome.reported_shown) == (None, "–")
    assert outcome.simulated_shown == "0"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"metric": "roads_cutt"}, "Did you mean 'roads_cut'"),
        ({"area_kind": "countie"}, "Did you mean 'county'"),
        ({"area_ids": "220222"}, "unknown county '220222'"),
        ({"area_kind": "prefecture", "area_ids": "2299"}, "unknown prefecture"),
        ({"area_kind": "river", "area_ids": f"{YONGJI}/wend"}, "Did you mean 'wende'"),
        ({"area_kind": "river", "area_ids": YONGJI}, "unknown river ''"),
        ({"confidence": "D"}, "unknown confidence"),
    ],
)
def test_a_name_that_nothing_carries_is_refused(
    tmp_path: Path, place: Place, row: dict[str, str], said: str
) -> None:
    with pytest.raises(UnknownNameError, match=r"reported\.csv:2") as raised:
        beside(tmp_path, place, log_of(), **row)
    assert said in str(raised.value)


def test_a_table_that_is_none_is_refused(tmp_path: Path, place: Place) -> None:
    with pytest.raises(InputError, match="name at least one county"):
        beside(tmp_path, place, log_of(), area_ids="")
    with pytest.raises(InputError, match="'many' is not a number"):
        beside(tmp_path, place, log_of(), value="many")
    path = tmp_path / "reported.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("many", "3"), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(InputError, match="key 'k' stands in"):
        beside_reported(log_of(), place, tmp_path)
    path.write_text("key,metric\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns must be"):
        beside_reported(log_of(), place, tmp_path)
