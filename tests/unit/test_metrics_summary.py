"""The catalogue of metrics and the summary made from it."""

import json
import math
from pathlib import Path

import pytest

from sim import metrics
from sim.core.errors import InputError, InvariantError, ProblemsError
from sim.core.text import Text
from sim.log import EventLog, Header, Recorder
from sim.log.events import EvacuationOrdered, GroupArrived, GroupDeparted
from sim.metrics.catalogue import catalogue
from sim.place import Link, Node, Place, RoadClass, Site, Zone

PROMISED = {
    "caught_on_road_persons",
    "closed_link_h",
    "congested_link_h",
    "deaths_expected",
    "dispatch_delay_median_s",
    "evacuated_persons",
    "evacuation_bound_s",
    "evacuation_clearance_ratio",
    "evacuation_clearance_s",
    "evacuation_t50_s",
    "evacuation_t95_s",
    "exposed_persons",
    "gini_24h",
    "gridlocks_formed",
    "hazard_points_failed",
    "rescued_persons",
    "supply_first_median_s",
    "supply_first_worst_s",
    "supply_share_12h",
    "supply_share_24h",
    "team_busy_share",
    "trapped_persons",
    "unmet_person_h",
}


PLACE = Place(
    name="none",
    title=Text("小地方", "small place"),
    counties=(),
    nodes=tuple(Node(name, Text(name, name), "town", 43.0, 126.0, "C") for name in ("a", "b")),
    road_classes=(RoadClass("road", Text("路", "road"), 3600.0, 0.14),),
    links=(
        Link(
            "ab",
            "a",
            "b",
            "",
            "road",
            610.0,
            1,
            20.0,
            None,
            "",
            1e4,
            has_bridge=False,
            county_id="C",
        ),
    ),
    zones=(Zone("A", Text("甲", "A"), "town", 43.0, 126.0, "C", "a", 900, "", 1e4),),
    sites=(Site("S1", "shelter", Text("乙", "B"), "b", "C", "county", "", 100),),
)


def small_log() -> EventLog:
    """Sixty people leave zone A in twenty cars for the shelter 610 m away."""
    recorder = Recorder()
    recorder.add(EvacuationOrdered("A", 60, "red"), time_s=0.0)
    recorder.add(GroupDeparted("A", 1, "S1", 60, 20, "car"), time_s=10.0)
    recorder.add(GroupArrived("S1", 1, "A", 60, 90.0), time_s=100.0)
    return recorder.finish(
        Header("s", "", {}, "", "none", "", "2019-08-12T00:00:00+08:00", 1000.0, 1, 0)
    )


def test_summary_holds_every_promised_metric_in_catalogue_order() -> None:
    figures = metrics.summary(small_log(), place=PLACE)
    assert set(figures) >= PROMISED
    assert list(figures) == [metric.name for metric in metrics.catalogue()]
    assert figures["evacuation_t95_s"] == 100.0
    assert figures["evacuation_bound_s"] == pytest.approx(30.5 + 19.0)
    assert figures["evacuation_clearance_ratio"] == pytest.approx(100.0 / 49.5)


def test_summary_is_json_with_none_where_nothing_was_measured() -> None:
    figures = metrics.summary(small_log(), place=PLACE)
    assert figures["supply_share_24h"] is None
    assert figures["gini_24h"] is None
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_an_empty_log_has_a_summary() -> None:
    log = Recorder().finish(
        Header("s", "", {}, "", "none", "", "2019-08-12T00:00:00+08:00", 1000.0, 1, 0)
    )
    figures = metrics.summary(log)
    assert figures["evacuated_persons"] == 0.0
    assert figures["evacuation_t50_s"] is None


def test_every_metric_says_its_unit_in_its_name_and_has_both_titles() -> None:
    suffixes = {"s": "_s", "h": "_h", "person h": "_person_h", "link h": "_link_h", "USD": "_usd"}
    for metric in metrics.catalogue():
        assert metric.title.zh, metric.name
        assert metric.title.en, metric.name
        assert metric.name.endswith(suffixes.get(metric.unit, "")), metric.name


def test_values_are_shown_with_their_digits_and_headings_with_their_unit() -> None:
    by_name = {one.name: one for one in metrics.catalogue()}
    assert by_name["unmet_person_h"].heading("zh") == "未满足需求人时 [人·h]"
    assert by_name["evacuation_t95_s"].heading("en").endswith("[s]")
    assert by_name["evacuation_clearance_ratio"].heading("zh").endswith("[倍]")
    metric = by_name["supply_share_24h"]
    assert metric.heading("en") == metric.title.en
    assert metric.shown(0.87654) == "0.877"
    assert metric.shown(None) == "–"


ENTRY = 'zh: 甲\n  en: a\n  unit: "1"\n  better: low\n  digits: 0\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"- function: os.getcwd\n  {ENTRY}", "must begin with 'sim.'"),
        (f"- function: sim.metrics.hazard.nothing\n  {ENTRY}", "does not exist"),
        (f"- function: sim.metrics.hazard.HOUR_S\n  {ENTRY}", "not a function"),
        (f"- function: sim.metrics.hazard.closed_link_h\n  {ENTRY}" * 2, "exists already"),
        ("a: 1\n", "expected a list"),
        ("[]\n", "no metric found"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        catalogue(tmp_path)


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    text = f"- function: sim.metrics.hazard.closed_link_h\n  {ENTRY}".replace("digits", "digit")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match="Did you mean 'digits'"):
        catalogue(tmp_path)


def test_a_metric_that_is_no_number_is_our_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = metrics.catalogue()[0]._replace(function=lambda _: math.nan, name="broken")
    monkeypatch.setitem(metrics.summary.__globals__, "catalogue", lambda: (broken,))
    with pytest.raises(InvariantError, match="broken"):
        metrics.summary(small_log(), place=PLACE)
