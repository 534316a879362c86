"""Rows done in, one line on the terminal out: rows, rows a second, time left; nothing where no terminal is watching."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Self

_EVERY = 0.2
_SETTLED = 0.005


class Progress:
    """A line that is written over.

    Parameters
    ----------
    shown : bool
        Whether the user wants it.
    start : int, default 0
        Rows that an earlier run did.
    stream : text file, optional
        Standard error by default.
    clock : callable, default time.monotonic
        Seconds.
    """

    def __init__(
        self,
        *,
        shown: bool,
        start: int = 0,
        stream: IO[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = shown and self._stream is not None and self._stream.isatty()
        self._start, self._clock, self._began, self._width = start, clock, clock(), 0
        self._last, self._share = self._began, -1.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._write("")

    def update(self, rows: int, share: float) -> None:
        """Say how far the run is.

        Parameters
        ----------
        rows : int
            Rows done, those of an earlier run included.
        share : float
            Share of the input's bytes that are read, 0 to 1; 0 where it is not known.
        """
        now = self._clock()
        if not self._shown or now - self._last < _EVERY:
            return
        if self._share < 0:
            # The first share is where this run started from: what it skipped cost it next to nothing.
            self._share = share if self._start else 0.0
        self._last = now
        rate = (rows - self._start) / (now - self._began)
        self._write(f"{rows:,} rows  {rate:,.0f} rows/s{self._left(share, now)}")

    def _left(self, share: float, now: float) -> str:
        done = share - self._share
        if done < _SETTLED:
            return ""
        seconds = round((now - self._began) * (1.0 - share) / done)
        hours, rest = divmod(max(seconds, 0), 3600)
        return f"  {share:.0%}  " + (f"{hours}:" if hours else "") + f"{rest // 60:02}:{rest % 60:02} left"

    def _write(self, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write("\r" + line.ljust(self._width) + ("\r" if not line else ""))
            self._stream.flush()
        self._width = len(line)
