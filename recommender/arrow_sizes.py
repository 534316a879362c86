"""An Arrow file in, how many bytes its batches take in memory out, before any of them is expanded.

Sizes stand in the file's footer, in the head of each batch and before each compressed buffer (Arrow columnar format,
"IPC File Format" and "Buffer compression"); they are read here because the library has no limit of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

_END = 10
_PREFIX = 8
_MAX_HEAD = 64 << 20
_BATCH, _DICTIONARY = 3, 2


def expanded_sizes(file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Rows, and bytes in memory, of each batch and dictionary.

    Parameters
    ----------
    file : binary file
        Seekable.
    size : int
        Of the file, in bytes.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    try:
        footer = _read(file, size - _END - _integer("i", _read(file, size - _END, 4), 0), None, size - _END)
        root = _follow(footer, 0)
        for number in (2, 3):
            for at in _vector(footer, root, number, 24):
                offset, head, _, _ = struct.unpack_from("<qiiq", footer, at)
                yield _expanded(_read(file, offset, head), file, offset + head)
    except struct.error:
        msg = "its footer does not fit"
        raise ValueError(msg) from None


def _expanded(message: bytes, file: IO[bytes], body: int) -> tuple[int, int]:
    """Rows and bytes of one batch."""
    data = message[8:] if message.startswith(b"\xff\xff\xff\xff") else message[4:]
    root = _follow(data, 0)
    kind, header = _field(data, root, 1), _field(data, root, 2)
    if kind is None or header is None or data[kind] not in {_BATCH, _DICTIONARY}:
        return 0, 0
    batch = _follow(data, header)
    if data[kind] == _DICTIONARY:
        inner = _field(data, batch, 1)
        batch = _follow(data, inner) if inner is not None else batch
    rows, packed = _field(data, batch, 0), _field(data, batch, 3) is not None
    total = 0
    for at in _vector(data, batch, 2, 16):
        offset, length = struct.unpack_from("<qq", data, at)
        stated = _integer("q", _read(file, body + offset, _PREFIX), 0) if packed and length >= _PREFIX else -1
        total += max(length, stated)
    return (_integer("q", data, rows) if rows is not None else 0), total


def _read(file: IO[bytes], start: int, length: int | None, stop: int = 0) -> bytes:
    length = stop - start if length is None else length
    if start < 0 or not 0 <= length <= _MAX_HEAD:
        raise struct.error
    file.seek(start)
    return file.read(length)


def _integer(form: str, data: bytes, at: int) -> int:
    return int(struct.unpack_from(f"<{form}", data, at)[0])


def _follow(data: bytes, at: int) -> int:
    return at + _integer("I", data, at)


def _field(data: bytes, table: int, number: int) -> int | None:
    """Where a field of a FlatBuffers table stands; None where it has none."""
    index = table - _integer("i", data, table)
    if 4 + 2 * number >= _integer("H", data, index):
        return None
    offset = _integer("H", data, index + 4 + 2 * number)
    return table + offset if offset else None


def _vector(data: bytes, table: int, number: int, width: int) -> range:
    """Where the elements of a vector of structs stand."""
    field = _field(data, table, number)
    if field is None:
        return range(0)
    start = _follow(data, field) + 4
    return range(start, start + width * min(_integer("I", data, start - 4), len(data) // width), width)
