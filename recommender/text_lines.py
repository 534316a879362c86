"""Bytes of a text in, its physical lines out, numbered, with the lines of the record at hand kept.

Lines end with LF, CRLF or CR and keep their ends. A line that is too long is an empty text here, and nobody's but its
own record's loss. One record and one block are held in memory.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from recommender.encodings import errors_of
from recommender.errors import TableError
from recommender.raw_input import CHUNK, Raw
from recommender.table_parts import MAX_CHARACTERS

MAX_LINES = 1_000
_LEAST_WINDOW = 4
_OTHER_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


class RecordTooLongError(Exception):
    """A record ran past the limits."""


class Lines:
    """The lines of a text.

    Parameters
    ----------
    raw : Raw
        At its start.
    encoding : str
        Of a codec that has an incremental decoder.
    first : int, default 0
        Number of the first line, where something was read before it.

    Attributes
    ----------
    start : int
        Number (from 0) of the first line of the record that is being read; whoever reads records sets it.
    window : int
        How many lines that record may have.
    suspect : int
        Lines below this number may hold what cannot be a text; the others are known to be clean.
    """

    def __init__(self, raw: Raw, encoding: str, first: int = 0) -> None:
        self._raw = raw
        self._strict = codecs.getincrementaldecoder(encoding)("strict")
        self._lenient = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
        self._lines: list[str] = []
        self._base = self.start = self.suspect = first
        self.window = MAX_LINES
        self._carry, self._skipping, self._ended = "", False, False

    def feed(self) -> Iterator[str]:
        """Lines from `start` on, for a reader of records.

        Raises
        ------
        RecordTooLongError
            If the record that begins at `start` goes on past the limits.
        """
        at, size = self.start, _LEAST_WINDOW
        while True:
            if at - self._base >= len(self._lines) and not self._load():
                return
            size *= 2
            run = self._lines[at - self._base : min(at + size, self.start + self.window) - self._base]
            if "" in run:
                run = run[: run.index("")]
            if not run:
                raise RecordTooLongError
            at += len(run)
            yield from run

    def ahead(self) -> Iterator[tuple[int, str]]:
        """Numbers and lines from `start` on, of which none counts as read; ends before a line that is too long."""
        at = self.start
        while at - self._base < len(self._lines) or self._load():
            line = self._lines[at - self._base]
            if not line:
                return
            yield at, line
            at += 1

    def begins_too_long(self) -> bool:
        """Whether the first line, of those that were looked at, is too long."""
        return "" in self._lines[:1]

    def lost(self) -> None:
        """The record ran past its window: narrow it, lest a file of open quotes be read a thousand times over."""
        self.window = max(_LEAST_WINDOW, self.window // 2)

    def _load(self) -> bool:
        """Read on; whether there was a line. Lines before `start` are forgotten."""
        del self._lines[: self.start - self._base]
        self._base = self.start
        if sum(map(len, self._lines)) > MAX_CHARACTERS:
            raise RecordTooLongError
        fresh: list[str] = []
        while not fresh and not self._ended:
            fresh = self._block()
        self._lines += fresh
        return bool(fresh)

    def _block(self) -> list[str]:
        text, damaged = self._decoded()
        text = self._carry + text
        lines, self._carry = _split(text), ""
        if lines and not self._ended and not lines[-1].endswith("\n"):
            self._carry = lines.pop()
        if damaged or "\x00" in text or (not text.isascii() and "\ufffd" in text):
            self.suspect = self._base + len(self._lines) + len(lines) + 1
        return self._cut(lines)

    def _cut(self, lines: list[str]) -> list[str]:
        """Put an empty text for a line that is too long; only the first of a block can be."""
        if self._skipping and (lines or self._ended):
            lines[:1], self._skipping = [""], False
        elif lines and len(lines[0]) >= MAX_CHARACTERS:
            lines[0] = ""
        if self._skipping or len(self._carry) >= MAX_CHARACTERS:
            self._skipping, self._carry = True, "\r" * self._carry.endswith("\r")
        return lines

    def _decoded(self) -> tuple[str, bool]:
        """The next block, and whether some of it did not fit the encoding."""
        try:
            block = self._raw.file.read(CHUNK)
        except OSError as error:
            line = self._base + len(self._lines) + 1
            msg = f"{self._raw.name}, line {line}: cannot be read on: {error.strerror or error}. Check the disk."
            raise TableError(msg) from None
        self._ended = not block
        state = self._strict.getstate()
        try:
            return self._strict.decode(block, self._ended), False
        except UnicodeDecodeError:
            self._lenient.setstate(state)
            text = self._lenient.decode(block, self._ended)
            self._strict.setstate(self._lenient.getstate())
            return text, True


def _split(text: str) -> list[str]:
    """Cut after LF, CRLF and CR; `str.splitlines`, which is faster, cuts after some others too."""
    if any(end in text for end in _OTHER_ENDS):
        return io.StringIO(text, newline="").readlines()
    return text.splitlines(keepends=True)
