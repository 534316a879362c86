"""A CSV of candidates as people have it in, rows and named rejects out.

Encodings (UTF-8 with or without BOM, UTF-16, cp1252), delimiters (comma, semicolon, tab, bar, ``sep=``), quoted
newlines, titles above the header. Every physical row is either a `Row` or a `Reject` with its line number and a code:
nothing is lost and nothing is guessed. Only one record is held in memory.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from recommender.encodings import encoding_of
from recommender.errors import NotATableError
from recommender.raw_input import HINT, Raw, open_raw
from recommender.raw_table import Checksum, RawTable
from recommender.table_header import HEADER_ROWS, find_header, header_note, known_headings, matched, require_fields
from recommender.table_parts import MAX_CHARACTERS, Reject, Row, blank_lines, checked
from recommender.text_bytes import Joined, TextBytes
from recommender.text_lines import MAX_LINES, Lines, RecordTooLongError

__all__ = ["MAX_CHARACTERS", "MAX_LINES", "CandidateTable", "Reject", "Row", "require_fields"]

_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"^\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
_row = tuple.__new__


class CandidateTable(RawTable):
    """An open CSV of candidates.

    Parameters
    ----------
    source : str, Path or Raw
        A file, or "-" for standard input; or what was opened before.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    partial : bool, default False
        Whether the table is one of several, so that `chosen` may name headings of the others.

    Attributes
    ----------
    name, headings, columns, encoding, delimiter, notes, digest
        See `recommender.table_parts.Table`.
    size : int
        Bytes of the input.
    rows_expected : int
        How many rows there may be, judged by the first 64 KiB.

    Raises
    ------
    NotATableError
        If the file is empty, binary, or has no usable heading.
    TableError
        If it cannot be opened, or `chosen` names what does not exist.
    """

    def __init__(
        self, source: str | Path | Raw, chosen: Mapping[str, str] | None = None, *, partial: bool = False
    ) -> None:
        self._raw = source if isinstance(source, Raw) else open_raw(source)
        self.name, self.notes, self.size = self._raw.name, list[str](), self._raw.size
        try:
            csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARACTERS))
            self._checksum = Checksum(self._raw)
            self.encoding = encoding_of(self._raw)
            head = self._raw.head()
            self.rows_expected = (head.count(b"\n") or head.count(b"\r")) * self.size // max(1, len(head))
            self._lines = Lines(self._raw, self.encoding)
            self.delimiter, self.headings = self._read_header(None if partial else chosen)
            self.columns = matched(self.headings, chosen, self.name, partial=partial)
        except BaseException:
            self.close()
            raise

    def _read_header(self, chosen: Mapping[str, str] | None) -> tuple[str, list[str]]:
        """Delimiter and headings; `start` is set behind them."""
        named, lines = self._first_lines()
        if not lines:
            too_long = f"the first line has more than {MAX_CHARACTERS} characters"
            self._not_a_table(too_long if self._lines.begins_too_long() else "the file is empty")
        cuts = [named or max(_DELIMITERS, key=lambda d: _worth(line, d)) for _, line in lines]
        at = find_header([_cells(line, cut) for (_, line), cut in zip(lines, cuts, strict=True)], chosen)
        self._lines.start = lines[at][0]
        reader = self._reader(cuts[at])
        try:
            cells = next(reader)
        except (StopIteration, csv.Error, RecordTooLongError):
            self._not_a_table("the first row is not a readable header")
        if at:
            self.notes.append(header_note(self._lines.start + 1, at))
        self._lines.start += reader.line_num
        return cuts[at], [cell.strip() for cell in cells]

    @property
    def can_be_cut(self) -> bool:
        """Whether records can be cut from the bytes: the delimiter is one byte, and none that means something else."""
        return self.delimiter.isascii() and self.delimiter not in '"\r\n\0'

    def body(self) -> TextBytes:
        """What stands below the header, for who cuts records himself; `go_on` takes over from him."""
        return TextBytes(self._raw, self.encoding, self._lines.start)

    def go_on(self, rest: Joined, line: int) -> None:
        """Let iteration go on with UTF-8 bytes that begin where a record does, at a line given from 0."""
        self._lines = Lines(Raw(self.name, cast("IO[bytes]", rest), self.size), "utf-8", line)

    def _first_lines(self) -> tuple[str | None, list[tuple[int, str]]]:
        """The delimiter that a ``sep=`` line names, and the first lines that hold something, with their numbers."""
        delimiter, found = None, list[tuple[int, str]]()
        try:
            for at, line in islice(self._lines.ahead(), MAX_LINES):
                named = None if found or delimiter else _SEP_LINE.match(line)
                if named:
                    delimiter = named[1]
                elif line.strip(" \t\r\n,;|"):
                    found.append((at, line))
                if len(found) == HEADER_ROWS or (found and line.count('"') % 2):
                    break  # a quoted cell runs on: what follows is no row of its own
        except RecordTooLongError:
            pass
        return delimiter, found

    def _not_a_table(self, why: str) -> NoReturn:
        msg = f"{self.name}: {why}. {HINT}"
        raise NotATableError(msg)

    def _reader(self, delimiter: str) -> Any:
        return csv.reader(self._lines.feed(), strict=True, delimiter=delimiter)

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every row after the header, in order, as a `Row` or a `Reject`; empty lines at the very end are no rows."""
        lines, width, empty = self._lines, len(self.headings), 0
        while True:
            reader, first = self._reader(self.delimiter), lines.start
            try:
                for cells in reader:
                    line, lines.start = lines.start, first + reader.line_num
                    if not cells:
                        empty += 1
                        continue
                    if empty:
                        yield from blank_lines(line - empty, line)
                        empty = 0
                    if lines.window < MAX_LINES:
                        lines.window += 1
                    if len(cells) == width and line >= lines.suspect and cells[0].strip() and lines.start - line == 1:
                        yield _row(Row, (line + 1, cells))
                    else:
                        yield checked(line + 1, cells, width, self.encoding)
            except (csv.Error, RecordTooLongError) as error:
                if empty:
                    yield from blank_lines(lines.start - empty, lines.start)
                    empty = 0
                yield _unreadable(lines, error)
                lines.start += 1
            else:
                return


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return []


def _worth(line: str, delimiter: str) -> tuple[bool, int, int]:
    """How well a delimiter cuts a header line: no space behind it, then known headings free of other delimiters, then cells."""
    cells = _cells(line, delimiter)
    tight = any(not cell.startswith(" ") for cell in cells[1:])
    whole = [cell for cell in cells if not any(other in cell for other in _DELIMITERS)]
    return tight, known_headings(whole), len(cells)


def _unreadable(lines: Lines, error: Exception) -> Reject:
    """The record at `start`, named; a record that is too long narrows the window for those after it."""
    line = lines.start + 1
    if isinstance(error, RecordTooLongError) or "field limit" in str(error):
        message = f"the row runs over {lines.window} lines or {MAX_CHARACTERS} characters; is a quote left open?"
        lines.lost()
        return Reject(line, "row-too-long", message)
    if "unexpected end of data" in str(error):
        return Reject(line, "unclosed-quote", "a quote is opened and never closed")
    return Reject(line, "bad-quoting", f"the quotes do not fit ({error})")
