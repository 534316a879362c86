"""Code points in, tokens and hints of identity out: the tokeniser and the door's first look, compiled.

`scan_tokens` finds the tokens of `recommender.tokens.tokenize`, character for character; `hint_identity` says which
steps of `recommender.identity.blank_identity` could change a text. A hint may be wrong one way only: where there is
none, the step changes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from recommender.characters import (
    DASH_BIT,
    DIGIT_BIT,
    LATIN_BIT,
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

UNSEEN = -1
_LONG_S = 0x17F  # the one other letter that matches "s" whatever the case
_NEWLINE, _TAB, _SPACE, _HASH, _AND, _QUOTE, _PLUS, _DOT, _SLASH, _COLON, _AT = (ord(c) for c in "\n\t #&'+./:@")
_CURLY = 0x2019
_A, _Z, _W = ord("A"), ord("Z"), ord("w")
_NUMBER_LENGTH, _DIGIT_GAP, _PAN_DIGITS, _HEAD_LINES = 10, 3, 4, 3


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


@compiled
def first_unknown(points: Any, bits: Any) -> int:
    """Place of the first character that the table does not know yet; -1 for none."""
    for i in range(len(points)):
        if bits[points[i]] == 0:
            return i
    return -1


@inner
def _small(point: int) -> int:
    """An ASCII letter in lower case; anything else as it is."""
    return point + 32 if _A <= point <= _Z else point


@inner
def _stands(points: Any, i: int, end: int, word: Any) -> bool:
    """Whether a lower-case ASCII word stands at a place, whatever its case there."""
    if i + len(word) > end:
        return False
    for k in range(len(word)):
        if _small(points[i + k]) != word[k]:
            return False
    return True


@inner
def _after_spaces(points: Any, i: int, end: int, bits: Any) -> int:
    """The first place from `i` on without white space."""
    while i < end and bits[points[i]] & SPACE_BIT:
        i += 1
    return i


@inner
def _word_hints(points: Any, i: int, end: int, bits: Any) -> int:
    """Hints of the phrase that begins at a place where a word begins."""
    c = _small(points[i])
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
def _sign_hints(points: Any, start: int, i: int, end: int, bits: Any) -> int:
    """Hints of a character that is no letter."""
    c = points[i]
    if c == _AT:
        return PATTERN_HINT
    if c == _COLON:
        return _label_hint(points, start, i) | (PATTERN_HINT if _stands(points, i, end, _WEB) else 0)
    if c == _TAB:
        return _label_hint(points, start, i)
    if c == _DOT and _stands(points, i, end, _COM):
        return PATTERN_HINT
    if c == _SLASH and i > start and i + 1 < end and _small(points[i + 1]) == ord("o"):
        return CHILD_HINT
    if bits[c] & DASH_BIT and i > start and i + 1 < end and _blank(points[i - 1]) and _blank(points[i + 1]):
        return _label_hint(points, start, i)
    return 0


@inner
def _label_hint(points: Any, start: int, sign: int) -> int:
    """A hint if what stands before a sign may be a label: few words, or words that end like one that labels identity."""
    i, words, inside = sign, 0, False
    while i > start and sign - i < LABEL_REACH and points[i - 1] not in _BEFORE_LABEL:
        i -= 1
        content = points[i] not in _AROUND_LABEL
        if content and not inside and words == 0 and _may_end_label(points, start, i + 1):
            return LABEL_HINT
        if points[i] == _SPACE or content:
            words += content and not inside
            inside = content or (inside and points[i] != _SPACE)
    return LABEL_HINT if words <= LONGEST_LABEL else 0


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
def hint_identity(points: Any, ends: Any, bits: Any, hints: Any) -> None:
    """Note for each text which steps of `blank_identity` could change it.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of all texts, one after the other.
    ends : ndarray of shape (n_texts,), int64
        Where each text ends.
    bits : ndarray of uint16
        See `recommender.characters`.
    hints : ndarray of shape (n_texts,), int32
        Receives the hints.
    """
    start = 0
    for text in range(len(ends)):
        end, found, lines = ends[text], 0, 0
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
                digits = digits + 1 if i - last_digit <= _DIGIT_GAP else 1
                last_digit = i
                run += 1
                if digits >= _NUMBER_LENGTH:
                    found |= PATTERN_HINT
            else:
                if run >= _PAN_DIGITS and _A <= c <= _Z:
                    found |= PATTERN_HINT
                run = 0
                if c not in _IN_NUMBERS:
                    digits = 0
                if not kind & LETTER_BIT:
                    if c == _NEWLINE:
                        lines += 1
                    found |= _sign_hints(points, start, i, end, bits)
                elif not before & WORD_BIT:
                    found |= _word_hints(points, i, end, bits)
                    if c == ord("w") and _stands(points, i, end, _WWW):
                        found |= PATTERN_HINT
                elif c == ord("w") and _stands(points, i, end, _WWW):
                    found |= PATTERN_HINT
            before = kind
        hints[text] = found | (HEAD_HINT if lines >= _HEAD_LINES else 0)
        start = end


@inner
def _token_end(points: Any, start: int, i: int, end: int, bits: Any) -> int:
    """One past the token that begins at a place; the place itself where none does."""
    c = points[i]
    kind = bits[c]
    if c == _AND:
        return i + 1
    if c == _DOT:
        return _net_end(points, start, i, end, bits)
    if not kind & LETTER_BIT:
        return i
    if kind & LATIN_BIT:
        special = _c_family_end(points, i, end, bits)
        if special > i:
            return special
    if kind & DIGIT_BIT:
        special = _sum_end(points, i, end, bits)
        if special > i:
            return special
    while i < end and bits[points[i]] & LETTER_BIT:
        i += 1
    return _contraction_end(points, i, end, bits)


@inner
def _net_end(points: Any, start: int, i: int, end: int, bits: Any) -> int:
    if i > start and bits[points[i - 1]] & WORD_BIT:
        return i
    if i + 4 > end or _small(points[i + 1]) != ord("n") or _small(points[i + 2]) != ord("e"):
        return i
    if _small(points[i + 3]) != ord("t") or (i + 4 < end and bits[points[i + 4]] & WORD_BIT):
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
    c = _small(points[i + 1])
    if c == _LONG_S:
        c = ord("s")
    stop = i
    if c in (ord("s"), ord("t"), ord("m"), ord("d")):
        stop = i + 2
    elif i + 2 < end:
        second = _small(points[i + 2])
        if (c in (ord("r"), ord("v")) and second == ord("e")) or (c == ord("l") and second == ord("l")):
            stop = i + 3
    return i if stop < end and bits[points[stop]] & WORD_BIT else stop


@inner
def hash_points(points: Any, start: int, end: int, seed: int) -> Any:
    """A hash of some code points, not negative."""
    h = np.uint64(seed)
    for i in range(start, end):
        h = (h ^ np.uint64(points[i])) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(29)
    return np.int64(h >> np.uint64(2))


@compiled
def find_entry(points: Any, start: int, end: int, seed: int, slots: Any, entry_at: Any, arena: Any) -> int:
    """The entry of a word in the memo: a hash leads there, every character is compared. `UNSEEN` if there is none.

    Parameters
    ----------
    slots : ndarray of int32
        Open addressing over entries; -1 where free; a power of two long.
    entry_at : ndarray of int64
        Where each entry's word begins in the arena; one more than entries.
    arena : ndarray of uint32
        Words of all entries.
    """
    mask = len(slots) - 1
    place = hash_points(points, start, end, seed) & mask
    while slots[place] >= 0:
        entry = slots[place]
        first = entry_at[entry]
        if entry_at[entry + 1] - first == end - start:
            same = True
            for k in range(end - start):
                if arena[first + k] != points[start + k]:
                    same = False
                    break
            if same:
                return entry
        place = (place + 1) & mask
    return UNSEEN


@compiled
def add_entry(entry: int, points: Any, start: int, end: int, seed: int, slots: Any, entry_at: Any, arena: Any) -> None:
    """Put a word that is not there yet into the memo, as the next entry."""
    first = entry_at[entry]
    for k in range(end - start):
        arena[first + k] = points[start + k]
    entry_at[entry + 1] = first + end - start
    mask = len(slots) - 1
    place = hash_points(points, start, end, seed) & mask
    while slots[place] >= 0:
        place = (place + 1) & mask
    slots[place] = entry


@compiled
def enter_words(
    count: int,
    points: Any,
    starts: Any,
    stops: Any,
    seed: int,
    slots: Any,
    entry_at: Any,
    arena: Any,
    entries: Any,
) -> tuple[int, int]:
    """Look up words in the memo, and put those there that are not yet, as the next entries.

    Parameters
    ----------
    count : int
        How many entries there are.
    points, starts, stops
        Code points, and where the words begin and end among them.
    seed, slots, entry_at, arena
        As for `find_entry`; at most every second slot is taken, and `entry_at` has room for as many entries.
    entries : ndarray of int32
        Receives the entry of each word.

    Returns
    -------
    tuple of int
        For how many words there was room, and how many entries there are now.
    """
    most = len(slots) // 2
    for i in range(len(starts)):
        start, stop = starts[i], stops[i]
        entry = find_entry(points, start, stop, seed, slots, entry_at, arena)
        if entry == UNSEEN:
            if count == most or entry_at[count] + stop - start > len(arena):
                return i, count
            entry = count
            add_entry(entry, points, start, stop, seed, slots, entry_at, arena)
            count += 1
        entries[i] = entry
    return len(starts), count


@compiled
def scan_tokens(
    points: Any,
    ends: Any,
    bits: Any,
    seed: int,
    slots: Any,
    entry_at: Any,
    arena: Any,
    starts: Any,
    stops: Any,
    entries: Any,
    upto: Any,
) -> int:
    """Find the tokens of texts and look each up in the memo.

    Parameters
    ----------
    points, ends, bits
        As for `hint_identity`.
    seed, slots, entry_at, arena
        As for `find_entry`.
    starts, stops : ndarray of int32
        Receive where each token begins and ends.
    entries : ndarray of int32
        Receives its entry in the memo, or `UNSEEN`.
    upto : ndarray of shape (n_texts,), int64
        Receives how many tokens there are up to the end of each text.

    Returns
    -------
    int
        How many tokens are not in the memo.
    """
    count, unseen, start = 0, 0, 0
    for text in range(len(ends)):
        end = ends[text]
        i = start
        while i < end:
            stop = _token_end(points, start, i, end, bits)
            if stop == i:
                i += 1
                continue
            entry = find_entry(points, i, stop, seed, slots, entry_at, arena)
            unseen += entry == UNSEEN
            starts[count], stops[count], entries[count] = i, stop, entry
            count += 1
            i = stop
        upto[text] = count
        start = end
    return unseen
