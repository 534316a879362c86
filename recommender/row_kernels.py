"""Arrays of rankings in, the rows of the output as delimited UTF-8 out, compiled: the wide layout.

Byte for byte what `recommender.fast_results.Namer.columns` and `recommender.outputs.encode` make of the same arrays.
"""

# ruff: noqa: PLR2004 (the bytes of UTF-8)

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.characters import DIGIT_BIT, SPACE_BIT
from recommender.compiling import compiled, inner
from recommender.rounding import STEPS

_QUOTE, _LF, _CR, _TAB, _SPACE, _SEMICOLON, _DOT, _ZERO, _COMMA, _APOSTROPHE = (ord(c) for c in "\"\n\r\t ;.0,'")
_PLUS, _MINUS = ord("+"), ord("-")
_FORMULA = tuple(ord(c) for c in "=+-@＝＋－＠")
_NUMBER_BYTES, _COUNT_BYTES, _POINT_BYTES = 12, 20, 4


class Names(NamedTuple):
    """Texts as UTF-8.

    Attributes
    ----------
    data : ndarray of uint8
        All texts, one after the other.
    at : ndarray of int32
        Where each begins; one more than texts.
    longest : int
        Bytes of the longest.
    """

    data: NDArray[np.uint8]
    at: NDArray[np.int32]
    longest: int


class Vocabulary(NamedTuple):
    """All that the output may name.

    Attributes
    ----------
    status, reasons, domain, role : Names
        Whole cells: by status, by the bits of the reasons, by domain and by document; the last domain and document is none.
    requirement : Names
        Parts of cells, quotes in them doubled.
    quoted, formula : ndarray of bool
        Whether a cell with this requirement in it stands in quotes; whether one that begins with it is neutralised.
    """

    status: Names
    reasons: Names
    domain: Names
    role: Names
    requirement: Names
    quoted: NDArray[np.bool_]
    formula: NDArray[np.bool_]


@inner
def _put(names: Any, which: int, out: Any, at: int) -> int:
    """A text; where the next may stand."""
    # Unsigned places: those that could be negative would be looked at twice.
    first, to = np.uint64(names.at[which]), np.uint64(at)
    size = np.uint64(names.at[which + 1]) - first
    for i in range(size):
        out[to + i] = names.data[first + i]
    return at + int(np.int64(size))


@inner
def _put_score(value: float, delimiter: int, out: Any, at: int) -> int:
    """A delimiter and a number from 0 to 1, rounded before, with nine decimals."""
    rest = np.int64(np.rint(value * STEPS))
    out[at] = delimiter
    out[at + 2] = _DOT
    for place in range(at + _NUMBER_BYTES - 1, at + 2, -1):
        out[place] = _ZERO + rest % 10
        rest //= 10
    out[at + 1] = _ZERO + rest
    return at + _NUMBER_BYTES


@inner
def _put_count(value: int, out: Any, at: int) -> int:
    """A whole number."""
    size, rest = 1, value // 10
    while rest:
        size += 1
        rest //= 10
    for place in range(at + size - 1, at - 1, -1):
        out[place] = _ZERO + value % 10
        value //= 10
    return at + size


@inner
def _put_point(point: Any, out: Any, at: int) -> int:
    """A character."""
    if point < 0x80:
        out[at] = point
        return at + 1
    if point < 0x800:
        out[at] = 0xC0 | point >> 6
    else:
        if point < 0x10000:
            out[at] = 0xE0 | point >> 12
        else:
            out[at] = 0xF0 | point >> 18
            out[at + 1] = 0x80 | point >> 12 & 0x3F
            at += 1
        out[at + 1] = 0x80 | point >> 6 & 0x3F
        at += 1
    out[at + 1] = 0x80 | point & 0x3F
    return at + 2


@inner
def _is_formula(points: Any, start: int, end: int, bits: Any) -> bool:
    """Whether a spreadsheet would run a cell, as `recommender.rows.as_text` has it: it begins like a formula and is no number."""
    i = start
    while i < end and (bits[points[i]] & SPACE_BIT or points[i] == 0):
        i += 1
    breaks = start < end and (points[start] == _TAB or points[start] == _LF or points[start] == _CR)
    if not breaks and (i == end or points[i] not in _FORMULA):
        return False
    i = start + 1 if points[start] == _PLUS or points[start] == _MINUS else start
    if i == end or not bits[points[i]] & DIGIT_BIT:
        return True
    while i < end and (bits[points[i]] & DIGIT_BIT or points[i] == _SPACE or points[i] == _COMMA or points[i] == _DOT):
        i += 1
    return i < end - 1 or (i == end - 1 and points[i] != _LF)


@inner
def _put_copy(points: Any, start: int, end: int, bits: Any, delimiter: int, out: Any, at: int) -> int:
    """A cell of the input, neutralised, in quotes where it needs them."""
    quoted = False
    for i in range(np.uint64(start), np.uint64(end)):
        c = points[i]
        quoted |= c == delimiter or c == _QUOTE or c == _LF or c == _CR
    if quoted:
        out[at] = _QUOTE
        at += 1
    if _is_formula(points, start, end, bits):
        out[at] = _APOSTROPHE
        at += 1
    for i in range(start, end):
        at = _put_point(np.int64(points[i]), out, at)
        if points[i] == _QUOTE:
            out[at] = _QUOTE
            at += 1
    if quoted:
        out[at] = _QUOTE
        at += 1
    return at


@inner
def _put_list(words: Any, listed: Any, start: int, stop: int, out: Any, at: int) -> int:
    """Names of requirements, joined."""
    quoted = False
    for i in range(start, stop):
        quoted |= words.quoted[listed[i]]
    if quoted:
        out[at] = _QUOTE
        at += 1
    for i in range(start, stop):
        if i > start:
            out[at], out[at + 1] = _SEMICOLON, _SPACE
            at += 2
        elif words.formula[listed[i]]:
            out[at] = _APOSTROPHE
            at += 1
        at = _put(words.requirement, listed[i], out, at)
    if quoted:
        out[at] = _QUOTE
        at += 1
    return at


@inner
def _most_bytes(ranked: Any, words: Any, copies: Any, columns: int, top_k: int, most_missing: int, row: int) -> Any:
    """Bytes that a row takes at most."""
    first = copies.ends[row * columns - 1] if row and columns else 0
    points = copies.ends[row * columns + columns - 1] - first if columns else 0
    places = top_k * (words.domain.longest + words.role.longest + _NUMBER_BYTES + 2)
    listed = 0
    if len(ranked.listed_at) > 1:
        listed = ranked.listed_at[2 * row + 1] - ranked.listed_at[2 * row] + most_missing
    texts = words.status.longest + words.reasons.longest + listed * (words.requirement.longest + 2)
    return points * _POINT_BYTES + 4 * columns + places + texts + 2 * _COUNT_BYTES


@compiled
def write_rows(
    ranked: Any,
    words: Any,
    copies: Any,
    columns: int,
    numbers: Any,
    bits: Any,
    top_k: int,
    most_missing: int,
    delimiter: int,
    out: Any,
    row: int,
    at: int,
) -> tuple[int, int]:
    """Write rows of the wide layout.

    Parameters
    ----------
    ranked : Ranked
        Rankings of some profiles, with the lists of one place each, or of none.
    words : Vocabulary
        Names.
    copies : Cells
        For each profile `columns` cells of the input: its id, unless it is called by its number, and what is copied.
    columns : int
        See `copies`.
    numbers : ndarray of int64
        Number of each profile; empty where they have ids.
    bits : ndarray of uint16
        See `recommender.characters`; knows the characters of the copies.
    top_k : int
        Places, more perhaps than there are domains.
    most_missing : int
        How many missing skills are named at most.
    delimiter : int
        What stands between cells.
    out : ndarray of uint8
        Receives the rows.
    row, at : int
        Profile to begin with, and where.

    Returns
    -------
    int, int
        One past the last profile written, and one past its last byte; go on from there with more room where it is not
        the last.
    """
    kept = 0 if len(numbers) else 1
    while row < len(ranked.status):
        if at + _most_bytes(ranked, words, copies, columns, top_k, most_missing, row) > len(out):
            return row, at
        copy = row * columns
        start = copies.ends[copy - 1] if copy else 0
        if len(numbers):
            at = _put_count(numbers[row], out, at)
        else:
            at = _put_copy(copies.points, start, copies.ends[copy], bits, delimiter, out, at)
            start = copies.ends[copy]
        out[at] = delimiter
        at = _put(words.status, ranked.status[row], out, at + 1)
        out[at] = delimiter
        at = _put(words.reasons, ranked.reasons[row], out, at + 1)
        at = _put_score(ranked.confidence[row], delimiter, out, at)
        for place in range(top_k):
            out[at] = delimiter
            if place < ranked.size[row]:
                at = _put(words.domain, ranked.domain[row, place], out, at + 1)
                out[at] = delimiter
                at = _put(words.role, ranked.role[row, place, 0], out, at + 1)
                at = _put_score(ranked.score[row, place], delimiter, out, at)
            else:
                out[at + 1], out[at + 2] = delimiter, delimiter
                at += 3
        out[at] = delimiter
        at += 1
        if len(ranked.listed_at) > 1:
            first, middle, last = (
                ranked.listed_at[2 * row],
                ranked.listed_at[2 * row + 1],
                ranked.listed_at[2 * row + 2],
            )
            at = _put_list(words, ranked.listed, first, middle, out, at)
            out[at] = delimiter
            at = _put_list(words, ranked.listed, middle, min(last, middle + most_missing), out, at + 1)
        else:
            out[at] = delimiter
            at += 1
        for column in range(copy + kept, copy + columns):
            out[at] = delimiter
            at = _put_copy(copies.points, start, copies.ends[column], bits, delimiter, out, at + 1)
            start = copies.ends[column]
        out[at] = _LF
        at += 1
        row += 1
    return row, at
