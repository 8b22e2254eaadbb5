"""Loops compiled to machine code, once per machine.

The compiled code is kept beside the source file, or in the user's own cache folder where the
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
    try:
        fast = numba.njit(cache=True)(function)
    except RuntimeError:  # no folder can be written to: numba finds no place for its cache
        numba.config.CACHE_DIR = mkdtemp(prefix="liandong-")
        fast = numba.njit(cache=True)(function)
    return cast("FunctionT", fast)


def cache_folder(function: Callable[..., Any]) -> Path:
    """Return where the compiled code of a function is kept."""
    return Path(cast("Any", function).stats.cache_path)
