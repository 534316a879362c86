"""Code points in, hints of identity out: the door's first look, compiled.

A hint says which step of `recommender.identity.blank_identity` could change a text. It may be wrong one way only: where
there is none, the step changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.characters import (
    DIGIT_BIT,
    LETTER_BIT,
    ODD_BIT,
    PLAIN_BIT,
    SPACE_BIT,
    WORD_BIT,
)
from recommender.compiling import compiled, inner
from recommender.identity import (
    CHILD_HINT,
    EVERY_HINT,
    FORMULA_HINT,
    HEAD_HINT,
    I_AM_HINT,
    LABEL_HINT,
    LABEL_REACH,
    LONGEST_LABEL,
    MY_NAME_HINT,
    PATTERN_HINT,
)
from recommender.text_table import UNSEEN, Table, find_entry

NEWLINE, _TAB, _SPACE, _DOT, _SLASH, _COLON, _AT, _DASH, _EN_DASH = (ord(c) for c in "\n\t ./:@-–")
_A, _Z, _W = ord("A"), ord("Z"), ord("w")
# Besides the hints of identity: what may be a label was not seen before.
NEW_LABEL_HINT = 1 << 10
NUMBER_LENGTH, DIGIT_GAP, PAN_DIGITS, HEAD_LINES = 10, 3, 4, 3


def _word(text: str) -> Any:
    return np.array([ord(c) for c in text], np.uint32)


_WWW, _COM, _WEB = _word("www."), _word(".com/"), _word("://")
_NAME_IS, _MYSELF, _I_AM, _IM, _THIS_IS = (
    _word("name is"),
    _word("myself"),
    _word("i am"),
    _word("i'm"),
    _word("this is"),
)
_NO, _NOT, _WITHOUT, _NEVER = _word("no"), _word("not"), _word("without"), _word("never")
_DO = _word("do")
_DECLARING = tuple(_word(w) for w in ("solemnly", "hereby", "declare", "affirm", "certify", "state"))
_WORKED, _ANY, _INTERESTED = _word("worked"), _word("any"), _word("interested")
_LACKING = tuple(_word(w) for w in ("prior", "previous", "experience", "knowledge", "exposure", "idea"))
_LAST_WORDS = tuple(
    _word(word) for word in ("mail", "mobile", "phone", "dob", "gender", "age", "address", "contact", "name")
)
_BEFORE_LABEL = tuple(ord(c) for c in "\n\t;|,:()")
_AROUND_LABEL = tuple(ord(c) for c in " \t-•*.")
_ASCII = 127
_IN_NUMBERS = (ord(" "), ord("("), ord(")"), ord("-"))


class Labels(NamedTuple):
    """What was seen before a sign that may follow a label.

    Attributes
    ----------
    table : Table
        The texts.
    blanked : ndarray of bool
        Whether the text is a label that is blanked with its value.
    """

    table: Table
    blanked: NDArray[np.bool_]


@inner
def small(point: int) -> int:
    """An ASCII letter in lower case; anything else as it is."""
    return point + 32 if _A <= point <= _Z else point


@inner
def _stands(points: Any, i: int, end: int, word: Any) -> bool:
    """Whether a lower-case ASCII word stands at a place, whatever its case there."""
    if i + len(word) > end:
        return False
    for k in range(len(word)):
        if small(points[i + k]) != word[k]:
            return False
    return True


@inner
def _after_spaces(points: Any, i: int, end: int, bits: Any) -> int:
    """The first place from `i` on without white space."""
    while i < end and bits[points[i]] & SPACE_BIT:
        i += 1
    return i


@inner
def word_hints(points: Any, i: int, end: int, bits: Any) -> int:
    """Hints of the phrase that begins at a place where a word begins."""
    c = small(points[i])
    if c == ord("i"):
        hints = 0
        if _stands(points, i, end, _I_AM):
            hints |= _name_follows(points, i + 4, end, bits)
        elif _stands(points, i, end, _IM):
            hints |= _name_follows(points, i + 3, end, bits)
        return hints | _declaration_follows(points, i + 1, end, bits)
    if c == ord("m") and _stands(points, i, end, _MYSELF):
        return _name_follows(points, i + 6, end, bits)
    if c == ord("t") and _stands(points, i, end, _THIS_IS):
        return _name_follows(points, i + 7, end, bits)
    if c == ord("n"):
        if _stands(points, i, end, _NAME_IS):
            return MY_NAME_HINT
        if _stands(points, i, end, _NEVER):
            return _word_follows(points, i + 5, end, bits, _WORKED)
        if _stands(points, i, end, _NOT):
            hints = _word_follows(points, i + 3, end, bits, _ANY)
            return hints | _word_follows(points, i + 3, end, bits, _INTERESTED)
        if _stands(points, i, end, _NO):
            return _lack_follows(points, i + 2, end, bits)
    if c == ord("w") and _stands(points, i, end, _WITHOUT):
        return _word_follows(points, i + 7, end, bits, _ANY)
    return 0


@inner
def _word_follows(points: Any, i: int, end: int, bits: Any, word: Any) -> int:
    """A hint if white space and then a word follow."""
    after = _after_spaces(points, i, end, bits)
    return FORMULA_HINT if after > i and _stands(points, after, end, word) else 0


@inner
def _lack_follows(points: Any, i: int, end: int, bits: Any) -> int:
    """A hint if white space and then what somebody may say to lack follow."""
    for k in range(len(_LACKING)):
        if _word_follows(points, i, end, bits, _LACKING[k]):
            return FORMULA_HINT
    return 0


@inner
def _declaration_follows(points: Any, i: int, end: int, bits: Any) -> int:
    """A hint if white space and then, perhaps after "do", a word follow by which people declare something."""
    after = _after_spaces(points, i, end, bits)
    if after == i:
        return 0
    if _stands(points, after, end, _DO):
        verb = _after_spaces(points, after + 2, end, bits)
        after = verb if verb > after + 2 else after
    for k in range(len(_DECLARING)):
        if _stands(points, after, end, _DECLARING[k]):
            return FORMULA_HINT
    return 0


@inner
def _name_follows(points: Any, i: int, end: int, bits: Any) -> int:
    """A hint if white space and then what may be a capital letter follow."""
    after = _after_spaces(points, i, end, bits)
    if after == i or after == end or ord("a") <= points[after] <= ord("z"):
        return 0
    return I_AM_HINT


@inner
def sign_hints(points: Any, start: int, i: int, end: int, labels: Any) -> int:
    """Hints of a character that is no letter."""
    c = points[i]
    if c == _AT:
        return PATTERN_HINT
    if c == _COLON:
        return _label_hint(points, start, i, labels) | (PATTERN_HINT if _stands(points, i, end, _WEB) else 0)
    if c == _TAB:
        return _label_hint(points, start, i, labels)
    if c == _DOT and _stands(points, i, end, _COM):
        return PATTERN_HINT
    if c == _SLASH and i > start and i + 1 < end and small(points[i + 1]) == ord("o"):
        return CHILD_HINT
    if (c == _DASH or c == _EN_DASH) and i > start and i + 1 < end and _blank(points[i - 1]) and _blank(points[i + 1]):
        return _label_hint(points, start, i, labels)
    return 0


@inner
def _label_hint(points: Any, start: int, sign: int, labels: Any) -> int:
    """A hint if what stands before a sign may be a label: few words, or words that end like one that labels identity."""
    i, words, inside, ends_like_one = sign, 0, False, False
    while i > start and sign - i < LABEL_REACH and points[i - 1] not in _BEFORE_LABEL:
        i -= 1
        content = points[i] not in _AROUND_LABEL
        if content and not inside and words == 0 and _may_end_label(points, start, i + 1):
            ends_like_one = True
        if points[i] == _SPACE or content:
            words += content and not inside
            inside = content or (inside and points[i] != _SPACE)
    if words == 0 or (words > LONGEST_LABEL and not ends_like_one):
        return 0
    entry = find_entry(points, i, sign, labels.table)
    if entry == UNSEEN:
        return LABEL_HINT | NEW_LABEL_HINT
    return LABEL_HINT if labels.blanked[entry] else 0


@inner
def _may_end_label(points: Any, start: int, end: int) -> bool:
    """Whether one of the words that label identity anywhere ends here; what is not ASCII may fold to one."""
    if points[end - 1] > _ASCII:
        return True
    for k in range(len(_LAST_WORDS)):
        word = _LAST_WORDS[k]
        if end - len(word) >= start and _stands(points, end - len(word), end, word):
            return True
    return False


@inner
def _blank(point: int) -> bool:
    return point == _SPACE or point == _TAB


@compiled
def hint_identity(points: Any, ends: Any, which: Any, bits: Any, labels: Any, hints: Any) -> None:
    """Note for some texts which steps of `blank_identity` could change it.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of all texts, one after the other.
    ends : ndarray of shape (n_texts,), int64
        Where each text ends.
    which : ndarray of int64
        Which texts are looked at.
    bits : ndarray of uint16
        See `recommender.characters`.
    labels : Labels
        What was seen before a sign.
    hints : ndarray of shape (n_texts,), int32
        Receives the hints.
    """
    for k in range(len(which)):
        text = which[k]
        start, end, found, lines = ends[text - 1] if text else 0, ends[text], 0, 0
        digits, last_digit, run = 0, -10, 0
        before = 0
        for i in range(start, end):
            c = points[i]
            kind = bits[c]
            if kind & PLAIN_BIT and before & WORD_BIT and run == 0 and c != _W:
                before, digits = kind, 0
                continue
            if kind & ODD_BIT:
                found = EVERY_HINT
            if kind & DIGIT_BIT:
                digits = digits + 1 if i - last_digit <= DIGIT_GAP else 1
                last_digit = i
                run += 1
                if digits >= NUMBER_LENGTH:
                    found |= PATTERN_HINT
            else:
                if run >= PAN_DIGITS and _A <= c <= _Z:
                    found |= PATTERN_HINT
                run = 0
                if c not in _IN_NUMBERS:
                    digits = 0
                if not kind & LETTER_BIT:
                    if c == NEWLINE:
                        lines += 1
                    found |= sign_hints(points, start, i, end, labels)
                elif not before & WORD_BIT:
                    found |= word_hints(points, i, end, bits)
                    if c == ord("w") and _stands(points, i, end, _WWW):
                        found |= PATTERN_HINT
                elif c == ord("w") and _stands(points, i, end, _WWW):
                    found |= PATTERN_HINT
            before = kind
        hints[text] = found | (HEAD_HINT if lines >= HEAD_LINES else 0)
