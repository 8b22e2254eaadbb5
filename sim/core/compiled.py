"""Loops compiled to machine code, once per machine.

Compiled functions make no arrays of their own and divide without looking for zero: so numba
leaves out the counting of references, which took three quarters of the time of the traffic
kernel. What they work on is handed to them.

The machine code is kept beside the source file, or in the user's own cache folder where the
package cannot be written to, or for the length of the process where neither can.
"""

from collections.abc import Callable
from pathlib import Path
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
        cast("Any", numba).config.CACHE_DIR = mkdtemp(prefix="liandong-")
        fast = numba.njit(**options)(function)
    return cast("FunctionT", fast)


def cache_folder(function: Callable[..., Any]) -> Path:
    """Return where the compiled code of a function is kept."""
    return Path(cast("Any", function).stats.cache_path)
