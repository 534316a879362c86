"""A gzip or zip file in, the files inside it out, expanded on disk and within limits.

A member is only ever read as a stream, so that its name can point nowhere. An archive inside an archive is refused.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from recommender.errors import NotATableError, TableError
from recommender.raw_input import CHUNK, Raw
from recommender.table_parts import shown

MAX_EXPANDED = 20 << 30
"""Bytes; ten million rows of 500 characters take a quarter of it."""
MAX_RATIO = 200
"""Text of people packs 3 to 20 times, a table of repeated rows 100 times, a bomb 1,000 times."""
FREE_EXPANDED = 100 << 20
"""Bytes that may be expanded at any ratio."""
_MAX_MEMBERS = 10_000
_DAMAGE = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    NotImplementedError,
)


def gunzipped(raw: Raw) -> Raw:
    """What a gzip file holds; `raw` is closed.

    Raises
    ------
    NotATableError
        If it is damaged or cut short, be it after many good rows: a part of a list must not pass for the whole.
    TableError
        If it expands beyond the limits.
    """
    with raw.file, gzip.GzipFile(fileobj=raw.file) as stream:
        return _expanded(stream.read, raw.name, raw.size)


def members_of(raw: Raw) -> list[zipfile.ZipInfo]:
    """The files in a zip that may be tables, in name order; `raw` stays open.

    Raises
    ------
    NotATableError
        If the zip is damaged, locked, or holds no file.
    TableError
        If its files are too many or expand beyond the limits.
    """
    infos = directory(raw)
    check_sizes(raw, infos)
    files = sorted((info for info in infos if _counts(info)), key=lambda info: info.filename)
    if not files:
        msg = f"{raw.name}: there is no table in this zip. Put CSV or Excel files in it."
        raise NotATableError(msg)
    if len(files) > _MAX_MEMBERS:
        msg = f"{raw.name}: {len(files)} files in one zip. Unpack it and put at most {_MAX_MEMBERS} in one."
        raise TableError(msg)
    if any(info.flag_bits & 1 for info in files):
        msg = f"{raw.name}: the zip is locked with a password. Unpack it and give the files inside."
        raise NotATableError(msg)
    return files


def directory(raw: Raw) -> list[zipfile.ZipInfo]:
    """Everything that a zip lists."""
    try:
        with zipfile.ZipFile(raw.file) as archive:
            return archive.infolist()
    except (*_DAMAGE, ValueError, OverflowError, OSError) as error:
        raise _damaged(raw.name, error) from None
    finally:
        raw.file.seek(0)


def check_sizes(raw: Raw, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip whose own list says that it expands beyond the limits."""
    check_limits(raw.name, sum(info.file_size for info in infos), raw.size)


def unzipped(raw: Raw, info: zipfile.ZipInfo) -> Raw:
    """One member of a zip; `raw` stays open."""
    name = f"{raw.name}: {shown(info.filename)}"
    try:
        with zipfile.ZipFile(raw.file) as archive, archive.open(info) as stream:
            return _expanded(stream.read, name, info.compress_size)
    except (*_DAMAGE, ValueError, RuntimeError, OSError) as error:
        if isinstance(error, TableError):
            raise
        raise _damaged(name, error) from None


def _counts(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return (
        bool(parts)
        and not info.filename.endswith("/")
        and not any(part.startswith((".", "_")) and part != ".." for part in parts)
    )


def _expanded(read: Callable[[int], bytes], name: str, packed: int) -> Raw:
    """All that a stream gives, in a nameless file on disk."""
    spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the table)
    size = 0
    try:
        while block := read(CHUNK):
            size += len(block)
            check_limits(name, size, packed)
            spool.write(block)
        spool.seek(0)
    except BaseException as error:
        spool.close()
        if isinstance(error, _DAMAGE):
            raise _damaged(name, error) from None
        if isinstance(error, OSError):
            msg = f"{name}: cannot be expanded: {error.strerror or error}. Free space in {tempfile.gettempdir()}."
            raise TableError(msg) from None
        raise
    return Raw(name, spool, size)


def check_limits(name: str, size: int, packed: int) -> None:
    """Refuse what expands from `packed` to more bytes than any list of candidates does."""
    if size > MAX_EXPANDED or (size > FREE_EXPANDED and size > MAX_RATIO * packed):
        msg = f"{name}: expands to more than {min(size, MAX_EXPANDED) >> 20} MiB from {packed} bytes, which no list of candidates does. Unpack it yourself if you trust it."
        raise TableError(msg)


def _damaged(name: str, error: BaseException) -> NotATableError:
    why = str(error) or type(error).__name__
    return NotATableError(f"{name}: the archive is damaged or cut short ({why}). Get it again; no row of it was read.")
