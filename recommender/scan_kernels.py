"""Code points in, tokens and their numbers out, and hints of identity in passing: the tokeniser, compiled.

`scan_tokens` finds the tokens of `recommender.tokens.tokenize`, character for character. What it meets on its way also
says which texts may hold identity: a word by which people name themselves, a sign behind a label, many digits. Where the
letters of a word are unusual, the text is marked to be looked at character by character (`hint_kernels`); of words that
are not known yet, whoever learns them has to say so.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.characters import DIGIT_BIT, LATIN_BIT, LETTER_BIT, SPACE_BIT, WORD_BIT
from recommender.compiling import compiled, inner
from recommender.hint_kernels import (
    DIGIT_GAP,
    HEAD_LINES,
    NEWLINE,
    NUMBER_LENGTH,
    PAN_DIGITS,
    sign_hints,
    small,
    word_hints,
)
from recommender.identity import EVERY_HINT, HEAD_HINT
from recommender.text_table import UNSEEN, Table, find_hashed, hash_points, hash_step

_LONG_S = 0x17F  # the one other letter that matches "s" whatever the case
_HASH, _AND, _QUOTE, _PLUS, _DOT, _SPACE, _COMMA = (ord(c) for c in "#&'+. ,")
_CURLY = 0x2019
# Besides the hints of identity: the text is to be looked at character by character.
LOOK_HINT = EVERY_HINT + 1
# Marks of a word: a phrase of identity may begin with it; the text it stands in is to be looked at; then its digits.
PHRASE_MARK, LOOK_MARK, DIGITS_FROM = 1, 2, 2
_PHRASES = frozenset({"i", "i'm", "myself", "this", "name", "never", "not", "no", "without"})
_USUAL = re.compile(r"[a-z\d]", re.IGNORECASE)


class Words(NamedTuple):
    """Words already read, by number.

    Attributes
    ----------
    table : Table
        As they are written.
    stem_of : ndarray of int32
        Number of each word's stem, slips mended; -1 for a word without one.
    capital : ndarray of bool
        Whether a word is written in capitals.
    marks : ndarray of int16
        What a word may mean for identity: see `marks_of`.
    is_word : ndarray of bool
        Whether a stem is a term by itself.
    """

    table: Table
    stem_of: NDArray[np.int32]
    capital: NDArray[np.bool_]
    marks: NDArray[np.int16]
    is_word: NDArray[np.bool_]


class Tokens(NamedTuple):
    """Tokens of some texts.

    Attributes
    ----------
    starts, stops : ndarray of int32
        Where each token begins and ends.
    entries : ndarray of int32
        Its word, or `UNSEEN`.
    first, last : ndarray of shape (n_texts,), int32
        Which tokens each text has: the first and one past the last.
    """

    starts: NDArray[np.int32]
    stops: NDArray[np.int32]
    entries: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


def marks_of(word: str) -> int:
    """What a word may mean for identity, as bits: the steps of `blank_identity` read ASCII letters and digits, whatever the case.

    Examples
    --------
    >>> marks_of("Tally"), marks_of("Myself") == PHRASE_MARK, marks_of("98765") >> DIGITS_FROM
    (0, True, 5)
    """
    if word.isascii() and word.isalpha():
        lower = word.lower()
        return PHRASE_MARK if lower in _PHRASES else LOOK_MARK if lower[-3:] == "www" else 0
    digits = sum(c.isdigit() for c in word)
    mixed = digits >= PAN_DIGITS and digits < len(word)  # a PAN number, or a sum of large numbers
    unusual = not word.isascii() and bool(_USUAL.search(word))
    look = mixed or unusual or "+" in word or word.lower().endswith("www")
    return PHRASE_MARK * (word.lower() in _PHRASES) | LOOK_MARK * look | min(digits, NUMBER_LENGTH) << DIGITS_FROM


@inner
def _net_end(points: Any, start: int, i: int, end: int, bits: Any) -> int:
    if i > start and bits[points[i - 1]] & WORD_BIT:
        return i
    if i + 4 > end or small(points[i + 1]) != ord("n") or small(points[i + 2]) != ord("e"):
        return i
    if small(points[i + 3]) != ord("t") or (i + 4 < end and bits[points[i + 4]] & WORD_BIT):
        return i
    return i + 4


@inner
def _c_family_end(points: Any, i: int, end: int, bits: Any) -> int:
    """C++, C#."""
    stop = i
    if i + 2 < end and points[i + 1] == _PLUS and points[i + 2] == _PLUS:
        stop = i + 3
    elif i + 1 < end and points[i + 1] == _HASH:
        stop = i + 2
    return i if stop < end and bits[points[stop]] & LATIN_BIT else stop


@inner
def _sum_end(points: Any, i: int, end: int, bits: Any) -> int:
    """10+2, 10 + 2."""
    k = i
    while k < end and bits[points[k]] & DIGIT_BIT:
        k += 1
    if k < end and bits[points[k]] & SPACE_BIT:
        k += 1
    if k >= end or points[k] != _PLUS:
        return i
    k += 1
    if k < end and bits[points[k]] & SPACE_BIT:
        k += 1
    if k >= end or not bits[points[k]] & DIGIT_BIT:
        return i
    while k < end and bits[points[k]] & DIGIT_BIT:
        k += 1
    return k


@inner
def _contraction_end(points: Any, i: int, end: int, bits: Any) -> int:
    """One past 's, 't, 're, 've, 'll, 'm, 'd at a place; the place itself where none stands."""
    if i + 1 >= end or (points[i] != _QUOTE and points[i] != _CURLY):
        return i
    c = small(points[i + 1])
    if c == _LONG_S:
        c = ord("s")
    stop = i
    if c in (ord("s"), ord("t"), ord("m"), ord("d")):
        stop = i + 2
    elif i + 2 < end:
        second = small(points[i + 2])
        if (c in (ord("r"), ord("v")) and second == ord("e")) or (c == ord("l") and second == ord("l")):
            stop = i + 3
    return i if stop < end and bits[points[stop]] & WORD_BIT else stop


@inner
def _special_end(points: Any, start: int, i: int, end: int, bits: Any) -> int:
    """One past "&" or ".NET" at a place where no letter stands; the place itself where there is neither."""
    if points[i] == _AND:
        return i + 1
    return _net_end(points, start, i, end, bits) if points[i] == _DOT else i


@inner
def _longer_end(points: Any, i: int, stop: int, end: int, bits: Any) -> int:
    """One past the token of letters from `i` to `stop`, with the signs behind it that belong to it."""
    sign = points[stop] if stop < end else np.uint32(_SPACE)
    if sign == _COMMA or (sign == _SPACE and not bits[points[i]] & DIGIT_BIT):
        return stop
    if stop == i + 1 and bits[points[i]] & LATIN_BIT and (sign == _PLUS or sign == _HASH):
        special = _c_family_end(points, i, end, bits)
        if special > i:
            return special
    if bits[points[i]] & DIGIT_BIT:
        special = _sum_end(points, i, end, bits)
        if special > i:
            return special
    return _contraction_end(points, stop, end, bits)


@inner
def _note(tokens: Any, count: int, start: int, stop: int, entry: int) -> int:
    tokens.starts[count], tokens.stops[count], tokens.entries[count] = start, stop, entry
    return count + 1


@compiled
def scan_tokens(
    points: Any, ends: Any, which: Any, bits: Any, words: Any, labels: Any, tokens: Any, hints: Any, count: int
) -> int:
    """Find the tokens of some texts, look each up, and note what speaks for identity.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of all texts, one after the other.
    ends : ndarray of shape (n_texts,), int64
        Where each text ends.
    which : ndarray of int64
        Which texts are read.
    bits : ndarray of uint16
        See `recommender.characters`.
    words : Words
        What is known of words.
    labels : Labels
        What was seen before a sign.
    tokens : Tokens
        Receives the tokens, from `count` on.
    hints : ndarray of shape (n_texts,), int32
        Receives the hints.
    count : int
        How many tokens there are already.

    Returns
    -------
    int
        How many there are now; or, where a character is not known yet, less than 0: one less than its place, negated.
    """
    table, marks, seed = words.table, words.marks, np.uint64(words.table.seed)
    for k in range(len(which)):
        text = which[k]
        start, end, found, lines = ends[text - 1] if text else 0, ends[text], 0, 0
        digits, digits_end = 0, start - DIGIT_GAP
        tokens.first[text] = count
        i = start
        while i < end:
            c = points[i]
            if not bits[c] & LETTER_BIT:
                stop = i + 1
                if c != _SPACE and c != _COMMA:
                    stop = _special_end(points, start, i, end, bits)
                    if stop == i:
                        if bits[c] == 0:
                            return -1 - i
                        lines += c == NEWLINE
                        found |= sign_hints(points, start, i, end, labels)
                        stop = i + 1
                    else:
                        entry = find_hashed(points, i, stop, hash_points(points, i, stop, seed), table)
                        count = _note(tokens, count, i, stop, entry)
                i = stop
                continue
            h = hash_step(np.uint64(0), c, seed)
            # Unsigned, since a place that could be negative would be looked at twice.
            at, last = np.uint64(i) + np.uint64(1), np.uint64(end)
            while at < last and bits[points[at]] & LETTER_BIT:
                h = hash_step(h, points[at], seed)
                at += np.uint64(1)
            stop = int(np.int64(at))
            longer = _longer_end(points, i, stop, end, bits)
            while stop < longer:
                h = hash_step(h, points[stop], seed)
                stop += 1
            entry = find_hashed(points, i, stop, h, table)
            if entry != UNSEEN and marks[entry]:
                mark = marks[entry]
                if mark & PHRASE_MARK:
                    found |= word_hints(points, i, end, bits)
                if mark & LOOK_MARK:
                    found |= LOOK_HINT
                if mark >> DIGITS_FROM:
                    digits = (digits if i - digits_end < DIGIT_GAP else 0) + (mark >> DIGITS_FROM)
                    digits_end = stop
                    if digits >= NUMBER_LENGTH:
                        found |= LOOK_HINT
            count = _note(tokens, count, i, stop, entry)
            i = stop
        tokens.last[text] = count
        hints[text] = found | (HEAD_HINT if lines >= HEAD_LINES else 0)
    return count
