"""A file of candidates as people have it in, rows and named rejects out.

Encodings (UTF-8 with or without BOM, UTF-16, cp1252), delimiters (comma, semicolon, tab, bar, ``sep=``), quoted
newlines. Every physical row is either a `Row` or a `Reject` with its
line number and a code: nothing is lost and nothing is guessed. Only one record is held in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, NoReturn, Self

from recommender.errors import NotATableError, TableError
from recommender.headings import Columns, match_columns

MAX_LINES = 1_000
MAX_CHARACTERS = 4_000_000
_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"^\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = {
    b"PK\x03\x04": "a zip or Excel (.xlsx) file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "an RTF document",
}


class Row(NamedTuple):
    """A row of as many cells as the header, and the line on which it starts (from 1)."""

    line: int
    cells: list[str]


class Reject(NamedTuple):
    """A row that cannot be scored: where, why (a code), and in words."""

    line: int
    code: str
    message: str


class _TooLongError(Exception):
    """A record ran past the limits."""


class _Lines:
    """Physical lines of a text, counted, with the lines of the current record at hand and the means to give some back."""

    def __init__(self, stream: IO[str], name: str) -> None:
        self._stream, self._name = stream, name
        self._returned: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self._size = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self._size += len(line)
        if len(line) >= MAX_CHARACTERS:
            while line and not line.endswith(("\n", "\r")):
                line = self._read()
            raise _TooLongError
        if len(self.taken) > MAX_LINES or self._size > MAX_CHARACTERS:
            raise _TooLongError
        return line

    def _read(self) -> str:
        try:
            return self._stream.readline(MAX_CHARACTERS)
        except OSError as error:
            msg = f"{self._name}, line {self.number + 1}: cannot be read on: {error.strerror or error}. Check the disk."
            raise TableError(msg) from None

    def begin(self) -> int:
        """Start a record; its line number."""
        self.taken, self._size = [], 0
        return self.number + 1

    def keep_first(self) -> None:
        """Give back all lines of the current record but the first."""
        self._returned.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


class CandidateTable:
    """An open file of candidates.

    Parameters
    ----------
    source : str or Path
        A file, or "-" for standard input.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.

    Attributes
    ----------
    encoding, delimiter : str
        What was found.
    headings : list of str
        The header's cells.
    columns : Columns
        What feeds which field.

    Raises
    ------
    NotATableError
        If the file is empty, binary, or has no usable heading.
    TableError
        If it cannot be opened, or `chosen` names what does not exist.
    """

    def __init__(self, source: str | Path, chosen: Mapping[str, str] | None = None) -> None:
        self.name = "standard input" if str(source) == "-" else str(source)
        self._binary = _open(source, self.name)
        try:
            self.encoding = _sniff_encoding(self._binary, self.name)
            errors = "replace" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
            self._text = io.TextIOWrapper(self._binary, encoding=self.encoding, errors=errors, newline="")
            self._lines = _Lines(self._text, self.name)
            self.delimiter, self.headings = self._read_header()
            self.columns = self._match(chosen)
        except BaseException:
            self._binary.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._binary.close()

    def _read_header(self) -> tuple[str, list[str]]:
        """Delimiter and headings; lines before them that are blank do not count."""
        for _ in range(MAX_LINES):
            self._lines.begin()
            try:
                line = next(self._lines)
            except (StopIteration, _TooLongError):
                break
            named = _SEP_LINE.match(line)
            if named:
                return named[1], self._header_cells(named[1], None)
            if line.strip(" \t\r\n,;|"):
                delimiter = max(_DELIMITERS, key=lambda d: _worth(line, d))
                return delimiter, self._header_cells(delimiter, line)
        return self._not_a_table("the file is empty")

    def _header_cells(self, delimiter: str, line: str | None) -> list[str]:
        if line is not None:
            self._lines.keep_first()
            self._lines._returned.appendleft(line)
            self._lines.number -= 1
        try:
            cells = next(self._reader(delimiter))
        except (StopIteration, csv.Error, _TooLongError):
            self._not_a_table("the first row is not a readable header")
        return [cell.strip() for cell in cells]

    def _not_a_table(self, why: str) -> NoReturn:
        msg = f"{self.name}: {why}. Give a CSV with a header row, such as: candidate_id,education,skills,summary."
        raise NotATableError(msg)

    def _match(self, chosen: Mapping[str, str] | None) -> Columns:
        try:
            columns = match_columns(self.headings, chosen)
        except ValueError as error:
            msg = f"{self.name}: --map: {error}."
            raise TableError(msg) from None
        require_fields(columns, self.headings, self.name)
        return columns

    def _reader(self, delimiter: str) -> Iterator[list[str]]:
        csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARACTERS))
        return csv.reader(self._lines, strict=True, delimiter=delimiter)

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every row after the header, in order, as a `Row` or a `Reject`; empty lines at the very end are no rows."""
        reader = self._reader(self.delimiter)
        empty: list[Reject] = []
        while True:
            line = self._lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                yield from empty
                yield _unreadable(line, error)
                self._lines.keep_first()
                reader, empty = self._reader(self.delimiter), []
                continue
            if not cells:
                empty.append(Reject(line, "blank-row", "the line is empty"))
                continue
            yield from empty
            empty = []
            yield self._checked(line, cells)

    def _checked(self, line: int, cells: list[str]) -> Row | Reject:
        width = len(self.headings)
        if not any(cell.strip() for cell in cells):
            return Reject(line, "blank-row", "every cell is empty")
        text = "".join(cells)
        if "\x00" in text:
            return Reject(line, "nul-byte", "the row holds a NUL byte")
        if not text.isascii() and re.search("[\ud800-\udfff\ufffd]", text):
            return Reject(line, "encoding-error", f"the row is not valid {self.encoding}")
        if len(cells) < width:
            return Reject(line, "missing-cell", f"{len(cells)} cells where the header has {width}")
        if any(cell.strip() for cell in cells[width:]):
            return Reject(line, "extra-cell", f"{len(cells)} cells where the header has {width}")
        return Row(line, cells[:width])


def require_fields(columns: Columns, headings: Sequence[str], name: str) -> None:
    """Raise `NotATableError` where no column can be scored."""
    if not columns.fields:
        shown = ", ".join(map(repr, headings[:12])) + (", ..." if len(headings) > 12 else "")  # noqa: PLR2004
        msg = f"{name}: no column that can be scored among {shown}. Name one education, skills, experience, current role or summary, or point to it with --map skills=HEADING."
        raise NotATableError(msg)


def _worth(line: str, delimiter: str) -> tuple[bool, int, int]:
    """How well a delimiter cuts a header line: no space behind it, then known headings free of other delimiters, then cells."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return False, 0, 0
    tight = any(not cell.startswith(" ") for cell in cells[1:])
    whole = [cell.strip() for cell in cells if not any(other in cell for other in _DELIMITERS)]
    columns = match_columns(whole)
    return tight, len(columns.used) + len(columns.never_read), len(cells)


def _unreadable(line: int, error: Exception) -> Reject:
    if isinstance(error, _TooLongError):
        return Reject(
            line,
            "row-too-long",
            f"the row runs over {MAX_LINES} lines or {MAX_CHARACTERS} characters; is a quote left open?",
        )
    if "unexpected end of data" in str(error):
        return Reject(line, "unclosed-quote", "a quote is opened and never closed")
    return Reject(line, "bad-quoting", f"the quotes do not fit ({error})")


def _open(source: str | Path, name: str) -> IO[bytes]:
    """The file; what can be read only once (standard input, a pipe) is copied to disk, since it is read twice."""
    try:
        file: IO[bytes] = sys.stdin.buffer if str(source) == "-" else Path(source).open("rb")  # noqa: SIM115
        if str(source) != "-" and file.seekable():
            return file
        spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the table)
        shutil.copyfileobj(file, spool, _CHUNK)
        spool.seek(0)
    except OSError as error:
        msg = f"{name}: cannot be read: {error.strerror or error}. Check the path."
        raise TableError(msg) from None
    return spool


def _sniff_encoding(file: IO[bytes], name: str) -> str:
    """The encoding of a file, which is read once through and set back to its start."""
    try:
        head = file.read(1 << 16)
        encoding = _by_first_bytes(head, name) or _by_all_bytes(head, file)
        file.seek(0)
    except OSError as error:
        msg = f"{name}: cannot be read: {error.strerror}. Check the path."
        raise TableError(msg) from None
    return encoding


def _by_first_bytes(head: bytes, name: str) -> str | None:
    if not head.strip():
        msg = (
            f"{name}: the file is empty. Give a CSV with a header row, such as: candidate_id,education,skills,summary."
        )
        raise NotATableError(msg)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    kind = next((kind for start, kind in _BINARY.items() if head.startswith(start)), None)
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if kind is None and max(even, odd) > 0.4 * half and min(even, odd) < 0.1 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    if kind is None and sum(head.count(bytes([c])) for c in (0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16)) > 0.05 * len(head):
        kind = "a binary file"
    if kind is not None:
        msg = f"{name}: this is {kind}, not a CSV. Save it as CSV (UTF-8) and try again."
        raise NotATableError(msg)
    return None


def _by_all_bytes(head: bytes, file: IO[bytes]) -> str:
    """UTF-8, unless more of what is not ASCII fails to be UTF-8 than succeeds; then cp1252, as Excel on Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    chunk = head
    while chunk:
        text = decoder.decode(chunk)
        if not text.isascii():
            wrong = len(re.findall("[\udc80-\udcff]", text))
            bad += wrong
            good += len(re.findall("[^\x00-\x7f]", text)) - wrong
        chunk = file.read(_CHUNK)
    return "cp1252" if bad > good else "utf-8"
