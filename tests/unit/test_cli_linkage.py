"""The verbs `liandong linkage explain` and `liandong linkage ladder`."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from sim.cli import main
from sim.core.paths import shipped

SHORT = "scenario.end=2019-05-18T12:00:00+08:00"


def liandong(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(main, arguments, prog_name="liandong")


@pytest.mark.parametrize(("lang", "words"), [("en", "decide jointly"), ("zh", "联合会商决定")])
def test_a_rule_is_explained_and_drawn(tmp_path: Path, lang: str, words: str) -> None:
    target = tmp_path / "rule.png"
    done = liandong(
        "linkage", "explain", "integrated_2019", "--lang", lang, "--diagram", str(target)
    )
    assert done.exit_code == 0
    assert words in done.stdout
    with Image.open(target) as image:
        assert image.width > 1000


def test_one_mechanism_alone_is_explained() -> None:
    separate, military = (
        liandong("linkage", "explain", "between", *options).stdout
        for options in (("--mechanism", "approval"), ("--mechanism", "military"))
    )
    assert "military channel closed" in separate
    assert "military channel open" in military


def test_a_rule_of_ones_own_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "linkage"
    folder.mkdir()
    text = (shipped("conf") / "linkage" / "unified.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(text.replace("unified command", "my own"), encoding="utf-8")
    done = liandong("linkage", "explain", "mine", "--config-dir", str(tmp_path))
    assert done.stdout.startswith("mine: my own")


def test_mistakes_are_one_line() -> None:
    for arguments, message in (
        (("explain", "integratd_2019"), "Did you mean 'integrated_2019'"),
        (("explain", "between", "--mechanism", "militry"), "Did you mean 'military'"),
        (("ladder", "fire_and_quak", "-n", "1"), "Did you mean 'fire_and_quake'"),
        (("ladder", "fire_and_quake", "linkage=unified"), "--from and --to"),
        (("ladder", "fire_and_quake", "--mechanism", "militry"), "unknown mechanism 'militry'"),
        (("ladder", "fire_and_quake", "-j", "0"), "at least 1 worker"),
        (("ladder", "fire_and_quake", "--to", "unifed", "-n", "1"), "Did you mean 'unified'"),
    ):
        done = liandong("linkage", *arguments)
        assert done.exit_code != 0
        assert message in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_ladder_is_climbed_and_kept(tmp_path: Path) -> None:
    arguments = (
        *("linkage", "ladder", "fire_and_quake", SHORT, "-n", "1", "--out", str(tmp_path)),
        *("--mechanism", "mutual_aid", "--mechanism", "approval"),
    )
    done = liandong(*arguments)
    assert done.exit_code == 0
    assert "mutual aid" in done.stdout
    assert "shorter approvals" in done.stdout
    with (tmp_path / "ladder_fire_and_quake.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    metrics = {row["metric"] for row in rows}
    for metric in metrics:
        worth = {
            (row["way"], row["mechanism"]): float(row["estimate"])
            for row in rows
            if row["metric"] == metric
        }
        for way in ("up", "down", "fair"):
            steps = [value for (one, _), value in worth.items() if one == way]
            if len(steps) == 2:  # what the steps add up to is the whole way
                whole = worth["top", ""] - worth["foot", ""]
                assert sum(steps) == pytest.approx(whole, abs=1e-6)
    assert (tmp_path / "ladder_fire_and_quake_en.png").is_file()
    assert liandong(*arguments).stdout == done.stdout
