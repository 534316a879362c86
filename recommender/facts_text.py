"""A text as people type it in, one plain form out: what every parser of `recommender.facts` reads.

At most `LONGEST` characters are looked at, so that no text can cost more than its length is worth.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 10_000

_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_MIXED = re.compile(r"(\d?)[ ]?([½¼¾])")
_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’`´", "'"), **dict.fromkeys("“”", '"'), "\u00a0": " "}
    | {chr(0x966 + digit): str(digit) for digit in range(10)}
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b(?:\s?\(\s?\d{{1,3}}\s?\))?")
_AND_A_HALF = re.compile(r"\b(\d{1,3}) and (?:a )?half\b")


def tidy(text: str) -> str:
    """One kind of dash, quote, space and digit; the case stays.

    Examples
    --------
    >>> tidy("1½ yrs – ४ माह")
    '1.5 yrs - 4 माह'
    """
    text = _MIXED.sub(lambda found: f"{found[1] or '0'}.{_FRACTIONS[found[2]]}", text[:LONGEST])
    return unicodedata.normalize("NFKC", text).translate(_SIGNS)[:LONGEST]


def plain(text: str) -> str:
    """As `tidy`, in lower case, with numbers that are written as words in figures.

    Examples
    --------
    >>> plain("Two and a half Years; ten (10) days")
    '2.5 years; 10 days'
    """
    text = _NUMBER_WORD.sub(lambda found: _NUMBERS[found[1]], tidy(text).casefold())
    return _AND_A_HALF.sub(r"\1.5", text)
