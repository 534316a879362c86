"""Items in, what became of each out, in the order of the items, by as many processes as asked for.

A bounded number of items is under way at a time, so that memory does not grow with the input. The input is read, and
the results are taken, in the calling process alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from recommender.errors import RecommenderError

_AHEAD = 3
_TRACKER = "ignore::UserWarning:joblib.externals.loky.backend.resource_tracker"
_DEFERRED = (signal.SIGINT, signal.SIGTERM)
_THREADS = 2
_LOOK_EVERY = 0.5
_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


def in_order(
    work: Callable[[_Item], _Done], items: Iterable[_Item], jobs: int, *, threads: bool = False
) -> Generator[_Done]:
    """Do the work on each item.

    Parameters
    ----------
    work : callable
        What a process does with an item; importable by name where there is more than one job.
    items : iterable
        Taken as the results are.
    jobs : int
        Processes; with 1 the calling process does the work, in two threads.
    threads : bool, default False
        Whether threads of the calling process do the work, as many as jobs and at least two: for work that lets them run
        side by side.

    Yields
    ------
    object
        The results, in order.

    Raises
    ------
    RecommenderError
        If a process died.
    """
    if threads or jobs == 1:
        yield from _in_threads(work, items, max(_THREADS, jobs))
        return
    # joblib's own pool, which its Parallel rests on: workers do not import the calling script again, and the
    # input is read in this thread (Parallel's generator reads it in others, where an error of the input is lost).
    from joblib.externals.loky import ProcessPoolExecutor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    with _signals_deferred(), _tracker_hushed():
        pool = ProcessPoolExecutor(jobs, initializer=_attend, initargs=(os.getpid(),))
    under_way: deque[Any] = deque()
    try:
        for item in items:
            with _signals_deferred():
                under_way.append(pool.submit(work, item))
            if len(under_way) >= _AHEAD * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool:
        msg = f"one of {jobs} worker processes was killed, perhaps for want of memory. Run again with fewer --jobs or a smaller --chunk-size."
        raise RecommenderError(msg) from None
    finally:
        with _threads_hushed():
            pool.shutdown(wait=True, kill_workers=True)


@contextlib.contextmanager
def _signals_deferred() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until the block ends: half-made locks of a pool would be reported when the process ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda which, _: came.append(which)) for number in _DEFERRED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for arrived in came:
        signal.raise_signal(arrived)


@contextlib.contextmanager
def _tracker_hushed() -> Iterator[None]:
    """The process that cleans up after the pool, which begins here, does so in silence."""
    sys.warnoptions.append(_TRACKER)
    try:
        yield
    finally:
        sys.warnoptions.remove(_TRACKER)


@contextlib.contextmanager
def _threads_hushed() -> Iterator[None]:
    """The pool's own thread may trip over work that is taken from it; it has nothing to say to users."""
    before, threading.excepthook = threading.excepthook, lambda _: None
    try:
        yield
    finally:
        threading.excepthook = before


def _in_threads(work: Callable[[_Item], _Done], items: Iterable[_Item], threads: int) -> Generator[_Done]:
    """The calling process does the work, in threads: while compiled code runs in one, the others go on."""
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[_Done]] = deque()
        try:
            for item in items:
                under_way.append(pool.submit(work, item))
                if len(under_way) > threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def _attend(parent: int) -> None:
    """Ctrl-C reaches every process of a terminal: the calling one alone answers it; and no worker outlives that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name == "posix":
        threading.Thread(target=_outlive_nobody, args=(parent,), daemon=True).start()


def _outlive_nobody(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(1)
