"""A path or standard input in, bytes that can be read twice out, with what their first bytes say they are.

What can be read only once is copied to disk first. A file is never judged by its ending.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from recommender.errors import NotATableError, TableError
from recommender.table_parts import shown

CHUNK = 1 << 18
_HEAD = 1 << 16
HINT = "Give a CSV with a header row, such as: candidate_id,education,skills,summary."
KINDS = {
    b"PK\x03\x04": "a zip or Excel (.xlsx) file",
    b"PK\x05\x06": "an empty zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow or Feather file",
    b"FEA1": "a Feather file of version 1",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "an RTF document",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\x00": "an xz file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"SQLite format 3": "a database",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<HTML": "a web page",
    b"<table": "a web page",
    b"<?xml": "an XML file",
}


@dataclass
class Raw:
    """Bytes of an input.

    Attributes
    ----------
    name : str
        What messages call it; on one line.
    file : binary file
        Seekable, at its start.
    size : int
        In bytes.
    """

    name: str
    file: IO[bytes]
    size: int

    def head(self) -> bytes:
        """The first 64 KiB; the file is at its start again."""
        with self.reading():
            head = self.file.read(_HEAD)
            self.file.seek(0)
        return head

    def digest(self) -> str:
        """SHA-256 of all bytes, in hexadecimal; the file is at its start again."""
        with self.reading():
            self.file.seek(0)
            found = hashlib.file_digest(self.file, "sha256").hexdigest()  # type: ignore[arg-type]
            self.file.seek(0)
        return found

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Name the file where the disk fails."""
        try:
            yield
        except OSError as error:
            msg = f"{self.name}: cannot be read: {error.strerror or error}. Check the path."
            raise TableError(msg) from None


def open_raw(source: str | Path) -> Raw:
    """Open a file, or "-" for standard input.

    Raises
    ------
    TableError
        If it cannot be opened.
    """
    standard = str(source) == "-"
    name = "standard input" if standard else shown(str(source))
    try:
        file: IO[bytes] = sys.stdin.buffer if standard else Path(source).open("rb")  # noqa: SIM115
        if standard or not file.seekable():
            file = _copied(file, keep=standard)
        return Raw(name, file, os.fstat(file.fileno()).st_size)
    except (OSError, ValueError) as error:
        msg = f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}. Check the path."
        raise TableError(msg) from None


def _copied(file: IO[bytes], *, keep: bool) -> IO[bytes]:
    """A nameless copy on disk."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the table)
    try:
        with contextlib.nullcontext() if keep else file:
            shutil.copyfileobj(file, spool, CHUNK)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool


def kind_of(head: bytes) -> str | None:
    """What kind of file the first bytes announce; None for a text or what is not known."""
    if head[257:262] == b"ustar":
        return "a tar archive"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    return next((kind for first, kind in KINDS.items() if head.startswith(first) or start.startswith(first)), None)


def refuse(name: str, head: bytes) -> None:
    """Raise `NotATableError` for what is empty or announces that it is no text."""
    if not head.strip():
        msg = f"{name}: the file is empty. {HINT}"
        raise NotATableError(msg)
    kind = kind_of(head)
    if kind is not None:
        msg = f"{name}: this is {kind}, not a CSV. Save it as CSV (UTF-8) and try again."
        raise NotATableError(msg)
