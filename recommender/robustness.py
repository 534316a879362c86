"""A profile in, the same profile spoilt out: what the engine must not stumble over.

Every way is seeded by the candidate's own text, so that an evaluation is the same every time.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields

from recommender.profile import Profile

_LONG_WORD = re.compile(r"[A-Za-z]{7,}")
_SEPARATORS = re.compile(r"\s*[,;|]\s*")
_BEFORE = (
    "CURRICULUM VITAE\nCareer objective: seeking a challenging position in a reputed organisation where I can use my "
    "abilities for mutual growth.\n"
)
_AFTER = (
    "\nHobbies: listening to music, playing cricket, reading books, travelling.\nStrengths: hard working, sincere, "
    "positive attitude, quick learner, team player.\nReferences will be given on request.\nI hereby declare that the "
    "above information is true to the best of my knowledge and belief."
)


def typos(text: str) -> str:
    """One slip in every word of seven letters and more: a letter dropped, doubled, replaced, or two swapped."""
    chance = random.Random(zlib.crc32(text.encode()))  # noqa: S311 (spoils text, guards nothing)

    def spoil(found: re.Match[str]) -> str:
        word = found.group()
        at = chance.randrange(1, len(word) - 1)
        kind = chance.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2:  # noqa: PLR2004
            return word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _LONG_WORD.sub(spoil, text)


def _each(change: Callable[[str], str]) -> Callable[[Profile], Profile]:
    return lambda profile: Profile(**{field.name: change(getattr(profile, field.name)) for field in fields(profile)})


def boilerplate(profile: Profile) -> Profile:
    """The formulas that stand around every CV."""
    return Profile(**{**profile.by_field(), "text": _BEFORE + profile.text + _AFTER})


def repeated(profile: Profile) -> Profile:
    """The skills five times over; without a skills field, the whole text."""
    if profile.skills:
        return Profile(**{**profile.by_field(), "skills": ", ".join([profile.skills] * 5)})
    return Profile(**{**profile.by_field(), "text": "\n".join([profile.text] * 5)})


def as_one_text(profile: Profile) -> Profile:
    """Every field moved to free text."""
    return Profile(text="\n".join(profile.by_field().values()))


WAYS: Mapping[str, Callable[[Profile], Profile]] = {
    "a typo in every long word": _each(typos),
    "capitals": _each(str.upper),
    "small letters": _each(str.lower),
    "semicolons for commas": _each(lambda text: _SEPARATORS.sub("; ", text)),
    "bars for commas": _each(lambda text: _SEPARATORS.sub(" | ", text)),
    "new lines for commas": _each(lambda text: _SEPARATORS.sub("\n", text)),
    "boilerplate around": boilerplate,
    "skills five times": repeated,
    "all in one text": as_one_text,
}
