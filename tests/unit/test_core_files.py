"""Folders and files are whole or absent."""

from pathlib import Path

import pytest

from sim.core.errors import InputError, StorageError
from sim.core.files import read_yaml, whole_folder, write_text


def fill(folder: Path, text: str) -> Path:
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return folder


def stop_after(folder: Path, error: type[BaseException]) -> None:
    assert folder.is_dir()
    raise error


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "results"
    with whole_folder(target) as folder:
        fill(folder, "new")
        assert not target.exists()
    assert (target / "a.txt").read_text(encoding="utf-8") == "new"
    assert [path.name for path in target.parent.iterdir()] == ["results"]
    assert target.stat().st_mode & 0o777 == 0o755


def test_an_earlier_folder_is_replaced_and_not_merged(tmp_path: Path) -> None:
    target = tmp_path / "results"
    target.mkdir()
    (target / "old.txt").write_text("old", encoding="utf-8")
    with whole_folder(target) as folder:
        fill(folder, "new")
        assert (target / "old.txt").exists()
    assert [path.name for path in target.iterdir()] == ["a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, InputError])
def test_on_an_error_nothing_remains_and_the_earlier_is_untouched(
    tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "results"
    target.mkdir()
    fill(target, "old")
    with pytest.raises(error), whole_folder(target) as folder:
        stop_after(fill(folder, "new"), error)
    assert (target / "a.txt").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_the_earlier_folder_comes_back_when_the_exchange_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "results"
    target.mkdir()
    fill(target, "old")
    replace = Path.replace

    def failing(self: Path, other: Path) -> Path:
        if other == target and self.name.startswith(".results-") and (self / "a.txt").exists():
            raise OSError(28, "No space left on device")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(StorageError, match="No space left"), whole_folder(target) as folder:
        fill(folder, "new")
    assert (target / "a.txt").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_an_unwritable_parent_is_a_storage_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(StorageError, match="out=FOLDER"),
        whole_folder(tmp_path / "file" / "results"),
    ):
        pytest.fail("the block must not run")


def test_a_full_disk_while_writing_is_a_storage_error(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="No space left"),
        whole_folder(tmp_path / "results"),
    ):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_write_text_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "one")
    write_text(path, "二")
    assert path.read_text(encoding="utf-8") == "二"
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_write_text_keeps_the_earlier_file_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StorageError, match="cannot write"):
        write_text(tmp_path / "nowhere" / "a.txt", "x")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: {\n  c: ]", ":3: "),
        (b"a: \xff\xfe", "UTF-8"),
        (b"day: 2019-13-45", "month must be in"),
        (b"[" * 3000, ""),
        (b"a: !!python/object:os.system x", "constructor"),
    ],
)
def test_bad_yaml_names_file_and_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_yaml(path)
    assert str(path) in str(raised.value)
    assert message in str(raised.value)


def test_a_missing_yaml_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot read .*none.yaml"):
        read_yaml(tmp_path / "none.yaml")
