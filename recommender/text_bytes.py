"""Bytes of a text in whatever encoding in, the same text as UTF-8 out, from a line on.

What does not fit its encoding comes out as bytes that are no UTF-8, or as U+FFFD: whoever reads on finds it there.
"""

from __future__ import annotations

import codecs
import re

from recommender.encodings import errors_of
from recommender.raw_input import CHUNK, Raw

_LINE_END = re.compile(rb"\r\n|\n|\r")
_TAIL = 1 << 12


class TextBytes:
    """The bytes of a text from a line on; line ends at its very end are held back.

    Parameters
    ----------
    raw : Raw
        Anywhere.
    encoding : str
        Of the text.
    line : int
        With which to begin, from 0.

    Attributes
    ----------
    line : int
        See above.
    """

    def __init__(self, raw: Raw, encoding: str, line: int) -> None:
        self._raw, self.line, self._held = raw, line, b""
        self._decoder: codecs.IncrementalDecoder | None = None
        if encoding not in {"utf-8", "utf-8-sig"}:
            self._decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
        with raw.reading():
            self._end = _content_end(raw, encoding)
            raw.file.seek(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
            self._held = self._after(line)

    def read(self, size: int) -> bytes:
        """About so many bytes more, or more than that; none at the end."""
        if self._held:
            held, self._held = self._held, b""
            return held
        while block := self._raw.file.read(max(0, min(size, self._end - self._raw.file.tell()))):
            if self._decoder is None:
                return block
            final = self._raw.file.tell() >= self._raw.size
            if text := self._decoder.decode(block, final):
                return text.encode("utf-8", "surrogatepass")
        return b""

    def release(self) -> None:
        """Hold nothing back any more."""
        self._end = self._raw.size

    def _after(self, line: int) -> bytes:
        """What was read already when the first lines are passed over."""
        text, more = b"", True
        while more:
            block = self.read(CHUNK)
            text, more = text + block, bool(block)
            ends = [found.end() for found, _ in zip(_LINE_END.finditer(text), range(line), strict=False)]
            if len(ends) == line and (not ends or ends[-1] < len(text)):
                return text[ends[-1] :] if ends else text
        return b""


class Joined:
    """Bytes in hand, and then those of a text: a file to read from.

    Parameters
    ----------
    first : bytes
        What was read already.
    rest : TextBytes
        What follows.
    """

    def __init__(self, first: bytes, rest: TextBytes) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int) -> bytes:
        """About so many bytes more, or more than that; none at the end."""
        first, self._first = self._first, b""
        return first or self._rest.read(size)


def _content_end(raw: Raw, encoding: str) -> int:
    """Where the line ends begin that stand at the very end of a text."""
    wide = {"utf-16": 2, "utf-32": 4}.get(encoding[:6], 1)
    if raw.size % wide:
        return raw.size
    raw.file.seek(0)
    order = "le" if encoding.endswith("le") or raw.file.read(1) == b"\xff" else "be"
    codec = f"{encoding[:6]}-{order}" if wide > 1 else "ascii"
    ends = {"\n".encode(codec), "\r".encode(codec)}
    end = raw.size
    while end:
        first = max(0, end - _TAIL)
        raw.file.seek(first)
        tail = raw.file.read(end - first)
        while tail and tail[-wide:] in ends:
            tail = tail[:-wide]
        if tail:
            return first + len(tail)
        end = first
    return 0
