"""A function over arrays in, the same function as machine code out.

Compiled once and kept beside the module (or in the user's cache); where neither place can be written, compiled again in
each process. Arithmetic is left as written: nothing is reordered and nothing fused, so that sums have the bits of the
reference.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., Any])
# Nothing is allocated in compiled code; without the runtime that counts references to arrays it is several times faster.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_WITHOUT_DOORS: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: _F) -> _F:
    """Compile a function that Python calls, with numba, at its first call; other threads go on while it runs."""
    try:
        made = numba.njit(cache=True, nogil=True, **_OPTIONS)(function)
    except RuntimeError:  # no place for the cache
        made = numba.njit(nogil=True, **_OPTIONS)(function)
    return cast("_F", made)


def inner(function: _F) -> _F:
    """Compile a function that only compiled functions call: part of their machine code, without a way in from Python."""
    return cast("_F", numba.njit(**_OPTIONS, **_WITHOUT_DOORS)(function))


def is_at_hand(function: Callable[..., Any]) -> bool:
    """Whether machine code of a compiled function was kept by an earlier process; a stale one counts too."""
    folder = getattr(getattr(function, "stats", None), "cache_path", None)
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}-*.nbc"
    return folder is not None and next(Path(folder).glob(name), None) is not None
