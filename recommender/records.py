"""An open text table in, stretches of its records out, cut by compiled code.

What compiled code leaves alone (a record of a megabyte or a thousand lines, a quote that is never closed), the reader of
lines reads, and all that follows it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.csv_kernels import BAD_QUOTE, BEYOND, EMPTY, MORE, Records, cut_records
from recommender.errors import TableError
from recommender.table_parts import Reject, Row, blank_lines, checked
from recommender.tables import CandidateTable
from recommender.text_bytes import Joined

# Bytes of a stretch at most, unless one row is longer. Compiled code begins each with cold caches, so that long stretches
# take less time. The first are short, since in them most words are new, and one thread learns at a time; towards the end
# they become shorter again, so that no thread waits long for the last.
_BLOCK, _LEAST_BLOCK = 1 << 22, 1 << 19
_STRETCHES_OF_A_SIZE, _PARTS_OF_REST = 2, 6
# Bytes read at a time.
_READ = 1 << 23
_MOST_CELLS = 1 << 20
_NOTHING = np.empty(0, np.uint8)


class Stretch(NamedTuple):
    """Consecutive records.

    Attributes
    ----------
    data : ndarray of uint8
        UTF-8, in which they stand.
    records : Records
        Where.
    before : int
        How many rows come before them.
    line : int
        Line of the first, from 1.
    share : float
        Share of the input that is read after them.
    """

    data: NDArray[np.uint8]
    records: Records
    before: int
    line: int
    share: float

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self.records.kind)


class Cutter:
    """Cuts what stands below the header of a table.

    Parameters
    ----------
    table : CandidateTable
        Nothing of which has been read but the header.
    most : int
        Rows of a stretch at most.

    Attributes
    ----------
    rows : int
        How many rows have been cut.
    beyond : bool
        Whether the rest of the table is to be read row by row: iterate over it.
    """

    def __init__(self, table: CandidateTable, most: int) -> None:
        self._table, self._body = table, table.body()
        self._delimiter = ord(table.delimiter)
        self._data, self._ended = _NOTHING, False
        self._line, self.rows, self.beyond, self._stretches = self._body.line, 0, False, 0
        self._room, self._most = _room(min(most, _BLOCK)), most

    def cut(self, fewer: int | None = None) -> Stretch | None:
        """The next rows; None at the end, or where the rest is `beyond`.

        Parameters
        ----------
        fewer : int, optional
            How many rows at most, where a whole stretch is too much.

        Raises
        ------
        TableError
            If the input cannot be read on.
        """
        size = self._usual_size()
        most = min(self._most, fewer or self._most, len(self._room.kind))
        while not self.beyond:
            self._fill(size)
            seen = self._data[:size]
            final = self._ended and len(seen) == len(self._data)
            count, stop, why = cut_records(seen, final, self._delimiter, most, self._room)
            if count:
                return self._taken(count, stop)
            if why == BEYOND:
                self._hand_over()
            elif why == MORE and final:
                return None
            size *= 2
        return None

    def _usual_size(self) -> int:
        """Bytes of the next stretch."""
        left = int((1.0 - self._table.consumed()) * self._table.size) + len(self._data)
        growing = _LEAST_BLOCK << min(self._stretches // _STRETCHES_OF_A_SIZE, _BLOCK.bit_length())
        return min(_BLOCK, growing, max(_LEAST_BLOCK, left // _PARTS_OF_REST))

    def _taken(self, count: int, stop: int) -> Stretch:
        """What was cut, as something of its own."""
        found = self._room
        cells = int(found.cells_at[count])
        records = Records(
            found.kind[:count].copy(),
            found.start[:count].copy(),
            found.stop[:count].copy(),
            found.lines[:count].copy(),
            found.cells_at[: count + 1].copy(),
            found.cell_start[:cells].copy(),
            found.cell_stop[:cells].copy(),
            found.doubled[:cells].copy(),
        )
        stretch = Stretch(self._data[:stop], records, self.rows, self._line + 1, self._table.consumed())
        self._data = self._data[stop:]
        self._line += int(records.lines.sum())
        self.rows += count
        self._stretches += 1
        return stretch

    def _fill(self, size: int) -> None:
        """Read on until so many bytes are in hand."""
        while len(self._data) < size and not self._ended:
            try:
                block = self._body.read(_READ)
            except OSError as error:
                msg = f"{self._table.name}, line {self._line + 1}: cannot be read on: {error.strerror or error}. Check the disk."
                raise TableError(msg) from None
            self._ended = not block
            self._data = np.concatenate((self._data, np.frombuffer(block, np.uint8)))

    def _hand_over(self) -> None:
        self._body.release()
        self._table.go_on(Joined(self._data.tobytes(), self._body), self._line)
        self._data, self.beyond = _NOTHING, True


def _room(rows: int) -> Records:
    """Room for records, which is used again and again."""
    return Records(
        np.empty(rows, np.uint8),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.empty(rows + 1, np.int32),
        np.empty(_MOST_CELLS, np.int32),
        np.empty(_MOST_CELLS, np.int32),
        np.empty(_MOST_CELLS, np.bool_),
    )


def rejects_of(
    stretch: Stretch, scored: NDArray[np.bool_], width: int, delimiter: str, encoding: str
) -> Iterator[Reject]:
    """The records that cannot be scored, named as the reader of lines names them.

    Parameters
    ----------
    stretch : Stretch
        Records.
    scored : ndarray of shape (n_records,), bool
        Which can be.
    width : int
        How many cells the header has.
    delimiter, encoding : str
        Of the table.
    """
    records = stretch.records
    lines = stretch.line + np.cumsum(records.lines) - records.lines
    for row in np.flatnonzero(~scored).tolist():
        line = int(lines[row])
        if records.kind[row] == EMPTY:
            yield from blank_lines(line - 1, line)
        elif records.kind[row] == BAD_QUOTE:
            yield Reject(line, "bad-quoting", f"the quotes do not fit ({_bad_quote(delimiter)})")
        else:
            verdict = checked(line, _cells(stretch, row), width, encoding)
            if isinstance(verdict, Row):
                msg = f"line {line}: two readers do not agree about a row"
                raise AssertionError(msg)
            yield verdict


def _cells(stretch: Stretch, row: int) -> list[str]:
    records = stretch.records
    cells = []
    for cell in range(records.cells_at[row], records.cells_at[row + 1]):
        data = stretch.data[records.cell_start[cell] : records.cell_stop[cell]].tobytes()
        text = data.decode("utf-8", "surrogateescape")
        cells.append(text.replace('""', '"') if records.doubled[cell] else text)
    return cells


def _bad_quote(delimiter: str) -> str:
    """What the csv module says of a quoted cell that goes on behind its quote."""
    try:
        list(csv.reader(['""x'], strict=True, delimiter=delimiter))
    except csv.Error as error:
        return str(error)
    return ""
