"""Bytes of UTF-8 text in, records of delimited text and the code points of their cells out, compiled.

`cut_records` finds the records and cells that the csv module finds in its strict mode, lines ending with LF, CRLF or CR.
`read_records` turns those that can be scored into code points and marks the others, which Python names.
"""

# ruff: noqa: PLR2004 (the bytes of UTF-8)

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiling import compiled, inner
from recommender.text_lines import MAX_LINES

# What a record is: cells; an empty line; a line at which a record begins whose quotes do not fit.
CELLS, EMPTY, BAD_QUOTE = range(3)
# Why cutting ended: as many records as wanted, or no room for more; no more text; a record for the reader of lines.
ENOUGH, MORE, BEYOND = range(3)
# Compiled code looks twice at a place that could be negative: where it counts, places are unsigned.
# What is beyond this reader: a record of more bytes or lines, or a quote that is never closed.
MOST_BYTES = 1_000_000
_QUOTE, _LF, _CR, _SPACE = (ord(c) for c in '"\n\r ')
_HIGH = 0x80
_SPACES = tuple(point for point in range(1 << 14) if chr(point).isspace())
_REPLACEMENT = 0xFFFD


class Records(NamedTuple):
    """Records of some bytes; room for more.

    Attributes
    ----------
    kind : ndarray of shape (n_records,), uint8
        `CELLS`, `EMPTY` or `BAD_QUOTE`.
    start, stop : ndarray of shape (n_records,), int32
        Where each begins, and ends without its line end.
    lines : ndarray of shape (n_records,), int32
        How many lines each has.
    cells_at : ndarray of shape (n_records + 1,), int32
        Where its cells begin among all cells.
    cell_start, cell_stop : ndarray of shape (n_cells,), int32
        Where each cell begins and ends, without the quotes around it.
    doubled : ndarray of shape (n_cells,), bool
        Whether quotes stand in it, doubled.
    """

    kind: NDArray[np.uint8]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    lines: NDArray[np.int32]
    cells_at: NDArray[np.int32]
    cell_start: NDArray[np.int32]
    cell_stop: NDArray[np.int32]
    doubled: NDArray[np.bool_]


class Cells(NamedTuple):
    """Code points of cells; room for more.

    Attributes
    ----------
    points : ndarray of uint32
        One cell, or several of one field joined, after the other.
    ends : ndarray of int64
        Where each ends.
    """

    points: NDArray[np.uint32]
    ends: NDArray[np.int64]


@inner
def _cell_end(data: Any, i: int, stop: int, delimiter: int) -> int:
    """Place of the delimiter or line end behind a cell without quotes."""
    at, last = np.uint64(i), np.uint64(stop)
    while at < last and data[at] != delimiter and data[at] != _LF and data[at] != _CR:
        at += np.uint64(1)
    return int(np.int64(at))


@inner
def _line_end(data: Any, i: int, stop: int) -> int:
    """Place of the first line end from `i` on."""
    while i < stop and data[i] != _LF and data[i] != _CR:
        i += 1
    return i


@inner
def _after_line_end(data: Any, i: int, stop: int) -> int:
    """One past the line end at a place."""
    return i + 2 if data[i] == _CR and i + 1 < stop and data[i + 1] == _LF else i + 1


@inner
def _quoted_end(data: Any, i: int, stop: int) -> tuple[int, int, bool]:
    """Place of the quote that closes a cell (`stop` where none does), line ends in it, and whether there are quotes in it."""
    lines, doubled = 0, False
    while i < stop:
        c = data[i]
        if c == _QUOTE:
            if i + 1 == stop or data[i + 1] != _QUOTE:
                return i, lines, doubled
            doubled = True
            i += 1
        elif c == _LF or (c == _CR and not (i + 1 < stop and data[i + 1] == _LF)):
            lines += 1
        i += 1
    return stop, lines, doubled


@compiled
def cut_records(data: Any, final: bool, delimiter: int, most: int, records: Any) -> tuple[int, int, int]:
    """Cut text into records.

    Parameters
    ----------
    data : ndarray of uint8
        Text that begins where a record does.
    final : bool
        Whether it goes on to the end of the input.
    delimiter : int
        What stands between cells.
    most : int
        How many records are wanted.
    records : Records
        Receives them.

    Returns
    -------
    int, int, int
        How many there are, where the next begins, and why there are no more.
    """
    stop, room = len(data), len(records.cell_start)
    row, cell, begin = 0, 0, 0
    records.cells_at[0] = 0
    while row < most and begin < stop:
        i, lines, kind, closed = begin, 1, CELLS, True
        if data[i] == _LF or data[i] == _CR:
            kind = EMPTY
        while kind == CELLS:
            if cell == room:
                return row, begin, ENOUGH if row else BEYOND
            first, last, doubled = i, i, False
            if i < stop and data[i] == _QUOTE:
                first = i + 1
                last, breaks, doubled = _quoted_end(data, first, stop)
                lines += breaks
                i = min(last + 1, stop)
                closed = last < stop
                if closed and i < stop and data[i] != delimiter and data[i] != _LF and data[i] != _CR:
                    kind = BAD_QUOTE
                    break
            else:
                i = _cell_end(data, i, stop, delimiter)
                last = i
            records.cell_start[cell], records.cell_stop[cell], records.doubled[cell] = first, last, doubled
            cell += 1
            if i == stop or data[i] != delimiter:
                break
            i += 1
        if i - begin > MOST_BYTES or lines > MAX_LINES or (final and not closed):
            return row, begin, BEYOND
        if kind == BAD_QUOTE:
            i, lines, cell = _line_end(data, begin, stop), 1, records.cells_at[row]
        # What ends where the text ends may go on: a cell, a closing quote that is doubled, a CR before an LF.
        if not final and (i >= stop or (data[i] == _CR and i + 1 == stop)):
            return row, begin, MORE
        records.kind[row], records.start[row], records.stop[row], records.lines[row] = kind, begin, i, lines
        row += 1
        records.cells_at[row] = cell
        begin = _after_line_end(data, i, stop) if i < stop else stop
    return row, begin, MORE if row < most else ENOUGH


@inner
def is_space(point: int) -> bool:
    """What `str.isspace` says of a character."""
    return point in _SPACES if point <= _SPACE or point >= _HIGH else False


@inner
def _decode(data: Any, i: int, stop: int) -> tuple[Any, int]:
    """The character at a place and its length in bytes; length 0 where there is none."""
    c = np.int64(data[i])
    if c < _HIGH:
        return c, 1
    size = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
    if c < 0xC2 or c > 0xF4 or i + size > stop:
        return 0, 0
    second = np.int64(data[i + 1])
    low = 0xA0 if c == 0xE0 else 0x90 if c == 0xF0 else 0x80
    high = 0x9F if c == 0xED else 0x8F if c == 0xF4 else 0xBF
    if second < low or second > high:
        return 0, 0
    point = (c & (0x7F >> size)) << 6 | (second & 0x3F)
    for k in range(i + 2, i + size):
        following = np.int64(data[k])
        if following & 0xC0 != _HIGH:
            return 0, 0
        point = point << 6 | (following & 0x3F)
    return point, size


@inner
def _is_sound(data: Any, start: int, stop: int) -> bool:
    """Whether bytes are UTF-8, without NUL and without the mark of what was damaged before."""
    i = start
    while i < stop:
        if 0 < data[i] < _HIGH:
            i += 1
            continue
        point, size = _decode(data, i, stop)
        if size == 0 or point == 0 or point == _REPLACEMENT:
            return False
        i += size
    return True


@inner
def _is_blank(data: Any, start: int, stop: int) -> bool:
    """Whether sound bytes hold white space at most."""
    i = start
    while i < stop:
        point, size = _decode(data, i, stop)
        if not is_space(point):
            return False
        i += size
    return True


@inner
def _can_be_scored(data: Any, records: Any, row: int, width: int) -> bool:
    """Whether a record has as many cells as the header, all sound and not all blank; more cells may follow if they are blank."""
    first, last = records.cells_at[row], records.cells_at[row + 1]
    if records.kind[row] != CELLS or last - first < width:
        return False
    every, least = np.uint8(0), np.uint8(_HIGH)
    for i in range(np.uint64(records.start[row]), np.uint64(records.stop[row])):
        every |= data[i]
        least = min(least, data[i])
    if least == 0 or (every >= _HIGH and not _is_sound(data, records.start[row], records.stop[row])):
        return False
    for cell in range(first + width, last):
        if not _is_blank(data, records.cell_start[cell], records.cell_stop[cell]):
            return False
    for cell in range(first, first + width):
        if not _is_blank(data, records.cell_start[cell], records.cell_stop[cell]):
            return True
    return False


@inner
def _copy(data: Any, records: Any, cell: int, points: Any, at: int) -> int:
    """Write the code points of a sound cell; one past the last."""
    i, stop, to = np.uint64(records.cell_start[cell]), np.uint64(records.cell_stop[cell]), np.uint64(at)
    doubled = records.doubled[cell]
    while i < stop:
        c = data[i]
        if c < _HIGH:
            points[to] = c
            i += np.uint64(2) if doubled and c == _QUOTE else np.uint64(1)
        else:
            point, size = _decode(data, int(np.int64(i)), int(np.int64(stop)))
            points[to] = point
            i += np.uint64(size)
        to += np.uint64(1)
    return int(np.int64(to))


@inner
def _copy_all(data: Any, records: Any, first: int, columns: Any, column_at: Any, row: int, cells: Any) -> None:
    """Write for each field of a record the cells that are not empty, one a line."""
    fields = len(column_at) - 1
    at = cells.ends[row * fields - 1] if row else 0
    for field in range(fields):
        begin = at
        for k in range(column_at[field], column_at[field + 1]):
            cell = first + columns[k]
            if records.cell_start[cell] < records.cell_stop[cell]:
                if at > begin:
                    cells.points[at] = _LF
                    at += 1
                at = _copy(data, records, cell, cells.points, at)
        cells.ends[row * fields + field] = at


@compiled
def read_records(
    data: Any,
    records: Any,
    width: int,
    columns: Any,
    column_at: Any,
    copied: Any,
    copied_at: Any,
    read: Any,
    copies: Any,
    scored: Any,
) -> int:
    """Turn records into code points.

    Parameters
    ----------
    data : ndarray of uint8
        In which the records were cut.
    records : Records
        As many as there are.
    width : int
        How many cells the header has.
    columns, column_at : ndarray of int32
        Positions of the columns of each field; where each field's begin (one more than fields).
    copied, copied_at : ndarray of int32
        The same for columns that are copied to the output, each a field of its own.
    read, copies : Cells
        Receive the fields, and what is copied, of each record that can be scored.
    scored : ndarray of shape (n_records,), bool
        Receives whether each record can be scored.

    Returns
    -------
    int
        How many can be scored.
    """
    count = 0
    for row in range(len(scored)):
        scored[row] = _can_be_scored(data, records, row, width)
        if scored[row]:
            first = records.cells_at[row]
            _copy_all(data, records, first, columns, column_at, count, read)
            _copy_all(data, records, first, copied, copied_at, count, copies)
            count += 1
    return count
