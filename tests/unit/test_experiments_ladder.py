"""The ladder on games whose Shapley values are known."""

from collections.abc import Sequence
from math import isnan
from pathlib import Path

import pytest

from sim.core.errors import InputError, LiandongError
from sim.experiments.designs import Cell
from sim.experiments.ladder import Ladder, check_mechanisms, run_ladder
from sim.experiments.runner import Row
from sim.linkage.mechanisms import MECHANISMS

STEPS = ("consultation", "military", "approval")


def ladder(replications: int = 2, *, is_fair: bool = True) -> Ladder:
    return Ladder(
        Cell("s", {}, replications=replications),
        low="separate",
        high="unified",
        low_outreach="basic",
        high_outreach="extended",
        mechanisms=STEPS,
        metrics=("trapped_persons",),
        is_fair=is_fair,
    )


class Game:
    """A game in place of the simulator; counts its runs."""

    def __init__(self, *, synergy: float = 0.0) -> None:
        self.synergy = synergy
        self.n_runs = 0

    def __call__(self, cells: Sequence[Cell]) -> list[Row]:
        self.n_runs += len(cells)
        return [{"trapped_persons": self.value(cell), "failed": ""} for cell in cells]

    def value(self, cell: Cell) -> float:
        working = cell.plan_overrides["linkage.mechanisms"]
        assert isinstance(working, list)
        worth = {"consultation": -1.0, "military": -20.0, "approval": -300.0}
        together = self.synergy if {"military", "approval"} <= set(working) else 0.0
        return 1000.0 + cell.first_replication + sum(worth[name] for name in working) + together


def test_where_mechanisms_only_add_up_every_way_finds_their_worth(tmp_path: Path) -> None:
    (climb,) = run_ladder(ladder(), tmp_path, progress=False, run=Game())
    assert climb.foot is not None
    assert climb.top is not None
    assert climb.foot.estimate == pytest.approx(1000.5)
    assert climb.top.estimate == pytest.approx(1000.5 - 321.0)
    for worth, known in zip(climb.worths, (-1.0, -20.0, -300.0), strict=True):
        for interval in (worth.up, worth.down, worth.fair):
            assert interval is not None
            assert interval.estimate == pytest.approx(known)
            assert interval.low == pytest.approx(known)


def test_two_that_need_each_other_share_what_they_do_together(tmp_path: Path) -> None:
    """Up, the later of the two takes all of it; down the earlier; fairly each takes half."""
    (climb,) = run_ladder(ladder(), tmp_path, progress=False, run=Game(synergy=-60.0))
    by_name = {worth.mechanism: worth for worth in climb.worths}
    found = {
        name: tuple(interval.estimate for interval in worth[2:] if interval)
        for name, worth in by_name.items()
    }
    assert found["military"] == pytest.approx((-20.0, -80.0, -50.0))
    assert found["approval"] == pytest.approx((-360.0, -300.0, -330.0))
    assert found["consultation"] == pytest.approx((-1.0, -1.0, -1.0))


def test_it_goes_on_where_it_stopped_and_with_more_replications(tmp_path: Path) -> None:
    first, again, more = Game(), Game(), Game()
    before = run_ladder(ladder(), tmp_path, progress=False, run=first)
    assert run_ladder(ladder(), tmp_path, progress=False, run=again) == before
    run_ladder(ladder(3), tmp_path, progress=False, run=more)
    assert again.n_runs == 0
    assert 0 < more.n_runs < first.n_runs
    cheap = Game()
    run_ladder(ladder(is_fair=False), tmp_path / "b", progress=False, run=cheap)
    assert cheap.n_runs == 2 * 6  # foot, top, two steps up and two down


def test_a_replication_without_a_value_is_left_out(tmp_path: Path) -> None:
    class Rare(Game):
        def __call__(self, cells: Sequence[Cell]) -> list[Row]:
            rows = super().__call__(cells)
            for cell, row in zip(cells, rows, strict=True):
                if cell.first_replication == 1:
                    row["trapped_persons"] = None
            return rows

    (climb,) = run_ladder(ladder(), tmp_path, progress=False, run=Rare())
    assert climb.foot is not None
    assert climb.foot.n == 1
    assert not isnan(climb.foot.estimate)


def test_a_failed_run_says_why_and_keeps_nothing_of_its_batch(tmp_path: Path) -> None:
    def fails(cells: Sequence[Cell]) -> list[Row]:
        return [{"failed": "InputError: no"} for _ in cells]

    with pytest.raises(LiandongError, match="InputError: no"):
        run_ladder(ladder(), tmp_path, progress=False, run=fails)
    assert list(tmp_path.iterdir()) == []


def test_steps_are_checked() -> None:
    assert check_mechanisms(()) == tuple(MECHANISMS)
    assert check_mechanisms(("military",)) == ("military",)
    with pytest.raises(InputError, match="unknown mechanism"):
        check_mechanisms(("miltary",))
    with pytest.raises(InputError, match="twice"):
        check_mechanisms(("military", "military"))
