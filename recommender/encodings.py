"""Bytes of a text in, its encoding out.

UTF-8, UTF-16 and UTF-32 with and without byte order mark, cp1252. The whole file decides, not its beginning; no
statistics of letters, which are wrong on short files.
"""

from __future__ import annotations

import codecs
import re

from recommender.errors import NotATableError
from recommender.raw_input import CHUNK, Raw, refuse

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A text of this size stays in the cache; with larger ones most of the time goes into fresh memory.
_PIECE = 1 << 15
_CONTROLS = bytes((0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16))


def encoding_of(raw: Raw) -> str:
    """The encoding of a text; the file is at its start again.

    Raises
    ------
    NotATableError
        If the file is empty or no text.
    """
    encoding = _by_first_bytes(raw.head(), raw.name)
    if encoding is not None:
        return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    with raw.reading():
        while (chunk := raw.file.read(_PIECE)) and _decodes(decoder, chunk):
            pass
        raw.file.seek(0)
        return "utf-8" if not chunk and _decodes(decoder, b"", final=True) else _by_all_bytes(raw)


def errors_of(encoding: str) -> str:
    """The error handler that leaves a mark where bytes do not fit, which `table_parts.checked` finds."""
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _by_first_bytes(head: bytes, name: str) -> str | None:
    for bom, encoding in _BOMS:
        if head.startswith(bom) and head.strip():
            return encoding
    refuse(name, head)
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if max(even, odd) > 0.4 * half and min(even, odd) < 0.1 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    if sum(head.count(bytes([c])) for c in _CONTROLS) > 0.05 * len(head):
        msg = f"{name}: this is a binary file, not a CSV. Save it as CSV (UTF-8) and try again."
        raise NotATableError(msg)
    return None


def _by_all_bytes(raw: Raw) -> str:
    """UTF-8, unless more of what is not ASCII fails to be UTF-8 than succeeds; then cp1252, as Excel on Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    while chunk := raw.file.read(CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            wrong = len(re.findall("[\udc80-\udcff]", text))
            bad += wrong
            good += len(re.findall("[^\x00-\x7f]", text)) - wrong
    raw.file.seek(0)
    return "cp1252" if bad > good else "utf-8"
