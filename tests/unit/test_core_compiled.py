"""Compiled functions: where their code is kept, and when it is made anew."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numba
import numpy as np
import pytest
from numba.core.caching import InTreeCacheLocator, UserWideCacheLocator

from sim.core.compiled import cache_folder, compiled

CALLER = """
from sim.core.compiled import compiled
from callee import STEP, advanced

@compiled
def twice(x):
    return advanced(advanced(x)) + STEP
"""
CALLEE = """
from sim.core.compiled import inlined

STEP = {step}

@inlined
def advanced(x):
    return x + {added}
"""


def _load(folder: Path, name: str, source: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = folder / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    # Without bytecode, whose time stamps are too coarse for two versions in one second.
    exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102
    return module


def _refuse(locator: type, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(locator, "ensure_cache_path", refuse)


@pytest.fixture(autouse=True)
def _no_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")


def _plus_one(x: float) -> float:
    return x + 1.0


def test_compiled_function_does_what_its_source_says() -> None:
    assert compiled(_plus_one)(2.0) == 3.0


def test_code_is_kept_beside_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    callee = _load(tmp_path, "callee", CALLEE.format(step=0, added=1), monkeypatch)
    assert cache_folder(callee.advanced) == tmp_path / "__pycache__"
    callee.advanced(1)
    assert list((tmp_path / "__pycache__").glob("*.nbi"))


def test_code_is_kept_in_the_folder_of_the_user_where_the_package_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuse(InTreeCacheLocator, monkeypatch)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    fast = compiled(_plus_one)
    assert fast(2.0) == 3.0
    assert cache_folder(fast).is_relative_to(tmp_path / "home")
    assert list(cache_folder(fast).glob("*.nbi"))


def test_code_is_kept_for_the_process_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuse(InTreeCacheLocator, monkeypatch)
    _refuse(UserWideCacheLocator, monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first = compiled(_plus_one)
    second = compiled(lambda x: x)
    assert first(2.0) == 3.0
    assert cache_folder(first).is_relative_to(tmp_path)
    # One folder serves all functions.
    assert cache_folder(second).parent == cache_folder(first).parent
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("changed", "expected"), [({"step": 0, "added": 5}, 11), ({"step": 7, "added": 1}, 10)]
)
def test_code_is_made_anew_when_a_function_or_constant_of_another_file_changes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, int],
    expected: int,
) -> None:
    for values, result in (({"step": 0, "added": 1}, 3), (changed, expected)):
        _load(tmp_path, "callee", CALLEE.format(**values), monkeypatch)
        caller = _load(tmp_path, "caller", CALLER, monkeypatch)
        assert caller.twice(np.int64(1)) == result


def test_code_is_read_back_when_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n_read in (0, 1):
        _load(tmp_path, "callee", CALLEE.format(step=0, added=1), monkeypatch)
        caller = _load(tmp_path, "caller", CALLER, monkeypatch)
        assert caller.twice(np.int64(1)) == 3
        assert sum(caller.twice.stats.cache_hits.values()) == n_read
