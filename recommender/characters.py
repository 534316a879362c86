"""Code points in, what the tokeniser and the door need to know of them out, as bits of a table.

The bits are read off the very patterns and string methods of the reference, a page of 256 characters at a time and only
for pages that occur, so that they agree with it on every character of every Unicode version.
"""

from __future__ import annotations

import re
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from recommender.tokens import BREAKING, LETTER

LETTER_BIT = 1  # what a token is made of
WORD_BIT = 2  # \w
DIGIT_BIT = 4  # \d
SPACE_BIT = 8  # \s
LATIN_BIT = 16  # [a-z], whatever the case
BREAK_BIT = 32  # what ends a phrase by itself
DASH_BIT = 64
LOWER_BIT = 128
ALPHA_BIT = 256
ODD_BIT = 512  # what matches an ASCII letter, whatever the case, without being one
PLAIN_BIT = 1024  # small ASCII letters
KNOWN_BIT = 1 << 15

PAGE = 256
_POINTS = 0x110000
_PATTERNS = (
    (LETTER_BIT, re.compile(LETTER, re.IGNORECASE)),
    (WORD_BIT, re.compile(r"\w")),
    (DIGIT_BIT, re.compile(r"\d")),
    (SPACE_BIT, re.compile(r"\s")),
    (LATIN_BIT, re.compile(r"[a-z]", re.IGNORECASE)),
    (BREAK_BIT, re.compile(BREAKING)),
    (PLAIN_BIT, re.compile(r"[a-z]")),
    (DASH_BIT, re.compile(r"[-–—]")),
)


class CharacterTable:
    """What is known of each code point; threads may share it.

    Attributes
    ----------
    bits : ndarray of shape (1114112,), uint16
        0 for a code point whose page was not asked for yet; replaced, never changed, when pages are learnt.
    """

    def __init__(self) -> None:
        self._learning = Lock()
        self.bits: NDArray[np.uint16] = np.zeros(_POINTS, np.uint16)
        self._learn(np.zeros(1, np.uint32))

    def add_pages(self, points: NDArray[np.uint32]) -> None:
        """Learn the pages on which some code points stand, as far as they are not known."""
        if points.size and points.max() >= PAGE:
            self._learn(np.unique(points // PAGE) * PAGE)

    def _learn(self, firsts: NDArray[np.uint32]) -> None:
        with self._learning:
            new = firsts[self.bits[firsts] == 0].tolist()
            if not new:
                return
            bits = self.bits.copy()
            for first in new:
                bits[first : first + PAGE] = [_bits_of(chr(point)) for point in range(first, first + PAGE)]
            self.bits = bits


def _bits_of(character: str) -> int:
    bits = KNOWN_BIT
    for bit, pattern in _PATTERNS:
        if pattern.match(character):
            bits |= bit
    bits |= LOWER_BIT * character.islower() | ALPHA_BIT * character.isalpha()
    return bits | ODD_BIT if bits & LATIN_BIT and not character.isascii() else bits
