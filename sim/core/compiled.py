"""Loops compiled to machine code, once per machine.

Compiled functions make no arrays of their own and divide without looking for zero: so numba
leaves out the counting of references, which took three quarters of the time of the traffic
kernel. What they work on is handed to them.

The machine code is kept beside the source file, or in the user's own cache folder where the
package cannot be written to, or for the length of the process where neither can. It is made
anew when the source of a function changes, or of any compiled function that it calls.
"""

import atexit
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, TypeVar, cast

import numba

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def compiled(function: FunctionT) -> FunctionT:
    """Return the function compiled for the types it is called with.

    Parameters
    ----------
    function
        Written in what numba understands; integers, floats, arrays, named tuples of arrays.
    """
    return _compiled(function)


def inlined(function: FunctionT) -> FunctionT:
    """Return a small compiled function that becomes part of whatever compiled code calls it.

    Passing a named tuple of many arrays costs more than most small functions do.
    """
    return _compiled(function, forceinline=True)


def _compiled(function: FunctionT, *, forceinline: bool = False) -> FunctionT:
    options: dict[str, Any] = {
        "cache": True,
        "error_model": "numpy",
        "forceinline": forceinline,
        "_nrt": False,
    }
    try:
        fast = numba.njit(**options)(function)
    except RuntimeError:  # no folder can be written to: numba finds no place for its cache
        folder = mkdtemp(prefix="liandong-")
        atexit.register(rmtree, folder, ignore_errors=True)
        cast("Any", numba).config.CACHE_DIR = folder
        fast = numba.njit(**options)(function)
    _stamp(fast)
    return cast("FunctionT", fast)


def _stamp(fast: Any) -> None:  # noqa: ANN401  # numba's dispatcher has no public type
    """Make kept code depend on all that becomes part of it.

    By itself numba looks at the file of the function alone, so that code which holds an older
    version of a function from another file would pass for new.
    """
    digest = sha256(Path(fast.py_func.__code__.co_filename).read_bytes())
    for name, value in sorted(fast.py_func.__globals__.items()):
        if isinstance(value, int | float):
            digest.update(f"{name}={value!r};".encode())
        elif hasattr(value, "py_func") and hasattr(value, "liandong_stamp"):
            digest.update(value.liandong_stamp.encode())
    fast.liandong_stamp = digest.hexdigest()
    kept = fast._cache._cache_file  # noqa: SLF001  # there is no public way to say it
    kept._source_stamp = (kept._source_stamp, fast.liandong_stamp)  # noqa: SLF001


def cache_folder(function: Callable[..., Any]) -> Path:
    """Return where the compiled code of a function is kept."""
    return Path(cast("Any", function).stats.cache_path)
