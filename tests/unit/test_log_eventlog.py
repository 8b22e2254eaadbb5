"""The event log: written in order, kept whole on disk, refused when damaged."""

from pathlib import Path

import pytest

from sim.core.errors import InputError, InvariantError, StorageError
from sim.log import Event, EventLog, Header, Recorder, eventlog
from sim.log.events import (
    KINDS,
    FactLearned,
    GoodsReserved,
    RainFell,
    WarningIssued,
    ZoneDrained,
    ZoneFlooded,
)
from sim.log.picture import Fact, Picture

START = "2019-08-12T00:00:00+08:00"
HEADER = Header("s", "a1", {"linkage": "x"}, "b2", "p", "c3", START, 9000.0, 4, 2)


def make_log() -> EventLog:
    recorder = Recorder()
    rain = recorder.add(RainFell("220112", 51.5, 12.25), time_s=0.1 + 0.2)
    recorder.add(FactLearned("POST", rain, 1 / 3), time_s=3600.0, cause=rain)
    recorder.add(
        GoodsReserved("D", 1, "安置点", {"water": 120.0, "tent": 3.0}), time_s=3600.0, cause=1
    )
    return recorder.finish(HEADER)


def test_rows_hold_what_was_added() -> None:
    assert make_log().rows == (
        Event(0, 0.1 + 0.2, "RainFell", "220112", -1,
              {"rain_24h_mm": 51.5, "intensity_mm_per_h": 12.25}),
        Event(1, 3600.0, "FactLearned", "POST", 0, {"fact": 0, "age_s": 1 / 3}),
        Event(2, 3600.0, "GoodsReserved", "D", 1,
              {"shipment": 1, "shelter": "安置点", "goods": {"water": 120.0, "tent": 3.0}}),
    )  # fmt: skip


def test_time_never_runs_backwards_and_a_cause_lies_in_the_past() -> None:
    recorder = Recorder()
    recorder.add(ZoneDrained("Z"), time_s=5.0)
    with pytest.raises(InvariantError, match="order of the log"):
        recorder.add(ZoneDrained("Z"), time_s=4.9)
    with pytest.raises(InvariantError, match="order of the log"):
        recorder.add(ZoneDrained("Z"), time_s=6.0, cause=1)
    assert len(recorder) == 1
    assert recorder.add(ZoneDrained("Z"), time_s=5.0, cause=0) == 1


def test_events_of_several_kinds_come_in_order() -> None:
    log = make_log()
    assert [event.seq for event in log.of("GoodsReserved", "RainFell")] == [0, 2]
    assert log.of("NeverSeen") == []
    assert log.kinds() == {"FactLearned": 1, "GoodsReserved": 1, "RainFell": 1}
    log.of("RainFell").clear()
    assert len(log.of("RainFell")) == 1


def test_kinds_are_past_tense_names_with_data_of_plain_types() -> None:
    assert len(KINDS) > 40
    plain = {"str", "int", "float", "list[str]", "dict[str, float]"}
    for kind in KINDS.values():
        types = {
            getattr(item, "__name__", str(item)) if "[" not in str(item) else str(item)
            for item in kind.__annotations__.values()
        }
        assert types <= plain, kind


def test_a_log_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    log = make_log()
    path = log.save(tmp_path / "deep" / "run")
    for where in (path, path.parent, str(path.parent)):
        again = EventLog.load(where)
        assert again.rows == log.rows
        assert again.header == log.header
        assert again.digest() == log.digest()
    assert [item.name for item in path.parent.iterdir()] == ["events.parquet"]


def test_an_empty_log_is_a_log(tmp_path: Path) -> None:
    log = Recorder().finish(HEADER)
    assert EventLog.load(log.save(tmp_path)).rows == ()


def test_the_digest_sees_every_part() -> None:
    log = make_log()
    first = log.rows[0]
    changed = {
        "time": first._replace(time_s=0.3),
        "kind": first._replace(kind="RainFall"),
        "subject": first._replace(subject="220113"),
        "cause": first._replace(cause=-2),
        "data": first._replace(data={**first.data, "rain_24h_mm": 51.6}),
    }
    digests = {EventLog(HEADER, (row, *log.rows[1:])).events_digest() for row in changed.values()}
    assert len(digests | {log.events_digest()}) == len(changed) + 1
    elsewhere = Header("s", "a1", {"linkage": "x"}, "b2", "p", "c3", START, 9000.0, 5, 2)
    assert EventLog(elsewhere, log.rows).events_digest() == log.events_digest()
    assert EventLog(elsewhere, log.rows).digest() != log.digest()


def test_a_log_that_is_not_there_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="run `liandong run` first"):
        EventLog.load(tmp_path)


@pytest.mark.parametrize("keep", [0, 3, 100, 600, -9, -200])
def test_a_damaged_log_is_refused_in_one_line(tmp_path: Path, keep: int) -> None:
    path = make_log().save(tmp_path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match="not a Liandong event log"):
        EventLog.load(tmp_path)


def test_bytes_changed_inside_a_log_raise_no_other_error(tmp_path: Path) -> None:
    path = make_log().save(tmp_path)
    content = path.read_bytes()
    for start in range(4, 400, 40):
        path.write_bytes(content[:start] + b"\xff" * 40 + content[start + 40 :])
        try:
            again = EventLog.load(tmp_path)
        except InputError:
            continue
        assert len(again) == 3  # page headers may hold spare bytes; the rows are whole


def test_a_table_of_somebody_else_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    pq.write_table(pa.table({"a": [1]}), tmp_path / "events.parquet")
    with pytest.raises(InputError, match="not a Liandong event log"):
        EventLog.load(tmp_path)


def test_a_log_of_a_newer_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_log().save(tmp_path)
    monkeypatch.setattr(eventlog, "SCHEMA_VERSION", 0)
    with pytest.raises(InputError, match="newer"):
        EventLog.load(tmp_path)


def test_an_unwritable_folder_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot write"):
        make_log().save(tmp_path / "file")


def warning(seq: int, level: str, *, learned_s: float) -> Fact:
    return Fact(seq, WarningIssued("C", level, 60.0), 100.0 * seq, learned_s, seq + 50)


def test_a_picture_keeps_the_newest_in_mind_and_takes_older_news_too() -> None:
    picture = Picture()
    assert picture.latest("WarningIssued", "C") is None
    assert picture.learn(warning(5, "red", learned_s=600.0))
    assert picture.learn(warning(3, "blue", learned_s=700.0))
    assert not picture.learn(warning(3, "blue", learned_s=800.0))
    newest = picture.latest("WarningIssued", "C")
    assert newest is not None
    assert newest.seq == 5
    assert picture.latest("WarningIssued", "D") is None


def test_a_picture_lists_each_subject_once() -> None:
    picture = Picture()
    for seq, zone in ((1, "Z1"), (2, "Z2"), (3, "Z1")):
        picture.learn(Fact(seq, ZoneFlooded(zone, 0.5, seq), 0.0, 10.0 * seq, seq))
    assert [fact.event.subject for fact in picture.all_of("ZoneFlooded")] == ["Z1", "Z2"]
    assert [fact.seq for fact in picture.all_of("ZoneFlooded")] == [3, 2]
    assert [fact.seq for fact in picture.known_of("ZoneFlooded")] == [1, 2, 3]
    assert picture.all_of("ZoneDrained") == picture.known_of("ZoneDrained") == []
    assert picture.knows(2)
    assert not picture.knows(4)


def test_an_alarm_is_over_once_a_later_relief_is_known() -> None:
    def is_over(*facts: Fact) -> bool:
        picture = Picture()
        for fact in facts:
            picture.learn(fact)
        return picture.is_over("ZoneFlooded", ("ZoneDrained", "ThreatLifted"), "Z")

    flooded, again = (Fact(seq, ZoneFlooded("Z", 0.5, 1), 0.0, 1.0, seq) for seq in (1, 5))
    drained = Fact(3, ZoneDrained("Z"), 0.0, 1.0, 3)
    elsewhere = Fact(4, ZoneDrained("Y"), 0.0, 1.0, 4)
    assert is_over()
    assert not is_over(flooded)
    assert not is_over(flooded, elsewhere)
    assert is_over(flooded, drained)
    assert is_over(drained, flooded)  # in whatever order the news comes
    assert not is_over(flooded, drained, again)


def test_nobody_learns_what_has_not_happened() -> None:
    with pytest.raises(InvariantError, match="before it was true"):
        Picture().learn(warning(2, "red", learned_s=199.0))
