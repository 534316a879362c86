"""Text in, tokens out, each with the place it came from.

A token is a run of letters and digits of any script, with the marks that belong to it; and the few signs that carry
meaning in this trade: ``C++``, ``C#``, ``.NET``,
``10+2`` and ``&``. Everything else separates, so that "B.Com", "B. Com" and "B Com" are the same two tokens. Meaning is
given to sequences of tokens by the lexicon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from recommender.stems import stem

# Letters and digits; combining marks; Indic vowel signs (which \w leaves out) except the danda; joiners and soft
# hyphens inside a word.
LETTER = r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u00ad\u200b-\u200d])"
_TOKEN = re.compile(
    rf"""(?:[a-z]\+\+|[a-z]\#)(?![a-z])      # C++, C#, F#
       | (?<!\w)\.net(?!\w)                  # .NET
       | \d+\s?\+\s?\d+                      # 10+2
       | &
       | {LETTER}+(?:['’](?:s|t|re|ve|ll|m|d)(?!\w))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What a phrase does not run across: the separators of lists, a new line, the end of a sentence (a full stop after a
# word, not after an abbreviation).
BREAKING = r"[,;:|•·●▪\n\r\t!?]"
_BREAK = re.compile(rf"{BREAKING}|\s[-–—]\s")
_STOP = re.compile(r"^\.+\s")
# Stands between texts that are read in one pass: part of no token, and what no phrase or number runs across.
_PART = "\0"
_TOKEN_OR_PART = re.compile(rf"{_TOKEN.pattern}|{_PART}", _TOKEN.flags)
# A full stop ends a sentence after a word of so many letters; after fewer it may end an abbreviation ("B. Com").
_WORD = 4
# Longer words are rare; to remember them would let one text fill the memory.
LONGEST_KEPT = 64
_PLURAL_OF_CAPITALS = re.compile(r"[A-Z][A-Z0-9&]+s")
_CLOSE = ("", " ", "-", "/", ".")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\s]")


class Token(NamedTuple):
    """One token of a text.

    Attributes
    ----------
    stem : str
        What is compared: normalised (NFKC), case-folded, stemmed.
    start, end : int
        Character span in the text as it came.
    opens : bool
        Whether no phrase runs on from the token before.
    """

    stem: str
    start: int
    end: int
    opens: bool


def normal(raw: str) -> str:
    """The stem of a token as it is written; empty where nothing is left of it."""
    if raw[-1] == "s" and raw[0].isupper() and _PLURAL_OF_CAPITALS.fullmatch(raw):  # APIs, NDAs
        raw = raw[:-1]
    if raw.isascii() and raw.isalnum():
        return stem(raw.lower())
    text = unicodedata.normalize("NFKC", raw).casefold()
    text = _INVISIBLE.sub("", text)
    cut = max(text.find("'"), text.find("’"))
    return stem(text[:cut] if cut > 0 else text)


kept_normal = lru_cache(maxsize=65_536)(normal)


def tokenize(text: str) -> Iterator[Token]:
    """Tokens of a text, in order.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    Token
        Stem and character span.

    Examples
    --------
    >>> [t.stem for t in tokenize("B.Com (Hons.), C++/C# & .NET; 10+2")]
    ['b', 'com', 'hon', 'c++', 'c#', '&', '.net', '10+2']
    """
    end = 0
    for found in _TOKEN.finditer(text):
        raw = found[0]
        word = kept_normal(raw) if len(raw) <= LONGEST_KEPT else normal(raw)
        if word:
            start, stop = found.span()
            gap = _gap(text[end:start]) if start - end <= LONGEST_KEPT else _gap.__wrapped__(text[end:start])
            opens = gap == _PARTED or (gap == _AFTER_STOP and end >= _WORD and text[end - _WORD : end].isalpha())
            yield Token(word, start, stop, opens)
            end = stop


_JOINED, _AFTER_STOP, _PARTED = range(3)


@lru_cache(maxsize=4_096)
def _gap(between: str) -> int:
    """What stands between two tokens: nothing that parts, a full stop that may end a sentence, or what always parts."""
    if between in _CLOSE:
        return _JOINED
    if _BREAK.search(between):
        return _PARTED
    return _AFTER_STOP if _STOP.match(between) else _JOINED


def runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Stretches of tokens that a phrase may run across, each as first and one past the last position."""
    openings = [position for position, token in enumerate(tokens) if token.opens or position == 0]
    return pairwise((*openings, len(tokens)))


def stems(text: str) -> tuple[str, ...]:
    """Stems of a text's tokens, in order."""
    return tuple(token.stem for token in tokenize(text))


def stems_of(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Stems of many short texts, each as `stems` gives them, found in one pass.

    Examples
    --------
    >>> stems_of(["patent drafting", "C++"])
    {'patent drafting': ('patent', 'draft'), 'C++': ('c++',)}
    """
    distinct = list(dict.fromkeys(texts))
    together = _PART.join(distinct)
    if together.count(_PART) != len(distinct) - 1:  # no texts, or one that holds the mark
        return {text: stems(text) for text in distinct}
    raw = _TOKEN_OR_PART.findall(together)
    read = {token: normal(token) for token in set(raw) - {_PART}} | {_PART: _PART}
    # A stem holds no space, and an empty one is none.
    runs_read = " ".join([read[token] for token in raw]).split(_PART)
    return dict(zip(distinct, map(tuple, map(str.split, runs_read)), strict=True))
