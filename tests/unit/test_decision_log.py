"""Decision logs: read from YAML, in order of time, refused with the nearest match."""

from pathlib import Path

import pytest

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, LiandongError, StorageError
from sim.decision import Decision, in_order, load_decisions

CLOCK = Clock(parse_time("2019-08-12T00:00:00+08:00"))


def write(folder: Path, text: str) -> Path:
    path = folder / "decisions.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_times_may_be_seconds_or_calendar_and_come_out_in_order(tmp_path: Path) -> None:
    text = """
- {time: "2019-08-13T00:00:00+08:00", lever: close_road, target: L2}
- {time: 2019-08-12T06:00:00+08:00, lever: stage_teams, target: C1}
- {time_s: 3600, lever: send_goods, target: S1, persons: 40}
- {time_s: 21600, lever: raise_response, target: P1, level: II}
"""
    decisions = load_decisions(write(tmp_path, text), clock=CLOCK)
    assert [(decision.time_s, decision.lever) for decision in decisions] == [
        (3600.0, "send_goods"),
        (21600.0, "stage_teams"),
        (21600.0, "raise_response"),
        (86400.0, "close_road"),
    ]
    assert decisions[0].persons == 40
    assert decisions[2].level == "II"


def test_simultaneous_decisions_keep_their_order() -> None:
    given = [
        Decision(time_s=time_s, lever="close_road", target=name)
        for time_s, name in ((5.0, "c"), (1.0, "b"), (5.0, "a"), (1.0, "d"))
    ]
    assert [decision.target for decision in in_order(given)] == ["b", "d", "c", "a"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{time_s: 1, lever: order_evacuaton, target: Z}", "Did you mean 'order_evacuation'?"),
        ("{time_s: 1, lever: close_road, targt: Z}", "Did you mean 'target'?"),
        ("{time_s: 1, lever: close_road}", "target: Field required"),
        ("{time_s: -1, lever: close_road, target: Z}", "time_s: Input should be greater"),
        ("{time: '2019-08-12T06:00:00', lever: close_road, target: Z}", "no UTC offset"),
        ("{time: noon, lever: close_road, target: Z}", "not an ISO time"),
        ("{time_s: 1, lever: raise_response, target: Z, level: VI}", "Allowed: IV, III, II, I"),
        ("{time_s: 1, lever: send_goods, target: Z, persons: 0}", "persons: "),
        ("close_road", "expected keys and values"),
    ],
)
def test_a_wrong_entry_is_named_by_number_with_what_is_allowed(
    tmp_path: Path, entry: str, said: str
) -> None:
    path = write(tmp_path, f"- {{time_s: 0, lever: close_road, target: Z}}\n- {entry}\n")
    with pytest.raises(InputError, match=f"{path.name}: decision 2") as raised:
        load_decisions(path, clock=CLOCK)
    assert said in str(raised.value)


@pytest.mark.parametrize("text", ["", "a: 1", "- [", "just words"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LiandongError, match=r"decisions\.yaml"):
        load_decisions(write(tmp_path, text), clock=CLOCK)


def test_a_missing_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot read"):
        load_decisions(tmp_path / "none.yaml", clock=CLOCK)
