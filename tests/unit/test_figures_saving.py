"""Files are whole or absent."""

from pathlib import Path

import pytest
from PIL import Image
from test_figures_log import empty_log, jilin, synthetic_log

from sim import figures
from sim.core.errors import StorageError

NAMES = (
    *("map", "map_focus", "timeline", "evacuation", "supply", "disruption"),
    *("stages", "gantt"),
)


def test_all_figures_of_a_run_are_written(tmp_path: Path) -> None:
    paths = figures.save_figures(synthetic_log(), jilin(), tmp_path / "figures", lang="zh")
    assert [path.name for path in paths] == [f"{name}_zh.png" for name in NAMES]
    for path in paths:
        assert " " not in path.name
        with Image.open(path) as image:
            image.load()
            assert image.width > 1000
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == sorted(
        path.name for path in paths
    )


def test_a_run_without_evacuees_or_requests_leaves_out_their_figures(tmp_path: Path) -> None:
    paths = figures.save_figures(empty_log(), jilin(), tmp_path, lang="en")
    assert [path.name for path in paths] == [
        f"{n}_en.png" for n in NAMES if n not in {"map_focus", "stages", "gantt"}
    ]


def test_a_failure_leaves_the_earlier_file_and_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "evacuation.png"
    figure = figures.evacuation_figure(empty_log())
    figures.save_figure(figure, target)
    before = target.read_bytes()

    def break_off(stream: object, **_: object) -> None:
        stream.write(b"half")  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr(figure, "savefig", break_off)
    with pytest.raises(KeyboardInterrupt):
        figures.save_figure(figure, target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="evacuation"):
        figures.save_figure(figures.evacuation_figure(empty_log()), blocked / "evacuation.png")
