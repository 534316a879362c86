"""One word in, its stem out, so that singular and plural, and the forms of a verb, meet.

The rules are the inflectional steps (0, 1a, 1b, 1c, 5) of the Porter2 algorithm (Martin Porter, "The English (Porter2)
stemming algorithm", 2001). Its derivational steps are left out on purpose: "analyst", "analysis" and "analytics" are
different trades here. Only ASCII words are touched; digits, Devanagari and every other script come back whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = "aeiouy"
_SHORTEST = 4
_IRREGULAR = {
    "analyses": "analysis", "analysis": "analysis", "thesis": "thesis", "bought": "buy", "brought": "bring", "built": "build", "criteria": "criterion", "did": "do", "done": "do", "drawn": "draw",
    "drew": "draw", "found": "find", "indices": "index", "kept": "keep", "led": "lead", "made": "make", "matrices": "matrix", "news": "news", "ran": "run",
    "sold": "sell", "taught": "teach", "theses": "thesis", "vertices": "vertex", "wrote": "write", "written": "write", "series": "series", "lens": "lens",
    "lenses": "lens", "always": "always", "sas": "sas", "aws": "aws", "dns": "dns", "gis": "gis", "mis": "mis", "ios": "ios", "sps": "sps", "pos": "pos",
    "gst": "gst", "gas": "gas", "bus": "bus", "buses": "bus", "children": "child", "women": "woman", "men": "man",
}  # fmt: skip
_REGION = re.compile(r"[aeiouy][^aeiouy]")
_SHORT_SYLLABLE = re.compile(r"(?:[^aeiouy][aeiouy][^aeiouywx]|^[aeiouy][^aeiouy])$")
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Stem of one lower-case word.

    Parameters
    ----------
    word : str
        One word, already lower-case.

    Returns
    -------
    str
        The stem; the word itself if it is shorter than four letters or not plain ASCII letters.

    Examples
    --------
    >>> [stem(w) for w in ("entries", "entry", "coding", "codes", "reviewed", "gas")]
    ['entri', 'entri', 'code', 'code', 'review', 'gas']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    return _final_e_or_l(_final_y(_past_and_progressive(_plural(word))))


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > _SHORTEST else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and any(c in _VOWELS for c in word[:-2]):
        return word[:-1]
    return word


def _past_and_progressive(word: str) -> str:
    for ending in ("eed", "ing", "ed"):
        if word.endswith(ending):
            break
    else:
        return word
    base = word[: -len(ending)]
    if ending == "eed":
        return word[:-1] if len(base) >= _region(word) else word
    if not any(c in _VOWELS for c in base):
        return word
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if base.endswith(_DOUBLES):
        return base[:-1]
    return base + "e" if _is_short(base) else base


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and word[-2] not in _VOWELS else word


def _final_e_or_l(word: str) -> str:
    first = _region(word)
    second = _region(word, first)
    last = len(word) - 1
    if word.endswith("ll") and last >= second:
        return word[:-1]
    if not word.endswith("e"):
        return word
    if last >= second or (last >= first and not _SHORT_SYLLABLE.search(word[:-1])):
        return word[:-1]
    return word


def _region(word: str, start: int = 0) -> int:
    """Position after the first non-vowel that follows a vowel, from `start` on (R1 and R2 of Porter2)."""
    found = _REGION.search(word, start)
    return found.end() if found else len(word)


def _is_short(word: str) -> bool:
    return _region(word) >= len(word) and bool(_SHORT_SYLLABLE.search(word))
