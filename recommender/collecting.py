"""Work that only builds up in, the same work without the collector's passes out.

A hundred thousand roles are some millions of records that all stay; Python's collector of cycles would go through them
again and again in vain, for half of the time that reading them takes. So it is when a program starts: modules, a model
and machine code stay, and the collector's passes over them take a sixth of a small run.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from functools import cache


@cache
def settle() -> None:
    """Let the collector pass over what is there at the first call, a model above all, from then on.

    A model is some hundred thousand records; to go through them again for every few chunks took a fifth of a run.
    """
    gc.freeze()


@contextlib.contextmanager
def collection_paused() -> Iterator[None]:
    """Put off the collection of cycles until the block ends, however it ends; also a decorator.

    Where it was off before, it stays off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextlib.contextmanager
def collection_resumed() -> Iterator[None]:
    """Collect cycles in a block inside one that puts it off: for work that leaves many behind."""
    was_on = gc.isenabled()
    gc.enable()
    try:
        yield
    finally:
        if not was_on:
            gc.disable()
