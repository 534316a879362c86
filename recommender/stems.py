"""One word in, its stem out, so that singular and plural, and the forms of a verb, meet.

The rules are the inflectional steps (0, 1a, 1b, 1c, 5) of the Porter2 algorithm (Martin Porter, "The English (Porter2)
stemming algorithm", 2001). Its derivational steps are left out on purpose: "analyst", "analysis" and "analytics" are
different trades here. Only ASCII words are touched; digits, Devanagari and every other script come back whole.
"""

from __future__ import annotations

import re

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
_VOWEL = re.compile(r"[aeiouy]")
_SHORT_SYLLABLE = re.compile(r"(?:[^aeiouy][aeiouy][^aeiouywx]|^[aeiouy][^aeiouy])$")
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
# Last letters of the words that a rule may change; the others, most words, come back at once.
_CHANGING = frozenset("sdgyel")


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
    if len(word) < _SHORTEST or word[-1] not in _CHANGING or not (word.isascii() and word.isalpha()):
        return word
    last = word[-1]
    if last in "sd":
        word = _plural(word)
        last = word[-1]
    if last in "dg":
        word = _past_and_progressive(word)
        last = word[-1]
    if last == "y":
        return _final_y(word)
    return _final_e_or_l(word) if last in "el" else word


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > _SHORTEST else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word, 0, len(word) - 2):
        return word[:-1]
    return word


def _past_and_progressive(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if len(word) - 3 >= _region(word) else word
    if word.endswith("ing"):
        base = word[:-3]
    elif word.endswith("ed"):
        base = word[:-2]
    else:
        return word
    if not _VOWEL.search(base):
        return word
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if base.endswith(_DOUBLES):
        return base[:-1]
    return base + "e" if _is_short(base) else base


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS else word


def _final_e_or_l(word: str) -> str:
    last = len(word) - 1
    if word.endswith("ll"):
        return word[:-1] if last >= _region(word, _region(word)) else word
    if not word.endswith("e"):
        return word
    first = _region(word)
    if last < first or (last < _region(word, first) and _SHORT_SYLLABLE.search(word[:-1])):
        return word
    return word[:-1]


def _region(word: str, start: int = 0) -> int:
    """Position after the first non-vowel that follows a vowel, from `start` on (R1 and R2 of Porter2)."""
    found = _REGION.search(word, start)
    return found.end() if found else len(word)


def _is_short(word: str) -> bool:
    return _region(word) >= len(word) and bool(_SHORT_SYLLABLE.search(word))
